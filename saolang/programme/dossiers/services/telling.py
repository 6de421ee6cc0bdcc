"""Telling people about a dossier: what became of it, that it is their turn, that it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from saolang.base.accounts.services.telling import tell
from saolang.base.notices.choices import Kind
from saolang.core.procedures import Holder
from saolang.programme.dossiers.choices import TOLD_TO_PRODUCER, State
from saolang.programme.dossiers.queries.holders import holder_of, holders_people, producers_people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saolang.base.accounts.models import User
    from saolang.programme.dossiers.models import Dossier


def tell_producer(*, dossier: Dossier, kind: Kind, once: str, by: str) -> int:
    """Tell the producer's people, but whoever did it; return how many were told."""
    page = reverse("portal:dossier", args=[dossier.code])
    return _tell(producers_people(dossier), dossier, kind, path=page, once=once, by=by)


def tell_holders(*, dossier: Dossier, kind: Kind, once: str, by: str) -> int:
    """Tell those whose turn it is, but whoever did it; return how many were told.

    A producer whose turn it is hears what becomes of the dossier, and of its deadline, not that it arrived.
    """
    if holder_of(dossier) == Holder.PRODUCER:
        return 0 if kind == Kind.DOSSIER_ARRIVED else tell_producer(dossier=dossier, kind=kind, once=once, by=by)
    page = reverse("desk:dossier", args=[dossier.code])
    return _tell(holders_people(dossier), dossier, kind, path=page, once=once, by=by)


def _tell(people: Iterable[User], dossier: Dossier, kind: Kind, *, path: str, once: str, by: str) -> int:
    params, letter = _params(dossier, kind), kind != Kind.DOSSIER_ARRIVED
    return sum(
        tell(person, kind, params, path=path, once=f"{once}:{person.pk}", letter=letter, by=by)
        for person in people
        if person.actor != by
    )


def _params(dossier: Dossier, kind: Kind) -> dict[str, object]:
    told: dict[str, object] = {"code": dossier.code, "product": dossier.product.name_vi}
    if kind == Kind.DOSSIER_MOVED:
        return told | {"state": TOLD_TO_PRODUCER[State(dossier.state)]}
    if kind == Kind.DOSSIER_ARRIVED:
        return told | {"state": State(dossier.state).label}
    return told | {"due": dossier.due_on}
