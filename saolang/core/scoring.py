"""From a filled score sheet to stars, and what capped them (D26, Article 3 and Annex II).

A set of criteria is data. What its sheet leaves open is a `Readings`, ours by default and not confirmed by anybody; a
province sets it for an edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, reduce
from operator import add
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from saolang.core.criteria_files import faults_of_form, scored
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Words = Mapping[str, str]
"""The same words by language ("vi", "en"); "official" is the Decision's own wording, where an edition carries it."""
Points = Mapping[str, Decimal]
"""Points by code of the criterion."""
NumberT = TypeVar("NumberT", Decimal, Fraction)
"""Points of one sheet, or the exact means of several."""

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
    QUESTION = "question"


ASKED = frozenset({Ground.DISQUALIFY, Ground.STOP, Ground.REQUIREMENT})
"""The grounds that a note beside a criterion asks the assessor about."""
_CONDITIONS = frozenset({"applies_if", "exclude"})
"""Notes that limit a criterion. One that names no other criterion cannot be computed."""
_EVIDENCE = "evidence"
"""The kind of note that says what proves a criterion."""


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
    proofs: tuple[Words, ...] = ()
    """What the sheet itself says must prove it."""
    cases: tuple[tuple[str, Words], ...] = ()
    """The cases of which one is chosen (set 26), by code."""

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

    left_out_is_zero: bool = True
    """A criterion with nothing ticked is worth 0; otherwise a sheet that leaves one out is refused as incomplete."""
    marks_count: bool = True
    """A mark is a condition of its star: at least the marked option's points; otherwise marks are only shown."""
    marks_accumulate: bool = True
    """5 stars ask for the marks of 3, 4 and 5 stars; otherwise for those of 5 alone."""
    stars_without_three_star_marks: int = 2
    """The most a product gets that misses a mark of 3 stars."""
    stars_when_knocked_out: int = 0
    """What a product gets that a ground keeps from being rated; 0 is "not rated"."""
    conditions_count: bool = True
    """A criterion that applies only where another has points counts only there (5.2 where 5.1 has some)."""
    questions_knock_out: bool = False
    """A condition the sheet cannot compute ends the evaluation where the assessor finds it; else it is only asked."""
    cases_exclude: bool = True
    """Only options of the chosen case count (set 26); otherwise whichever is ticked."""
    zero_stops: bool = True
    """A zero on a criterion of which the sheet says so ends the evaluation (set 16, 6.1 to 6.4)."""


MOST_STARS_WITHOUT = {"stars_without_three_star_marks": 2, "stars_when_knocked_out": 2}
"""The readings that are stars, and the most each may be: 3 stars have marks and a certificate."""
NO_SUCH_READING = _("Không có cách hiểu nào tên “%(name)s”.")
WRONG_READING = _("Cách hiểu “%(name)s” không nhận giá trị “%(value)s”.")


