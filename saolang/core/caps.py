"""What kept a product from the stars its points give: each mark missed and each ground, with the star it denied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from saolang.core.scoring import CERTIFIED_STARS, missed_marks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from fractions import Fraction

    from saolang.core.scoring import CriteriaSet, KnockOut, Mark, Rating, Words


@dataclass(frozen=True, slots=True)
class Cap:
    """One thing that capped the stars: a mark missed on a criterion, or a ground, which may stand beside one."""

    star: int
    """The star that was denied."""
    words: Words
    """What the criterion or the ground is called."""
    criterion: str = ""
    rule: str = ""
    """The code of the ground, such as "forged_dossier" or "6.1:stop"; nothing for a mark."""
    least: Decimal | None = None
    has: Decimal | Fraction | None = None


def caps(
    criteria_set: CriteriaSet, points: Mapping[str, Decimal] | Mapping[str, Fraction], rating: Rating[Any]
) -> tuple[Cap, ...]:
    """Return what capped the rating of those points, the lowest star first; nothing where the points are the cap."""
    if rating.knocked_out:
        return tuple(_of_ground(each, rating.stars_by_points) for each in rating.knocked_out)
    missed: dict[Mark, None] = {}
    for stars in range(max(rating.stars + 1, min(CERTIFIED_STARS)), rating.stars_by_points + 1):
        missed.update(dict.fromkeys(missed_marks(criteria_set, points, stars)))
    return tuple(
        Cap(
            star=mark.stars,
            words=criteria_set.criteria[mark.criterion].words,
            criterion=mark.criterion,
            least=mark.least,
            has=points[mark.criterion],
        )
        for mark in sorted(missed, key=lambda mark: mark.stars)
    )


def written_caps(
    criteria_set: CriteriaSet, points: Mapping[str, Decimal] | Mapping[str, Fraction], rating: Rating[Any]
) -> list[dict[str, object]]:
    """Return them as a result keeps them: a ground by its `rule`, a mark by its `criterion` and the `least` points."""
    return [
        {"rule": cap.rule, "star": cap.star}
        if cap.rule
        else {"criterion": cap.criterion, "star": cap.star, "least": str(cap.least)}
        for cap in caps(criteria_set, points, rating)
    ]


def _of_ground(ground: KnockOut, star: int) -> Cap:
    criterion, beside, _ = ground.code.partition(":")
    return Cap(star=star, words=ground.words, criterion=criterion if beside else "", rule=ground.code)
