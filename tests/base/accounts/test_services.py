from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Grant, User
from saolang.base.accounts.services import create_user, grant_role
from saolang.base.audit.queries import history_of
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_create_user_keeps_the_address_in_lower_case_and_tells_the_change() -> None:
    user = create_user(email=" Hoa@Example.VN ", full_name="Nguyễn  Thị Hoa", password=PASSWORD, by="tests")

    assert (user.email, user.full_name, user.check_password(PASSWORD)) == ("hoa@example.vn", "Nguyễn Thị Hoa", True)
    assert [(change.actor, change.action) for change in history_of("user", user.actor)] == [("tests", "create")]


def test_create_user_refuses_an_address_in_use_however_it_is_cased() -> None:
    UserFactory(email="hoa@example.vn")

    with pytest.raises(Refusal, match="Đã có tài khoản"):
        create_user(email="HOA@example.vn", full_name="Hoa", password=PASSWORD, by="tests")


def test_create_user_refuses_a_weak_password_and_keeps_nothing() -> None:
    with pytest.raises(Refusal, match="Mật khẩu chưa đạt"):
        create_user(email="hoa@example.vn", full_name="Hoa", password="12345", by="tests")

    assert not User.objects.exists()


def test_database_refuses_an_address_in_capitals() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="HOA@example.vn")


def test_grant_role_begins_today_and_names_the_place_by_its_public_code() -> None:
    hau_giang = Place.objects.get(map=1, code="93")

    grant = grant_role(user=UserFactory(), role=Role.READER, place=hau_giang, by="tests")

    assert (grant.scope_kind, grant.scope_code, grant.role) == ("place", "1-93", "reader")
    assert (grant.valid_from, grant.valid_to, grant.given_by) == (timezone.localdate(), None, "tests")
    assert history_of("grant", str(grant.pk)).count() == 1


def test_grant_role_without_a_place_is_over_the_country() -> None:
    grant = grant_role(user=UserFactory(), role=Role.READER, place=None, by="tests")

    assert (grant.scope_kind, grant.scope_code) == ("country", "")


def test_grant_role_refuses_an_end_before_its_beginning() -> None:
    with pytest.raises(Refusal, match="trước ngày bắt đầu"):
        grant_role(
            user=UserFactory(),
            role=Role.READER,
            place=None,
            by="tests",
            valid_from=dt.date(2026, 2, 1),
            valid_to=dt.date(2026, 1, 1),
        )

    assert not Grant.objects.exists()
