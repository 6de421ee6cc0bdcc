"""Tables of a procedure: every state against every act, limits, windows, rounds; files that do not hold together."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.calendars import WorkCalendar
from saolang.core.procedures import Holder, Limit, Procedure, Procedures, Unit, read_procedure

FOLDER = Path(__file__).resolve().parents[2] / "saolang" / "data" / "procedures"
WEEKS = WorkCalendar(weekdays=frozenset(range(1, 6)))
KINDS = ("first", "upgrade", "renewal")
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))

TABLE = {
    "draft": {"file": "commune", "withdraw": "withdrawn"},
    "commune": {
        "ask_more": "commune_returned",
        "propose": "province",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "commune_returned": {"file_again": "commune", "refuse": "refused", "withdraw": "withdrawn"},
    "province": {"ask_more": "province_returned", "accept": "advisers", "refuse": "refused", "withdraw": "withdrawn"},
    "province_returned": {"file_again": "province", "refuse": "refused", "withdraw": "withdrawn"},
    "advisers": {"ask_more": "province_returned", "advise": "council", "refuse": "refused", "withdraw": "withdrawn"},
    "council": {"announce": "preliminary"},
    "preliminary": {"score_again": "council", "confirm": "final"},
    "final": {
        "recognise": "recognised",
        "not_recognise": "not_recognised",
        "send_up": "centre",
        "score_again": "council",
    },
    "centre": {
        "meanwhile": "centre",
        "recognise": "recognised",
        "bring_back": "final",
        "score_again": "council",
    },
    "recognised": {},
    "not_recognised": {},
    "refused": {},
    "withdrawn": {},
}
"""What a first dossier goes through under D26, as the Decision's Article 7 tells it."""
ACTS = sorted({act for turns in TABLE.values() for act in turns})


