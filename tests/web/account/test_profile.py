from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.services.changes import record
from tests.factories.accounts import GrantFactory, UserFactory

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
ADDRESS = "/tai-khoan/"
QUERIES = 6
"""Session, person, the person's grants, the unit named by one, second factor, latest acts."""


def test_profile_needs_a_sign_in(client: Client) -> None:
    answer = client.get(ADDRESS)

    assert answer.headers["Location"] == f"{reverse('account_login')}?next={ADDRESS}"


def test_profile_shows_who_one_is_and_the_roles_of_today(client: Client) -> None:
    user = UserFactory(full_name="Trần Văn Bảy", email="bay@example.vn")
    GrantFactory(user=user, role=Role.LEADER, valid_to=dt.date(2090, 3, 1))
    GrantFactory(user=user, role=Role.INSPECTOR, valid_to=dt.date(2021, 1, 1))
    client.force_login(user)

    answer = client.get(ADDRESS)

    page = answer.content.decode()
    assert "Trần Văn Bảy" in page
    assert "bay@example.vn" in page
    [held] = answer.context["roles"]
    assert (held.role, held.scope, held.since, held.until) == (
        "lãnh đạo",
        "cả nước",
        dt.date(2020, 1, 1),
        dt.date(2090, 3, 1),
    )


def test_profile_shows_the_own_latest_acts_and_nobody_elses(client: Client) -> None:
    user, other = UserFactory(), UserFactory()
    for number in range(12):
        record(by=user.actor, action=Action.CHANGE, kind="product", code=f"SP-{number}")
    record(by=other.actor, action=Action.CHANGE, kind="product", code="SP-99")
    record(by=user.actor, action=Action.SIGN_IN, kind="user", code=user.actor)
    client.force_login(user)

    acts = [act.what for act in client.get(ADDRESS).context["acts"]]

    assert acts == ["đăng nhập", *(f"sửa sản phẩm SP-{number}" for number in range(11, 2, -1))]


def test_language_of_letters_is_kept_and_recorded(client: Client) -> None:
    user = UserFactory(language="vi")
    client.force_login(user)

    client.post(ADDRESS, {"language": "en"})

    user.refresh_from_db()
    assert user.language == "en"
    change = Change.objects.get(kind="user", action=Action.CHANGE)
    assert (change.actor, change.before, change.after) == (user.actor, {"language": "vi"}, {"language": "en"})


@pytest.mark.parametrize(
    "typed", [{"language": "fr"}, {}, {"language": "en", "email": "x@example.vn", "is_active": ""}]
)
def test_nothing_but_a_language_we_have_is_taken(client: Client, typed: dict[str, str]) -> None:
    user = UserFactory(language="vi", email="hoa@example.vn")
    client.force_login(user)

    client.post(ADDRESS, typed)

    user.refresh_from_db()
    assert (user.email, user.is_active) == ("hoa@example.vn", True)
    assert user.language == ("en" if len(typed) > 1 else "vi")


@pytest.mark.parametrize("count", [1, 3])
def test_profile_asks_as_much_however_many_roles(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    user = UserFactory()
    for _ in range(count):
        GrantFactory(user=user, role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code="CT-1")
    client.force_login(user)

    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)
