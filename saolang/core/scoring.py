"""From a filled score sheet to stars, and what capped them (D26, Article 3 and Annex II).

A set of criteria is data. What its sheet leaves open is a `Readings`, ours by default and not confirmed by anybody; a
province sets it for an edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Words = Mapping[str, str]
"""The same words by language ("vi", "en")."""
Points = Mapping[str, Decimal]
"""Points by code of the criterion."""

ZERO = Decimal(0)
CERTIFIED_STARS = (3, 4, 5)
"""The stars that have marks of their own, and certificates."""


class Ground(StrEnum):
    """Why a product is not rated, whatever its points."""

    DISQUALIFICATION = "disqualification"
    DISQUALIFY = "disqualify"
    STOP = "stop"
    REQUIREMENT = "requirement"
    STOP_IF_ZERO = "stop_if_zero"


ASKED = frozenset({Ground.DISQUALIFY, Ground.STOP, Ground.REQUIREMENT})
"""The grounds that a note beside a criterion asks the assessor about."""
_CONDITIONS = frozenset({"applies_if", "exclude"})
"""Notes that limit a criterion. One that names no other criterion cannot be computed."""


@dataclass(frozen=True, slots=True)
class KnockOut:
    """One ground that ends the evaluation: "forged_dossier", or "6.1:stop" where it stands beside a criterion."""

    code: str
    ground: Ground
    words: Words


@dataclass(frozen=True, slots=True)
class Option:
    """One line to tick. `mark` is the star whose mark (`***` to `*****`) it carries, `case` the case it belongs to."""

    code: str
    points: Decimal
    words: Words
    mark: int | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One scored line of the sheet. `needs` is the criterion that must have points for this one to count."""

    code: str
    words: Words
    maximum: Decimal
    options: tuple[Option, ...]
    needs: str = ""
    questions: tuple[Words, ...] = ()
    """What the assessor must ask and the sheet cannot compute."""

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three parts of the sheet."""

    code: str
    words: Words
    maximum: Decimal
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """The least points on a criterion for a star."""

    stars: int
    criterion: str
    least: Decimal


@dataclass(frozen=True, slots=True)
class Readings:
    """How the sheet is read where the Decision says nothing. Our defaults are not confirmed by anybody."""

    marks_accumulate: bool = True
    """5 stars ask for the marks of 3, 4 and 5 stars; otherwise for those of 5 alone."""
    stars_without_three_star_marks: int = 2
    """The most a product gets that misses a mark of 3 stars."""


@dataclass(frozen=True)
class CriteriaSet:
    """One of the 26 sets of an edition, with its sheet."""

    code: str
    words: Words
    parts: tuple[Part, ...]
    knock_outs: tuple[KnockOut, ...]
    bands: tuple[tuple[Decimal, int], ...]
    """From how many points a product has how many stars, the most first."""
    readings: Readings = field(default_factory=Readings)

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """The criteria by code, in the order of the sheet."""
        return {criterion.code: criterion for part in self.parts for criterion in part.criteria}

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark of the sheet."""
        return tuple(
            Mark(option.mark, criterion.code, option.points)
            for criterion in self.criteria.values()
            for option in criterion.options
            if option.mark is not None
        )

    def marks_for(self, stars: int) -> tuple[Mark, ...]:
        """Return the marks a product must meet for so many stars."""
        if self.readings.marks_accumulate:
            return tuple(mark for mark in self.marks if mark.stars <= stars)
        return tuple(mark for mark in self.marks if mark.stars == stars)

    def stars_for(self, total: Decimal) -> int:
        """Return the stars the points alone give (D26, Article 3.3): 69.99 is 3, 70 is 4."""
        return next(stars for least, stars in self.bands if total >= least)

    def least_points(self, stars: int) -> Decimal:
        """Return the points from which the points alone give so many stars."""
        return next(least for least, reached in self.bands if reached == stars)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A filled score sheet: the option ticked for each criterion, the case chosen, the knock-outs found."""

    choices: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    knock_outs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rating:
    """What a product reaches, and what capped it.

    `stars` is 0 when a knock-out ended the evaluation. `missed` are the marks that keep it from the stars its points
    give, those of the lowest star first; empty where the points are the cap.
    """

    total: Decimal
    by_part: Points
    stars: int
    stars_by_points: int
    missed: tuple[Mark, ...]
    knocked_out: tuple[KnockOut, ...]


def score(criteria_set: CriteriaSet, sheet: Sheet) -> dict[str, Decimal]:
    """Return the points each criterion of the sheet is worth; one left out is worth 0.

    An option of a case not chosen counts 0, and so does a criterion whose condition has none ("the structure of the
    story counts only where there is a story"). Raises Refusal for a criterion, option, case or knock-out that the set
    does not have.
    """
    _check(criteria_set, sheet)
    points = {code: _ticked(criterion, sheet) for code, criterion in criteria_set.criteria.items()}
    return counted(criteria_set, points)


def counted(criteria_set: CriteriaSet, points: Points) -> dict[str, Decimal]:
    """Return the points that count: none where the criterion they depend on has none."""
    return {
        code: ZERO if criterion.needs and not points[criterion.needs] else points[code]
        for code, criterion in criteria_set.criteria.items()
    }


def knock_outs(criteria_set: CriteriaSet, sheet: Sheet, points: Points) -> tuple[KnockOut, ...]:
    """Return what ended the evaluation: what the assessor found, and a zero where a zero stops."""
    return tuple(
        each
        for each in criteria_set.knock_outs
        if each.code in sheet.knock_outs or (each.ground == Ground.STOP_IF_ZERO and not points[_criterion_of(each)])
    )


def rate(
    criteria_set: CriteriaSet, points: Points, knocked_out: Iterable[KnockOut] = (), total: Decimal | None = None
) -> Rating:
    """Return the stars for the points of each criterion, which may be means of several sheets.

    In the order a person would explain it: a knock-out ends everything; the points give so many stars at most; from
    there down, the first star whose marks are all met is the answer. `total` is given where it is a mean of its own.
    """
    by_part = {part.code: _sum(points[each.code] for each in part.criteria) for part in criteria_set.parts}
    total = _sum(by_part.values()) if total is None else total
    by_points = criteria_set.stars_for(total)
    grounds = tuple(knocked_out)
    if grounds:
        return Rating(total, by_part, 0, by_points, (), grounds)
    stars = _stars_with_marks(criteria_set, points, by_points)
    missed = missed_marks(criteria_set, points, by_points) if stars < by_points else ()
    return Rating(total, by_part, stars, by_points, missed, ())


def rate_sheet(criteria_set: CriteriaSet, sheet: Sheet) -> Rating:
    """Return what one filled sheet comes to. Raises Refusal as `score` does."""
    points = score(criteria_set, sheet)
    return rate(criteria_set, points, knock_outs(criteria_set, sheet, points))


def missed_marks(criteria_set: CriteriaSet, points: Points, stars: int) -> tuple[Mark, ...]:
    """Return the marks for so many stars that the points do not meet, those of the lowest star first."""
    missed = [mark for mark in criteria_set.marks_for(stars) if points[mark.criterion] < mark.least]
    return tuple(sorted(missed, key=lambda mark: mark.stars))


def _stars_with_marks(criteria_set: CriteriaSet, points: Points, by_points: int) -> int:
    for stars in range(by_points, min(CERTIFIED_STARS) - 1, -1):
        if not missed_marks(criteria_set, points, stars):
            return stars
    return min(by_points, criteria_set.readings.stars_without_three_star_marks)


def _ticked(criterion: Criterion, sheet: Sheet) -> Decimal:
    option = criterion.option(sheet.choices.get(criterion.code, ""))
    if option is None:
        return ZERO
    chosen = sheet.cases.get(criterion.code, option.case)
    return option.points if option.case == chosen else ZERO


def _criterion_of(knock_out: KnockOut) -> str:
    return knock_out.code.partition(":")[0]


def _sum(points: Iterable[Decimal]) -> Decimal:
    return sum(points, ZERO)


def _check(criteria_set: CriteriaSet, sheet: Sheet) -> None:
    """Refuse what the set does not have: a misprinted code must not count as a criterion left out."""
    for code in (*sheet.choices, *sheet.cases):
        if code not in criteria_set.criteria:
            raise Refusal(_("Bộ %(set)s không có tiêu chí %(criterion)s."), set=criteria_set.code, criterion=code)
    for code, option in sheet.choices.items():
        if criteria_set.criteria[code].option(option) is None:
            raise Refusal(_("Tiêu chí %(criterion)s không có lựa chọn %(option)s."), criterion=code, option=option)
    for code, case in sheet.cases.items():
        if case not in {option.case for option in criteria_set.criteria[code].options}:
            raise Refusal(_("Tiêu chí %(criterion)s không có trường hợp %(case)s."), criterion=code, case=case)
    known = {each.code for each in criteria_set.knock_outs if each.ground != Ground.STOP_IF_ZERO}
    for code in sorted(sheet.knock_outs - known):
        raise Refusal(_("Bộ %(set)s không có căn cứ loại %(ground)s."), set=criteria_set.code, ground=code)


def read_set(data: Mapping[str, Any], bands: Mapping[int, int], readings: Readings | None = None) -> CriteriaSet:
    """Return the set a file of `data/criteria` describes. `bands` tells from how many points there are how many stars.

    Raises ValueError, naming the set and the place, when the sums do not hold (criteria to headings, headings to
    parts, parts to 100), a code stands twice, or the marks listed are not those on the options.
    """
    parts = tuple(
        Part(part["code"], _words(part, "name_"), Decimal(part["max"]), tuple(_criteria(part["criteria"])))
        for part in data["parts"]
    )
    sheet = CriteriaSet(
        code=data["code"],
        words=_words(data, "name_"),
        parts=parts,
        knock_outs=tuple(_knock_outs(data)),
        bands=tuple(sorted(((Decimal(least), stars) for stars, least in bands.items()), reverse=True)),
        readings=readings or Readings(),
    )
    for fault in faults(data, sheet):
        message = f"{sheet.code}: {fault}"
        raise ValueError(message)
    return sheet


def faults(data: Mapping[str, Any], sheet: CriteriaSet) -> Iterator[str]:
    """Yield what does not hold in a file of criteria, each as a sentence."""
    if (total := _sum(part.maximum for part in sheet.parts)) != data["max"]:
        yield f"the parts come to {total}, not {data['max']}"
    for part in data["parts"]:
        yield from _wrong_sums(part["code"], part["max"], part["criteria"])
    scored = [node["code"] for part in data["parts"] for node in _scored(part["criteria"])]
    options = [option.code for criterion in sheet.criteria.values() for option in criterion.options]
    for codes in (scored, options):
        yield from (f"{code} stands twice" for code in sorted({code for code in codes if codes.count(code) > 1}))
    listed = {
        Mark(int(stars[0]), mark["criterion"], Decimal(mark["min_points"]))
        for stars, marks in data["star_conditions"].items()
        for mark in marks
    }
    yield from (f"mark {mark} stands in one place only" for mark in sorted(listed ^ set(sheet.marks), key=str))


def _wrong_sums(code: str, maximum: int, children: list[dict[str, Any]]) -> Iterator[str]:
    if (total := sum(child["max"] for child in children)) != maximum:
        yield f"{code} comes to {total}, not {maximum}"
    for child in children:
        if child.get("children"):
            yield from _wrong_sums(child["code"], child["max"], child["children"])
        elif (most := max(option["points"] for option in child["options"])) != child["max"]:
            yield f"the best option of {child['code']} is worth {most}, not {child['max']}"


def _scored(nodes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the nodes that have options, in the order of the sheet."""
    for node in nodes:
        if node.get("children"):
            yield from _scored(node["children"])
        else:
            yield node


def _criteria(nodes: Iterable[dict[str, Any]]) -> Iterator[Criterion]:
    for node in _scored(nodes):
        notes = node.get("notes", ())
        yield Criterion(
            code=node["code"],
            words=_words(node, "name_"),
            maximum=Decimal(node["max"]),
            options=tuple(_option(option) for option in node["options"]),
            needs=next((note["criterion"] for note in notes if _is_computed_condition(note)), ""),
            questions=tuple(_words(note) for note in notes if note["type"] in _CONDITIONS and "criterion" not in note),
        )


def _is_computed_condition(note: Mapping[str, Any]) -> bool:
    """Tell whether the note names the criterion it depends on; any other condition is a question to the assessor."""
    return note["type"] == "applies_if" and "criterion" in note


def _option(data: Mapping[str, Any]) -> Option:
    return Option(data["id"], Decimal(data["points"]), _words(data), data.get("min_star"), data.get("case", ""))


def _knock_outs(data: Mapping[str, Any]) -> Iterator[KnockOut]:
    """Yield the grounds in the head of the sheet, then those beside its criteria."""
    for each in data["disqualification"]:
        yield KnockOut(each["code"], Ground.DISQUALIFICATION, _words(each))
    for node in _all_nodes(node for part in data["parts"] for node in part["criteria"]):
        for note in node.get("notes", ()):
            if note["type"] in ASKED:
                yield KnockOut(f"{node['code']}:{note['type']}", Ground(note["type"]), _words(note))
            elif note["type"] == Ground.STOP_IF_ZERO:
                for code in note["criteria"]:
                    yield KnockOut(f"{code}:{Ground.STOP_IF_ZERO}", Ground.STOP_IF_ZERO, _words(note))


def _all_nodes(nodes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from _all_nodes(node.get("children", ()))


def _words(data: Mapping[str, Any], prefix: str = "") -> Words:
    return {language: data[f"{prefix}{language}"] for language in ("vi", "en") if f"{prefix}{language}" in data}
