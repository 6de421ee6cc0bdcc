from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Permission, Role
from saolang.base.accounts.models import Grant
from saolang.base.accounts.rules import may_over
from saolang.base.accounts.services import grants
from saolang.base.audit.models import Change
from saolang.core.refusal import Refusal
from saolang.programme.evaluation.choices import Seat
from saolang.programme.evaluation.models import Council, Membership
from saolang.programme.evaluation.queries.councils import (
    councils_visible_to,
    membership_of,
    roll_of,
    scope_of,
    seats_of,
    standing_of,
    whereabouts,
)
from saolang.programme.evaluation.queries.sheets import sheets_of
from saolang.programme.evaluation.rules import councils as rules
from saolang.programme.evaluation.rules.sessions import CHANGED_MEANWHILE, NO_REASON
from saolang.programme.evaluation.services import councils, sessions
from saolang.programme.evaluation.services.councils import NewCouncil
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.evaluation import a_council, everybody_signs
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from saolang.programme.evaluation.models import Case, Session
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

SOURCE = "Quyết định 12/QĐ-HĐ ngày 01/07/2026"


@pytest.fixture
def empty(province: Province) -> Council:
    return a_council(province.place)


def regulate(council: Council, **values: object) -> Council:
    known = {"source": SOURCE, "reason": "Theo quy chế mới", "version": council.version}
    return councils.regulate(council=council, regulation=values, by="tests", **known)  # type: ignore[arg-type]


def test_council_is_set_up_from_its_decision(province: Province) -> None:
    new = NewCouncil(
        name=" Hội đồng  OCOP ", decision_number="12/QĐ-UBND", decided_on=dt.date(2026, 6, 1), place=province.place
    )

    council = councils.set_up(council=new, by="tests")

    assert (council.name, council.regulation, council.regulation_source) == ("Hội đồng OCOP", {}, "")
    assert Change.objects.get(kind="council").code == council.code


def test_regulation_is_kept_with_its_source(empty: Council) -> None:
    council = regulate(empty, quorum="0.8", papers_days=5)

    assert (council.regulation, council.regulation_source) == ({"quorum": "0.8", "papers_days": "5"}, SOURCE)
    assert Change.objects.get(kind="council").reason == "Theo quy chế mới"


def test_regulation_out_of_bounds_is_refused(empty: Council) -> None:
    with pytest.raises(Refusal, match="cần một số từ 0 đến 1"):
        regulate(empty, quorum="75")


@pytest.mark.parametrize(("missing", "refusal"), [("source", rules.NO_SOURCE), ("reason", NO_REASON)])
def test_regulation_without_source_or_reason_is_refused(empty: Council, missing: str, refusal: Refusal) -> None:
    words = {"source": SOURCE, "reason": "Theo quy chế mới"} | {missing: " "}

    with pytest.raises(Refusal) as refused:
        councils.regulate(council=empty, regulation={}, version=1, by="tests", **words)

    assert refused.value == refusal


def test_regulation_somebody_changed_meanwhile_is_refused(empty: Council) -> None:
    regulate(empty, quorum="0.8")

    with pytest.raises(Refusal) as refused:
        regulate(empty, quorum="0.9")

    assert refused.value == CHANGED_MEANWHILE


@pytest.mark.parametrize(
    ("seat", "role"),
    [
        (Seat.CHAIR, Role.CHAIR),
        (Seat.DEPUTY, Role.MEMBER),
        (Seat.MEMBER, Role.MEMBER),
        (Seat.SECRETARY, Role.SECRETARY),
    ],
)
def test_seat_gives_the_role_over_the_council(empty: Council, seat: Seat, role: Role) -> None:
    membership = councils.seat(council=empty, user=UserFactory(), seat=seat, by="tests")

    assert (membership.grant.role, membership.grant.scope_code) == (role, empty.code)
    assert may_over(membership.user, Permission.READ_SESSIONS, scope_of(empty)) is None


def test_second_chair_is_refused(empty: Council) -> None:
    councils.seat(council=empty, user=UserFactory(), seat=Seat.CHAIR, by="tests")

    with pytest.raises(Refusal) as refused:
        councils.seat(council=empty, user=UserFactory(), seat=Seat.CHAIR, by="tests")

    assert refused.value == rules.ONE_CHAIR


def test_second_seat_of_a_person_is_refused(empty: Council) -> None:
    user = UserFactory()
    councils.seat(council=empty, user=user, seat=Seat.MEMBER, by="tests")

    with pytest.raises(Refusal) as refused:
        councils.seat(council=empty, user=user, seat=Seat.SECRETARY, by="tests")

    assert refused.value == rules.SEATED_ALREADY


def test_a_coordinator_of_the_province_seats_and_one_of_another_does_not(empty: Council, province: Province) -> None:
    here = GrantFactory(place=province.place).user
    elsewhere = GrantFactory(place=province.communes[0]).user

    councils.seat(council=empty, user=UserFactory(), seat=Seat.MEMBER, by=here.actor)
    with pytest.raises(Refusal, match="nằm ngoài phạm vi"):
        councils.seat(council=empty, user=UserFactory(), seat=Seat.MEMBER, by=elsewhere.actor)

    assert seats_of(empty).count() == 1


def test_unseat_takes_the_role_back_and_the_seat_can_be_taken_again(empty: Council) -> None:
    chair = councils.seat(council=empty, user=UserFactory(), seat=Seat.CHAIR, by="tests")

    councils.unseat(membership=chair, reason="Nghỉ hưu", by="tests")
    councils.seat(council=empty, user=UserFactory(), seat=Seat.CHAIR, by="tests")

    grant = Grant.objects.get(user=chair.user)
    assert may_over(chair.user, Permission.SCORE, scope_of(empty)) is not None
    assert grant.valid_to is not None
    assert [membership.seat for membership in seats_of(empty)] == [Seat.CHAIR]


