"""What a filled score sheet comes to, in words: the stars, what capped them, the way to each star above."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from saolang.core.caps import caps
from saolang.core.pathways import Blocked, Effort, Path, cheapest
from saolang.core.scoring import CERTIFIED_STARS, knock_outs, rate, score
from saolang.programme.criteria.rules import sheet_of, wording, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.core.caps import Cap
    from saolang.core.pathways import Change, OutOfReach, Terms
    from saolang.core.scoring import CriteriaSet, KnockOut, Mark, Rating, Sheet
    from saolang.programme.criteria.rules import Wording
    from saolang.programme.evaluation.models import Result


@dataclass(frozen=True)
class SaidCap:
    """Something that denied a star: a mark (`least`, `has`) or a ground."""

    star: int
    criterion: str
    words: Wording
    least: Decimal | None
    has: Decimal | None


@dataclass(frozen=True)
class SaidChange:
    """One criterion to raise. `effort` is nothing where the province has set nothing."""

    criterion: str
    words: Wording
    before: Decimal
    after: Decimal
    option: Wording
    effort: Effort | None
    proofs: tuple[Wording, ...]


@dataclass(frozen=True)
class SaidWay:
    """How to reach a star: the changes; or the conditions that block it; or why it is out of reach."""

    star: int
    changes: tuple[SaidChange, ...] = ()
    total: Decimal | None = None
    cost: Decimal | None = None
    """What the changes cost together whose cost is known, in millions of đồng; nothing where none is."""
    unknown: int = 0
    """How many changes there are whose cost is not known."""
    months: int | None = None
    """What the longest of the changes takes."""
    blocked_by: tuple[Wording, ...] = ()
    lacking: tuple[SaidCap, ...] = ()
    """The marks that cannot be met, and the zeros that stay."""
    most: Decimal | None = None
    least: Decimal | None = None


@dataclass(frozen=True)
class SaidPart:
    code: str
    words: Wording
    points: Decimal
    maximum: Decimal


@dataclass(frozen=True)
class Outcome:
    """All there is to say about one sheet."""

    rating: Rating[Decimal]
    parts: tuple[SaidPart, ...]
    capped_by: tuple[SaidCap, ...]
    ways: tuple[SaidWay, ...]
    left_out: int
    """On how many criteria nothing is ticked."""


def outcome_of(criteria_set: CriteriaSet, sheet: Sheet, terms: Terms, language: str) -> Outcome:
    """Return what the sheet comes to, for a reader of the language. Raises Refusal as `core.scoring.score` does."""
    points = score(criteria_set, sheet)
    rating = rate(criteria_set, points, knock_outs(criteria_set, sheet, points))
    parts = (
        SaidPart(part.code, words(part, language), rating.by_part[part.code], part.maximum)
        for part in criteria_set.parts
    )
    above = [stars for stars in CERTIFIED_STARS if stars > rating.stars]
    return Outcome(
        rating=rating,
        parts=tuple(parts),
        capped_by=tuple(_cap(each, language) for each in caps(criteria_set, points, rating)),
        ways=tuple(_way(criteria_set, cheapest(criteria_set, sheet, stars, terms), terms, language) for stars in above),
        left_out=len(criteria_set.criteria.keys() - sheet.choices.keys()),
    )


def caps_of(result: Result) -> list[str]:
    """Return what keeps the product of a council's result from more stars, each in a sentence."""
    language = get_language() or "vi"
    criteria_set = sheet_of(result.case.dossier.edition)
    return [_cap_in_words(criteria_set, cap, language) for cap in result.capped_by]


def _cap_in_words(criteria_set: CriteriaSet, cap: Mapping[str, str], language: str) -> str:
    if "rule" in cap:
        ground = next((words(each, language) for each in criteria_set.knock_outs if each.code == cap["rule"]), None)
        return gettext("Có căn cứ dừng đánh giá: %(ground)s.") % {"ground": ground or cap["rule"]}
    return gettext("Tiêu chí %(code)s (%(words)s) chưa đạt mức tối thiểu %(least)s điểm của hạng %(star)s sao.") % {
        "code": cap["criterion"],
        "words": words(criteria_set.criteria[cap["criterion"]], language),
        "least": cap["least"],
        "star": cap["star"],
    }


def _cap(cap: Cap, language: str) -> SaidCap:
    has = None if cap.has is None else Decimal(str(cap.has))
    return SaidCap(cap.star, cap.criterion, wording(cap.words, language), cap.least, has)


def _way(criteria_set: CriteriaSet, way: Path | Blocked | OutOfReach, terms: Terms, language: str) -> SaidWay:
    if isinstance(way, Blocked):
        return SaidWay(way.stars, blocked_by=tuple(words(each, language) for each in way.knock_outs))
    if not isinstance(way, Path):
        marks = (_lacking(criteria_set, mark, language) for mark in way.marks)
        stops = (_staying(each, way.stars, language) for each in way.stops)
        return SaidWay(way.stars, lacking=(*marks, *stops), most=way.most, least=way.least)
    known = [terms.efforts[each.option.code] for each in way.changes if each.option.code in terms.efforts]
    return SaidWay(
        way.stars,
        changes=tuple(_change(criteria_set, each, terms.efforts, language) for each in way.changes),
        total=way.total,
        cost=sum((each.cost for each in known), Decimal(0)) if known else None,
        unknown=len(way.changes) - len(known),
        months=max((each.months for each in known if each.months is not None), default=None),
    )


def _change(criteria_set: CriteriaSet, change: Change, efforts: Mapping[str, Effort], language: str) -> SaidChange:
    criterion = criteria_set.criteria[change.criterion]
    return SaidChange(
        criterion=change.criterion,
        words=words(criterion, language),
        before=change.before,
        after=change.option.points,
        option=words(change.option, language),
        effort=efforts.get(change.option.code),
        proofs=tuple(wording(proof, language) for proof in criterion.proofs),
    )


def _lacking(criteria_set: CriteriaSet, mark: Mark, language: str) -> SaidCap:
    return SaidCap(mark.stars, mark.criterion, words(criteria_set.criteria[mark.criterion], language), mark.least, None)


def _staying(ground: KnockOut, star: int, language: str) -> SaidCap:
    return SaidCap(star, ground.code.partition(":")[0], words(ground, language), None, None)
