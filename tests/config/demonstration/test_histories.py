from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from saolang.config.demonstration.histories import FiguresDoNotFitError, History, live
from saolang.config.demonstration.published import read_published
from saolang.config.demonstration.shapes import ProvinceShape, read_shapes
from saolang.programme.certification.choices import Level, RecognitionKind
from saolang.programme.certification.rules import editions

SHAPES, _ELSEWHERE = read_shapes()
HAU_GIANG = SHAPES[0]


def history_of(shape: ProvinceShape, seed: str = "test") -> History:
    published = [product for product in read_published() if product.province == shape.code]
    return live(shape, published, editions(), Random(seed))


def stars_on(history: History, day: date) -> dict[int, int]:
    held = Counter(life.stars_on(day) for life in history.lives)
    return {stars: count for stars, count in held.items() if stars}


@pytest.mark.parametrize("seed", ["a", "b", "c"])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.code)
def test_history_meets_every_figure_asked_whatever_the_chance(shape: ProvinceShape, seed: str) -> None:
    history = history_of(shape, seed)

    asked = [round_ for round_ in shape.rounds if round_.holding]
    assert asked
    for round_ in asked:
        assert stars_on(history, round_.until) == round_.holding
        if round_.producers:
            active = {life.maker for life in history.lives if life.maker and life.stars_on(round_.until)}
            assert Counter(maker.legal_form for maker in active) == round_.producers


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.code)
def test_made_up_producer_never_owns_a_real_product_nor_a_real_one_a_made_up_product(shape: ProvinceShape) -> None:
    history = history_of(shape)

    for life in history.lives:
        if life.maker:
            assert bool(life.maker.published_name) == bool(life.published)


def test_real_product_keeps_only_the_recognition_of_its_source() -> None:
    history = history_of(HAU_GIANG)

    real = [life for life in history.lives if life.published]
    assert len(real) == 23
    for life in real:
        assert len(life.certificates) == (1 if life.published.is_recognised else 0)


def test_product_without_stars_in_its_source_holds_none() -> None:
    history = history_of(HAU_GIANG)

    (rice,) = [life for life in history.lives if life.published and life.published.name == "Gạo sạch Vị Thủy"]

    assert rice.certificates == []


def test_three_stars_were_given_by_districts_only_while_they_could() -> None:
    given = [one for shape in SHAPES for life in history_of(shape).lives for one in life.certificates]

    by_district = [one.on for one in given if one.level is Level.DISTRICT]
    assert min(by_district) >= date(2023, 2, 24)
    assert max(by_district) <= date(2025, 6, 30)
    assert {one.level for one in given if one.stars == 5} == {Level.CENTRE}


def test_made_up_product_begins_with_a_first_recognition_and_has_no_other() -> None:
    for life in history_of(HAU_GIANG).lives:
        if not life.published:
            kinds = [one.kind for one in life.certificates]
            assert kinds[0] is RecognitionKind.FIRST
            assert RecognitionKind.FIRST not in kinds[1:]


def test_figures_that_cannot_be_met_are_refused_with_province_and_round() -> None:
    first, second, *rest = HAU_GIANG.rounds
    fewer = replace(second, holding={3: 1, 4: 1})
    shape = replace(HAU_GIANG, rounds=(first, fewer, *rest))

    with pytest.raises(FiguresDoNotFitError, match=r"Province 93, round of 2020-12-18: .*"):
        history_of(shape)


def test_more_new_producers_than_new_products_are_refused() -> None:
    first, *rest = HAU_GIANG.rounds
    crowded = replace(first, producers={"household": 21})
    shape = replace(HAU_GIANG, rounds=(crowded, *rest))

    with pytest.raises(FiguresDoNotFitError, match="21 new producers, 20 new products"):
        history_of(shape)
