"""The words of a cell: its text as people wrote it, and what counts as "nothing" or "the same as above"."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from saolang.core.text import fold, normalise

if TYPE_CHECKING:
    from saolang.core.intake.sheet import Cell

_KHMER = re.compile("[\u1780-\u17ff]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u00ad\ufeff"))
_NOTHING = re.compile(
    r"^(?:[-–—_.…/\\?*\s]*|n/?a|null|none|(?:khong|chua)(?: co| ro| xac dinh)?(?: chu the| thong tin)?"
    r"|\(.*luoc ten.*\))$"
)
_SAME_AS_ABOVE = re.compile(r"^(?:[\"”“″〃]|''|-?\s*(?:nt|n\.t\.?|//)\s*-?|nhu tren)$")
_LONGEST_DITTO = 20  # "như trên" with its marks apart and a few spaces


@lru_cache(maxsize=65536)
def written(text: str) -> str:
    """Return a text as it was written, in NFC, on one line, without invisible characters (Khmer keeps its own)."""
    return normalise(text if _KHMER.search(text) else text.translate(_INVISIBLE))


folded = lru_cache(maxsize=65536)(fold)


def text_of(cell: Cell) -> str:
    """Return what a person sees in a cell: 4.0 as "4", a date as d/m/Y."""
    if isinstance(cell, str):
        return written(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year}"
    return str(cell)


def name_in(cell: Cell) -> str | None:
    """Return a name, or None where the cell is empty or says that nobody knows ("-", "chưa rõ", "không có")."""
    if cell == "":
        return None
    text = text_of(cell)
    return None if says_nothing(text) else text


@lru_cache(maxsize=65536)
def says_nothing(text: str) -> bool:
    return bool(_NOTHING.match(folded(text)))


def says_same_as_above(cell: Cell) -> bool:
    """Tell whether the cell only repeats the one above: a ditto mark, "nt", "như trên"."""
    return isinstance(cell, str) and len(cell) <= _LONGEST_DITTO and bool(_SAME_AS_ABOVE.match(folded(cell)))
