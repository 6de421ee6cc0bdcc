"""Results of a session and of a dossier, and the objections to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from saolang.programme.dossiers.choices import Act
from saolang.programme.evaluation.choices import ObjectionAnswer, SessionState
from saolang.programme.evaluation.models import Case, Objection, Result
from saolang.programme.evaluation.queries.councils import sessions_visible_to

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.accounts.models import User
    from saolang.programme.dossiers.models import Dossier


def results_visible_to(user: User) -> QuerySet[Result]:
    """Return the results of the sessions the person sees, earlier ones included."""
    return Result.objects.filter(case__session__in=sessions_visible_to(user))


def latest_of(results: QuerySet[Result]) -> QuerySet[Result]:
    """Keep the last result of each product of a session: what was settled anew, or made final, replaces it."""
    later = Result.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    return results.filter(~Exists(later))


def last_of_dossiers(results: QuerySet[Result]) -> QuerySet[Result]:
    """Keep the last result of each dossier, of whatever session: only from that one anything follows."""
    later = Result.objects.filter(case__dossier=OuterRef("case__dossier"), pk__gt=OuterRef("pk"))
    return results.filter(~Exists(later))


def latest_result(case: Case) -> Result | None:
    """Return the last result of the product in its session; None before there is one."""
    return Result.objects.filter(case=case).order_by("-pk").first()


def result_of(dossier: Dossier) -> Result | None:
    """Return the last result of the dossier, of whatever session; None before there is one."""
    results = Result.objects.filter(case__dossier=dossier).select_related("case__session__council")
    return results.order_by("-pk").first()


def not_evaluated_since(results: QuerySet[Result]) -> QuerySet[Result]:
    """Keep the results of products that no later session has come to a result on."""
    later = Result.objects.filter(case__dossier=OuterRef("case__dossier"), case__gt=OuterRef("case"))
    return results.filter(~Exists(later))


def told_to_producer(dossiers: QuerySet[Dossier]) -> QuerySet[Result]:
    """Return the last announced result of each dossier: none is told before its session is closed and announced."""
    announced = dossiers.filter(moves__act=Act.ANNOUNCE).values("pk")
    closed = Result.objects.filter(case__session__state=SessionState.CLOSED)
    later = closed.filter(case__dossier=OuterRef("case__dossier"), pk__gt=OuterRef("pk"))
    return closed.filter(~Exists(later), case__dossier__in=announced)


def open_objections(user: User) -> QuerySet[Objection]:
    """Return the objections that wait for an answer, on results the person sees."""
    waiting = Objection.objects.filter(answer=ObjectionAnswer.OPEN, result__in=results_visible_to(user))
    return waiting.select_related("result__case__dossier__product", "result__case__session")


def upheld_criteria(dossier: Dossier) -> list[str]:
    """Return the criteria a council must score again: those of the objections upheld to the dossier's last result."""
    last = result_of(dossier)
    if last is None:
        return []
    upheld = Objection.objects.filter(result=last, answer=ObjectionAnswer.UPHELD).values_list("criteria", flat=True)
    return sorted({code for criteria in upheld for code in criteria})
