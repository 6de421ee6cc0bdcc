"""Channels, stories and enquiries: what is kept, what is refused, who is told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.audit.models import Change
from saolang.base.notices.models import Notice
from saolang.core.refusal import Refusal
from saolang.programme.promotion.models import Enquiry, Presence, Story
from saolang.programme.promotion.queries.market import stories_edited_by, stories_published
from saolang.programme.promotion.rules import (
    CHANGED_MEANWHILE,
    CLOSED_ALREADY,
    ENDS_BEFORE,
    NOT_AGREED,
    NOWHERE,
    PUBLISHED_ALREADY,
    WITHDRAWN,
)
from saolang.programme.promotion.services import enquiries, presences, stories
from tests.factories.accounts import GrantFactory
from tests.factories.promotion import a_presence, a_story, an_enquiry
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 1, 1)


def test_channel_nobody_could_find_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_presence(address="")

    assert refused.value == NOWHERE
    assert not Presence.objects.exists()


def test_export_needs_no_address() -> None:
    assert a_presence(kind="export", address="").pk


def test_channel_that_ends_before_it_began_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_presence(until=dt.date(2024, 12, 31))

    assert refused.value == ENDS_BEFORE


def test_channel_ended_keeps_what_was_known() -> None:
    made = a_presence()

    ended = presences.end(presence=made, on=DAY, by="tests")

    assert (ended.ended_on, ended.name) == (DAY, made.name)
    assert Presence.objects.standing().get() == ended
    assert Change.objects.filter(kind="presence").count() == 2


def test_draft_is_read_by_nobody_until_published() -> None:
    draft = a_story()
    before = stories_published(DAY).exists()

    stories.publish(story=draft, on=DAY, by="tests")

    assert not before
    assert stories_published(DAY).get() == draft
    assert not stories_published(DAY - dt.timedelta(days=1)).exists()


def test_stories_of_one_title_have_codes_of_their_own() -> None:
    assert [a_story().code for _ in range(3)] == ["chuyen-lang-nghe", "chuyen-lang-nghe-2", "chuyen-lang-nghe-3"]


def test_story_is_revised_and_only_what_changed_is_recorded() -> None:
    written = a_story()
    telling = stories.Telling(title_vi=written.title_vi, body_vi="Khác.")

    stories.revise(story=written, telling=telling, version=1, by="tests")

    assert Story.objects.get().body_vi == "Khác."
    assert Change.objects.filter(kind="story").latest("pk").after == {"body_vi": "Khác."}


def test_revision_of_an_old_version_is_refused() -> None:
    written = a_story(published=DAY)

    with pytest.raises(Refusal) as refused:
        stories.revise(story=written, telling=stories.Telling(title_vi="x", body_vi="y"), version=1, by="tests")

    assert refused.value == CHANGED_MEANWHILE


def test_story_is_published_once_and_never_again_once_withdrawn() -> None:
    published = a_story(published=DAY)
    with pytest.raises(Refusal) as twice:
        stories.publish(story=published, by="tests")

    withdrawn = stories.withdraw(story=published, by="tests", reason="sai")
    with pytest.raises(Refusal) as after:
        stories.publish(story=withdrawn, by="tests")

    assert (twice.value, after.value) == (PUBLISHED_ALREADY, WITHDRAWN)
    assert not stories_published(DAY).exists()


def test_stories_are_edited_in_their_place(province: Province) -> None:
    mine = a_story(place=province.communes[0])
    a_story()

    seen = stories_edited_by(GrantFactory(place=province.place).user)

    assert list(seen) == [mine]


def test_enquiry_is_told_to_those_who_act_for_the_producer_alone() -> None:
    producer = a_producer()
    owner = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=producer.code).user
    GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=a_producer().code)

    an_enquiry(producer=producer)

    assert [notice.recipient for notice in Notice.objects.all()] == [owner.actor]


def test_list_of_changes_keeps_nothing_a_buyer_said() -> None:
    made = an_enquiry()

    [change] = Change.objects.filter(kind="enquiry", code=made.code)

    assert "0911111111" not in f"{change.after}{change.personal}"


def test_enquiry_without_consent_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        an_enquiry(agreed=False)

    assert refused.value == NOT_AGREED
    assert not Enquiry.objects.exists()


def test_enquiry_is_closed_once() -> None:
    closed = enquiries.close(enquiry=an_enquiry(), by="user:1")

    with pytest.raises(Refusal) as refused:
        enquiries.close(enquiry=closed, by="user:1")

    assert closed.closed_by == "user:1"
    assert refused.value == CLOSED_ALREADY


@override_settings(ENQUIRY_DAYS=90)
def test_enquiry_is_erased_after_its_time() -> None:
    now = timezone.now()
    an_enquiry(at=now - dt.timedelta(days=91))
    kept = an_enquiry(at=now - dt.timedelta(days=89))

    gone = enquiries.forget_outdated(by="schedule")

    assert gone == 1
    assert list(Enquiry.objects.all()) == [kept]
