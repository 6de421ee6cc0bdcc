"""Steps an officer vouches for: those of the area, with the day and the office, taken back with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.files.services import store
from saolang.programme.traceability.models import EventCheck, EventPhoto
from tests.factories.accounts import GrantFactory
from tests.factories.registry import a_producer
from tests.factories.traceability import a_lot, a_material_lot, a_transformation
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.traceability.models import Event
    from tests.factories.province import Province


def a_step(province: Province, commune: int = 0) -> Event:
    producer = a_producer(place=province.communes[commune])
    return a_transformation([a_material_lot(producer)], [a_lot(producer=producer)])


@pytest.fixture
def officer(province: Province) -> Client:
    return signed_in(GrantFactory(role=Role.COMMUNE, place=province.communes[0]).user)


@pytest.fixture
def step(province: Province) -> Event:
    return a_step(province)


def said(**more: str) -> dict[str, str]:
    day = timezone.localdate().isoformat()
    return {"assurance": "inspected", "checked_on": day, "office": "UBND xã Bảy Ngàn", "note": "xem tại lò"} | more


def test_step_waits_until_an_officer_vouches_for_it(officer: Client, step: Event) -> None:
    waiting = officer.get("/dieu-hanh/su-kien/").context["page"].object_list
    answer = officer.post(f"/dieu-hanh/su-kien/{step.pk}/kiem/", said())

    check = EventCheck.objects.get()
    assert (list(waiting), answer.url) == ([step], f"/dieu-hanh/su-kien/{step.pk}/")
    assert (check.event, check.assurance, check.office) == (step, "inspected", "UBND xã Bảy Ngàn")
    assert list(officer.get("/dieu-hanh/su-kien/").context["page"]) == []
    assert list(officer.get("/dieu-hanh/su-kien/?da-kiem=1").context["page"]) == [step]
    assert "UBND xã Bảy Ngàn" in officer.get(f"/dieu-hanh/su-kien/{step.pk}/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"assurance": "declared"}, {"office": ""}, {"checked_on": "2199-01-01"}, {"checked_on": "x"}, {"note": "x" * 301}],
)
def test_check_that_is_not_in_order_says_why(wrong: dict[str, str], officer: Client, step: Event) -> None:
    assert officer.post(f"/dieu-hanh/su-kien/{step.pk}/kiem/", said(**wrong)).status_code == 422
    assert not EventCheck.objects.exists()


def test_check_is_withdrawn_with_a_reason(officer: Client, step: Event) -> None:
    officer.post(f"/dieu-hanh/su-kien/{step.pk}/kiem/", said())

    without = officer.post(f"/dieu-hanh/su-kien/{step.pk}/kiem/rut/", {"reason": ""})
    officer.post(f"/dieu-hanh/su-kien/{step.pk}/kiem/rut/", {"reason": "Nhầm lô."})

    assert without.status_code == 422
    assert EventCheck.objects.get().withdrawn_reason == "Nhầm lô."
    assert officer.get(f"/dieu-hanh/su-kien/{step.pk}/kiem/rut/").status_code == 404


def test_step_of_another_area_is_not_found(officer: Client, province: Province) -> None:
    other = a_step(province, 1)

    for path in ("", "kiem/", "kiem/rut/"):
        assert officer.get(f"/dieu-hanh/su-kien/{other.pk}/{path}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    count: int, officer: Client, province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_step(province)
    officer.get("/dieu-hanh/su-kien/")

    with django_assert_num_queries(8):
        page = officer.get("/dieu-hanh/su-kien/")

    assert len(page.context["page"]) == count


def test_check_is_offered_only_where_the_service_takes_one(officer: Client, step: Event) -> None:
    address, offer = f"/dieu-hanh/su-kien/{step.pk}/", f'href="/dieu-hanh/su-kien/{step.pk}/kiem/"'

    before = officer.get(address).content.decode()
    officer.post(f"{address}kiem/", said())
    after = officer.get(address).content.decode()

    assert (before.count(offer), after.count(offer)) == (1, 0)
    assert officer.post(f"{address}kiem/", said()).status_code == 422


def test_photos_of_a_step_are_shown_to_who_may_see_it(officer: Client, step: Event, province: Province) -> None:
    other = a_step(province, 1)
    photo, foreign = (
        EventPhoto.objects.create(event=each, file=store(b"\xff\xd8\xff photo", by="tests")) for each in (step, other)
    )
    address = f"/dieu-hanh/su-kien/{step.pk}/anh/{photo.pk}/"

    page = officer.get(f"/dieu-hanh/su-kien/{step.pk}/").content.decode()

    assert f'<img src="{address}" width="240" height="180" loading="lazy"' in page
    assert officer.get(address).headers["Content-Type"] == "image/jpeg"
    assert officer.get(f"/dieu-hanh/su-kien/{step.pk}/anh/{foreign.pk}/").status_code == 404
    assert officer.get(f"/dieu-hanh/su-kien/{other.pk}/anh/{foreign.pk}/").status_code == 404
