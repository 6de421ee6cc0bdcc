"""Officers vouch for steps, and the public pages that tell them say so at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.core.refusal import Refusal
from saolang.core.steps import error_of
from saolang.programme.traceability.choices import Assurance, CaptureWay
from saolang.programme.traceability.models import Event, EventCheck, PublicRevision
from saolang.programme.traceability.queries.checks import events_to_vouch_for, vouched_for, waiting
from saolang.programme.traceability.rules import checks as rules
from saolang.programme.traceability.services.capture import capture_events
from saolang.programme.traceability.services.checks import vouch, withdraw
from tests.factories.accounts import GrantFactory
from tests.factories.province import Province
from tests.factories.registry import a_producer
from tests.factories.traceability import a_lot, a_material_lot, a_transformation

pytestmark = pytest.mark.django_db


def vouched(event: Event, **said: Any) -> EventCheck:
    values = {"assurance": Assurance.CHECKED, "checked_on": timezone.localdate(), "office": "UBND xã Bảy Ngàn"} | said
    return vouch(event=event, by="tests", **values)


def refused(event: Event, **said: Any) -> Refusal:
    with pytest.raises(Refusal) as raised:
        vouched(event, **said)
    return raised.value


def an_event_of_two_steps() -> tuple[Event, int, int]:
    """Return an event, the product that came of it, and one that came of that."""
    producer = a_producer()
    dried, packed = a_lot(producer=producer), a_lot(producer=producer)
    event = a_transformation([a_material_lot(producer)], [dried])
    a_transformation([dried], [packed])
    assert dried.product_id
    assert packed.product_id
    return event, dried.product_id, packed.product_id


def test_check_is_kept_and_counted_on_every_page_that_tells_the_step() -> None:
    event, made, later = an_event_of_two_steps()
    before = dict(PublicRevision.objects.values_list("product_id", "revision"))

    check = vouched(event, assurance=Assurance.INSPECTED, note=" đã xem sổ ")

    after = dict(PublicRevision.objects.values_list("product_id", "revision"))
    assert (check.assurance, check.note) == (Assurance.INSPECTED, "đã xem sổ")
    assert after == before | {made: before[made] + 1, later: before[later] + 1}


def test_check_withdrawn_is_counted_too_and_the_step_waits_again() -> None:
    event, made, _later = an_event_of_two_steps()
    check = vouched(event)
    before = PublicRevision.objects.get(product=made).revision

    withdraw(check=check, reason="Kiểm nhầm lô.", by="tests")

    assert PublicRevision.objects.get(product=made).revision == before + 1
    assert waiting(Event.objects.filter(pk=event.pk)).exists()
    assert not vouched_for(Event.objects.all()).exists()


def test_check_that_is_not_in_order_is_refused() -> None:
    event = an_event_of_two_steps()[0]
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    assert refused(event, assurance=Assurance.DECLARED) == rules.NOT_A_LEVEL
    assert refused(event, office=" ") == rules.NO_OFFICE
    assert refused(event, note="x" * 301) == rules.TOO_LONG
    assert refused(event, checked_on=tomorrow) == rules.IN_THE_FUTURE
    assert refused(event, checked_on=dt.date(2026, 5, 1)) == rules.BEFORE_THE_EVENT
    assert not EventCheck.objects.exists()


def test_step_is_vouched_for_once() -> None:
    event = an_event_of_two_steps()[0]
    check = vouched(event)

    assert refused(event) == rules.CHECKED_ALREADY
    withdraw(check=check, reason="nhầm", by="tests")
    with pytest.raises(Refusal) as again:
        withdraw(check=check, reason="nhầm", by="tests")
    assert again.value == rules.WITHDRAWN_ALREADY
    assert vouched(event).withdrawn_at is None


def test_withdrawal_says_why() -> None:
    check = vouched(an_event_of_two_steps()[0])

    with pytest.raises(Refusal) as raised:
        withdraw(check=check, reason=" ", by="tests")

    assert raised.value == rules.NO_REASON


def test_step_declared_wrong_is_not_vouched_for() -> None:
    event = an_event_of_two_steps()[0]
    said = error_of(orjson.loads(event.document), at=timezone.localtime(), reason="did_not_occur", corrective=())
    job = capture_events([said], by="tests", producer=event.producer, way=CaptureWay.FORM)

    assert job.success
    assert refused(event) == rules.WRONG
    assert refused(Event.objects.get(job=job)) == rules.A_CORRECTION


def test_officer_finds_the_steps_of_the_area_alone() -> None:
    province = Province()
    here, there = province.communes[0], province.communes[1]
    event = a_transformation([a_material_lot(a_producer(place=here))], [a_lot(producer=a_producer(place=here))])
    a_transformation([a_material_lot(a_producer(place=there))], [a_lot(producer=a_producer(place=there))])
    officer = GrantFactory(role=Role.COMMUNE, place=here).user
    reader = GrantFactory(role=Role.READER, place=here).user

    assert list(waiting(events_to_vouch_for(officer))) == [event]
    assert not events_to_vouch_for(reader).exists()
