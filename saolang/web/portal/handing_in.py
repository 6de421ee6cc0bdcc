"""Handing a dossier in: what is left, the frozen dossier, the owner's signature; and answering requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import signatures_of
from saolang.base.accounts.rules import Scope, may_over
from saolang.base.files.queries import read
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.queries.dossiers import checklist_of, frozen, left_to_do, standing_of
from saolang.programme.dossiers.queries.submissions import submissions_visible_to
from saolang.programme.dossiers.rules.dossiers import EDITABLE
from saolang.programme.dossiers.rules.forms import BY_CODE
from saolang.programme.dossiers.services import supplements as requests
from saolang.programme.dossiers.services.submissions import code_of, freeze
from saolang.programme.registry.choices import EvidenceKind
from saolang.web.acts import carry_out
from saolang.web.downloads import hand_out
from saolang.web.portal.access import dossier_of
from saolang.web.portal.forms import ReplyForm

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.programme.dossiers.models import Dossier, Submission, Supplement
    from saolang.web.requests import PersonRequest


@requires(Permission.EDIT_DOSSIERS)
def hand_in(request: PersonRequest, code: str) -> HttpResponse:
    """Show what is left to do; freeze the dossier, and lead its owner to the page where it is signed."""
    found = dossier_of(request.user, code)
    if request.method == "POST":
        return _freeze(request, found)
    today = timezone.localdate()
    waiting = frozen(found)
    context = {
        "dossier": found,
        "is_editable": found.state in EDITABLE,
        "left": [say(refusal) for refusal in left_to_do(found, today)] if found.state in EDITABLE else [],
        "missing": [line for line in checklist_of(found, today) if line.missing],
        "standing": standing_of(found),
        "waiting": waiting,
        "signing_code": code_of(waiting) if waiting else "",
        "may_sign": may_over(request.user, Permission.SIGN, _scope(found)) is None,
    }
    return render(request, "portal/hand_in.html", context)


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def submission(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Show a dossier as it was frozen: what is signed, read from the very bytes."""
    found = _submission(request, code, number)
    said = json.loads(read(found.content))
    criteria = sheet_of(found.dossier.edition).criteria
    context = {
        "dossier": found.dossier,
        "submission": found,
        "said": said,
        "signatures": signatures_of("submission", [code_of(found)]),
        "answers": [(BY_CODE[name].label, text) for name, text in said["forms"].items() if name in BY_CODE],
        "claims": [
            (criteria[name], criteria[name].option(line["option"]), line["reason"])
            for name, line in said["claims"].items()
            if name in criteria
        ],
        "proofs": [(EvidenceKind(paper["kind"]).label, paper) for paper in said["proofs"]],
    }
    return render(request, "portal/submission.html", context)


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def submission_file(request: PersonRequest, code: str, number: int) -> HttpResponseBase:
    found = _submission(request, code, number)
    return hand_out(request, found.content, name=f"{code_of(found)}.json")


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def supplements(request: PersonRequest, code: str) -> HttpResponse:
    """Show what an office asks to be supplemented, each item with its day and the answer."""
    return _show_supplements(request, dossier_of(request.user, code))


@requires(Permission.EDIT_DOSSIERS)
@require_POST
def reply(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Answer one request."""
    found = dossier_of(request.user, code)
    asked = get_object_or_404(found.supplements.select_related("dossier"), pk=number)
    form = ReplyForm(request.POST, prefix=str(asked.pk))
    done = carry_out(form, lambda: requests.reply(supplement=asked, by=request.user.actor, **form.cleaned_data))
    if done:
        messages.success(request, gettext("Đã lưu trả lời. Trả lời xong mọi yêu cầu, hãy nộp lại hồ sơ."))
        return redirect("portal:supplements", found.code)
    return _show_supplements(request, found, answered=form)


def _show_supplements(request: PersonRequest, dossier: Dossier, answered: ReplyForm | None = None) -> HttpResponse:
    asked = list(dossier.supplements.order_by("settled_at", "due_on", "pk"))
    context = {
        "dossier": dossier,
        "is_editable": dossier.state in EDITABLE,
        "asked": [(one, item_in_words(dossier, one), _form_of(one, answered)) for one in asked],
    }
    return render(request, "portal/supplements.html", context, status=422 if answered else 200)


def _form_of(supplement: Supplement, answered: ReplyForm | None) -> ReplyForm:
    if answered and answered.prefix == str(supplement.pk):
        return answered
    return ReplyForm(prefix=str(supplement.pk), initial={"text": supplement.reply})


def item_in_words(dossier: Dossier, supplement: Supplement) -> str:
    """Return what the request is about: a criterion with its name, a kind of paper, a field of a form."""
    kind, _, name = supplement.item.rpartition(":")
    if kind == "paper":
        return str(EvidenceKind(name).label)
    if kind == "form":
        return str(BY_CODE[name].label) if name in BY_CODE else name
    criterion = sheet_of(dossier.edition).criteria.get(name)
    return f"{name}. {criterion.words['vi']}" if criterion else name


def _freeze(request: PersonRequest, dossier: Dossier) -> HttpResponse:
    try:
        submission = freeze(dossier=dossier, by=request.user.actor)
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect("portal:hand_in", dossier.code)
    if may_over(request.user, Permission.SIGN, _scope(dossier)) is None:
        return redirect("account:signing", "submission", code_of(submission))
    messages.success(request, gettext("Đã chốt hồ sơ. Chủ thể được báo để xem lại và ký nộp."))
    return redirect("portal:hand_in", dossier.code)


def _scope(dossier: Dossier) -> Scope:
    return Scope(ScopeKind.PRODUCER, dossier.producer.code, dossier.producer.place)


def _submission(request: PersonRequest, code: str, number: int) -> Submission:
    dossier = dossier_of(request.user, code)
    found = submissions_visible_to(request.user).select_related("content", "signature", "dossier__edition")
    submission: Submission = get_object_or_404(found, dossier=dossier, number=number)
    return submission
