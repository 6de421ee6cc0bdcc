"""Steps people record: one event each, the lots they are about, what is left of them, and what was wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
import pytest
from django.utils import timezone

from saolang.base.files.services import store
from saolang.core.refusal import Refusal
from saolang.programme.traceability.models import CaptureJob, Event, EventIdentifier, LabelRun, Lot, PublicRevision
from saolang.programme.traceability.queries.lineage import affected_by, made_of
from saolang.programme.traceability.queries.lots import open_lots, stocks_of
from saolang.programme.traceability.queries.scan import story_of
from saolang.programme.traceability.rules import steps as rules
from saolang.programme.traceability.rules.identity import identifier_of_lot, identifier_of_party, link_of
from saolang.programme.traceability.rules.steps import craft
from saolang.programme.traceability.services.steps import (
    NewLot,
    NewStep,
    Taken,
    correct,
    declare_wrong,
    record_step,
)
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_label_run, a_location, a_lot, a_material_lot

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.programme.registry.models import Producer, Product

pytestmark = pytest.mark.django_db
MORNING = timezone.make_aware(dt.datetime(2026, 6, 1, 8, 30))  # noqa: DTZ001 - of the zone here
HARVESTED = MORNING - dt.timedelta(hours=1)


def number(count: int = 1) -> str:
    return UUID(int=count, version=4).urn


@pytest.fixture
def producer() -> Producer:
    return a_producer("Hợp tác xã Chè Thanh Bình")


@pytest.fixture
def tea(producer: Producer) -> Product:
    return a_product("Chè gói 100 g", producer=producer)


def told(code: str, count: int = 1, **said: Any) -> NewStep:
    """Return a step of that morning's harvest under the number of that count."""
    return NewStep(**{"step": craft().steps[code], "event_id": number(count), "at": HARVESTED} | said)


def leaves(quantity: str = "50") -> NewLot:
    return NewLot(number="BUP-01", quantity=Decimal(quantity), unit="KGM", material="Chè búp tươi")


def harvested(producer: Producer, quantity: str = "50") -> Lot:
    record_step(producer=producer, step=told("harvest", made=leaves(quantity)), by="tests")
    return Lot.objects.get(number="BUP-01")


def said_of(event: Event) -> dict[str, Any]:
    said: dict[str, Any] = orjson.loads(event.document)
    return said


def test_first_step_enters_its_lot_and_one_event_about_it(producer: Producer) -> None:
    place = a_location(producer, name="Đồi chè số 4")

    event = record_step(producer=producer, step=told("harvest", made=leaves(), location=place), by="tests")

    lot = Lot.objects.get()
    assert (lot.material, lot.number, lot.quantity, lot.made_on) == ("Chè búp tươi", "BUP-01", 50, HARVESTED.date())
    assert (event.type, event.action, event.biz_step, event.disposition) == (
        "ObjectEvent",
        "ADD",
        "commissioning",
        "active",
    )
    assert (event.event_id, event.job.way, event.producer) == (number(), "form", producer)
    said = said_of(event)
    [element] = said["quantityList"]
    assert (element["quantity"], element["uom"], said["ocop:step"]) == (50, "KGM", "harvest")
    assert said["readPoint"]["id"].endswith(f"/dd/{place.code}")
    assert EventIdentifier.objects.filter(event=event, part="class").count() == 1


def test_step_that_comes_twice_counts_once(producer: Producer) -> None:
    step = told("harvest", made=leaves())

    first = record_step(producer=producer, step=step, by="tests")
    again = record_step(producer=producer, step=step, by="tests")

    assert first == again
    assert (Lot.objects.count(), Event.objects.count(), CaptureJob.objects.count()) == (1, 1, 1)


def test_number_of_another_producers_step_is_refused(producer: Producer) -> None:
    record_step(producer=a_producer(), step=told("harvest", made=leaves()), by="tests")

    with pytest.raises(Refusal) as refused:
        record_step(producer=producer, step=told("harvest", made=leaves()), by="tests")

    assert (refused.value, Event.objects.count()) == (rules.TAKEN_ALREADY, 1)


@pytest.mark.parametrize("wrong", ["", "1", "urn:uuid:1", "urn:uuid:00000000-0000-4000-8000-00000000000G"])
def test_number_that_is_none_is_refused(wrong: str, producer: Producer) -> None:
    with pytest.raises(Refusal) as refused:
        record_step(producer=producer, step=told("harvest", made=leaves(), event_id=wrong), by="tests")

    assert refused.value == rules.NO_NUMBER


