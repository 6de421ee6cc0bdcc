"""GS1 keys and what stands beside them: check digits, lengths, the characters of lots and serials.

GS1 General Specifications 26: 7.9.1 check digit, 7.11 character set 82, 3.2 GTIN, 3.4.2 lot, 3.5.2 serial.
"""

from __future__ import annotations

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

CHARACTERS_82 = frozenset("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
"""GS1 AI encodable character set 82."""
CHARACTERS_39 = frozenset("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""GS1 AI encodable character set 39."""
GTIN_LENGTHS = frozenset((8, 12, 13, 14))
LONGEST_LOT = 20
ZERO = ord("0")


def is_digits(text: str) -> bool:
    """Tell whether the text is digits of ASCII and nothing else: "²" and "٣" are digits to Python, not to GS1."""
    return text.isascii() and text.isdigit()


def check_digit(digits: str) -> str:
    """Return the check digit of a key without one: modulo 10, weights 3 and 1 from the right (7.9.1).

    Raises Refusal where the text is not digits.
    """
    if not is_digits(digits):
        raise Refusal(gettext_noop("“%(digits)s” phải gồm toàn chữ số. Hãy xem lại mã."), digits=digits)
    values = digits.encode()
    threes, ones = values[::-2], values[-2::-2]
    total = 3 * (sum(threes) - ZERO * len(threes)) + sum(ones) - ZERO * len(ones)
    return str(-total % 10)


def is_checked(key: str) -> bool:
    """Tell whether the last digit of the key is its check digit."""
    return len(key) > 1 and is_digits(key) and check_digit(key[:-1]) == key[-1]


def gtin14(text: str) -> str:
    """Return a GTIN of 8, 12, 13 or 14 digits as its 14. Raises Refusal for another length or a wrong check digit."""
    if len(text) not in GTIN_LENGTHS or not is_digits(text):
        raise Refusal(gettext_noop("GTIN “%(key)s” phải có 8, 12, 13 hoặc 14 chữ số. Hãy xem lại mã."), key=text)
    return _checked("GTIN", text).zfill(14)


def gln13(text: str) -> str:
    """Return a GLN of 13 digits. Raises Refusal for another length or a wrong check digit."""
    return _key("GLN", text, 13)


def sscc18(text: str) -> str:
    """Return a serial shipping container code of 18 digits. Raises Refusal for another length or check digit."""
    return _key("SSCC", text, 18)


def check_lot(text: str) -> str:
    """Return a lot number (AI 10). Raises Refusal for none, too long a one, or characters outside set 82."""
    return _component(gettext_noop("Số lô"), text)


def _key(name: str, text: str, length: int) -> str:
    if len(text) != length or not is_digits(text):
        raise Refusal(
            gettext_noop("%(name)s “%(key)s” phải có đúng %(length)s chữ số. Hãy xem lại mã."),
            name=name,
            key=text,
            length=length,
        )
    return _checked(name, text)


def _checked(name: str, key: str) -> str:
    right = check_digit(key[:-1])
    if right != key[-1]:
        raise Refusal(
            gettext_noop("%(name)s “%(key)s” sai số kiểm tra: chữ số cuối phải là %(right)s. Hãy xem lại mã."),
            name=name,
            key=key,
            right=right,
        )
    return key


def _component(name: str, text: str) -> str:
    if not 0 < len(text) <= LONGEST_LOT:
        raise Refusal(
            gettext_noop("%(name)s phải có từ 1 đến %(longest)s ký tự. Hãy ghi ngắn lại."),
            name=name,
            longest=LONGEST_LOT,
        )
    # A browser takes "." and ".." out of an address before it asks for it (RFC 3986, 5.2.4).
    if not CHARACTERS_82.issuperset(text) or not text.strip("."):
        raise Refusal(
            gettext_noop(
                "%(name)s “%(text)s” chỉ được gồm chữ không dấu, chữ số và dấu câu thường, không có dấu cách."
                " Hãy sửa lại."
            ),
            name=name,
            text=text,
        )
    return text
