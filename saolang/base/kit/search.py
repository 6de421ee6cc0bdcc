"""Finding records by their names, whatever the case, the marks or the script they are asked in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, Q

from saolang.core.text import fold

if TYPE_CHECKING:
    from django.db.models import QuerySet

ModelT = TypeVar("ModelT", bound=Model)


def searchable(*names: str) -> str:
    """Return what the `folded` column of a record holds: its names in every language, folded, one to a line.

    A line end is in no folded text asked for, so nothing is found across two names.
    """
    return "\n".join(dict.fromkeys(folded for folded in map(fold, names) if folded))


def search(records: QuerySet[ModelT], text: str) -> QuerySet[ModelT]:
    """Keep the records whose `folded` column holds every word of the text, anywhere; all of them for an empty text.

    "dac san" finds "Đặc sản", "Hòa" finds "Hoà", and a Khmer word is found inside a run without spaces.
    """
    words = fold(text).split()
    if not words:
        return records
    holds_every_word = Q(*(("folded__contains", word) for word in words))
    # By key from a query of its own: the database then reads the narrow index on `folded`, not the wide rows.
    return records.filter(pk__in=records.model._default_manager.filter(holds_every_word).values("pk"))  # noqa: SLF001
