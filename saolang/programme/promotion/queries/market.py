"""Channels, stories and enquiries: what anybody may read, and what a person works on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import scopes_of
from saolang.programme.promotion.models import Enquiry, Presence, Story
from saolang.programme.registry.queries import own_producers, visible_through

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from saolang.base.accounts.models import User


def presences_visible_to(user: User) -> QuerySet[Presence]:
    """Return the channels of products the person may see."""
    return visible_through(Presence.objects.all(), user, "product__")


def stories_published(day: date) -> QuerySet[Story]:
    """Return the stories anybody may read on the day, the newest first."""
    return Story.objects.filter(withdrawn_at=None, published_on__lte=day).order_by("-published_on", "-pk")


def stories_edited_by(user: User) -> QuerySet[Story]:
    """Return the stories the person edits: of places in the area, of no place where over the country, and one's own."""
    scopes = scopes_of(user, Permission.EDIT_STORIES) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return Story.objects.all()
    if not scopes:
        return Story.objects.none()
    places = places_of(user, Permission.EDIT_STORIES)
    return Story.objects.filter(Q(place__in=places) | Q(place=None, recorded_by=user.actor))


def own_enquiries(user: User) -> QuerySet[Enquiry]:
    """Return what buyers ask the person's own producers."""
    return Enquiry.objects.filter(producer__in=own_producers(user))


def outdated(moment: datetime, days: int) -> QuerySet[Enquiry]:
    """Return the enquiries received more than so many days before the moment."""
    return Enquiry.objects.filter(received_at__lt=moment - timedelta(days=days))
