from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import Grant
from saolang.base.accounts.rules import (
    LAST_ADMINISTRATOR,
    NOT_IN_FORCE,
    NOT_TO_ONESELF,
    OWN_ADMINISTRATION,
    Scope,
)
from saolang.base.accounts.services.grants import HELD_ALREADY, give, withdraw
from saolang.base.audit.queries import history_of
from saolang.base.notices.models import Notice
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from tests.factories.accounts import GrantFactory, UserFactory
from tests.threads import at_once

if TYPE_CHECKING:
    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db

COUNTRY = Scope.over(None)


@pytest.fixture
def hau_giang() -> Place:
    return Place.objects.get(map=1, code="93")


@pytest.fixture
def administrator() -> User:
    return GrantFactory(role=Role.ADMINISTRATOR).user


def test_give_begins_today_and_names_the_place_by_its_public_code(hau_giang: Place) -> None:
    grant = give(user=UserFactory(), role=Role.READER, scope=Scope.over(hau_giang), by="tests")

    assert (grant.scope_kind, grant.scope_code, grant.role) == ("place", "1-93", "reader")
    assert (grant.valid_from, grant.valid_to, grant.given_by) == (timezone.localdate(), None, "tests")
    assert history_of("grant", str(grant.pk)).get().after["scope"] == ["place", "1-93"]


def test_give_without_a_place_is_over_the_country() -> None:
    grant = give(user=UserFactory(), role=Role.READER, scope=COUNTRY, by="tests")

    assert (grant.scope_kind, grant.scope_code) == ("country", "")


def test_give_tells_the_holder(administrator: User, hau_giang: Place) -> None:
    holder = UserFactory(language="en")

    give(user=holder, role=Role.READER, scope=Scope.over(hau_giang), by=administrator.actor)

    notice = Notice.objects.get()
    assert (notice.recipient, notice.address, notice.language) == (holder.actor, holder.email, "en")
    assert notice.params == {
        "giver": administrator.full_name,
        "role": "người xem",
        "scope": "Tỉnh Hậu Giang",
        "since": timezone.localdate().isoformat(),
    }


def test_give_tells_nobody_where_asked_not_to() -> None:
    give(user=UserFactory(), role=Role.READER, scope=COUNTRY, by="tests", tell=False)

    assert not Notice.objects.exists()


def test_give_refuses_an_end_before_its_beginning() -> None:
    with pytest.raises(Refusal, match="trước ngày bắt đầu"):
        give(
            user=UserFactory(),
            role=Role.READER,
            scope=COUNTRY,
            by="tests",
            valid_from=dt.date(2026, 2, 1),
            valid_to=dt.date(2026, 1, 1),
        )

    assert not Grant.objects.exists()


def test_give_refuses_what_the_person_holds_already() -> None:
    held = GrantFactory(role=Role.READER)

    with pytest.raises(Refusal) as refused:
        give(user=held.user, role=Role.READER, scope=COUNTRY, by="tests")

    assert refused.value == HELD_ALREADY


def test_give_refuses_a_role_to_oneself(administrator: User) -> None:
    with pytest.raises(Refusal) as refused:
        give(user=administrator, role=Role.COORDINATOR, scope=COUNTRY, by=administrator.actor)

    assert refused.value == NOT_TO_ONESELF


def test_give_refuses_a_role_that_is_not_held_over_such_a_thing_even_from_the_command_line(hau_giang: Place) -> None:
    with pytest.raises(Refusal, match="chủ tịch hội đồng không giao cho Tỉnh Hậu Giang, chỉ cho: hội đồng"):
        give(user=UserFactory(), role=Role.CHAIR, scope=Scope.over(hau_giang), by="command-line")


def test_withdraw_ends_the_grant_today_and_tells_why(administrator: User, hau_giang: Place) -> None:
    grant = GrantFactory(place=hau_giang, role=Role.READER)

    withdraw(grant=grant, whereabouts={}, by=administrator.actor, reason="chuyển công tác")

    grant.refresh_from_db()
    assert grant.valid_to == timezone.localdate()
    told = history_of("grant", str(grant.pk)).get()
    assert (told.action, told.actor, told.reason) == ("withdraw", administrator.actor, "chuyển công tác")
    assert Notice.objects.get().params == {"role": "người xem", "scope": "Tỉnh Hậu Giang", "reason": "chuyển công tác"}


def test_withdraw_of_a_grant_still_to_come_ends_it_on_its_first_day(administrator: User) -> None:
    first_day = timezone.localdate() + dt.timedelta(days=30)
    grant = GrantFactory(role=Role.READER, valid_from=first_day)

    withdraw(grant=grant, whereabouts={}, by=administrator.actor, reason="x")

    grant.refresh_from_db()
    assert grant.valid_to == first_day


def test_withdraw_a_second_time_is_refused(administrator: User) -> None:
    grant = GrantFactory(role=Role.READER)
    withdraw(grant=grant, whereabouts={}, by=administrator.actor, reason="x")

    with pytest.raises(Refusal) as refused:
        withdraw(grant=grant, whereabouts={}, by=administrator.actor, reason="x")

    assert refused.value == NOT_IN_FORCE


def test_withdraw_reaches_a_producer_where_its_place_is_told(hau_giang: Place) -> None:
    grant = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code="CT-1")
    coordinator = GrantFactory(place=hau_giang).user

    with pytest.raises(Refusal, match="nằm ngoài phạm vi"):
        withdraw(grant=grant, whereabouts={}, by=coordinator.actor, reason="x")
    ended = withdraw(grant=grant, whereabouts={("producer", "CT-1"): hau_giang}, by=coordinator.actor, reason="x")

    assert ended.valid_to == timezone.localdate()


def test_nobody_withdraws_the_last_administration_of_oneself(administrator: User) -> None:
    GrantFactory(role=Role.ADMINISTRATOR)

    with pytest.raises(Refusal) as refused:
        withdraw(grant=administrator.grants.get(), whereabouts={}, by=administrator.actor, reason="x")

    assert refused.value == OWN_ADMINISTRATION


@pytest.mark.parametrize("other", [{"valid_to": dt.date(2199, 1, 1)}, {"user__is_active": False}])
def test_one_open_ended_administrator_who_signs_in_always_stays(administrator: User, other: dict[str, object]) -> None:
    GrantFactory(role=Role.ADMINISTRATOR, **other)

    with pytest.raises(Refusal) as refused:
        withdraw(grant=administrator.grants.get(), whereabouts={}, by="command-line", reason="x")

    assert refused.value == LAST_ADMINISTRATOR


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_withdraw_each_other_at_once_leave_one() -> None:
    first, second = GrantFactory(role=Role.ADMINISTRATOR), GrantFactory(role=Role.ADMINISTRATOR)
    turns = [(first, second.user), (second, first.user)]

    def withdraw_the_other() -> str:
        grant, giver = turns.pop()
        try:
            withdraw(grant=grant, whereabouts={}, by=giver.actor, reason="x")
        except Refusal as refusal:
            return str(refusal)
        return ""

    answers = at_once(2, withdraw_the_other)

    assert sorted(map(bool, answers)) == [False, True]
    assert Grant.objects.filter(role=Role.ADMINISTRATOR, valid_to=None).count() == 1
