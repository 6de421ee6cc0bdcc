"""How a dossier goes from one hand to the next: a table of states and moves, its limits, windows and rounds.

A procedure is data (`data/procedures`), since decrees change; a dossier ends under the one it began with. States, acts
and kinds are plain words here: who reads a procedure says which there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from saolang.core.calendars import add_days, add_working_days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from saolang.core.calendars import WorkCalendar

MOST_DAYS = 366
"""No limit of this programme is longer than a year: one that is was written wrong."""


class Holder(StrEnum):
    """Whose turn it is."""

    PRODUCER = "producer"
    COMMUNE = "commune"
    OFFICE = "office"
    ADVISERS = "advisers"
    COUNCIL = "council"
    CENTRE = "centre"
    NOBODY = "nobody"


class Unit(StrEnum):
    """What a limit counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many days for something, and the article that says so; None where it is our default."""

    count: int
    unit: Unit
    article: str | None
    confirmed: bool

    def ends_on(self, day: date, calendar: WorkCalendar) -> date:
        """Return the last day for what began on the day, which is not counted."""
        add = add_working_days if self.unit == Unit.WORKING_DAYS else add_days
        return add(day, self.count, calendar)


@dataclass(frozen=True, slots=True)
class Step:
    """A state: who holds the dossier there, and how long at most, if that is said."""

    code: str
    holder: Holder
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """An act that leads from a state to the next; for dossiers of some kinds only, where `kinds` names them."""

    act: str
    before: str
    after: str
    by: Holder
    article: str | None
    kinds: frozenset[str] = frozenset()

    def is_for(self, kind: str) -> bool:
        """Tell whether dossiers of the kind may take it."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Span:
    """A limit over several states together, counted from the day a dossier came into the first of them."""

    kinds: frozenset[str]
    since: str
    through: frozenset[str]
    limit: Limit


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which a re-evaluation is filed, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Round:
    """One of the rounds of a year: "2026-2", the last day for proposals and the last day of evaluation."""

    code: str
    level: str
    proposals_until: date
    evaluated_until: date


@dataclass(frozen=True, slots=True)
class _Rounds:
    """The rounds as the data has them: month, day and how many years after the round's own."""

    days_before: int
    confirmed: bool
    all: tuple[tuple[str, int, tuple[int, int, int], tuple[int, int, int]], ...] = ()

    def of_year(self, year: int, level: str) -> Iterable[Round]:
        for own_level, number, proposals, evaluated in self.all:
            if own_level == level:
                yield Round(f"{year}-{number}", level, self._last(year, proposals), self._last(year, evaluated))

    def _last(self, year: int, named: tuple[int, int, int]) -> date:
        month, day, years_after = named
        return date(year + years_after, month, day) - timedelta(days=self.days_before)


@dataclass(frozen=True)
class Procedure:
    """A procedure of one decree. One that is only a frame has neither states nor moves."""

    code: str
    document: str
    level: str
    first_day: date
    last_day: date | None
    levels: Mapping[str, str]
    sha256: str
    starts_in: str = ""
    states: Mapping[str, Step] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()
    spans: tuple[Span, ...] = ()
    periods: Mapping[str, Limit] = field(default_factory=dict)
    window: tuple[int, int] | None = None
    rounds: _Rounds = field(default_factory=lambda: _Rounds(days_before=0, confirmed=False))
    transition: Mapping[str, Any] | None = None

    @property
    def is_frame(self) -> bool:
        """Tell whether only its frame is known: results of its time can be read, nothing moves under it."""
        return not self.states

    def turn(self, state: str, act: str, kind: str) -> Turn | None:
        """Return what the act does to a dossier of the kind in the state; None when it may not be done there."""
        found = (turn for turn in self.turns if (turn.before, turn.act) == (state, act) and turn.is_for(kind))
        return next(found, None)

    def acts(self, state: str, kind: str) -> tuple[str, ...]:
        """Return what may be done to a dossier of the kind in the state, in the order of the table."""
        return tuple(turn.act for turn in self.turns if turn.before == state and turn.is_for(kind))

    def limit(self, state: str) -> Limit | None:
        """Return how long a dossier stays in the state at most; None where nothing says."""
        return self.states[state].limit

    def span(self, state: str, kind: str) -> Span | None:
        """Return the limit over several states that runs while a dossier of the kind is in the state, if one does."""
        return next((span for span in self.spans if state in span.through and kind in span.kinds), None)

    def due_on(
        self, state: str, kind: str, *, entered: date, span_began: date | None, calendar: WorkCalendar
    ) -> date | None:
        """Return the day by which the dossier must leave the state; None where nothing says.

        `entered` is the day it came into the state, `span_began` the day the span over it began, if it has.
        """
        limit, span = self.limit(state), self.span(state, kind)
        ends = [limit.ends_on(entered, calendar)] if limit else []
        ends += [span.limit.ends_on(span_began, calendar)] if span and span_began else []
        return min(ends, default=None)

    def filing_window(self, expires_on: date) -> Window | None:
        """Return the days in which the re-evaluation of what expires on the day is filed; None where nothing says."""
        if self.window is None:
            return None
        earliest, latest = self.window
        return Window(expires_on - timedelta(days=earliest), expires_on - timedelta(days=latest))

    def round_of(self, day: date, level: str = "province") -> Round | None:
        """Return the round in which a proposal received on the day is evaluated; None where there are no rounds."""
        years = range(day.year - 1, day.year + 2)
        coming = [each for year in years for each in self.rounds.of_year(year, level) if each.proposals_until >= day]
        return min(coming, key=lambda each: each.proposals_until, default=None)