def test_step_of_several_lots_turns_them_into_one(producer: Producer, tea: Product) -> None:
    lot = harvested(producer)
    made = NewLot(number="GOI-01", quantity=Decimal(120), unit="", product=tea)

    event = record_step(
        producer=producer, step=told("pack", 2, taken=[Taken(lot, Decimal("12.5"))], made=made), by="tests"
    )

    said = said_of(event)
    assert event.type == "TransformationEvent"
    assert [(each["quantity"], each["uom"]) for each in said["inputQuantityList"]] == [(12.5, "KGM")]
    assert [each["quantity"] for each in said["outputQuantityList"]] == [120]
    packed = Lot.objects.get(product=tea)
    stocks = stocks_of([lot, packed])
    assert (stocks[lot.pk].left, stocks[packed.pk].left) == (Decimal("37.5"), Decimal(120))


def test_more_than_is_left_is_refused_unless_somebody_says_why(producer: Producer) -> None:
    lot = harvested(producer)
    made = NewLot(number="KHO-01", quantity=Decimal(12), unit="KGM", material="Chè khô")
    step = {"taken": [Taken(lot, Decimal(51))], "made": made}

    with pytest.raises(Refusal) as refused:
        record_step(producer=producer, step=told("dry", 2, **step), by="tests")
    assert str(refused.value).startswith("Lô BUP-01 chỉ còn 50 kg, không đủ 51.")
    assert (Lot.objects.count(), Event.objects.count()) == (1, 1)
    event = record_step(producer=producer, step=told("dry", 2, **step, reason="cân lại được 51 kg"), by="tests")

    assert said_of(event)["ocop:surplusReason"] == "cân lại được 51 kg"


def test_step_before_its_lot_was_made_is_refused(producer: Producer) -> None:
    lot = harvested(producer)
    early = told("ship", 2, taken=[Taken(lot, Decimal(1))], at=MORNING - dt.timedelta(days=3))

    with pytest.raises(Refusal) as refused:
        record_step(producer=producer, step=early, by="tests")

    assert str(refused.value).startswith(f"Lô BUP-01 làm ra ngày {HARVESTED:%d/%m/%Y}, sau ngày của bước này.")


def test_lot_of_another_producer_is_none_of_ones_own(producer: Producer) -> None:
    lot = harvested(a_producer())

    with pytest.raises(Refusal) as refused:
        record_step(producer=producer, step=told("ship", 2, taken=[Taken(lot, Decimal(1))]), by="tests")

    assert refused.value == rules.NO_LOT


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (lambda: timezone.localtime() + dt.timedelta(hours=1), rules.IN_THE_FUTURE),
        (lambda: MORNING.replace(year=1999), rules.TOO_LONG_AGO),
    ],
)
def test_moment_that_cannot_be_is_refused(at: Callable[[], dt.datetime], refusal: Refusal, producer: Producer) -> None:
    with pytest.raises(Refusal) as refused:
        record_step(producer=producer, step=told("harvest", made=leaves(), at=at()), by="tests")

    assert refused.value == refusal


def test_shipping_names_a_producer_here_by_its_address(producer: Producer) -> None:
    buyer = a_producer("Cửa hàng OCOP huyện")
    lot = harvested(producer)

    event = record_step(
        producer=producer, step=told("ship", 2, taken=[Taken(lot, Decimal(20))], partner=buyer.code), by="tests"
    )

    said = said_of(event)
    assert said["destinationList"][0]["destination"].endswith(f"/chu-the/{buyer.code}/")
    assert said["ocop:partner"] == "Cửa hàng OCOP huyện"
    assert stocks_of([lot])[lot.pk].shipped == 20


def test_goods_packed_into_a_case_are_still_there(producer: Producer) -> None:
    lot = harvested(producer)

    event = record_step(
        producer=producer, step=told("case", 2, taken=[Taken(lot, Decimal(20))], case="T 01"), by="tests"
    )

    assert event.type == "AggregationEvent"
    assert said_of(event)["parentID"].endswith(f"/ns/ocop/case/{producer.code}/T%2001")
    assert stocks_of([lot])[lot.pk].left == 50


def test_case_of_eighteen_digits_is_named_by_its_sscc(producer: Producer) -> None:
    goods = [Taken(harvested(producer), Decimal(20))]

    event = record_step(producer=producer, step=told("case", 2, taken=goods, case="195200000000000018"), by="tests")

    assert said_of(event)["parentID"] == "https://id.gs1.org/00/195200000000000018"


def test_slip_in_an_sscc_makes_no_other_case_of_it(producer: Producer) -> None:
    goods = [Taken(harvested(producer), Decimal(20))]
    before = Event.objects.count()

    with pytest.raises(Refusal, match="chữ số cuối phải là 8"):
        record_step(producer=producer, step=told("case", 2, taken=goods, case="195200000000000017"), by="tests")

    assert Event.objects.count() == before


def test_goods_that_failed_a_test_are_so_in_the_event(producer: Producer) -> None:
    lot = harvested(producer)

    event = record_step(producer=producer, step=told("inspect", 2, taken=[Taken(lot)], is_in_order=False), by="tests")

    assert event.disposition == "non_conformant"


