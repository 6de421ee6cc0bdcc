"""Every word of the vocabulary can be asked: whatever a file of indicators may say, the database understands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from saolang.base.places.models import Map
from saolang.core.indicators.definitions import Condition
from saolang.core.indicators.questions import Moment, Tally, ask
from saolang.core.indicators.vocabulary import Field, FieldKind, Population
from saolang.programme.plans.rules import read_vocabulary
from saolang.reports.facts import Area, answer, answer_by, names
from tests.core.indicators.words import indicator

pytestmark = pytest.mark.django_db

COUNTED = [population for population in read_vocabulary().populations.values() if not population.awaited]
YEAR = Moment(date(2024, 1, 1), date(2024, 12, 31))
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def conditions(field: Field) -> list[Condition]:
    """Return every test that the language has for a field of the kind."""
    name = field.name
    match field.kind:
        case FieldKind.NUMBER:
            comparisons = [Condition(name, test, (3,)) for test in ("is_in", "at_least", "at_most")]
            return [*comparisons, Condition(name, "is_in", (3, 4)), Condition(name, "between", (3, 4))]
        case FieldKind.DATE:
            comparisons = [Condition(name, test, (YEAR.day,)) for test in ("is_in", "at_least", "at_most")]
            return [*comparisons, Condition(name, "between", (YEAR.since, YEAR.day))]
        case FieldKind.FLAG:
            return [Condition(name, "is_in", values) for values in ((True,), (False,), (True, False))]
        case FieldKind.CHOICE:
            return [Condition(name, "is_in", field.values[:1]), Condition(name, "is_in", field.values)]


def tally(population: Population, *where: Condition, total: str | None = None) -> Tally:
    asked = ask(indicator(counts=population.name, where={}), read_vocabulary(), YEAR).part
    return Tally(asked.on, where, asked.window, total)


@pytest.mark.parametrize("population", COUNTED, ids=lambda one: one.name)
def test_every_condition_on_every_field_is_answered(population: Population) -> None:
    area = Area(None, Map.objects.get(number=1))
    tallies = [tally(population, test) for field in population.fields.values() for test in conditions(field)]
    tallies += [tally(population, total=field.name) for field in population.fields.values() if field.measure]

    numbers = answer(tallies, area, NOW)

    assert numbers == dict.fromkeys(tallies, 0)
    assert [names(one, area, NOW) for one in tallies if not one.total] == [[]] * sum(not one.total for one in tallies)


@pytest.mark.parametrize("population", COUNTED, ids=lambda one: one.name)
def test_every_field_a_figure_can_be_split_by_splits_it(population: Population) -> None:
    area = Area(None, Map.objects.get(number=1))
    split = [field.name for field in population.fields.values() if field.by]

    assert [answer_by(tally(population), name, area, NOW) for name in split] == [{}] * len(split)
