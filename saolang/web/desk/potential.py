"""Potential products: a commune's survey, what is done about each, and the review by commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may, units_of
from saolang.base.places.choices import Level
from saolang.programme.dossiers.queries.offices import followers_for, potential_visible_to, survey_by_commune
from saolang.programme.dossiers.rules.potential import best_score
from saolang.programme.dossiers.rules.procedures import survey
from saolang.programme.dossiers.services import potential as services
from saolang.programme.registry.models import Producer
from saolang.programme.registry.queries import visible_to
from saolang.web.acts import carry_out
from saolang.web.desk.access import require
from saolang.web.desk.forms.filters import PotentialFilter
from saolang.web.desk.forms.potential import ReasonForm, SurveyForm, TakeUpForm
from saolang.web.desk.listing import Column, as_csv
from saolang.web.desk.pages import ask
from saolang.web.pages import Back, back_to, page_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.programme.dossiers.models import PotentialProduct
    from saolang.web.desk.access import DeskRequest

COLUMNS = (
    Column(_("Mã"), lambda found: found.code),
    Column(_("Tên sản phẩm"), lambda found: found.name),
    Column(_("Xã, phường"), lambda found: found.place),
    Column(_("Người, cơ sở sản xuất"), lambda found: found.producer.name if found.producer else found.maker),
    Column(_("Bộ sản phẩm"), lambda found: found.product_set or ""),
    Column(_("Điểm tiềm năng"), lambda found: found.score),
    Column(_("Ngày khảo sát"), lambda found: found.surveyed_on.isoformat()),
    Column(_("Quyết định"), lambda found: found.get_answer_display()),
    Column(_("Lý do"), lambda found: found.answer_reason),
    Column(_("Người theo dõi"), lambda found: found.follower.full_name if found.follower else ""),
    Column(_("Xuất xứ số liệu"), lambda found: found.get_origin_display()),
)


@requires(Permission.READ_DESK)
@require_safe
def potential(request: DeskRequest) -> HttpResponse:
    """Show what the communes' surveys have found, the most promising first."""
    found = _filtered(request)
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "best": best_score(),
        "may_add": may(request.user, Permission.CHECK_DOSSIERS) is None,
    }
    return render(request, "desk/potential/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def potential_csv(request: DeskRequest) -> HttpResponse:
    return as_csv("san-pham-tiem-nang", COLUMNS, _filtered(request).qs.iterator(2000))


@requires(Permission.READ_DESK)
@require_safe
def potential_review(request: DeskRequest) -> HttpResponse:
    """Show, by commune, how many potential products were found and what became of them."""
    rows = survey_by_commune(potential_visible_to(request.user))
    names = ("found", "undecided", "taken_up", "declined", "with_idea")
    totals = {name: sum(row[name] for row in rows) for name in names}
    return render(request, "desk/potential/review.html", {"rows": rows, "totals": totals})


@requires(Permission.READ_DESK)
@require_safe
def potential_product(request: DeskRequest, code: str) -> HttpResponse:
    """Show one potential product: the answers of the survey, what was decided, the ideas that came of it."""
    product = _product(request, code)
    answers = [
        (question, next((grade for grade in question.grades if grade.points == product.marks.get(question.code)), None))
        for question in survey().questions
    ]
    context = {
        "product": product,
        "answers": answers,
        "best": best_score(),
        "confirmed": survey().confirmed,
        "ideas": product.ideas.all(),
        "may_decide": may(request.user, Permission.CHECK_DOSSIERS, product.place) is None,
    }
    return render(request, "desk/potential/product.html", context)


@requires(Permission.CHECK_DOSSIERS)
def potential_add(request: DeskRequest) -> HttpResponse:
    form = SurveyForm(request.POST or None, producers=_producers(request), place=_where(request))
    entered = carry_out(
        form,
        lambda: services.survey(found=form.found, by=request.user.actor),
        check=lambda: may(request.user, Permission.CHECK_DOSSIERS, form.cleaned_data["place"]),
    )
    if entered:
        messages.success(request, gettext("Đã ghi sản phẩm tiềm năng: %(score)s điểm.") % {"score": entered.score})
        return redirect("desk:potential_product", entered.code)
    back = back_to("desk:potential", _("Sản phẩm tiềm năng"))
    return ask(request, form, title=gettext("Khảo sát sản phẩm tiềm năng"), lead=_weights(), back=back)


@requires(Permission.CHECK_DOSSIERS)
def potential_revise(request: DeskRequest, code: str) -> HttpResponse:
    product = _decidable(request, code)
    form = SurveyForm(request.POST or None, producers=_producers(request), product=product)
    if carry_out(
        form,
        lambda: services.revise(
            product=product, found=form.found, version=form.cleaned_data["version"] or 0, by=request.user.actor
        ),
        check=lambda: may(request.user, Permission.CHECK_DOSSIERS, form.cleaned_data["place"]),
    ):
        return _done(request, product, gettext("Đã lưu phiếu khảo sát."))
    return ask(request, form, title=gettext("Sửa phiếu khảo sát"), lead=_weights(), back=_back(product))


@requires(Permission.CHECK_DOSSIERS)
def potential_take_up(request: DeskRequest, code: str) -> HttpResponse:
    """Take the product up, with somebody who follows it."""
    product = _decidable(request, code)
    form = TakeUpForm(request.POST or None, followers=followers_for(product.place), producers=_producers(request))
    if carry_out(form, lambda: services.take_up(product=product, by=request.user.actor, **form.cleaned_data)):
        return _done(request, product, gettext("Đã đưa sản phẩm vào bồi dưỡng."))
    return ask(request, form, title=gettext("Đưa vào bồi dưỡng"), back=_back(product))


@requires(Permission.CHECK_DOSSIERS)
def potential_decline(request: DeskRequest, code: str) -> HttpResponse:
    """Leave the product for now, with a reason."""
    product = _decidable(request, code)
    form = ReasonForm(request.POST or None)
    if carry_out(form, lambda: services.decline(product=product, by=request.user.actor, **form.cleaned_data)):
        return _done(request, product, gettext("Đã ghi là chưa đưa vào."))
    return ask(request, form, title=gettext("Chưa đưa vào bồi dưỡng"), back=_back(product))


def _filtered(request: DeskRequest) -> PotentialFilter:
    listed = potential_visible_to(request.user).select_related("place__parent", "producer", "product_set", "follower")
    return PotentialFilter(request.GET, listed)


def _product(request: DeskRequest, code: str) -> PotentialProduct:
    listed = potential_visible_to(request.user).select_related("place__parent", "producer", "product_set", "follower")
    return get_object_or_404(listed, code=code)


def _decidable(request: DeskRequest, code: str) -> PotentialProduct:
    product = _product(request, code)
    require(request.user, Permission.CHECK_DOSSIERS, product.place)
    return product


def _producers(request: DeskRequest) -> QuerySet[Producer]:
    return visible_to(Producer.objects.all(), request.user)


def _weights() -> str:
    return "" if survey().confirmed else gettext("Câu hỏi và điểm do phần mềm đề xuất, chưa được tỉnh xác nhận.")


def _back(product: PotentialProduct) -> Back:
    return back_to("desk:potential_product", product.name, product.code)


def _done(request: DeskRequest, product: PotentialProduct, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("desk:potential_product", product.code)


def _where(request: DeskRequest) -> str:
    """Return the code of the unit asked for; of the person's own, who surveys for one commune only."""
    own = units_of(request.user, Permission.CHECK_DOSSIERS)
    only = own[0].public_code if len(own) == 1 and own[0].level == Level.COMMUNE else ""
    return request.GET.get("place", only)
