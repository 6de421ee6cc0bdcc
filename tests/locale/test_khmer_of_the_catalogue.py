"""What shoppers meet can be read in Khmer: what they find, what a scanned code says, recalls, reports, stories, data.

Names and what was written in Vietnamese alone stand as they are, marked as Vietnamese.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import translation

from saolang.base.kit.meters import Meter
from saolang.base.places.models import Place
from saolang.programme.certification.models import Recognition
from saolang.programme.monitoring.choices import ReportKind, ReportState
from saolang.programme.monitoring.services import answer
from saolang.programme.plans.choices import PlanState
from saolang.programme.promotion.choices import ChannelKind
from saolang.programme.registry.choices import CraftKind, LegalForm
from saolang.programme.registry.models import Producer, Product
from saolang.programme.traceability.choices import Assurance, LocationKind, RecallGround, ScanState
from saolang.programme.traceability.models import Serial
from saolang.programme.traceability.services import pages, scans
from saolang.programme.traceability.services.recalls import NewRecall, end, start, withdraw
from saolang.web.catalogue import enquiries, reports
from saolang.web.catalogue.handbook import pages as handbook_pages
from saolang.web.navigation import FOR_ALL
from tests.days import days_ago, today
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_certificate, a_revocation, a_suspension, an_owned_recognition
from tests.factories.monitoring import a_report
from tests.factories.promotion import a_presence, a_story
from tests.factories.registry import a_craft_village, a_producer
from tests.factories.traceability import a_location, a_lot, a_quantity, a_shipment, an_event
from tests.locale.reading import KHMER_LETTER, vietnamese_in, words
from tests.web.desk.conftest import certify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saolang.programme.traceability.models import Lot, Recall
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db
SAME = frozenset({"Sao Làng", "Hoàng Sa", "Trường Sa", "Tiếng Việt"})
"""Names that are the same in every language."""
ASKED = {"name": "Neang", "contact": "0911111111", "text": "អង្ករ", "agreed": "on"}


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(reports, "METER", Meter(seconds=3_600))
    monkeypatch.setattr(enquiries, "METER", Meter(seconds=3_600))
    return Client(HTTP_ACCEPT_LANGUAGE="km")


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    yield
    pages._made.clear()  # noqa: SLF001
    scans._noted.clear()  # noqa: SLF001


@pytest.fixture
def lot(province: Province) -> Lot:
    """Return a lot of a certified product that is sold somewhere, with a step and a shipment."""
    recognition = an_owned_recognition(on=days_ago(30))
    a_certificate(recognition, on=days_ago(30))
    lot = a_lot(recognition.product, best_before=today() + dt.timedelta(days=90))
    assert lot.producer
    a_location(lot.producer)
    a_presence(product=recognition.product)
    an_event("ObjectEvent", lot.producer, action="ADD", bizStep="commissioning", quantityList=[a_quantity(lot)])
    a_shipment(lot, "Cửa hàng Vị Thanh")
    return lot


def assert_khmer(response: HttpResponse, *asked: str) -> None:
    """The page is Khmer but for names, what was asked, and what is marked as Vietnamese; the tab may bear a name."""
    page = response.content.decode()
    assert '<html lang="km">' in page
    assert KHMER_LETTER.search(words(response))
    assert vietnamese_in(HttpResponse(re.sub("<title>.*?</title>", "", page)), SAME | set(asked)) == []


def product_of(lot: Lot) -> Product:
    assert lot.product
    return lot.product


def path_of(lot: Lot) -> str:
    return f"/sp/{product_of(lot).code}/lo/{lot.number}"


def recognition_of(lot: Lot) -> Recognition:
    return Recognition.objects.get(product=lot.product)


def call_back(lot: Lot) -> Recall:
    recall = NewRecall(ground=RecallGround.UNSAFE, danger="Có nấm mốc.", advice="Hãy trả lại.")
    return start(recall=recall, lots=[lot], by="tests")[0]


def expire(lot: Lot) -> None:
    Recognition.objects.filter(product=lot.product).update(expires_on=days_ago(1))


def outlive(lot: Lot) -> None:
    lot.best_before, lot.made_on = days_ago(1), None
    lot.save()


# What is found --------------------


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/tim/",
        "/tim/?q=zzzz",
        "/san-pham/",
        "/san-pham/?q=zzzz",
        "/chu-the/",
        "/chu-the/?q=zzzz",
        "/lang-nghe/",
        "/lang-nghe/?q=zzzz",
        "/xa/",
        "/xa/?q=zzzz",
        "/thu-hoi/",
        "/phan-anh/",
        "/bai-viet/",
        "/so-tay/",
        "/ke-hoach/",
        "/du-lieu/",
        "/muc-do-day-du/",
    ],
)
def test_page_with_nothing_on_it_is_khmer(province: Province, visitor: Client, address: str) -> None:
    with override_settings(HOTLINE="1800 1234"):
        assert_khmer(visitor.get(address))


@pytest.mark.parametrize("address", ["/", "/tim/?q=san+pham", "/san-pham/?tatca=1", "/chu-the/"])
def test_list_with_something_on_it_is_khmer(lot: Lot, visitor: Client, address: str) -> None:
    a_story(published=today())

    assert_khmer(visitor.get(address))


@pytest.mark.parametrize("change", [expire, lambda lot: a_suspension(recognition_of(lot), today())])
def test_card_of_a_product_without_stars_is_khmer(lot: Lot, visitor: Client, change: Callable[[Lot], object]) -> None:
    change(lot)

    assert_khmer(visitor.get("/san-pham/?tatca=1"))


def test_producer_and_the_question_to_it_are_khmer(lot: Lot, visitor: Client) -> None:
    page = f"/chu-the/{Producer.objects.get(pk=lot.producer_id).code}/"

    assert_khmer(visitor.get(page))
    assert_khmer(visitor.get(f"{page}hoi-mua/"))
    assert_khmer(visitor.post(f"{page}hoi-mua/", {"name": "x" * 900}))
    assert_khmer(visitor.post(f"{page}hoi-mua/", ASKED, follow=True))
    with override_settings(REPORTS_AN_HOUR=1):
        assert_khmer(visitor.post(f"{page}hoi-mua/", ASKED))


def test_village_is_khmer(province: Province, visitor: Client) -> None:
    village = a_craft_village("Làng chiếu", craft="dệt chiếu")

    assert_khmer(visitor.get("/lang-nghe/"))
    assert_khmer(visitor.get(f"/lang-nghe/{village.code}/"))


def test_commune_and_province_old_and_new_are_khmer(lot: Lot, province: Province, visitor: Client) -> None:
    for place in (province.place, province.communes[0]):
        assert_khmer(visitor.get(f"/xa/{place.public_code}/"))
    assert_khmer(visitor.get("/xa/?q=hau+giang"))
    assert_khmer(visitor.get("/tim/?q=hau+giang"))


def test_map_is_khmer_but_for_the_names_of_provinces(lot: Lot, visitor: Client) -> None:
    assert_khmer(visitor.get("/ban-do/"), *map(str, Place.objects.filter(level="province")))
    province = Place.objects.get(map=2, level="province", name="Cần Thơ")
    assert_khmer(visitor.get(f"/xa/{province.public_code}/"), *map(str, Place.objects.filter(map=2)))


def test_home_is_khmer_for_who_signed_in(lot: Lot, visitor: Client) -> None:
    visitor.force_login(GrantFactory().user)

    assert_khmer(visitor.get("/"))


# What is scanned --------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda _lot: None,
        lambda lot: a_suspension(recognition_of(lot), today()),
        lambda lot: a_revocation(recognition_of(lot), today()),
        expire,
        call_back,
        outlive,
    ],
)
def test_scanned_page_is_khmer(lot: Lot, visitor: Client, change: Callable[[Lot], object]) -> None:
    change(lot)

    assert_khmer(visitor.get(path_of(lot)))
    assert_khmer(visitor.get(f"/sp/{product_of(lot).code}"))


@pytest.mark.parametrize("further", ["/lo/NOPE", "/so/NOPE", "/lo/NOPE/so/NOPE"])
def test_scanned_page_of_what_we_do_not_know_is_khmer(lot: Lot, visitor: Client, further: str) -> None:
    assert_khmer(visitor.get(f"/sp/{product_of(lot).code}{further}"))
    assert_khmer(visitor.get("/sp/SP-00000000"))


def test_scanned_serial_is_khmer_the_first_time_and_later(lot: Lot, visitor: Client) -> None:
    serial = Serial.objects.create(product=product_of(lot), lot=lot, number="K7Q2M9XW3TB4C")
    page = f"{path_of(lot)}/so/{serial.number}"

    assert_khmer(visitor.get(page))
    scans.flush()
    assert_khmer(visitor.get(page))


@pytest.mark.parametrize(
    "address", ["/01/1", "/01/00000000000017", "/01/00000000000018", "/01/08935000000011/10/x%20x"]
)
def test_address_of_gs1_that_leads_nowhere_is_khmer(province: Province, visitor: Client, address: str) -> None:
    assert_khmer(visitor.get(address))


# What is told --------------------


def test_recall_is_khmer_while_it_runs_when_it_ended_and_when_it_was_a_mistake(lot: Lot, visitor: Client) -> None:
    running = call_back(lot)
    assert_khmer(visitor.get("/thu-hoi/"))
    assert_khmer(visitor.get(f"/thu-hoi/{running.code}/"))

    end(recall=running, account="Đã thu xong.", quantities={}, by="tests")
    assert_khmer(visitor.get("/thu-hoi/"))
    assert_khmer(visitor.get(f"/thu-hoi/{running.code}/"))

    mistaken = call_back(a_lot())
    withdraw(recall=mistaken, reason="Nhầm số lô.", by="tests")
    assert_khmer(visitor.get(f"/thu-hoi/{mistaken.code}/"))


def test_report_is_khmer_when_it_is_written_refused_and_asked_after(lot: Lot, visitor: Client) -> None:
    made = a_report(product=lot.product)

    assert_khmer(visitor.get("/phan-anh/"))
    assert_khmer(visitor.post("/phan-anh/", {"kind": "x", "lot": "x" * 21}))
    assert_khmer(visitor.get(f"/phan-anh/{made.code}/"))
    for sent in (b"", b"MZ no picture", b"%PDF-1.4"):
        photo = SimpleUploadedFile("tem.jpg", sent, "image/jpeg")
        assert_khmer(visitor.post("/phan-anh/", {"kind": "other", "text": "ល្អ", "photo": photo}))
    answer(report=made, version=made.version, text="Đã xem.", by="tests")
    assert_khmer(visitor.get(f"/phan-anh/{made.code}/"))
    with override_settings(REPORTS_AN_HOUR=0):
        assert_khmer(visitor.post("/phan-anh/", {"kind": "other", "text": "ល្អ"}))


def test_stories_are_khmer_around_their_words(lot: Lot, visitor: Client) -> None:
    story = a_story(published=today(), product=lot.product, producer=a_producer("HTX Bảy Ngàn"), source="Báo Ấp Bắc")

    assert_khmer(visitor.get("/bai-viet/"))
    assert_khmer(visitor.get(f"/bai-viet/{story.code}/"))


@pytest.mark.parametrize("code", sorted(handbook_pages("vi")))
def test_handbook_is_khmer_around_its_words(visitor: Client, code: str) -> None:
    assert_khmer(visitor.get("/so-tay/"))
    assert_khmer(visitor.get(f"/so-tay/{code}/"))


def test_promises_are_khmer(province: Province, visitor: Client) -> None:
    certify(province, 4, dt.date(2022, 3, 1))
    women = {"indicator": "producers.share_women", "comparator": ">=", "goal": 40}
    plan = province.plan(2022, 2022, {"indicator": "products.certified", "comparator": ">=", "goal": 2}, women)
    plan.state = PlanState.ISSUED
    plan.save()

    assert_khmer(visitor.get("/ke-hoach/"))
    assert_khmer(visitor.get(f"/ke-hoach/{plan.code}/"))


@pytest.mark.parametrize(
    "labels",
    [
        ScanState.labels,
        Assurance.labels,
        RecallGround.labels,
        LocationKind.labels,
        ChannelKind.labels,
        ReportKind.labels,
        ReportState.labels,
        LegalForm.labels,
        CraftKind.labels,
        [label for _, label in FOR_ALL],
    ],
)
def test_words_of_choices_that_shoppers_meet_are_khmer(labels: list[object]) -> None:
    with translation.override("km"):
        assert [str(label) for label in labels if not KHMER_LETTER.search(str(label))] == []
