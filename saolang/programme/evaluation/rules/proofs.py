"""The texts that stand as leaves in the tree of a session: its sheets, its results, and how it was held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.audit.rules import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saolang.programme.evaluation.models import Attendance, Breach, Case, Conflict, Result, Session

RESULT, MINUTES = "saolang-result-1", "saolang-session-1"
SAID = ("round", "total", "means", "stars", "stars_by_points", "capped_by", "votes")
"""What a result says of its product: under its digest, in a package, and the same when it becomes final."""


def result_text(result: Result) -> str:
    """Return a result as the text whose digest it bears."""
    case = result.case
    return canonical(
        {
            "format": RESULT,
            "session": case.session.code,
            "position": case.position,
            "dossier": case.dossier.code,
            "stage": result.stage,
            **{name: getattr(result, name) for name in SAID},
        }
    )


def minutes_text(
    session: Session,
    cases: Iterable[Case],
    attendances: Iterable[Attendance],
    conflicts: Iterable[Conflict],
    breaches: Iterable[Breach],
) -> str:
    """Return how the session was held: by which regulation, who was there, what was discussed, what it went without.

    People stand in it as seats, by number, and reasons of theirs not at all: the text is kept for good.
    """
    return canonical(
        {
            "format": MINUTES,
            "session": session.code,
            "council": session.council.code,
            "held_on": session.held_on,
            "mode": session.mode,
            "regulation": session.regulation,
            "present": sorted(each.membership_id for each in attendances if each.present),
            "cases": [[case.position, case.dossier.code, case.round, case.discussion] for case in cases],
            "conflicts": sorted([each.case.position, each.membership_id] for each in conflicts),
            "breaches": sorted([each.rule, each.reason, each.recorded_by] for each in breaches),
        }
    )
