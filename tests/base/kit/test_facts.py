"""Facts are dated; corrections leave a trace (architecture, rule 1). Told with legal forms and recognitions."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, timedelta

import pytest

from saolang.base.kit.facts import (
    ALREADY_WITHDRAWN,
    correct_fact,
    counted_from,
    end_fact,
    overlaps,
    withdraw_fact,
    withdraw_facts,
)
from saolang.base.kit.models import Precision
from saolang.core.refusal import Refusal
from saolang.programme.certification.models import Revocation
from saolang.programme.registry.models import ProducerForm
from tests.factories.certification import a_recognition, a_revocation
from tests.factories.registry import a_producer

BEGAN = dt.date(2018, 1, 1)
JANUARY = dt.datetime(2026, 1, 12, 8, tzinfo=UTC)
MARCH = dt.datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def form() -> ProducerForm:
    """A household, as entered in January."""
    a_producer()
    ProducerForm.objects.update(recorded_at=JANUARY)
    return ProducerForm.objects.get()


@pytest.mark.parametrize(
    ("precision", "counted"),
    [
        (Precision.DAY, dt.date(2024, 2, 5)),
        (Precision.MONTH, dt.date(2024, 2, 29)),
        (Precision.YEAR, dt.date(2024, 12, 31)),
    ],
)
def test_date_without_its_day_counts_from_the_last_one(precision: Precision, counted: dt.date) -> None:
    assert counted_from(dt.date(2024, 2, 5), precision) == counted


@pytest.mark.parametrize(
    ("began_on", "ended_on", "answer"),
    [
        (dt.date(2019, 1, 1), dt.date(2020, 1, 1), False),
        (dt.date(2019, 1, 1), dt.date(2020, 1, 2), True),
        (dt.date(2019, 1, 1), None, True),
        (dt.date(2021, 1, 1), None, False),
        (dt.date(2020, 12, 31), dt.date(2022, 1, 1), True),
    ],
)
def test_overlap_counts_the_first_day_and_not_the_last(
    began_on: dt.date, ended_on: dt.date | None, *, answer: bool
) -> None:
    fact = ProducerForm(began_on=dt.date(2020, 1, 1), ended_on=dt.date(2021, 1, 1))

    assert overlaps(fact, began_on, ended_on) is answer


@pytest.mark.django_db
def test_correction_keeps_what_was_known_before(form: ProducerForm) -> None:
    corrected = correct_fact(form, by="user:1", reason="nhầm loại hình", at=MARCH, legal_form="company")

    known = {
        moment: list(ProducerForm.objects.as_known(moment).values_list("legal_form", flat=True))
        for moment in (JANUARY - timedelta(seconds=1), JANUARY, MARCH - timedelta(seconds=1), MARCH)
    }
    assert known == {
        JANUARY - timedelta(seconds=1): [],
        JANUARY: ["household"],
        MARCH - timedelta(seconds=1): ["household"],
        MARCH: ["company"],
    }
    assert (corrected.recorded_by, corrected.began_on) == ("user:1", BEGAN)
    form.refresh_from_db()
    assert (form.withdrawn_at, form.withdrawn_by, form.withdrawn_reason) == (MARCH, "user:1", "nhầm loại hình")


@pytest.mark.django_db
def test_ending_says_until_when_and_keeps_that_it_was_open(form: ProducerForm) -> None:
    end_fact(form, on=dt.date(2025, 6, 1), by="user:1", reason="giải thể", at=MARCH)

    known = {
        moment: ProducerForm.objects.as_at(dt.date(2025, 6, 1)).as_known(moment).count() for moment in (JANUARY, MARCH)
    }
    assert known == {JANUARY: 1, MARCH: 0}


@pytest.mark.django_db
def test_ending_before_the_beginning_is_refused(form: ProducerForm) -> None:
    with pytest.raises(Refusal, match="31/12/2017 trước ngày bắt đầu 01/01/2018"):
        end_fact(form, on=dt.date(2017, 12, 31), by="user:1", reason="")


@pytest.mark.django_db
def test_second_of_two_corrections_at_once_is_refused_and_loses_nothing(form: ProducerForm) -> None:
    same_row = ProducerForm.objects.get(pk=form.pk)
    correct_fact(form, by="user:1", reason="nhầm", legal_form="company")

    with pytest.raises(Refusal) as refused:
        correct_fact(same_row, by="user:2", reason="nhầm", legal_form="farm")

    assert refused.value == ALREADY_WITHDRAWN
    assert list(ProducerForm.objects.standing().values_list("legal_form", flat=True)) == ["company"]


@pytest.mark.django_db
def test_correction_of_a_field_that_is_not_there_is_a_mistake(form: ProducerForm) -> None:
    with pytest.raises(TypeError, match="colour"):
        correct_fact(form, by="user:1", reason="", colour="red")

    assert ProducerForm.objects.standing().count() == 1


@pytest.mark.django_db
def test_correction_takes_the_facts_about_the_fact_along() -> None:
    recognition = a_recognition()
    a_revocation(recognition, dt.date(2024, 1, 1))

    corrected = correct_fact(recognition, by="user:1", reason="nhầm điểm", score=61)

    assert [each.recognition_id for each in Revocation.objects.standing()] == [corrected.pk]
    assert Revocation.objects.count() == 2


@pytest.mark.django_db
def test_withdrawal_takes_the_facts_about_the_fact_along() -> None:
    recognition = a_recognition()
    a_revocation(recognition, dt.date(2024, 1, 1))

    withdraw_fact(recognition, by="user:1", reason="nhập nhầm sản phẩm")

    assert Revocation.objects.standing().count() == 0
    assert Revocation.objects.get().withdrawn_reason == "nhập nhầm sản phẩm"


@pytest.mark.django_db
def test_withdrawal_of_many_leaves_those_withdrawn_before_as_they_are(form: ProducerForm) -> None:
    a_producer()
    withdraw_fact(form, by="user:1", reason="trước", at=MARCH)

    count = withdraw_facts(ProducerForm.objects.all(), by="user:2", reason="hoàn tác")

    assert count == 1
    form.refresh_from_db()
    assert form.withdrawn_by == "user:1"
