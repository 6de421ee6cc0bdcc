"""A producer's lots and steps: five questions answered, told anew where wrong, a table recorded; others' not found."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from saolang.base.kit.formats import day
from saolang.programme.registry.models import ProductSet
from saolang.programme.traceability.choices import Assurance
from saolang.programme.traceability.models import Event, EventPhoto, Lot
from saolang.programme.traceability.queries.lineage import made_of
from saolang.programme.traceability.rules.identity import identifier_of_lot
from saolang.programme.traceability.rules.steps import craft
from saolang.programme.traceability.services.capture import capture_document
from saolang.programme.traceability.services.checks import vouch
from saolang.programme.traceability.services.steps import NewLot, NewStep, record_step
from saolang.web.portal.step_tables import SAMPLE
from tests.factories.epcis import an_event, sent
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_location, a_material_lot

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.registry.models import Producer

pytestmark = pytest.mark.django_db
HARVEST = {
    "material": "Chè búp tươi",
    "number": "BUP-01",
    "made": "50",
    "unit": "KGM",
    "at": "2026-05-01T07:30",
}


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def tell(client: Client, step: str, said: dict[str, Any], **extra: Any) -> HttpResponse:
    """Answer the questions of a step, under a number of its own unless one is given."""
    said = {"event_id": uuid4().urn} | said
    return client.post(reverse("portal:step", args=[step]), said, **extra)


def harvested(producer: Producer, number: str = "BUP-01") -> Lot:
    new = NewLot(number=number, quantity=Decimal(50), unit="KGM", material="Chè búp tươi")
    at = timezone.now() - dt.timedelta(hours=1)
    told = NewStep(step=craft().steps["harvest"], event_id=uuid4().urn, at=at, made=new)
    record_step(producer=producer, step=told, by="tests")
    return Lot.objects.get(number=number, producer=producer)


def test_first_page_offers_the_steps_of_the_products(portal: Client, dossier: Dossier) -> None:
    tea = ProductSet.objects.get(pk="qd26-11")
    a_product("Chè gói 100 g", producer=dossier.producer, product_set=tea)

    page = portal.get(reverse("portal:lots"))

    assert [step.code for step in page.context["usual"]][:3] == ["harvest", "wither", "roast"]
    assert "Chưa có lô nào." in body(page)


@pytest.mark.parametrize(("told", "name"), [("storing", "Lưu kho"), (None, "Sự kiện của hàng hóa")])
def test_step_another_program_told_is_named_in_words(
    portal: Client, dossier: Dossier, told: str | None, name: str
) -> None:
    producer = dossier.producer
    assert producer is not None
    lot = harvested(producer)
    of_lot = [{"epcClass": identifier_of_lot(lot), "quantity": 50, "uom": "KGM"}]
    event = an_event(quantityList=of_lot, action="OBSERVE", bizStep=told, eventTime=timezone.now().isoformat())
    assert capture_document(sent(event), by="tests", producer=producer).captured == 1

    assert name in body(portal.get(reverse("portal:lot", args=[lot.code])))
    assert name in body(portal.get(reverse("portal:event", args=[Event.objects.latest("pk").pk])))


@pytest.mark.parametrize("how_many", [1, 3])
def test_list_of_lots_asks_as_much_whatever_its_length(
    how_many: int, portal: Client, dossier: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in range(how_many):
        harvested(dossier.producer, f"BUP-{count:02}")
    portal.get(reverse("portal:lots"))

    with django_assert_num_queries(10):
        answer = portal.get(reverse("portal:lots"))

    assert [stock.left for _lot, stock in answer.context["lots"]] == [50] * how_many


def test_step_is_recorded_and_leads_to_the_next(portal: Client, dossier: Dossier) -> None:
    answer = tell(portal, "harvest", HARVEST | {"new_place": "Đồi chè số 4"}, follow=True)

    lot = Lot.objects.get()
    assert (lot.number, lot.location.name if lot.location else "") == ("BUP-01", "Đồi chè số 4")
    assert "Đã ghi: Thu hoạch." in body(answer)
    assert answer.context["next_lot"] == lot


def test_last_answers_are_proposed_again(portal: Client, dossier: Dossier) -> None:
    tell(portal, "harvest", HARVEST | {"new_place": "Đồi chè số 4"})

    form = portal.get(reverse("portal:step", args=["harvest"])).context["form"]

    assert (form["thing"].value(), form["unit"].value(), form["number"].value()) == ("m:Chè búp tươi", "KGM", "BUP-02")
    assert form["place"].value() == Event.objects.get().read_point.rpartition("/")[2]


def test_lot_of_the_address_is_chosen(portal: Client, dossier: Dossier) -> None:
    lot = harvested(dossier.producer)

    form = portal.get(reverse("portal:step", args=["dry"]), {"lo": lot.code}).context["form"]

    assert (form["lot_0"].value(), form["lot_0"].field.choices[1][1]) == (lot.code, "Chè búp tươi · BUP-01 · còn 50 kg")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"made": "nhiều"}, "Nhập một số."),
        ({"made": "0"}, "Số lượng phải lớn hơn 0."),
        ({"number": ""}, "Hãy ghi số lô."),
        ({"material": ""}, "Hãy chọn ở trên hoặc ghi tên vào đây."),
        ({"at": "hôm qua"}, ""),
        ({"at": "2199-01-01T00:00"}, "Thời điểm này còn chưa tới."),
        ({"event_id": "urn:uuid:1"}, "Thiếu mã của lần ghi này."),
        ({"unit": "ABC"}, ""),
        ({"place": "DD-00000000"}, ""),
    ],
)
def test_answer_that_is_not_in_order_is_said_and_nothing_is_lost(
    change: dict[str, str], sentence: str, portal: Client, dossier: Dossier
) -> None:
    answer = tell(portal, "harvest", HARVEST | change)

    assert (answer.status_code, Lot.objects.count(), Event.objects.count()) == (422, 0, 0)
    assert sentence in body(answer)
    assert "2026-05-01T07:30" in body(answer) or "at" in change


def test_kept_step_is_answered_as_data_and_counts_once(portal: Client, dossier: Dossier) -> None:
    said = HARVEST | {"event_id": UUID(int=7, version=4).urn}
    headers = {"HTTP_ACCEPT": "application/json"}

    answers = [tell(portal, "harvest", said, **headers) for _ in range(2)]
    refused = tell(portal, "harvest", HARVEST | {"number": ""}, **headers)

    address = reverse("portal:event", args=[Event.objects.get().pk])
    assert [(each.status_code, each.json()) for each in answers] == [(201, {"url": address})] * 2
    assert (refused.status_code, refused.json()) == (422, {"errors": ["Hãy ghi số lô."]})


def test_photo_is_kept_with_its_step(portal: Client, dossier: Dossier) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    photo = SimpleUploadedFile("che.jpg", picture.getvalue(), content_type="image/jpeg")

    tell(portal, "harvest", HARVEST | {"photo": photo})

    kept = EventPhoto.objects.get()
    address = reverse("portal:event_photo", args=[kept.event_id, kept.pk])
    assert address in body(portal.get(reverse("portal:event", args=[kept.event_id])))
    assert portal.get(address)["Content-Type"].startswith("image/")


def test_lot_shows_its_steps_what_is_left_and_its_public_page(portal: Client, dossier: Dossier) -> None:
    product = a_product("Chè gói 100 g", producer=dossier.producer)
    lot = harvested(dossier.producer)
    said = {"lot_0": lot.code, "quantity_0": "12,5", "thing": f"p:{product.pk}", "number": "GOI-01", "made": "125"}
    tell(portal, "pack", said | {"unit": "", "at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"})

    leaves = portal.get(reverse("portal:lot", args=[lot.code]))
    packs = portal.get(reverse("portal:lot", args=[Lot.objects.get(product=product).code]))

    assert (leaves.context["stock"].left, packs.context["stock"].left) == (Decimal("37.5"), 125)
    assert [[each.number for each, _part in told.others] for told in leaves.context["told"]] == [[], ["GOI-01"]]
    assert f'href="/sp/{product.code}/lo/GOI-01"' in body(packs)


def test_step_an_officer_checked_says_so_to_its_producer(portal: Client, dossier: Dossier) -> None:
    lot, office = harvested(dossier.producer), "UBND xã Bảy Ngàn"
    event, today = Event.objects.get(), timezone.localdate()
    vouch(event=event, assurance=Assurance.INSPECTED, checked_on=today, office=office, by="tests")

    of_lot = body(portal.get(reverse("portal:lot", args=[lot.code])))
    of_event = body(portal.get(reverse("portal:event", args=[event.pk])))

    assert f"Kiểm ngày {day(today)}: {office}" in of_lot
    assert f"đã kiểm tra tại chỗ: {office}, {day(today)}" in of_event
    assert ("tự khai báo" in of_lot, "tự khai báo" in of_event) == (False, False)


def test_lot_is_revised_and_a_change_meanwhile_is_shown(portal: Client, dossier: Dossier) -> None:
    lot = harvested(dossier.producer)
    address = reverse("portal:lot_revise", args=[lot.code])
    said = {"version": "1", "number": "BUP-01", "quantity": "48", "unit": "KGM", "made_on": lot.made_on, "location": ""}

    first, second = portal.post(address, said), portal.post(address, said | {"quantity": "47"})

    lot.refresh_from_db()
    assert (first.status_code, second.status_code, lot.quantity) == (302, 422, 48)
    assert "Lô này vừa được người khác sửa." in body(second)


def test_step_is_told_anew_with_the_answers_there_were(portal: Client, dossier: Dossier) -> None:
    tell(portal, "harvest", HARVEST | {"made": "500", "note": "sáng sớm"})
    wrong = Event.objects.get()
    address = reverse("portal:event_correct", args=[wrong.pk])
    form = portal.get(address).context["form"]
    shown = {name: form[name].value() for name in ("made", "note")}

    said = {"event_id": uuid4().urn, "made": "50", "at": HARVEST["at"], "reason": "ghi thừa số 0"}
    answer = portal.post(address, said, follow=True)

    assert shown == {"made": 500, "note": "sáng sớm"}
    assert (answer.status_code, Lot.objects.get().quantity, Event.objects.count()) == (200, 50, 3)
    before = portal.get(reverse("portal:event", args=[wrong.pk]))
    assert "Đã khai sai" in body(before)
    assert before.context["corrections"] == [answer.context["told"].event]


def test_worker_is_asked_for_anew_and_stands_above_the_pages_of_steps(portal: Client) -> None:
    answer = portal.get(reverse("portal:step_worker"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert reverse("portal:step_worker").rpartition("/")[0] + "/" == reverse("portal:lots")


def test_step_that_never_was_is_declared_with_a_reason(portal: Client, dossier: Dossier) -> None:
    harvested(dossier.producer)
    address = reverse("portal:event_wrong", args=[Event.objects.get().pk])

    without = portal.post(address, {"reason": ""})
    answer = portal.post(address, {"reason": "không hái hôm đó"}, follow=True)

    assert (without.status_code, Event.objects.filter(declared_at__isnull=False).count()) == (422, 1)
    assert "Đã khai sai bước này." in body(answer)
    assert "Lý do: không hái hôm đó." in body(answer)


def test_table_is_shown_row_by_row_and_then_recorded(portal: Client, dossier: Dossier) -> None:
    sheet = SimpleUploadedFile("so.csv", SAMPLE.replace("2026", "2025").encode(), content_type="text/csv")

    shown = portal.post(reverse("portal:step_table"), {"file": sheet})
    count = Event.objects.count()
    answer = portal.post(reverse("portal:step_table_apply"), {"table": shown.context["token"]}, follow=True)

    assert ([each.is_new for each in shown.context["verdicts"]], count) == ([True] * 4, 0)
    assert (Event.objects.count(), Lot.objects.count()) == (4, 3)
    assert "Đã ghi 4 bước; 0 dòng chưa ghi được" in body(answer)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", b"a;b\n1;2\n"])
def test_file_that_is_no_table_of_steps_is_refused(content: bytes, portal: Client, dossier: Dossier) -> None:
    answer = portal.post(reverse("portal:step_table"), {"file": SimpleUploadedFile("so.csv", content)})

    assert (answer.status_code, Event.objects.count()) == (422, 0)


def test_table_nobody_was_shown_is_not_found(portal: Client, dossier: Dossier) -> None:
    answers = [portal.post(reverse("portal:step_table_apply"), {"table": each}) for each in ("", "abc:def")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_sample_is_a_table_that_is_read(portal: Client, dossier: Dossier) -> None:
    answer = portal.get(reverse("portal:step_table_sample"))

    assert answer.content.decode("utf-8-sig") == SAMPLE


def test_anothers_lots_and_steps_are_not_found(portal: Client, dossier: Dossier) -> None:
    other = a_producer()
    lot = harvested(other)
    event = Event.objects.get()
    names = ("event", "event_correct", "event_wrong")

    answers = [portal.get(reverse(f"portal:{name}", args=[event.pk])) for name in names]
    answers += [portal.get(reverse(f"portal:{name}", args=[lot.code])) for name in ("lot", "lot_revise")]
    answers += [portal.get(reverse("portal:lots"), {"chu-the": other.code})]
    answers += [portal.get(reverse("portal:step", args=["dance"]))]

    assert [answer.status_code for answer in answers] == [404] * 7


def test_lot_of_another_cannot_be_chosen(portal: Client, dossier: Dossier) -> None:
    lot = harvested(a_producer())
    a_location(dossier.producer)

    answer = tell(portal, "ship", {"lot_0": lot.code, "quantity_0": "1", "at": "2026-05-02T08:00"})

    assert (answer.status_code, Event.objects.count()) == (422, 1)


def test_button_asks_for_one_more_lot_and_keeps_what_was_typed(portal: Client, dossier: Dossier) -> None:
    lots = [harvested(dossier.producer, f"BUP-{number}") for number in range(4)]
    said = {f"lot_{row}": lot.code for row, lot in enumerate(lots[:3])} | {f"quantity_{row}": "5,5" for row in range(3)}

    answer = tell(portal, "mix", said | {"number": "TRON-01", "note": "mẻ sáng", "more": "1"})

    page = body(answer)
    assert answer.status_code == 200
    assert 'name="lot_3"' in page
    assert 'name="lot_4"' not in page
    assert page.count('value="5,5"') == 3
    assert 'value="TRON-01"' in page
    assert 'value="mẻ sáng"' in page
    assert not Event.objects.filter(type="TransformationEvent").exists()


def test_step_takes_as_many_lots_as_it_was_told(portal: Client, dossier: Dossier) -> None:
    lots = [harvested(dossier.producer, f"BUP-{number}") for number in range(7)]
    said = {f"lot_{row}": lot.code for row, lot in enumerate(lots)} | {f"quantity_{row}": "5" for row in range(7)}
    made = {"material": "Chè trộn", "number": "TRON-01", "made": "35", "unit": "KGM"}

    tell(portal, "mix", said | made | {"at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"})

    [event] = Event.objects.filter(type="TransformationEvent")
    assert event.identifiers.filter(part="input_class").count() == 7


def test_step_asks_for_no_more_lots_than_it_takes(portal: Client, dossier: Dossier) -> None:
    harvested(dossier.producer)

    page = body(tell(portal, "mix", {"lot_19": "", "lot_900": "", "more": "1"}))

    assert 'name="lot_19"' in page
    assert 'name="lot_20"' not in page
    assert 'name="more"' not in page


def test_lot_of_another_producer_is_received_by_its_code(portal: Client, dossier: Dossier) -> None:
    given = a_material_lot(a_producer("Tổ hợp tác Đồi Cao"), made_on=None)
    said = {"material": "Chè búp", "number": "N-01", "made": "20", "unit": "KGM", "source": given.code}

    tell(portal, "receive", said | {"at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"})

    lot = Lot.objects.get(number="N-01")
    assert [each.lot for each in made_of(lot)] == [given]
    event = Event.objects.get()
    page = body(portal.get(reverse("portal:event", args=[event.pk])))
    assert "Tổ hợp tác Đồi Cao" in page
    assert given.code in body(portal.get(reverse("portal:event_correct", args=[event.pk])))
