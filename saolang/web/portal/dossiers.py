"""A dossier as its producer sees it: opened, where it stands, its forms, its papers, withdrawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.dossiers.choices import TOLD_TO_PRODUCER, Act, DossierKind, State
from saolang.programme.dossiers.queries.dossiers import (
    checklist_of,
    claims_of,
    ended_since,
    frozen,
    products_of,
    proofs_of,
    standing_of,
    term_of,
)
from saolang.programme.dossiers.queries.forms import asked, known_of
from saolang.programme.dossiers.rules.checklist import PaperState, needs, paper_state
from saolang.programme.dossiers.rules.dossiers import EDITABLE
from saolang.programme.dossiers.rules.forms import fields_for
from saolang.programme.dossiers.rules.procedures import may_move
from saolang.programme.dossiers.services import dossiers as services
from saolang.programme.registry.queries import papers_of
from saolang.web.acts import attempt, carry_out
from saolang.web.pages import back_to
from saolang.web.portal.access import CHOSEN, chosen_producer, dossier_of, dossier_to_edit, idea_of, paper_of
from saolang.web.portal.forms import AnswersForm, OpenForm, ReasonForm, shown_answers
from saolang.web.portal.pages import ask, go_on_from

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.programme.dossiers.models import Dossier
    from saolang.web.requests import PersonRequest


WITH_RESULT = frozenset({State.PRELIMINARY, State.FINAL, State.CENTRE, State.RECOGNISED, State.NOT_RECOGNISED})
"""The states in which the producer has been told what the council found."""


@requires(Permission.EDIT_DOSSIERS)
def open_dossier(request: PersonRequest) -> HttpResponse:
    """Open a dossier for a product of the producer; from an idea's page it is of that idea."""
    producer, _own = chosen_producer(request)
    idea = idea_of(request.user, request.GET["y-tuong"]) if "y-tuong" in request.GET else None
    product = idea.product_id if idea else request.GET.get("san-pham")
    form = OpenForm(
        request.POST or None,
        products=products_of(producer, timezone.localdate()),
        initial={"product": product, "kind": request.GET.get("hinh-thuc", DossierKind.FIRST)},
    )
    opened = carry_out(
        form,
        lambda: services.open_dossier(producer=producer, idea=idea, by=request.user.actor, **form.cleaned_data),
    )
    if opened:
        messages.success(request, gettext("Đã mở hồ sơ. Những gì hệ thống đã biết được điền sẵn."))
        return redirect("portal:dossier", opened.code)
    back = back_to("portal:home", _("Việc của tôi"))
    lead = gettext("Chủ thể: %(producer)s.") % {"producer": producer.name}
    return ask(request, form, title=gettext("Lập hồ sơ sản phẩm"), lead=lead, back=back, button=gettext("Mở hồ sơ"))


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def dossier(request: PersonRequest, code: str) -> HttpResponse:
    """Show where a dossier stands, what is left to do, and every step it has taken."""
    found = dossier_of(request.user, code)
    today = timezone.localdate()
    claims = claims_of(found)
    lines = checklist_of(found, today)
    context = {
        "dossier": found,
        "state": TOLD_TO_PRODUCER[State(found.state)],
        "is_editable": found.state in EDITABLE,
        "has_result": found.state in WITH_RESULT,
        "fields_left": sum(not text for text in _answers(found).values()),
        "claimed": len(claims),
        "standing": standing_of(found, claims.values()),
        "missing": [line for line in lines if line.missing],
        "weak": [paper for line in lines for paper in line.ended],
        "waiting": frozen(found),
        "ended": ended_since(found, today) if found.state in EDITABLE else [],
        "term": term_of(found.renews, today, found.procedure) if found.renews else None,
        "supplements": list(found.supplements.filter(settled_at=None)),
        "submissions": found.submissions.exclude(signature=None).select_related("signature", "content"),
        "moves": _steps(found),
        "may_withdraw": may_move(found, Act.WITHDRAW) is None,
    }
    return render(request, "portal/dossier.html", context)


