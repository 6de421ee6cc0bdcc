"""Codes that are scanned otherwise than goods in shops are: questions for an officer, never a finding.

Sums of scans alone, with nothing of who scanned. The bounds are ours, to be tried (docs/readings.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from saolang.programme.traceability.choices import Device, ScanState
from saolang.programme.traceability.models import ScanCount, Serial

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from saolang.programme.registry.models import Product

DAYS = 30
"""How far back is looked."""
MANY_OF_A_UNIT = 20
"""Scans of one unit: more than those who hold it, and look twice."""
MANY_UNKNOWN = 10
MANY_RECALLED = 5
"""Fewer are not told: they might be one person."""
SUDDEN, OFTEN = 5, 50
"""So many times the daily mean before, and so many scans at least."""
MOST = 100


class Kind(models.TextChoices):
    """What is asked, as a question: a machine accuses nobody."""

    UNIT = "unit", _("Tem của một sản phẩm có bị chụp lại, in lại không?")
    UNKNOWN = "unknown", _("Có ai dò số sê-ri, hay tem giả mang số không có thật?")
    RECALLED = "recalled", _("Hàng bị thu hồi hoặc hết hiệu lực có còn được bán không?")
    SUDDEN = "sudden", _("Vì sao mã được quét tăng đột ngột?")


@dataclass(frozen=True)
class Signal:
    """A question about a product or one of its lots, and how many scans raise it."""

    kind: Kind
    product: Product
    lot_number: str
    scans: int
    serial: str = ""


def signals(products: QuerySet[Product], day: date) -> list[Signal]:
    """Return the questions about the products, those with most scans first. Six queries."""
    known = {product.code: product for product in products.filter(code__in=_scanned(day))}
    found = [*_units(products), *_unknown(known, day), *_recalled(known, day), *_sudden(known, day)]
    return sorted(found, key=lambda signal: -signal.scans)[:MOST]


def _scanned(day: date) -> QuerySet[ScanCount, str]:
    return _people(day - timedelta(days=DAYS), day).values_list("product_code", flat=True)


def _people(since: date, until: date) -> QuerySet[ScanCount]:
    return ScanCount.objects.exclude(device=Device.BOT).filter(day__range=(since, until)).exclude(product_code="")


def _units(products: QuerySet[Product]) -> Iterable[Signal]:
    often = Serial.objects.filter(scans__gte=MANY_OF_A_UNIT, product__in=products).select_related("product", "lot")
    for unit in often.order_by("-scans")[:MOST]:
        yield Signal(Kind.UNIT, unit.product, unit.lot.number if unit.lot else "", unit.scans, unit.number)


def _unknown(known: dict[str, Product], day: date) -> Iterable[Signal]:
    counted = _people(day - timedelta(days=DAYS), day).filter(state=ScanState.UNKNOWN)
    return _told(Kind.UNKNOWN, counted, MANY_UNKNOWN, known)


def _recalled(known: dict[str, Product], day: date) -> Iterable[Signal]:
    over = Q(state__in=[ScanState.RECALLED, ScanState.REVOKED, ScanState.EXPIRED])
    return _told(Kind.RECALLED, _people(day - timedelta(days=DAYS), day).filter(over), MANY_RECALLED, known)


def _sudden(known: dict[str, Product], day: date) -> Iterable[Signal]:
    """Yield the lots scanned much more often in the last full day than in the mean of the days before."""
    yesterday = day - timedelta(days=1)
    now = _people(yesterday, yesterday).values("product_code", "lot_number").annotate(total=Sum("count"))
    before = _people(day - timedelta(days=DAYS), yesterday - timedelta(days=1)).values("product_code", "lot_number")
    means = {
        (each["product_code"], each["lot_number"]): each["total"] / (DAYS - 1)
        for each in before.annotate(total=Sum("count"))
    }
    for each in now.filter(total__gte=OFTEN):
        key = each["product_code"], each["lot_number"]
        if key[0] in known and each["total"] >= SUDDEN * means.get(key, 0):
            yield Signal(Kind.SUDDEN, known[key[0]], key[1], each["total"])


def _told(kind: Kind, counted: QuerySet[ScanCount], least: int, known: dict[str, Product]) -> Iterable[Signal]:
    sums = counted.values("product_code", "lot_number").annotate(total=Sum("count")).filter(total__gte=least)
    for each in sums.order_by("-total")[:MOST]:
        if each["product_code"] in known:
            yield Signal(kind, known[each["product_code"]], each["lot_number"], each["total"])
