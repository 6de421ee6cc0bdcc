"""The mark is printed only while the certificate holds, and what is left is accounted for when it ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from saolang.core.refusal import Refusal
from saolang.programme.certification.models import MarkRun
from saolang.programme.certification.queries.certificates import to_account_for
from saolang.programme.certification.rules import cases as rules
from saolang.programme.certification.services import mark_runs
from tests.factories.certification import a_mark_run, a_revocation, a_suspension, an_owned_recognition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("on", [dt.date(2023, 3, 1), dt.date(2026, 3, 1)])
def test_run_within_the_term_is_entered(on: dt.date) -> None:
    assert a_mark_run(printed_on=on).printed_on == on


@pytest.mark.parametrize("on", [dt.date(2023, 2, 28), dt.date(2026, 3, 2)])
def test_run_outside_the_term_is_refused(on: dt.date) -> None:
    with pytest.raises(Refusal, match="không được in nhãn hiệu"):
        a_mark_run(printed_on=on)


def test_run_while_suspended_or_after_revocation_is_refused() -> None:
    recognition = an_owned_recognition()
    a_suspension(recognition, dt.date(2023, 5, 1), dt.date(2023, 6, 1))
    a_revocation(recognition, dt.date(2024, 1, 1))

    a_mark_run(recognition, printed_on=dt.date(2023, 6, 1))
    for on in (dt.date(2023, 5, 31), dt.date(2024, 1, 1)):
        with pytest.raises(Refusal):
            a_mark_run(recognition, printed_on=on)


def test_run_of_nothing_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_mark_run(quantity=0)

    assert refused.value == rules.NOTHING_PRINTED


def test_run_still_to_come_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_mark_run(printed_on=dt.date(2100, 1, 1))

    assert refused.value == rules.IN_THE_FUTURE


def test_left_over_is_accounted_for_once_the_certificate_has_ended() -> None:
    recognition = an_owned_recognition()
    run = a_mark_run(recognition)
    a_revocation(recognition, dt.date(2024, 1, 1))

    assert list(to_account_for(MarkRun.objects.all(), dt.date(2024, 1, 1), timezone.now())) == [run]
    accounted = mark_runs.account_for(run=run, left_over=120, note="đã hủy", by="user:1")

    assert (accounted.left_over, accounted.left_over_note, accounted.closed_by) == (120, "đã hủy", "user:1")
    assert list(to_account_for(MarkRun.objects.all(), dt.date(2024, 1, 1), timezone.now())) == []
    with pytest.raises(Refusal) as refused:
        mark_runs.account_for(run=run, left_over=0, note="", by="user:1")
    assert refused.value == rules.CLOSED


def test_left_over_is_not_accounted_for_while_the_certificate_holds() -> None:
    recognition = an_owned_recognition(on=timezone.localdate())
    run = a_mark_run(recognition, printed_on=timezone.localdate())

    with pytest.raises(Refusal) as refused:
        mark_runs.account_for(run=run, left_over=1, note="", by="user:1")

    assert refused.value == rules.STILL_VALID


@pytest.mark.parametrize("left_over", [-1, 1001])
def test_left_over_beyond_the_run_is_refused(left_over: int) -> None:
    recognition = an_owned_recognition()
    run = a_mark_run(recognition)
    a_revocation(recognition, dt.date(2024, 1, 1))

    with pytest.raises(Refusal, match="từ 0 đến 1000"):
        mark_runs.account_for(run=run, left_over=left_over, note="", by="user:1")
