"""Craft villages and growing areas: the lists, a page each, and entering them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.programme.certification.queries import with_certificate
from saolang.programme.registry import queries as registry
from saolang.programme.registry.models import (
    CraftProduct,
    CraftVillage,
    CraftVillageRecognition,
    GrowingArea,
    Product,
    ValueChainLink,
)
from saolang.programme.registry.services import craft_villages as services
from saolang.programme.registry.services import growing_areas as area_services
from saolang.web.acts import carry_out
from saolang.web.desk.access import require
from saolang.web.desk.acts import check_place
from saolang.web.desk.forms.filters import AreaFilter, VillageFilter
from saolang.web.desk.forms.villages import NewAreaForm, NewVillageForm, TieForm, VillageRecognitionForm
from saolang.web.desk.listing import Column, as_csv
from saolang.web.desk.pages import ask, why_not
from saolang.web.pages import Back, back_to, page_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.web.desk.access import DeskRequest

VILLAGE_COLUMNS = (
    Column(_("Mã"), lambda village: village.code),
    Column(_("Tên làng nghề"), lambda village: village.name),
    Column(_("Loại"), lambda village: village.get_kind_display()),
    Column(_("Nghề"), lambda village: village.craft),
    Column(_("Địa bàn"), lambda village: village.place or village.place_text),
    Column(_("Ngày công nhận"), lambda village: village.recognised_on or ""),
    Column(_("Xuất xứ số liệu"), lambda village: village.get_origin_display()),
    Column(_("Nguồn"), lambda village: village.source),
)
AREA_COLUMNS = (
    Column(_("Mã"), lambda area: area.code),
    Column(_("Tên vùng nguyên liệu"), lambda area: area.name),
    Column(_("Cây trồng, vật nuôi"), lambda area: area.crop),
    Column(_("Địa bàn"), lambda area: area.place or ""),
    Column(_("Diện tích (ha)"), lambda area: area.area_ha or ""),
    Column(_("Số hộ"), lambda area: area.growers or ""),
    Column(_("Mã số vùng trồng"), lambda area: area.area_code),
    Column(_("Xuất xứ số liệu"), lambda area: area.get_origin_display()),
    Column(_("Nguồn"), lambda area: area.source),
)


# Craft villages --------------------


@requires(Permission.READ_DESK)
@require_safe
def villages(request: DeskRequest) -> HttpResponse:
    """Show the craft villages the person may see, narrowed as asked."""
    found = _filtered_villages(request)
    context = {"filter": found, "page": page_of(request, found.qs), "may_add": _may_add(request)}
    return render(request, "desk/villages/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def villages_csv(request: DeskRequest) -> HttpResponse:
    return as_csv("lang-nghe", VILLAGE_COLUMNS, _filtered_villages(request).qs.iterator(2000))


@requires(Permission.READ_DESK)
@require_safe
def village(request: DeskRequest, code: str) -> HttpResponse:
    """Show a craft village: its recognitions, and the products tied to it with their certificates today."""
    found = _village(request, code)
    context = {
        "village": found,
        "recognitions": found.recognitions.standing(),
        "ties": _ties(found),
        "refusal": why_not(request.user, found.place),
    }
    return render(request, "desk/villages/village.html", context)


@requires(Permission.EDIT_REGISTRY)
def add_village(request: DeskRequest) -> HttpResponse:
    form = NewVillageForm(request.POST or None)
    entered = carry_out(
        form,
        lambda: services.register(village=form.new, by=request.user.actor),
        check=lambda: check_place(request.user, form.cleaned_data["place"]),
    )
    if entered:
        messages.success(request, gettext("Đã thêm làng nghề."))
        return redirect("desk:village", entered.code)
    return ask(request, form, title=gettext("Thêm làng nghề"), back=back_to("desk:villages", _("Làng nghề")))


@requires(Permission.EDIT_REGISTRY)
def recognise_village(request: DeskRequest, code: str) -> HttpResponse:
    found = _editable_village(request, code)
    form = VillageRecognitionForm(request.POST or None)
    if carry_out(form, lambda: services.recognise(village=found, by=request.user.actor, **form.recognition)):
        messages.success(request, gettext("Đã ghi việc công nhận làng nghề."))
        return redirect("desk:village", found.code)
    return ask(request, form, title=gettext("Ghi việc công nhận làng nghề"), back=_back(found))


@requires(Permission.EDIT_REGISTRY)
def tie_product(request: DeskRequest, code: str) -> HttpResponse:
    found = _editable_village(request, code)
    products = registry.unmerged(registry.visible_to(Product.objects.all(), request.user))
    form = TieForm(request.POST or None, products=products)
    if carry_out(form, lambda: services.tie(tie=form.tie_to(found), by=request.user.actor)):
        messages.success(request, gettext("Đã gắn sản phẩm với làng nghề."))
        return redirect("desk:village", found.code)
    return ask(request, form, title=gettext("Gắn sản phẩm với làng nghề"), back=_back(found))


# Growing areas --------------------


@requires(Permission.READ_DESK)
@require_safe
def areas(request: DeskRequest) -> HttpResponse:
    """Show the growing areas the person may see, narrowed as asked."""
    found = _filtered_areas(request)
    context = {"filter": found, "page": page_of(request, found.qs), "may_add": _may_add(request)}
    return render(request, "desk/areas/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def areas_csv(request: DeskRequest) -> HttpResponse:
    return as_csv("vung-nguyen-lieu", AREA_COLUMNS, _filtered_areas(request).qs.iterator(2000))


@requires(Permission.READ_DESK)
@require_safe
def area(request: DeskRequest, code: str) -> HttpResponse:
    """Show a growing area, and the contracts of the producers who draw on it."""
    visible = registry.visible_to(GrowingArea.objects.select_related("place__parent"), request.user)
    found = get_object_or_404(visible, code=code)
    links = ValueChainLink.objects.standing().filter(growing_area=found)
    contracts = registry.visible_to(links, request.user).select_related("producer")
    return render(request, "desk/areas/area.html", {"area": found, "links": contracts})


@requires(Permission.EDIT_REGISTRY)
def add_area(request: DeskRequest) -> HttpResponse:
    form = NewAreaForm(request.POST or None)
    entered = carry_out(
        form,
        lambda: area_services.register(area=form.new, by=request.user.actor),
        check=lambda: check_place(request.user, form.cleaned_data["place"]),
    )
    if entered:
        messages.success(request, gettext("Đã thêm vùng nguyên liệu."))
        return redirect("desk:area", entered.code)
    return ask(request, form, title=gettext("Thêm vùng nguyên liệu"), back=back_to("desk:areas", _("Vùng nguyên liệu")))


# Shared --------------------


def _filtered_villages(request: DeskRequest) -> VillageFilter:
    in_force = CraftVillageRecognition.objects.standing().as_at(timezone.localdate()).filter(village=OuterRef("pk"))
    listed = registry.visible_to(CraftVillage.objects.all(), request.user)
    listed = listed.annotate(recognised_on=Subquery(in_force.values("began_on")[:1]))
    return VillageFilter(request.GET, listed.select_related("place__parent"))


def _filtered_areas(request: DeskRequest) -> AreaFilter:
    listed = registry.visible_to(GrowingArea.objects.all(), request.user)
    return AreaFilter(request.GET, listed.select_related("place__parent"))


def _village(request: DeskRequest, code: str) -> CraftVillage:
    visible = registry.visible_to(CraftVillage.objects.select_related("place__parent"), request.user)
    return get_object_or_404(visible, code=code)


def _editable_village(request: DeskRequest, code: str) -> CraftVillage:
    found = _village(request, code)
    require(request.user, Permission.EDIT_REGISTRY, found.place)
    return found


def _ties(found: CraftVillage) -> list[CraftProduct]:
    """Return what the village is tied to, each product with its certificate today."""
    ties = list(found.products.standing())
    tied: QuerySet[Product] = Product.objects.filter(pk__in=[fact.product_id for fact in ties])
    products = with_certificate(tied, timezone.localdate(), timezone.now()).in_bulk()
    for fact in ties:
        fact.product = products[fact.product_id]
    return sorted(ties, key=lambda fact: fact.product.sort_key)


def _back(found: CraftVillage) -> Back:
    return back_to("desk:village", found.name, found.code)


def _may_add(request: DeskRequest) -> bool:
    return may(request.user, Permission.EDIT_REGISTRY) is None