@requires(Permission.EDIT_DOSSIERS)
def answers(request: PersonRequest, code: str) -> HttpResponse:
    """Fill in what the forms ask and the registry does not know."""
    found = dossier_of(request.user, code) if request.method == "GET" else dossier_to_edit(request.user, code)
    form = AnswersForm(request.POST or None, asked=asked(found), dossier=found)
    saved = carry_out(
        form,
        lambda: services.fill_in(
            dossier=found, answers=form.answers, version=form.cleaned_data["version"], by=request.user.actor
        ),
    )
    if saved:
        messages.success(request, gettext("Đã lưu biểu mẫu."))
        return redirect("portal:answers", found.code)
    found.refresh_from_db()
    known = known_of(found)
    labels = {field.code: field.label for field in fields_for(found.kind)}
    context = {
        "dossier": found,
        "form": form,
        "is_editable": found.state in EDITABLE,
        "known": [(labels[name], value) for name, value in known.items() if name in labels and name != "sex"],
        "differences": go_on_from(form, found.version, shown_answers(form.asked, found.forms)),
    }
    return render(request, "portal/answers.html", context, status=422 if form.is_bound else 200)


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def dossier_papers(request: PersonRequest, code: str) -> HttpResponse:
    """Show the checklist: which papers the options claimed need, which are there, which have ended."""
    found = dossier_of(request.user, code)
    today = timezone.localdate()
    given = {proof.evidence_id for proof in proofs_of(found)}
    vault = papers_of(found.producer).exclude(pk__in=given)
    context = {
        "dossier": found,
        "lines": checklist_of(found, today),
        "vault": [paper for paper in vault if paper_state(paper, today) == PaperState.GOOD],
        "is_editable": found.state in EDITABLE,
        "is_confirmed": needs().confirmed,
        "chosen": CHOSEN,
    }
    return render(request, "portal/dossier_papers.html", context)


@requires(Permission.EDIT_DOSSIERS)
@require_POST
def put_in(request: PersonRequest, code: str) -> HttpResponse:
    """Put papers of the vault into the dossier as its own; which criterion they prove is said where it is scored."""
    found = dossier_of(request.user, code)
    papers = papers_of(found.producer).filter(code__in=request.POST.getlist("papers"))
    for paper in papers:
        done = gettext("Đã đưa “%(title)s” vào hồ sơ.") % {"title": paper.title}
        proving = partial(services.prove, dossier=found, evidence=paper, by=request.user.actor)
        attempt(request, proving, done=done)
    return redirect("portal:dossier_papers", found.code)


@requires(Permission.EDIT_DOSSIERS)
@require_POST
def take_out(request: PersonRequest, code: str, paper: str) -> HttpResponse:
    """Take a paper out of the dossier; it stays in the vault."""
    found, evidence = dossier_of(request.user, code), paper_of(request.user, paper)
    done = gettext("Đã bỏ “%(title)s” khỏi hồ sơ; giấy tờ vẫn còn trong kho.") % {"title": evidence.title}
    attempt(request, lambda: services.take_out(dossier=found, evidence=evidence, by=request.user.actor), done=done)
    return redirect("portal:dossier_papers", found.code)


@requires(Permission.EDIT_DOSSIERS)
def withdraw(request: PersonRequest, code: str) -> HttpResponse:
    """Take the dossier back, with a reason."""
    found = dossier_of(request.user, code)
    form = ReasonForm(request.POST or None)
    if carry_out(form, lambda: services.withdraw(dossier=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã rút hồ sơ."))
        return redirect("portal:dossier", found.code)
    lead = gettext("Hồ sơ đã rút không làm tiếp được; bạn có thể lập hồ sơ mới cho sản phẩm này.")
    back = back_to("portal:dossier", found.code, found.code)
    return ask(request, form, title=gettext("Rút hồ sơ"), lead=lead, back=back, button=gettext("Rút hồ sơ"))


def _answers(dossier: Dossier) -> dict[str, str]:
    return {field.code: dossier.forms.get(field.code, "") for field in asked(dossier) if field.needed}


def _steps(dossier: Dossier) -> list[dict[str, object]]:
    """Return the steps taken, the latest first, each in the producer's words."""
    return [
        {"at": move.at, "act": Act(move.act).label, "state": TOLD_TO_PRODUCER[State(move.after)], "note": move.note}
        for move in dossier.moves.order_by("-at", "-id")
    ]
