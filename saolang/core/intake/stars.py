"""Stars as registers write them: "4 sao", "04 sao", "4*", "★★★★", "bốn sao", 4, 4.0."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from saolang.core.intake.words import folded

if TYPE_CHECKING:
    from saolang.core.intake.sheet import Cell

ALL_STARS = range(1, 6)
CERTIFIED_STARS = range(3, 6)  # Decision 26/2026 Art. 3.3: below three there is no decision and no certificate
_HIGHEST = 5
_STARS_BEFORE_THE_CENTRE_DECIDES = 4

_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5}
_SIGN = r"(?:ngoi )?(?:sao|\*|★|⭐)"
_CANDIDATE = re.compile(
    r"[(;,/-]?\s*\b(?:co |san pham )*(?:tiem nang|de nghi|de xuat|trinh)\s+"
    rf"(?:\w+\s+){{0,6}}?(?:0?(?P<number>[1-5])|(?P<word>{'|'.join(_WORDS)}))\s*{_SIGN}\s*\)?"
)
_UNDECIDED = re.compile(r"\b(?:de nghi|de xuat|trinh|cho)\b")
_BARE_CANDIDATE = re.compile(r"\(?\s*\btiem nang\b\s*\)?")
_NUMBER_AND_SIGN = re.compile(rf"\b0?(\d+)(?:[.,]0+)?(?:\)|\s*\((?:{'|'.join(_WORDS)})\))?\s*{_SIGN}")
_WORD_AND_SIGN = re.compile(rf"\b({'|'.join(_WORDS)})\s*{_SIGN}")
_BARE_NUMBER = re.compile(r"^(?:hang\s+)?0?(\d)(?:[.,]0+)?$")
_GLYPHS = re.compile(r"^([★⭐*](?:\s*[★⭐*])*)[\s☆✩]*$")


@dataclass(frozen=True, slots=True)
class Stars:
    """Stars read from a cell; `potential_five` where it adds that the product is put forward for five."""

    value: int
    potential_five: bool = False


def read_stars(cell: Cell) -> Stars | None:
    """Return the stars a cell gives, or None where they cannot be told ("4-5 sao", "3,5", "5 sao (trình Bộ)").

    A product only said to be "tiềm năng 5 sao" holds four until the ministry decides (see the notes on the figures of
    Tiền Giang: potential five-star products are counted among the four-star ones).
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return Stars(int(cell)) if cell in ALL_STARS else None
    return _from_text(cell) if isinstance(cell, str) else None


@lru_cache(maxsize=4096)
def _from_text(text: str) -> Stars | None:
    plain = folded(text).replace("\ufe0f", "").replace("\u2217", "*").replace("＊", "*")
    candidate = _CANDIDATE.search(plain)
    rest = _BARE_CANDIDATE.sub(" ", _CANDIDATE.sub(" ", plain)).strip(" ,;-/()")
    potential_five = rest != plain.strip(" ,;-/()") and (candidate is None or _stars_of(candidate) == _HIGHEST)
    if potential_five and not rest:
        return Stars(_STARS_BEFORE_THE_CENTRE_DECIDES, potential_five=True)
    values = _values(rest)
    if len(values) != 1 or not values <= set(ALL_STARS) or (_HIGHEST in values and _UNDECIDED.search(rest)):
        return None
    return Stars(values.pop(), potential_five)


def _stars_of(candidate: re.Match[str]) -> int:
    return int(candidate["number"]) if candidate["number"] else _WORDS[candidate["word"]]


def _values(text: str) -> set[int]:
    glyphs = _GLYPHS.match(text)
    if glyphs:
        return {len(re.sub(r"\s", "", glyphs[1]))}
    bare = _BARE_NUMBER.match(text)
    if bare:
        return {int(bare[1])}
    if re.search(rf"\d\s*(?:[-–/]|den|va|hoac)\s*0?\d\s*{_SIGN}", text):
        return set()
    numbers = {int(number) for number in _NUMBER_AND_SIGN.findall(text)}
    return numbers | {_WORDS[word] for word in _WORD_AND_SIGN.findall(text)}
