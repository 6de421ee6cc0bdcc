"""Answers to what browsers send again and again: read once, and remembered for a while, in memory."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

AnswerT = TypeVar("AnswerT")
MOST = 4096
"""Answers of one function that are remembered."""


def remembered(longest: int) -> Callable[[Callable[..., AnswerT]], Callable[..., AnswerT]]:
    """Remember what a function makes of texts, of each no more than so many characters: nobody can fill our memory."""

    def remember(read: Callable[..., AnswerT]) -> Callable[..., AnswerT]:
        known = lru_cache(maxsize=MOST)(read)

        @wraps(read)
        def answer(*texts: str) -> AnswerT:
            return known(*[text[:longest] for text in texts])

        return answer

    return remember
