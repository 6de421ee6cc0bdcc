"""Requests to supplement a dossier, item by item: asked together, answered one by one, taken as met one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.programme.dossiers.choices import Act
from saolang.programme.dossiers.models import Dossier, Supplement
from saolang.programme.dossiers.rules import supplements as rules
from saolang.programme.dossiers.services import moves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be supplemented: a criterion ("1.1"), a paper ("paper:test_result") or a field ("form:goal")."""

    item: str
    note: str


@transaction.atomic
def ask(*, dossier: Dossier, wanted: Sequence[Wanted], due_on: date, by: str) -> list[Supplement]:
    """Ask for several items at once and send the dossier back to its producer, who is told.

    Raises Refusal when nothing is asked, an item is not one of the dossier's, the day has passed, or the dossier is not
    being checked.
    """
    locked = _lock(dossier)
    items = [(each.item, each.note) for each in wanted]
    if refusal := rules.may_ask(locked, items, due_on, timezone.localdate()):
        raise refusal
    asked = [
        Supplement.objects.create(dossier=locked, item=item, note=note.strip(), due_on=due_on, asked_by=by)
        for item, note in items
    ]
    for each in asked:
        after = {"item": each.item, "note": each.note, "due_on": due_on}
        record(by=by, action=Action.CREATE, kind="supplement", code=_code(locked, each), after=after)
    moves.move(dossier=locked, act=Act.ASK_MORE, by=by, note="; ".join(note.strip() for _, note in items))
    return asked


@transaction.atomic
def reply(*, supplement: Supplement, text: str, by: str) -> Supplement:
    """Answer a request; until the dossier is filed again it may be answered anew. Raises Refusal."""
    dossier = _lock(supplement.dossier)
    locked = Supplement.objects.select_for_update().get(pk=supplement.pk)
    if refusal := rules.may_reply(locked, dossier, text):
        raise refusal
    before = locked.reply
    locked.reply, locked.replied_at, locked.replied_by = text.strip(), timezone.now(), by
    locked.save(update_fields=["reply", "replied_at", "replied_by"])
    _record(dossier, locked, by=by, before={"reply": before}, after={"reply": locked.reply})
    return locked


@transaction.atomic
def settle(*, supplement: Supplement, by: str) -> Supplement:
    """Take a request as met by its reply. Raises Refusal when it has none, or the dossier is not being checked."""
    dossier = _lock(supplement.dossier)
    locked = Supplement.objects.select_for_update().get(pk=supplement.pk)
    if refusal := rules.may_settle(locked, dossier):
        raise refusal
    locked.settled_at, locked.settled_by = timezone.now(), by
    locked.save(update_fields=["settled_at", "settled_by"])
    _record(dossier, locked, by=by, before={"settled": False}, after={"settled": True})
    return locked


def _lock(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_for_update(of=("self",)).select_related("edition").get(pk=dossier.pk)


def _record(
    dossier: Dossier, supplement: Supplement, *, by: str, before: dict[str, object], after: dict[str, object]
) -> None:
    record(by=by, action=Action.CHANGE, kind="supplement", code=_code(dossier, supplement), before=before, after=after)


def _code(dossier: Dossier, supplement: Supplement) -> str:
    return f"{dossier.code}/{supplement.pk}"