def test_photo_is_kept_and_the_public_page_counted(producer: Producer, tea: Product) -> None:
    before = PublicRevision.objects.get(product=tea).revision
    made = NewLot(number="GOI-01", quantity=Decimal(120), unit="", product=tea)
    lot = harvested(producer)
    photo = store(b"\xff\xd8\xff photo", by="tests")

    event = record_step(
        producer=producer,
        step=told("pack", 2, taken=[Taken(lot, Decimal(12))], made=made, photos=[photo]),
        by="tests",
    )

    assert [each.file for each in event.photos.all()] == [photo]
    assert PublicRevision.objects.get(product=tea).revision > before


def test_event_that_is_wrong_is_told_anew_and_stays_readable(producer: Producer) -> None:
    lot = harvested(producer, "500")
    wrong = Event.objects.get()

    right = correct(event=wrong, instead=told("harvest", 2, made=leaves("50")), reason="ghi thừa số 0", by="tests")

    declared = Event.objects.get(declared_at__isnull=False)
    assert (declared.event_id, Event.objects.filter(pk=wrong.pk).exists()) == (wrong.event_id, True)
    assert said_of(declared)["errorDeclaration"]["correctiveEventIDs"] == [right.event_id]
    lot.refresh_from_db()
    assert (lot.quantity, Lot.objects.count(), stocks_of([lot])[lot.pk].made) == (50, 1, 50)


def test_correction_that_leaves_less_than_is_gone_is_refused_whole(producer: Producer) -> None:
    lot = harvested(producer, "500")
    wrong = Event.objects.get()
    record_step(producer=producer, step=told("ship", 2, taken=[Taken(lot, Decimal(200))]), by="tests")

    with pytest.raises(Refusal) as refused:
        correct(event=wrong, instead=told("harvest", 3, made=leaves("50")), reason="ghi thừa số 0", by="tests")

    assert str(refused.value).startswith("Sau khi sửa, lô BUP-01 còn ít hơn số đã dùng")
    lot.refresh_from_db()
    assert (lot.quantity, Event.objects.count()) == (500, 2)


def test_step_that_never_was_counts_no_more(producer: Producer) -> None:
    lot = harvested(producer)
    shipped = record_step(producer=producer, step=told("ship", 2, taken=[Taken(lot, Decimal(20))]), by="tests")

    declare_wrong(event=shipped, reason="khách không lấy", by="tests")

    assert stocks_of([lot])[lot.pk].left == 50
    with pytest.raises(Refusal) as refused:
        declare_wrong(event=shipped, reason="khách không lấy", by="tests")
    assert refused.value == rules.WRONG_ALREADY


def test_step_whose_lot_went_on_cannot_be_undone(producer: Producer) -> None:
    lot = harvested(producer)
    first = Event.objects.get()
    record_step(producer=producer, step=told("ship", 2, taken=[Taken(lot, Decimal(20))]), by="tests")

    with pytest.raises(Refusal) as refused:
        declare_wrong(event=first, reason="nhầm ngày", by="tests")

    assert (refused.value, Event.objects.count()) == (rules.USED_SINCE, 2)


def test_step_whose_lot_is_on_labels_can_only_be_told_anew(producer: Producer) -> None:
    lot = harvested(producer)
    a_label_run(a_product(producer=producer), lot=None)
    LabelRun.objects.update(lot=lot)

    with pytest.raises(Refusal) as refused:
        declare_wrong(event=Event.objects.get(), reason="nhầm ngày", by="tests")

    assert (refused.value, Event.objects.count()) == (rules.LABELLED_SINCE, 1)


def test_lot_that_never_was_is_offered_no_more(producer: Producer) -> None:
    harvested(producer)

    declare_wrong(event=Event.objects.get(), reason="không hái hôm đó", by="tests")

    assert open_lots(producer) == []


def test_event_of_a_program_is_corrected_by_it(producer: Producer) -> None:
    harvested(producer)
    CaptureJob.objects.update(way="capture")

    with pytest.raises(Refusal) as refused:
        declare_wrong(event=Event.objects.get(), reason="nhầm", by="tests")

    assert refused.value == rules.NOT_OF_THE_FORM


# Lots received from another producer --------------------


@pytest.fixture
def grown(province: object) -> Lot:
    """A lot of leaves another producer harvested yesterday."""
    grower = a_producer("Tổ hợp tác Đồi Cao")
    at = MORNING - dt.timedelta(days=1)
    step = NewStep(step=craft().steps["harvest"], event_id=number(90), at=at, made=leaves("80"))
    record_step(producer=grower, step=step, by="tests")
    return Lot.objects.get(producer=grower)


