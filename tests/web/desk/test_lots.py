"""Lots at the desk: found by what stands on a pack, told with what they came of and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from saolang.base.accounts.choices import Role
from saolang.programme.traceability.rules.identity import identifier_of_lot, link_of
from tests.factories.accounts import GrantFactory
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_lot, a_material_lot, a_shipment, a_transformation
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import Lot
    from tests.factories.province import Province


@pytest.fixture
def producer(province: Province) -> Producer:
    return a_producer("Hợp tác xã Chè Thanh Bình", place=province.communes[0])


@pytest.fixture
def lot(producer: Producer) -> Lot:
    return a_lot(a_product("Chè gói", producer=producer, gtin="09520000000011"), number="L2605-07")


def test_lot_is_found_by_whatever_names_it(desk: Client, lot: Lot) -> None:
    assert lot.product
    a_lot(producer=lot.producer)
    names = [
        lot.code,
        lot.code.lower(),
        identifier_of_lot(lot),
        "urn:epc:class:lgtin:952000000.0001.L2605-07",
        f"http://localhost:8000/sp/{lot.product.code}/lo/L2605-07",
        link_of(lot.product, lot.number),
    ]

    answers = [desk.get("/dieu-hanh/lo/", {"q": name}) for name in names]

    assert [getattr(answer, "url", "") for answer in answers] == [f"/dieu-hanh/lo/{lot.code}/"] * len(names)


@pytest.mark.parametrize("asked", ["l2605-07", "09520000000011", "9520000000011"])
def test_lots_are_listed_by_number_and_gtin(asked: str, desk: Client, lot: Lot) -> None:
    a_lot(producer=lot.producer)

    assert list(desk.get("/dieu-hanh/lo/", {"q": asked}).context["page"]) == [lot]


@pytest.mark.parametrize(
    "asked",
    ["khong-co", "https://id.gs1.org/01/09520000000012/10/L", "urn:epc:", "http://[", "x" * 500, "LO-", "²"],
)
def test_what_names_nothing_finds_nothing(asked: str, desk: Client, lot: Lot) -> None:
    page = desk.get("/dieu-hanh/lo/", {"q": asked})

    assert page.status_code == 200
    assert list(page.context["page"]) == []


def test_lot_of_another_area_is_not_found(province: Province, lot: Lot) -> None:
    elsewhere = signed_in(GrantFactory(role=Role.COMMUNE, place=province.communes[1]).user)

    assert list(elsewhere.get("/dieu-hanh/lo/", {"q": lot.code}).context["page"]) == []
    assert elsewhere.get(f"/dieu-hanh/lo/{lot.code}/").status_code == 404
    assert elsewhere.get(f"/dieu-hanh/lo/{lot.code}/su-kien.jsonld").status_code == 404


def test_lot_is_told_with_what_it_came_of_and_what_became_of_it(desk: Client, lot: Lot) -> None:
    leaves, gift = a_material_lot(lot.producer), a_lot(producer=lot.producer)
    a_transformation([leaves], [lot])
    a_transformation([lot], [gift])
    a_shipment(lot, "Chị Ba", 5)

    page = desk.get(f"/dieu-hanh/lo/{lot.code}/")

    lineage, tree = page.context["lineage"], page.context["tree"]
    assert ([each.lot for each in lineage.before], [each.lot for each in lineage.after]) == ([leaves], [gift])
    assert [(box.words, box.x, box.is_own) for box in tree.boxes] == [
        (leaves.number, 0, False),
        (lot.number, 192, True),
        (gift.number, 384, False),
    ]
    assert [(line.x1, line.x2) for line in tree.lines] == [(148, 192), (340, 384)]
    assert len(page.context["told"]) == 3


def test_events_of_the_lot_are_handed_out_as_epcis(desk: Client, lot: Lot) -> None:
    event = a_shipment(lot, "Chị Ba", 5)

    answer = desk.get(f"/dieu-hanh/lo/{lot.code}/su-kien.jsonld")

    events = orjson.loads(answer.getvalue())["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert answer["Content-Type"] == "application/ld+json"
    assert [each["eventID"] for each in events] == [event.event_id]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    count: int, desk: Client, producer: Producer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_lot(producer=producer)
    desk.get("/dieu-hanh/lo/")

    with django_assert_num_queries(7):
        page = desk.get("/dieu-hanh/lo/")

    assert len(page.context["page"]) == count