def written(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return data


def read(data: dict[str, Any]) -> Procedure:
    return read_procedure(data, "0" * 64, states=TABLE, acts=ACTS, kinds=KINDS)


D26 = read(written("d26"))
ALL = Procedures(read(written(name)) for name in ("d1048", "d148", "d1489", "d26", "d26-centre"))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def after(state: str, act: str, kind: str) -> str | None:
    turn = D26.turn(state, act, kind)
    return turn.after if turn else None


@pytest.mark.parametrize("state", TABLE)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_in_every_state_leads_where_the_decision_says(state: str, act: str) -> None:
    assert after(state, act, "first") == TABLE[state].get(act)
    assert after(state, act, "upgrade") == TABLE[state].get(act)


@pytest.mark.parametrize("state", TABLE)
@pytest.mark.parametrize("act", ACTS)
def test_renewal_differs_only_in_that_the_office_may_put_it_to_the_council(state: str, act: str) -> None:
    expected = "council" if (state, act) == ("province", "advise") else TABLE[state].get(act)

    assert after(state, act, "renewal") == expected


@pytest.mark.parametrize("state", TABLE)
def test_acts_of_a_state_are_those_that_lead_somewhere(state: str) -> None:
    assert sorted(D26.acts(state, "first")) == sorted(TABLE[state])


def test_every_state_has_the_holder_whose_turn_it_is() -> None:
    assert {code: step.holder for code, step in D26.states.items()} == {
        "draft": Holder.PRODUCER,
        "commune": Holder.COMMUNE,
        "commune_returned": Holder.PRODUCER,
        "province": Holder.OFFICE,
        "province_returned": Holder.PRODUCER,
        "advisers": Holder.ADVISERS,
        "council": Holder.COUNCIL,
        "preliminary": Holder.COUNCIL,
        "final": Holder.OFFICE,
        "centre": Holder.CENTRE,
        "recognised": Holder.NOBODY,
        "not_recognised": Holder.NOBODY,
        "refused": Holder.NOBODY,
        "withdrawn": Holder.NOBODY,
    }


def test_commune_has_15_working_days_by_the_decision() -> None:
    assert D26.limit("commune") == Limit(15, Unit.WORKING_DAYS, "Điều 7.2", confirmed=True)


@pytest.mark.parametrize("name", ["supplement", "objection"])
def test_periods_the_decision_does_not_name_are_ours_and_unconfirmed(name: str) -> None:
    assert D26.periods[name] == Limit(5, Unit.WORKING_DAYS, None, confirmed=False)


@pytest.mark.parametrize(("name", "count"), [("revocation", 15), ("extension", 180)])
def test_periods_of_the_decision_are_in_days(name: str, count: int) -> None:
    assert (D26.periods[name].count, D26.periods[name].unit) == (count, Unit.DAYS)


# Deadlines --------------------


def due(state: str, kind: str, entered: str, span_began: str | None = None) -> dt.date | None:
    began = day(span_began) if span_began else None
    return D26.due_on(state, kind, entered=day(entered), span_began=began, calendar=WEEKS)


def test_state_is_due_when_its_limit_ends() -> None:
    assert due("commune", "first", "2026-06-01") == day("2026-06-22")


def test_state_without_limit_is_never_due() -> None:
    assert due("advisers", "first", "2026-06-01") is None


def test_renewal_is_due_45_days_after_it_came_to_the_province() -> None:
    assert due("council", "renewal", "2026-06-20", "2026-06-01") == day("2026-07-16")


def test_renewal_is_due_by_the_earlier_of_two_limits() -> None:
    assert due("preliminary", "renewal", "2026-06-20", "2026-06-01") == day("2026-06-26")
    assert due("preliminary", "renewal", "2026-07-14", "2026-06-01") == day("2026-07-16")


def test_first_evaluation_has_no_45_days() -> None:
    assert due("council", "first", "2026-06-20", "2026-06-01") is None


# Windows and rounds --------------------


def test_renewal_is_filed_180_to_120_days_before_expiry() -> None:
    window = D26.filing_window(day("2026-12-31"))

    assert window is not None
    assert (window.first, window.last) == (day("2026-07-04"), day("2026-09-02"))
    assert day("2026-07-04") in window
    assert day("2026-09-02") in window
    assert day("2026-07-03") not in window
    assert day("2026-09-03") not in window


@pytest.mark.parametrize(
    ("received", "level", "code", "evaluated"),
    [
        ("2026-04-29", "province", "2026-1", "2026-06-29"),
        ("2026-04-30", "province", "2026-2", "2026-12-29"),
        ("2026-10-29", "province", "2026-2", "2026-12-29"),
        ("2026-10-30", "province", "2027-1", "2027-06-29"),
        ("2026-07-29", "centre", "2026-1", "2026-09-29"),
        ("2026-07-30", "centre", "2026-2", "2027-03-29"),
        ("2027-01-29", "centre", "2026-2", "2027-03-29"),
        ("2027-01-30", "centre", "2027-1", "2027-09-29"),
    ],
)
def test_round_is_that_whose_proposals_are_still_received(received: str, level: str, code: str, evaluated: str) -> None:
    found = D26.round_of(day(received), level)

    assert found is not None
    assert (found.code, found.evaluated_until) == (code, day(evaluated))


def test_day_of_the_round_counts_where_a_province_reads_it_so() -> None:
    data = written("d26")
    data["rounds"]["day_included"] = True

    found = read(data).round_of(day("2026-04-30"))

    assert found is not None
    assert (found.code, found.proposals_until, found.evaluated_until) == (
        "2026-1",
        day("2026-04-30"),
        day("2026-06-30"),
    )


@given(DAYS)
def test_round_of_a_day_ends_after_it_and_within_six_months(received: dt.date) -> None:
    found = D26.round_of(received)

    assert found is not None
    assert received <= found.proposals_until < found.evaluated_until
    assert (found.proposals_until - received).days <= 184


def test_frame_has_neither_window_nor_round_nor_moves() -> None:
    frame = ALL.named("d148")

    assert frame.is_frame
    assert frame.filing_window(day("2026-01-01")) is None
    assert frame.round_of(day("2024-01-01")) is None
    assert frame.turn("draft", "file", "first") is None


def test_frame_still_tells_the_levels_of_its_time() -> None:
    assert ALL.named("d148").levels["district"] == "evaluates and recognises 3 stars"
    assert "district" not in ALL.named("d1489").levels


# Which procedure, Article 12 --------------------


@pytest.mark.parametrize(
    ("filed", "code"),
    [
        ("2019-08-20", None),
        ("2019-08-21", "d1048"),
        ("2023-02-24", "d148"),
        ("2025-07-05", "d148"),
        ("2025-07-06", "d1489"),
        ("2026-05-21", "d1489"),
        ("2026-05-22", "d26"),
        ("2040-01-01", "d26"),
    ],
)
def test_dossier_follows_the_procedure_in_force_when_it_was_filed(filed: str, code: str | None) -> None:
    found = ALL.on(day(filed))

    assert (found.code if found else None) == code


def test_centre_has_a_procedure_of_its_own() -> None:
    found = ALL.on(day("2026-06-01"), "centre")

    assert found is not None
    assert (found.code, found.starts_in) == ("d26-centre", "centre")


@pytest.mark.parametrize(
    ("filed", "kind", "ends"),
    [
        ("2026-05-21", "first", "2026-07-21"),
        ("2026-05-21", "upgrade", "2026-07-21"),
        ("2026-05-21", "renewal", "2026-06-21"),
        ("2026-05-22", "first", None),
    ],
)
def test_dossier_filed_before_the_decision_ends_within_its_days(filed: str, kind: str, ends: str | None) -> None:
    assert ALL.must_end_by(day(filed), kind) == (day(ends) if ends else None)


def test_unknown_code_names_no_procedure() -> None:
    with pytest.raises(KeyError, match="d9"):
        ALL.named("d9")


def test_two_procedures_in_force_on_one_day_are_refused() -> None:
    early = written("d26") | {"code": "d27", "in_force": {"from": day("2027-01-01"), "to": None}}

    with pytest.raises(ValueError, match="d26 and d27 are in force on one day"):
        Procedures([D26, read(early)])


def test_two_procedures_of_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match="bear one code"):
        Procedures([D26, D26])


