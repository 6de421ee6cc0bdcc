"""A producer's lots: what there is of each, what became of it, what to record next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.rules import Scope, may_over
from saolang.core.steps import NOTE, PARTNER
from saolang.programme.traceability.models import Lot
from saolang.programme.traceability.queries.checks import checks_in_force
from saolang.programme.traceability.queries.lots import (
    lots_named,
    own_lots,
    places_of,
    recorded_of,
    stocks_of,
    usual_steps,
)
from saolang.programme.traceability.rules.identity import link_of, page_of
from saolang.programme.traceability.rules.steps import craft
from saolang.programme.traceability.services import lots as services
from saolang.web.acts import carry_out
from saolang.web.pages import back_to
from saolang.web.pages import page_of as listed_page
from saolang.web.portal.access import chosen_producer
from saolang.web.portal.pages import ask, go_on_from
from saolang.web.portal.step_answers import QUANTITIES, names_in, next_steps
from saolang.web.portal.step_forms import LotForm, goods_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.programme.traceability.models import EventCheck
    from saolang.programme.traceability.queries.lots import Recorded
    from saolang.web.requests import PersonRequest


class Told(NamedTuple):
    """An event as the page tells it: how much of this lot, what went in or came out, with whom, who checked it."""

    recorded: Recorded
    own: Mapping[str, Any]
    others: list[tuple[Lot, str]]
    partner: str
    note: str
    check: EventCheck | None
    is_wrong: bool


@requires(Permission.RECORD_EVENTS)
@require_safe
def lots(request: PersonRequest) -> HttpResponse:
    """Show the steps to record, the usual ones first, and the lots of one producer with what is left of each."""
    producer, own = chosen_producer(request)
    usual = usual_steps(producer)
    page = listed_page(request, Lot.objects.filter(producer=producer).select_related("product").order_by("-pk"))
    stocks = stocks_of(list(page))
    context = {
        "producer": producer,
        "own": own,
        "usual": usual,
        "other": [step for step in craft().steps.values() if step not in usual],
        "page": page,
        "lots": [(lot, stocks[lot.pk]) for lot in page],
    }
    return render(request, "portal/lots/lots.html", context)


@requires(Permission.RECORD_EVENTS)
@require_safe
def lot(request: PersonRequest, code: str) -> HttpResponse:
    """Show a lot: what there is of it, each step it went through, what it came from and became, its public page."""
    found = lot_of(request.user, code)
    story = recorded_of(found)
    context = {
        "lot": found,
        "goods": goods_of(found),
        "stock": stocks_of([found])[found.pk],
        "told": told(found, story.recorded, story.wrong),
        "left_out": story.left_out,
        "next": next_steps(found, story.recorded),
        "link": link_of(found.product, found.number) if found.product else "",
        "public_page": page_of(found.product, found.number) if found.product else "",
        "may_recall": may_over(request.user, Permission.RECALL, _scope(found)) is None,
    }
    return render(request, "portal/lots/lot.html", context)


@requires(Permission.RECORD_EVENTS)
def revise_lot(request: PersonRequest, code: str) -> HttpResponse:
    """Change what is known of a lot, as long as no step or label says otherwise."""
    found = lot_of(request.user, code)
    form = LotForm(request.POST or None, initial=_values(found), places=places_of(found.producer))
    revised = carry_out(
        form,
        lambda: services.revise(lot=found, version=form.cleaned_data["version"], by=request.user.actor, **form.changes),
    )
    if revised:
        messages.success(request, gettext("Đã lưu lô hàng."))
        return redirect("portal:lot", code)
    found.refresh_from_db()
    differences = go_on_from(form, found.version, _values(found))
    title = gettext("Sửa lô %(number)s") % {"number": found.number}
    return ask(request, form, title=title, back=back_to("portal:lot", found.number, code), differences=differences)


def _scope(found: Lot) -> Scope:
    return Scope(ScopeKind.PRODUCER, found.producer.code, found.producer.place)


def _values(found: Lot) -> dict[str, Any]:
    """Return what the form shows of the lot as it is."""
    names = services.REVISABLE | {"version"}
    return {name: found.location_id if name == "location" else getattr(found, name) for name in names}


def lot_of(user: User, code: str) -> Lot:
    """Return a lot of the person's own producers. Raises Http404."""
    found = own_lots(user).select_related("producer__place", "product__product_set", "location")
    return get_object_or_404(found, code=code)


def told(found: Lot, kept: Sequence[Recorded], wrong: Collection[str]) -> list[Told]:
    """Return the events as the page tells them; that one was declared wrong is told beside it."""
    named = lots_named((name for each in kept for name in names_in(each)), found.producer)
    checks = checks_in_force(each.event for each in kept)
    return [
        _told(found, each, named, checks.get(each.event.pk), is_wrong=each.event.event_id in wrong) for each in kept
    ]


def _told(found: Lot, each: Recorded, named: Mapping[str, Lot], check: EventCheck | None, *, is_wrong: bool) -> Told:
    elements = [(key, element) for key in QUANTITIES for element in each.said.get(key, ())]
    of_it = [(key, said) for key, said in elements if named.get(said["epcClass"]) == found]
    made = bool(of_it) and of_it[0][0] == "outputQuantityList"
    others = [
        (named[said["epcClass"]], _relation(key, made=made))
        for key, said in elements
        if named.get(said["epcClass"], found) != found
    ]
    return Told(
        recorded=each,
        own=of_it[0][1] if of_it else {},
        others=others,
        partner=each.said.get(PARTNER, ""),
        note=each.said.get(NOTE, ""),
        check=check,
        is_wrong=is_wrong,
    )


def _relation(part: str, *, made: bool) -> str:
    """Return how another lot of the event stands to this one, which came out of it or not."""
    if part == "outputQuantityList":
        return gettext("thành lô")
    return gettext("từ lô") if made else gettext("cùng với lô")
