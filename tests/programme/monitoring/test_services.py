"""Reports of shoppers: what is kept, who is told, who may answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.base.accounts.choices import Role
from saolang.base.audit.models import Change
from saolang.base.notices.models import Notice
from saolang.core.refusal import Refusal
from saolang.programme.monitoring import services
from saolang.programme.monitoring.choices import ReportState
from saolang.programme.monitoring.models import ConsumerReport
from saolang.programme.monitoring.queries import reports_visible_to, waiting
from saolang.programme.monitoring.rules import ALREADY_ANSWERED, CHANGED_MEANWHILE, NO_ANSWER, NOTHING_SAID
from tests.factories.accounts import GrantFactory
from tests.factories.monitoring import a_report
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


def test_report_tells_who_answers_in_the_place_and_nobody_else(province: Province) -> None:
    there = GrantFactory(role=Role.COMMUNE, place=province.communes[0]).user
    GrantFactory(role=Role.COMMUNE, place=province.communes[1])
    GrantFactory(role=Role.READER, place=province.communes[0])

    made = a_report(product=a_product(place=province.communes[0]))

    assert [notice.recipient for notice in Notice.objects.all()] == [there.actor]
    assert Notice.objects.get().path == f"/dieu-hanh/phan-anh/{made.code}/"


def test_report_without_a_place_goes_to_the_country(province: Province) -> None:
    country = GrantFactory(role=Role.COORDINATOR).user
    GrantFactory(role=Role.COORDINATOR, place=province.place)

    a_report()

    assert [notice.recipient for notice in Notice.objects.all()] == [country.actor]


def test_personal_data_stands_apart_in_the_list_of_changes() -> None:
    made = a_report(name="Nguyễn Thị Mua", contact="0900000000")

    [change] = Change.objects.filter(kind="consumer_report", code=made.code)

    assert change.after["personal_data"] == ["contact", "name"]
    assert "0900000000" not in str(change.after)
    assert change.personal["contact"] == "0900000000"


def test_report_that_says_nothing_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_report(text="  ")

    assert refused.value == NOTHING_SAID
    assert not ConsumerReport.objects.exists()


def test_answer_is_kept_with_who_gave_it() -> None:
    made = a_report()

    answered = services.answer(report=made, version=1, text="Đã kiểm tra.", by="user:7")

    assert (answered.state, answered.answer, answered.answered_by) == (ReportState.ANSWERED, "Đã kiểm tra.", "user:7")
    assert not waiting(ConsumerReport.objects.all()).exists()


def test_answer_to_what_another_took_in_hand_meanwhile_is_refused() -> None:
    made = a_report()
    services.take_in_hand(report=made, version=1, by="user:1")

    with pytest.raises(Refusal) as refused:
        services.answer(report=made, version=1, text="Đã kiểm tra.", by="user:2")

    assert refused.value == CHANGED_MEANWHILE


def test_second_answer_is_refused() -> None:
    made = services.answer(report=a_report(), version=1, text="Không có căn cứ.", set_aside=True, by="user:1")

    with pytest.raises(Refusal) as refused:
        services.answer(report=made, version=made.version, text="Có.", by="user:1")

    assert made.state == ReportState.SET_ASIDE
    assert refused.value == ALREADY_ANSWERED


def test_answer_that_says_nothing_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        services.answer(report=a_report(), version=1, text=" ", by="user:1")

    assert refused.value == NO_ANSWER


def test_reports_are_seen_by_who_answers_in_their_place(province: Province) -> None:
    here, there = province.communes[:2]
    mine = a_report(product=a_product(place=here))
    seen_here = a_report(place=here)
    a_report(product=a_product(place=there))
    of_nobody = a_report()

    seen = reports_visible_to(GrantFactory(role=Role.COMMUNE, place=here).user)

    assert set(seen) == {mine, seen_here, of_nobody}


def test_reports_are_not_seen_by_who_only_reads(province: Province) -> None:
    a_report(place=province.communes[0])

    assert not reports_visible_to(GrantFactory(role=Role.READER, place=province.place).user).exists()
