"""Reminders: three working days before a deadline and once it has passed, to whose turn it is, once each."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.notices.choices import Kind, Mail
from saolang.base.notices.models import Notice
from saolang.base.places.models import Place
from saolang.jobs.deadlines import remind_holders, remind_producers
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Dossier, Proof
from saolang.programme.dossiers.services.deadlines import remind, remind_of_papers
from tests.factories.accounts import GrantFactory
from tests.factories.dossiers import a_dossier, a_paper_of

DUE = dt.date(2026, 6, 24)  # a Wednesday; the Friday before is three working days away


@pytest.fixture
def commune(db: None) -> Place:
    return Place.objects.filter(map=2, level="commune").order_by("code")[0]


@pytest.fixture
def dossier(commune: Place) -> Dossier:
    return a_dossier(commune, state=State.COMMUNE, due_on=DUE)


def kinds_told(recipient: str) -> list[str]:
    return list(Notice.objects.filter(recipient=recipient).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (dt.date(2026, 6, 18), []),
        (dt.date(2026, 6, 19), [Kind.DOSSIER_DUE]),
        (DUE, [Kind.DOSSIER_DUE]),
        (dt.date(2026, 6, 25), [Kind.DOSSIER_OVERDUE]),
    ],
)
def test_holder_is_reminded_from_three_working_days_before(
    dossier: Dossier, commune: Place, today: dt.date, kinds: list[str]
) -> None:
    clerk = GrantFactory(role=Role.COMMUNE, place=commune).user

    count = remind(by="schedule", today=today)

    assert kinds_told(clerk.actor) == kinds
    assert count == len(kinds)


def test_holder_is_reminded_once_of_each_and_by_letter(dossier: Dossier, commune: Place) -> None:
    clerk = GrantFactory(role=Role.COMMUNE, place=commune).user

    told = [remind(by="schedule", today=day) for day in (DUE, DUE, dt.date(2026, 6, 25), dt.date(2026, 6, 26))]

    assert told == [1, 0, 1, 0]
    assert kinds_told(clerk.actor) == [Kind.DOSSIER_DUE, Kind.DOSSIER_OVERDUE]
    assert {notice.mail for notice in Notice.objects.all()} == {Mail.WAITING}


def test_producer_whose_turn_it_is_is_reminded(commune: Place) -> None:
    dossier = a_dossier(commune, state=State.COMMUNE_RETURNED, due_on=DUE)
    clerk = GrantFactory(role=Role.COMMUNE, place=commune).user
    over = {"scope_kind": ScopeKind.PRODUCER, "scope_code": dossier.producer.code}
    owner = GrantFactory(role=Role.PRODUCER, **over).user

    remind(by="schedule", today=DUE)

    assert kinds_told(owner.actor) == [Kind.DOSSIER_DUE]
    assert kinds_told(clerk.actor) == []


def test_dossier_without_deadline_reminds_nobody(commune: Place) -> None:
    a_dossier(commune, state=State.COUNCIL)
    GrantFactory(place=commune.province)

    assert remind(by="schedule", today=DUE) == 0


def test_schedule_reminds_of_what_is_overdue_today(dossier: Dossier, commune: Place) -> None:
    clerk = GrantFactory(role=Role.COMMUNE, place=commune).user
    Dossier.objects.update(due_on=dt.date(2026, 1, 5))

    remind_holders()

    assert kinds_told(clerk.actor) == [Kind.DOSSIER_OVERDUE]


# Papers that end --------------------

LAST = dt.date(2026, 9, 30)


def used_in(dossier: Dossier, **values: object) -> str:
    """Put a paper of the producer into use for a criterion; return who prepares the dossier."""
    paper = a_paper_of(dossier, title="Phiếu kiểm nghiệm", expires_on=LAST, **values)
    Proof.objects.create(dossier=dossier, evidence=paper, criterion="1.1", added_by="tests")
    return GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=dossier.producer.code).user.actor


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (dt.date(2026, 7, 31), []),
        (dt.date(2026, 8, 1), [Kind.PAPER_ENDING]),
        (LAST, [Kind.PAPER_ENDING]),
        (dt.date(2026, 10, 1), [Kind.PAPER_ENDED]),
    ],
)
def test_producer_hears_of_a_paper_in_use_sixty_days_before_it_ends_and_after(
    dossier: Dossier, today: dt.date, kinds: list[str]
) -> None:
    owner = used_in(dossier)

    told = remind_of_papers(by="system", today=today)

    assert (told, kinds_told(owner)) == (len(kinds), kinds)


def test_producer_hears_of_a_paper_once_before_and_once_after(dossier: Dossier) -> None:
    owner = used_in(dossier)

    for day in (dt.date(2026, 8, 1), dt.date(2026, 9, 1), dt.date(2026, 10, 1), dt.date(2026, 11, 1)):
        remind_of_papers(by="system", today=day)

    assert kinds_told(owner) == [Kind.PAPER_ENDING, Kind.PAPER_ENDED]


@pytest.mark.parametrize("state", [State.RECOGNISED, State.WITHDRAWN])
def test_paper_of_a_dossier_that_has_come_to_its_end_reminds_nobody(dossier: Dossier, state: State) -> None:
    used_in(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(state=state)

    assert remind_of_papers(by="system", today=LAST) == 0


def test_paper_no_dossier_uses_reminds_nobody(dossier: Dossier) -> None:
    used_in(dossier)
    Proof.objects.all().delete()

    assert remind_of_papers(by="system", today=LAST) == 0


def test_scheduled_work_reminds_of_papers_today(dossier: Dossier) -> None:
    used_in(dossier)

    with time_machine.travel("2026-09-01"):
        told = remind_producers()

    assert told == 1