class Procedures:
    """All procedures, by the day they came into force."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        """Keep them. Raises ValueError when two bear one code, or two of a level are in force on one day."""
        self.all = tuple(sorted(procedures, key=lambda procedure: (procedure.level, procedure.first_day)))
        codes = [procedure.code for procedure in self.all]
        _must(len(set(codes)) == len(codes), "Two procedures bear one code.")
        for earlier, later in zip(self.all, self.all[1:], strict=False):
            apart = earlier.level != later.level or (earlier.last_day or date.max) < later.first_day
            _must(apart, f"{earlier.code} and {later.code} are in force on one day.")

    def named(self, code: str) -> Procedure:
        """Return the procedure of the code. Raises KeyError when there is none."""
        for procedure in self.all:
            if procedure.code == code:
                return procedure
        raise KeyError(code)

    def on(self, day: date, level: str = "province") -> Procedure | None:
        """Return the procedure a dossier filed on the day follows to its end; None before the first.

        That is the one in force on that day, also for a dossier not yet evaluated when the next came (D26, Article 12).
        """
        for procedure in self.all:
            if procedure.level == level and procedure.first_day <= day <= (procedure.last_day or date.max):
                return procedure
        return None

    def must_end_by(self, filed_on: date, kind: str) -> date | None:
        """Return the last day for the evaluation of a dossier filed before the procedure changed (D26, Article 12).

        60 days from 22/05/2026 for a first evaluation or an upgrade, 30 for a re-evaluation; None for a dossier filed
        since, which has no such day.
        """
        own = self.on(filed_on)
        later = [each for each in self.all if each.transition and own and each.first_day > own.first_day]
        if not later or later[0].transition is None:
            return None
        transition = later[0].transition
        return transition["counted_from"] + timedelta(days=transition["days"][kind])  # type: ignore[no-any-return]


# Reading --------------------


def read_procedure(
    data: Mapping[str, Any],
    sha256: str,
    *,
    states: Collection[str],
    acts: Collection[str],
    kinds: Collection[str],
) -> Procedure:
    """Read a parsed file; `sha256` is the digest of its bytes, the others are the words it may use.

    Raises ValueError when it names an unknown state, act or kind; when a state cannot be reached, or cannot be left
    though somebody holds it; when an act would lead to two states; and when a limit is none. KeyError when a part is
    missing.
    """
    steps = {code: _step(code, step) for code, step in data.get("states", {}).items()}
    procedure = Procedure(
        code=data["code"],
        document=data["document"],
        level=data["level"],
        first_day=data["in_force"]["from"],
        last_day=data["in_force"]["to"],
        levels=data["levels"],
        sha256=sha256,
        starts_in=data["starts_in"] if steps else "",
        states=steps,
        turns=tuple(turn for move in data.get("moves", ()) for turn in _turns(move)),
        spans=tuple(map(_span, data.get("spans", ()))),
        periods={name: _limit(limit) for name, limit in data.get("periods", {}).items()},
        window=_window(data.get("filing_window")),
        rounds=_rounds(data.get("rounds")),
        transition=data.get("transition"),
    )
    _check_words(procedure, states, acts, kinds)
    _check_table(procedure, kinds)
    return procedure


def _step(code: str, data: Mapping[str, Any]) -> Step:
    return Step(code, Holder(data["holder"]), _limit(data["limit"]) if "limit" in data else None)


def _limit(data: Mapping[str, Any]) -> Limit:
    limit = Limit(data["count"], Unit(data["unit"]), data["article"], data["confirmed"])
    _must(0 < limit.count <= MOST_DAYS, f"{limit.count} days are no limit.")
    _must(bool(limit.article) or not limit.confirmed, "A limit without an article is nobody's but ours.")
    return limit


def _turns(data: Mapping[str, Any]) -> Iterable[Turn]:
    kinds = frozenset(data.get("kinds", ()))
    for before in data["from"]:
        yield Turn(data["act"], before, data["to"], Holder(data["by"]), data["article"], kinds)


def _span(data: Mapping[str, Any]) -> Span:
    return Span(frozenset(data["kinds"]), data["since"], frozenset(data["through"]), _limit(data["limit"]))


def _window(data: Mapping[str, Any] | None) -> tuple[int, int] | None:
    if data is None:
        return None
    _must(data["earliest"] > data["latest"] > 0, "The filing window ends before it begins.")
    return data["earliest"], data["latest"]


def _rounds(data: Mapping[str, Any] | None) -> _Rounds:
    if data is None:
        return _Rounds(days_before=0, confirmed=False)
    return _Rounds(
        days_before=0 if data["day_included"] else 1,
        confirmed=data["confirmed"],
        all=tuple(
            (each["level"], each["number"], _named_day(each["proposals"]), _named_day(each["evaluated"]))
            for each in data["all"]
        ),
    )


def _named_day(data: Mapping[str, int]) -> tuple[int, int, int]:
    return data["month"], data["day"], data.get("years_after", 0)


def _check_words(procedure: Procedure, states: Collection[str], acts: Collection[str], kinds: Collection[str]) -> None:
    """Raise ValueError for a word that is not known, or a state that the procedure itself does not describe."""
    own = procedure.states.keys()
    named = {state for turn in procedure.turns for state in (turn.before, turn.after)}
    named |= {state for span in procedure.spans for state in (span.since, *span.through)}
    named |= {procedure.starts_in} - {""}
    _know(own, states, "state")
    _know(named, own, "state")
    _know({turn.act for turn in procedure.turns}, acts, "act")
    _know({kind for turn in procedure.turns for kind in turn.kinds}, kinds, "kind")
    _know({kind for span in procedure.spans for kind in span.kinds}, kinds, "kind")


def _check_table(procedure: Procedure, kinds: Collection[str]) -> None:
    """Raise ValueError where the table of moves leaves a dossier of some kind stranded or in two minds."""
    for kind in kinds:
        turns = [turn for turn in procedure.turns if turn.is_for(kind)]
        ways = [(turn.before, turn.act) for turn in turns]
        _must(len(set(ways)) == len(ways), f"{procedure.code}: an act leads to two states.")
        reached = _reached(procedure.starts_in, turns)
        for code, step in procedure.states.items():
            _must(code in reached, f"{procedure.code}: no way leads to {code}.")
            left = any(turn.before == code for turn in turns)
            _must(left != (step.holder == Holder.NOBODY), f"{procedure.code}: {code} is held, or left, by nobody.")


def _reached(start: str, turns: Collection[Turn]) -> set[str]:
    reached, found = set[str](), {start}
    while found:
        reached |= found
        found = {turn.after for turn in turns if turn.before in found} - reached
    return reached


def _know(used: Iterable[str], known: Collection[str], what: str) -> None:
    unknown = sorted(set(used) - set(known))
    _must(not unknown, f"Unknown {what}: {', '.join(unknown)}.")


def _must(holds: bool, message: str) -> None:  # noqa: FBT001 - an assertion that stays
    if not holds:
        raise ValueError(message)
