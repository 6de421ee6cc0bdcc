from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import Grant, Invitation, User
from saolang.base.accounts.rules import (
    INVITATION_EXPIRED,
    INVITATION_LAPSED,
    INVITATION_USED,
    INVITATION_WITHDRAWN,
    NOT_TO_ONESELF,
    NOT_YOURS,
    Scope,
)
from saolang.base.accounts.services import invitations as services
from saolang.base.audit.queries import history_of
from saolang.base.notices.models import Notice
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory
from tests.threads import at_once

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db

ADDRESS = "hoa@example.vn"


def invite(by: str = "tests", **values: Any) -> tuple[Invitation, str]:
    """Invite somebody, and return the invitation with the secret of the letter."""
    asked = {"email": ADDRESS, "full_name": "Nguyễn Thị Hoa", "role": Role.READER, "scope": Scope.over(None)} | values
    invitation = services.invite(**asked, by=by)
    return invitation, secret_sent()


def secret_sent() -> str:
    return Notice.objects.filter(kind="invitation").order_by("-pk")[0].path.strip("/").rpartition("/")[2]


def accept_as_new(secret: str) -> User | None:
    return services.accept_as_new(secret=secret, password=PASSWORD, whereabouts={})


def test_invite_sends_a_letter_with_a_link_of_which_only_the_digest_is_kept() -> None:
    inviter = GrantFactory(user__full_name="Lê Văn Hậu").user

    invitation, secret = invite(by=inviter.actor, email=" Hoa@Example.VN ", language="km")

    letter = Notice.objects.get()
    assert (letter.address, letter.language, letter.recipient) == (ADDRESS, "km", "")
    assert (letter.params["inviter"], letter.params["role"], letter.params["scope"]) == (
        "Lê Văn Hậu",
        "người xem",
        "cả nước",
    )
    assert len(secret) >= 43
    assert secret not in str(vars(Invitation.objects.get()))
    assert services.invitation_of(secret) == invitation


def test_invite_stands_for_as_many_days_as_the_setting_says(settings: Settings) -> None:
    settings.INVITATION_DAYS = 3

    invitation, _ = invite()

    assert abs(invitation.expires_at - timezone.now() - dt.timedelta(days=3)) < dt.timedelta(minutes=1)


def test_invite_tells_name_and_address_as_personal_data_only() -> None:
    invitation, _ = invite()

    told = history_of("invitation", str(invitation.pk)).get()
    assert told.personal == {"email": ADDRESS, "full_name": "Nguyễn Thị Hoa"}
    assert ADDRESS not in str(told.after)


def test_invite_refuses_what_the_inviter_may_not_give() -> None:
    coordinator = GrantFactory(place=Place.objects.get(map=1, code="93")).user

    with pytest.raises(Refusal, match="nằm ngoài"):
        invite(by=coordinator.actor)

    assert not Notice.objects.exists()


def test_invite_refuses_oneself() -> None:
    inviter = GrantFactory().user

    with pytest.raises(Refusal) as refused:
        invite(by=inviter.actor, email=inviter.email.upper())

    assert refused.value == NOT_TO_ONESELF


def test_invite_refuses_the_same_a_second_time() -> None:
    invite()

    with pytest.raises(Refusal, match="Đã có lời mời"):
        invite()

    assert Invitation.objects.count() == 1


def test_invite_refuses_a_role_that_would_have_ended() -> None:
    with pytest.raises(Refusal, match="phải sau hôm nay"):
        invite(valid_to=timezone.localdate())


def test_accept_as_new_makes_the_account_with_its_grant() -> None:
    ends = timezone.localdate() + dt.timedelta(days=30)
    invitation, secret = invite(valid_to=ends, language="en")

    user = accept_as_new(secret)

    assert user is not None
    assert (user.email, user.full_name, user.language, user.check_password(PASSWORD)) == (
        ADDRESS,
        "Nguyễn Thị Hoa",
        "en",
        True,
    )
    grant = Grant.objects.get()
    assert (grant.user, grant.role, grant.valid_from, grant.valid_to, grant.given_by) == (
        user,
        "reader",
        timezone.localdate(),
        ends,
        "tests",
    )
    invitation.refresh_from_db()
    assert invitation.user == user


def test_accept_as_new_with_a_weak_password_is_refused_and_the_link_stands() -> None:
    _, secret = invite()

    with pytest.raises(Refusal, match="Mật khẩu chưa đạt"):
        services.accept_as_new(secret=secret, password="12345", whereabouts={})

    assert accept_as_new(secret) is not None


def test_accept_as_new_where_the_address_has_an_account_changes_nothing() -> None:
    owner = UserFactory(email=ADDRESS)
    invitation, secret = invite()

    assert services.accept_as_new(secret=secret, password="một mật khẩu khác", whereabouts={}) is None

    owner.refresh_from_db()
    invitation.refresh_from_db()
    assert (owner.check_password(PASSWORD), owner.grants.count(), invitation.accepted_at) == (True, 0, None)


