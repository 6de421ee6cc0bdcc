"""The procedures that come with the software: which a dossier follows, and what it may do as it stands."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.conf import settings

from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import Act, DossierKind, State
from saolang.programme.dossiers.models import Dossier
from saolang.programme.dossiers.rules import procedures

FOLDER = settings.PACKAGE / "data" / "procedures"


def standing(state: State, procedure: str = "d26", kind: DossierKind = DossierKind.FIRST) -> Dossier:
    return Dossier(code="HS-1", state=state, procedure=procedure, kind=kind)


def test_every_procedure_that_comes_with_the_software_holds_together() -> None:
    assert {procedure.code for procedure in procedures.procedures().all} == set(procedures.CODES)


def test_digest_of_a_procedure_is_that_of_its_file() -> None:
    assert procedures.named("d26").sha256 == hashlib.sha256((FOLDER / "d26.yaml").read_bytes()).hexdigest()


def test_dossier_filed_today_follows_the_decision_in_force() -> None:
    procedure = procedures.procedure_on(dt.date(2026, 11, 20))

    assert procedure is not None
    assert procedure.code == "d26"
    assert procedure.states.keys() == set(State)


def test_act_that_the_table_has_may_be_done() -> None:
    assert procedures.may_move(standing(State.COMMUNE), Act.PROPOSE) is None


def test_act_that_the_table_has_not_is_refused_with_the_state() -> None:
    refusal = procedures.may_move(standing(State.COUNCIL), Act.PROPOSE)

    assert str(refusal) == (
        "Hồ sơ HS-1 đang ở bước “chờ hội đồng đánh giá” nên không thể đề nghị cấp tỉnh. "
        "Hãy tải lại trang để xem bước tiếp theo."
    )


def test_office_puts_a_renewal_to_the_council_and_no_first_dossier() -> None:
    assert procedures.may_move(standing(State.PROVINCE, kind=DossierKind.RENEWAL), Act.ADVISE) is None
    assert isinstance(procedures.may_move(standing(State.PROVINCE), Act.ADVISE), Refusal)


def test_nothing_moves_under_an_earlier_procedure() -> None:
    refusal = procedures.may_move(standing(State.COMMUNE, procedure="d148"), Act.PROPOSE)

    assert str(refusal) == (
        "Hồ sơ HS-1 theo quy trình cũ (148/QĐ-TTg), chỉ để đọc. Hãy lập hồ sơ mới theo quy trình hiện hành."
    )


def test_period_of_a_dossier_is_that_of_its_procedure() -> None:
    assert procedures.period(standing(State.PRELIMINARY), "objection").count == 5


def test_period_its_procedure_has_not_is_unknown() -> None:
    with pytest.raises(KeyError, match="supplement"):
        procedures.period(standing(State.CENTRE, procedure="d26-centre"), "supplement")


def test_survey_asks_what_the_plans_name_for_100_points_at_most() -> None:
    survey = procedures.survey()

    assert [question.code for question in survey.questions] == [
        "characteristic",
        "traditional",
        "competitive",
        "local_resources",
        "local_jobs",
    ]
    assert sum(max(grade.points for grade in question.grades) for question in survey.questions) == 100
    assert not survey.confirmed
