"""The page of a case or a pallet: what anybody may read of it, the lots in it, in three languages, and light."""

from __future__ import annotations

import gzip
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from saolang.core.steps import error_of
from saolang.programme.traceability.choices import Assurance, CaptureWay
from saolang.programme.traceability.models import EventCheck
from saolang.programme.traceability.services.capture import capture_events
from tests.factories.registry import a_producer
from tests.factories.traceability import a_lot, a_material_lot, a_quantity, an_event
from tests.web.catalogue.test_scan import STATIC

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import Event, Lot

pytestmark = pytest.mark.django_db
SSCC, INNER = "095200001234567899", "095200001234567905"
QUERIES = 8


def ask(address: str = f"/kien/{SSCC}", **query: str) -> HttpResponse:
    return Client().get(address, query)


def named(sscc: str) -> str:
    return f"https://id.gs1.org/00/{sscc}"


def pack(lots: list[Lot], by: Producer, sscc: str = SSCC, **said: Any) -> Event:
    goods: dict[str, Any] = {"childQuantityList": [a_quantity(lot) for lot in lots]} if lots else {}
    words = {"action": "ADD", "bizStep": "packing", "parentID": named(sscc)}
    return an_event("AggregationEvent", by, **{**words, **goods, **said})


def ship(by: Producer, **said: Any) -> Event:
    words = {"action": "OBSERVE", "bizStep": "shipping", "epcList": [named(SSCC)]}
    return an_event("ObjectEvent", by, **{**words, **said})


def told(page: HttpResponse) -> list[Event]:
    return [line.step.event for line in page.context["lines"]]


def test_page_tells_the_steps_and_leads_to_the_lots() -> None:
    lot = a_lot()
    leaves = a_material_lot(lot.producer)
    packed = pack([lot, leaves], lot.producer)
    shipped = ship(lot.producer, eventTime="2026-05-03T08:00:00.000+07:00")

    page = ask()

    assert page.status_code == HTTPStatus.OK
    assert told(page) == [packed, shipped]
    assert lot.product is not None
    assert re.findall(r'href="(/sp/[^"]+)"', page.content.decode()) == [f"/sp/{lot.product.code}/lo/{lot.number}?hl=vi"]
    assert Client().get(f"/sp/{lot.product.code}/lo/{lot.number}").status_code == HTTPStatus.OK


def test_what_others_tell_of_the_unit_is_not_shown_until_an_officer_confirms_it() -> None:
    lot, shop = a_lot(), a_producer(name="Cửa hàng Ngã Bảy")
    packed = pack([lot], lot.producer)
    received = ship(shop, bizStep="receiving", eventTime="2026-05-04T08:00:00.000+07:00")

    before = ask()
    EventCheck.objects.create(
        event=received,
        assurance=Assurance.CHECKED,
        checked_on=timezone.localdate(),
        office="Chi cục",
        checked_by="tests",
    )

    assert (told(before), "Ngã Bảy" in before.content.decode()) == ([packed], False)
    assert told(ask()) == [packed, received]


def test_who_packed_it_is_who_told_of_packing_and_not_who_told_first() -> None:
    lot, shop = a_lot(), a_producer(name="Cửa hàng Ngã Bảy")
    received = ship(shop, bizStep="receiving")
    packed = pack([lot], lot.producer)

    page = ask()

    assert (page.context["unit"].teller, page.context["unit"].is_packed) == (lot.producer, True)
    assert told(page) == [packed]
    assert received not in told(page)


def test_packing_may_be_told_without_what_lies_in_it() -> None:
    producer = a_producer()
    ship(a_producer(), bizStep="receiving")
    ship(producer, bizStep="packing", action="ADD")

    assert (ask().context["unit"].teller, ask().context["unit"].is_packed) == (producer, True)


def test_packing_it_into_another_unit_is_not_packing_it() -> None:
    pack([], a_producer(), INNER, childEPCs=[named(SSCC)])

    assert not ask().context["unit"].is_packed


@pytest.mark.parametrize("action", ["OBSERVE", "DELETE"])
def test_unit_seen_packed_or_unpacked_has_no_known_packer(action: str) -> None:
    lot = a_lot()
    pack([lot], lot.producer, action=action, bizStep="unpacking")

    assert not ask().context["unit"].is_packed


def test_unit_nobody_told_was_packed_says_so_and_who_told_of_it() -> None:
    shop = a_producer(name="Cửa hàng Ngã Bảy")
    ship(shop, bizStep="receiving")
    ship(a_producer(), eventTime="2026-05-03T08:00:00.000+07:00")

    page = ask()
    text = page.content.decode()

    assert [(line.step.event.producer, line.step.told_by) for line in page.context["lines"]] == [(shop, shop)]
    assert "Chưa rõ ai đóng kiện" in text
    assert 'Người đầu tiên ghi về kiện này: <span lang="vi">Cửa hàng Ngã Bảy</span>' in text
    assert "Người đóng kiện:" not in text


