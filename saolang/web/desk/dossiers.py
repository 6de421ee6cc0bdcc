"""Dossiers at the desk: the list, the work of the day, and all that is known of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.words import say
from saolang.programme.criteria.rules import sheet_of, words
from saolang.programme.dossiers.choices import Assessor
from saolang.programme.dossiers.queries.dossiers import checklist_of, claims_of, proofs_of, standing_of
from saolang.programme.dossiers.queries.forms import filled
from saolang.programme.dossiers.queries.offices import late_requests, sample_steps, waiting_for, with_open_requests
from saolang.programme.dossiers.queries.packages import packages_of
from saolang.programme.dossiers.queries.papers import answer_in_words
from saolang.programme.dossiers.rules import packages, samples
from saolang.programme.dossiers.rules.checklist import paper_state
from saolang.programme.dossiers.rules.forms import fields_for
from saolang.programme.dossiers.rules.procedures import must_end_by, named
from saolang.programme.dossiers.rules.receipts import slip_number
from saolang.programme.evaluation.queries.transfers import central_result, told_result
from saolang.web.desk.access import refuse_page, require
from saolang.web.desk.dossier_rules import dossier_of, dossiers_of, may_check, may_read_papers, offers
from saolang.web.desk.forms.filters import DossierFilter
from saolang.web.desk.listing import Column, as_csv
from saolang.web.downloads import hand_out
from saolang.web.pages import page_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.core.scoring import Criterion, Option
    from saolang.programme.criteria.rules import Wording
    from saolang.programme.dossiers.models import Claim, Dossier, Finding, Proof
    from saolang.web.desk.access import DeskRequest

COLUMNS = (
    Column(_("Mã hồ sơ"), lambda dossier: dossier.code),
    Column(_("Mã số sản phẩm"), lambda dossier: dossier.official_code),
    Column(pgettext_lazy("one", "Sản phẩm"), lambda dossier: dossier.product.name_vi),
    Column(pgettext_lazy("one", "Chủ thể"), lambda dossier: dossier.producer.name),
    Column(_("Xã, phường"), lambda dossier: dossier.place),
    Column(_("Hình thức"), lambda dossier: dossier.get_kind_display()),
    Column(_("Bước"), lambda dossier: dossier.get_state_display()),
    Column(_("Hạn xử lý"), lambda dossier: dossier.due_on.isoformat() if dossier.due_on else ""),
    Column(_("Ngày nộp"), lambda dossier: timezone.localdate(dossier.filed_at).isoformat()),
    Column(_("Yêu cầu bổ sung chưa xong"), lambda dossier: dossier.open_requests),
    Column(_("Xuất xứ số liệu"), lambda dossier: dossier.get_origin_display()),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of the dossier's page: what is claimed, what commune and advisers found, what proves it."""

    criterion: Criterion
    words: Wording
    claim: Claim | None
    claimed: Option | None
    commune: Finding | None
    advisers: Finding | None
    proofs: list[Proof]