def test_accept_gives_the_role_to_its_owner() -> None:
    owner = UserFactory(email=ADDRESS)
    _, secret = invite()

    grant = services.accept(secret=secret, user=owner, whereabouts={}, by=owner.actor)

    assert (grant.user, grant.role) == (owner, "reader")


def test_accept_of_a_role_held_already_gives_no_second_one() -> None:
    held = GrantFactory(user__email=ADDRESS, role=Role.READER)
    _, secret = invite()

    grant = services.accept(secret=secret, user=held.user, whereabouts={}, by=held.user.actor)

    assert (grant, Grant.objects.count()) == (held, 1)


def test_accept_refuses_another_person() -> None:
    stranger = UserFactory()
    _, secret = invite()

    with pytest.raises(Refusal) as refused:
        services.accept(secret=secret, user=stranger, whereabouts={}, by=stranger.actor)

    assert refused.value == NOT_YOURS


def test_accept_a_second_time_is_refused() -> None:
    _, secret = invite()
    accept_as_new(secret)

    with pytest.raises(Refusal) as refused:
        accept_as_new(secret)

    assert refused.value == INVITATION_USED


@pytest.mark.parametrize("days", [{"expires_at": -1}, {"valid_to": 0}])
def test_accept_out_of_date_is_refused(days: dict[str, int]) -> None:
    invitation, secret = invite()
    for name, number in days.items():
        moment = timezone.now() + dt.timedelta(days=number)
        Invitation.objects.filter(pk=invitation.pk).update(
            **{name: moment if name == "expires_at" else timezone.localdate(moment)}
        )

    with pytest.raises(Refusal) as refused:
        accept_as_new(secret)

    assert refused.value == INVITATION_EXPIRED


def test_accept_with_an_unknown_secret_is_refused() -> None:
    invite()

    with pytest.raises(Refusal) as refused:
        accept_as_new("không-phải-bí-mật")

    assert refused.value == services.UNKNOWN


def test_accept_is_refused_once_the_inviter_may_no_longer_give() -> None:
    grant = GrantFactory()
    _, secret = invite(by=grant.user.actor)
    Grant.objects.filter(pk=grant.pk).update(valid_to=timezone.localdate())

    with pytest.raises(Refusal) as refused:
        accept_as_new(secret)

    assert refused.value == INVITATION_LAPSED
    assert not User.objects.filter(email=ADDRESS).exists()


def test_accept_asks_where_the_producer_lies() -> None:
    hau_giang = Place.objects.get(map=1, code="93")
    inviter = GrantFactory(place=hau_giang).user
    scope = Scope(ScopeKind.PRODUCER, "CT-1", hau_giang)
    _, secret = invite(by=inviter.actor, role=Role.PRODUCER, scope=scope)

    user = services.accept_as_new(secret=secret, password=PASSWORD, whereabouts={scope.key: hau_giang})

    assert user is not None
    assert user.grants.get().scope_code == "CT-1"


def test_send_again_makes_the_earlier_link_worthless() -> None:
    invitation, first = invite()
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))

    services.send_again(invitation=invitation, whereabouts={}, by="tests")

    second = secret_sent()
    assert second != first
    with pytest.raises(Refusal) as refused:
        accept_as_new(first)
    assert refused.value == services.UNKNOWN
    assert accept_as_new(second) is not None


def test_withdraw_makes_the_link_worthless() -> None:
    invitation, secret = invite()

    services.withdraw(invitation=invitation, whereabouts={}, by="tests")

    with pytest.raises(Refusal) as refused:
        accept_as_new(secret)
    assert refused.value == INVITATION_WITHDRAWN
    assert history_of("invitation", str(invitation.pk))[0].action == "withdraw"


@pytest.mark.parametrize("act", [services.withdraw, services.send_again])
def test_invitation_of_another_area_is_left_alone(act: Any) -> None:
    invitation, _ = invite()
    coordinator = GrantFactory(place=Place.objects.get(map=1, code="93")).user

    with pytest.raises(Refusal, match="nằm ngoài"):
        act(invitation=invitation, whereabouts={}, by=coordinator.actor)


@pytest.mark.parametrize("act", [services.withdraw, services.send_again])
def test_accepted_invitation_is_neither_withdrawn_nor_sent_again(act: Any) -> None:
    invitation, secret = invite()
    accept_as_new(secret)

    with pytest.raises(Refusal) as refused:
        act(invitation=invitation, whereabouts={}, by="tests")

    assert refused.value == INVITATION_USED


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_make_one_account_with_one_grant() -> None:
    _, secret = invite()

    def open_the_link() -> str:
        try:
            accept_as_new(secret)
        except Refusal as refusal:
            return str(refusal)
        return ""

    answers = at_once(2, open_the_link)

    assert (User.objects.count(), Grant.objects.count()) == (1, 1)
    assert sorted(answers) == ["", str(INVITATION_USED)]
