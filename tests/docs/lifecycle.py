"""The text of `docs/lifecycle.md`: how a dossier goes, drawn from the tables of the procedures and the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.procedures import Holder, Unit
from saolang.programme.dossiers.choices import TOLD_TO_PRODUCER, Act, DossierKind, State
from saolang.programme.dossiers.rules.procedures import calendar, procedures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from saolang.core.calendars import WorkCalendar
    from saolang.core.procedures import Limit, Procedure, Turn

HEAD = """# How a dossier goes

Written by `./run docs lifecycle` from `saolang/data/procedures` and `saolang/data/calendars`; a test holds it current.
Do not edit.

A dossier follows the procedure in force on the day it was filed, to its end (Decision 26/2026/QĐ-TTg, Article 12). Its
state changes by `saolang/programme/dossiers/services/moves.py` alone, which asks these tables. *Unconfirmed* marks what
the Decision does not say: our default, to be changed in the file by a province that knows better.
"""
COUNTING = """## Days offices work

From `saolang/data/calendars/vietnam.yaml`. A limit counts from the day after (Civil Code 2015, Article 147), and one
that ends on a day off ends on the next working day (Article 148.5): our reading.
"""
WORDS_OF: Mapping[Unit, str] = {Unit.WORKING_DAYS: "working days", Unit.DAYS: "days"}
UNCONFIRMED = "unconfirmed"


def page() -> str:
    """Return the whole page: first the procedures in force, then the frames, then the calendar."""
    tables = sorted(procedures().all, key=lambda procedure: (procedure.is_frame, procedure.level != "province"))
    sections = [HEAD, *(_section(procedure) for procedure in tables), COUNTING + _years(calendar())]
    return "\n".join(sections)


def _section(procedure: Procedure) -> str:
    until = f"to {procedure.last_day}" if procedure.last_day else "on"
    lines = [f"## `{procedure.code}`: {procedure.document}", ""]
    lines += [f"In force from {procedure.first_day} {until}. SHA-256 `{procedure.sha256}`.", ""]
    lines += [f"- {level}: {what}" for level, what in procedure.levels.items()] or ["Who did what is not known."]
    if procedure.is_frame:
        return "\n".join([*lines, "", "A frame: nothing moves under it.", ""])
    parts = [_diagram(procedure), _states(procedure), _moves(procedure), "\n".join(_limits(procedure))]
    return "\n".join([*lines, "", "\n\n".join(filter(None, parts)), ""])


def _diagram(procedure: Procedure) -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    direction TB"]
    lines += [f'    state "{State(code).label}" as {code}' for code in procedure.states]
    lines += [f"    [*] --> {procedure.starts_in}"]
    lines += [f"    {turn.before} --> {turn.after}: {_arrow(turn)}" for turn in procedure.turns]
    lines += [f"    {step.code} --> [*]" for step in procedure.states.values() if step.holder == Holder.NOBODY]
    return "\n".join([*lines, "```"])


def _arrow(turn: Turn) -> str:
    return f"{Act(turn.act).label} ({_kinds(turn.kinds)})" if turn.kinds else str(Act(turn.act).label)


def _states(procedure: Procedure) -> str:
    rows = (
        [f"`{code}`", State(code).label, TOLD_TO_PRODUCER[State(code)], step.holder, _limit(step.limit)]
        for code, step in procedure.states.items()
    )
    return _table(["state", "for offices", "for the producer", "held by", "limit"], rows)


def _moves(procedure: Procedure) -> str:
    rows = (
        [
            f"`{turn.before}`",
            f"`{turn.act}` {Act(turn.act).label}",
            f"`{turn.after}`",
            turn.by,
            _kinds(turn.kinds) or "all",
            turn.article or UNCONFIRMED,
        ]
        for turn in procedure.turns
    )
    return _table(["in", "act", "leads to", "by", "dossiers", "article"], rows)


def _limits(procedure: Procedure) -> Iterator[str]:
    for span in procedure.spans:
        through = ", ".join(f"`{state}`" for state in procedure.states if state in span.through)
        yield f"- {_kinds(span.kinds)}: {_limit(span.limit)} through {through}, from the first day in `{span.since}`"
    for name, limit in procedure.periods.items():
        yield f"- {name}: {_limit(limit)}"
    if procedure.window:
        earliest, latest = procedure.window
        yield f"- a re-evaluation is filed {earliest} to {latest} days before the certificate expires"
    doubt = "" if procedure.rounds.confirmed else f" (whether that day counts: {UNCONFIRMED})"
    for level in sorted({each[0] for each in procedure.rounds.all}):
        for each in procedure.rounds.of_year(2026, level):
            until = f"proposals until {each.proposals_until}{doubt}, evaluated until {each.evaluated_until}"
            yield f"- round {each.code} of the {level}: {until}"
    if procedure.transition:
        days = ", ".join(f"{DossierKind(kind).label} {count}" for kind, count in procedure.transition["days"].items())
        yield (
            f"- dossiers filed earlier end under their own procedure within so many days from "
            f"{procedure.transition['counted_from']} ({procedure.transition['article']}): {days}"
        )


def _years(days: WorkCalendar) -> str:
    rows = []
    for year in sorted({day.year for day in days.holidays}):
        names: dict[str, list[str]] = {}
        for day, name in sorted(days.holidays.items()):
            if day.year == year:
                doubt = "?" if day in days.unconfirmed_days else ""
                names.setdefault(name, []).append(f"{day:%d/%m}{doubt}")
        off = "<br>".join(f"{name}: {', '.join(on)}" for name, on in names.items())
        worked = ", ".join(f"{day:%d/%m}" for day in sorted(days.worked) if day.year == year)
        rows.append([str(year), "yes" if year in days.confirmed_years else UNCONFIRMED, off, worked])
    return "\n" + _table(["year", "announced", "off (?: unconfirmed)", "worked in exchange"], rows) + "\n"


def _limit(limit: Limit | None) -> str:
    if limit is None:
        return ""
    return f"{limit.count} {WORDS_OF[limit.unit]}, {limit.article if limit.confirmed else UNCONFIRMED}"


def _kinds(kinds: Iterable[str]) -> str:
    return ", ".join(str(kind.label) for kind in DossierKind if kind in kinds)


def _table(head: list[str], rows: Iterable[list[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
