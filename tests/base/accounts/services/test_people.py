from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import LAST_ADMINISTRATOR, NOT_ALL_OF_THE_PERSON, NOT_ONESELF
from saolang.base.accounts.services.people import choose_language, create_user, deactivate, reactivate, rename
from saolang.base.audit.queries import history_of
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory
from tests.threads import at_once

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def hau_giang() -> Place:
    return Place.objects.get(map=1, code="93")


def test_create_user_keeps_the_address_in_lower_case_and_tells_the_change() -> None:
    user = create_user(email=" Hoa@Example.VN ", full_name="Nguyễn  Thị Hoa", password=PASSWORD, by="tests")

    assert (user.email, user.full_name, user.check_password(PASSWORD)) == ("hoa@example.vn", "Nguyễn Thị Hoa", True)
    assert [(change.actor, change.action) for change in history_of("user", user.actor)] == [("tests", "create")]


def test_create_user_tells_name_and_address_as_personal_data_only() -> None:
    user = create_user(email="hoa@example.vn", full_name="Nguyễn Thị Hoa", password=PASSWORD, by="tests")

    change = history_of("user", user.actor).get()
    assert change.personal == {"email": "hoa@example.vn", "full_name": "Nguyễn Thị Hoa"}
    assert (change.before, change.after) == ({}, {"language": "vi"})


def test_create_user_refuses_an_address_in_use_however_it_is_cased() -> None:
    UserFactory(email="hoa@example.vn")

    with pytest.raises(Refusal, match="Đã có tài khoản"):
        create_user(email="HOA@example.vn", full_name="Hoa", password=PASSWORD, by="tests")


def test_create_user_refuses_a_weak_password_and_keeps_nothing() -> None:
    with pytest.raises(Refusal, match="Mật khẩu chưa đạt"):
        create_user(email="hoa@example.vn", full_name="Hoa", password="12345", by="tests")

    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_create_the_same_user_at_once_make_one() -> None:
    def create() -> str:
        try:
            create_user(email="hoa@example.vn", full_name="Hoa", password=PASSWORD, by="tests")
        except Refusal as refusal:
            return str(refusal)
        return ""

    answers = at_once(2, create)

    assert sorted(answers) == ["", "Đã có tài khoản dùng địa chỉ hoa@example.vn."]


def test_database_refuses_an_address_in_capitals() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="HOA@example.vn")


def test_deactivate_locks_the_account_and_leaves_the_roles() -> None:
    coordinator, officer = (
        GrantFactory(place=hau_giang()).user,
        GrantFactory(place=hau_giang(), role=Role.COMMUNE).user,
    )

    deactivate(user=officer, whereabouts={}, by=coordinator.actor, reason="nghỉ việc")

    officer.refresh_from_db()
    assert (officer.is_active, officer.grants.get().valid_to) == (False, None)
    told = history_of("user", officer.actor).get()
    assert (told.actor, told.before, told.after, told.reason) == (
        coordinator.actor,
        {"is_active": True},
        {"is_active": False},
        "nghỉ việc",
    )


def test_session_of_before_the_lock_is_worth_nothing_once_the_account_is_opened(client: Client) -> None:
    officer = UserFactory()
    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})

    deactivate(user=officer, whereabouts={}, by="tests", reason="")
    reactivate(user=officer, whereabouts={}, by="tests", reason="")

    assert client.get(reverse("account:profile")).status_code == 302


def test_deactivate_a_second_time_changes_nothing() -> None:
    officer = UserFactory(is_active=False)

    deactivate(user=officer, whereabouts={}, by="tests", reason="")

    assert not history_of("user", officer.actor).exists()


def test_deactivate_refuses_a_person_who_also_works_elsewhere() -> None:
    coordinator = GrantFactory(place=hau_giang()).user
    officer = GrantFactory(place=hau_giang(), role=Role.COMMUNE).user
    GrantFactory(user=officer, place=Place.objects.get(map=1, code="04"), role=Role.READER)

    with pytest.raises(Refusal) as refused:
        deactivate(user=officer, whereabouts={}, by=coordinator.actor, reason="x")

    assert refused.value == NOT_ALL_OF_THE_PERSON
    officer.refresh_from_db()
    assert officer.is_active


