from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from tests.factories.accounts import PASSWORD, UserFactory

if TYPE_CHECKING:
    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/tai-khoan/thiet-bi/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


def browser_of(user: User, says: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": says})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def test_sessions_are_shown_in_plain_words_this_one_first() -> None:
    user = UserFactory()
    here, _, _ = browser_of(user), browser_of(user, IPHONE), browser_of(UserFactory())

    listed = here.get(ADDRESS).context["sessions"]

    assert [(session.device, session.address, session.is_this_one) for session in listed] == [
        ("Firefox, Linux", "127.0.0.1", True),
        ("Safari, iPhone", "127.0.0.1", False),
    ]


def test_ending_a_session_signs_that_device_out_and_is_recorded() -> None:
    user = UserFactory()
    here, there = browser_of(user), browser_of(user, IPHONE)
    number = UserSession.objects.get(user_agent=IPHONE).pk

    here.post(reverse("account:session_end", args=[number]))

    assert there.get(ADDRESS).status_code == 302
    assert here.get(ADDRESS).status_code == 200
    change = Change.objects.get(kind="session")
    assert (change.actor, change.action, change.code) == (user.actor, Action.CLOSE, str(number))
    assert change.after == {"user": user.actor}


def test_ending_the_others_leaves_this_one() -> None:
    user = UserFactory()
    here, others = browser_of(user), [browser_of(user), browser_of(user, IPHONE)]

    here.post(reverse("account:sessions_end_others"))

    assert [other.get(ADDRESS).status_code for other in others] == [302, 302]
    assert [session.is_this_one for session in here.get(ADDRESS).context["sessions"]] == [True]
    assert Change.objects.filter(kind="session").count() == 2


def test_session_of_somebody_else_is_not_found() -> None:
    here, there = browser_of(UserFactory()), browser_of(UserFactory(), IPHONE)
    number = UserSession.objects.get(user_agent=IPHONE).pk

    answer = here.post(reverse("account:session_end", args=[number]))

    assert answer.status_code == 404
    assert there.get(ADDRESS).status_code == 200


def test_this_session_is_ended_by_signing_out_alone() -> None:
    here = browser_of(UserFactory())

    here.post(reverse("account:session_end", args=[UserSession.objects.get().pk]))

    assert here.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("name", ["account:session_end", "account:sessions_end_others"])
def test_nothing_ends_by_looking(name: str) -> None:
    here = browser_of(UserFactory())

    answer = here.get(reverse(name, args=[1] if name == "account:session_end" else []))

    assert answer.status_code == 405


def test_use_of_a_session_is_noted_every_five_minutes() -> None:
    with time_machine.travel("2026-11-22 10:00:00+07:00", tick=False) as clock:
        here = browser_of(UserFactory())
        seen = []
        for minutes in (0, 4, 2, 4):
            clock.shift(minutes * 60)
            here.get(ADDRESS)
            seen.append(UserSession.objects.get().last_seen_at.minute)

    assert seen == [0, 0, 6, 6]


def test_device_that_says_nothing_is_called_unknown() -> None:
    here = browser_of(UserFactory(), "")

    assert "Thiết bị không rõ" in here.get(ADDRESS).content.decode()
