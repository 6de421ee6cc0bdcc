"""Ideas producers have registered: read, answered, followed, made into products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.programme.dossiers.choices import IdeaState
from saolang.programme.dossiers.models import BusinessPlan
from saolang.programme.dossiers.queries.offices import followers_for, ideas_visible_to
from saolang.programme.dossiers.services import idea_products
from saolang.programme.dossiers.services import ideas as services
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.access import require
from saolang.web.desk.forms.filters import IdeaFilter
from saolang.web.desk.forms.potential import FollowerForm, IdeaAnswerForm
from saolang.web.desk.pages import ask
from saolang.web.pages import Back, back_to, page_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.programme.dossiers.models import Idea
    from saolang.web.desk.access import DeskRequest


@requires(Permission.READ_DESK)
@require_safe
def ideas(request: DeskRequest) -> HttpResponse:
    """Show the ideas registered in the person's places, the latest first."""
    listed = ideas_visible_to(request.user).select_related("place__parent", "producer", "product_set", "follower")
    found = IdeaFilter(request.GET, listed)
    return render(request, "desk/ideas/list.html", {"filter": found, "page": page_of(request, found.qs)})


@requires(Permission.READ_DESK)
@require_safe
def idea(request: DeskRequest, code: str) -> HttpResponse:
    """Show one idea with its business plan, and what can be answered."""
    found = _idea(request, code)
    context = {
        "idea": found,
        "plan": BusinessPlan.objects.filter(idea=found).prefetch_related("years").first(),
        "may_decide": may(request.user, Permission.CHECK_DOSSIERS, found.place) is None,
        "is_open": found.state == IdeaState.REGISTERED,
        "may_become_a_product": found.state == IdeaState.ACCEPTED and found.product_id is None,
    }
    return render(request, "desk/ideas/idea.html", context)


@requires(Permission.CHECK_DOSSIERS)
def idea_answer(request: DeskRequest, code: str) -> HttpResponse:
    """Take the idea up or not, for the commune."""
    found = _answerable(request, code)
    form = IdeaAnswerForm(request.POST or None)
    if carry_out(
        form,
        lambda: services.decide(
            idea=found,
            state=IdeaState(form.cleaned_data["state"]),
            reason=form.cleaned_data["reason"],
            by=request.user.actor,
        ),
    ):
        return _done(request, found, gettext("Đã trả lời ý tưởng."))
    return ask(request, form, title=gettext("Trả lời ý tưởng"), back=_back(found), button=gettext("Gửi trả lời"))


@requires(Permission.CHECK_DOSSIERS)
def idea_follow(request: DeskRequest, code: str) -> HttpResponse:
    """Say who of the office follows the idea."""
    found = _answerable(request, code)
    form = FollowerForm(request.POST or None, followers=followers_for(found.place), follower=found.follower)
    if carry_out(form, lambda: services.follow(idea=found, by=request.user.actor, **form.cleaned_data)):
        return _done(request, found, gettext("Đã ghi người theo dõi."))
    return ask(request, form, title=gettext("Người theo dõi ý tưởng"), back=_back(found))


@requires(Permission.CHECK_DOSSIERS)
@require_POST
def idea_product(request: DeskRequest, code: str) -> HttpResponse:
    """Enter the product an accepted idea has become."""
    found = _answerable(request, code)
    attempt(
        request,
        lambda: idea_products.register(idea=found, by=request.user.actor),
        done=gettext("Đã ghi sản phẩm từ ý tưởng; chủ thể lập hồ sơ được ngay."),
    )
    return redirect("desk:idea", found.code)


def _idea(request: DeskRequest, code: str) -> Idea:
    listed = ideas_visible_to(request.user)
    return get_object_or_404(
        listed.select_related("place__parent", "producer", "product_set", "follower", "product", "potential"), code=code
    )


def _answerable(request: DeskRequest, code: str) -> Idea:
    found = _idea(request, code)
    require(request.user, Permission.CHECK_DOSSIERS, found.place)
    return found


def _back(found: Idea) -> Back:
    return back_to("desk:idea", found.product_name or str(_("Ý tưởng")), found.code)


def _done(request: DeskRequest, found: Idea, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("desk:idea", found.code)
