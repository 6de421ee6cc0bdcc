"""Papers on a page: shown as they would be now, issued, handed out as issued. Each audience says which, and to whom.

An audience's table names the kinds there are for it. A thing is found among those the person may see, so nobody reads
a paper about anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from saolang.base.kit.downloads import deliver
from saolang.base.kit.words import say
from saolang.base.papers.choices import SIGNS, Form, PaperKind
from saolang.base.papers.models import IssuedPaper
from saolang.base.papers.queries import papers_of
from saolang.base.papers.services import issuing
from saolang.core.refusal import Refusal
from saolang.web.downloads import hand_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.base.papers.rules import Draft
    from saolang.web.pages import Back
    from saolang.web.requests import PersonRequest

MEDIA_TYPES = {
    Form.PDF: "application/pdf",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Source:
    """One kind of paper for an audience.

    `find` returns the paper of the thing with that code among those the person may see; it raises Http404, or
    PermissionDenied. `may_issue` answers whether the person may issue it; without it the audience issues none.
    """

    find: Callable[[User, str], Draft]
    may_issue: Callable[[User, Draft], Refusal | None] | None = None


class Link(NamedTuple):
    """Where a paper's file lies."""

    label: str
    url: str


class Addresses(NamedTuple):
    """The addresses of one paper's page: each takes the ending, or the number of a paper issued."""

    file: Callable[[Form], str]
    issue: str
    issued: Callable[[int], str]
    back: Back


def draft_of(sources: Mapping[PaperKind, Source], user: User, kind: str, code: str) -> Draft:
    """Return the paper of that kind about the thing. Raises Http404 for a kind there is none of, and as `find` does."""
    return _source(sources, kind).find(user, code)


def show(request: PersonRequest, source: Source, draft: Draft, addresses: Addresses, base: str) -> HttpResponse:
    """Show what can be done with a paper: read it as it would be now, issue it, read those issued."""
    issued = [paper for paper in papers_of(draft.thing_kind, draft.thing_code) if paper.kind == draft.kind]
    context = {
        "base": base,
        "title": PaperKind(draft.kind).label,
        "draft": draft,
        "files": [Link(str(form.label), addresses.file(form)) for form in Form],
        "forms": list(Form),
        "issued": [(paper, addresses.issued(paper.pk)) for paper in issued],
        "may_issue": source.may_issue is not None,
        "refusal": say(source.may_issue(request.user, draft)) if source.may_issue else "",
        "numbered": draft.kind in SIGNS,
        "issue_url": addresses.issue,
        "back": addresses.back,
    }
    return render(request, "papers/paper.html", context)


def preview(draft: Draft, form: str) -> HttpResponse:
    """Return the paper as it would be now, marked as a draft until what it says is settled."""
    if form not in Form.values:
        raise Http404
    try:
        content = issuing.render(draft, Form(form), mark=gettext(draft.mark) if draft.mark else "")
    except Refusal as refusal:
        raise PermissionDenied(say(refusal)) from refusal
    return deliver(content, name=f"{draft.name}.{form}", media_type=MEDIA_TYPES[Form(form)])


def issue(request: PersonRequest, source: Source, draft: Draft, page: str) -> HttpResponse:
    """Issue the paper in the form that was asked for, and return to its page."""
    if source.may_issue is None:
        raise Http404
    if refusal := source.may_issue(request.user, draft):
        raise PermissionDenied(say(refusal))
    asked = request.POST.get("form", Form.PDF)
    try:
        paper = issuing.issue(
            draft=draft, form=Form(asked if asked in Form.values else Form.PDF), by=request.user.actor
        )
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, gettext("Đã ban hành %(paper)s.") % {"paper": paper})
    return redirect(page)


def issued_paper(sources: Mapping[PaperKind, Source], request: PersonRequest, number: int) -> HttpResponseBase:
    """Hand out a paper as it was issued, to who may see the thing it is about."""
    paper = get_object_or_404(IssuedPaper.objects.select_related("file"), pk=number)
    draft = draft_of(sources, request.user, paper.kind, paper.thing_code)
    if draft.thing_kind != paper.thing_kind:
        raise Http404
    return hand_out(request, paper.file, name=paper.file_name)


def _source(sources: Mapping[PaperKind, Source], kind: str) -> Source:
    try:
        return sources[PaperKind(kind)]
    except (KeyError, ValueError):
        raise Http404(f"No paper of the kind {kind} here.") from None
