"""Ideas and business plans, as their producer writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.dossiers.choices import IdeaState
from saolang.programme.dossiers.models import BusinessPlan, Idea
from saolang.programme.dossiers.queries.dossiers import sets_in_use
from saolang.programme.dossiers.rules.ideas import profit, revenue
from saolang.programme.dossiers.services import business_plans
from saolang.programme.dossiers.services import ideas as services
from saolang.web.acts import carry_out
from saolang.web.pages import back_to
from saolang.web.portal.access import CHOSEN, chosen_producer, idea_of
from saolang.web.portal.forms import IdeaForm, PlanForm, plan_values
from saolang.web.portal.pages import ask, go_on_from

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.web.requests import PersonRequest

SAID = ("product_name", "product_set", "description", "local_character", "materials", "customers", "version")


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def ideas(request: PersonRequest) -> HttpResponse:
    """Show the ideas of one producer, the latest first."""
    producer, own = chosen_producer(request)
    listed = Idea.objects.filter(producer=producer).select_related("product_set", "business_plan")
    return render(request, "portal/ideas.html", {"producer": producer, "own": own, "ideas": listed})


@requires(Permission.EDIT_DOSSIERS)
def add_idea(request: PersonRequest) -> HttpResponse:
    producer, _own = chosen_producer(request)
    form = IdeaForm(request.POST or None, sets=sets_in_use())
    added = carry_out(form, lambda: services.register(producer=producer, idea=form.new, by=request.user.actor))
    if added:
        messages.success(request, gettext("Đã đăng ký ý tưởng; xã sẽ trả lời bạn."))
        return redirect("portal:idea", added.code)
    back = back_to("portal:ideas", _("Ý tưởng sản phẩm"), query=f"?{CHOSEN}={producer.code}")
    return ask(request, form, title=gettext("Đăng ký ý tưởng"), back=back, button=gettext("Đăng ký ý tưởng"))


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def idea(request: PersonRequest, code: str) -> HttpResponse:
    """Show an idea: what was said, the commune's answer, who follows it, its business plan."""
    found = idea_of(request.user, code)
    plan = BusinessPlan.objects.filter(idea=found).first()
    context = {
        "idea": found,
        "may_revise": found.state == IdeaState.REGISTERED,
        "plan": plan,
        "years": [(year, revenue(year), profit(year)) for year in plan.years.all()] if plan else [],
    }
    return render(request, "portal/idea.html", context)


@requires(Permission.EDIT_DOSSIERS)
def revise_idea(request: PersonRequest, code: str) -> HttpResponse:
    found = idea_of(request.user, code)
    known = {name: getattr(found, name) for name in SAID} | {"is_new": "new" if found.is_new else "known"}
    form = IdeaForm(request.POST or None, sets=sets_in_use(), initial=known)
    revised = carry_out(
        form,
        lambda: services.revise(
            idea=found, said=form.new, version=form.cleaned_data["version"] or 0, by=request.user.actor
        ),
    )
    if revised:
        messages.success(request, gettext("Đã lưu ý tưởng."))
        return redirect("portal:idea", found.code)
    found.refresh_from_db()
    differences = go_on_from(form, found.version, {name: getattr(found, name) for name in SAID})
    back = back_to("portal:idea", found.product_name, found.code)
    return ask(request, form, title=gettext("Sửa ý tưởng"), back=back, differences=differences)


@requires(Permission.EDIT_DOSSIERS)
def business_plan(request: PersonRequest, code: str) -> HttpResponse:
    """Write the business plan of an idea: revenue and profit are computed from what is entered."""
    found = idea_of(request.user, code)
    known = BusinessPlan.objects.filter(idea=found).first()
    form = PlanForm(request.POST or None, initial=plan_values(known))
    written = carry_out(
        form,
        lambda: business_plans.write(
            idea=found, plan=form.plan, version=form.cleaned_data["version"], by=request.user.actor
        ),
    )
    if written:
        messages.success(request, gettext("Đã lưu phương án. Doanh thu và lợi nhuận do hệ thống tính."))
        return redirect("portal:idea", found.code)
    now = plan_values(BusinessPlan.objects.filter(idea=found).first())
    differences = go_on_from(form, now["version"], now)
    context = {"idea": found, "form": form, "differences": differences}
    return render(request, "portal/plan.html", context, status=422 if form.is_bound else 200)
