"""Codes as drawings, each read back by a decoder."""

from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from saolang.core.gs1.keys import CHARACTERS_82, check_digit
from saolang.programme.registry.models import Product
from saolang.programme.traceability.choices import Carrier
from saolang.programme.traceability.rules.carriers import Drawing, content_of, drawn

GTIN = "09520000000011"
NAMED = Product(code="SP-7K3M9QXW", gtin=GTIN)
UNNAMED = Product(code="SP-7K3M9QXW")
TEXTS = st.text("".join(sorted(CHARACTERS_82)), min_size=1, max_size=20)
PIXELS = 4
"""Of a module."""


def read_back(drawing: Drawing) -> tuple[str, str]:
    """Return format, symbology and text of the one code in the drawing."""
    size = (round(drawing.width * PIXELS), round(drawing.height * PIXELS))
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for left, top, width, height in drawing.bars:
        corner = (round((left + width) * PIXELS) - 1, round((top + height) * PIXELS) - 1)
        pen.rectangle((round(left * PIXELS), round(top * PIXELS), *corner), fill=0)
    [found] = zxingcpp.read_barcodes(picture)
    return f"{found.format} {found.symbology_identifier}", found.text


@given(TEXTS, TEXTS)
@settings(max_examples=40)
def test_qr_holds_the_address(lot: str, serial: str) -> None:
    for product in (NAMED, UNNAMED):
        content = content_of(Carrier.QR, product, lot, serial)

        assert read_back(drawn(Carrier.QR, content)) == ("QR Code ]Q1", content)


def test_qr_of_a_product_without_a_gtin_holds_our_own_address() -> None:
    assert content_of(Carrier.QR, UNNAMED, "L1").endswith("/sp/SP-7K3M9QXW/lo/L1")
    assert content_of(Carrier.QR, NAMED, "L1").endswith(f"/01/{GTIN}/10/L1")


@given(TEXTS, TEXTS)
@settings(max_examples=40)
def test_data_matrix_holds_the_element_string(lot: str, serial: str) -> None:
    content = content_of(Carrier.DATA_MATRIX, NAMED, lot, serial)

    kind, text = read_back(drawn(Carrier.DATA_MATRIX, content))

    assert kind == "Data Matrix ]d2", "GS1 DataMatrix"
    assert text == f"(01){GTIN}(10){lot}(21){serial}"


@given(st.text("0123456789", min_size=12, max_size=12))
@settings(max_examples=40)
def test_ean13_holds_the_thirteen_digits(digits: str) -> None:
    gtin = f"0{digits}{check_digit(digits)}"

    kind, text = read_back(drawn(Carrier.EAN13, content_of(Carrier.EAN13, Product(gtin=gtin))))

    assert (kind, text) == ("EAN-13 ]E0", gtin[1:])


@pytest.mark.parametrize(
    ("carrier", "product"), [(Carrier.QR, UNNAMED), (Carrier.DATA_MATRIX, NAMED), (Carrier.EAN13, NAMED)]
)
def test_drawing_keeps_the_quiet_zone_white(carrier: Carrier, product: Product) -> None:
    drawing = drawn(carrier, content_of(carrier, product))

    quiet = {Carrier.QR: 4, Carrier.DATA_MATRIX: 1, Carrier.EAN13: 7}[carrier]
    assert min(left for left, _, _, _ in drawing.bars) >= quiet
    assert max(left + width for left, _, width, _ in drawing.bars) <= drawing.width - quiet


def test_drawing_is_a_picture_with_nothing_of_others_in_it() -> None:
    svg = drawn(Carrier.QR, "https://ocop.example.vn/sp/SP-1").svg

    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
    assert "href" not in svg
    assert "style" not in svg
