from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.accounts.services.second_factors import take_away
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.notices.choices import Kind
from saolang.base.notices.models import Notice
from saolang.core.refusal import Refusal
from tests.base.accounts.second_factors import give_app, give_recovery_codes
from tests.factories.accounts import PASSWORD, GrantFactory

pytestmark = pytest.mark.django_db


def test_taking_away_leaves_the_password_alone() -> None:
    cache.clear()
    administrator = GrantFactory(role=Role.ADMINISTRATOR).user
    user = GrantFactory(role=Role.LEADER).user
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    give_app(user)
    give_recovery_codes(user)

    take_away(user=user, whereabouts={}, by=administrator.actor, reason="mất điện thoại")

    assert not Authenticator.objects.exists()
    assert browser.get(reverse("account:profile")).status_code == 302
    entered = Change.objects.filter(kind="second_factor").order_by("pk")
    assert [(change.actor, change.action, change.code, change.after["type"], change.reason) for change in entered] == [
        (administrator.actor, Action.WITHDRAW, user.actor, "totp", "mất điện thoại"),
        (administrator.actor, Action.WITHDRAW, user.actor, "recovery_codes", "mất điện thoại"),
    ]
    assert Notice.objects.filter(kind=Kind.FACTOR_REMOVED, recipient=user.actor).count() == 2
    assert browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}).status_code == 302
    assert "_auth_user_id" in browser.session


@pytest.mark.parametrize("role", [Role.LEADER, Role.COMMUNE, Role.PRODUCER])
def test_who_may_not_lock_the_account_takes_nothing_away(role: Role) -> None:
    other = GrantFactory(role=role).user
    user = GrantFactory(role=Role.COORDINATOR).user
    give_app(user)

    with pytest.raises(Refusal):
        take_away(user=user, whereabouts={}, by=other.actor, reason="x")

    assert Authenticator.objects.filter(user=user).exists()


def test_nobody_takes_away_ones_own() -> None:
    administrator = GrantFactory(role=Role.ADMINISTRATOR).user
    give_app(administrator)

    with pytest.raises(Refusal):
        take_away(user=administrator, whereabouts={}, by=administrator.actor, reason="x")
