"""What can be signed: the kinds of things, and where each is found.

A new kind is one entry in `KINDS`: a function that finds the thing among those the person may see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from saolang.base.accounts.choices import ScopeKind
from saolang.base.accounts.rules import Scope
from saolang.base.accounts.services.signatures import Signable
from saolang.base.kit.codes import number_in
from saolang.programme.dossiers.models import Submission
from saolang.programme.dossiers.queries.dossiers import own_dossiers
from saolang.programme.dossiers.services.submissions import hand_in
from saolang.programme.evaluation.queries.councils import scope_of
from saolang.programme.evaluation.queries.sheets import bundle
from saolang.programme.evaluation.services import sheets
from saolang.programme.plans.models import IssuedReport
from saolang.programme.plans.queries import visible_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.base.accounts.models import User


def find(user: User, kind: str, code: str) -> Signable:
    """Return the thing of that kind and code. Raises Http404 when there is none that the person may see."""
    if kind not in KINDS:
        raise Http404(f"Nothing of the kind {kind} is signed.")
    return KINDS[kind](user, code)


def _report(user: User, code: str) -> Signable:
    """Return an issued report of a plan, by plan and number, as the list of changes names it."""
    plan, _, text = code.partition("/")
    number = number_in(text)
    if number is None:
        raise Http404(f"{code} is no report's code.")
    seen = IssuedReport.objects.filter(plan__in=visible_to(user), plan__code=plan)
    report = get_object_or_404(seen.select_related("plan__place", "file"), pk=number)
    return Signable(
        kind="plan_report",
        code=report.code,
        title=report.file_name,
        sha256=report.file.sha256,
        scope=Scope.over(report.plan.place),
        preview=reverse("desk:report_file", args=[report.pk]),
        page=reverse("desk:plan_reports", args=[report.plan.code]),
        owner=report.issued_by,
    )


def _score_sheets(user: User, code: str) -> Signable:
    """Return the person's own finished sheets of a session, which are signed together and locked by that."""
    found = bundle(user, code)
    if found is None:
        raise Http404(f"{code} names no sheets of this person.")
    return Signable(
        kind="score_sheets",
        code=code,
        title=gettext("%(count)s phiếu chấm, %(session)s")
        % {"count": len(found.sheets), "session": found.session.title},
        sha256=found.sha256,
        scope=scope_of(found.session.council),
        preview=reverse("council:bundle", args=[code]),
        page=reverse("council:session", args=[found.session.code]),
        owner="",
        after=lambda signature: sheets.lock(code=code, signature=signature, by=user.actor),
    )


def _submission(user: User, code: str) -> Signable:
    """Return a dossier of the person's own producers as it was frozen, such as "HS-7K3M9QXW.1"."""
    dossier, _, text = code.rpartition(".")
    number = number_in(text)
    if number is None:
        raise Http404(f"{code} is no submission's code.")
    seen = Submission.objects.filter(dossier__in=own_dossiers(user), dossier__code=dossier)
    known = seen.select_related("dossier__producer__place", "dossier__product", "content")
    found = get_object_or_404(known, number=number)
    producer = found.dossier.producer
    return Signable(
        kind="submission",
        code=code,
        title=gettext("Hồ sơ sản phẩm %(product)s, %(code)s")
        % {"product": found.dossier.product.name_vi, "code": code},
        sha256=found.content.sha256,
        scope=Scope(ScopeKind.PRODUCER, producer.code, producer.place),
        preview=reverse("portal:submission", args=[dossier, found.number]),
        page=reverse("portal:dossier", args=[dossier]),
        owner=found.frozen_by,
        after=lambda signature: hand_in(submission=found, signature=signature, by=user.actor),
    )


KINDS: dict[str, Callable[[User, str], Signable]] = {
    "plan_report": _report,
    "score_sheets": _score_sheets,
    "submission": _submission,
}
