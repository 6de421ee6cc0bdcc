"""Dossiers handed in: frozen byte for byte, signed by the owner, and on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.queries import holding_scope
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.rules import canonical
from saolang.base.audit.services.changes import record
from saolang.base.files.services import store
from saolang.base.notices.choices import Kind
from saolang.programme.dossiers.choices import Act, State
from saolang.programme.dossiers.models import Dossier, Submission
from saolang.programme.dossiers.queries.dossiers import frozen, left_to_do, unfinished
from saolang.programme.dossiers.queries.submissions import content_of
from saolang.programme.dossiers.rules import dossiers as rules
from saolang.programme.dossiers.rules.procedures import may_move
from saolang.programme.dossiers.rules.supplements import all_answered
from saolang.programme.dossiers.services.moves import move

if TYPE_CHECKING:
    from datetime import date

    from saolang.base.accounts.models import Signature


@transaction.atomic
def freeze(*, dossier: Dossier, by: str, on: date | None = None) -> Submission:
    """Freeze the dossier as it is, for its owner to sign; frozen again without a change, it is the same.

    In order: everything handed in is written down as canonical JSON and stored; the owner is told, unless it is the
    owner who froze it. Raises Refusal where something is missing, a paper proves nothing any more, a request to
    supplement has no answer, or the day (today where left out) is outside the filing window.
    """
    day = on or timezone.localdate()
    locked = _lock(dossier)
    refusal = rules.may_edit(locked) or may_move(locked, act_of(locked)) or all_answered(locked.supplements.all())
    if refusal:
        raise refusal
    if left := left_to_do(locked, day):
        raise left[0]
    if waiting := frozen(locked):
        return waiting
    number = locked.submissions.count() + 1
    content = store(canonical(content_of(locked, number)).encode(), by=by)
    submission = Submission.objects.create(dossier=locked, number=number, content=content, frozen_by=by)
    record(
        by=by,
        action=Action.CREATE,
        kind="submission",
        code=code_of(submission),
        after={"sha256": content.sha256, "edition": locked.edition.sha256},
    )
    _tell_the_owner(locked, submission, by=by)
    return submission


@transaction.atomic
def hand_in(*, submission: Submission, signature: Signature, by: str, on: date | None = None) -> Dossier:
    """Hand in what was frozen, with the owner's signature over it: the dossier moves to who checks it.

    Raises Refusal when the dossier was changed since it was frozen, the signature is not the owner's, or a paper in it
    was withdrawn or has ended meanwhile. `on` is the day of a dossier handed in earlier.
    """
    locked = _lock(submission.dossier)
    waiting = frozen(locked)
    mine = waiting if waiting and waiting.pk == submission.pk else None
    if refusal := rules.may_hand_in(mine, signature.role, signature.sha256):
        raise refusal
    if left := unfinished(locked, on or timezone.localdate()):
        raise left[0]
    Submission.objects.filter(pk=submission.pk).update(signature=signature)
    record(
        by=by,
        action=Action.CHANGE,
        kind="submission",
        code=code_of(submission),
        after={"signature": signature.value, "handed_in": True},
    )
    return move(dossier=locked, act=act_of(locked), by=by, on=on)


def act_of(dossier: Dossier) -> Act:
    """Return what handing in is to a dossier that was never handed in, and to one that was returned."""
    return Act.FILE if dossier.state == State.DRAFT else Act.FILE_AGAIN


def code_of(submission: Submission) -> str:
    """Return the name under which a submission is signed and recorded, such as "HS-7K3M9QXW.1"."""
    return f"{submission.dossier.code}.{submission.number}"


def _tell_the_owner(dossier: Dossier, submission: Submission, *, by: str) -> None:
    params = {"code": dossier.code, "product": dossier.product.name_vi}
    page = reverse("portal:hand_in", args=[dossier.code])
    for owner in holding_scope(ScopeKind.PRODUCER, dossier.producer.code, {Role.PRODUCER}):
        if owner.actor != by:
            tell(owner, Kind.DOSSIER_TO_SIGN, params, path=page, once=f"to-sign:{submission.pk}:{owner.pk}", by=by)


def _lock(dossier: Dossier) -> Dossier:
    """Return the dossier as it is now, held until the transaction ends."""
    locked = Dossier.objects.select_for_update(of=("self",))
    return locked.select_related("edition", "producer", "product", "place", "renews").get(pk=dossier.pk)
