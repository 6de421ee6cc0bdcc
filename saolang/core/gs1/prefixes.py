"""What the first digits of a GS1 key say: who issued the number, never where the goods come from.

GS1 General Specifications 26, 1.4.2 (GS1 Prefixes) and 1.4.3 (GS1-8 Prefixes). biip bears the list of issuers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from biip import ParseError
from biip.gs1_prefixes import GS1CompanyPrefix, GS1Prefix

from saolang.core.gs1.keys import is_digits
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

VIETNAM = "893"
DEMONSTRATION = "952"
GLN, GTIN = 13, 14
"""Digits of the keys asked about."""
SHORTEST, LONGEST = 4, 12
"""Digits of a company prefix (1.4.2: U.P.C. ones count their leading zero; GS1 Vietnam gives 7 to 10)."""
GTIN8 = "000000"
"""What a GTIN of eight digits begins with when written as 14; its own first three are a GS1-8 Prefix."""
RESTRICTED = (range(20, 30), range(40, 50), range(200, 300))
"""First three digits of numbers that hold inside one shop, company or country alone (1.4.2, table 1-4)."""


class Use(Enum):
    """What a number under a prefix may be used for."""

    VIETNAM = "vietnam"
    DEMONSTRATION = "demonstration"
    RESTRICTED = "restricted"
    ABROAD = "abroad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Issuer:
    """`prefix` are the digits GS1 gave out; `name` is its own word for who holds them, in English."""

    prefix: str
    name: str
    use: Use


@lru_cache(maxsize=4096)
def issuer_of(key: str) -> Issuer:
    """Return who issued a GTIN-14 or GLN-13. Raises Refusal for what is not that many digits."""
    digits = _significant(key)
    try:
        found = GS1Prefix.extract(digits)
    except ParseError as error:
        raise _no_number(key) from error
    prefix, name = (found.value, found.usage) if found else (digits[:3], "")
    return Issuer(prefix, name, _use_of(digits, known=bool(name)))


def suggested_prefix(key: str) -> str:
    """Return the company prefix in a GTIN-14 or GLN-13 where its length is published, "" where it is not."""
    try:
        found = GS1CompanyPrefix.extract(_significant(key))
    except ParseError as error:
        raise _no_number(key) from error
    return found.value if found else ""


def stands_under(key: str, prefix: str) -> bool:
    """Tell whether a GTIN-14 or GLN-13 was formed with the company prefix."""
    return _significant(key).startswith(prefix)


def check_prefix(text: str) -> str:
    """Return a company prefix. Raises Refusal for another length, other characters, or one nobody can be given."""
    if not SHORTEST <= len(text) <= LONGEST or not is_digits(text):
        raise Refusal(
            gettext_noop("Tiền tố mã doanh nghiệp “%(prefix)s” phải có từ %(shortest)s đến %(longest)s chữ số."),
            prefix=text,
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if _use_of(text, known=True) is Use.RESTRICTED:
        raise Refusal(
            gettext_noop(
                "Tiền tố %(prefix)s chỉ để lưu hành nội bộ (020–029, 040–049, 200–299), GS1 không cấp cho ai."
                " Hãy ghi tiền tố trong giấy chứng nhận sử dụng mã số, mã vạch."
            ),
            prefix=text,
        )
    return text


def _significant(key: str) -> str:
    """Return the digits that begin with the prefix: a GTIN-14 has its packaging indicator before them."""
    if len(key) not in (GLN, GTIN) or not is_digits(key):
        raise _no_number(key)
    return key[6:] if len(key) == GTIN and key.startswith(GTIN8) else key[-13:]


def _no_number(key: str) -> Refusal:
    return Refusal(gettext_noop("“%(key)s” không phải GTIN 14 chữ số hay GLN 13 chữ số."), key=key)


def _use_of(digits: str, *, known: bool) -> Use:
    first = int(digits[:3])
    if any(first in some for some in RESTRICTED):
        return Use.RESTRICTED
    if digits.startswith(DEMONSTRATION):
        return Use.DEMONSTRATION
    if digits.startswith(VIETNAM):
        return Use.VIETNAM
    return Use.ABROAD if known else Use.UNKNOWN
