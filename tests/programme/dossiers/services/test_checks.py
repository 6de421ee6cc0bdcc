"""What the office in charge does: hand on, put to the council, refuse with a ground."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import Act, DossierKind, State
from saolang.programme.dossiers.rules import checks as rules
from saolang.programme.dossiers.services import checks, moves, supplements
from tests.factories.dossiers import a_dossier, an_edition

if TYPE_CHECKING:
    from saolang.programme.dossiers.models import Dossier


@pytest.fixture
def proposed(filed: Dossier) -> Dossier:
    return moves.move(dossier=filed, act=Act.PROPOSE, by="tests")


def test_a_dossier_in_order_goes_to_the_advisers(proposed: Dossier) -> None:
    assert checks.accept(dossier=proposed, by="user:2").state == State.ADVISERS


def test_nothing_goes_on_while_a_request_is_open(proposed: Dossier) -> None:
    due = timezone.localdate() + dt.timedelta(days=7)
    supplements.ask(dossier=proposed, wanted=[supplements.Wanted("1.1", "Thiếu")], due_on=due, by="user:2")
    moves.move(dossier=proposed, act=Act.FILE_AGAIN, by="user:7")

    with pytest.raises(Refusal, match="Còn 1 yêu cầu bổ sung chưa xác nhận"):
        checks.accept(dossier=proposed, by="user:2")


def test_a_first_dossier_goes_to_the_advisers_before_the_council(proposed: Dossier) -> None:
    with pytest.raises(Refusal) as refused:
        checks.put_to_council(dossier=proposed, by="user:2")

    assert refused.value == rules.ADVISERS_FIRST


def test_a_renewal_may_go_straight_to_the_council(filed: Dossier) -> None:
    renewal = a_dossier(filed.place, kind=DossierKind.RENEWAL, state=State.PROVINCE)

    assert checks.put_to_council(dossier=renewal, by="user:2").state == State.COUNCIL


def test_a_refusal_tells_ground_and_reason(proposed: Dossier) -> None:
    refused = checks.refuse(dossier=proposed, ground="forged_dossier", reason="Giấy kiểm nghiệm giả", by="user:2")

    assert refused.state == State.REFUSED
    assert refused.moves.last().note == "Giả mạo hồ sơ. Giấy kiểm nghiệm giả"


@pytest.mark.parametrize(
    ("ground", "reason", "why"),
    [("ugly", "Xấu", rules.GROUNDLESS), ("forged_dossier", " ", rules.REASONLESS)],
)
def test_a_refusal_without_ground_or_reason_is_refused(
    proposed: Dossier, ground: str, reason: str, why: Refusal
) -> None:
    with pytest.raises(Refusal) as refused:
        checks.refuse(dossier=proposed, ground=ground, reason=reason, by="user:2")

    assert refused.value == why


def test_what_the_council_has_is_refused_no_more(proposed: Dossier) -> None:
    moves.move(dossier=proposed, act=Act.ACCEPT, by="tests")
    moves.move(dossier=proposed, act=Act.ADVISE, by="tests")

    with pytest.raises(Refusal, match="chờ hội đồng"):
        checks.refuse(dossier=proposed, ground="forged_dossier", reason="Giả", by="user:2")


def test_tourism_which_prints_no_ground_can_be_refused_for_its_dossier(filed: Dossier) -> None:
    tourism = a_dossier(filed.place, edition=an_edition("qd26-26"), state=State.COMMUNE)

    assert list(rules.grounds_of(tourism)) == ["dossier_requirements"]
