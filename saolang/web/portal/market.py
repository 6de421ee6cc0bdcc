"""A producer's market: where own products are sold, and what buyers ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.promotion.models import Presence
from saolang.programme.promotion.queries.market import own_enquiries
from saolang.programme.promotion.services import enquiries, presences
from saolang.programme.registry.models import Product
from saolang.programme.registry.queries import owned_by, unmerged
from saolang.web.acts import attempt, carry_out
from saolang.web.channels import ChannelForm, EndForm
from saolang.web.pages import back_to, page_of
from saolang.web.portal.access import CHOSEN, chosen_producer
from saolang.web.portal.pages import ask

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.programme.registry.models import Producer
    from saolang.web.requests import PersonRequest


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def own_channels(request: PersonRequest) -> HttpResponse:
    """Show where the producer's products are and were sold."""
    producer, own = chosen_producer(request)
    context = {
        "producer": producer,
        "own": own,
        "page": page_of(request, _channels(producer).order_by("-began_on", "-pk")),
    }
    return render(request, "portal/market/channels.html", context)


@requires(Permission.EDIT_DOSSIERS)
def add_channel(request: PersonRequest) -> HttpResponse:
    """Say where a product of the producer is sold."""
    producer, _own = chosen_producer(request)
    form = ChannelForm(request.POST or None)
    form.fields["product"].queryset = _products(producer)  # type: ignore[attr-defined] # a ModelChoiceField
    if carry_out(form, lambda: presences.enter(presence=form.new(), by=request.user.actor)):
        messages.success(request, gettext("Đã ghi nơi bán."))
        return redirect(_list(producer))
    back = back_to("portal:channels", _("Nơi bán"), query=f"?{CHOSEN}={producer.code}")
    return ask(request, form, title=gettext("Ghi nơi bán"), back=back)


@requires(Permission.EDIT_DOSSIERS)
def end_channel(request: PersonRequest, number: int) -> HttpResponse:
    """Say that a product is no longer sold there."""
    producer, own = chosen_producer(request)
    found = get_object_or_404(Presence.objects.filter(pk__in=_of_all(own)).select_related("product"), pk=number)
    form = EndForm(request.POST or None)
    if carry_out(form, lambda: presences.end(presence=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã ghi ngày thôi bán."))
        return redirect(_list(producer))
    title = gettext("Thôi bán ở %(name)s") % {"name": found.name}
    return ask(request, form, title=title, back=back_to("portal:channels", _("Nơi bán")))


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def own_enquiries_page(request: PersonRequest) -> HttpResponse:
    """Show what buyers ask the person's producers, the open ones first."""
    listed = own_enquiries(request.user).select_related("producer", "product").order_by("closed_at", "-received_at")
    return render(request, "portal/market/enquiries.html", {"page": page_of(request, listed)})


@requires(Permission.EDIT_DOSSIERS)
@require_POST
def close_enquiry(request: PersonRequest, code: str) -> HttpResponse:
    """Say that a question is dealt with."""
    found = get_object_or_404(own_enquiries(request.user), code=code)
    attempt(request, lambda: enquiries.close(enquiry=found, by=request.user.actor), done=gettext("Đã đánh dấu xong."))
    return redirect("portal:enquiries")


def _products(producer: Producer) -> QuerySet[Product]:
    return owned_by(unmerged(Product.objects.all()), producer, timezone.localdate(), timezone.now())


def _channels(producer: Producer) -> QuerySet[Presence]:
    standing = Presence.objects.filter(withdrawn_at=None, product__in=_products(producer))
    return standing.select_related("product")


def _of_all(own: list[Producer]) -> list[int]:
    """Return the keys of the channels, not yet ended, of all the person's producers."""
    return [key for each in own for key in _channels(each).filter(ended_on=None).values_list("pk", flat=True)]


def _list(producer: Producer) -> str:
    return f"{reverse('portal:channels')}?{CHOSEN}={producer.code}"
