"""Sheets of councils nobody sat in: honest ones, and ones in which something is planted."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from saolang.core.scrutiny import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS = (2, 3, 5, 3, 4, 2, 5, 3, 3, 5, 3, 5, 3, 4, 5, 2, 3, 5, 4, 3, 6, 4, 3, 2, 5, 4, 4)
"""The most points of each criterion, 100 together, as on a sheet of D26."""
CRITERIA = tuple(str(number) for number in range(1, len(POINTS) + 1))
STEPS = 4
"""Into how many steps the points of a criterion are divided."""


def sheet(product: str, member: str, shares: dict[str, float], criteria_set: str = "qd26-03") -> Sheet:
    total = sum(points * shares[code] for code, points in zip(CRITERIA, POINTS, strict=True))
    return Sheet(product, member, criteria_set, float(round(total)), shares)


def honest(seed: int, members: int = 7, products: int = 20, sets: int = 2) -> list[Sheet]:
    """Return what members make of products that differ, on criteria that differ, each with an eye of its own."""
    chosen = Random(seed)
    sheets = []
    for product in range(products):
        quality = chosen.gauss(0.66, 0.12)
        truth = {code: quality + chosen.gauss(0, 0.15) for code in CRITERIA}
        for member in range(members):
            shares = {code: _step(truth[code] + chosen.gauss(0, 0.14)) for code in CRITERIA}
            sheets.append(sheet(f"SP-{product:02}", f"UV-{member}", shares, f"set-{product % sets}"))
    return sheets


def changed(sheets: list[Sheet], member: str, change: Callable[[Sheet], dict[str, float]]) -> list[Sheet]:
    """Return the sheets with what the member gave on each of them changed."""
    return [
        sheet(each.product, member, change(each), each.criteria_set) if each.member == member else each
        for each in sheets
    ]


def severe(sheets: list[Sheet], share: float, seed: int = 1, member: str = "UV-0") -> list[Sheet]:
    """Have the member give one step less on so many of the criteria; one more, for a share below 0."""
    chosen, by = Random(seed), -1 / STEPS if share > 0 else 1 / STEPS

    def lower(own: Sheet) -> dict[str, float]:
        return {code: _step(part + by) if chosen.random() < abs(share) else part for code, part in own.shares.items()}

    return changed(sheets, member, lower)


def flat(sheets: list[Sheet], by: float, member: str = "UV-1") -> list[Sheet]:
    """Have the member draw each criterion so much of the way towards the product's mean: 1 is all the same."""

    def level(own: Sheet) -> dict[str, float]:
        mean = sum(own.shares.values()) / len(own.shares)
        return {code: _step(share + by * (mean - share)) for code, share in own.shares.items()}

    return changed(sheets, member, level)


def copied(sheets: list[Sheet], share: float, seed: int = 1, member: str = "UV-2", of: str = "UV-3") -> list[Sheet]:
    """Have the member take so many of the criteria of each sheet from another member's."""
    chosen = Random(seed)
    theirs = {each.product: each.shares for each in sheets if each.member == of}

    def take(own: Sheet) -> dict[str, float]:
        return {
            code: theirs[own.product][code] if chosen.random() < share else mine for code, mine in own.shares.items()
        }

    return changed(sheets, member, take)


def heaped(sheets: list[Sheet], share: float, seed: int = 1, member: str = "UV-4") -> list[Sheet]:
    """Have the member lift so many of the totals that lie up to 4 points below a threshold onto it."""
    chosen = Random(seed)
    return [
        replace(each, total=_lifted(each.total)) if each.member == member and chosen.random() < share else each
        for each in sheets
    ]


def _lifted(total: float) -> float:
    return next((float(least) for least in (50, 70, 90) if least - 4 <= total < least), total)


def _step(share: float) -> float:
    return min(max(round(share * STEPS), 0), STEPS) / STEPS
