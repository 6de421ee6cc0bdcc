"""Where products of the area are sold: with the days, and what shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.programme.promotion.choices import ChannelKind
from saolang.programme.promotion.models import Presence
from saolang.programme.promotion.queries.market import presences_visible_to
from saolang.programme.promotion.services import presences as services
from saolang.programme.registry.models import Product
from saolang.programme.registry.queries import unmerged, visible_to
from saolang.web.acts import carry_out
from saolang.web.channels import ChannelForm, EndForm, ReasonForm
from saolang.web.desk.access import require
from saolang.web.desk.acts import check_place
from saolang.web.desk.forms.fields import RecordField
from saolang.web.desk.pages import ask
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.web.desk.access import DeskRequest


class ChannelFilter(django_filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """What the list is narrowed by."""

    product = django_filters.CharFilter(label=_("Mã sản phẩm"), field_name="product__code", lookup_expr="iexact")
    kind = django_filters.ChoiceFilter(label=_("Kênh bán"), choices=ChannelKind, empty_label=_("tất cả"))

    class Meta:
        model = Presence
        fields = ("product", "kind")


class DeskChannelForm(ChannelForm):
    """A channel of any product of the area, which is named by code or words."""

    product = RecordField(label=pgettext_lazy("one", "Sản phẩm"), help_text=_("Mã (SP-…) hoặc tên."))  # type: ignore[assignment]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].records = visible_to(  # type: ignore[attr-defined] # a RecordField
            unmerged(Product.objects.all()), user
        )


@requires(Permission.READ_DESK)
@require_safe
def channels(request: DeskRequest) -> HttpResponse:
    """Show where products of the area are sold, those sold today first."""
    listed = presences_visible_to(request.user).filter(withdrawn_at=None).select_related("product")
    found = ChannelFilter(request.GET, listed.order_by("-began_on", "-pk"))
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "today": timezone.localdate(),
        "may_edit": may(request.user, Permission.EDIT_REGISTRY) is None,
    }
    return render(request, "desk/channels/list.html", context)


@requires(Permission.EDIT_REGISTRY)
def add_channel(request: DeskRequest) -> HttpResponse:
    form = DeskChannelForm(request.POST or None, user=request.user)
    entered = carry_out(
        form,
        lambda: services.enter(presence=form.new(), by=request.user.actor),
        check=lambda: check_place(request.user, form.cleaned_data["product"].place),
    )
    if entered:
        messages.success(request, gettext("Đã ghi nơi bán."))
        return redirect("desk:channels")
    return ask(request, form, title=gettext("Ghi nơi bán"), back=back_to("desk:channels", _("Nơi bán")))


@requires(Permission.EDIT_REGISTRY)
def end_channel(request: DeskRequest, number: int) -> HttpResponse:
    """Say that the product is no longer sold there."""
    found = _editable(request, number)
    form = EndForm(request.POST or None)
    if carry_out(form, lambda: services.end(presence=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã ghi ngày thôi bán."))
        return redirect("desk:channels")
    title = gettext("Thôi bán ở %(name)s") % {"name": found.name}
    return ask(request, form, title=title, back=back_to("desk:channels", _("Nơi bán")))


@requires(Permission.EDIT_REGISTRY)
def withdraw_channel(request: DeskRequest, number: int) -> HttpResponse:
    """Say that it should never have been entered."""
    found = _editable(request, number)
    form = ReasonForm(request.POST or None)

    def withdraw() -> bool:
        services.withdraw(presence=found, by=request.user.actor, **form.cleaned_data)
        return True

    if carry_out(form, withdraw):
        messages.success(request, gettext("Đã rút nơi bán ghi nhầm."))
        return redirect("desk:channels")
    title = gettext("Rút nơi bán %(name)s") % {"name": found.name}
    return ask(request, form, title=title, back=back_to("desk:channels", _("Nơi bán")))


def _editable(request: DeskRequest, number: int) -> Presence:
    listed = presences_visible_to(request.user).filter(withdrawn_at=None).select_related("product__place")
    found = get_object_or_404(listed, pk=number)
    require(request.user, Permission.EDIT_REGISTRY, found.product.place)
    return found