def read_readings(data: Mapping[str, object]) -> Readings:
    """Return the readings, ours where the data name none. Raises Refusal for a name or a value that cannot be."""
    known = {each.name for each in fields(Readings)}
    for name, value in data.items():
        if name not in known:
            raise Refusal(NO_SUCH_READING, name=name)
        most = MOST_STARS_WITHOUT.get(name)
        fits = isinstance(value, bool) if most is None else type(value) is int and 0 <= value <= most
        if not fits:
            raise Refusal(WRONG_READING, name=name, value=value)
    return Readings(**data)  # type: ignore[arg-type] # each was looked at


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
    def options(self) -> dict[str, dict[str, Option]]:
        """The options of each criterion by code."""
        return {code: {each.code: each for each in one.options} for code, one in self.criteria.items()}

    @cached_property
    def dependent(self) -> tuple[Criterion, ...]:
        """The criteria that count only where another has points."""
        return tuple(each for each in self.criteria.values() if each.needs and self.readings.conditions_count)

    @cached_property
    def zero_stops(self) -> tuple[tuple[str, KnockOut], ...]:
        """The criteria on which a zero ends the evaluation, each with its ground."""
        return tuple(
            (each.code.partition(":")[0], each) for each in self.knock_outs if each.ground == Ground.STOP_IF_ZERO
        )

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark of the sheet."""
        return tuple(
            Mark(option.mark, criterion.code, option.points)
            for criterion in self.criteria.values()
            for option in criterion.options
            if option.mark is not None
        )

    @cached_property
    def _marks_by_stars(self) -> dict[int, tuple[Mark, ...]]:
        """What `marks_for` answers, those of the lowest star first."""
        counted = sorted(self.marks, key=lambda mark: mark.stars) if self.readings.marks_count else []
        return {
            stars: tuple(
                mark
                for mark in counted
                if mark.stars == stars or (self.readings.marks_accumulate and mark.stars < stars)
            )
            for stars in CERTIFIED_STARS
        }

    def marks_for(self, stars: int) -> tuple[Mark, ...]:
        """Return the marks a product must meet for so many stars, those of the lowest star first."""
        return self._marks_by_stars.get(stars, ())

    def stars_for(self, total: Decimal | Fraction) -> int:
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
class Rating(Generic[NumberT]):
    """What a product reaches, and what capped it.

    `stars` is 0 when a knock-out ended the evaluation (or what `stars_when_knocked_out` says). `missed` are the marks
    that keep it from the stars its points give, those of the lowest star first; empty where the points are the cap.
    """

    total: NumberT
    by_part: Mapping[str, NumberT]
    stars: int
    stars_by_points: int
    missed: tuple[Mark, ...]
    knocked_out: tuple[KnockOut, ...]


def score(criteria_set: CriteriaSet, sheet: Sheet) -> dict[str, Decimal]:
    """Return the points each criterion of the sheet is worth; one left out is worth 0.

    An option of a case not chosen counts 0, and so does a criterion whose condition has none ("the structure of the
    story counts only where there is a story"). Raises Refusal for a criterion, option, case or knock-out that the set
    does not have, and for a criterion left out where the set is read so.
    """
    _check(criteria_set, sheet)
    points = dict.fromkeys(criteria_set.criteria, ZERO)
    for code, option_code in sheet.choices.items():
        option = criteria_set.options[code].get(option_code)
        if option is None:
            raise Refusal(_("Tiêu chí %(criterion)s không có lựa chọn %(option)s."), criterion=code, option=option_code)
        points[code] = _worth(criteria_set, code, option, sheet)
    return counted(criteria_set, points)


def counted(criteria_set: CriteriaSet, points: Points) -> dict[str, Decimal]:
    """Return the points that count: none where the criterion they depend on has none."""
    worth = dict(points)
    for criterion in criteria_set.dependent:
        if not points[criterion.needs]:
            worth[criterion.code] = ZERO
    return worth


def knock_outs(criteria_set: CriteriaSet, sheet: Sheet, points: Points) -> tuple[KnockOut, ...]:
    """Return what ended the evaluation: what the assessor found, and a zero where a zero stops."""
    zeros = {ground.code for code, ground in criteria_set.zero_stops if not points[code]}
    if not zeros and not sheet.knock_outs:
        return ()
    return tuple(each for each in criteria_set.knock_outs if each.code in sheet.knock_outs or each.code in zeros)


def rate(
    criteria_set: CriteriaSet,
    points: Mapping[str, NumberT],
    knocked_out: Iterable[KnockOut] = (),
    total: NumberT | None = None,
) -> Rating[NumberT]:
    """Return the stars for the points of each criterion, which may be exact means of several sheets.

    In the order a person would explain it: a knock-out ends everything; the points give so many stars at most; from
    there down, the first star whose marks are all met is the answer. `total` is given where it is a mean of its own.
    """
    by_part = {part.code: _sum(points[each.code] for each in part.criteria) for part in criteria_set.parts}
    total = _sum(by_part.values()) if total is None else total
    by_points = criteria_set.stars_for(total)
    grounds = tuple(knocked_out)
    if grounds:
        stars = min(by_points, criteria_set.readings.stars_when_knocked_out)
        return Rating(total, by_part, stars, by_points, (), grounds)
    stars = _stars_with_marks(criteria_set, points, by_points)
    missed = missed_marks(criteria_set, points, by_points) if stars < by_points else ()
    return Rating(total, by_part, stars, by_points, missed, ())


def rate_sheet(criteria_set: CriteriaSet, sheet: Sheet) -> Rating[Decimal]:
    """Return what one filled sheet comes to. Raises Refusal as `score` does."""
    points = score(criteria_set, sheet)
    return rate(criteria_set, points, knock_outs(criteria_set, sheet, points))


def missed_marks(
    criteria_set: CriteriaSet, points: Mapping[str, Decimal] | Mapping[str, Fraction], stars: int
) -> tuple[Mark, ...]:
    """Return the marks for so many stars that the points do not meet, those of the lowest star first."""
    return tuple(mark for mark in criteria_set.marks_for(stars) if points[mark.criterion] < mark.least)


def _stars_with_marks(
    criteria_set: CriteriaSet, points: Mapping[str, Decimal] | Mapping[str, Fraction], by_points: int
) -> int:
    for stars in range(by_points, min(CERTIFIED_STARS) - 1, -1):
        if not missed_marks(criteria_set, points, stars):
            return stars
    return min(by_points, criteria_set.readings.stars_without_three_star_marks)


def _worth(criteria_set: CriteriaSet, code: str, option: Option, sheet: Sheet) -> Decimal:
    """Return what the ticked option counts: nothing where another case was chosen."""
    chosen = sheet.cases.get(code, option.case)
    return option.points if option.case == chosen or not criteria_set.readings.cases_exclude else ZERO


def _sum(points: Iterable[NumberT]) -> NumberT:
    """Return the sum, a Decimal of Decimals and a Fraction of Fractions: the two do not add up."""
    return reduce(add, points)


def _check(criteria_set: CriteriaSet, sheet: Sheet) -> None:
    """Refuse what the set does not have: a misprinted code must not count as a criterion left out."""
    for code in (*sheet.choices, *sheet.cases):
        if code not in criteria_set.criteria:
            raise Refusal(_("Bộ %(set)s không có tiêu chí %(criterion)s."), set=criteria_set.code, criterion=code)
    for code, case in sheet.cases.items():
        if not case or case not in {option.case for option in criteria_set.criteria[code].options}:
            raise Refusal(_("Tiêu chí %(criterion)s không có trường hợp %(case)s."), criterion=code, case=case)
    if sheet.knock_outs:
        known = {each.code for each in criteria_set.knock_outs if each.ground != Ground.STOP_IF_ZERO}
        for code in sorted(sheet.knock_outs - known):
            raise Refusal(_("Bộ %(set)s không có căn cứ loại %(ground)s."), set=criteria_set.code, ground=code)
    if not criteria_set.readings.left_out_is_zero and (
        left_out := [code for code in criteria_set.criteria if code not in sheet.choices]
    ):
        raise Refusal(_("Phiếu chưa chọn ở tiêu chí: %(listed)s."), listed=", ".join(left_out))


class WrongSet(ValueError):  # noqa: N818 - the word of the house
    """A file that is no set of criteria: everything that does not hold in it, each as a sentence to show."""

    def __init__(self, code: str, faults: tuple[Refusal, ...]) -> None:
        super().__init__(f"{code}: {'; '.join(str(fault) for fault in faults)}")
        self.faults = faults


def read_set(
    data: Mapping[str, Any],
    bands: Mapping[int, int],
    readings: Readings | None = None,
    frame: Mapping[str, int] | None = None,
) -> CriteriaSet:
    """Return the set a file of `data/criteria` describes. `bands` tells from how many points there are how many stars.

    `frame` gives the points of each part (A 40, B 25, C 35). Raises WrongSet with every fault: a place that is missing
    or of another kind; sums that do not hold (criteria to headings, headings to parts, parts to 100); a code that
    stands twice; marks listed that are not those on the options; a condition on a criterion that is not there.
    """
    code = str(data.get("code", "?"))
    if faults := tuple(faults_of_form(data)):
        raise WrongSet(code, faults)
    readings = readings or Readings()
    parts = tuple(
        Part(part["code"], _words(part, "name_"), Decimal(part["max"]), tuple(_criteria(part["criteria"])))
        for part in data["parts"]
    )
    sheet = CriteriaSet(
        code=code,
        words=_words(data, "name_"),
        parts=parts,
        knock_outs=tuple(_knock_outs(data, readings)),
        bands=tuple(sorted(((Decimal(least), stars) for stars, least in bands.items()), reverse=True)),
        readings=readings,
    )
    if faults := tuple(_faults(data, sheet, frame)):
        raise WrongSet(code, faults)
    return sheet


def _faults(data: Mapping[str, Any], sheet: CriteriaSet, frame: Mapping[str, int] | None) -> Iterator[Refusal]:
    """Yield what does not hold in a file whose form is right."""
    if (total := _sum(part.maximum for part in sheet.parts)) != data["max"]:
        yield Refusal(_("các phần cộng lại %(total)s điểm, không phải %(most)s"), total=total, most=data["max"])
    maxima = {part["code"]: part["max"] for part in data["parts"]}
    if frame and maxima != dict(frame):
        wanted, found = (", ".join(f"{code} {most}" for code, most in each.items()) for each in (frame, maxima))
        yield Refusal(_("điểm các phần là %(found)s, không phải %(wanted)s"), found=found, wanted=wanted)
    for part in data["parts"]:
        yield from _wrong_sums(part["code"], part["max"], part["criteria"])
    nodes = [node["code"] for part in data["parts"] for node in scored(part["criteria"])]
    options = [option.code for criterion in sheet.criteria.values() for option in criterion.options]
    for codes in (nodes, options):
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield Refusal(_("mã %(code)s có hai lần"), code=code)
    yield from _marks_that_differ(data, sheet)
    yield from _wrong_conditions(data, sheet)


def _marks_that_differ(data: Mapping[str, Any], sheet: CriteriaSet) -> Iterator[Refusal]:
    listed = {
        Mark(int(stars[0]), mark["criterion"], Decimal(mark["min_points"]))
        for stars, marks in data["star_conditions"].items()
        for mark in marks
    }
    for mark in sorted(listed ^ set(sheet.marks), key=lambda mark: (mark.stars, mark.criterion)):
        yield Refusal(
            _("mức đánh dấu %(stars)s sao, tiêu chí %(criterion)s từ %(least)s điểm chỉ có ở một nơi"),
            stars=mark.stars,
            criterion=mark.criterion,
            least=mark.least,
        )


def _wrong_conditions(data: Mapping[str, Any], sheet: CriteriaSet) -> Iterator[Refusal]:
    """Yield the conditions on criteria that are not there, or that have a condition themselves."""
    needing = {code: each.needs for code, each in sheet.criteria.items() if each.needs}
    stopping = [
        code
        for node in _all_nodes(node for part in data["parts"] for node in part["criteria"])
        for note in node.get("notes", ())
        if note["type"] == Ground.STOP_IF_ZERO
        for code in note["criteria"]
    ]
    for code in (*needing.values(), *stopping):
        if code not in sheet.criteria:
            yield Refusal(_("một ghi chú nói đến tiêu chí %(code)s không có trong bộ"), code=code)
    for code, needed in needing.items():
        if needed in needing:
            yield Refusal(
                _("tiêu chí %(code)s tùy thuộc %(needed)s, mà tiêu chí này lại tùy thuộc tiêu chí khác"),
                code=code,
                needed=needed,
            )


def _wrong_sums(code: str, maximum: int, children: list[dict[str, Any]]) -> Iterator[Refusal]:
    if (total := sum(child["max"] for child in children)) != maximum:
        yield Refusal(_("%(code)s cộng lại %(total)s điểm, không phải %(most)s"), code=code, total=total, most=maximum)
    for child in children:
        if child.get("children"):
            yield from _wrong_sums(child["code"], child["max"], child["children"])
        elif (best := max(option["points"] for option in child["options"])) != child["max"]:
            yield Refusal(
                _("lựa chọn cao nhất của %(code)s được %(best)s điểm, không phải %(most)s"),
                code=child["code"],
                best=best,
                most=child["max"],
            )


def _criteria(nodes: Iterable[dict[str, Any]]) -> Iterator[Criterion]:
    for node in scored(nodes):
        notes = node.get("notes", ())
        yield Criterion(
            code=node["code"],
            words=_words(node, "name_"),
            maximum=Decimal(node["max"]),
            options=tuple(_option(option) for option in node["options"]),
            needs=next((note["criterion"] for note in notes if _is_computed_condition(note)), ""),
            questions=tuple(_words(note) for note in notes if _is_question(note)),
            proofs=tuple(_words(note) for note in notes if note["type"] == _EVIDENCE),
            cases=tuple((case["code"], _words(case)) for case in node.get("cases", ())),
        )


def _is_computed_condition(note: Mapping[str, Any]) -> bool:
    """Tell whether the note names the criterion it depends on; any other condition is a question to the assessor."""
    return note["type"] == "applies_if" and "criterion" in note


def _is_question(note: Mapping[str, Any]) -> bool:
    return note["type"] in _CONDITIONS and not _is_computed_condition(note)


def _option(data: Mapping[str, Any]) -> Option:
    return Option(data["id"], Decimal(data["points"]), _words(data), data.get("min_star"), data.get("case", ""))


def _knock_outs(data: Mapping[str, Any], readings: Readings) -> Iterator[KnockOut]:
    """Yield the grounds in the head of the sheet, then those beside its criteria."""
    for each in data["disqualification"]:
        yield KnockOut(each["code"], Ground.DISQUALIFICATION, _words(each))
    for node in _all_nodes(node for part in data["parts"] for node in part["criteria"]):
        for note in node.get("notes", ()):
            code = f"{node['code']}:{note['type']}"
            if note["type"] in ASKED:
                yield KnockOut(code, Ground(note["type"]), _words(note))
            elif readings.questions_knock_out and _is_question(note):
                yield KnockOut(code, Ground.QUESTION, _words(note))
            elif note["type"] == Ground.STOP_IF_ZERO and readings.zero_stops:
                for criterion in note["criteria"]:
                    yield KnockOut(f"{criterion}:{Ground.STOP_IF_ZERO}", Ground.STOP_IF_ZERO, _words(note))


def _all_nodes(nodes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from _all_nodes(node.get("children", ()))


def _words(data: Mapping[str, Any], prefix: str = "") -> Words:
    words = {language: data[f"{prefix}{language}"] for language in ("vi", "en") if f"{prefix}{language}" in data}
    return words | {"official": data["text_vi"]} if data.get("text_vi") else words
