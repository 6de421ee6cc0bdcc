"""Forgetting sessions that have run out, with the address and the device kept of each."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone


@transaction.atomic
def forget_expired() -> int:
    """Delete the sessions nobody can use any more, and return how many there were.

    What is kept of one that was signed out goes as well.
    """
    expired, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return expired
