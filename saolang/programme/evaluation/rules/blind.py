"""Blind scoring: who sees which score sheet, as one function over plain facts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Whose sheet it is (the seat's key), of which round, and whether it is signed."""

    member: int
    round: int
    is_signed: bool


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """How far a product is: the round it is in, who scores it in that round, and who has signed."""

    round: int
    is_settled: bool
    due: frozenset[int]
    signed: frozenset[int]
    conflicted: frozenset[int] = field(default=frozenset())
    """Members who declared an interest in it."""


def may_see(sheet: SheetFacts, case: CaseFacts, viewer: int | None) -> bool:
    """Tell whether whoever sits in the seat sees the sheet; None is somebody of the office, without a seat.

    In the order a person would explain it: who declared an interest sees no sheet of the product; one's own is one's
    own; nobody sees another's before it is signed; what an earlier round came to, and what was settled, is open to the
    council; in a round that is under way nobody sees another's before all have signed.
    """
    if viewer is not None and viewer in case.conflicted:
        return False
    if sheet.member == viewer:
        return True
    if not sheet.is_signed:
        return False
    if case.is_settled or sheet.round < case.round:
        return True
    return case.due <= case.signed
