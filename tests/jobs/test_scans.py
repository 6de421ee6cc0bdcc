"""What a web process keeps in its memory is written."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.jobs.scans import forget_old_pages, write
from saolang.programme.traceability.choices import Device, ScanState
from saolang.programme.traceability.models import ReadyPage, ScanCount, Serial
from saolang.programme.traceability.services import pages, scans
from saolang.programme.traceability.services.scans import Scan, note
from tests.factories.traceability import a_lot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saolang.programme.traceability.models import Lot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    yield
    pages._made.clear()  # noqa: SLF001
    scans._noted.clear()  # noqa: SLF001


@pytest.fixture
def lot(province: object) -> Lot:
    return a_lot()


def a_page(lot: Lot, content: bytes = b"page") -> ReadyPage:
    assert lot.product is not None
    return pages.make_ready(
        content,
        address=f"/sp/{lot.product.code}",
        language="vi",
        product=lot.product,
        lot=None,
        revision=1,
        day=timezone.localdate(),
        state=ScanState.VALID,
    )


def test_scans_are_summed_over_what_was_written_before(lot: Lot) -> None:
    scan = Scan("SP-1", "L1", ScanState.VALID, "vi", Device.PHONE)
    for count in (2, 3):
        for _ in range(count):
            note(scan)
        write()

    assert ScanCount.objects.get().count == 5


def test_scans_of_a_unit_are_added_to_it(lot: Lot) -> None:
    unit = Serial.objects.create(product=lot.product, number="K7Q2M9XW3TB4C")
    note(Scan("SP-1", "", ScanState.VALID, "vi", Device.PHONE, unit.pk))
    note(Scan("SP-1", "", ScanState.VALID, "vi", Device.BOT, unit.pk))

    write()

    unit.refresh_from_db()
    assert unit.scans == 1


def test_page_made_again_takes_the_place_of_the_one_before(lot: Lot) -> None:
    a_page(lot, b"before")
    write()
    made = a_page(lot, b"after")

    write()

    assert ReadyPage.objects.get().etag == made.etag


def test_page_of_a_day_gone_by_is_forgotten(lot: Lot) -> None:
    a_page(lot)
    write()
    ReadyPage.objects.update(made_on=timezone.localdate() - dt.timedelta(days=1))

    forget_old_pages()

    assert not ReadyPage.objects.exists()


def test_scan_that_cannot_be_written_waits_on(lot: Lot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "saolang.jobs.scans")
    note(Scan("SP-1", "L1", ScanState.VALID, "vi", None))  # type: ignore[arg-type]

    with pytest.raises(Exception, match="device"):
        scans.flush()

    assert len(scans._noted) == 1  # noqa: SLF001