def test_deactivate_refuses_oneself() -> None:
    administrator = GrantFactory(role=Role.ADMINISTRATOR).user

    with pytest.raises(Refusal) as refused:
        deactivate(user=administrator, whereabouts={}, by=administrator.actor, reason="x")

    assert refused.value == NOT_ONESELF


def test_deactivate_refuses_the_last_administrator_whoever_asks() -> None:
    administrator = GrantFactory(role=Role.ADMINISTRATOR).user
    GrantFactory(role=Role.ADMINISTRATOR, user__is_active=False)

    with pytest.raises(Refusal) as refused:
        deactivate(user=administrator, whereabouts={}, by="tests", reason="x")

    assert refused.value == LAST_ADMINISTRATOR


def test_deactivate_of_somebody_without_a_role_takes_one_who_manages_the_country() -> None:
    nobody = UserFactory()
    of_the_province, of_the_country = GrantFactory(place=hau_giang()).user, GrantFactory().user

    with pytest.raises(Refusal, match="nằm ngoài phạm vi"):
        deactivate(user=nobody, whereabouts={}, by=of_the_province.actor, reason="x")
    locked = deactivate(user=nobody, whereabouts={}, by=of_the_country.actor, reason="x")

    assert not locked.is_active


def test_reactivate_opens_the_account_again() -> None:
    officer = GrantFactory(place=hau_giang(), role=Role.COMMUNE, user__is_active=False).user

    reactivate(user=officer, whereabouts={}, by=GrantFactory(place=hau_giang()).user.actor, reason="trở lại")

    officer.refresh_from_db()
    assert officer.is_active
    assert history_of("user", officer.actor).get().after == {"is_active": True}


def test_reactivate_refuses_a_neighbour() -> None:
    officer = GrantFactory(place=hau_giang(), role=Role.COMMUNE, user__is_active=False).user
    neighbour = GrantFactory(place=Place.objects.get(map=1, code="04")).user

    with pytest.raises(Refusal) as refused:
        reactivate(user=officer, whereabouts={}, by=neighbour.actor, reason="x")

    assert refused.value == NOT_ALL_OF_THE_PERSON


def test_reactivate_of_who_was_never_locked_changes_nothing() -> None:
    officer = UserFactory()

    reactivate(user=officer, whereabouts={}, by="tests", reason="")

    assert not history_of("user", officer.actor).exists()


def test_rename_to_the_same_name_changes_nothing() -> None:
    user = UserFactory()

    rename(user=user, full_name=user.full_name, by=user.actor)

    assert not history_of("user", user.actor).exists()


def test_rename_keeps_both_names_as_personal_data() -> None:
    user = UserFactory(full_name="Nguyễn Thị Hoa")

    rename(user=user, full_name=" Nguyễn Thị  Hoà ", by=user.actor)

    user.refresh_from_db()
    told = history_of("user", user.actor).get()
    assert user.full_name == "Nguyễn Thị Hoà"
    assert (told.before, told.after) == ({}, {})
    assert told.personal == {"before": {"full_name": "Nguyễn Thị Hoa"}, "after": {"full_name": "Nguyễn Thị Hoà"}}


def test_rename_refuses_an_empty_name() -> None:
    user = UserFactory()

    with pytest.raises(Refusal, match="họ và tên"):
        rename(user=user, full_name="  ", by=user.actor)


def test_choose_language_notes_it_once() -> None:
    user = UserFactory()

    for _ in range(2):
        choose_language(user=user, language="km", by=user.actor)

    user.refresh_from_db()
    assert user.language == "km"
    assert history_of("user", user.actor).get().after == {"language": "km"}


def test_choose_language_of_no_language_of_ours_is_an_error() -> None:
    with pytest.raises(ValueError, match="no language fr"):
        choose_language(user=UserFactory(), language="fr", by="tests")