# Files that do not hold together --------------------


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """Return D26 with what stands at the path set to something else."""
    data = copy.deepcopy(written("d26"))
    part: Any = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (changed("states", "lost", to={"holder": "nobody"}), "Unknown state: lost"),
        (changed("moves", 0, "act", to="jump"), "Unknown act: jump"),
        (changed("moves", 0, "to", to="nowhere"), "Unknown state: nowhere"),
        (changed("moves", 8, "kinds", to=["fourth"]), "Unknown kind: fourth"),
        (changed("spans", 0, "kinds", to=["fourth"]), "Unknown kind: fourth"),
        (changed("spans", 0, "since", to="nowhere"), "Unknown state: nowhere"),
        (changed("starts_in", to="nowhere"), "Unknown state: nowhere"),
        (changed("moves", 0, "to", to="withdrawn"), "no way leads to"),
        (changed("moves", 9, "from", to=["final"]), "no way leads to preliminary|council is held"),
        (changed("states", "centre", "holder", to="nobody"), "is held, or left, by nobody"),
        (changed("moves", 11, "act", to="score_again"), "leads to two states"),
        (changed("states", "commune", "limit", "count", to=0), "0 days are no limit"),
        (changed("states", "commune", "limit", "count", to=1500), "1500 days are no limit"),
        (changed("states", "commune", "limit", "article", to=None), "nobody's but ours"),
        (changed("filing_window", "latest", to=200), "ends before it begins"),
    ],
)
def test_table_that_does_not_hold_together_is_refused(data: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read(data)
