"""Company prefixes: one holder at a time, ended and withdrawn without losing what was known."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from saolang.base.audit.models import Change
from saolang.core.refusal import Refusal
from saolang.programme.traceability.models import CompanyPrefix
from saolang.programme.traceability.queries.prefixes import held_by
from saolang.programme.traceability.rules import prefixes as rules
from saolang.programme.traceability.services import prefixes
from tests.factories.registry import a_producer
from tests.factories.traceability import a_company_prefix

pytestmark = pytest.mark.django_db


def test_prefix_is_held_from_its_day_until_its_end() -> None:
    producer = a_producer()
    row = a_company_prefix(producer, prefix="89385000", began_on=dt.date(2020, 1, 1))

    prefixes.end(prefix=row, on=dt.date(2024, 1, 1), reason="không đóng phí", by="tests")

    assert held_by(producer, dt.date(2019, 12, 31)) == []
    assert held_by(producer, dt.date(2023, 12, 31)) == ["89385000"]
    assert held_by(producer, dt.date(2024, 1, 1)) == []


def test_prefix_is_told_to_the_list_of_changes() -> None:
    row = a_company_prefix(prefix="89385000")

    entry = Change.objects.get(kind="company_prefix", code="89385000")
    assert (entry.actor, entry.after["producer"]) == ("tests", row.producer.code)


@pytest.mark.parametrize("other", ["89385000", "893850001", "8938500"])
def test_prefix_that_overlaps_one_in_use_is_refused(other: str) -> None:
    a_company_prefix(a_producer("Hợp tác xã A"), prefix="89385000")

    with pytest.raises(Refusal, match="Hợp tác xã A"):
        a_company_prefix(prefix=other)

    assert CompanyPrefix.objects.count() == 1


def test_prefix_that_ended_can_be_given_to_another() -> None:
    first = a_company_prefix(prefix="89385000")
    prefixes.end(prefix=first, on=dt.date(2024, 1, 1), reason="trả lại", by="tests")
    second = a_producer()

    a_company_prefix(second, prefix="89385000", began_on=dt.date(2024, 1, 1))

    assert held_by(second, timezone.localdate()) == ["89385000"]
    assert held_by(first.producer, timezone.localdate()) == []


def test_prefix_withdrawn_was_never_held() -> None:
    producer = a_producer()
    row = a_company_prefix(producer)

    prefixes.withdraw(prefix=row, reason="nhập nhầm chủ thể", by="tests")

    assert held_by(producer, timezone.localdate()) == []
    with pytest.raises(Refusal):
        prefixes.withdraw(prefix=row, reason="lần nữa", by="tests")


def test_prefix_that_ended_is_not_ended_again() -> None:
    row = a_company_prefix()
    ended = prefixes.end(prefix=row, on=dt.date(2024, 1, 1), reason="trả lại", by="tests")

    with pytest.raises(Refusal) as refused:
        prefixes.end(prefix=ended, on=dt.date(2025, 1, 1), reason="lần nữa", by="tests")

    assert refused.value == rules.ENDED


@pytest.mark.parametrize(
    "known", [{"prefix": "893"}, {"prefix": "2001234"}, {"prefix": "89x5000"}, {"began_on": dt.date(2199, 1, 1)}]
)
def test_prefix_nobody_can_hold_is_refused(known: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        a_company_prefix(**known)

    assert not CompanyPrefix.objects.exists()