def test_what_others_say_lies_in_it_is_not_believed() -> None:
    lot, foreign = a_lot(), a_lot()
    pack([lot], lot.producer)
    pack([foreign], a_producer(), eventTime="2026-05-04T08:00:00.000+07:00")

    assert ask().context["unit"].lots == [lot]


def test_what_was_taken_out_is_no_longer_in_it() -> None:
    kept, taken = a_lot(), a_lot()
    pack([kept, taken], kept.producer)
    pack([taken], kept.producer, action="DELETE", bizStep="unpacking", eventTime="2026-05-04T08:00:00.000+07:00")
    some = ask().context["unit"].lots
    pack([], kept.producer, action="DELETE", bizStep="unpacking", eventTime="2026-05-05T08:00:00.000+07:00")

    assert (some, ask().context["unit"].lots) == ([kept], [])


def test_unit_in_a_unit_is_led_to() -> None:
    lot = a_lot()
    pack([lot], lot.producer, INNER)
    pack([], lot.producer, childEPCs=[named(INNER)])

    assert f'href="/kien/{INNER}?hl=vi"' in ask().content.decode()
    assert ask(f"/kien/{INNER}").context["unit"].lots == [lot]


def test_serials_in_it_are_told_to_nobody() -> None:
    lot = a_lot()
    pack([lot], lot.producer, childEPCs=["https://id.gs1.org/01/09520000000011/21/K7Q2MAT"])

    assert "K7Q2MAT" not in ask().content.decode()


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_unit_nobody_told_of_is_not_found_in_a_plain_sentence(language: str) -> None:
    page = ask(hl=language)

    assert (page.status_code, page.content.decode().count("<h1")) == (HTTPStatus.NOT_FOUND, 1)
    assert f"SSCC {SSCC}" in page.content.decode()
    assert f'<html lang="{language}">' in page.content.decode()


def test_unit_told_of_wrongly_alone_is_not_found() -> None:
    lot = a_lot()
    packed = pack([lot], lot.producer)
    wrong = error_of(orjson.loads(packed.document), at=timezone.now(), reason="did_not_occur", corrective=(), note="")
    capture_events([wrong], by="tests", producer=lot.producer, way=CaptureWay.FORM, context=packed.job.context)

    assert ask().status_code == HTTPStatus.NOT_FOUND
    assert Client().get(f"/00/{SSCC}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_page_is_light_and_in_the_language(language: str) -> None:
    lot = a_lot()
    for day in range(1, 21):
        pack([lot], lot.producer, eventTime=f"2026-05-{day:02}T08:00:00.000+07:00")

    page = ask(hl=language).content

    assert f'<html lang="{language}">'.encode() in page
    styles = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in ("saolang.css", "scan.css"))
    assert len(gzip.compress(page)) + styles <= 20_000


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_as_many_queries_whatever_it_shows(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    producer = a_producer()
    pack([a_lot(producer=producer) for _ in range(count)], producer)
    for _ in range(count):
        ship(producer)
    ask()

    with django_assert_num_queries(QUERIES):
        ask()


def test_resolver_leads_to_the_page_and_lists_its_links() -> None:
    lot = a_lot()
    pack([lot], lot.producer)

    led = Client().get(f"/00/{SSCC}?a=b")
    links = Client().get(f"/00/{SSCC}?linkType=linkset")
    missing = Client().get(f"/00/{SSCC}?linkType=gs1:pip", headers={"accept": "application/json"})

    assert (led.status_code, led["Location"]) == (307, f"{settings.BASE_URL}/kien/{SSCC}?a=b")
    assert links["Content-Type"] == "application/linkset+json"
    listed = orjson.loads(links.content)["linkset"][0]
    assert {name.rpartition("/")[2] for name in listed} == {
        "anchor",
        "itemDescription",
        "defaultLink",
        "traceability",
        "epcis",
        "homepage",
    }
    assert missing.status_code == HTTPStatus.NOT_FOUND
    assert "00" in Client().get("/.well-known/gs1resolver").json()["supportedPrimaryKeys"]


def test_resolver_finds_no_unit_nobody_told_of() -> None:
    page, problem = Client().get(f"/00/{SSCC}"), Client().get(f"/00/{SSCC}", headers={"accept": "application/json"})

    assert page.status_code == problem.status_code == HTTPStatus.NOT_FOUND
    assert problem["Content-Type"] == "application/problem+json"
