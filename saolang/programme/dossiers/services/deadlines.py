"""Reminding those whose turn it is before a deadline, and producers before a paper in use ends; and once it has."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.services.telling import tell
from saolang.base.notices.choices import Kind
from saolang.core.calendars import add_working_days
from saolang.programme.dossiers.models import Dossier
from saolang.programme.dossiers.queries.dossiers import uses_of
from saolang.programme.dossiers.queries.holders import producers_people
from saolang.programme.dossiers.rules.procedures import calendar
from saolang.programme.dossiers.services.telling import tell_holders
from saolang.programme.registry.models import Evidence

if TYPE_CHECKING:
    from datetime import date

WORKING_DAYS_BEFORE = 3
DAYS_BEFORE_A_PAPER_ENDS = timedelta(days=60)


@transaction.atomic
def remind(*, by: str, today: date | None = None) -> int:
    """Tell the holders of every dossier that is due within three working days, or overdue; return how many were told.

    Each person hears of one deadline at most twice, however often this is asked: before it, and after.
    """
    day = today or timezone.localdate()
    soon = add_working_days(day, WORKING_DAYS_BEFORE, calendar())
    due = Dossier.objects.filter(due_on__lte=soon).select_related("producer", "product", "place").order_by("pk")
    return sum(_remind(dossier, dossier.due_on, day, by) for dossier in due if dossier.due_on)


def _remind(dossier: Dossier, due_on: date, today: date, by: str) -> int:
    kind = Kind.DOSSIER_OVERDUE if due_on < today else Kind.DOSSIER_DUE
    once = f"{kind}:{dossier.code}:{due_on:%Y%m%d}"
    return tell_holders(dossier=dossier, kind=kind, once=once, by=by)


@transaction.atomic
def remind_of_papers(*, by: str, today: date | None = None) -> int:
    """Tell producers of papers in their vault that end within 60 days, or have ended, while an open dossier uses them.

    Each person hears of one paper at most twice, however often this is asked: before its last day, and after. Returns
    how many were told.
    """
    day = today or timezone.localdate()
    ending = Evidence.objects.filter(
        withdrawn_at=None, replaced_by=None, expires_on__lte=day + DAYS_BEFORE_A_PAPER_ENDS
    )
    papers = {paper.pk: paper for paper in ending.order_by("pk")}
    uses = uses_of(papers.values())
    return sum(_remind_of_paper(paper, uses[key][0], day, by) for key, paper in papers.items() if key in uses)


def _remind_of_paper(paper: Evidence, dossier: Dossier, today: date, by: str) -> int:
    last = paper.expires_on
    kind = Kind.PAPER_ENDED if last and last < today else Kind.PAPER_ENDING
    params = {"title": paper.title, "last": last, "product": dossier.product.name_vi}
    page = reverse("portal:paper", args=[paper.code])
    return sum(
        tell(person, kind, params, path=page, once=f"{kind}:{paper.code}:{person.pk}", by=by)
        for person in producers_people(dossier)
    )
