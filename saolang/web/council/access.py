"""Which council, session and product a request is about, and who may do something there.

What the person may not see is not found; what the person may see and not change is refused with the rule's sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may_over
from saolang.base.kit.words import say
from saolang.programme.evaluation.choices import VOTING
from saolang.programme.evaluation.models import Case, Conflict
from saolang.programme.evaluation.queries.councils import (
    councils_visible_to,
    membership_of,
    scope_of,
    sessions_visible_to,
)

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.core.refusal import Refusal
    from saolang.programme.evaluation.models import Council, Membership, Session


def council_seen(user: User, code: str) -> Council:
    """Return the council among those the person sees. Raises Http404."""
    return get_object_or_404(councils_visible_to(user).select_related("place", "decision_file"), code=code)


def session_seen(user: User, code: str) -> Session:
    """Return the session among those the person sees. Raises Http404."""
    return get_object_or_404(sessions_visible_to(user).select_related("council__place"), code=code)


def case_seen(user: User, code: str, position: int) -> Case:
    """Return a product on the list of a session the person sees.

    Raises Http404, also for who has declared an interest in the product.
    """
    session = session_seen(user, code)
    cases = Case.objects.select_related("dossier__product", "dossier__producer", "dossier__place", "dossier__edition")
    case = get_object_or_404(cases.select_related("dossier__edition__product_set"), session=session, position=position)
    if Conflict.objects.filter(case=case, membership__user=user).exists():
        raise Http404
    case.session = session
    return case


def voting_seat(user: User, council: Council) -> Membership:
    """Return the person's seat in the council, with which the person scores. Raises Http404 for who has none."""
    seat = membership_of(user, council)
    if seat is None or seat.seat not in VOTING:
        raise Http404
    return seat


def why_not(user: User, permission: Permission, council: Council) -> Refusal | None:
    """Answer nothing when the person holds the permission over the council; else why not."""
    return may_over(user, permission, scope_of(council))


def require(user: User, permission: Permission, council: Council) -> None:
    """Go on when the person holds the permission over the council. Raises PermissionDenied with the sentence."""
    if refusal := why_not(user, permission, council):
        raise PermissionDenied(say(refusal))


def session_run(user: User, code: str) -> Session:
    """Return a session the person runs. Raises Http404 for one not seen, PermissionDenied for one only seen."""
    session = session_seen(user, code)
    require(user, Permission.RUN_SESSIONS, session.council)
    return session


def council_run(user: User, code: str) -> Council:
    """Return a council whose seats and regulation the person sets. Raises as `session_run` does."""
    council = council_seen(user, code)
    require(user, Permission.RUN_PROCEDURE, council)
    return council
