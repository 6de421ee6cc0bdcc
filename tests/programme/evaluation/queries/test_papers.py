"""The papers of a council: what they say, and what they do not say before there is a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.base.papers.choices import PaperKind
from saolang.programme.evaluation.choices import Stage
from saolang.programme.evaluation.models import Conflict, Result, ScoreSheet
from saolang.programme.evaluation.queries import papers
from saolang.programme.evaluation.services import sheets
from tests.base.papers.reading import wrong_fields
from tests.factories.evaluation import everybody_signs, tick

if TYPE_CHECKING:
    from saolang.programme.evaluation.models import Case, Membership, Session


@pytest.fixture
def sheet(case: Case, members: list[Membership]) -> ScoreSheet:
    """Return the chair's sheet with the best option everywhere but on one criterion."""
    chair = members[0]
    begun = sheets.begin(case=case, membership=chair, by=chair.user.actor)
    return tick(begun, c1_1="1.1-2")


@pytest.fixture
def result(session: Session, case: Case, members: list[Membership]) -> Result:
    """Return the preliminary result: the chair gave all the points, the members 3 and 6 less."""
    for seat in members[:3]:
        sheets.begin(case=case, membership=seat, by=seat.user.actor)
    everybody_signs(session, lost={members[1].pk: 3, members[2].pk: 6})
    return Result.objects.get(case=case)


def test_score_sheet_has_the_fields_that_are_promised(sheet: ScoreSheet) -> None:
    data = papers.score_sheet(sheet).data

    assert wrong_fields(PaperKind.SCORE_SHEET, data) == []
    assert data["signed"] == "Phiếu chưa ký."
    assert data["member"] == sheet.membership.user.full_name


def test_score_sheet_shows_every_option_and_ticks_the_one_chosen(sheet: ScoreSheet) -> None:
    data = papers.score_sheet(sheet).data

    [line] = [line for line in data["lines"] if line["code"] == "1.1"]
    assert [(option["points"], option["ticked"]) for option in line["options"]] == [
        ("1", False),
        ("2", True),
        ("3", False),
    ]
    assert (line["points"], data["total"]) == ("2", "99")
    marked = [option["mark"] for each in data["lines"] for option in each["options"] if option["mark"]]
    assert set(marked) == {"***", "****", "*****"}


def test_result_table_has_the_fields_that_are_promised(session: Session, result: Result) -> None:
    data = papers.result_table(session).data

    assert wrong_fields(PaperKind.RESULT_TABLE, data) == []
    [row] = data["rows"]
    assert (row["totals"], row["mean"], row["stars"]) == ("100 · 97 · 94", "97,00", f"{result.stars} sao")
    assert len(data["members"]) == 3


def test_papers_of_a_session_tell_no_points_before_there_is_a_result(
    session: Session, case: Case, members: list[Membership]
) -> None:
    for seat in members[:3]:
        tick(sheets.begin(case=case, membership=seat, by=seat.user.actor))

    [in_table], [in_minutes] = papers.result_table(session).data["rows"], papers.minutes(session).data["rows"]

    assert in_table == in_minutes
    assert (in_table["totals"], in_table["mean"], in_table["stars"]) == ("", "–", "–")


def test_minutes_have_the_fields_that_are_promised(
    session: Session, case: Case, result: Result, members: list[Membership]
) -> None:
    session.attendances.filter(membership=members[2]).update(present=False)
    Conflict.objects.create(case=case, membership=members[2], reason="Là người nhà.", declared_by="tests")

    data = papers.minutes(session).data

    assert wrong_fields(PaperKind.MINUTES, data) == []
    assert (data["present"], data["all_members"], len(data["absent"])) == ("2", "3", 1)
    assert data["conflicts"][0]["reason"] == "Là người nhà."
    assert data["remarks"] == [{"text": papers.NOT_CONFIRMED}]


def test_draft_decision_lists_final_results_alone(session: Session, result: Result) -> None:
    before = papers.draft_decision(session).data
    Result.objects.filter(pk=result.pk).update(stage=Stage.FINAL, stars=4)

    after = papers.draft_decision(session).data

    assert wrong_fields(PaperKind.DRAFT_DECISION, after) == []
    assert (before["count"], after["count"]) == ("0", "1")
    assert (after["by_stars"], after["remarks"]) == ([{"text": "4 sao: 1 sản phẩm"}], [])
    assert after["round"] == "đợt 2 năm 2026"


@pytest.mark.parametrize("stars", [0, 2, 5])
def test_draft_decision_of_a_province_leaves_out_what_it_does_not_recognise(
    session: Session, result: Result, stars: int
) -> None:
    Result.objects.filter(pk=result.pk).update(stage=Stage.FINAL, stars=stars)

    data = papers.draft_decision(session).data
    assert (data["rows"], data["by_stars"], data["remarks"]) == ([], [], [{"text": papers.NOTHING_FINAL}])


def test_result_notice_has_the_fields_that_are_promised(result: Result) -> None:
    data = papers.result_notice(result).data

    assert wrong_fields(PaperKind.RESULT_NOTICE, data) == []
    assert (data["mean"], data["votes"], data["preliminary"]) == ("97,00", "3", True)
    parts = [line["points"] for line in data["lines"] if line["code"].startswith("Phần")]
    assert len(parts) == 3
