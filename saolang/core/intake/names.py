"""What the names in a register tell: the producer's legal form, and several products written in one cell."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from saolang.core.intake.words import folded, says_nothing, written


class FormOfProducer(StrEnum):
    """The legal forms a name or a column can tell (Decision 26/2026 Art. 2), by the words of the registers."""

    COMPANY = "company"
    COOPERATIVE = "cooperative"
    COOPERATIVE_GROUP = "cooperative_group"
    FARM = "farm"
    HOUSEHOLD = "household"
    ASSOCIATION = "association"
    OPERATING_CENTRE = "operating_centre"


_FORMS = (
    (FormOfProducer.COOPERATIVE, r"htx|hop tac xa|lien hiep (?:htx|hop tac xa)"),
    (FormOfProducer.COOPERATIVE_GROUP, r"tht\b|to hop tac|to (?:lien ket|san xuat)"),
    (
        FormOfProducer.COMPANY,
        r"(?:tong )?(?:cong ty|cty|c\.ty)\b|doanh nghiep|dntn|dn tu nhan|xi nghiep|tap doan|chi nhanh\b",
    ),
    (FormOfProducer.FARM, r"trang trai|nong trai"),
    (
        FormOfProducer.HOUSEHOLD,
        r"hkd\b|ho kd\b|ho (?:kinh doanh|sxkd|san xuat|gia dinh|ca the|ong|ba)\b|ho\b|co so\b|cssx\b|css\b",
    ),
    (FormOfProducer.ASSOCIATION, r"hiep hoi|hoi\b"),
    (FormOfProducer.OPERATING_CENTRE, r"trung tam dieu hanh|ban quan ly"),
)
_FORMS_AT_START = tuple((form, re.compile(rf"^(?:cac )?(?:{pattern})")) for form, pattern in _FORMS)

_BULLET = re.compile(r"^\s*(?:\(?\d{1,2}\s*[.)]|[-–•+*·])\s+")
_INLINE_BULLETS = re.compile(r"(?:^|\s)\(?(\d{1,2})[.)]\s+(?=[^\W\d_])")
_COUNTED = re.compile(r"^(?:0?[2-9]|1\d|hai|ba|bon|nam)\s+(?:san pham|sp|loai)\b|\b(?:0[2-9]|1\d)\s+(?:san pham|sp)\b")
_MOST_WORDS = 14
_FOOTNOTE_MARK = re.compile(r"\s*(?:\(\*+\)|(?<![\d\s*])\s*\*+)$")
_NAME_AND_ADDRESS = re.compile(
    r"^(?P<name>.+?)(?:\s*[,;(]\s*|\s+[-–]\s+|\s+(?=địa chỉ:|đ/c:))(?:(?:địa chỉ|đ/c)\s*:?\s*)?"
    r"(?P<address>(?:\b(?:số|thôn|ấp|khóm|bản|buôn|tổ dân phố|tdp|khu|khu phố|kp)\s[^;()]*)?"
    r"\b(?:xã|phường|thị trấn|[xp]\.|tt\.?)\s[^;()]+)\)?\.?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def form_of(name: str) -> FormOfProducer | None:
    """Return the legal form a producer's name begins with, or the words of a "loại hình" column; None where unsure."""
    plain = folded(name)
    return next((form for form, pattern in _FORMS_AT_START if pattern.match(plain)), None)


def products_in(cell: str) -> tuple[list[str], bool]:
    """Return the product names a cell holds, and whether that reading is sure.

    Numbered or bulleted lists, and lines or parts between semicolons that each begin as a name does, are sure. Parts
    between commas, "và" or "+" and a counted line ("4 sản phẩm mật ong") may be several: the cell comes back whole.
    """
    lines = [line for line in re.split(r"[\r\n]+", cell) if not says_nothing(line)]
    if len(lines) > 1 and all(_BULLET.match(line) for line in lines):
        return [_name(_BULLET.sub("", line)) for line in lines], True
    whole = written(cell)
    numbered = _numbered(whole)
    if numbered:
        return numbered, True
    parts = [part for part in re.split(r"\s*[;\r\n]\s*", cell) if not says_nothing(part)]
    if len(parts) > 1 and all(_begins_a_name(part) for part in parts):
        return [_name(part) for part in parts], True
    whole = _BULLET.sub("", whole)
    return [whole], not (_COUNTED.search(folded(whole)) or _may_be_several(whole, parts))


def without_footnote_mark(name: str) -> str:
    """Return a name without the asterisks that point to a footnote: "Cam sành (*)"; "Gạo 5*" keeps its stars."""
    return _FOOTNOTE_MARK.sub("", name)


def name_and_address(text: str) -> tuple[str, str | None]:
    """Part a producer's name from the address written after it: "HTX Tân Long, xã Tân Long, huyện Đồng Hỷ"."""
    match = _NAME_AND_ADDRESS.match(text)
    return (match["name"], match["address"].strip(" .,")) if match else (text, None)


def lines_in(cell: str) -> list[str]:
    """Return the lines of a cell that hold something; a semicolon ends a line too."""
    return [line for line in re.split(r"[\r\n;]+", cell) if not says_nothing(line)]


def _name(text: str) -> str:
    return written(text).rstrip(" .;,")


def _numbered(text: str) -> list[str]:
    numbers = [int(number) for number in _INLINE_BULLETS.findall(text)]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):  # noqa: PLR2004 - a list has two or more
        return []
    return [_name(part) for part in _INLINE_BULLETS.split(text)[2::2]]


def _begins_a_name(part: str) -> bool:
    text = written(part)
    return text[:1].isupper() and 1 < len(text.split()) <= _MOST_WORDS


def _may_be_several(whole: str, parts: list[str]) -> bool:
    if len(parts) > 1 and ";" in whole:
        return True
    pieces = [piece for piece in re.split(r"\s*,\s*|\s+và\s+|\s*\+\s*|\s+/\s+", re.sub(r"\(.*?\)", "", whole)) if piece]
    return len(pieces) > 1 and all(_begins_a_name(piece) for piece in pieces)
