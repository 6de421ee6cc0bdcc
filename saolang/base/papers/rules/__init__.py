"""What a paper is made from, what an office's template may ask for, and which numbers papers bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings

from saolang.base.papers.choices import SIGNS, PaperKind
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from saolang.base.places.models import Place

DOCUMENTS = settings.PACKAGE / "data" / "documents"
Data = Mapping[str, Any]
"""What a paper says, by the names of `data/documents/fields.yaml`: texts, truths, whole numbers, lists of the same."""

WITHDRAWN = Refusal(gettext_noop("Mẫu này đã được rút. Hãy tải lại trang để xem mẫu đang dùng."))


NO_LONGER_HOLDS = Refusal(
    gettext_noop("Nội dung của văn bản này không còn hiệu lực nên không ban hành. Hãy xem trạng thái của đối tượng.")
)


class Mark(StrEnum):
    """What is written across a paper that was not issued."""

    NONE = ""
    DRAFT = gettext_noop("BẢN NHÁP")
    ENDED = gettext_noop("KHÔNG CÒN HIỆU LỰC")


@dataclass(frozen=True)
class Draft:
    """A paper as it would be issued now: what it says, which thing it is about, and whose paper it is.

    `thing_kind` and `thing_code` name the thing as in the list of changes. `place` is the unit whose office issues it,
    whose templates and numbers it takes. `name` is the file's, without an ending. `mark` is what stands across it
    until it is issued: nothing where what it says is settled, as in a dossier that was handed in.
    """

    kind: PaperKind
    thing_kind: str
    thing_code: str
    place: Place
    name: str
    data: Data
    mark: Mark = Mark.DRAFT


@dataclass(frozen=True)
class Field:
    """A field of a paper: what it holds, an example, and of a list the fields of each of its lines.

    `also` are the further lines of a list's example: what differs from the first, by name.
    """

    name: str
    words: str
    sample: Any
    each: tuple[Field, ...] = ()
    also: tuple[Mapping[str, Any], ...] = ()

    @property
    def example(self) -> Any:
        """The example as it stands in a paper's data: of a list, its lines."""
        if not self.each:
            return self.sample
        first = {field.name: field.example for field in self.each}
        return [{**first, **line} for line in ({}, *self.also)]


@lru_cache(maxsize=1)
def fields() -> dict[PaperKind, tuple[Field, ...]]:
    """Return the fields of each kind of paper, those that all have first, from `data/documents/fields.yaml`.

    A kind may say what one of those is on it: the number of a certificate is of another form.
    """
    read = yaml.safe_load((DOCUMENTS / "fields.yaml").read_text(encoding="utf-8"))
    return {kind: _fields(read["every_paper"] | read[kind.value]) for kind in PaperKind}


def named(known: tuple[Field, ...], within: str = "") -> Iterator[tuple[str, Field]]:
    """Yield every field with its name, those of a list's lines behind the list's own: "rows", "rows.product"."""
    for field in known:
        yield within + field.name, field
        yield from named(field.each, f"{within}{field.name}.")


def sample(kind: PaperKind) -> dict[str, Any]:
    """Return a paper's data made of the examples: what a template is tried with, and what `docs/papers` shows."""
    data = {field.name: field.example for field in fields()[kind]}
    return data | {"number": number_in_words(kind, 12)} if kind in SIGNS else data


def may_issue(draft: Draft) -> Refusal | None:
    """Answer whether the paper may be issued: what it says still holds."""
    return NO_LONGER_HOLDS if draft.mark == Mark.ENDED else None


def series_of(kind: PaperKind, place: Place, day: dt.date) -> str:
    """Return the series in which the unit numbers papers of the kind that year; "" where they have no number."""
    return f"{kind}/{place.public_code}/{day.year}" if kind in SIGNS else ""


def number_in_words(kind: PaperKind, number: int | None) -> str:
    """Return the number and sign of a paper, "12/TB-OCOP"; dots in place of a number not yet given."""
    if kind not in SIGNS:
        return ""
    return f"{'……' if number is None else f'{number:02}'}/{SIGNS[kind]}"


def _fields(read: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(
        Field(name, known["vi"], known.get("sample"), _fields(known.get("each", {})), tuple(known.get("also", ())))
        for name, known in read.items()
    )
