"""The queue of reports at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from tests.factories.monitoring import a_report
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province

QUEUE = "/dieu-hanh/phan-anh/"


@pytest.mark.parametrize("count", [1, 3])
def test_queue_asks_as_many_queries_however_many_there_are(
    province: Province, desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_report(product=a_product(place=province.communes[0]))

    with django_assert_num_queries(7):
        page = desk.get(QUEUE).content.decode()

    assert page.count("/dieu-hanh/phan-anh/PA-") == count


def test_sender_is_shown_on_demand_and_that_is_noted(province: Province, desk: Client) -> None:
    made = a_report(place=province.communes[0], name="Nguyễn Thị Mua")

    before = desk.get(f"{QUEUE}{made.code}/").content.decode()
    after = desk.post(f"{QUEUE}{made.code}/nguoi-gui/").content.decode()

    assert "Nguyễn Thị Mua" not in before
    assert "Nguyễn Thị Mua" in after
    assert Change.objects.filter(action=Action.READ_PERSONAL_DATA, code=made.code).count() == 1


def test_report_is_taken_in_hand_and_answered(province: Province, desk: Client) -> None:
    made = a_report(place=province.communes[0])

    desk.post(f"{QUEUE}{made.code}/nhan/")
    desk.post(f"{QUEUE}{made.code}/tra-loi/", {"text": "Đã xử lý.", "version": 2})

    made.refresh_from_db()
    assert (made.state, made.answer) == ("answered", "Đã xử lý.")
    assert made.code not in desk.get(QUEUE).content.decode()
    assert made.code in desk.get(QUEUE, {"state": "answered"}).content.decode()


def test_answer_to_an_old_version_is_refused(province: Province, desk: Client) -> None:
    made = a_report(place=province.communes[0])
    desk.post(f"{QUEUE}{made.code}/nhan/")

    answer = desk.post(f"{QUEUE}{made.code}/tra-loi/", {"text": "Đã xử lý.", "version": 1})

    assert answer.status_code == 422


def test_report_of_another_province_is_not_found(province: Province, neighbour: Client) -> None:
    made = a_report(place=province.communes[0])

    assert neighbour.get(f"{QUEUE}{made.code}/").status_code == 404


def test_reader_may_not_open_the_queue(reader: Client) -> None:
    assert reader.get(QUEUE).status_code == 403
