"""The vault: every paper of a producer once, what it proves, what ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.files.choices import Kinds
from saolang.base.kit.words import say
from saolang.programme.dossiers.queries.dossiers import products_of, uses_of, weakened_by
from saolang.programme.dossiers.rules.checklist import PaperState, paper_state
from saolang.programme.dossiers.services import dossiers
from saolang.programme.registry.queries import papers_of
from saolang.programme.registry.rules import may_be_shown
from saolang.programme.registry.services import evidence, shown_papers
from saolang.web.acts import attempt, carry_out
from saolang.web.downloads import hand_out
from saolang.web.pages import back_to
from saolang.web.portal.access import CHOSEN, chosen_producer, paper_of
from saolang.web.portal.forms import PaperForm, ReasonForm, ShowPaperForm
from saolang.web.portal.pages import ask
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.programme.registry.models import Evidence, Product
    from saolang.web.pages import Back
    from saolang.web.requests import PersonRequest
    from saolang.web.uploads import Received


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def papers(request: PersonRequest) -> HttpResponse:
    """Show the papers in use of one producer, those that have ended first."""
    producer, own = chosen_producer(request)
    today = timezone.localdate()
    kept = list(papers_of(producer).select_related("file", "product"))
    used = uses_of(kept)
    ended = [paper for paper in kept if paper_state(paper, today) == PaperState.ENDED]
    context = {
        "producer": producer,
        "own": own,
        "ended": [(paper, used.get(paper.pk, ())) for paper in ended],
        "papers": [(paper, used.get(paper.pk, ())) for paper in kept if paper not in ended],
    }
    return render(request, "portal/papers.html", context)


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def paper(request: PersonRequest, code: str) -> HttpResponse:
    """Show a paper: what is printed on it, which dossiers it holds up or weakens, what came before and after."""
    found = paper_of(request.user, code)
    state = paper_state(found, timezone.localdate())
    context = {
        "paper": found,
        "state": state,
        "is_good": state == PaperState.GOOD,
        "may_change": state in {PaperState.GOOD, PaperState.ENDED},
        "used_in": list(weakened_by(found)),
        "shown": found.showings.filter(ended_on=None, withdrawn_at=None).select_related("product"),
        "not_shown": say(may_be_shown(found, timezone.localdate())),
    }
    return render(request, "portal/paper.html", context)


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def paper_file(request: PersonRequest, code: str) -> HttpResponseBase:
    found = paper_of(request.user, code)
    return hand_out(request, found.file, name=found.file_name)


@requires(Permission.EDIT_DOSSIERS)
def add_paper(request: PersonRequest) -> HttpResponse:
    """Take a paper into the vault; from a dossier's page straight on to that dossier."""
    producer, _own = chosen_producer(request)
    products = products_of(producer, timezone.localdate())
    initial = {"kind": request.GET.get("loai", "")}
    form = PaperForm(request.POST or None, request.FILES or None, products=products, initial=initial)
    added = carry_out(
        form,
        lambda: evidence.add(producer=producer, paper=form.paper(_received(request, form)), by=request.user.actor),
    )
    if added:
        messages.success(request, gettext("Đã thêm “%(title)s” vào kho giấy tờ.") % {"title": added.title})
        return redirect("portal:paper", added.code)
    back = back_to("portal:papers", _("Kho giấy tờ"), query=f"?{CHOSEN}={producer.code}")
    return ask(request, form, title=gettext("Thêm giấy tờ"), back=back, button=gettext("Thêm vào kho"))


@requires(Permission.EDIT_DOSSIERS)
def replace_paper(request: PersonRequest, code: str) -> HttpResponse:
    """Take a newer paper in the place of one; the dossiers the producer works on take it over at once."""
    old = paper_of(request.user, code)
    products = products_of(old.producer, timezone.localdate())
    known = {"kind": old.kind, "title": old.title, "issuer": old.issuer, "product": old.product_id}
    form = PaperForm(request.POST or None, request.FILES or None, products=products, initial=known)
    newer = carry_out(
        form,
        lambda: evidence.replace(evidence=old, paper=form.paper(_received(request, form)), by=request.user.actor),
    )
    if newer:
        changed = dossiers.take_newer(old=old, new=newer, by=request.user.actor)
        said = gettext("Đã thay “%(title)s” bằng bản mới; %(count)d hồ sơ đang lập dùng bản mới ngay.")
        messages.success(request, said % {"title": newer.title, "count": len(changed)})
        return redirect("portal:paper", newer.code)
    title = gettext("Thay “%(title)s” bằng bản mới") % {"title": old.title}
    lead = gettext("Bản cũ vẫn xem được ở những hồ sơ đã nộp.")
    return ask(request, form, title=title, lead=lead, back=_back(old), button=gettext("Thay bằng bản mới"))


@requires(Permission.EDIT_DOSSIERS)
def withdraw_paper(request: PersonRequest, code: str) -> HttpResponse:
    """Say that a paper proves nothing any more, and why."""
    found = paper_of(request.user, code)
    form = ReasonForm(request.POST or None)
    if carry_out(form, lambda: evidence.withdraw(evidence=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã rút “%(title)s”.") % {"title": found.title})
        return redirect(f"{reverse('portal:papers')}?{CHOSEN}={found.producer.code}")
    title = gettext("Rút “%(title)s”") % {"title": found.title}
    lead = gettext("Giấy tờ không còn chứng minh được gì. Hồ sơ đã nộp vẫn giữ bản này và lý do rút.")
    return ask(request, form, title=title, lead=lead, back=_back(found), button=gettext("Rút giấy tờ"))


@requires(Permission.EDIT_DOSSIERS)
def show_paper(request: PersonRequest, code: str) -> HttpResponse:
    """Let buyers read of a certificate on the pages of products; its file stays in the vault."""
    found = paper_of(request.user, code)
    form = ShowPaperForm(request.POST or None, products=_showable(found))
    if carry_out(form, lambda: shown_papers.show(evidence=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã cho người mua xem “%(title)s”.") % {"title": found.title})
        return redirect("portal:paper", code)
    title = gettext("Cho người mua xem “%(title)s”") % {"title": found.title}
    lead = gettext("Người mua đọc được số, cơ quan cấp và các ngày ghi trên giấy; không xem được tên và tệp giấy tờ.")
    return ask(request, form, title=title, lead=lead, back=_back(found), button=gettext("Cho người mua xem"))


@requires(Permission.EDIT_DOSSIERS)
@require_POST
def hide_paper(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Take a certificate off the page of a product."""
    found = paper_of(request.user, code)
    shown = get_object_or_404(
        found.showings.filter(ended_on=None, withdrawn_at=None).select_related("product", "evidence"), pk=number
    )
    done = gettext("Trang của %(product)s không còn nêu giấy tờ này.") % {"product": shown.product}
    attempt(request, lambda: shown_papers.hide(shown=shown, by=request.user.actor), done=done)
    return redirect("portal:paper", code)


def _showable(found: Evidence) -> QuerySet[Product]:
    """Return the products the paper may speak of, and on whose pages it is not shown yet."""
    open_ones = found.showings.filter(ended_on=None, withdrawn_at=None).values("product")
    own = products_of(found.producer, timezone.localdate()).exclude(pk__in=open_ones)
    return own.filter(pk=found.product_id) if found.product_id else own


def _received(request: PersonRequest, form: PaperForm) -> Received:
    [sent] = form.cleaned_data["file"] or form.cleaned_data["photo"]
    return take_in(sent, kinds=Kinds.PAPERS, user=request.user)


def _back(found: Evidence) -> Back:
    return back_to("portal:paper", found.title, found.code)
