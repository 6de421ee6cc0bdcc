"""How alike two names are, and which names are worth comparing, so that a whole register is looked through once."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from saolang.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

ALIKE = 0.9
"""From here on two names may be one name written twice."""

SAME_WORD = 0.6
"""From here on two words may be one word with a slip of the pen: "mam" and "man"."""

_PRODUCER_WORDS = re.compile(
    r"\b(?:"
    r"cong ty|cty|trach nhiem huu han|tnhh|mot thanh vien|mtv|co phan|cp|doanh nghiep tu nhan|dntn|doanh nghiep"
    r"|lien hiep hop tac xa|hop tac xa|htx|to hop tac|tht|trang trai"
    r"|ho kinh doanh|ho san xuat kinh doanh|ho gia dinh|hkd|ho|co so san xuat|co so|san xuat|kinh doanh|sxkd"
    r"|thuong mai|dich vu|tm|dv|va"
    r")\b"
)
_PRODUCT_WORDS = re.compile(r"\b(?:san pham|ocop|[3-5] sao)\b")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")
_LEAST_LEFT = 2


def bare_producer(name: str) -> str:
    """Return the folded name without what tells only legal form or trade: of "HTX Tân Long", "tan long"."""
    return _bare(name, _PRODUCER_WORDS)


def bare_product(name: str) -> str:
    """Return the folded name without the words any product may bear."""
    return _bare(name, _PRODUCT_WORDS)


def keys(bare: str) -> Iterator[tuple[str, ...]]:
    """Yield what names to compare with share: the words in any order, and those with one of them left out.

    Names that differ in one word at most meet in a key, so that nobody compares all with all.
    """
    words = sorted(bare.split())
    yield tuple(words)
    if len(words) > _LEAST_LEFT:
        for index in range(len(words)):
            yield (*words[:index], *words[index + 1 :])


@lru_cache(maxsize=65_536)
def likeness(left: str, right: str) -> float:
    """Return how alike two bare names are, from 0 to 1, the same both ways, whatever the order of their words.

    0 when their numbers differ, or a whole word: "Nước mắm 38 độ đạm" and "40 độ đạm", "Khô ếch một nắng" and "Khô cá
    một nắng" are two products, however alike they look. A slip of the pen changes a letter, not the word.
    """
    if sorted(_NUMBER.findall(left)) != sorted(_NUMBER.findall(right)):
        return 0.0
    words, others = Counter(left.split()), Counter(right.split())
    only_left, only_right = sorted((words - others).elements()), sorted((others - words).elements())
    if len(only_left) == len(only_right) == 1 and _ratio(only_left[0], only_right[0]) < SAME_WORD:
        return 0.0
    return max(_ratio(left, right), _ratio(" ".join(sorted(left.split())), " ".join(sorted(right.split()))))


def _ratio(first: str, second: str) -> float:
    lesser, greater = sorted((first, second))
    return SequenceMatcher(None, lesser, greater, autojunk=False).ratio()


def _bare(name: str, generic: re.Pattern[str]) -> str:
    """Return the name's words without the generic ones; with them where nothing else is left."""
    folded = " ".join(_WORD.findall(fold(name)))
    bare = " ".join(generic.sub(" ", folded).split())
    return bare or folded