def test_unseat_works_though_the_role_was_withdrawn_before(empty: Council) -> None:
    membership = councils.seat(council=empty, user=UserFactory(), seat=Seat.MEMBER, by="tests")
    Grant.objects.filter(pk=membership.grant_id).update(valid_to=membership.since)

    councils.unseat(membership=membership, reason="Nghỉ hưu", by="tests")

    assert not seats_of(empty).exists()


@pytest.mark.parametrize(("reason", "refusal"), [(" ", NO_REASON), ("Nghỉ hưu", rules.ENDED_ALREADY)])
def test_unseat_is_refused_without_reason_and_the_second_time(empty: Council, reason: str, refusal: Refusal) -> None:
    membership = councils.seat(council=empty, user=UserFactory(), seat=Seat.MEMBER, by="tests")
    if refusal == rules.ENDED_ALREADY:
        councils.unseat(membership=membership, reason="Nghỉ hưu", by="tests")

    with pytest.raises(Refusal) as refused:
        councils.unseat(membership=Membership.objects.get(pk=membership.pk), reason=reason, by="tests")

    assert refused.value == refusal


# Where they lie, and who sees them --------------------


def test_whereabouts_tells_where_councils_and_producers_lie(empty: Council, province: Province) -> None:
    producer, of_the_centre = a_producer(place=province.communes[0]), a_council(None)

    found = whereabouts([("producer", producer.code), ("council", empty.code), ("council", of_the_centre.code)])

    assert found == {("producer", producer.code): province.communes[0], ("council", empty.code): province.place}


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.COORDINATOR, "province", True),
        (Role.LEADER, "province", True),
        (Role.COMMUNE, "commune", False),
        (Role.COORDINATOR, None, True),
        (Role.ADMINISTRATOR, None, False),
    ],
)
def test_council_is_seen_by_the_office_of_its_place(
    empty: Council, province: Province, role: Role, place: str | None, *, sees: bool
) -> None:
    places = {"province": province.place, "commune": province.communes[0], None: None}
    user = GrantFactory(role=role, place=places[place]).user

    assert councils_visible_to(user).exists() is sees


@pytest.mark.parametrize("role", [Role.MEMBER, Role.SECRETARY])
def test_council_is_seen_by_who_works_for_it_and_no_other_is(empty: Council, province: Province, role: Role) -> None:
    a_council(province.place)
    user = GrantFactory(role=role, scope_kind="council", scope_code=empty.code).user

    assert list(councils_visible_to(user)) == [empty]


def test_council_of_the_centre_is_seen_over_the_country_alone(province: Province) -> None:
    council = a_council(None)

    assert council in councils_visible_to(GrantFactory(role=Role.CENTRAL).user)
    assert council not in councils_visible_to(GrantFactory(place=province.place).user)


def test_locked_account_sees_no_council(empty: Council) -> None:
    user = GrantFactory(user__is_active=False).user

    assert not councils_visible_to(user).exists()


def seated_anew(membership: Membership) -> Membership:
    councils.unseat(membership=membership, reason="Đổi chức danh", by="tests")
    return councils.seat(council=membership.council, user=membership.user, seat=Seat.DEPUTY, by="tests")


def test_who_has_signed_takes_no_other_seat_before_the_session_is_closed(
    session: Session, members: list[Membership]
) -> None:
    everybody_signs(session)

    with pytest.raises(Refusal) as refused:
        seated_anew(members[1])

    assert refused.value == rules.SCORED_BEFORE


def test_who_has_declared_an_interest_takes_no_other_seat_before_the_session_is_closed(
    case: Case, members: list[Membership]
) -> None:
    sessions.declare_conflict(case=case, membership=members[1], reason="Em ruột là giám đốc", by="tests")

    with pytest.raises(Refusal) as refused:
        seated_anew(members[1])

    assert refused.value == rules.SCORED_BEFORE


def test_who_has_signed_takes_another_seat_once_the_session_is_closed(
    session: Session, members: list[Membership]
) -> None:
    everybody_signs(session)
    sessions.close(session=session, by="tests")

    assert seated_anew(members[1]).seat == Seat.DEPUTY


def test_seat_whose_role_was_withdrawn_on_its_own_counts_no_more(
    session: Session, council: Council, members: list[Membership]
) -> None:
    chair, member = members[0], members[1]
    before = standing_of(roll_of(session)).voting

    grants.withdraw(
        grant=member.grant,
        whereabouts=whereabouts([(member.grant.scope_kind, member.grant.scope_code)]),
        reason="chuyển công tác",
        by="tests",
    )

    roll = roll_of(session)
    assert (before, standing_of(roll).voting, standing_of(roll).present) == (3, 2, 2)
    assert (membership_of(member.user, council), sheets_of(member.user).exists()) == (None, False)
    assert member not in seats_of(council)
    assert chair in seats_of(council)


def test_seat_whose_role_was_withdrawn_can_still_be_ended_and_taken_again(
    council: Council, members: list[Membership]
) -> None:
    member = members[1]
    Grant.objects.filter(pk=member.grant_id).update(valid_to=timezone.localdate())

    councils.unseat(membership=member, reason="chuyển công tác", by="tests")
    again = councils.seat(council=council, user=member.user, seat=Seat.MEMBER, by="tests")

    assert membership_of(member.user, council) == again
