"""The radar: people are told of certificates that run out, 180, 120, 60 and 30 days before."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.queries import people_with, places_of
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.batches import AT_ONCE
from saolang.base.notices.choices import Kind
from saolang.programme.certification.models import ExpiryWarning
from saolang.programme.certification.queries import running_out
from saolang.programme.certification.rules.expiry import SOON, filing_window, threshold_for
from saolang.programme.certification.services.telling import tell_the_producer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from saolang.programme.certification.models import Recognition


@transaction.atomic
def warn(*, by: str, on: date | None = None) -> int:
    """Tell people of every certificate that has reached a threshold on the day, or today; return how many there were.

    The producer's people hear of each; officials who look after its place hear how many there are in theirs. Of two
    who look at once, each certificate is told of by one: the other waits at its row, and passes it over. After a
    standstill only the nearest threshold is told. In order: the rows are written; the change is recorded; people are
    told.
    """
    day = on or timezone.localdate()
    found = running_out(day, day + SOON, timezone.now()).select_related("product")
    warnings = _entered(found, day)
    if not warnings:
        return 0
    record(
        by=by,
        action=Action.CREATE,
        kind="certificate",
        code=str(warnings[0].run),
        after={"warned": len(warnings), "on": day},
    )
    for warning in warnings:
        warning.told = _tell_producer(warning, day, by=by)
    _tell_officials(warnings, by=by)
    ExpiryWarning.objects.bulk_update(warnings, ["told"], AT_ONCE)
    return len(warnings)


def _entered(recognitions: Iterable[Recognition], day: date) -> list[ExpiryWarning]:
    """Write a row for each certificate at a threshold it has none for yet, in the order of their keys; return those.

    Where another writes the same row, this waits until that one is done, and leaves the row to it.
    """
    run = uuid.uuid4()
    due = [
        ExpiryWarning(recognition=each, expires_on=each.expires_on, threshold=threshold, run=run)
        for each in sorted(recognitions, key=lambda each: each.pk)
        if (threshold := threshold_for((each.expires_on - day).days))
    ]
    told = set(
        ExpiryWarning.objects.filter(expires_on__range=(day, day + SOON)).values_list(
            "recognition_id", "expires_on", "threshold"
        )
    )
    new = [each for each in due if (each.recognition_id, each.expires_on, each.threshold) not in told]
    ExpiryWarning.objects.bulk_create(new, AT_ONCE, ignore_conflicts=True)
    return list(ExpiryWarning.objects.filter(run=run).select_related("recognition__product").order_by("pk"))


def _tell_producer(warning: ExpiryWarning, day: date, *, by: str) -> int:
    first, last = filing_window(warning.expires_on)
    return tell_the_producer(
        warning.recognition.product,
        Kind.CERTIFICATE_EXPIRING,
        by=by,
        until=warning.expires_on,
        left=(warning.expires_on - day).days,
        first=first,
        last=last,
    )


def _tell_officials(warnings: list[ExpiryWarning], *, by: str) -> None:
    """Tell each official who checks dossiers how many lie in the official's places; add who heard to the rows."""
    by_place: dict[int, list[ExpiryWarning]] = {}
    for warning in warnings:
        if place := warning.recognition.product.place_id:
            by_place.setdefault(place, []).append(warning)
    for person in people_with(Permission.CHECK_DOSSIERS):
        places = places_of(person, Permission.CHECK_DOSSIERS).filter(pk__in=by_place)
        theirs = [warning for place in places.values_list("pk", flat=True) for warning in by_place[place]]
        for warning in theirs:
            warning.told += 1
        if theirs:
            tell(
                person,
                Kind.CERTIFICATES_EXPIRING,
                {"count": len(theirs)},
                path=reverse("desk:certificates_expiring"),
                once=f"expiry:{warnings[0].run}:{person.pk}",
                by=by,
            )
