"""How complete the story of a lot is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.programme.traceability.rules.grades import LEAST, Grade, Item, Told, completeness, counted

ORDER = [Grade.LACKING, Grade.LEAST, Grade.GOOD, Grade.FULL]


@pytest.mark.parametrize(
    ("present", "steps", "is_vouched", "grade"),
    [
        ([], [], False, Grade.LACKING),
        (LEAST - {Item.PICTURE}, ["commissioning", "shipping"], True, Grade.LACKING),
        (LEAST, [], True, Grade.LEAST),
        (LEAST, ["receiving"], False, Grade.GOOD),
        (LEAST, ["shipping"], False, Grade.GOOD),
        (LEAST, ["commissioning", "shipping"], False, Grade.GOOD),
        (LEAST, ["commissioning", "shipping"], True, Grade.FULL),
    ],
)
def test_grade_is_what_the_public_rule_says(
    present: frozenset[Item], steps: list[str], *, is_vouched: bool, grade: Grade
) -> None:
    assert completeness(present, steps, is_vouched=is_vouched).grade == grade


@given(st.sets(st.sampled_from(Item)), st.sampled_from(Item))
def test_more_never_lowers_the_grade(present: set[Item], further: Item) -> None:
    less, more = completeness(present, [], is_vouched=False), completeness({*present, further}, [], is_vouched=False)

    assert ORDER.index(more.grade) >= ORDER.index(less.grade)


def told(teller: str = "", to: str = "", *, is_vouched: bool = False) -> Told:
    return Told(frozenset({teller}) if teller else None, is_vouched=is_vouched, to=frozenset({to} if to else ()))


@pytest.mark.parametrize(
    ("steps", "counting"),
    [
        ([told(), told("shop")], [True, False]),
        ([told(to="shop"), told("shop")], [True, True]),
        ([told("shop"), told(to="shop")], [False, True]),
        ([told(to="shop"), told("shop", to="buyer"), told("buyer")], [True, True, True]),
        ([told("shop", to="buyer"), told("buyer")], [False, False]),
        ([told("shop", is_vouched=True)], [True]),
        ([told("shop", to="buyer", is_vouched=True), told("buyer")], [True, True]),
    ],
)
def test_step_counts_where_who_tells_it_had_the_goods_or_it_is_confirmed(
    steps: list[Told], counting: list[bool]
) -> None:
    assert counted(steps) == counting
