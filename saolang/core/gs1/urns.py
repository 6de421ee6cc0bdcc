"""EPC URNs: what their bodies say as Application Identifiers and values.

EPC Tag Data Standard 2.1, section 6.3. A URN says where the company prefix ends, and leaves check digits out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from saolang.core.gs1.keys import check_digit, is_digits

if TYPE_CHECKING:
    from collections.abc import Callable

Pairs = list[tuple[str, str]]

PREFIX_LENGTHS = range(6, 13)
"""Digits a company prefix can have in a URN (TDS, table 14-2)."""
_URN = re.compile(r"urn:epc:(?P<kind>[a-z]+:[a-z]+):(?P<body>.+)", re.DOTALL)


def pairs_of(urn: str) -> Pairs:
    """Return AIs and values of a URN, the key first. Raises ValueError for one that is none, or is malformed."""
    found = _URN.fullmatch(urn)
    reader = READERS.get(found["kind"]) if found else None
    if not found or not reader:
        raise ValueError(urn)
    return reader(found["body"].split("."))


def _with_check(body: str, length: int) -> str:
    if len(body) != length - 1 or not is_digits(body):
        raise ValueError(body)
    return body + check_digit(body)


def _two(parts: list[str]) -> tuple[str, str]:
    """Return company prefix and reference, with which most bodies begin."""
    prefix, reference = parts[:2]
    if len(prefix) not in PREFIX_LENGTHS:
        raise ValueError(prefix)
    return prefix, reference


def _indicated(parts: list[str], length: int) -> str:
    """Return a key whose first digit, the indicator, stands in the URN after the company prefix."""
    prefix, reference = _two(parts)
    return _with_check(reference[:1] + prefix + reference[1:], length)


def _plain(parts: list[str], length: int) -> str:
    prefix, reference = _two(parts)
    return _with_check(prefix + reference, length)


def _tail(parts: list[str], count: int) -> str:
    """Return what stands after the first parts: a full stop may be a character of it."""
    if len(parts) <= count:
        raise ValueError(parts)
    text = ".".join(parts[count:])
    if not _ESCAPED.fullmatch(text):
        raise ValueError(text)
    return unquote(text)


def escaped(text: str) -> str:
    """Return a serial, lot or extension as an EPC URN writes it (TDS, table A-1)."""
    return quote(text, safe="!'()*+,-.:;=_")


_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2}|[!'()*+,.0-9:;=A-Za-z_-])+")


def _pattern(pairs: Pairs, parts: list[str]) -> Pairs:
    if parts[-1] != "*":
        raise ValueError(parts)
    return pairs


def _sgln(parts: list[str]) -> Pairs:
    extension = _tail(parts, 2)
    return [("414", _plain(parts, 13))] + ([] if extension == "0" else [("254", extension)])


def _exactly(parts: list[str], count: int) -> list[str]:
    if len(parts) != count:
        raise ValueError(parts)
    return parts


READERS: dict[str, Callable[[list[str]], Pairs]] = {
    "id:sgtin": lambda parts: [("01", _indicated(parts, 14)), ("21", _tail(parts, 2))],
    "class:lgtin": lambda parts: [("01", _indicated(parts, 14)), ("10", _tail(parts, 2))],
    "idpat:sgtin": lambda parts: _pattern([("01", _indicated(_exactly(parts, 3), 14))], parts),
    "id:upui": lambda parts: [("01", _indicated(parts, 14)), ("235", _tail(parts, 2))],
    "id:sscc": lambda parts: [("00", _indicated(_exactly(parts, 2), 18))],
    "id:sgln": _sgln,
    "id:pgln": lambda parts: [("417", _plain(_exactly(parts, 2), 13))],
    "id:grai": lambda parts: [("8003", f"0{_plain(parts, 13)}{_tail(parts, 2)}")],
    "idpat:grai": lambda parts: _pattern([("8003", f"0{_plain(_exactly(parts, 3), 13)}")], parts),
    "id:giai": lambda parts: [("8004", parts[0] + _tail(parts, 1))],
    "id:gsrn": lambda parts: [("8018", _plain(_exactly(parts, 2), 18))],
    "id:gsrnp": lambda parts: [("8017", _plain(_exactly(parts, 2), 18))],
    "id:gdti": lambda parts: [("253", f"{_plain(parts, 13)}{_tail(parts, 2)}")],
    "idpat:gdti": lambda parts: _pattern([("253", _plain(_exactly(parts, 3), 13))], parts),
    "id:sgcn": lambda parts: [("255", f"{_plain(parts, 13)}{_tail(parts, 2)}")],
    "idpat:sgcn": lambda parts: _pattern([("255", _plain(_exactly(parts, 3), 13))], parts),
    "id:ginc": lambda parts: [("401", parts[0] + _tail(parts, 1))],
    "id:gsin": lambda parts: [("402", _plain(_exactly(parts, 2), 17))],
    "id:cpi": lambda parts: [("8010", parts[0] + unquote(_exactly(parts, 3)[1])), ("8011", parts[2])],
    "id:itip": lambda parts: [
        ("8006", _indicated(parts, 14) + parts[2] + parts[3]),
        ("21", _tail(parts, 4)),
    ],
}
