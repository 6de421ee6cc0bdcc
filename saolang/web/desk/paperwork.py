"""Papers of dossiers, sessions and certificates for officials, and the Word templates of their office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import may
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.files.choices import Kinds
from saolang.base.kit.downloads import deliver
from saolang.base.papers.choices import Form, PaperKind
from saolang.base.papers.models import IssuedPaper
from saolang.base.papers.queries import standing_templates
from saolang.base.papers.rendering import default_template
from saolang.base.papers.rules import fields, named
from saolang.base.papers.services import templates as services
from saolang.programme.certification.queries.certificates import certificates_visible_to
from saolang.programme.certification.queries.papers import READ_ALONG
from saolang.programme.certification.queries.papers import certificate as certificate_paper
from saolang.programme.dossiers.models import BusinessPlan
from saolang.programme.dossiers.queries import papers as of_dossiers
from saolang.programme.dossiers.queries.dossiers import visible_to
from saolang.programme.dossiers.queries.offices import ideas_visible_to
from saolang.programme.evaluation.choices import SessionState
from saolang.programme.evaluation.models import Result
from saolang.programme.evaluation.queries import papers as of_councils
from saolang.programme.evaluation.queries.councils import sessions_visible_to
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.access import require
from saolang.web.desk.forms.papers import TemplateForm
from saolang.web.desk.pages import ask
from saolang.web.downloads import hand_out
from saolang.web.pages import back_to
from saolang.web.paperwork import (
    MEDIA_TYPES,
    Addresses,
    Source,
    draft_of,
    issued_paper,
    preview,
    show,
)
from saolang.web.paperwork import issue as issue_paper
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.base.papers.models import PaperTemplate
    from saolang.base.papers.rules import Draft
    from saolang.core.refusal import Refusal
    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.evaluation.models import Session
    from saolang.web.desk.access import DeskRequest
    from saolang.web.requests import PersonRequest

# Which papers there are here --------------------


def _of_dossier(paper: Callable[[Dossier], Draft], needs: Permission) -> Callable[[User, str], Draft]:
    def find(user: User, code: str) -> Draft:
        return paper(_dossier(user, code, needs))

    return find


def _of_session(paper: Callable[[Session], Draft]) -> Callable[[User, str], Draft]:
    def find(user: User, code: str) -> Draft:
        return paper(get_object_or_404(sessions_visible_to(user).select_related("council__place"), code=code))

    return find


def _dossier(user: User, code: str, needs: Permission) -> Dossier:
    """Return a dossier the person may see. Raises PermissionDenied where its paper holds what the person may not."""
    read = ("producer", "product", "place__province", "edition")
    found = get_object_or_404(visible_to(user).select_related(*read), code=code)
    require(user, needs, found.place)
    return found


def _business_plan(user: User, code: str) -> Draft:
    plans = BusinessPlan.objects.filter(idea__in=ideas_visible_to(user))
    read = ("idea__producer", "idea__place", "idea__product_set", "idea__follower")
    return of_dossiers.business_plan(get_object_or_404(plans.select_related(*read), idea__code=code))


def _result_notice(user: User, code: str) -> Draft:
    """Return the notice of a dossier's last result, of a session that is closed."""
    found = _dossier(user, code, Permission.READ_DESK)
    results = Result.objects.filter(case__dossier=found, case__session__state=SessionState.CLOSED)
    last = results.select_related("case__session__council__place").order_by("-pk").first()
    if last is None:
        raise Http404
    last.case.dossier = found
    return of_councils.result_notice(last)


def _certificate(user: User, code: str) -> Draft:
    found = certificates_visible_to(user).select_related(*READ_ALONG)
    return certificate_paper(get_object_or_404(found, public_code=code))


def _who(permission: Permission) -> Callable[[User, Draft], Refusal | None]:
    return lambda user, draft: may(user, permission, draft.place)


PAPERS: dict[PaperKind, Source] = {
    PaperKind.REGISTRATION: Source(_of_dossier(of_dossiers.registration, Permission.READ_PERSONAL_DATA)),
    PaperKind.SELF_ASSESSMENT: Source(_of_dossier(of_dossiers.self_assessment, Permission.READ_PERSONAL_DATA)),
    PaperKind.COMMUNE_REPORT: Source(
        _of_dossier(of_dossiers.commune_report, Permission.READ_DESK), _who(Permission.CHECK_DOSSIERS)
    ),
    PaperKind.BUSINESS_PLAN: Source(_business_plan),
    PaperKind.RESULT_TABLE: Source(_of_session(of_councils.result_table), _who(Permission.RUN_PROCEDURE)),
    PaperKind.MINUTES: Source(_of_session(of_councils.minutes), _who(Permission.RUN_PROCEDURE)),
    PaperKind.DRAFT_DECISION: Source(_of_session(of_councils.draft_decision)),
    PaperKind.RESULT_NOTICE: Source(_result_notice, _who(Permission.RUN_PROCEDURE)),
    PaperKind.CERTIFICATE: Source(_certificate, _who(Permission.ISSUE_CERTIFICATES)),
}
"""The papers an office reads; those with a second half it issues."""
PERSONAL = frozenset({PaperKind.REGISTRATION, PaperKind.SELF_ASSESSMENT})
"""The papers that name persons: that somebody read one is recorded."""
BACK = {
    "dossier": ("desk:dossier", gettext_lazy("Hồ sơ")),
    "business_plan": ("desk:idea", gettext_lazy("Ý tưởng sản phẩm")),
    "council_session": ("council:session", gettext_lazy("Phiên đánh giá")),
    "certificate": ("desk:certificate", gettext_lazy("Giấy chứng nhận")),
}
"""Where the page of the thing is."""


