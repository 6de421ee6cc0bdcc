"""What a person reads on a page, and what of it is in which language."""

from __future__ import annotations

import html
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import polib
from django.apps import apps
from django.db.models import CharField, JSONField, TextField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

LOCALE = Path(__file__).resolve().parents[2] / "saolang" / "locale"
SAME_IN_BOTH = {"English", "Khmer"}
"""Names of languages, the same on a Vietnamese page."""

VIETNAMESE_WORD = re.compile(
    r"\w*[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]\w*", re.IGNORECASE
)

KHMER_LETTER = re.compile("[\u1780-\u17ff]")

DECISION = re.compile(r"[\d/]+/QĐ-\w+")
"""The number of a decision."""

_PARTS = re.compile(r"\s*[|,;:·–()\n]\s*")


def catalogue(language: str) -> polib.POFile:
    """Return our own catalogue of a language."""
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


@cache
def english_sentences() -> frozenset[str]:
    """Return what allauth and Django say in English, from the catalogues they carry for German and French."""
    catalogues = [("allauth", "locale/de"), ("django", "conf/locale/fr"), ("django", "contrib/auth/locale/fr")]
    sentences = set()
    for package, folder in catalogues:
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        for entry in polib.pofile(str(Path(spec.origin).parent / folder / "LC_MESSAGES" / "django.po")):
            for sentence in filter(None, (entry.msgid, entry.msgid_plural)):
                beginning = re.split(r"%\(|%[ds]|\{|<", sentence)[0].strip()
                if len(beginning) > 3 and beginning not in SAME_IN_BOTH:
                    sentences.add(" ".join(beginning.split()))
    return frozenset(sentences)


def english_in(shown: str) -> set[str]:
    """Return the English sentences of Django and its packages that stand in a text."""
    shown = re.sub(r"https?://\S+", "", shown)
    return {sentence for sentence in english_sentences() if re.search(rf"(?<![\w.]){re.escape(sentence)}(?!\w)", shown)}


def words(response: HttpResponse) -> str:
    """Return what a person reads: the title, the text and the labels only a screen reader says.

    But for what is marked as English: the words of a mail server, or a text that is signed as it stands.
    """
    return _words(_without_marked(_body(response), "en"))


def _body(response: HttpResponse) -> str:
    return b"".join(response).decode()


def _words(page: str) -> str:
    spoken = re.findall(r'\s(?:placeholder|aria-label|title|alt|data-l)="([^"]*)"', page)
    text = re.sub(r"<[^>]+>", " | ", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    return " ".join(html.unescape(" | ".join([text, *spoken])).split())


def vietnamese_in(response: HttpResponse, data: frozenset[str]) -> list[str]:
    """Return the Vietnamese texts of a page, but for what is marked so (`lang="vi"`) and what is data."""
    page = _without_marked(_body(response), "vi")
    # A tile of the map writes the name of its province on two lines.
    page = re.sub(r'<text class="name.*?</text>', "", page)
    texts = {text.strip() for text in _PARTS.split(_words(page))} - data
    return sorted(text for text in texts if VIETNAMESE_WORD.search(_without(text, data)))


def _without_marked(page: str, language: str) -> str:
    """Return the body of the page without the elements marked as being in the language."""
    return re.sub(rf'<(?!html)(\w+)[^>]*\slang="{language}"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)


def _without(text: str, data: frozenset[str]) -> str:
    text = DECISION.sub("", text)
    if VIETNAMESE_WORD.search(text):
        for known in sorted((known for known in data if known in text), key=len, reverse=True):
            text = text.replace(known, "")
    return text


def data_and(*more: str) -> frozenset[str]:
    """Return every Vietnamese text of the database, and some more: names are the same in every language."""
    found = {"Sao Làng", *(part for text in more for part in _PARTS.split(text))}
    for model in apps.get_models():
        columns = model._meta.fields  # noqa: SLF001 - Django's own way to a model's columns
        fields = [column.name for column in columns if isinstance(column, CharField | TextField | JSONField)]
        for values in model._default_manager.values_list(*fields):  # noqa: SLF001 - every model has it
            for text in _texts(list(values)):
                found |= {text, text[:1].lower() + text[1:], *_PARTS.split(text)}
    return frozenset(" ".join(text.split()) for text in found if VIETNAMESE_WORD.search(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
