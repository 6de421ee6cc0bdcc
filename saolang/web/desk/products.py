"""Products: the list, a product's page with its whole history, and entering what changes about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.files.choices import Kinds
from saolang.base.kit.words import say
from saolang.programme.certification.models import Revocation, Suspension
from saolang.programme.certification.queries import (
    decisions_visible_to,
    pending_at_centre,
    with_certificate,
    with_state,
)
from saolang.programme.certification.queries.certificates import owner_on
from saolang.programme.evaluation.queries.transfers import unanswered
from saolang.programme.registry import queries as registry
from saolang.programme.registry.models import Producer, Product, ProductPhoto
from saolang.programme.registry.services import products as services
from saolang.programme.registry.services import shown_papers
from saolang.programme.traceability.queries.prefixes import held_by
from saolang.programme.traceability.rules.prefixes import warning_of
from saolang.web.acts import carry_out
from saolang.web.channels import ReasonForm
from saolang.web.desk.access import require
from saolang.web.desk.acts import check_place
from saolang.web.desk.forms.filters import ProductFilter
from saolang.web.desk.forms.products import NewProductForm, OwnerForm, PhotoForm, ProductRevisionForm
from saolang.web.desk.listing import Column, as_csv
from saolang.web.desk.pages import ask, why_not
from saolang.web.desk.templatetags.records import state_in_words
from saolang.web.downloads import hand_out
from saolang.web.pages import Back, back_to, page_of
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.programme.certification.models import Recognition
    from saolang.web.desk.access import DeskRequest

COLUMNS = (
    Column(_("Mã"), lambda product: product.code),
    Column(_("Tên sản phẩm"), lambda product: product.name_vi),
    Column(_("Mã chủ thể"), lambda product: product.owner_code or ""),
    Column(pgettext_lazy("one", "Chủ thể"), lambda product: product.owner_name or gettext("chưa rõ chủ thể")),
    Column(_("Bộ sản phẩm"), lambda product: product.product_set or ""),
    Column(_("Địa bàn"), lambda product: product.place or product.place_text),
    Column(_("Hạng sao"), lambda product: product.stars or ""),
    Column(_("Chứng nhận"), lambda product: state_in_words(product.state)),
    Column(_("Có hiệu lực đến hết ngày"), lambda product: product.expires_on or ""),
    Column("GTIN", lambda product: product.gtin),
    Column(_("Xuất xứ số liệu"), lambda product: product.get_origin_display()),
    Column(_("Nguồn"), lambda product: product.source),
)


# Reading --------------------


@requires(Permission.READ_DESK)
@require_safe
def products(request: DeskRequest) -> HttpResponse:
    """Show the products the person may see, narrowed as asked."""
    found = _filtered(request)
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "may_add": may(request.user, Permission.EDIT_REGISTRY) is None,
    }
    return render(request, "desk/products/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def products_csv(request: DeskRequest) -> HttpResponse:
    """Give the list as it stands as a file, all its pages."""
    return as_csv("san-pham", COLUMNS, _filtered(request).qs.iterator(2000))


@requires(Permission.READ_DESK)
@require_safe
def product(request: DeskRequest, code: str) -> HttpResponse:
    """Show what is known of a product: its certificates and versions through time, its owner, what it is tied to."""
    found = _product(request, code)
    recognitions = _recognitions(found)
    context = {
        "product": found,
        "gtin_warning": _gtin_warning(found),
        "recognitions": recognitions,
        "latest": recognitions[0] if recognitions else None,
        "pending": _is_pending(found),
        "openable": decisions_visible_to(request.user).filter(recognitions__product=found),
        "ownerships": found.ownerships.standing().select_related("producer"),
        "versions": found.versions.standing(),
        "shown_papers": registry.shown_papers(found, timezone.localdate()),
        "photos": found.photos.select_related("file"),
        "ties": found.craft_villages.standing().select_related("village"),
        "refusal": why_not(request.user, found.place),
        "may_issue": may(request.user, Permission.ISSUE_CERTIFICATES, found.place) is None,
    }
    return render(request, "desk/products/product.html", context)


@requires(Permission.READ_DESK)
@require_safe
def photo(request: DeskRequest, code: str, number: int) -> HttpResponseBase:
    """Give one photo of a product the person may see."""
    file = get_object_or_404(
        ProductPhoto.objects.select_related("file"), product=_product(request, code), pk=number
    ).file
    return hand_out(request, file, name=f"{code}-{number}")


# Entering and revising --------------------


@requires(Permission.EDIT_REGISTRY)
def add_product(request: DeskRequest) -> HttpResponse:
    form = NewProductForm(request.POST or None, producers=_producers(request), producer=request.GET.get("producer", ""))
    entered = carry_out(
        form,
        lambda: services.register(product=form.new, by=request.user.actor),
        check=lambda: check_place(request.user, form.where),
    )
    if entered:
        return show_product(request, entered, gettext("Đã thêm sản phẩm."))
    return ask(request, form, title=gettext("Thêm sản phẩm"), back=back_to("desk:products", _("Sản phẩm")))


@requires(Permission.EDIT_REGISTRY)
def revise_product(request: DeskRequest, code: str) -> HttpResponse:
    found = editable_product(request, code)
    version = found.versions.standing().get(ended_on=None)
    form = ProductRevisionForm(request.POST or None, product=found, version=version)
    revised = form.revise(
        lambda: services.revise(
            product=found,
            version=form.cleaned_data["version"],
            on=form.cleaned_data["on"],
            by=request.user.actor,
            reason=form.cleaned_data["reason"],
            **form.changes,
        ),
        check=lambda: check_place(request.user, form.cleaned_data["place"]),
    )
    if revised:
        return show_product(request, found, gettext("Đã lưu thay đổi."))
    back = back_to_product(found)
    return ask(request, form, title=gettext("Sửa sản phẩm"), back=back, differences=form.differences)


@requires(Permission.EDIT_REGISTRY)
def change_owner(request: DeskRequest, code: str) -> HttpResponse:
    found = editable_product(request, code)
    form = OwnerForm(request.POST or None, producers=_producers(request))
    if carry_out(form, lambda: services.change_owner(product=found, by=request.user.actor, **form.cleaned_data)):
        return show_product(request, found, gettext("Đã ghi chủ thể."))
    return ask(request, form, title=gettext("Ghi chủ thể của sản phẩm"), back=back_to_product(found))


@requires(Permission.EDIT_REGISTRY)
def add_photo(request: DeskRequest, code: str) -> HttpResponse:
    found = editable_product(request, code)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if carry_out(
        form,
        lambda: services.add_photo(
            product=found,
            file=take_in(form.cleaned_data["photo"][0], kinds=Kinds.PICTURES, user=request.user).file,
            caption=form.cleaned_data["caption"],
            by=request.user.actor,
        ),
    ):
        return show_product(request, found, gettext("Đã thêm ảnh."))
    return ask(request, form, title=gettext("Thêm ảnh"), back=back_to_product(found))


@requires(Permission.EDIT_REGISTRY)
def take_paper_down(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """Take a certificate off the public page of a product, since it should not stand there."""
    found = editable_product(request, code)
    shown = get_object_or_404(registry.shown_papers(found, timezone.localdate()).select_related("product"), pk=number)
    form = ReasonForm(request.POST or None)

    def withdraw() -> bool:
        shown_papers.withdraw(shown=shown, by=request.user.actor, **form.cleaned_data)
        return True

    if carry_out(form, withdraw):
        return show_product(request, found, gettext("Trang của sản phẩm không còn nêu giấy chứng nhận đó."))
    title = gettext("Gỡ “%(paper)s” khỏi trang của sản phẩm") % {"paper": shown}
    return ask(request, form, title=title, back=back_to_product(found))


# Shared --------------------


def _visible(request: DeskRequest) -> QuerySet[Product]:
    return registry.visible_to(Product.objects.all(), request.user)


def _producers(request: DeskRequest) -> QuerySet[Producer]:
    return registry.unmerged(registry.visible_to(Producer.objects.all(), request.user))


def _filtered(request: DeskRequest) -> ProductFilter:
    today, now = timezone.localdate(), timezone.now()
    listed = registry.with_owner(registry.unmerged(_visible(request)), today, now)
    return ProductFilter(
        request.GET, with_certificate(listed, today, now).select_related("place__parent", "product_set")
    )


def _gtin_warning(found: Product) -> str:
    """Return what is doubtful about the product's GTIN: whose prefix it stands under, what that is for."""
    if not found.gtin:
        return ""
    today = timezone.localdate()
    owner = owner_on(found, today)
    return say(warning_of(found.gtin, held_by(owner, today) if owner else []))


