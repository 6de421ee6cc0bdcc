"""Reports of shoppers: taken in, taken in hand, answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.accounts.choices import Permission, ScopeKind, roles_with
from saolang.base.accounts.queries import holding_role_over, holding_scope
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.notices.choices import Kind
from saolang.core.text import normalise
from saolang.programme.monitoring.choices import ReportKind, ReportState
from saolang.programme.monitoring.models import ConsumerReport
from saolang.programme.monitoring.rules import NO_ANSWER, NOTHING_SAID, may_handle

if TYPE_CHECKING:
    from datetime import datetime

    from saolang.base.accounts.models import User
    from saolang.base.files.models import StoredFile
    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """What somebody reports; whoever it is need not say."""

    kind: ReportKind
    text: str
    product: Product | None = None
    lot_number: str = ""
    serial_number: str = ""
    where: str = ""
    place: Place | None = None
    photo: StoredFile | None = None
    name: str = ""
    contact: str = ""


@transaction.atomic
def report(*, new: NewReport, by: str, at: datetime | None = None) -> ConsumerReport:
    """Take in a report, record it, and tell those who answer reports of the place.

    `at` is an earlier moment, which only the demonstration may declare. Raises Refusal where nothing is said.
    """
    if not new.text.strip():
        raise NOTHING_SAID
    (code,) = fresh_codes(ConsumerReport.objects.all(), "PA", 1)
    made = ConsumerReport.objects.create(
        code=code,
        kind=new.kind,
        product=new.product,
        lot_number=new.lot_number,
        serial_number=new.serial_number,
        where=normalise(new.where),
        place=new.place,
        text=new.text.strip(),
        photo=new.photo,
        name=normalise(new.name),
        contact=normalise(new.contact),
        received_at=at or timezone.now(),
    )
    private = {name: value for name in made.personal_data if (value := getattr(made, name))}
    record(
        by=by,
        action=Action.CREATE,
        kind="consumer_report",
        code=code,
        after={
            "kind": made.kind,
            "product": made.product.code if made.product else None,
            "lot": made.lot_number,
            "personal_data": sorted(private),
        },
        personal=private,
    )
    for person in _who_answer(made):
        params = {"code": code, "matter": ReportKind(made.kind).label}
        tell(person, Kind.REPORT_RECEIVED, params, path=f"/dieu-hanh/phan-anh/{code}/", by=by)
    return made


@transaction.atomic
def take_in_hand(*, report: ConsumerReport, version: int, by: str) -> ConsumerReport:
    """Say that somebody looks into it. Raises Refusal where it is answered, or was changed meanwhile."""
    locked = _locked(report, version)
    return _move(locked, ReportState.IN_HAND, by=by)


@transaction.atomic
def answer(
    *, report: ConsumerReport, version: int, text: str, by: str, set_aside: bool = False, at: datetime | None = None
) -> ConsumerReport:
    """Answer the report, or set it aside and say why; whoever has its code reads the answer.

    Raises Refusal where it is answered, was changed meanwhile, or nothing is said.
    """
    locked = _locked(report, version)
    if not text.strip():
        raise NO_ANSWER
    locked.answer, locked.answered_at, locked.answered_by = text.strip(), at or timezone.now(), by
    return _move(locked, ReportState.SET_ASIDE if set_aside else ReportState.ANSWERED, by=by)


def _locked(report: ConsumerReport, version: int) -> ConsumerReport:
    locked = ConsumerReport.objects.select_for_update().get(pk=report.pk)
    if refusal := may_handle(locked, version):
        raise refusal
    return locked


def _move(locked: ConsumerReport, state: ReportState, *, by: str) -> ConsumerReport:
    before = locked.state
    locked.state = state
    locked.version += 1
    locked.save(update_fields=["state", "answer", "answered_at", "answered_by", "version"])
    record(
        by=by,
        action=Action.CHANGE,
        kind="consumer_report",
        code=locked.code,
        before={"state": before},
        after={"state": state, **({"answer": locked.answer} if locked.answer else {})},
    )
    return locked


def _who_answer(report: ConsumerReport) -> set[User]:
    """Return those who answer reports of the place where it was seen, else of the product's; else of the country."""
    place = report.place or (report.product.place if report.product else None)
    roles = roles_with(Permission.ANSWER_REPORTS)
    if place is None:
        return set(holding_scope(ScopeKind.COUNTRY, "", roles))
    return {person for role in roles for person in holding_role_over(role, place)}
