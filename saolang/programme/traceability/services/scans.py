"""Scans counted: what was scanned in which hour, and nothing of the person.

They are noted in memory and written each second, so that nobody waits for a writer; a process that is killed loses its
last second. The day a serial number was first scanned is written at once, and lasts.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from saolang.programme.traceability.choices import Device
from saolang.programme.traceability.models import Serial

if TYPE_CHECKING:
    from datetime import date

MOST_WAITING = 1_000_000
"""Scans of one process that are noted at most before they are written."""
_noted: deque[Scan] = deque(maxlen=MOST_WAITING)
_UPSERT = (
    "INSERT INTO traceability_scancount (product_code, lot_number, state, language, device, day, hour, count) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (product_code, lot_number, day, hour, state, language, device) "
    "DO UPDATE SET count = traceability_scancount.count + excluded.count"
)


class Scan(NamedTuple):
    """All that is kept of a scan. Codes we do not know are empty: what somebody typed is not kept.

    `serial` is the key of a serial number of ours, 0 where none was scanned.
    """

    product_code: str
    lot_number: str
    state: str
    language: str
    device: str = Device.BOT
    serial: int = 0


def note(scan: Scan) -> None:
    """Count the scan within the second."""
    _noted.append(scan)


def flush() -> int:
    """Write what was noted since the last time, and return how many scans that were."""
    scans = [_noted.popleft() for _ in range(len(_noted))]
    if not scans:
        return 0
    now = timezone.localtime()
    counts = Counter(scan[:-1] for scan in scans)
    serials = Counter(scan.serial for scan in scans if scan.serial and scan.device != Device.BOT)
    # In one order, so that two processes wait for one another instead of for ever.
    rows = [(*key, now.date(), now.hour, count) for key, count in sorted(counts.items())]
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.executemany(_UPSERT, rows)
            for serial, count in sorted(serials.items()):
                Serial.objects.filter(pk=serial).update(scans=F("scans") + count)
    except Exception:
        _noted.extendleft(reversed(scans))
        raise
    return len(scans)


def first_seen(serial: Serial, *, on: date) -> bool:
    """Write at once that the unit was scanned for the first time, and say whether it was."""
    is_first = Serial.objects.filter(pk=serial.pk, first_scanned_on=None).update(first_scanned_on=on) == 1
    if is_first:
        serial.first_scanned_on = on
    return is_first
