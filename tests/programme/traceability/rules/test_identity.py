"""How things are named: by GS1 keys where there are any, else by our own codes, one notation each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.core.gs1.links import parse_path
from saolang.core.refusal import Refusal
from saolang.programme.registry.models import Producer, Product
from saolang.programme.traceability.models import Location, Lot
from saolang.programme.traceability.rules.identity import (
    canonical,
    identifier_of,
    identifier_of_location,
    identifier_of_lot,
    identifier_of_party,
    identifiers_of_lot,
    link_of,
    page_of,
    syntax,
)

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

HOST = "https://ocop.example.vn"
NAMED = Product(code="SP-7K3M9QXW", gtin="09520000000011")
UNNAMED = Product(code="SP-7K3M9QXW")


@pytest.fixture(autouse=True)
def _our_host(settings: SettingsWrapper) -> None:
    settings.BASE_URL = HOST
    settings.ALLOWED_HOSTS = ["ocop.example.vn", "OCOP2.example.vn"]


def test_link_of_a_product_with_a_gtin_is_a_digital_link_on_our_host() -> None:
    address = link_of(NAMED, "L/1", "S1")

    assert address == f"{HOST}/01/09520000000011/10/L%2F1/21/S1"
    assert parse_path(address.removeprefix(HOST)).lot == "L/1"


def test_link_of_a_product_without_a_gtin_is_our_own_code() -> None:
    assert link_of(UNNAMED, "L/1", "S1") == f"{HOST}/sp/SP-7K3M9QXW/lo/L%2F1/so/S1"
    assert page_of(NAMED) == "/sp/SP-7K3M9QXW"


def test_identifier_of_a_unit_is_its_serial_alone() -> None:
    assert identifier_of(NAMED, "L1", "S1") == "https://id.gs1.org/01/09520000000011/21/S1"
    assert identifier_of(NAMED, "L1") == "https://id.gs1.org/01/09520000000011/10/L1"


@pytest.mark.parametrize("product", [NAMED, UNNAMED])
@pytest.mark.parametrize(("lot", "serial"), [("", ""), ("A/B=1", ""), ("L1", "S 1".replace(" ", "%"))])
def test_identifier_is_what_its_link_becomes(product: Product, lot: str, serial: str) -> None:
    assert canonical(link_of(product, lot, serial)) == identifier_of(product, lot, serial)
    assert canonical(identifier_of(product, lot, serial)) == identifier_of(product, lot, serial)


def test_own_code_on_another_of_our_hosts_is_the_same() -> None:
    assert canonical("http://ocop2.example.vn/sp/SP-7K3M9QXW/") == f"{HOST}/sp/SP-7K3M9QXW"


def test_lot_of_a_raw_material_is_named_by_its_own_code() -> None:
    lot = Lot(code="LO-1", number="L1", material="Lá chè", producer=Producer(code="CT-1"))

    assert identifier_of_lot(lot) == f"{HOST}/nl/LO-1"
    assert identifiers_of_lot(lot) == (f"{HOST}/nl/LO-1",)
    assert canonical(identifier_of_lot(lot)) == identifier_of_lot(lot)


def test_lot_of_a_product_is_found_under_its_gtin_and_under_our_code() -> None:
    lot = Lot(code="LO-1", number="L1", product=NAMED)

    assert identifiers_of_lot(lot) == (
        "https://id.gs1.org/01/09520000000011/10/L1",
        f"{HOST}/sp/SP-7K3M9QXW/lo/L1",
    )


def test_place_is_named_by_its_gln_or_by_our_code() -> None:
    assert identifier_of_location(Location(code="DD-1", gln="9520000000004")) == "https://id.gs1.org/414/9520000000004"
    assert identifier_of_location(Location(code="DD-1")) == f"{HOST}/dd/DD-1"
    assert canonical(identifier_of_location(Location(code="DD-1"))) == f"{HOST}/dd/DD-1"


def test_producer_is_named_by_its_public_address() -> None:
    assert identifier_of_party(Producer(code="CT-1")) == f"{HOST}/chu-the/CT-1/"


def test_attribute_in_a_query_is_checked_by_the_dictionary() -> None:
    with pytest.raises(Refusal):
        parse_path("/01/09520000000011", "17=999999", syntax())
