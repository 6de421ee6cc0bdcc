"""Lots of the area: found by whatever stands on a pack, each with its whole story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.rules import Scope, may_over
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.core.steps import PARTNER
from saolang.programme.registry.queries import visible_through
from saolang.programme.traceability.models import Lot, RecalledLot
from saolang.programme.traceability.queries.checks import checks_in_force
from saolang.programme.traceability.queries.documents import streamed
from saolang.programme.traceability.queries.events import events_of_lot
from saolang.programme.traceability.queries.lineage import lineage_of, lots_named
from saolang.programme.traceability.queries.lots import recorded_of, stocks_of
from saolang.programme.traceability.rules.identity import canonical, identifiers_of_lot, page_of
from saolang.web.desk.trees import tree_of
from saolang.web.pages import page_of as listed_page

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.programme.traceability.models import EventCheck
    from saolang.programme.traceability.queries.lots import History, Recorded
    from saolang.web.desk.access import DeskRequest

LONGEST_ASKED = 400
QUANTITIES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")


class Told(NamedTuple):
    """An event of a lot as its page tells it: how much of the lot, with whom, who vouches for it."""

    recorded: Recorded
    quantity: Decimal | None
    unit: str
    partner: str
    check: EventCheck | None
    is_wrong: bool


def lots_visible_to(user: User) -> QuerySet[Lot]:
    """Return the lots of the producers the person may see."""
    return visible_through(Lot.objects.all(), user, "producer__")


@requires(Permission.READ_DESK)
@require_safe
def lots(request: DeskRequest) -> HttpResponse:
    """Show the lots of the area, the latest first; those that bear the number, code or Digital Link asked for.

    What names one lot alone leads to it.
    """
    asked = request.GET.get("q", "").strip()[:LONGEST_ASKED]
    seen = lots_visible_to(request.user)
    if asked and (named := _named(seen, asked)):
        return redirect("desk:lot", named.code)
    recalled = RecalledLot.objects.filter(lot=OuterRef("pk"), recall__withdrawn_at=None)
    found = _found(seen, asked).select_related("product", "producer").annotate(is_recalled=Exists(recalled))
    return render(request, "desk/lots/list.html", {"page": listed_page(request, found.order_by("-pk")), "asked": asked})


@requires(Permission.READ_DESK)
@require_safe
def lot(request: DeskRequest, code: str) -> HttpResponse:
    """Show a lot: what there is of it, its steps and who vouches for them, what it came of and what became of it."""
    found = lot_of(request.user, code)
    story, lineage = recorded_of(found), lineage_of(found)
    scope = Scope(ScopeKind.PRODUCER, found.producer.code, found.producer.place)
    context = {
        "lot": found,
        "stock": stocks_of([found])[found.pk],
        "told": told(found, story),
        "left_out": story.left_out,
        "lineage": lineage,
        "tree": tree_of(lineage),
        "recalls": found.recalls.filter(recall__withdrawn_at=None).select_related("recall"),
        "refusal": say(may_over(request.user, Permission.RECALL, scope)),
        "public_page": page_of(found.product, found.number) if found.product else "",
        "today": timezone.localdate(),
    }
    return render(request, "desk/lots/lot.html", context)


@requires(Permission.READ_DESK)
@require_safe
def lot_events(request: DeskRequest, code: str) -> StreamingHttpResponse:
    """Hand out the events of the lot as EPCIS 2.0 writes them."""
    content = streamed(events_of_lot(lot_of(request.user, code)))
    return StreamingHttpResponse(content, content_type="application/ld+json")


def lot_of(user: User, code: str) -> Lot:
    """Return a lot of the producers the person may see. Raises Http404."""
    found = lots_visible_to(user).select_related("producer__place", "product__place", "location")
    return get_object_or_404(found, code=code)


def told(found: Lot, story: History) -> list[Told]:
    """Return the events of the lot as its page tells them; that one was declared wrong is told beside it."""
    checks = checks_in_force(each.event for each in story.recorded)
    names = set(identifiers_of_lot(found))
    return [
        _told(each, names, checks.get(each.event.pk), is_wrong=each.event.event_id in story.wrong)
        for each in story.recorded
    ]


def _told(each: Recorded, names: set[str], check: EventCheck | None, *, is_wrong: bool) -> Told:
    elements = (element for key in QUANTITIES for element in each.said.get(key, ()))
    own: dict[str, Any] = next((element for element in elements if element.get("epcClass") in names), {})
    return Told(each, own.get("quantity"), own.get("uom", ""), str(each.said.get(PARTNER, "")), check, is_wrong)


def _named(seen: QuerySet[Lot], asked: str) -> Lot | None:
    """Return the lot of that code of ours, Digital Link, EPC URN or public address."""
    if asked.upper().startswith("LO-"):
        return seen.filter(code=asked.upper()).first()
    if ":" not in asked:
        return None
    try:
        named = lots_named([canonical(asked)])
    except Refusal:
        return None
    return seen.filter(pk__in=[each.pk for each in named.values()]).first()


def _found(seen: QuerySet[Lot], asked: str) -> QuerySet[Lot]:
    """Keep the lots of that number, of the product of that code or GTIN; all where nothing is asked."""
    if not asked:
        return seen
    digits = asked.zfill(14) if asked.isdigit() and asked.isascii() else asked
    return seen.filter(Q(number__iexact=asked) | Q(product__code=asked.upper()) | Q(product__gtin=digits))
