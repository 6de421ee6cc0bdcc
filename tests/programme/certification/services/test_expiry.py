"""People are told of each threshold once, of the nearest alone after a standstill, and only those concerned."""

from __future__ import annotations

import datetime as dt

import pytest

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.notices.models import Notice
from saolang.base.places.models import Place
from saolang.programme.certification.models import ExpiryWarning, Recognition
from saolang.programme.certification.services import recognitions
from saolang.programme.certification.services.expiry import warn
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_recognition, a_revocation, a_suspension, an_owned_recognition
from tests.threads import at_once

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 3, 1)
"""The last day of a certificate of 1 March 2023."""


def days_before(days: int) -> dt.date:
    return LAST - dt.timedelta(days=days)


def thresholds() -> list[int]:
    return sorted(ExpiryWarning.objects.values_list("threshold", flat=True), reverse=True)


def test_each_threshold_is_told_on_its_day_once() -> None:
    an_owned_recognition()

    told = [warn(by="schedule", on=days_before(days)) for days in range(200, -1, -1)]

    assert [200 - place for place, count in enumerate(told) if count] == [180, 120, 60, 30]
    assert thresholds() == [180, 120, 60, 30]


def test_after_a_standstill_only_the_nearest_is_told() -> None:
    an_owned_recognition()

    assert warn(by="schedule", on=days_before(45)) == 1
    assert warn(by="schedule", on=days_before(45)) == 0
    assert thresholds() == [60]


def test_nothing_is_told_of_what_no_longer_holds() -> None:
    a_revocation(an_owned_recognition(), dt.date(2024, 1, 1))
    a_suspension(an_owned_recognition(), dt.date(2024, 1, 1))
    renewed = an_owned_recognition()
    a_recognition(renewed.product, on=dt.date(2025, 12, 1), kind="renewal")

    assert warn(by="schedule", on=days_before(30)) == 0


def test_nothing_is_told_of_what_is_kept_past_its_term() -> None:
    """Issued 30 June 2023: expired 30 June 2026, kept until the authority decides (D26, Article 12)."""
    an_owned_recognition(on=dt.date(2023, 6, 30))

    assert [warn(by="schedule", on=dt.date(2026, month, 1)) for month in (7, 8)] == [0, 0]


def test_the_producers_people_hear_of_each_and_officials_how_many() -> None:
    recognition = an_owned_recognition()
    owner = recognition.product.ownerships.get().producer
    person = GrantFactory(role=Role.HELPER, scope_kind=ScopeKind.PRODUCER, scope_code=owner.code).user
    commune = GrantFactory(role=Role.COMMUNE, place=recognition.product.place).user
    GrantFactory(role=Role.COMMUNE, place=Place.objects.get(map=1, code="04"))
    GrantFactory(role=Role.READER, place=recognition.product.place)

    warn(by="schedule", on=days_before(120))

    told = {(each.recipient, each.kind): each.params for each in Notice.objects.all()}
    assert sorted(told) == sorted([(person.actor, "certificate_expiring"), (commune.actor, "certificates_expiring")])
    assert told[commune.actor, "certificates_expiring"] == {"count": 1}
    assert ExpiryWarning.objects.get().told == 2


def test_a_corrected_expiry_begins_anew() -> None:
    recognition = an_owned_recognition()
    warn(by="schedule", on=days_before(60))

    recognitions.correct(recognition=recognition, by="tests", reason="nhầm", expires_on=dt.date(2026, 2, 20))

    assert warn(by="schedule", on=dt.date(2025, 12, 31)) == 1
    assert {warning.recognition for warning in ExpiryWarning.objects.all()} == {Recognition.objects.standing().get()}


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_tell_each_person_once() -> None:
    recognitions_due = [an_owned_recognition() for _ in range(3)]
    for each in recognitions_due:
        owner = each.product.ownerships.get().producer
        GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=owner.code)

    told = at_once(4, lambda: warn(by="schedule", on=days_before(60)))

    assert sorted(told) == [0, 0, 0, 3]
    assert Notice.objects.filter(kind="certificate_expiring").count() == 3
