"""What the office in charge does with a dossier once it has looked into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from saolang.programme.dossiers.choices import Act
from saolang.programme.dossiers.models import Dossier
from saolang.programme.dossiers.rules import checks as rules
from saolang.programme.dossiers.services import moves

if TYPE_CHECKING:
    from datetime import date


@transaction.atomic
def accept(*, dossier: Dossier, by: str, note: str = "", on: date | None = None) -> Dossier:
    """Hand the dossier to the advisory team.

    Raises Refusal while requests to supplement are open, or where the procedure does not let it go there.
    """
    locked = _lock(dossier)
    if refusal := rules.may_accept(locked):
        raise refusal
    return moves.move(dossier=locked, act=Act.ACCEPT, by=by, note=note, on=on)


@transaction.atomic
def put_to_council(*, dossier: Dossier, by: str, note: str = "", on: date | None = None) -> Dossier:
    """Put to the council a re-evaluation without a site survey (D26, Article 7.6), or what came to the centre."""
    locked = _lock(dossier)
    if refusal := rules.may_put_to_council(locked):
        raise refusal
    return moves.move(dossier=locked, act=Act.ADVISE, by=by, note=note, on=on)


@transaction.atomic
def refuse(*, dossier: Dossier, ground: str, reason: str, by: str, on: date | None = None) -> Dossier:
    """Refuse the dossier on a ground its set prints, such as "dossier_requirements", and say why.

    The ground and the reason stand in the dossier's history, and its producer is told. Raises Refusal for a ground the
    set does not have, without a reason, or where the procedure does not let it be refused now.
    """
    locked = _lock(dossier)
    if refusal := rules.may_refuse(locked, ground, reason):
        raise refusal
    words = rules.grounds_of(locked)[ground]
    return moves.move(dossier=locked, act=Act.REFUSE, by=by, note=f"{words}. {reason.strip()}", on=on)


def _lock(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_for_update(of=("self",)).select_related("edition").get(pk=dossier.pk)
