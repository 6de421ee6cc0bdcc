from __future__ import annotations

import gettext
import os
from typing import TYPE_CHECKING

from saolang.config.verbs.setup import compile_messages

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Kế hoạch"\nmsgstr "{}"\n'


def write(folder: Path, translation: str) -> Path:
    source = folder / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(CATALOGUE.format(translation), encoding="utf-8")
    return source


def translated(folder: Path) -> str:
    return gettext.GNUTranslations((folder / "en" / "LC_MESSAGES" / "django.mo").open("rb")).gettext("Kế hoạch")


def test_compile_messages_makes_the_catalogue_gettext_reads(tmp_path: Path) -> None:
    write(tmp_path, "Plan")

    compile_messages(tmp_path)

    assert translated(tmp_path) == "Plan"


def test_compile_messages_renews_a_catalogue_older_than_its_source(tmp_path: Path) -> None:
    source = write(tmp_path, "Plan")
    compile_messages(tmp_path)
    compiled = source.with_suffix(".mo").stat().st_mtime
    write(tmp_path, "Programme")
    os.utime(source, (compiled + 1, compiled + 1))

    compile_messages(tmp_path)

    assert translated(tmp_path) == "Programme"