# Papers --------------------


@requires(Permission.READ_DESK)
@require_safe
def paperwork(request: PersonRequest, kind: str, code: str) -> HttpResponse:
    """Show what can be done with a paper about a thing."""
    draft = draft_of(PAPERS, request.user, kind, code)
    name, label = BACK[draft.thing_kind]
    addresses = Addresses(
        file=lambda form: reverse("desk:paperwork_file", args=[kind, code, form.value]),
        issue=reverse("desk:paperwork_issue", args=[kind, code]),
        issued=lambda number: reverse("desk:paperwork_issued", args=[number]),
        back=back_to(name, label, draft.thing_code),
    )
    return show(request, PAPERS[draft.kind], draft, addresses, "desk/base.html")


@requires(Permission.READ_DESK)
@require_safe
def paperwork_file(request: PersonRequest, kind: str, code: str, form: str) -> HttpResponse:
    """Return a paper as it would be now."""
    draft = draft_of(PAPERS, request.user, kind, code)
    _note_reading(request.user, draft.kind, draft.thing_code)
    return preview(draft, form)


@requires(Permission.READ_DESK)
@require_POST
def paperwork_issue(request: PersonRequest, kind: str, code: str) -> HttpResponse:
    """Issue a paper with its number."""
    draft = draft_of(PAPERS, request.user, kind, code)
    return issue_paper(request, PAPERS[draft.kind], draft, reverse("desk:paperwork", args=[kind, code]))


@requires(Permission.READ_DESK)
@require_safe
def paperwork_issued(request: PersonRequest, number: int) -> HttpResponseBase:
    """Hand out a paper as it was issued."""
    answer = issued_paper(PAPERS, request, number)
    paper = IssuedPaper.objects.get(pk=number)
    _note_reading(request.user, paper.kind, paper.thing_code)
    return answer


def _note_reading(user: User, kind: str, code: str) -> None:
    """Note that the person reads a paper with personal data: what a GET writes is that trace (architecture, rule 9)."""
    if kind in PERSONAL:
        record(by=user.actor, action=Action.READ_PERSONAL_DATA, kind="dossier", code=code, after={"paper": str(kind)})


# Templates --------------------


@requires(Permission.RUN_PROCEDURE)
@require_safe
def paper_templates(request: DeskRequest) -> HttpResponse:
    """Show the Word templates in use in the person's area, and ours to begin from."""
    used = _templates(request.user)
    by_kind = [(kind, [template for template in used if template.kind == kind]) for kind in PaperKind]
    return render(request, "desk/papers/templates.html", {"kinds": by_kind})


@requires(Permission.RUN_PROCEDURE)
@require_safe
def paper_fields(request: DeskRequest, kind: str) -> HttpResponse:
    """Show the names a template of that kind may use."""
    asked = _kind(kind)
    return render(request, "desk/papers/fields.html", {"kind": asked, "rows": list(named(fields()[asked]))})


@requires(Permission.RUN_PROCEDURE)
@require_safe
def our_template(request: DeskRequest, kind: str) -> HttpResponse:  # noqa: ARG001 - as every view
    """Hand out our template of that kind, to be changed in Word."""
    asked = _kind(kind)
    return deliver(default_template(asked), name=f"mau-{asked.value}.docx", media_type=MEDIA_TYPES[Form.DOCX])


@requires(Permission.RUN_PROCEDURE)
def add_template(request: DeskRequest) -> HttpResponse:
    """Take in a Word template, once it has been filled with sample data."""
    form = TemplateForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("loai")})

    def put() -> PaperTemplate:
        said = form.cleaned_data
        require(request.user, Permission.RUN_PROCEDURE, said["place"])
        received = take_in(said["template"][0], kinds=Kinds.PAPERS, user=request.user)
        chosen = {"kind": PaperKind(said["kind"]), "place": said["place"]}
        return services.put(**chosen, file=received.file, name=received.name, by=request.user.actor)

    if carry_out(form, put):
        messages.success(request, gettext("Mẫu đã điền thử được và đang dùng."))
        return redirect("desk:paper_templates")
    lead = gettext("Mẫu được điền thử bằng dữ liệu ví dụ. Văn bản đã ban hành không thay đổi.")
    back = back_to("desk:paper_templates", gettext("Mẫu văn bản"))
    return ask(request, form, title=gettext("Gửi mẫu Word"), back=back, lead=lead, button=gettext("Gửi mẫu"))


@requires(Permission.RUN_PROCEDURE)
@require_safe
def template_file(request: DeskRequest, number: int) -> HttpResponseBase:
    """Hand out a template as the office sent it."""
    found = get_object_or_404(_templates(request.user), pk=number)
    return hand_out(request, found.file, name=found.file_name)


@requires(Permission.RUN_PROCEDURE)
@require_POST
def withdraw_template(request: DeskRequest, number: int) -> HttpResponse:
    """Go back to the template around, or to ours."""
    found = get_object_or_404(_templates(request.user), pk=number)
    require(request.user, Permission.RUN_PROCEDURE, found.place)
    attempt(request, lambda: services.withdraw(template=found, by=request.user.actor), done=gettext("Đã rút mẫu."))
    return redirect("desk:paper_templates")


def _kind(kind: str) -> PaperKind:
    """Return the kind of that name. Raises Http404."""
    if kind not in PaperKind.values:
        raise Http404
    return PaperKind(kind)


def _templates(user: User) -> QuerySet[PaperTemplate]:
    return standing_templates().filter(place__in=places_of(user, Permission.RUN_PROCEDURE))
