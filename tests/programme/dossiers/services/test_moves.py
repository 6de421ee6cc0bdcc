"""Moving a dossier: the table is asked, the deadline follows, the right people hear of it, and of two one wins."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.audit.queries import history_of
from saolang.base.notices.choices import Kind, Mail
from saolang.base.notices.models import Notice
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import Act, DossierKind, State
from saolang.programme.dossiers.models import Dossier, Move
from saolang.programme.dossiers.services.moves import move
from tests.factories.accounts import GrantFactory
from tests.factories.dossiers import a_dossier
from tests.threads import at_once

MONDAY = dt.date(2026, 6, 1)


@pytest.fixture
def commune(db: None) -> Place:
    return Place.objects.filter(map=2, level="commune").select_related("parent").order_by("code")[0]


@pytest.fixture
def dossier(commune: Place) -> Dossier:
    return a_dossier(commune)


def told(recipient: str) -> list[tuple[str, str]]:
    """Return kind and page of everything the person was told."""
    return list(Notice.objects.filter(recipient=recipient).order_by("pk").values_list("kind", "path"))


def test_move_changes_the_state_and_sets_the_deadline_in_working_days(dossier: Dossier) -> None:
    moved = move(dossier=dossier, act=Act.FILE, by="user:1", on=MONDAY)

    dossier.refresh_from_db()
    assert (moved.pk, dossier.state, dossier.due_on) == (dossier.pk, State.COMMUNE, dt.date(2026, 6, 22))
    assert timezone.localdate(dossier.state_since) == MONDAY
    assert dossier.version == 2


def test_filing_sets_when_it_was_filed_and_nothing_later_does(dossier: Dossier) -> None:
    move(dossier=dossier, act=Act.FILE, by="user:1", on=MONDAY)
    move(dossier=dossier, act=Act.PROPOSE, by="user:2", on=dt.date(2026, 6, 10))

    dossier.refresh_from_db()
    assert dossier.filed_at is not None
    assert timezone.localdate(dossier.filed_at) == MONDAY


def test_move_is_written_down_and_recorded(dossier: Dossier) -> None:
    move(dossier=dossier, act=Act.FILE, by="user:1", note="Nộp qua mạng", on=MONDAY)

    step = Move.objects.get(dossier=dossier)
    assert (step.act, step.before, step.after, step.due_on, step.note, step.by) == (
        Act.FILE,
        State.DRAFT,
        State.COMMUNE,
        dt.date(2026, 6, 22),
        "Nộp qua mạng",
        "user:1",
    )
    [change] = history_of("dossier", dossier.code)
    assert (change.actor, change.before, change.reason) == ("user:1", {"state": "draft"}, "Nộp qua mạng")
    assert change.after == {"state": "commune", "act": "file", "due_on": "2026-06-22", "on": "2026-06-01"}


def test_move_the_table_has_not_changes_nothing(dossier: Dossier) -> None:
    with pytest.raises(Refusal, match="không thể công nhận"):
        move(dossier=dossier, act=Act.RECOGNISE, by="user:1")

    dossier.refresh_from_db()
    assert (dossier.state, dossier.version) == (State.DRAFT, 1)
    assert not Move.objects.exists()
    assert not history_of("dossier", dossier.code)


def test_move_from_a_page_that_is_out_of_date_is_refused(dossier: Dossier) -> None:
    stale = Dossier.objects.get(pk=dossier.pk)
    move(dossier=dossier, act=Act.FILE, by="user:1")

    with pytest.raises(Refusal, match="đang ở bước “cấp xã đang kiểm tra” nên không thể nộp hồ sơ"):
        move(dossier=stale, act=Act.FILE, by="user:2")


def test_step_cannot_bear_a_day_to_come(dossier: Dossier) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(Refusal, match="còn ở phía trước"):
        move(dossier=dossier, act=Act.FILE, by="user:1", on=tomorrow)


@time_machine.travel("2026-06-01 08:00+07:00", tick=False)
def test_step_of_today_is_of_this_moment_and_not_of_noon(dossier: Dossier) -> None:
    move(dossier=dossier, act=Act.FILE, by="user:1", on=MONDAY)

    dossier.refresh_from_db()
    assert dossier.state_since == dossier.filed_at == Move.objects.get(dossier=dossier).at == timezone.now()


def test_limit_begins_again_when_a_dossier_comes_back(dossier: Dossier) -> None:
    for act, on in [
        (Act.FILE, dt.date(2026, 6, 1)),
        (Act.ASK_MORE, dt.date(2026, 6, 15)),
        (Act.FILE_AGAIN, dt.date(2026, 6, 22)),
    ]:
        move(dossier=dossier, act=act, by="user:1", on=on)

    dossier.refresh_from_db()
    assert dossier.due_on == dt.date(2026, 7, 13)


def test_renewal_keeps_the_45_days_from_when_it_came_to_the_province(commune: Place) -> None:
    renewal = a_dossier(commune, kind=DossierKind.RENEWAL)

    for act, on in [
        (Act.FILE, dt.date(2026, 6, 1)),
        (Act.PROPOSE, dt.date(2026, 6, 10)),
        (Act.ADVISE, dt.date(2026, 6, 17)),
    ]:
        move(dossier=renewal, act=act, by="user:1", on=on)

    renewal.refresh_from_db()
    assert (renewal.state, renewal.due_on) == (State.COUNCIL, dt.date(2026, 7, 27))  # 25 July is a Saturday


def test_ended_dossier_has_no_deadline(dossier: Dossier) -> None:
    move(dossier=dossier, act=Act.FILE, by="user:1", on=MONDAY)
    move(dossier=dossier, act=Act.WITHDRAW, by="user:1", on=MONDAY)

    dossier.refresh_from_db()
    assert (dossier.state, dossier.due_on) == (State.WITHDRAWN, None)


def test_producer_and_helper_are_told_and_who_did_it_is_not(dossier: Dossier) -> None:
    over = {"scope_kind": ScopeKind.PRODUCER, "scope_code": dossier.producer.code}
    owner = GrantFactory(role=Role.PRODUCER, **over).user
    helper = GrantFactory(role=Role.HELPER, **over).user
    stranger = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code="CT-KHAC").user

    move(dossier=dossier, act=Act.FILE, by=owner.actor)

    assert told(helper.actor) == [(Kind.DOSSIER_MOVED, f"/cua-toi/ho-so/{dossier.code}/")]
    assert told(owner.actor) == told(stranger.actor) == []


def test_whose_turn_it_is_hears_of_it_without_a_letter(dossier: Dossier, commune: Place) -> None:
    clerk = GrantFactory(role=Role.COMMUNE, place=commune).user
    other = Place.objects.filter(map=2, level="commune").order_by("code")[1]
    neighbour = GrantFactory(role=Role.COMMUNE, place=other).user
    coordinator = GrantFactory(place=commune.province).user

    move(dossier=dossier, act=Act.FILE, by="user:0")
    at_the_commune = told(clerk.actor), told(neighbour.actor), told(coordinator.actor)
    move(dossier=dossier, act=Act.PROPOSE, by=clerk.actor)

    page = (Kind.DOSSIER_ARRIVED, f"/dieu-hanh/ho-so/{dossier.code}/")
    assert at_the_commune == ([page], [], [])
    assert told(coordinator.actor) == [page]
    assert told(clerk.actor) == [page]
    assert {notice.mail for notice in Notice.objects.all()} == {Mail.NONE}


def test_grant_over_a_unit_of_the_old_map_is_reached(commune: Place) -> None:
    """A clerk of an old commune is told of what lies wholly in it."""
    old = Place.objects.filter(map=1, level="commune", standings__map=2, standings__unit__isnull=False).first()
    assert old is not None
    dossier = a_dossier(old)
    now = old.standings.get(map=2).unit
    assert now is not None
    clerk = GrantFactory(role=Role.COMMUNE, place=now).user

    move(dossier=dossier, act=Act.FILE, by="user:0")

    assert told(clerk.actor) == [(Kind.DOSSIER_ARRIVED, f"/dieu-hanh/ho-so/{dossier.code}/")]


def test_where_nobody_near_acts_those_over_the_country_are_told(dossier: Dossier) -> None:
    coordinator = GrantFactory().user
    move(dossier=dossier, act=Act.FILE, by="user:0")

    move(dossier=dossier, act=Act.PROPOSE, by="user:0")

    assert told(coordinator.actor) == [(Kind.DOSSIER_ARRIVED, f"/dieu-hanh/ho-so/{dossier.code}/")]


def test_locked_account_is_told_nothing(dossier: Dossier) -> None:
    over = {"scope_kind": ScopeKind.PRODUCER, "scope_code": dossier.producer.code}
    owner = GrantFactory(role=Role.PRODUCER, **over).user
    owner.is_active = False
    owner.save()

    move(dossier=dossier, act=Act.FILE, by="user:0")

    assert told(owner.actor) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_file_at_once_one_is_refused() -> None:
    dossier = a_dossier(Place.objects.filter(map=2, level="commune")[0])

    def file() -> str:
        try:
            return move(dossier=dossier, act=Act.FILE, by="user:1").state
        except Refusal:
            return "refused"

    outcomes = at_once(2, file)

    assert sorted(outcomes) == ["commune", "refused"]
    assert Move.objects.filter(dossier=dossier).count() == 1
