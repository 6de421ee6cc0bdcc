"""Producers: the list, a producer's page, and entering what changes about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.programme.certification.queries import with_certificate
from saolang.programme.registry import queries as registry
from saolang.programme.registry.models import GrowingArea, Ownership, Producer, ProducerSuccession, Product
from saolang.programme.registry.services import growing_areas as area_services
from saolang.programme.registry.services import producers as services
from saolang.web.acts import carry_out
from saolang.web.desk.access import require
from saolang.web.desk.acts import check_place
from saolang.web.desk.forms.filters import ProducerFilter
from saolang.web.desk.forms.producers import (
    LabourForm,
    LegalFormForm,
    LinkForm,
    NewProducerForm,
    ProducerRevisionForm,
    RepresentativeForm,
    SuccessionForm,
)
from saolang.web.desk.listing import Column, as_csv
from saolang.web.desk.pages import ask, why_not
from saolang.web.desk.templatetags.records import legal_form_in_words
from saolang.web.pages import Back, back_to, page_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.web.desk.access import DeskRequest

COLUMNS = (
    Column(_("Mã"), lambda producer: producer.code),
    Column(_("Tên chủ thể"), lambda producer: producer.name),
    Column(_("Loại hình"), lambda producer: legal_form_in_words(producer.legal_form)),
    Column(_("Địa bàn"), lambda producer: producer.place or producer.place_text),
    Column(_("Địa chỉ"), lambda producer: producer.address),
    Column(_("Số sản phẩm"), lambda producer: producer.products),
    Column(_("Xuất xứ số liệu"), lambda producer: producer.get_origin_display()),
    Column(_("Nguồn"), lambda producer: producer.source),
)


@requires(Permission.READ_DESK)
@require_safe
def producers(request: DeskRequest) -> HttpResponse:
    """Show the producers the person may see, narrowed as asked."""
    found = _filtered(request)
    context = {"filter": found, "page": page_of(request, found.qs), "may_add": _may_edit(request)}
    return render(request, "desk/producers/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def producers_csv(request: DeskRequest) -> HttpResponse:
    """Give the list as it stands as a file, all its pages. It holds no personal data."""
    return as_csv("chu-the", COLUMNS, _filtered(request).qs.iterator(2000))


@requires(Permission.READ_DESK)
@require_safe
def producer(request: DeskRequest, code: str) -> HttpResponse:
    """Show what is known of a producer: its facts with their dates, its products, its people as numbers."""
    found = _producer(request, code)
    context = {
        "producer": found,
        "forms": found.forms.standing(),
        "labour": found.labour.standing(),
        "ownerships": _ownerships(found),
        "links": found.links.standing().select_related("growing_area"),
        "successions": _successions(found),
        "refusal": why_not(request.user, found.place),
        # Offered to whoever may read people's data anywhere; asking for it is held against this place.
        "reads_people": may(request.user, Permission.READ_PERSONAL_DATA) is None,
    }
    return render(request, "desk/producers/producer.html", context)


@requires(Permission.READ_PERSONAL_DATA)
@require_POST
def producer_people(request: DeskRequest, code: str) -> HttpResponse:
    """Show who runs the producer and how to reach it; that somebody looked is recorded, so it is asked by a button."""
    found = _producer(request, code)
    require(request.user, Permission.READ_PERSONAL_DATA, found.place)
    record(by=request.user.actor, action=Action.READ_PERSONAL_DATA, kind="producer", code=found.code)
    context = {"producer": found, "people": found.representatives.standing()}
    return render(request, "desk/producers/people.html", context)


@requires(Permission.EDIT_REGISTRY)
def add_producer(request: DeskRequest) -> HttpResponse:
    form = NewProducerForm(request.POST or None)
    entered = carry_out(
        form,
        lambda: services.register(producer=form.new, by=request.user.actor),
        check=lambda: check_place(request.user, form.cleaned_data["place"]),
    )
    if entered:
        return _done(request, entered, gettext("Đã thêm chủ thể."))
    return ask(request, form, title=gettext("Thêm chủ thể"), back=back_to("desk:producers", _("Chủ thể")))


@requires(Permission.EDIT_REGISTRY)
def revise_producer(request: DeskRequest, code: str) -> HttpResponse:
    found = _editable(request, code)
    form = ProducerRevisionForm(request.POST or None, producer=found)
    revised = form.revise(
        lambda: services.revise(
            producer=found,
            version=form.cleaned_data["version"],
            by=request.user.actor,
            reason=form.cleaned_data["reason"],
            **form.changes,
        ),
        check=lambda: check_place(request.user, form.cleaned_data["place"]),
    )
    if revised:
        return _done(request, found, gettext("Đã lưu thay đổi."))
    return ask(request, form, title=gettext("Sửa thông tin chủ thể"), back=_back(found), differences=form.differences)


@requires(Permission.EDIT_REGISTRY)
def change_legal_form(request: DeskRequest, code: str) -> HttpResponse:
    found = _editable(request, code)
    form = LegalFormForm(request.POST or None)
    if carry_out(form, lambda: services.change_legal_form(producer=found, by=request.user.actor, **form.change)):
        return _done(request, found, gettext("Đã ghi loại hình mới."))
    return ask(request, form, title=gettext("Ghi loại hình mới"), back=_back(found))


@requires(Permission.EDIT_REGISTRY)
def change_representative(request: DeskRequest, code: str) -> HttpResponse:
    found = _editable(request, code)
    require(request.user, Permission.READ_PERSONAL_DATA, found.place)
    form = RepresentativeForm(request.POST or None)
    if carry_out(
        form,
        lambda: services.change_representative(
            producer=found,
            person=form.person,
            on=form.cleaned_data["on"],
            source=form.cleaned_data["source"],
            by=request.user.actor,
        ),
    ):
        return _done(request, found, gettext("Đã ghi người đại diện mới."))
    return ask(request, form, title=gettext("Ghi người đại diện mới"), back=_back(found))


@requires(Permission.EDIT_REGISTRY)
def declare_labour(request: DeskRequest, code: str) -> HttpResponse:
    found = _editable(request, code)
    form = LabourForm(request.POST or None)
    if carry_out(
        form,
        lambda: services.declare_labour(
            producer=found,
            workers=form.workers,
            on=form.cleaned_data["on"],
            source=form.cleaned_data["source"],
            by=request.user.actor,
        ),
    ):
        return _done(request, found, gettext("Đã ghi số lao động."))
    return ask(request, form, title=gettext("Ghi số lao động"), back=_back(found))


@requires(Permission.EDIT_REGISTRY)
def succeed(request: DeskRequest, code: str) -> HttpResponse:
    found = _editable(request, code)
    form = SuccessionForm(
        request.POST or None,
        producers=_visible(request),
        products=registry.owned_by(Product.objects.all(), found, timezone.localdate(), timezone.now()),
    )
    if carry_out(
        form,
        lambda: services.succeed(predecessor=found, by=request.user.actor, **form.succession),
        check=lambda: may(request.user, Permission.EDIT_REGISTRY, form.cleaned_data["successor"].place),
    ):
        return _done(request, found, gettext("Đã ghi chủ thể kế thừa."))
    return ask(request, form, title=gettext("Ghi chủ thể kế thừa"), back=_back(found))


@requires(Permission.EDIT_REGISTRY)
def add_link(request: DeskRequest, code: str) -> HttpResponse:
    found = _editable(request, code)
    form = LinkForm(request.POST or None, areas=registry.visible_to(GrowingArea.objects.all(), request.user))
    if carry_out(form, lambda: area_services.add_link(link=form.link_of(found), by=request.user.actor)):
        return _done(request, found, gettext("Đã ghi liên kết."))
    return ask(request, form, title=gettext("Ghi liên kết chuỗi giá trị"), back=_back(found))


def _filtered(request: DeskRequest) -> ProducerFilter:
    listed = registry.with_legal_form(registry.unmerged(_visible(request)), timezone.localdate(), timezone.now())
    return ProducerFilter(request.GET, with_products(listed).select_related("place__parent"))


def with_products(listed: QuerySet[Producer]) -> QuerySet[Producer]:
    """Add how many `products` each producer owns today."""
    owned = Ownership.objects.standing().as_at(timezone.localdate()).filter(producer=OuterRef("pk"))
    counted = owned.order_by().values("producer").annotate(count=Count("pk")).values("count")
    return listed.annotate(products=Coalesce(Subquery(counted), 0))


def _visible(request: DeskRequest) -> QuerySet[Producer]:
    return registry.visible_to(Producer.objects.all(), request.user)


def _producer(request: DeskRequest, code: str) -> Producer:
    return get_object_or_404(_visible(request).select_related("place__parent", "merged_into"), code=code)


def _editable(request: DeskRequest, code: str) -> Producer:
    found = _producer(request, code)
    require(request.user, Permission.EDIT_REGISTRY, found.place)
    return found


def _ownerships(found: Producer) -> list[Ownership]:
    """Return what the producer owns or owned, each product with its certificate today."""
    ownerships = list(found.ownerships.standing())
    owned = Product.objects.filter(pk__in=[fact.product_id for fact in ownerships])
    products = with_certificate(owned, timezone.localdate(), timezone.now()).in_bulk()
    for fact in ownerships:
        fact.product = products[fact.product_id]
    return ownerships


def _successions(found: Producer) -> QuerySet[ProducerSuccession]:
    """Return how the producer came from others and went on as others."""
    successions = ProducerSuccession.objects.standing().filter(Q(predecessor=found) | Q(successor=found))
    return successions.select_related("predecessor", "successor").order_by("began_on", "pk")


def _may_edit(request: DeskRequest) -> bool:
    return may(request.user, Permission.EDIT_REGISTRY) is None


def _back(found: Producer) -> Back:
    return back_to("desk:producer", found.name, found.code)


def _done(request: DeskRequest, found: Producer, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("desk:producer", found.code)
