"""The page a scanned code leads to: what it is worth today, in three languages, and light."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson
import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from saolang.base.files.services import store
from saolang.base.kit.formats import day
from saolang.base.places.models import Place
from saolang.core.steps import error_of
from saolang.programme.certification.models import Recognition
from saolang.programme.registry.choices import Scheme
from saolang.programme.registry.models import Product
from saolang.programme.registry.services import evidence, shown_papers
from saolang.programme.registry.services.products import add_photo
from saolang.programme.traceability.choices import Assurance, CaptureWay, RecallGround, ScanState
from saolang.programme.traceability.models import EventCheck, EventPhoto, Recall, ScanCount, Serial
from saolang.programme.traceability.queries.scan import scanned
from saolang.programme.traceability.rules.grades import Item
from saolang.programme.traceability.rules.identity import identifier_of_party
from saolang.programme.traceability.rules.steps import craft
from saolang.programme.traceability.services import pages, scans
from saolang.programme.traceability.services.capture import capture_events
from saolang.programme.traceability.services.recalls import NewRecall, start
from saolang.programme.traceability.services.steps import NewStep, Taken, record_step
from tests.days import days_ago, today
from tests.factories.certification import a_certificate, a_revocation, a_suspension, an_owned_recognition
from tests.factories.registry import a_producer, a_product, a_shown_paper
from tests.factories.traceability import a_location, a_lot, a_material_lot, a_quantity, a_transformation, an_event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.traceability.models import Lot

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 13) Chrome/109.0 Mobile Safari/537.36"
STARS = 'class="stars"'
STATIC = Path(__file__).resolve().parents[3] / "saolang" / "static" / "css"
QUERIES = 30


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    yield
    pages._made.clear()  # noqa: SLF001
    scans._noted.clear()  # noqa: SLF001


@pytest.fixture
def lot(province: object) -> Lot:
    since = days_ago(30)
    recognition = an_owned_recognition(on=since)
    a_certificate(recognition, on=since)
    return a_lot(recognition.product, best_before=today() + dt.timedelta(days=90))


def recognition_of(lot: Lot) -> Recognition:
    return Recognition.objects.get(product=lot.product)


def expire(lot: Lot) -> None:
    Recognition.objects.filter(product=lot.product).update(expires_on=days_ago(1))


def call_back(lot: Lot) -> None:
    recall = Recall.objects.create(
        code="TH-1",
        product=lot.product,
        ground=RecallGround.UNSAFE,
        began_on=today(),
        danger="nấm mốc",
        advice="trả lại",
    )
    recall.lots.create(lot=lot)


STATES: dict[str, tuple[Callable[[Lot], object], str]] = {
    "valid": (lambda _lot: None, "Chứng nhận thật, còn hiệu lực"),
    "suspended": (lambda lot: a_suspension(recognition_of(lot), today()), "Chứng nhận đang bị tạm dừng"),
    "revoked": (lambda lot: a_revocation(recognition_of(lot), today()), "Chứng nhận đã bị thu hồi"),
    "expired": (expire, "Chứng nhận đã hết hạn"),
    "recalled": (call_back, "Hàng đang bị thu hồi: đừng dùng"),
}


def ask(path: str, **query: str) -> HttpResponse:
    return Client(HTTP_USER_AGENT=PHONE).get(path, query)


def path_of(lot: Lot) -> str:
    assert lot.product is not None
    return f"/sp/{lot.product.code}/lo/{lot.number}"


@pytest.mark.parametrize("name", STATES)
def test_state_stands_first_and_stars_are_lit_only_when_they_count(lot: Lot, name: str) -> None:
    change, word = STATES[name]
    change(lot)

    page = ask(path_of(lot)).content.decode()

    assert f'<h2 id="verdict">{word}</h2>' in page
    assert (STARS in page) == (name == "valid")


def test_product_never_recognised_says_so(province: object) -> None:
    page = ask(f"/sp/{a_product().code}").content.decode()

    assert "Chưa được công nhận OCOP" in page
    assert STARS not in page


@pytest.mark.parametrize("further", ["/lo/NOPE", "/so/NOPE", "/lo/NOPE/so/NOPE"])
def test_unknown_lot_or_serial_is_told_above_all_and_lights_no_star(lot: Lot, further: str) -> None:
    response = ask(f"/sp/{lot.product.code}{further}")  # type: ignore[union-attr]

    page = response.content.decode()
    assert response.status_code == HTTPStatus.OK
    assert page.index("NOPE không có trong hệ thống") < page.index('<h2 id="verdict">Chưa xác minh được hàng bạn cầm')
    assert STARS not in page


def test_unknown_code_is_not_found(province: object) -> None:
    response = ask("/sp/SP-00000000")

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Mã không có trong hệ thống" in response.content.decode()


def test_code_in_small_letters_and_a_product_found_to_be_another_lead_on(lot: Lot) -> None:
    assert lot.product is not None
    merged = a_product()
    Product.objects.filter(pk=merged.pk).update(merged_into=lot.product, merged_at=timezone.now())

    small, other = ask(path_of(lot).lower()), ask(f"/sp/{merged.code}")

    assert small.status_code == HTTPStatus.NOT_FOUND or small.headers.get("Location", "").startswith("/sp/SP-")
    assert (other.status_code, other.headers["Location"]) == (307, f"/sp/{lot.product.code}")


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_page_stands_in_each_language_and_marks_what_is_vietnamese(lot: Lot, language: str) -> None:
    page = ask(path_of(lot), hl=language).content.decode()

    assert f'<html lang="{language}">' in page
    assert f'<span lang="vi">{lot.producer.name}</span>' in page
    assert re.findall("<script[^>]*>", page) == ['<script type="application/ld+json">']
    assert "style=" not in page


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_page_leads_on_in_the_language_it_is_read_in(lot: Lot, language: str) -> None:
    a_lot(lot.product)

    for path in (path_of(lot), path_of(lot).partition("/lo/")[0], "/sp/SP-00000000"):
        page = ask(path, hl=language).content.decode()

        main = page[page.index("<header") : page.index("<footer")]
        pages = [each for each in re.findall(r'<a [^>]*href="(/[^"]*)"', main) if not each.endswith(".jsonld")]
        others = [each for each in pages if not each.startswith(f"{path}?hl=")]
        assert others
        assert [each for each in others if f"hl={language}" not in each] == []


LINK = re.compile(r'<link rel="(canonical|alternate)"(?: hreflang="([a-z-]+)")? href="([^"]+)">')


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_page_of_a_product_is_known_under_one_address_in_each_language(lot: Lot, language: str) -> None:
    assert lot.product is not None
    own = f"http://localhost:8000/sp/{lot.product.code}"

    page = ask(f"/sp/{lot.product.code}", hl=language).content.decode()

    assert LINK.findall(page) == [
        ("canonical", "", f"{own}?hl={language}"),
        *(("alternate", each, f"{own}?hl={each}") for each in ("vi", "en", "km")),
        ("alternate", "x-default", own),
    ]
    assert 'name="robots"' not in page


@pytest.mark.parametrize("further", ["", "/so/K7Q2M9XW3TB4C"])
def test_page_of_a_lot_or_a_unit_leads_search_engines_to_the_product(lot: Lot, further: str) -> None:
    assert lot.product is not None
    Serial.objects.create(product=lot.product, lot=lot, number="K7Q2M9XW3TB4C")

    page = ask(f"{path_of(lot)}{further}", hl="en").content.decode()

    assert LINK.findall(page) == [("canonical", "", f"http://localhost:8000/sp/{lot.product.code}?hl=en")]
    assert f'<meta property="og:url" content="http://localhost:8000{path_of(lot)}{further}">' in page
    assert 'name="robots"' not in page


@pytest.mark.parametrize("further", ["/lo/NOPE", "/so/NOPE"])
def test_page_of_a_made_up_lot_or_unit_is_kept_out_of_search_engines(lot: Lot, further: str) -> None:
    page = ask(f"/sp/{lot.product.code}{further}").content.decode()  # type: ignore[union-attr]

    assert '<meta name="robots" content="noindex">' in page
    assert LINK.findall(page) == []


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_page_and_its_style_sheets_stay_under_20_kb(lot: Lot, language: str) -> None:
    page = ask(path_of(lot), hl=language).content

    weight = len(gzip.compress(page)) + sum(
        len(gzip.compress((STATIC / name).read_bytes())) for name in ("saolang.css", "scan.css")
    )
    assert weight <= 20_000


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_page_draws_where_the_goods_and_the_steps_of_the_lot_come_from(lot: Lot, language: str) -> None:
    assert lot.product is not None
    Product.objects.filter(pk=lot.product.pk).update(place=Place.objects.get(map=1, code="31417"))
    for code in ("31338", "31417"):
        at = timezone.now() - dt.timedelta(days=1)
        shop = a_location(lot.producer, place=Place.objects.get(map=2, code=code) if code == "31338" else None)
        seen = NewStep(step=craft().steps["inspect"], event_id=uuid4().urn, at=at, taken=[Taken(lot)], location=shop)
        record_step(producer=lot.producer, step=seen, by="tests")

    page = ask(path_of(lot), hl=language).content.decode()

    panel = page[page.index('id="xuat-xu"') :].partition("</section>")[0]
    assert re.findall(r'<li class="(\w+)">', panel) == ["made", "step"]
    assert panel.count('role="img"') == len(re.findall(r'<path class="on"', panel)) == 2
    assert len(re.findall(rf'href="/xa/2-\d{{5}}/\?hl={language}" lang="vi"', panel)) == 2
    assert ("Hoàng Sa</text>" in panel, "Trường Sa</text>" in panel) == (True, True)


def test_page_of_a_product_from_no_known_place_draws_none(lot: Lot) -> None:
    Product.objects.filter(pk=lot.product_id).update(place=None, place_text="Hậu Giang")

    page = ask(path_of(lot)).content.decode()

    assert 'id="xuat-xu"' not in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_as_many_queries_whatever_it_shows(
    lot: Lot, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        call = Recall.objects.create(code=f"TH-{_}", product=lot.product, ground="unsafe", began_on=today())
        call.lots.create(lot=lot)
    client = Client(HTTP_USER_AGENT=PHONE)
    client.get("/muc-do-day-du/")

    with django_assert_num_queries(QUERIES):
        client.get(path_of(lot))


def test_first_scan_of_a_unit_lasts_and_later_ones_are_counted(lot: Lot) -> None:
    serial = Serial.objects.create(product=lot.product, lot=lot, number="K7Q2M9XW3TB4C")
    path = f"{path_of(lot)}/so/{serial.number}"

    first = ask(path).content.decode()
    serial.refresh_from_db()
    scans.flush()
    second = ask(path).content.decode()

    assert "Đây là lần đầu mã này được quét." in first
    assert serial.first_scanned_on == today()
    assert "Mã này đã được quét 2 lần" in second


def test_program_that_reads_a_unit_is_not_its_first_scan(lot: Lot) -> None:
    serial = Serial.objects.create(product=lot.product, lot=lot, number="K7Q2M9XW3TB4C")

    Client(HTTP_USER_AGENT="Zalo link preview bot").get(f"{path_of(lot)}/so/{serial.number}")
    scans.flush()

    serial.refresh_from_db()
    assert (serial.first_scanned_on, serial.scans) == (None, 0)
    assert ScanCount.objects.get().device == "bot"


def test_passport_holds_what_the_decree_names(lot: Lot) -> None:
    response = ask(f"{path_of(lot)}/ho-chieu.jsonld")

    said = response.json()
    assert response.headers["Content-Type"] == "application/ld+json"
    assert said["name"] == [{"@language": "vi", "@value": lot.product.name_vi}]  # type: ignore[union-attr]
    assert said["manufacturer"]["identifier"] == lot.producer.code
    assert said["gs1:batchNumber"] == lot.number
    assert said["gs1:bestBeforeDate"] == lot.best_before.isoformat()  # type: ignore[union-attr]
    assert said["ocop:state"] == "valid"
    assert said["hasCertification"][0]["certificationRating"] == 3
    assert said["ocop:safetyWarnings"] == []
    assert said["ocop:traceability"] == []


def test_passport_of_an_unknown_code_is_not_found(province: object) -> None:
    assert ask("/sp/SP-00000000/ho-chieu.jsonld").status_code == HTTPStatus.NOT_FOUND


def test_lot_past_its_day_is_told(lot: Lot) -> None:
    lot.best_before, lot.made_on = days_ago(1), None
    lot.save()

    assert "Lô này đã quá hạn sử dụng" in ask(path_of(lot)).content.decode()


def test_step_somebody_else_told_of_the_lot_bears_their_name(lot: Lot) -> None:
    an_event("ObjectEvent", lot.producer, action="OBSERVE", quantityList=[a_quantity(lot)])
    an_event("ObjectEvent", a_producer("Cửa hàng đặc sản Ngã Bảy"), action="OBSERVE", quantityList=[a_quantity(lot)])

    told = ask(path_of(lot)).content.decode()

    assert told.count("Người ghi:") == 1
    assert 'Người ghi: <span lang="vi">Cửa hàng đặc sản Ngã Bảy</span>' in told


def test_steps_of_others_push_out_neither_the_makers_own_nor_what_was_checked(
    lot: Lot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saolang.programme.traceability.queries.scan.MOST_STEPS", 4)
    leaves, seen, others = a_material_lot(a_producer()), {"action": "OBSERVE", "bizStep": "storing"}, a_producer()
    crowd = [
        an_event("ObjectEvent", others, eventTime="2026-05-01T00:00:00Z", quantityList=[a_quantity(each)], **seen)
        for each in (lot, leaves)
        for _ in range(5)
    ]
    checked = an_event("ObjectEvent", others, quantityList=[a_quantity(lot)], **seen)
    EventCheck.objects.create(
        event=checked, assurance=Assurance.CHECKED, checked_on=today(), office="Chi cục", checked_by="tests"
    )
    roasted = a_transformation([leaves], [lot])
    picked = an_event("ObjectEvent", leaves.producer, action="ADD", quantityList=[a_quantity(leaves)])
    assert lot.product is not None

    told = scanned(lot.product, lot.number, "", today(), timezone.now())

    assert [step.event for step in told.steps] == [crowd[0], checked, roasted, picked]
    assert told.left_out == 9
    assert "Còn 9 bước không hiện ở đây." in ask(path_of(lot)).content.decode()


def test_error_declared_in_a_step_is_told_however_many_events_there_are(
    lot: Lot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saolang.programme.traceability.queries.scan.MOST_STEPS", 1)
    event = an_event("ObjectEvent", lot.producer, action="OBSERVE", quantityList=[a_quantity(lot)])
    for reason in ("incorrect_data", "did_not_occur"):
        wrong = error_of(orjson.loads(event.document), at=timezone.localtime(), reason=reason, corrective=())
        capture_events([wrong], by="tests", producer=lot.producer, way=CaptureWay.FORM)
    assert lot.product is not None

    told = scanned(lot.product, lot.number, "", today(), timezone.now())

    assert [(step.counts, step.reason) for step in told.steps] == [(False, "did_not_occur")]
    assert told.left_out == 0


def test_page_says_in_words_why_a_step_was_wrong(lot: Lot) -> None:
    event = an_event("ObjectEvent", lot.producer, action="OBSERVE", quantityList=[a_quantity(lot)])
    wrong = error_of(
        orjson.loads(event.document), at=timezone.localtime(), reason="incorrect_data", corrective=(), note="thừa số 0"
    )
    capture_events([wrong], by="tests", producer=lot.producer, way=CaptureWay.FORM)

    page = ask(path_of(lot)).content.decode()

    assert ("incorrect_data" in page, "Số liệu đã ghi không đúng." in page) == (False, True)
    assert 'Lý do: <span lang="vi">thừa số 0</span>' in page


def test_lot_that_went_into_it_by_mistake_is_no_part_of_the_story(lot: Lot) -> None:
    right, wrong = a_material_lot(lot.producer), a_material_lot(lot.producer)
    picked = [
        an_event("ObjectEvent", lot.producer, action="ADD", quantityList=[a_quantity(each)]) for each in (right, wrong)
    ]
    mistaken, meant = a_transformation([wrong], [lot]), a_transformation([right], [lot])
    declared = error_of(
        orjson.loads(mistaken.document), at=timezone.localtime(), reason="incorrect_data", corrective=[meant.event_id]
    )
    capture_events([declared], by="tests", producer=lot.producer, way=CaptureWay.FORM)
    assert lot.product is not None

    told = scanned(lot.product, lot.number, "", today(), timezone.now())

    assert [(step.event, step.counts) for step in told.steps] == [(picked[0], True), (mistaken, False), (meant, True)]


def a_photo_of_a_step(lot: Lot) -> EventPhoto:
    event = an_event("ObjectEvent", lot.producer, action="OBSERVE", quantityList=[a_quantity(lot)])
    return EventPhoto.objects.create(event=event, file=store(b"\xff\xd8\xff photo", by="tests"))


def test_photos_of_a_step_stand_under_it_and_can_be_fetched(lot: Lot) -> None:
    photo = a_photo_of_a_step(lot)
    address = f"{path_of(lot)}/anh/{photo.pk}"

    told = ask(path_of(lot)).content.decode()
    answer = ask(address)

    image = f'<img src="{address}" width="240" height="180" loading="lazy" alt="Ảnh 1 của bước này">'
    assert image in told
    assert (answer.status_code, answer.headers["Content-Type"]) == (HTTPStatus.OK, "image/jpeg")


def test_photos_of_a_step_declared_wrong_are_shown_no_more(lot: Lot) -> None:
    photo = a_photo_of_a_step(lot)
    declared = error_of(
        orjson.loads(photo.event.document), at=timezone.localtime(), reason="did_not_occur", corrective=()
    )
    capture_events([declared], by="tests", producer=lot.producer, way=CaptureWay.FORM)

    told, answer = ask(path_of(lot)).content.decode(), ask(f"{path_of(lot)}/anh/{photo.pk}")

    assert "<img" not in told
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_photos_of_a_step_of_another_lot_are_not_found(lot: Lot) -> None:
    photo = a_photo_of_a_step(a_lot(lot.product, producer=lot.producer))

    for path in (f"{path_of(lot)}/anh/{photo.pk}", f"{path_of(lot)}X/anh/{photo.pk}"):
        assert ask(path).status_code == HTTPStatus.NOT_FOUND


def test_ready_page_follows_a_photo_that_comes_with_a_step_of_what_it_was_made_of(lot: Lot) -> None:
    leaves = a_material_lot(lot.producer)
    a_transformation([leaves], [lot])
    ask(path_of(lot))
    pages.keep()
    at, photo = timezone.now() - dt.timedelta(hours=1), store(b"\xff\xd8\xff photo", by="tests")
    seen = NewStep(step=craft().steps["inspect"], event_id=uuid4().urn, at=at, taken=[Taken(leaves)], photos=[photo])

    before = ask(path_of(lot)).content.decode()
    event = record_step(producer=lot.producer, step=seen, by="tests")
    after = ask(path_of(lot)).content.decode()

    assert "<img" not in before
    assert f'src="{path_of(lot)}/anh/{event.photos.get().pk}"' in after


def test_day_of_an_extended_certificate_is_told_as_that_of_the_paper(lot: Lot) -> None:
    day = dt.date(2026, 7, 1)
    Recognition.objects.filter(product=lot.product).update(
        began_on=dt.date(2023, 6, 21), expires_on=dt.date(2026, 6, 20), recorded_at=timezone.now()
    )
    assert lot.product is not None

    seen = scanned(lot.product, "", "", day, timezone.now())
    with translation.override("vi"):
        told = render_to_string("catalogue/scan/_verdict.html", {"found": seen, "page": {"verdict": {"tone": "lit"}}})

    assert (seen.state, seen.is_lit) == (ScanState.EXTENDED, True)
    assert "<dt>Thời hạn ghi trên giấy</dt><dd>20/06/2026</dd>" in told
    assert "Có hiệu lực đến hết ngày" not in told


def test_recall_is_told_as_its_offices_and_leaves_the_story_as_complete_as_it_was(lot: Lot) -> None:
    said = {"ground": RecallGround.UNSAFE, "danger": "nấm mốc", "advice": "trả lại", "office": "Chi cục Chất lượng"}
    start(recall=NewRecall(**said), lots=[lot], by="tests")
    assert lot.product is not None

    told = ask(path_of(lot)).content.decode()
    seen = scanned(lot.product, lot.number, "", today(), timezone.now())

    assert f"Kiểm ngày {day(today())}: Chi cục Chất lượng" in told
    assert [step.assurance for step in seen.steps] == [Assurance.CHECKED]
    assert seen.completeness is not None
    assert dict(seen.completeness.lines)[Item.VOUCHED] is False


def test_step_told_by_a_stranger_is_shown_and_completes_nothing(lot: Lot) -> None:
    shop = a_producer()
    said = {"action": "OBSERVE", "bizStep": "retail_selling", "quantityList": [a_quantity(lot)]}
    sold = an_event("ObjectEvent", shop, eventTime="2026-05-04T08:00:00.000+07:00", **said)
    assert lot.product is not None

    def is_complete() -> bool:
        seen = scanned(lot.product, lot.number, "", today(), timezone.now())
        assert sold in [step.event for step in seen.steps]
        assert seen.completeness is not None
        return dict(seen.completeness.lines)[Item.FORWARD]

    assert is_complete() is False
    told = {"action": "OBSERVE", "bizStep": "accepting", "quantityList": [a_quantity(lot)]}
    party = [{"type": "owning_party", "destination": identifier_of_party(shop)}]
    an_event("ObjectEvent", lot.producer, destinationList=party, **told)
    assert is_complete() is True


def test_step_told_by_a_stranger_counts_once_an_officer_confirms_it(lot: Lot) -> None:
    said = {"action": "OBSERVE", "bizStep": "retail_selling", "quantityList": [a_quantity(lot)]}
    sold = an_event("ObjectEvent", a_producer(), **said)
    EventCheck.objects.create(
        event=sold, assurance=Assurance.CHECKED, checked_on=today(), office="Chi cục", checked_by="tests"
    )
    assert lot.product is not None

    seen = scanned(lot.product, lot.number, "", today(), timezone.now())

    assert seen.completeness is not None
    assert {Item.FORWARD, Item.VOUCHED} <= seen.completeness.found


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_page_of_an_unknown_code_offers_each_language(province: object, language: str) -> None:
    page = ask("/sp/SP-00000000", hl=language).content.decode()

    assert f'<html lang="{language}">' in page
    for other in ("vi", "en", "km"):
        assert f'href="/sp/SP-00000000?hl={other}"' in page


def test_buyer_is_led_to_the_producer_of_a_product_that_bears_stars_alone(lot: Lot) -> None:
    assert lot.product is not None
    address = f'href="/chu-the/{lot.producer.code}/hoi-mua/?sp={lot.product.code}&amp;hl=vi"'

    lit = ask(path_of(lot)).content.decode()
    unlit = ask(f"/sp/{a_product(producer=lot.producer).code}").content.decode()

    assert lit.count(address) == 1
    assert "/hoi-mua/" not in unlit


def test_facts_of_one_lot_are_told_in_the_singular_in_english(lot: Lot) -> None:
    page = ask(path_of(lot), hl="en").content.decode()

    assert "<dt>Producer</dt>" in page
    assert "<dt>Producers</dt>" not in page


def test_certificate_of_another_stands_with_its_number_issuer_and_days_and_nothing_more(lot: Lot) -> None:
    assert lot.product is not None
    last = today() + dt.timedelta(days=30)
    shown = a_shown_paper(lot.product, number="VG-77", issuer="Trung tâm Chứng nhận", expires_on=last)

    page = ask(path_of(lot)).content.decode()

    assert "VG-77" in page
    assert "Trung tâm Chứng nhận" in page
    assert f"Có hiệu lực đến hết {day(last)}." in page
    assert shown.evidence.title not in page
    assert shown.evidence.code not in page


def test_certificate_of_another_that_has_ended_says_so(lot: Lot) -> None:
    assert lot.product is not None
    shown = a_shown_paper(lot.product)
    ended = days_ago(1)
    type(shown.evidence).objects.filter(pk=shown.evidence_id).update(expires_on=ended)

    page = ask(path_of(lot)).content.decode()

    assert f"đã hết hạn {day(ended)}" in page


def test_certificate_that_has_ended_stands_after_those_in_force(lot: Lot) -> None:
    assert lot.product is not None
    ended = a_shown_paper(lot.product, number="HET-1")
    a_shown_paper(lot.product, number="CON-2")
    type(ended.evidence).objects.filter(pk=ended.evidence_id).update(expires_on=days_ago(1))

    page = ask(path_of(lot)).content.decode()

    assert page.index("CON-2") < page.index("HET-1")


def test_photo_of_the_goods_shows_its_caption(lot: Lot) -> None:
    assert lot.product is not None
    file = store(b"RIFF0000WEBP photo of the goods", by="tests")
    add_photo(product=lot.product, file=file, caption="Gói 5 kg", by="tests")

    page = ask(path_of(lot), hl="en").content.decode()

    assert f'alt="Picture of {lot.product.name_vi}"' in page
    assert '<figcaption class="small muted" lang="vi">Gói 5 kg</figcaption>' in page


def test_change_of_a_certificate_of_another_shows_on_the_next_request(lot: Lot) -> None:
    assert lot.product is not None
    told = []

    def look() -> None:
        told.append("Chỉ dẫn xanh" in ask(path_of(lot)).content.decode())
        pages.keep()

    look()
    shown = a_shown_paper(lot.product, scheme=Scheme.OTHER, name="Chỉ dẫn xanh")
    look()
    shown_papers.hide(shown=shown, by="tests")
    look()
    again = shown_papers.show(
        evidence=shown.evidence, products=[lot.product], scheme=Scheme.OTHER, name="Chỉ dẫn xanh", by="tests"
    )
    look()
    evidence.withdraw(evidence=again[0].evidence, reason="nơi cấp đã hủy", by="tests")
    look()

    assert told == [False, True, False, True, False]


def test_passport_bears_the_certificates_of_others(lot: Lot) -> None:
    assert lot.product is not None
    a_shown_paper(lot.product, number="VG-77", issuer="Trung tâm Chứng nhận", expires_on=today())

    said = orjson.loads(ask(f"/sp/{lot.product.code}/lo/{lot.number}/ho-chieu.jsonld").content)

    assert said["hasCertification"][-1] == {
        "@type": "Certification",
        "name": "VietGAP",
        "certificationIdentification": "VG-77",
        "issuedBy": {"@type": "Organization", "name": "Trung tâm Chứng nhận"},
        "validFrom": "2025-03-01",
        "expires": today().isoformat(),
        "certificationStatus": "CertificationActive",
        "ocop:assurance": "declared",
    }
