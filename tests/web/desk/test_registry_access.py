"""Deny by default, for the pages of places, the registry and the import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.programme.certification.models import Recognition
from saolang.programme.intake.models import Register
from saolang.programme.registry.models import Producer
from tests.factories.accounts import UserFactory
from tests.web.desk.conftest import signed_in
from tests.web.desk.registry import Records, addresses, records_in

if TYPE_CHECKING:
    from django.test import Client

    from saolang.base.accounts.models import User
    from tests.factories.province import Province

LISTS = {
    "places",
    "producers",
    "producers_csv",
    "products",
    "products_csv",
    "villages",
    "villages_csv",
    "areas",
    "areas_csv",
    "decisions",
    "decisions_csv",
}
READING = {"place", "place_units", "producer", "product", "village", "area", "decision"}
ADDING = {"producer_add", "product_add", "village_add", "area_add", "decision_add"}
OF_COORDINATORS = {"look_alikes", "look_alikes_of", "registers", "register_upload"}
POSTED = {"producer_people", "look_alike_answer", "look_alikes_find", "register_enter"}
NOT_THERE = {"photo", "register_work", "paper", "paper_withdraw"}
"""Pages of what the record has none of: there is no photo, no paper, and no queued work."""


@pytest.fixture
def records(province: Province, coordinator: User) -> Records:
    return records_in(province.communes[0], by=coordinator.actor)


def ask(client: Client, name: str, address: str) -> int:
    answer = client.post(address) if name in POSTED else client.get(address)
    return answer.status_code


def test_every_page_sends_a_stranger_to_sign_in(client: Client, records: Records) -> None:
    for name, address in addresses(records).items():
        answer = client.get(address)

        assert (name, answer.status_code) == (name, 302)
        assert answer.headers["Location"].startswith(reverse("account_login"))


def test_coordinator_opens_every_page(desk: Client, records: Records) -> None:
    statuses = {name: desk.get(address).status_code for name, address in addresses(records).items()}

    refused = {name: status for name, status in statuses.items() if status != 200}
    assert refused == dict.fromkeys(POSTED, 405) | dict.fromkeys(NOT_THERE, 404)


def test_reader_opens_what_is_for_reading_and_nothing_else(reader: Client, records: Records) -> None:
    statuses = {name: ask(reader, name, address) for name, address in addresses(records).items()}

    opened = {name for name, status in statuses.items() if status == 200}
    assert opened == LISTS | READING
    assert {name: status for name, status in statuses.items() if status not in {200, 403}} == {"photo": 404, "paper": 404}


def test_reader_is_refused_with_the_rules_sentence(reader: Client, records: Records) -> None:
    answer = reader.get(addresses(records)["product_revise"])

    assert answer.status_code == 403
    assert "Tài khoản của bạn chưa được giao quyền này." in answer.content.decode()


def test_person_without_a_grant_is_refused_everywhere(records: Records) -> None:
    client = signed_in(UserFactory())

    statuses = {name: ask(client, name, address) for name, address in addresses(records).items()}

    assert set(statuses.values()) <= {403, 404}


def test_records_of_another_province_are_not_found(neighbour: Client, records: Records) -> None:
    statuses = {name: ask(neighbour, name, address) for name, address in addresses(records).items()}

    opened = {name for name, status in statuses.items() if status == 200}
    assert statuses.pop("look_alikes_find") == 302  # it looks through the neighbour's own units
    assert opened == LISTS | ADDING | OF_COORDINATORS | {"place"}
    assert set(statuses.values()) == {200, 404}


@pytest.mark.parametrize("name", sorted(LISTS - {"places"}))
def test_lists_leave_out_another_provinces_records(name: str, neighbour: Client, records: Records) -> None:
    page = neighbour.get(reverse(f"desk:{name}")).content.decode()

    for record in (records.producer, records.product, records.village, records.area, records.decision):
        assert record.code not in page


def test_place_of_another_province_shows_its_story_and_no_figure(neighbour: Client, records: Records) -> None:
    page = neighbour.get(addresses(records)["place"]).content.decode()

    assert "Phường Vị Thanh" in page
    assert "Số liệu của đơn vị này nằm ngoài địa bàn bạn được giao." in page
    assert "còn hiệu lực" not in page


def test_coordinator_enters_nothing_in_another_province(neighbour: Client, records: Records) -> None:
    data = {"name": "Cơ sở mới", "place": records.place.public_code, "size": "unknown", "since": "2024-01-01"}

    answer = neighbour.post(reverse("desk:producer_add"), data)

    assert answer.status_code == 422
    assert "nằm ngoài địa bàn bạn được giao" in answer.content.decode()
    assert not Producer.objects.filter(name="Cơ sở mới").exists()


def test_coordinator_moves_no_record_out_of_the_province(desk: Client, records: Records) -> None:
    address = addresses(records)["producer_revise"]
    data = {"name": "Tên mới", "place": "1-04", "version": 1}

    answer = desk.post(address, data)

    assert answer.status_code == 422
    records.producer.refresh_from_db()
    assert (records.producer.name, records.producer.place) == ("Hợp tác xã Đặc sản Bảy Ngàn", records.place)


@pytest.mark.parametrize("name", ["reader", "neighbour"])
def test_nobody_else_changes_anything(name: str, request: pytest.FixtureRequest, records: Records) -> None:
    client: Client = request.getfixturevalue(name)
    before = (Recognition.objects.count(), Register.objects.get().state, Producer.objects.values_list("version").get())

    statuses = {entry: client.post(address).status_code for entry, address in addresses(records).items()}

    # Looking for look-alikes asks questions and changes no record; who may ask is sent back to the list.
    assert statuses.pop("look_alikes_find") in {302, 403}
    assert set(statuses.values()) <= {403, 404, 405, 422, 200}
    after = (Recognition.objects.count(), Register.objects.get().state, Producer.objects.values_list("version").get())
    assert after == before
