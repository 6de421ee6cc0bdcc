"""A producer's places, where things happen to goods: fields, workshops, stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.kit.words import say
from saolang.programme.registry.queries import own_producers
from saolang.programme.traceability.choices import LocationKind
from saolang.programme.traceability.models import Location
from saolang.programme.traceability.queries.prefixes import held_by
from saolang.programme.traceability.rules.prefixes import warning_of
from saolang.programme.traceability.services import locations as services
from saolang.web.acts import attempt, carry_out
from saolang.web.pages import back_to
from saolang.web.portal.access import CHOSEN, chosen_producer
from saolang.web.portal.label_forms import LocationForm
from saolang.web.portal.pages import ask

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.programme.registry.models import Producer
    from saolang.web.requests import PersonRequest


@requires(Permission.RECORD_EVENTS)
@require_safe
def locations(request: PersonRequest) -> HttpResponse:
    """Show the places of one producer that are in use."""
    producer, own = chosen_producer(request)
    held = held_by(producer, timezone.localdate())
    listed = [
        (location, say(warning_of(location.gln, held)) if location.gln else "")
        for location in producer.locations.filter(closed_at=None).select_related("place")
    ]
    return render(request, "portal/labels/locations.html", {"producer": producer, "own": own, "locations": listed})


@requires(Permission.RECORD_EVENTS)
def add_location(request: PersonRequest) -> HttpResponse:
    producer, _own = chosen_producer(request)
    form = LocationForm(request.POST or None, initial=_of(producer))
    entered = carry_out(form, lambda: services.enter(producer=producer, location=form.location, by=request.user.actor))
    if entered:
        return _done(producer, request, gettext("Đã thêm địa điểm."))
    return ask(request, form, title=gettext("Thêm địa điểm"), back=_back(producer))


@requires(Permission.RECORD_EVENTS)
def revise_location(request: PersonRequest, code: str) -> HttpResponse:
    found = _location(request.user, code)
    form = LocationForm(request.POST or None, initial=_values(found))
    if carry_out(form, lambda: services.revise(location=found, to=form.location, by=request.user.actor)):
        return _done(found.producer, request, gettext("Đã lưu địa điểm."))
    return ask(request, form, title=found.name, back=_back(found.producer))


@requires(Permission.RECORD_EVENTS)
@require_POST
def close_location(request: PersonRequest, code: str) -> HttpResponse:
    """Offer the place for nothing new; what happened there keeps naming it."""
    found = _location(request.user, code)
    attempt(
        request,
        lambda: services.close(location=found, by=request.user.actor),
        done=gettext("Đã đóng địa điểm."),
    )
    return redirect(_back(found.producer).url)


def _location(user: User, code: str) -> Location:
    """Return a place of the person's own producers. Raises Http404."""
    own = Location.objects.filter(producer__in=own_producers(user)).select_related("producer", "place")
    return get_object_or_404(own, code=code)


def _of(producer: Producer) -> dict[str, Any]:
    """Return where most places of the producer are."""
    return {"kind": LocationKind.WORKSHOP, "place": _code_of(producer.place), "address": producer.address}


def _values(location: Location) -> dict[str, Any]:
    return {
        "name": location.name,
        "kind": location.kind,
        "address": location.address,
        "place": _code_of(location.place),
        "gln": location.gln,
    }


def _code_of(place: Any) -> str:
    return place.public_code if place else ""


def _done(producer: Producer, request: PersonRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(_back(producer).url)


def _back(producer: Producer) -> Any:
    return back_to("portal:locations", gettext("Địa điểm"), query=f"?{CHOSEN}={producer.code}")
