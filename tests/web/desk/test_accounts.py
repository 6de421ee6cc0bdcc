"""People, roles, invitations: who finds whom, and what the pages do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import Grant, Invitation, User
from saolang.base.accounts.services.grants import follow_places
from saolang.base.notices.models import Notice
from saolang.base.places.models import Place
from tests.factories.accounts import GrantFactory, InvitationFactory, UserFactory
from tests.factories.evaluation import a_council
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

LIST = reverse("desk:accounts")


@pytest.fixture
def administrator(province: Province) -> Client:
    return signed_in(GrantFactory(role=Role.ADMINISTRATOR, user__full_name="Quản trị").user)


@pytest.fixture
def officer(province: Province) -> User:
    """Return the officer of a commune of old Hậu Giang."""
    return GrantFactory(place=province.communes[0], role=Role.COMMUNE, user__full_name="Trần Thị Xã").user


@pytest.fixture
def stranger(province: Province) -> User:
    """Return the officer of a commune of Cao Bằng."""
    elsewhere = Place.objects.filter(map=1, level="commune", province__code="04").order_by("code")[0]
    return GrantFactory(place=elsewhere, role=Role.COMMUNE, user__full_name="Nông Văn Bản").user


def pages(person: User) -> dict[str, str]:
    grant = person.grants.first()
    return {
        "account": reverse("desk:account", args=[person.pk]),
        "give": reverse("desk:give_role", args=[person.pk]),
        "withdraw": reverse("desk:withdraw_role", args=[person.pk, grant.pk if grant else 0]),
        "lock": reverse("desk:lock_account", args=[person.pk]),
        "open": reverse("desk:open_account", args=[person.pk]),
    }


def split_grant() -> Grant:
    """Return a grant over a commune that was divided among four."""
    return GrantFactory(place=Place.objects.get(map=1, code="00019"), role=Role.COMMUNE)


def content(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


# Who finds whom --------------------


def test_coordinator_finds_the_people_of_the_area_only(desk: Client, officer: User, stranger: User) -> None:
    shown = content(desk, LIST)

    assert (officer.full_name in shown, stranger.full_name in shown) == (True, False)


def test_coordinator_sees_only_the_roles_within_the_area(desk: Client, officer: User) -> None:
    GrantFactory(user=officer, place=Place.objects.get(map=1, code="04"), role=Role.READER)

    shown = content(desk, reverse("desk:account", args=[officer.pk]))

    assert ("cán bộ xã" in shown, "Cao Bằng" in shown) == (True, False)


def test_coordinator_finds_the_producers_of_the_area(desk: Client, province: Province) -> None:
    here, elsewhere = province.producer(), province.producer()
    elsewhere.place = Place.objects.get(map=1, code="04")
    elsewhere.save()
    for producer, name in ((here, "Chủ thể ở đây"), (elsewhere, "Chủ thể nơi khác")):
        GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=producer.code, user__full_name=name)

    shown = content(desk, LIST)

    assert ("Chủ thể ở đây" in shown, "Chủ thể nơi khác" in shown) == (True, False)


def test_producer_finds_own_helpers_only(province: Province, officer: User) -> None:
    producer, other = province.producer(), province.producer()
    own = {"scope_kind": ScopeKind.PRODUCER, "scope_code": producer.code}
    owner = GrantFactory(role=Role.PRODUCER, user__full_name="Chủ cơ sở", **own).user
    GrantFactory(role=Role.PRODUCER, user__full_name="Đồng sở hữu", **own)
    GrantFactory(role=Role.HELPER, user__full_name="Người giúp việc", **own)
    GrantFactory(role=Role.HELPER, user__full_name="Người giúp khác", **(own | {"scope_code": other.code}))

    shown = content(signed_in(owner), LIST)

    found = [name in shown for name in ("Người giúp việc", "Người giúp khác", "Đồng sở hữu", officer.full_name)]
    assert found == [True, False, False, False]


def test_administrator_finds_everybody_those_without_a_role_too(administrator: Client, stranger: User) -> None:
    UserFactory(full_name="Chưa Có Vai Trò")

    shown = content(administrator, LIST)

    assert ("Chưa Có Vai Trò" in shown, stranger.full_name in shown) == (True, True)


@pytest.mark.parametrize("page", ["account", "give", "withdraw", "lock", "open"])
def test_page_of_somebody_of_another_area_is_not_found(desk: Client, stranger: User, page: str) -> None:
    assert desk.get(pages(stranger)[page]).status_code == 404


@pytest.mark.parametrize("name", ["accounts", "invite", "invitations", "waiting_grants"])
def test_pages_are_closed_to_who_does_not_manage_accounts(reader: Client, client: Client, name: str) -> None:
    address = reverse(f"desk:{name}")

    assert (reader.get(address).status_code, client.get(address).status_code) == (403, 302)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "tran thi"}, 1),
        ({"q": "hoang"}, 0),
        ({"role": "commune"}, 1),
        ({"role": "leader"}, 0),
        ({"place": "1-93"}, 1),
        ({"place": "1-04"}, 0),
        ({"state": "never"}, 1),
        ({"state": "locked"}, 0),
        ({"factor": "false"}, 1),
        ({"factor": "true"}, 0),
    ],
)
def test_list_is_narrowed_as_asked(administrator: Client, officer: User, asked: dict[str, str], found: int) -> None:
    assert content(administrator, LIST, **asked).count(officer.full_name) == found


@pytest.mark.parametrize("people", [1, 3])
def test_list_asks_the_same_queries_however_many_people(
    desk: Client, province: Province, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(people):
        GrantFactory(place=province.communes[0], role=Role.COMMUNE)

    with django_assert_num_queries(11):
        desk.get(LIST)


@pytest.mark.parametrize("grants", [1, 3])
def test_page_of_a_person_asks_the_same_queries_however_many_roles(
    administrator: Client, province: Province, grants: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = UserFactory()
    for place in province.communes[:grants]:
        GrantFactory(user=person, place=place, role=Role.COMMUNE)

    with django_assert_num_queries(11):
        administrator.get(reverse("desk:account", args=[person.pk]))


# Roles --------------------


def test_give_role_over_a_place(desk: Client, officer: User) -> None:
    answer = desk.post(pages(officer)["give"], {"role": "leader", "over": "place", "place": "1-93"})

    assert answer.status_code == 302
    assert officer.grants.get(role=Role.LEADER).scope_code == "1-93"


def test_give_role_over_a_producer(desk: Client, officer: User, province: Province) -> None:
    producer = province.producer()

    desk.post(pages(officer)["give"], {"role": "producer", "over": "producer", "producer": producer.code})

    assert officer.grants.get(role=Role.PRODUCER).scope_code == producer.code


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"role": "leader", "over": "place", "place": "1-04"}, "nằm ngoài địa bàn"),
        ({"role": "leader", "over": "country"}, "nằm ngoài phạm vi"),
        ({"role": "leader", "over": "place"}, "Địa bàn:"),
        ({"role": "administrator", "over": "country"}, "Vai trò:"),
        ({"role": "leader", "over": "place", "place": "1-93", "valid_to": "2020-01-01"}, "sau hôm nay"),
    ],
)
def test_give_role_says_why_not(desk: Client, officer: User, said: dict[str, str], why: str) -> None:
    answer = desk.post(pages(officer)["give"], said)

    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert officer.grants.count() == 1


def test_give_role_to_oneself_is_refused(desk: Client, coordinator: User) -> None:
    assert desk.get(reverse("desk:give_role", args=[coordinator.pk])).status_code == 403


def test_producer_gives_the_role_of_a_helper_over_the_own_producer_only(province: Province) -> None:
    producer, other = province.producer(), province.producer()
    own = {"scope_kind": ScopeKind.PRODUCER, "scope_code": producer.code}
    client = signed_in(GrantFactory(role=Role.PRODUCER, **own).user)
    helper = {"email": "giup@example.vn", "full_name": "Người Giúp", "language": "vi", "role": "helper"}

    answers = [
        client.post(reverse("desk:invite"), {**helper, "over": "producer", "producer": code})
        for code in (other.code, producer.code)
    ]

    assert [answer.status_code for answer in answers] == [422, 302]
    assert Invitation.objects.get().scope_code == producer.code


def test_withdraw_role_ends_it_with_its_reason(desk: Client, officer: User) -> None:
    grant = officer.grants.get()

    answer = desk.post(pages(officer)["withdraw"], {"reason": "chuyển công tác"})

    grant.refresh_from_db()
    assert (answer.status_code, grant.valid_to) == (302, timezone.localdate())
    assert Notice.objects.get().params["reason"] == "chuyển công tác"


def test_withdraw_role_without_a_reason_asks_for_it(desk: Client, officer: User) -> None:
    answer = desk.post(pages(officer)["withdraw"], {"reason": " "})

    assert answer.status_code == 422
    assert officer.grants.get().valid_to is None


def test_withdraw_role_that_the_coordinator_does_not_give_is_refused(desk: Client, province: Province) -> None:
    auditor = GrantFactory(place=province.place, role=Role.AUDITOR).user

    answer = desk.post(pages(auditor)["withdraw"], {"reason": "x"})

    assert answer.status_code == 403
    assert "Bạn không có quyền giao vai trò kiểm toán." in answer.content.decode()


def test_coordinator_withdraws_the_role_over_a_council_of_the_place(desk: Client, province: Province) -> None:
    here, elsewhere = a_council(province.place), a_council(Place.objects.get(map=1, code="01"))
    near, far = (
        GrantFactory(role=Role.MEMBER, scope_kind=ScopeKind.COUNCIL, scope_code=council.code).user
        for council in (here, elsewhere)
    )

    answers = [desk.post(pages(user)["withdraw"], {"reason": "hết nhiệm kỳ"}).status_code for user in (near, far)]

    assert answers == [302, 404]
    assert near.grants.get().valid_to == timezone.localdate()


# Accounts --------------------


def test_lock_account_and_open_it_again(desk: Client, officer: User) -> None:
    states = []
    for page in ("lock", "open"):
        desk.post(pages(officer)[page], {"reason": "nghỉ phép"})
        states.append(User.objects.get(pk=officer.pk).is_active)

    assert states == [False, True]


def test_lock_account_signs_the_person_out(desk: Client, officer: User) -> None:
    browser = signed_in(officer)
    before = browser.get(reverse("account:profile")).status_code

    desk.post(pages(officer)["lock"], {"reason": "x"})

    assert (before, browser.get(reverse("account:profile")).status_code) == (200, 302)


def test_lock_account_of_who_also_works_elsewhere_is_refused_with_the_rules_sentence(
    desk: Client, officer: User
) -> None:
    GrantFactory(user=officer, place=Place.objects.get(map=1, code="04"), role=Role.READER)

    answer = desk.post(pages(officer)["lock"], {"reason": "x"})

    assert answer.status_code == 403
    assert "có vai trò ngoài phạm vi" in answer.content.decode()
    assert "có vai trò ngoài phạm vi" in content(desk, pages(officer)["account"])


# Grants that wait --------------------


def test_waiting_grants_are_confirmed_and_refused(administrator: Client) -> None:
    grant = split_grant()
    follow_places(by="tests")
    first, second = grant.followers.order_by("pk")[:2]

    shown = content(administrator, reverse("desk:waiting_grants"))
    confirmed = administrator.post(reverse("desk:grant_confirm", args=[first.pk]))
    refused = administrator.post(reverse("desk:grant_refuse", args=[second.pk]), {"reason": "không phụ trách"})

    assert shown.count("Phường Điện Biên") == 4
    assert (confirmed.status_code, refused.status_code) == (302, 302)
    first.refresh_from_db()
    second.refresh_from_db()
    assert [each.awaits_confirmation for each in (first, second)] == [False, False]
    assert (first.valid_to, second.valid_to) == (None, second.valid_from)


def test_waiting_grant_of_another_area_is_not_found(desk: Client) -> None:
    grant = split_grant()
    follow_places(by="tests")
    waiting = grant.followers.first()

    answers = [desk.post(reverse(f"desk:{name}", args=[waiting.pk])) for name in ("grant_confirm", "grant_refuse")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_waiting_grant_of_a_role_the_coordinator_does_not_give_stays_waiting() -> None:
    grant = GrantFactory(place=Place.objects.get(map=1, code="00019"), role=Role.AUDITOR)
    client = signed_in(GrantFactory(place=Place.objects.get(map=2, code="01")).user)
    follow_places(by="tests")
    waiting = grant.followers.first()

    shown = content(client, reverse("desk:waiting_grants"))
    answer = client.post(reverse("desk:grant_confirm", args=[waiting.pk]), follow=True)
    refusing = client.get(reverse("desk:grant_refuse", args=[waiting.pk]))

    waiting.refresh_from_db()
    assert waiting.awaits_confirmation
    assert (reverse("desk:grant_confirm", args=[waiting.pk]) in shown, refusing.status_code) == (False, 403)
    assert "Bạn không có quyền giao vai trò kiểm toán." in answer.content.decode()


def test_refusing_a_waiting_grant_asks_why_first(administrator: Client) -> None:
    grant = split_grant()
    follow_places(by="tests")
    waiting = grant.followers.order_by("pk")[0]

    shown = content(administrator, reverse("desk:grant_refuse", args=[waiting.pk]))

    assert "Phường Ba Đình" in shown
    assert Grant.objects.get(pk=waiting.pk).awaits_confirmation


@pytest.mark.parametrize("waiting", [1, 3])
def test_waiting_grants_ask_the_same_queries_however_many(
    administrator: Client, waiting: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    grant = split_grant()
    follow_places(by="tests")
    for follower in grant.followers.all()[waiting:]:
        follower.delete()

    with django_assert_num_queries(8):
        administrator.get(reverse("desk:waiting_grants"))


# Invitations --------------------


def test_invite_sends_a_letter(desk: Client) -> None:
    said = {"email": "hoa@example.vn", "full_name": "Hoa", "language": "km", "role": "commune", "over": "place"}

    answer = desk.post(reverse("desk:invite"), {**said, "place": "1-93"})

    assert answer.status_code == 302
    assert Notice.objects.get().address == "hoa@example.vn"
    invitation = Invitation.objects.get()
    assert (invitation.language, invitation.role, invitation.scope_code) == ("km", "commune", "1-93")
    assert "hoa@example.vn" in content(desk, reverse("desk:invitations"))


def test_invite_starts_with_no_role_chosen(administrator: Client) -> None:
    said = {"email": "hoa@example.vn", "full_name": "Hoa", "language": "vi", "role": "", "over": "country"}

    answer = administrator.post(reverse("desk:invite"), said)

    assert answer.status_code == 422
    assert 'value="" selected' in content(administrator, reverse("desk:invite"))


def test_invite_by_a_producer_starts_with_the_own_producer(province: Province) -> None:
    producer = province.producer()
    owner = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=producer.code).user

    assert f'value="{producer.code}"' in content(signed_in(owner), reverse("desk:invite"))


def test_history_of_a_person_is_in_words(administrator: Client, officer: User) -> None:
    administrator.post(pages(officer)["lock"], {"reason": "nghỉ phép"})
    administrator.post(pages(officer)["give"], {"role": "leader", "over": "place", "place": "1-93"})

    shown = content(administrator, pages(officer)["account"])

    assert all(words in shown for words in ("sửa: tài khoản", "nghỉ phép", "tạo mới: vai trò", "địa bàn 1-93"))


def test_invite_offers_a_coordinator_no_role_that_only_an_administrator_gives(desk: Client) -> None:
    shown = content(desk, reverse("desk:invite"))

    assert ('value="leader"' in shown, 'value="administrator"' in shown, 'value="chair"' in shown) == (
        True,
        False,
        False,
    )


@pytest.mark.parametrize("name", ["invitation_send_again", "invitation_withdraw"])
def test_invitation_of_another_area_is_not_found(desk: Client, name: str) -> None:
    invitation = InvitationFactory()

    assert desk.post(reverse(f"desk:{name}", args=[invitation.pk])).status_code == 404


def test_invitation_to_a_role_the_coordinator_does_not_give_is_left_alone(desk: Client, province: Province) -> None:
    over = {"scope_kind": ScopeKind.PLACE, "scope_code": province.place.public_code}
    invitation = InvitationFactory(role=Role.AUDITOR, **over)

    answer = desk.post(reverse("desk:invitation_withdraw", args=[invitation.pk]), follow=True)

    assert "Bạn không có quyền giao vai trò kiểm toán." in answer.content.decode()
    assert Invitation.objects.get().withdrawn_at is None


def test_invitation_is_sent_again_and_withdrawn(administrator: Client) -> None:
    invitation = InvitationFactory(expires_at=timezone.now() - dt.timedelta(days=1))

    out_of_date = content(administrator, reverse("desk:invitations"))
    administrator.post(reverse("desk:invitation_send_again", args=[invitation.pk]))
    sent_again = Notice.objects.filter(kind="invitation").count()
    administrator.post(reverse("desk:invitation_withdraw", args=[invitation.pk]))

    invitation.refresh_from_db()
    assert ("đã hết hạn" in out_of_date, sent_again) == (True, 1)
    assert invitation.withdrawn_at is not None


@pytest.mark.parametrize("invited", [1, 3])
def test_invitations_ask_the_same_queries_however_many(
    administrator: Client, invited: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(invited):
        InvitationFactory()

    with django_assert_num_queries(6):
        administrator.get(reverse("desk:invitations"))
