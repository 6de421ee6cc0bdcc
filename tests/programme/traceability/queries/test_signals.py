"""Codes that stand out by how they are scanned."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from saolang.programme.registry.models import Product
from saolang.programme.traceability.choices import Device, ScanState
from saolang.programme.traceability.models import ScanCount, Serial
from saolang.programme.traceability.queries.signals import Kind, signals
from tests.factories.traceability import a_lot

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.traceability.models import Lot

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 23)
YESTERDAY = dt.date(2026, 11, 22)


@pytest.fixture
def lot(province: object) -> Lot:
    return a_lot()


def scanned(lot: Lot, count: int, day: dt.date = YESTERDAY, **known: Any) -> None:
    assert lot.product is not None
    values = {"hour": 9, "state": ScanState.VALID, "language": "vi", "device": Device.PHONE} | known
    ScanCount.objects.create(product_code=lot.product.code, lot_number=lot.number, count=count, day=day, **values)


def kinds() -> list[tuple[Kind, int]]:
    return [(signal.kind, signal.scans) for signal in signals(Product.objects.all(), DAY)]


def test_sudden_growth_is_asked_about(lot: Lot) -> None:
    scanned(lot, 29, dt.date(2026, 11, 1))
    scanned(lot, 60)

    assert kinds() == [(Kind.SUDDEN, 60)]


def test_steady_scans_raise_no_question(lot: Lot) -> None:
    scanned(lot, 1_000, dt.date(2026, 11, 1))
    scanned(lot, 60)

    assert kinds() == []


@pytest.mark.parametrize("state", [ScanState.RECALLED, ScanState.REVOKED, ScanState.EXPIRED])
def test_scans_after_a_recall_or_an_end_are_asked_about(lot: Lot, state: ScanState) -> None:
    scanned(lot, 5, state=state)

    assert kinds() == [(Kind.RECALLED, 5)]


def test_few_scans_are_not_told(lot: Lot) -> None:
    scanned(lot, 4, state=ScanState.RECALLED)
    scanned(lot, 9, state=ScanState.UNKNOWN)

    assert kinds() == []


def test_run_of_unknown_serials_is_asked_about(lot: Lot) -> None:
    scanned(lot, 10, state=ScanState.UNKNOWN)

    assert kinds() == [(Kind.UNKNOWN, 10)]


def test_unit_scanned_often_is_asked_about(lot: Lot) -> None:
    Serial.objects.create(product=lot.product, lot=lot, number="K7Q2M9XW3TB4C", scans=20)
    Serial.objects.create(product=lot.product, lot=lot, number="K7Q2M9XW3TB4D", scans=19)

    assert kinds() == [(Kind.UNIT, 20)]


def test_scans_by_programs_raise_no_question(lot: Lot) -> None:
    scanned(lot, 500, device=Device.BOT, state=ScanState.RECALLED)

    assert kinds() == []


def test_scans_of_products_of_another_area_raise_no_question(lot: Lot) -> None:
    scanned(lot, 5, state=ScanState.RECALLED)

    assert signals(Product.objects.none(), DAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_questions_take_as_many_queries_however_many(
    province: object, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        scanned(a_lot(), 60)

    with django_assert_num_queries(6):
        assert len(kinds()) == count
