from __future__ import annotations

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from saolang.jobs.sessions import forget_expired
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def signed_in() -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": UserFactory().email, "password": PASSWORD})
    return client


def test_sessions_that_ran_out_are_forgotten_and_the_others_kept() -> None:
    cache.clear()
    with time_machine.travel("2026-10-01"):
        signed_in()
    with time_machine.travel("2026-11-22"):
        signed_in().post(reverse("account_logout"))
        here = signed_in()

        count = forget_expired()

        assert count == 1
        kept = list(UserSession.objects.values_list("session_key", flat=True))
        assert kept == [here.session.session_key]
        assert set(kept) <= set(Session.objects.values_list("session_key", flat=True))
        assert here.get(reverse("account:sessions")).status_code == 200
