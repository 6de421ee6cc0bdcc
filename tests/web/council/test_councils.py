"""Councils on the desk of who sets them up: entered, seated, regulated, planned."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from saolang.base.accounts.choices import Role
from saolang.base.files.queries import read
from saolang.base.files.services import store
from saolang.base.places.models import Place
from saolang.programme.evaluation.choices import Seat
from saolang.programme.evaluation.models import Council, Session
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.evaluation import a_council, a_full_council, a_session

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import DjangoAssertNumQueries

    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

REGULATED = {"spread": "8", "source": "Quy chế số 12/QC-HĐ", "reason": "Theo quy chế mới", "version": "1"}


@pytest.fixture
def as_coordinator(client: Client, province: Province) -> Client:
    client.force_login(GrantFactory(role=Role.COORDINATOR, place=province.place).user)
    return client


def test_council_is_set_up_for_ones_own_province(as_coordinator: Client, province: Province) -> None:
    said = {"name": "Hội đồng tỉnh", "level": "province", "decision_number": "12/QĐ-UBND", "decided_on": "2026-06-01"}

    as_coordinator.post(reverse("council:council_add"), said | {"place": province.place.pk})

    council = Council.objects.get()
    assert (council.name, council.place, council.decision_number) == ("Hội đồng tỉnh", province.place, "12/QĐ-UBND")


def test_council_is_set_up_with_the_file_of_its_decision(as_coordinator: Client, province: Province) -> None:
    said = {"name": "Hội đồng tỉnh", "level": "province", "decision_number": "12/QĐ-UBND", "decided_on": "2026-06-01"}
    photo = io.BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "PNG")
    file = SimpleUploadedFile("quyet-dinh.png", photo.getvalue())

    as_coordinator.post(reverse("council:council_add"), said | {"place": province.place.pk, "file": file})

    council = Council.objects.get()
    assert council.decision_file is not None
    handed = as_coordinator.get(reverse("council:decision_file", args=[council.code]))
    assert b"".join(handed.streaming_content) == read(council.decision_file)  # type: ignore[attr-defined]
    assert "Tải tệp quyết định" in as_coordinator.get(reverse("council:council", args=[council.code])).content.decode()


def test_file_that_is_no_paper_sets_up_no_council(as_coordinator: Client, province: Province) -> None:
    said = {"name": "Hội đồng tỉnh", "level": "province", "decision_number": "12/QĐ-UBND", "decided_on": "2026-06-01"}
    file = SimpleUploadedFile("quyet-dinh.pdf", b"MZ no paper")

    answer = as_coordinator.post(reverse("council:council_add"), said | {"place": province.place.pk, "file": file})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Council.objects.exists()


def test_file_of_another_provinces_council_is_not_found(as_coordinator: Client) -> None:
    elsewhere = Place.objects.filter(level="province").exclude(code__in=("92", "93")).first()
    council = a_council(elsewhere, decision_file=store(b"%PDF-1.7", by="tests"))

    assert as_coordinator.get(reverse("council:decision_file", args=[council.code])).status_code == HTTPStatus.NOT_FOUND


def test_council_of_the_centre_is_not_set_up_by_a_province(as_coordinator: Client) -> None:
    said = {"name": "Hội đồng", "level": "centre", "decision_number": "1/QĐ", "decided_on": "2026-06-01"}

    answer = as_coordinator.post(reverse("council:council_add"), said)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Council.objects.exists()


def test_person_is_seated_and_unseated(as_coordinator: Client, province: Province) -> None:
    council = a_council(province.place)
    person = UserFactory(email="hoa@example.vn")

    as_coordinator.post(reverse("council:seat", args=[council.code]), {"email": "hoa@example.vn", "seat": "member"})
    seat = council.memberships.get()
    as_coordinator.post(reverse("council:unseat", args=[council.code, seat.pk]), {"reason": "Chuyển công tác"})

    seat.refresh_from_db()
    assert (seat.user, seat.seat, seat.until is None) == (person, Seat.MEMBER, False)


def test_seat_for_an_unknown_address_is_refused_in_words(as_coordinator: Client, province: Province) -> None:
    council = a_council(province.place)

    answer = as_coordinator.post(
        reverse("council:seat", args=[council.code]), {"email": "la@example.vn", "seat": "member"}
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Không có tài khoản nào đang hoạt động" in answer.content.decode()


def test_setting_is_shown_as_confirmed_once_a_paper_says_it(as_coordinator: Client, province: Province) -> None:
    council = a_council(province.place)
    before = as_coordinator.get(reverse("council:council", args=[council.code])).context["regulation"]

    as_coordinator.post(reverse("council:regulation", args=[council.code]), REGULATED)

    after = as_coordinator.get(reverse("council:council", args=[council.code])).context["regulation"]
    assert [rule.is_confirmed for rule in before] == [False] * len(before)
    assert [(rule.value, rule.source) for rule in after if rule.is_confirmed] == [("8", "Quy chế số 12/QC-HĐ")]


def test_regulation_changed_meanwhile_is_refused_and_nothing_typed_is_lost(
    as_coordinator: Client, province: Province
) -> None:
    council = a_council(province.place, version=2)

    answer = as_coordinator.post(reverse("council:regulation", args=[council.code]), REGULATED)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Quy chế số 12/QC-HĐ" in answer.content.decode()
    council.refresh_from_db()
    assert council.regulation == {}


def test_session_is_planned(as_coordinator: Client, province: Province) -> None:
    council = a_council(province.place)
    said = {"title": "Phiên đợt 2", "mode": "meeting", "held_on": "2026-12-10", "venue": "Hội trường", "version": "1"}

    as_coordinator.post(reverse("council:session_plan", args=[council.code]), said)

    session = Session.objects.get()
    assert (session.title, session.council, str(session.held_on)) == ("Phiên đợt 2", council, "2026-12-10")


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_councils_takes_a_fixed_number_of_queries(
    as_coordinator: Client, province: Province, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_session(a_full_council(province.place))

    with django_assert_num_queries(LIST_QUERIES):
        as_coordinator.get(reverse("council:councils"))
    with django_assert_num_queries(LIST_QUERIES):
        as_coordinator.get(reverse("council:sessions"))


LIST_QUERIES = 7


def test_council_of_another_province_is_not_found(client: Client, province: Province) -> None:
    council = a_full_council(province.place)
    client.force_login(a_full_council(None).memberships.order_by("pk")[0].user)

    assert client.get(reverse("council:council", args=[council.code])).status_code == HTTPStatus.NOT_FOUND