@requires(Permission.READ_DESK)
@require_safe
def dossiers(request: DeskRequest) -> HttpResponse:
    """Show the dossiers filed in the person's places, narrowed as asked, the one due first at the top."""
    found = _filtered(request)
    context = {"filter": found, "page": page_of(request, found.qs), "may_take_in": _may_take_in(request)}
    return render(request, "desk/dossiers/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def dossiers_csv(request: DeskRequest) -> HttpResponse:
    """Give the list as it stands as a file, all its pages. It holds no personal data."""
    return as_csv("ho-so", COLUMNS, _filtered(request).qs.iterator(2000))


@requires(Permission.READ_DESK)
@require_safe
def dossiers_today(request: DeskRequest) -> HttpResponse:
    """Show what is the person's to do: what is overdue first, and the requests nobody has answered in time."""
    seen = dossiers_of(request.user).select_related("product", "producer", "place__parent")
    today = timezone.localdate()
    context = {
        "page": page_of(request, with_open_requests(waiting_for(seen, request.user))),
        "late": with_open_requests(late_requests(seen, today)).order_by("pk")[:50],
    }
    return render(request, "desk/dossiers/today.html", context)


@requires(Permission.READ_DESK)
@require_safe
def dossier(request: DeskRequest, code: str) -> HttpResponse:
    """Show all sides of a dossier: criteria side by side, papers, requests, samples, steps, packages."""
    found = dossier_of(request.user, code)
    reads = may_read_papers(request.user, found) is None
    context = {
        "dossier": found,
        "slip": slip_number(found.official_code),
        "procedure": named(found.procedure),
        "must_end_by": must_end_by(found),
        "offers": offers(request.user, found),
        "parts": _parts(found),
        "rating": standing_of(found).rating,
        "checklist": checklist_of(found, timezone.localdate()),
        "supplements": found.supplements.all(),
        "may_settle": may_check(request.user, found) is None,
        "reports": found.assessments.filter(locked_at__isnull=False),
        "samples": found.sample_moves.all(),
        "balance": samples.balance(sample_steps(found)),
        "needed": samples.needed(found),
        "submissions": found.submissions.select_related("content", "signature"),
        "moves": found.moves.all(),
        "packages": packages_of(found),
        "may_pack": may(request.user, Permission.RUN_PROCEDURE, found.place) is None,
        "pack_refusal": _why_no_package(found),
        "central": central_result(found),
        "reads_papers": reads,
        "reads_people": may(request.user, Permission.READ_PERSONAL_DATA) is None,
    }
    return render(request, "desk/dossiers/dossier.html", context)


@requires(Permission.READ_PERSONAL_DATA)
@require_POST
def dossier_forms(request: DeskRequest, code: str) -> HttpResponse:
    """Show what Mẫu số 01 and 02 say; that somebody looked is recorded, so it is asked by a button."""
    found = dossier_of(request.user, code)
    require(request.user, Permission.READ_PERSONAL_DATA, found.place)
    record(by=request.user.actor, action=Action.READ_PERSONAL_DATA, kind="dossier", code=found.code)
    answers = filled(found)
    fields = [(field, answer_in_words(field.kind, answers.get(field.code, ""))) for field in fields_for(found.kind)]
    return render(request, "desk/dossiers/forms.html", {"dossier": found, "fields": fields})


@requires(Permission.READ_DESK)
@require_safe
def dossier_file(request: DeskRequest, code: str, number: int) -> HttpResponseBase:
    """Hand out a paper of the dossier to who works on dossiers there."""
    found = dossier_of(request.user, code)
    refuse_page(may_read_papers(request.user, found))
    proof = proofs_of(found).filter(pk=number).first()
    if proof is None:
        raise Http404
    return hand_out(request, proof.evidence.file, name=proof.evidence.file_name)


def _filtered(request: DeskRequest) -> DossierFilter:
    listed = with_open_requests(dossiers_of(request.user)).order_by(F("due_on").asc(nulls_last=True), "-filed_at", "pk")
    return DossierFilter(request.GET, listed.select_related("product", "producer", "place__parent"))


def _why_no_package(found: Dossier) -> str:
    """Return why no package can be made of the dossier now, in a sentence; nothing when one can."""
    answers = packages.came_from_elsewhere(found)
    return say(packages.may_answer(found, told_result(found)) if answers else packages.may_export(found))


def _may_take_in(request: DeskRequest) -> bool:
    return may(request.user, Permission.RUN_PROCEDURE) is None


def _parts(found: Dossier) -> list[tuple[Wording, list[Line]]]:
    """Return the sheet by part. Four queries: claims, proofs, the last locked report of each assessor."""
    language = get_language() or "vi"
    claims, proofs = claims_of(found), _proofs(found)
    commune, advisers = _findings(found, Assessor.COMMUNE), _findings(found, Assessor.ADVISERS)
    parts = []
    for part in sheet_of(found.edition).parts:
        lines = [
            Line(
                criterion=criterion,
                words=words(criterion, language),
                claim=(claim := claims.get(criterion.code)),
                claimed=criterion.option(claim.option) if claim else None,
                commune=commune.get(criterion.code),
                advisers=advisers.get(criterion.code),
                proofs=proofs.get(criterion.code, []),
            )
            for criterion in part.criteria
        ]
        parts.append((words(part, language), lines))
    return parts


def _proofs(found: Dossier) -> dict[str, list[Proof]]:
    by_criterion: dict[str, list[Proof]] = {}
    for proof in proofs_of(found):
        proof.state = paper_state(proof.evidence, timezone.localdate())  # type: ignore[attr-defined] # for the page
        by_criterion.setdefault(proof.criterion, []).append(proof)
    return by_criterion


def _findings(found: Dossier, assessor: Assessor) -> dict[str, Finding]:
    """Return what the last locked report of the assessor says, by criterion, each with the option it proposes."""
    report = found.assessments.filter(assessor=assessor, locked_at__isnull=False).order_by("-pk").first()
    if report is None:
        return {}
    criteria = sheet_of(found.edition).criteria
    findings = list(report.findings.all())
    for finding in findings:
        finding.proposed = criteria[finding.criterion].option(finding.option)  # type: ignore[attr-defined]
    return {finding.criterion: finding for finding in findings}
