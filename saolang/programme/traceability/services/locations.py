"""Places of a producer: entered, renamed, closed. What happened there keeps naming them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.core.text import normalise
from saolang.programme.registry.models import Producer, Product
from saolang.programme.traceability.choices import LocationKind
from saolang.programme.traceability.models import Location
from saolang.programme.traceability.rules import locations as rules
from saolang.programme.traceability.services.pages import touch

if TYPE_CHECKING:
    from saolang.base.places.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLocation:
    """What is known of a place; `gln` is empty where GS1 gave it none."""

    name: str
    kind: LocationKind | str = LocationKind.WORKSHOP
    gln: str = ""
    place: Place | None = None
    address: str = ""


@transaction.atomic
def enter(*, producer: Producer, location: NewLocation, by: str) -> Location:
    """Enter a place of the producer. Raises Refusal without a name, and for a GLN that is wrong or another's."""
    Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)
    [code] = fresh_codes(Location.objects.all(), rules.CODE_PREFIX, 1)
    row = Location(code=code, producer=producer, recorded_by=by, **_said(location))
    _check(row)
    row.save(force_insert=True)
    record(by=by, action=Action.CREATE, kind="location", code=code, after={"producer": producer.code, **_told(row)})
    return row


@transaction.atomic
def revise(*, location: Location, to: NewLocation, by: str) -> Location:
    """Change what is said of a place, and have the public pages that name it made anew.

    Raises Refusal for a place that was closed, another GLN than the one events name it by, and as `enter` does.
    """
    locked = _locked(location)
    if refusal := rules.check_change(locked, to.gln.strip()):
        raise refusal
    before = _told(locked)
    for name, value in _said(to).items():
        setattr(locked, name, value)
    _check(locked)
    locked.save(update_fields=list(_said(to)))
    _touch_pages(locked)
    record(by=by, action=Action.CHANGE, kind="location", code=locked.code, before=before, after=_told(locked))
    return locked


@transaction.atomic
def close(*, location: Location, by: str) -> Location:
    """Offer the place for nothing new. Raises Refusal when it was closed before."""
    locked = _locked(location)
    if refusal := rules.check_open(locked):
        raise refusal
    locked.closed_at, locked.closed_by = timezone.now(), by
    locked.save(update_fields=["closed_at", "closed_by"])
    record(by=by, action=Action.CLOSE, kind="location", code=locked.code, before=_told(locked))
    return locked


def _locked(location: Location) -> Location:
    return Location.objects.select_for_update(of=("self",)).select_related("producer", "place").get(pk=location.pk)


def _check(row: Location) -> None:
    taken = Location.objects.filter(gln=row.gln).exclude(pk=row.pk).values_list("gln", flat=True) if row.gln else ()
    if refusal := rules.check_location(row, list(taken)):
        raise refusal


def _said(location: NewLocation) -> dict[str, Any]:
    return {
        "name": normalise(location.name),
        "kind": LocationKind(location.kind),
        "gln": location.gln.strip(),
        "place": location.place,
        "address": normalise(location.address),
    }


def _told(row: Location) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": row.kind,
        "gln": row.gln,
        "place": row.place.public_code if row.place else "",
        "address": row.address,
    }


def _touch_pages(location: Location) -> None:
    """Count a change of the pages of the producer's products: the steps on them say where they were done."""
    touch(Product.objects.filter(lots__producer=location.producer_id).values_list("pk", flat=True))
