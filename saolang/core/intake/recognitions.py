"""The recognitions a row tells of: one, or one for each round of a large city's register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from saolang.core.intake.columns import Field
from saolang.core.intake.dates import PartialDate, Precision, read_date
from saolang.core.intake.decisions import CitedDecision, bare_number, find_decisions
from saolang.core.intake.reasons import Reason
from saolang.core.intake.sheet import Cell
from saolang.core.intake.stars import Stars, read_stars
from saolang.core.intake.words import folded, name_in, says_nothing, text_of

if TYPE_CHECKING:
    from saolang.core.intake.layout import Layout
    from saolang.core.intake.rows import Context

PROGRAMME_BEGAN = date(2018, 5, 7)  # Decision 490/QĐ-TTg
_VALID_MONTHS = 36
_ALLOWED_DRIFT_IN_DAYS = 31
_TERM = re.compile(r"\bthang\b|^0?3 nam$|^36$")  # "36 tháng kể từ ngày ký", "3 năm": a length, not an end
_ROUND_CELLS = (Field.STARS, Field.DECISION, Field.DECISION_DATE, Field.DECISION_YEAR)

Cells = Mapping[tuple[Field, int], Cell]


@dataclass(frozen=True, slots=True)
class Recognition:
    """One recognition as a row tells it; `decision_from` says "title row" or "heading" where the row does not."""

    stars: int | None = None
    decision_no: str | None = None
    when: PartialDate | None = None
    authority: str | None = None
    expiry: PartialDate | None = None
    decision_from: str | None = None

    def to_data(self) -> dict[str, object]:
        return {
            "stars": self.stars,
            "decision_no": self.decision_no,
            "decision_date": str(self.when) if self.when else None,
        }


def read_recognitions(
    cells: Cells, layout: Layout, context: Context, stars: Stars | None
) -> tuple[list[Recognition], list[Reason]]:
    """Return the recognitions of a row, first to latest, with their doubts; the row's expiry is the latest's."""
    reasons: list[Reason] = []
    found: list[Recognition] = []
    for number in layout.rounds:
        if any(text_of(cells.get((name, number), "")) for name in _ROUND_CELLS):
            recognition, doubts = _read_round(cells, number)
            found.append(recognition)
            reasons += doubts
    if not found:
        recognition, doubts = _read_only(cells, layout, context, stars)
        found.append(recognition)
        reasons += doubts
    expiry, doubts = _expiry(cells, layout)
    found[-1] = replace(found[-1], expiry=expiry)
    reasons += [*doubts, *(doubt for recognition in found for doubt in _missing(recognition, reasons))]
    return found, reasons


def _read_round(cells: Cells, number: int) -> tuple[Recognition, list[Reason]]:
    cell = cells.get((Field.STARS, number), "")
    stars = read_stars(cell)
    doubts = [] if stars else [Reason("stars_unreadable" if text_of(cell) else "stars_missing", text_of(cell))]
    decision, found = _decision(cells, number)
    when, more = _date(cells, number, decision)
    return (
        Recognition(
            stars=stars.value if stars else None,
            decision_no=decision.number if decision else None,
            when=when,
            authority=name_in(cells.get((Field.AUTHORITY, number), "")) or (decision.authority if decision else None),
        ),
        [*doubts, *found, *more],
    )


def _read_only(cells: Cells, layout: Layout, context: Context, stars: Stars | None) -> tuple[Recognition, list[Reason]]:
    """Read the one recognition of a row that has no rounds, filled up from the heading and the title above it."""
    decision, doubts = _decision(cells, 0)
    source = None
    if decision is None and not doubts:
        decision, source = _decision_from_above(layout, context)
    when, found = _date(cells, 0, decision)
    doubts += found
    if when is None and not found:
        when = context.year or (PartialDate.from_iso(layout.year) if layout.year else None)
        doubts += [Reason("date_from_title", str(when))] if when else []
    authority = name_in(cells.get((Field.AUTHORITY, 0), "")) or (decision.authority if decision else None)
    number = decision.number if decision else None
    return Recognition(stars.value if stars else None, number, when, authority, decision_from=source), doubts


def _decision_from_above(layout: Layout, context: Context) -> tuple[CitedDecision | None, str | None]:
    if context.decision:
        return context.decision, "heading"
    if layout.decision_no:
        when = PartialDate.from_iso(layout.decision_date) if layout.decision_date else None
        return CitedDecision(layout.decision_no, when), "title row"
    return None, None


def _decision(cells: Cells, number: int) -> tuple[CitedDecision | None, list[Reason]]:
    text = text_of(cells.get((Field.DECISION, number), ""))
    if says_nothing(text):
        return None, []
    found = find_decisions(text)
    if len(found) > 1:
        return None, [Reason("several_decisions", text)]
    if found:
        return found[0], []
    bare = bare_number(text)
    if bare:
        return bare, [Reason("decision_incomplete", text)]
    when = read_date(cells[Field.DECISION, number])
    if when:  # the column gives the date of the decision and not its number
        return None, []
    return None, [Reason("decision_unreadable", text)]


def _date(cells: Cells, number: int, decision: CitedDecision | None) -> tuple[PartialDate | None, list[Reason]]:
    """Return the date of a recognition: its own cell's, else its decision's, else the year's alone."""
    cell = cells.get((Field.DECISION_DATE, number), "")
    own = read_date(cell)
    if own is None and not says_nothing(text_of(cell)):
        return None, [Reason("date_unreadable", text_of(cell))]
    if own is None and decision is None:
        own = read_date(cells.get((Field.DECISION, number), ""))
    cited = decision.date if decision else None
    if own and cited and not _agree(own, cited):
        return own, [Reason("decision_date_disagrees", f"{text_of(cell)} / {cited}")]
    when = _finer(own, cited)
    year = read_date(cells.get((Field.DECISION_YEAR, number), ""))
    if year is None:
        unread = text_of(cells.get((Field.DECISION_YEAR, number), ""))
        return when, [] if when or says_nothing(unread) else [Reason("date_unreadable", unread)]
    if when and when.last_day.year != year.last_day.year:
        return when, [Reason("year_disagrees_with_date", f"{year.last_day.year} / {when}")]
    return when or year, []