def received(producer: Producer, source: str, count: int = 1, **said: Any) -> tuple[Lot, Event]:
    event = record_step(
        producer=producer, step=told("receive", count, made=leaves(), source=source, **said), by="tests"
    )
    return Lot.objects.get(producer=producer, number="BUP-01"), event


def test_received_lot_comes_of_the_lot_of_who_gave_it(producer: Producer, grown: Lot) -> None:
    lot, event = received(producer, f" {grown.code.lower()} ")

    assert [each.lot for each in made_of(lot)] == [grown]
    assert [each.lot for each in affected_by(grown)] == [lot]
    said = said_of(event)
    assert (said["type"], said["bizStep"]) == ("TransformationEvent", "receiving")
    assert said["inputQuantityList"] == [{"epcClass": identifier_of_lot(grown), "quantity": 50, "uom": "KGM"}]
    assert said["sourceList"] == [{"type": "owning_party", "source": identifier_of_party(grown.producer)}]
    assert said["ocop:partner"] == grown.producer.name
    assert (stocks_of([lot])[lot.pk].left, stocks_of([grown])[grown.pk].left) == (50, 80)


def test_received_lot_is_named_by_the_address_on_its_label(producer: Producer, tea: Product, grown: Lot) -> None:
    sold = a_product("Chè mạn", producer=grown.producer)
    labelled = a_lot(sold, number="M-01")
    canonical_own = a_lot(a_product(producer=grown.producer, gtin="09520000000028"), number="G-7")

    addresses = [
        (link_of(sold, "M-01"), labelled),
        ("https://id.gs1.org/01/09520000000028/10/G-7", canonical_own),
        ("https://nha-khac.example.vn/01/09520000000028/10/G-7?17=300101", canonical_own),
        (identifier_of_lot(grown), grown),
    ]
    for count, (address, lot) in enumerate(addresses, start=1):
        event = record_step(
            producer=producer,
            step=told("receive", count, made=replace(leaves(), number=f"N-{count}"), source=address),
            by="tests",
        )
        assert said_of(event)["inputQuantityList"][0]["epcClass"] == identifier_of_lot(lot)


def test_lot_of_who_is_not_here_is_kept_by_its_number(producer: Producer) -> None:
    lot, _event = received(producer, "https://truyxuat.example.com/01/09520000000035/10/XA-1")

    [came] = made_of(lot)
    assert (came.identifier, came.lot) == ("https://id.gs1.org/01/09520000000035/10/XA-1", None)


@pytest.mark.parametrize(
    "source", ["LO-NOTHERE0", "lô của bà Tư", "https://ocop.example.vn/lo", "https://id.gs1.org/01/09520000000035"]
)
def test_lot_nobody_knows_is_refused(producer: Producer, source: str) -> None:
    with pytest.raises(Refusal) as refused:
        received(producer, source)

    assert refused.value == Refusal(rules.NO_SUCH_SOURCE, said=source)
    assert not Lot.objects.filter(producer=producer).exists()


def test_malformed_link_is_refused_with_what_is_wrong(producer: Producer) -> None:
    with pytest.raises(Refusal):
        received(producer, "https://id.gs1.org/01/09520000000036/10/XA-1")

    assert not Event.objects.exists()


def test_own_lot_and_one_made_later_are_not_received(producer: Producer, grown: Lot) -> None:
    own = a_material_lot(producer)
    Lot.objects.filter(pk=grown.pk).update(made_on=MORNING.date() + dt.timedelta(days=1))
    wrong = [
        (own.code, rules.OWN_SOURCE),
        (
            grown.code,
            Refusal(rules.BEFORE_IT_WAS_MADE, lot="BUP-01", made="02/06/2026"),
        ),
    ]

    for count, (source, refusal) in enumerate(wrong, start=2):
        with pytest.raises(Refusal) as refused:
            received(producer, source, count)
        assert refused.value == refusal


def test_story_of_what_was_received_names_whose_it_was_and_not_the_other_way_round(
    producer: Producer, grown: Lot
) -> None:
    lot, event = received(producer, grown.code)

    told_here, told_there = story_of(lot).steps, story_of(grown).steps

    assert [(step.code, step.told_by) for step in told_here] == [("harvest", grown.producer), ("receive", None)]
    assert [step.sources for step in told_here] == [[], [grown]]
    assert event not in [step.event for step in told_there]


def test_receipt_that_never_was_leads_nowhere(producer: Producer, grown: Lot) -> None:
    lot, event = received(producer, grown.code)

    declare_wrong(event=event, reason="nhầm lô", by="tests")

    assert made_of(lot) == []


def test_receipt_is_corrected_without_its_source(producer: Producer, grown: Lot) -> None:
    lot, event = received(producer, grown.code)

    correct(event=event, instead=told("receive", 5, made=leaves("40")), reason="không phải lô đó", by="tests")

    assert made_of(lot) == []
    assert stocks_of([lot])[lot.pk].left == 40
