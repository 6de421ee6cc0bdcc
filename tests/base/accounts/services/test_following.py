"""Grants follow the map: on small made-up maps, and on the real ones."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import Grant, User
from saolang.base.accounts.rules import NOT_AWAITING, NOT_TO_ONESELF, WITHDRAWN_MEANWHILE
from saolang.base.accounts.services.grants import confirm, follow_places, refuse
from saolang.base.audit.queries import history_of
from saolang.base.notices.models import Notice
from saolang.base.places.models import Map, Place, PlaceLink
from saolang.core.refusal import Refusal
from tests.factories.accounts import GrantFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = 101, 102, 103
"""Made-up maps: the first ended with 2020, the second with 2022."""
NUMBERS = count(10_000_000, 10)


@pytest.fixture
def maps() -> None:
    """Lay three maps of the same territory beside the real ones."""
    spans = [(None, dt.date(2020, 12, 31)), (dt.date(2021, 1, 1), dt.date(2022, 12, 31)), (dt.date(2023, 1, 1), None)]
    for number, (begins, ends) in zip((FIRST, SECOND, THIRD), spans, strict=True):
        Map.objects.create(number=number, valid_from=begins, valid_to=ends, legal_basis="thử")


def unit(number: int, code: str, parent: Place | None = None) -> Place:
    left = next(NUMBERS)
    place = Place.objects.create(
        map_id=number,
        code=code,
        level="commune",
        kind="Xã",
        name=f"Đơn vị {number} {code}",
        folded="",
        sort_key=code,
        parent=parent,
        lft=left,
        rgt=left + 1,
    )
    if parent:
        Place.objects.filter(pk=parent.pk).update(rgt=left + 2)
    return place


def became(predecessor: Place, *successors: Place) -> None:
    part = "whole" if len(successors) == 1 else "split"
    for successor in successors:
        PlaceLink.objects.create(predecessor=predecessor, successor=successor, part=part)


def followers(grant: Grant) -> list[tuple[str, bool]]:
    return list(grant.followers.order_by("scope_code").values_list("scope_code", "awaits_confirmation"))


def test_grant_over_a_unit_that_went_whole_into_another_follows_from_that_day(maps: None) -> None:
    old, new = unit(FIRST, "1"), unit(SECOND, "2")
    became(old, new)
    grant = GrantFactory(place=old, role=Role.COMMUNE, valid_from=dt.date(2019, 5, 1), valid_to=dt.date(2199, 1, 1))

    assert follow_places(by="tests") == 1

    follower = grant.followers.get()
    assert (follower.user, follower.role, follower.scope_code) == (grant.user, "commune", f"{SECOND}-2")
    assert (follower.valid_from, follower.valid_to) == (dt.date(2021, 1, 1), dt.date(2199, 1, 1))
    assert (follower.given_by, follower.awaits_confirmation) == ("tests", False)
    told = history_of("grant", str(follower.pk)).get()
    assert (told.actor, told.after["follows"]) == ("tests", grant.pk)


def test_holder_is_told_where_the_grant_went(maps: None) -> None:
    old, new = unit(FIRST, "1"), unit(SECOND, "2")
    became(old, new)
    grant = GrantFactory(place=old, role=Role.COMMUNE)

    follow_places(by="tests")

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (grant.user.actor, "grant_followed")
    assert notice.params == {"role": "cán bộ xã", "old": str(old), "new": str(new), "since": "2021-01-01"}


def test_following_a_second_time_changes_nothing(maps: None) -> None:
    old, new = unit(FIRST, "1"), unit(SECOND, "2")
    became(old, new)
    GrantFactory(place=old)

    assert [follow_places(by="tests"), follow_places(by="tests")] == [1, 0]

    assert (Grant.objects.count(), Notice.objects.count()) == (2, 1)


def test_grant_over_a_divided_unit_waits_for_a_confirmation_of_each_part(maps: None) -> None:
    old = unit(FIRST, "1")
    became(old, unit(SECOND, "2"), unit(SECOND, "3"))
    administrator = GrantFactory(role=Role.ADMINISTRATOR).user
    grant = GrantFactory(place=old, role=Role.COMMUNE)

    follow_places(by="tests")

    assert followers(grant) == [(f"{SECOND}-2", True), (f"{SECOND}-3", True)]
    assert not grant.followers.on(timezone.localdate()).exists()
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.params) == (administrator.actor, "grants_waiting", {"count": 2})


def test_grant_over_a_unit_without_links_of_its_own_follows_its_lowest_units(maps: None) -> None:
    district, new = unit(FIRST, "1"), unit(SECOND, "2")
    for code in ("11", "12"):
        became(unit(FIRST, code, parent=district), new)
    grant = GrantFactory(place=district)

    follow_places(by="tests")

    assert followers(grant) == [(f"{SECOND}-2", False)]


def test_repeated_changes_are_followed_in_one_run(maps: None) -> None:
    first, second, third = unit(FIRST, "1"), unit(SECOND, "2"), unit(THIRD, "3")
    became(first, second)
    became(second, third)
    grant = GrantFactory(place=first)

    assert follow_places(by="tests") == 2

    last = Grant.objects.get(follows__follows=grant)
    assert (last.scope_code, last.valid_from) == (f"{THIRD}-3", dt.date(2023, 1, 1))


def test_grant_over_an_old_unit_given_after_the_change_stays_what_it_is(maps: None) -> None:
    old = unit(FIRST, "1")
    became(old, unit(SECOND, "2"))
    GrantFactory(place=old, valid_from=dt.date(2021, 1, 1))

    assert follow_places(by="tests") == 0


@pytest.mark.parametrize(
    "values",
    [
        {"valid_to": dt.date(2021, 6, 1)},
        {"awaits_confirmation": True},
        {"scope_kind": ScopeKind.PRODUCER, "scope_code": f"{FIRST}-1"},
    ],
)
def test_grant_that_is_not_in_force_or_not_over_a_unit_does_not_follow(maps: None, values: dict[str, object]) -> None:
    old = unit(FIRST, "1")
    became(old, unit(SECOND, "2"))
    GrantFactory(**{"place": old, **values})

    assert follow_places(by="tests") == 0


def test_confirmed_grant_counts_and_its_holder_is_told(maps: None) -> None:
    old = unit(FIRST, "1")
    became(old, unit(THIRD, "2"), unit(THIRD, "3"))
    administrator = GrantFactory(role=Role.ADMINISTRATOR).user
    grant = GrantFactory(place=old, role=Role.COMMUNE)
    follow_places(by="tests")
    waiting = grant.followers.get(scope_code=f"{THIRD}-2")

    confirm(grant=waiting, by=administrator.actor)

    waiting.refresh_from_db()
    assert (waiting.awaits_confirmation, waiting.confirmed_by) == (False, administrator.actor)
    assert list(grant.followers.on(timezone.localdate())) == [waiting]
    assert Notice.objects.get(recipient=grant.user.actor).kind == "grant_followed"


def test_confirmed_grant_over_a_unit_that_has_changed_since_is_followed_at_the_next_run(maps: None) -> None:
    old, part = unit(FIRST, "1"), unit(SECOND, "2")
    became(old, part, unit(SECOND, "3"))
    became(part, unit(THIRD, "4"))
    grant = GrantFactory(place=old)
    follow_places(by="tests")

    confirm(grant=grant.followers.get(scope_code=part.public_code), by="tests")

    assert follow_places(by="tests") == 1
    assert Grant.objects.get(follows__follows=grant).scope_code == f"{THIRD}-4"


def test_refused_grant_never_counts_and_is_not_asked_again(maps: None) -> None:
    old = unit(FIRST, "1")
    became(old, unit(SECOND, "2"), unit(SECOND, "3"))
    grant = GrantFactory(place=old)
    follow_places(by="tests")
    waiting = grant.followers.get(scope_code=f"{SECOND}-2")

    refuse(grant=waiting, by="tests", reason="không còn phụ trách")

    assert follow_places(by="tests") == 0
    assert followers(grant) == [(f"{SECOND}-2", False), (f"{SECOND}-3", True)]
    assert not grant.followers.on(timezone.localdate()).exists()
    told = history_of("grant", str(waiting.pk))[0]
    assert (told.action, told.reason) == ("refuse", "không còn phụ trách")


@pytest.mark.parametrize("decide", [confirm, lambda **named: refuse(**named, reason="x")])
def test_what_does_not_wait_is_neither_confirmed_nor_refused(decide: object) -> None:
    with pytest.raises(Refusal) as refused:
        decide(grant=GrantFactory(), by="tests")  # type: ignore[operator] # one of two services

    assert refused.value == NOT_AWAITING


def test_nobody_confirms_a_grant_of_oneself(maps: None) -> None:
    old = unit(FIRST, "1")
    became(old, unit(SECOND, "2"), unit(SECOND, "3"))
    grant = GrantFactory(user=GrantFactory(role=Role.ADMINISTRATOR).user, place=old)
    follow_places(by="tests")

    with pytest.raises(Refusal) as refused:
        confirm(grant=grant.followers.first(), by=grant.user.actor)

    assert refused.value == NOT_TO_ONESELF


def test_real_province_and_commune_that_were_merged_whole() -> None:
    hau_giang = Place.objects.get(map=1, code="93")
    merged = PlaceLink.objects.filter(part="whole", predecessor__level="commune", predecessor__province=hau_giang)
    link = merged.select_related("predecessor", "successor").order_by("predecessor__code")[0]
    of_province, of_commune = GrantFactory(place=hau_giang), GrantFactory(place=link.predecessor, role=Role.COMMUNE)

    follow_places(by="tests")

    assert followers(of_province) == [("2-92", False)]
    assert followers(of_commune) == [(link.successor.public_code, False)]


def test_real_commune_that_was_divided() -> None:
    giang_vo = Place.objects.get(map=1, code="00019")
    grant = GrantFactory(place=giang_vo, role=Role.COMMUNE)

    follow_places(by="tests")

    parts = grant.followers.values_list("scope_code", flat=True)
    names = {Place.objects.get(map=2, code=code.removeprefix("2-")).name for code in parts}
    assert names == {"Ba Đình", "Hoàn Kiếm", "Ô Chợ Dừa", "Văn Miếu - Quốc Tử Giám"}
    assert all(grant.followers.values_list("awaits_confirmation", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_follow_at_once_follow_once() -> None:
    grant = GrantFactory(place=Place.objects.get(map=1, code="93"))

    made = at_once(2, lambda: follow_places(by="tests"))

    assert (sorted(made), followers(grant)) == ([0, 1], [("2-92", False)])


@pytest.mark.parametrize("left", ["grant", "account"])
def test_part_is_not_confirmed_once_what_it_follows_was_taken_back(left: str, maps: None) -> None:
    old = unit(FIRST, "1")
    became(old, unit(SECOND, "2"), unit(SECOND, "3"))
    grant = GrantFactory(place=old, role=Role.COMMUNE)
    follow_places(by="tests")
    if left == "grant":
        Grant.objects.filter(pk=grant.pk).update(valid_to=timezone.localdate())
    else:
        User.objects.filter(pk=grant.user_id).update(is_active=False)

    with pytest.raises(Refusal) as refused:
        confirm(grant=grant.followers.first(), by="tests")

    assert refused.value == WITHDRAWN_MEANWHILE
    assert refuse(grant=grant.followers.first(), by="tests", reason="đã nghỉ").awaits_confirmation is False