def _agree(one: PartialDate, other: PartialDate) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _finer(one: PartialDate | None, other: PartialDate | None) -> PartialDate | None:
    if one and other:
        return one if list(Precision).index(one.precision) <= list(Precision).index(other.precision) else other
    return one or other


def _expiry(cells: Cells, layout: Layout) -> tuple[PartialDate | None, list[Reason]]:
    for number in (0, *reversed(layout.rounds)):
        cell = cells.get((Field.EXPIRY, number), "")
        if says_nothing(text_of(cell)):
            continue
        when = read_date(cell)
        if when:
            return when, []
        return None, [] if _TERM.search(folded(text_of(cell))) else [Reason("expiry_unreadable", text_of(cell))]
    return None, []


def _missing(recognition: Recognition, reasons: list[Reason]) -> Iterator[Reason]:
    codes = {reason.code for reason in reasons}
    if recognition.decision_no is None and not codes & {"several_decisions", "decision_unreadable"}:
        yield Reason("decision_missing")
    if recognition.when is None and not codes & {"date_unreadable", "several_decisions"}:
        yield Reason("date_missing")
    if recognition.when and recognition.when.precision is not Precision.DAY and "date_from_title" not in codes:
        yield Reason("date_imprecise", str(recognition.when))


def check_order(recognitions: list[Recognition], stars: Stars | None, today: date | None) -> Iterator[Reason]:
    """Yield what does not fit together: stars, order of rounds, expiry, dates no recognition can have."""
    latest = recognitions[-1]
    if stars and latest.stars and stars.value != latest.stars:
        yield Reason("stars_disagree", f"{stars.value} / {latest.stars}")
    dates = [recognition.when for recognition in recognitions if recognition.when]
    if any(later.last_day < earlier.first_day for earlier, later in pairwise(dates)):
        yield Reason("rounds_out_of_order", ", ".join(map(str, dates)))
    for when in dates:
        if when.last_day < PROGRAMME_BEGAN or (today and when.first_day > today):
            yield Reason("date_out_of_range", str(when))
    if latest.expiry and latest.when:
        yield from _check_expiry(latest.when, latest.expiry)


def _check_expiry(issued: PartialDate, expiry: PartialDate) -> Iterator[Reason]:
    if expiry.last_day < issued.first_day:
        yield Reason("expiry_before_issue", str(expiry))
    elif issued.precision is expiry.precision is Precision.DAY:
        months = (expiry.last_day.year - issued.last_day.year) * 12 + expiry.last_day.month - issued.last_day.month
        drift = abs((months - _VALID_MONTHS) * 30 + expiry.last_day.day - issued.last_day.day)
        if drift > _ALLOWED_DRIFT_IN_DAYS:
            yield Reason("expiry_not_36_months", str(expiry))
