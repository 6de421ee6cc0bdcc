"""Runs of labels: what may be printed, serials nobody can guess, and sheets whose every code is read back."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image

from saolang.base.audit.models import Change
from saolang.base.files.queries import read
from saolang.core.refusal import Refusal
from saolang.jobs.labels import print_labels
from saolang.programme.certification.models import MarkRun
from saolang.programme.registry.choices import Origin
from saolang.programme.traceability.choices import Carrier, RecallGround
from saolang.programme.traceability.models import LabelRun, Recall, Serial
from saolang.programme.traceability.rules import labels as rules
from saolang.programme.traceability.rules.carriers import content_of
from saolang.programme.traceability.services import labels
from saolang.programme.traceability.services.labels import NewRun
from tests.base.papers.reading import pages_of_pdf, words_of_pdf
from tests.factories.certification import a_decision, a_recognition, a_suspension
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_label_run, a_lot

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from saolang.programme.registry.models import Product

pytestmark = pytest.mark.django_db
GTIN = "8938500000003"
DOTS_AN_INCH = 300


@pytest.fixture(autouse=True)
def _our_host(settings: SettingsWrapper) -> None:
    settings.BASE_URL = "https://ocop.example.vn"


def a_named_product(**known: Any) -> Product:
    return a_product("Chè Shan tuyết", **{"gtin": GTIN, "producer": a_producer("Hợp tác xã Chè")} | known)


def recognise(product: Product) -> Any:
    """Recognise the product with 4 stars a month ago."""
    on = timezone.localdate() - dt.timedelta(days=30)
    return a_recognition(product, stars=4, on=on, decision=a_decision(decided_on=on))


def recall(product: Product, **known: Any) -> Recall:
    values = {"code": "TH-1", "ground": RecallGround.UNSAFE, "danger": "nhiễm", "advice": "ngừng ăn"} | known
    return Recall.objects.create(product=product, began_on=timezone.localdate(), recorded_by="tests", **values)


# Entering --------------------


def test_run_is_entered_with_serials_of_which_none_is_twice() -> None:
    run = a_label_run(quantity=50, is_serialised=True)

    numbers = list(Serial.objects.filter(run=run, product=run.product).values_list("number", flat=True))
    assert len(set(numbers)) == 50
    assert {len(number) for number in numbers} == {13}
    assert {character for number in numbers for character in number} <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_run_is_told_to_the_list_of_changes() -> None:
    run = a_label_run(quantity=5)

    entry = Change.objects.get(kind="label_run", code=run.code)
    assert (entry.actor, entry.after["quantity"], entry.after["product"]) == ("tests", 5, run.product.code)


@pytest.mark.parametrize("quantity", [0, 10_001])
def test_run_of_none_or_too_many_is_refused(quantity: int) -> None:
    with pytest.raises(Refusal, match="từ 1 đến 10000"):
        a_label_run(quantity=quantity)

    assert not LabelRun.objects.exists()


@pytest.mark.parametrize("carrier", [Carrier.DATA_MATRIX, Carrier.EAN13])
def test_carrier_of_gs1_without_a_gtin_is_refused(carrier: Carrier) -> None:
    with pytest.raises(Refusal) as refused:
        a_label_run(carrier=carrier)

    assert refused.value == rules.NEEDS_GTIN


def test_ean13_of_serials_or_of_a_longer_gtin_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_label_run(a_named_product(), carrier=Carrier.EAN13, is_serialised=True)
    assert refused.value == rules.NO_SERIAL_IN_EAN13

    with pytest.raises(Refusal) as refused:
        a_label_run(a_product(gtin="18938500000000"), carrier=Carrier.EAN13)
    assert refused.value == rules.NOT_GTIN13


def test_number_of_demonstrations_on_real_goods_is_refused(settings: SettingsWrapper) -> None:
    settings.DEMONSTRATION = False

    with pytest.raises(Refusal) as refused:
        a_label_run(a_product(gtin="9520000000011"))
    assert refused.value == rules.DEMONSTRATION_ONLY

    assert a_label_run(a_product(gtin="9520000000028", origin=Origin.MADE_UP))


def test_lot_of_another_product_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_label_run(lot=a_lot())

    assert refused.value == rules.LOT_OF_ANOTHER


def test_lot_called_back_is_refused_and_another_is_not() -> None:
    lot = a_lot()
    recall(lot.product).lots.create(lot=lot)

    with pytest.raises(Refusal) as refused:
        a_label_run(lot.product, lot=lot)
    assert refused.value == rules.LOT_RECALLED

    assert a_label_run(lot.product, lot=a_lot(lot.product))


def test_code_too_fine_for_the_label_is_refused(settings: SettingsWrapper) -> None:
    settings.BASE_URL = "https://truy-xuat-nguon-goc.nong-nghiep.example.gov.vn"
    lot = a_lot(a_product(producer=a_producer()), number="L" * 20)

    with pytest.raises(Refusal, match="quá nhỏ để quét"):
        a_label_run(lot.product, lot=lot, is_serialised=True, sheet="a4-65")

    assert a_label_run(lot.product, lot=lot, is_serialised=True, sheet="a4-24")


def test_sheet_that_is_none_is_refused() -> None:
    with pytest.raises(Refusal, match="không có trong danh sách"):
        a_label_run(sheet="a0")


def test_stars_without_a_certificate_that_holds_are_refused() -> None:
    product = a_named_product()
    with pytest.raises(Refusal) as refused:
        a_label_run(product, bears_stars=True)
    assert refused.value == rules.NOT_HELD

    recognition = recognise(product)
    a_suspension(recognition, timezone.localdate())
    with pytest.raises(Refusal) as refused:
        a_label_run(product, bears_stars=True)
    assert refused.value == rules.NOT_HELD


def test_stars_on_labels_are_entered_as_a_run_of_the_mark() -> None:
    product = a_named_product()
    recognition = recognise(product)

    run = a_label_run(product, bears_stars=True, quantity=7)

    entered = MarkRun.objects.get(recognition=recognition)
    assert (entered.what, entered.quantity) == (f"tem {run.code}", 7)


# Printing --------------------


@pytest.mark.parametrize("sheet", sorted(rules.sheets()))
@pytest.mark.parametrize("carrier", list(Carrier))
def test_every_code_of_a_sheet_is_read_back(carrier: Carrier, sheet: str, rastered: Any) -> None:
    product = a_named_product()
    lot = a_lot(product, number="L2605-001")
    is_serialised = carrier != Carrier.EAN13
    quantity = rules.sheets()[sheet].on_a_page + 2
    run = labels.make(
        run=NewRun(
            product=product, lot=lot, carrier=carrier, quantity=quantity, sheet=sheet, is_serialised=is_serialised
        ),
        by="tests",
    )

    file = labels.print_run(run=run, by="tests")

    serials = list(run.serials.values_list("number", flat=True)) if is_serialised else [""] * quantity
    contents = [content_of(carrier, product, lot.number, serial) for serial in serials]
    labelled = [label for page in rastered(read(file)) for label in cut(page, rules.sheets()[sheet])]
    found = [[each.text for each in zxingcpp.read_barcodes(label)] for label in labelled[:quantity]]
    assert found == [[content.replace("[", "(").replace("]", ")")] for content in contents]
    assert not any(zxingcpp.read_barcodes(label) for label in labelled[quantity:])


def cut(page: Image.Image, sheet: rules.Sheet) -> list[Image.Image]:
    """Return the labels of the page as the sheet is cut, row by row."""
    dot = DOTS_AN_INCH / 25.4
    corners = [
        (sheet.first[0] + column * sheet.step[0], sheet.first[1] + row * sheet.step[1])
        for row in range(sheet.rows)
        for column in range(sheet.columns)
    ]
    wide, high = sheet.label
    return [
        page.crop((round(x * dot), round(y * dot), round((x + wide) * dot), round((y + high) * dot)))
        for x, y in corners
    ]


@pytest.fixture
def rastered(tmp_path: Path) -> Any:
    """Return what turns a PDF into pictures of its pages, as a printer does.

    Skip without poppler, or fail when SAOLANG_REQUIRE_ALL=1.
    """
    if shutil.which("pdftoppm") is None:
        missing = "pdftoppm is not on this machine. On Debian: apt-get install poppler-utils"
        if os.environ.get("SAOLANG_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)

    def pages(content: bytes) -> list[Image.Image]:
        command = ["pdftoppm", "-r", str(DOTS_AN_INCH), "-gray", "-", str(tmp_path / "page")]
        subprocess.run(command, input=content, check=True)
        return [Image.open(path) for path in sorted(tmp_path.glob("page*.pgm"))]

    return pages


def test_labels_say_lot_days_maker_stars_and_where_the_code_leads() -> None:
    product = a_named_product()
    recognise(product)
    lot = a_lot(product, number="L1", made_on=dt.date(2026, 5, 1), best_before=dt.date(2027, 5, 1))
    run = a_label_run(product, lot=lot, is_serialised=True, bears_stars=True, quantity=1)

    words = words_of_pdf(read(labels.print_run(run=run, by="tests")))

    serial = run.serials.get().number
    assert words.split("  ")[0].startswith("Chè Shan tuyết Hợp tác xã Chè OCOP")
    for said in ("Số lô: L1", "NSX: 01/05/2026", "HSD: 01/05/2027", serial[:4], "ocop.example.vn"):
        assert said in words
    assert "không phải mã GS1" not in words


def test_label_of_an_own_code_says_that_it_is_none_of_gs1() -> None:
    run = a_label_run(quantity=1)

    words = words_of_pdf(read(labels.print_run(run=run, by="tests")))

    assert "không phải mã GS1" in words
    assert "OCOP" not in words.replace("ocop", "")


def test_label_of_made_up_goods_says_so() -> None:
    run = a_label_run(a_product(origin=Origin.MADE_UP), quantity=1)

    assert "SỐ LIỆU TRÌNH DIỄN" in words_of_pdf(read(labels.print_run(run=run, by="tests")))


def test_run_of_several_parts_has_whole_pages_and_tells_that_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "LEAST_IN_A_PART", 30)
    run = a_label_run(quantity=100, is_serialised=True, sheet="a4-24")

    assert print_labels.call(code=run.code, by="tests") is None

    run.refresh_from_db()
    assert (run.printed, run.file is not None) == (100, True)
    assert run.file
    pages = pages_of_pdf(read(run.file))
    assert [page.count("không phải mã GS1") for page in pages] == [24, 24, 24, 24, 4]
    with pikepdf.open(BytesIO(read(run.file))) as bound:
        assert [round(float(edge)) for edge in bound.pages[0].mediabox] == [0, 0, 595, 842]


def test_run_printed_once_is_not_printed_again() -> None:
    run = a_label_run(quantity=1)
    labels.print_run(run=run, by="tests")
    run.refresh_from_db()

    answer = print_labels.call(code=run.code, by="tests")

    assert answer == labels.PRINTED.as_data()


def test_stars_are_not_printed_once_the_certificate_is_suspended() -> None:
    product = a_named_product()
    recognition = recognise(product)
    run = a_label_run(product, bears_stars=True)
    a_suspension(recognition, timezone.localdate())

    with pytest.raises(Refusal) as refused:
        labels.print_run(run=run, by="tests")

    assert refused.value == rules.NOT_HELD
    run.refresh_from_db()
    assert run.file is None


def test_sample_is_one_label_of_its_own_size() -> None:
    run = a_label_run(quantity=3, is_serialised=True, sheet="a4-24")

    svg = labels.sample(run).decode()

    assert 'width="198.4' in svg
    assert "http" not in svg.replace("http://www.w3.org/", "").replace("data:image/svg+xml", "")
