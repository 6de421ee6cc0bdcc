"""Papers of a decision: sent, handed out, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.files.choices import Kinds
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.programme.certification.queries import decisions_visible_to
from saolang.programme.certification.services import papers as services
from saolang.web.acts import carry_out
from saolang.web.desk.access import require
from saolang.web.desk.forms.decisions import PapersForm
from saolang.web.desk.forms.products import WithdrawalForm
from saolang.web.desk.pages import ask
from saolang.web.downloads import hand_out
from saolang.web.pages import Back, back_to
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.programme.certification.models import Decision, DecisionPaper
    from saolang.web.desk.access import DeskRequest
    from saolang.web.fields import Sent


@requires(Permission.READ_DESK)
@require_safe
def paper(request: DeskRequest, code: str, number: int) -> HttpResponseBase:
    """Hand out a paper of a decision the person may see."""
    found = _paper(_decision(request.user, code), number)
    return hand_out(request, found.file, name=found.name)


@requires(Permission.EDIT_REGISTRY)
def add_papers(request: DeskRequest, code: str) -> HttpResponse:
    """Take in papers, several at once; one that is refused keeps out no other."""
    decision = _decision_to_change(request.user, code)
    form = PapersForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        for sent in form.cleaned_data["papers"]:
            _add(request, decision, sent)
        return redirect("desk:decision", decision.code)
    return ask(request, form, title=gettext("Thêm tệp văn bản"), back=_back(decision), button=gettext("Gửi tệp"))


@requires(Permission.EDIT_REGISTRY)
def withdraw_paper(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """Take a paper off the decision; it and the reason stay in the history."""
    decision = _decision_to_change(request.user, code)
    found = _paper(decision, number)
    form = WithdrawalForm(request.POST or None)
    if carry_out(form, lambda: services.withdraw(paper=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã rút tệp “%(name)s”.") % {"name": found.name})
        return redirect("desk:decision", decision.code)
    title = gettext("Rút tệp “%(name)s”") % {"name": found.name}
    lead = gettext("Tệp không còn thuộc quyết định này. Tệp và lý do rút vẫn được giữ trong lịch sử.")
    return ask(request, form, title=title, lead=lead, back=_back(decision), button=gettext("Rút tệp"))


def _add(request: DeskRequest, decision: Decision, sent: Sent) -> None:
    try:
        received = take_in(sent, kinds=Kinds.PAPERS, user=request.user)
        services.add(decision=decision, file=received.file, name=received.name, by=request.user.actor)
    except Refusal as refusal:
        named = f"{sent.name}: " if not isinstance(sent, UUID) else ""
        messages.error(request, named + say(refusal))
    else:
        messages.success(request, gettext("Đã thêm tệp “%(name)s”.") % {"name": received.name})


def _decision(user: User, code: str) -> Decision:
    return get_object_or_404(decisions_visible_to(user).select_related("place"), code=code)


def _decision_to_change(user: User, code: str) -> Decision:
    """Return the decision the person may change. Raises PermissionDenied for one that may only be seen."""
    decision = _decision(user, code)
    require(user, Permission.EDIT_REGISTRY, decision.place)
    return decision


def _paper(decision: Decision, number: int) -> DecisionPaper:
    standing = decision.papers.filter(withdrawn_at=None).select_related("file")
    found: DecisionPaper = get_object_or_404(standing, pk=number)
    return found


def _back(decision: Decision) -> Back:
    return back_to("desk:decision", decision.number or decision.code, decision.code)