def _product(request: DeskRequest, code: str) -> Product:
    return get_object_or_404(_visible(request).select_related("place__parent", "product_set", "merged_into"), code=code)


def editable_product(request: DeskRequest, code: str) -> Product:
    found = _product(request, code)
    require(request.user, Permission.EDIT_REGISTRY, found.place)
    return found


def product_to_certify(request: DeskRequest, code: str) -> Product:
    """Return the product whose certificates the person may issue. Raises PermissionDenied for one only seen."""
    found = _product(request, code)
    require(request.user, Permission.ISSUE_CERTIFICATES, found.place)
    return found


def _recognitions(found: Product) -> list[Recognition]:
    """Return the product's standing recognitions, the latest first, each with its state today and its whole story.

    That is: its certificates, suspensions, findings and revocations.
    """
    dated = with_state(found.recognitions.standing(), timezone.localdate(), timezone.now())
    revocations = Prefetch("revocations", Revocation.objects.standing().select_related("decision"))
    suspensions = Prefetch("suspensions", Suspension.objects.standing())
    story = dated.select_related("decision").prefetch_related(revocations).prefetch_related(suspensions)
    return list(story.prefetch_related("certificates", "findings"))


def _is_pending(found: Product) -> bool:
    """Tell whether the product holds what the province gave it while the centre has not answered."""
    held = pending_at_centre(timezone.localdate(), timezone.now())
    return unanswered(held.filter(product=found)).exists()


def back_to_product(found: Product) -> Back:
    return back_to("desk:product", found.name_vi, found.code)


def show_product(request: DeskRequest, found: Product, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("desk:product", found.code)
