"""The English catalogue: every sentence of ours is in it, with its places; how pages read is in tests/web."""

from __future__ import annotations

import ast
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import polib
import pytest
from django.core.management import call_command
from django.template import Context, Template
from django.utils import translation

from saolang.web.navigation import PARTS
from tests.locale.reading import catalogue

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

PACKAGE = Path(__file__).resolve().parents[2] / "saolang"
PLACE = re.compile(r"%\(\w+\)\d*[ds]|%[ds%]|\{\w+\}|<[^>]+>")
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "gettext_lazy", "ngettext_lazy", "pgettext_lazy", "gettext_noop"}


@pytest.fixture
def gettext_tools() -> None:
    """Need xgettext, which gathers the sentences: skip without it, or fail when SAOLANG_REQUIRE_ALL=1."""
    if shutil.which("xgettext") is None:
        message = "xgettext is not on this machine. On Debian: apt-get install gettext"
        if os.environ.get("SAOLANG_REQUIRE_ALL") == "1":
            pytest.fail(message)
        pytest.skip(message)


def keys(entries: polib.POFile) -> set[tuple[str | None, str, str]]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries}


@pytest.mark.usefixtures("gettext_tools")
def test_catalogue_holds_exactly_the_sentences_of_the_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: SettingsWrapper
) -> None:
    """Gather again as CONTRIBUTING.md tells, in a copy: the command writes beside what it reads."""
    sources = shutil.copytree(PACKAGE, tmp_path / "saolang", ignore=shutil.ignore_patterns("data", "static", "locale"))
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]
    (tmp_path / "locale").mkdir()
    monkeypatch.chdir(sources)

    call_command("makemessages", locale=["en"], no_location=True, no_obsolete=True, verbosity=0)

    gathered = polib.pofile(str(tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    assert keys(gathered) - keys(catalogue("en")) == set(), "not in saolang/locale/en"
    assert keys(catalogue("en")) - keys(gathered) == set(), "no longer said anywhere"


def test_no_entry_is_empty_or_doubtful() -> None:
    assert [entry.msgid for entry in catalogue("en") if entry.fuzzy or not entry.translated()] == []


def test_every_translation_keeps_the_places_of_its_sentence() -> None:
    differing = [
        entry.msgid
        for entry in catalogue("en")
        for said in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if places(said) != places(entry.msgid)
    ]

    assert differing == []


def places(sentence: str) -> list[str]:
    """Return what is filled in, and the tags; how many digits a number has is the language's own matter."""
    return sorted(re.sub(r"\)\d+d", ")d", place) for place in PLACE.findall(sentence))


def test_no_sentence_is_marked_inside_an_f_string() -> None:
    """Xgettext does not look into them, so the sentence would never be translated."""
    hidden = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GETTEXT
        if isinstance(call.args[0], ast.Constant)
    ]

    assert hidden == []


@pytest.mark.parametrize(
    ("points", "said"), [(1, "1 point"), (3, "3 points"), (0, "0 points")], ids=["one", "several", "none"]
)
def test_points_are_counted_in_english(points: int, said: str) -> None:
    sentence = (
        "{% load i18n %}{% blocktranslate with points=given count n=given|add:0 %}{{ points }} điểm"
        "{% plural %}{{ points }} điểm{% endblocktranslate %}"
    )

    with translation.override("en"):
        assert Template(sentence).render(Context({"given": points})) == said


def test_menu_names_lists_in_the_plural_in_english() -> None:
    with translation.override("en"):
        menu = {str(label) for part in PARTS for _name, label, _permission in part.entries}

    assert {"Ideas", "Councils", "Evaluation sessions", "Certificates", "Criteria sets", "Places"} <= menu
