from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from saolang.base.accounts.choices import Role
from tests.factories.accounts import GrantFactory, UserFactory
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db

SENT = {"reason": "Người có dữ liệu yêu cầu", "understood": "on"}


@pytest.fixture
def administrator() -> Client:
    return signed_in(GrantFactory(role=Role.ADMINISTRATOR).user)


@pytest.fixture
def locked() -> User:
    return UserFactory(full_name="Trần Văn Bình", is_active=False)


def address_of(person: User) -> str:
    return reverse("desk:account_erase", args=[person.pk])


def test_erasing_a_person_asks_for_a_reason_and_once_more(administrator: Client, locked: User) -> None:
    asked = administrator.get(address_of(locked))
    half = administrator.post(address_of(locked), {"reason": SENT["reason"]})

    locked.refresh_from_db()
    assert (asked.status_code, half.status_code, locked.full_name) == (200, 422, "Trần Văn Bình")


def test_person_erased_is_shown_by_a_neutral_mark(administrator: Client, locked: User) -> None:
    way_there = administrator.get(reverse("desk:account", args=[locked.pk])).content.decode()

    answer = administrator.post(address_of(locked), SENT, follow=True)

    page = answer.content.decode()
    assert address_of(locked) in way_there
    assert answer.redirect_chain == [(reverse("desk:account", args=[locked.pk]), 302)]
    assert "Người dùng đã xóa" in page
    assert "Trần Văn Bình" not in page
    assert address_of(locked) not in page


def test_erasing_is_refused_while_the_account_is_in_use(administrator: Client) -> None:
    person = UserFactory()

    codes = [
        administrator.get(address_of(person)).status_code,
        administrator.post(address_of(person), SENT).status_code,
    ]

    assert codes == [403, 403]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.LEADER])
def test_erasing_is_refused_to_others_than_administrators(locked: User, role: Role) -> None:
    client = signed_in(GrantFactory(role=role).user)

    codes = [client.get(address_of(locked)).status_code, client.post(address_of(locked), SENT).status_code]

    locked.refresh_from_db()
    assert (codes, locked.full_name) == ([403, 403], "Trần Văn Bình")


def test_erasing_sends_a_stranger_to_sign_in(locked: User) -> None:
    assert Client().get(address_of(locked)).status_code == 302
