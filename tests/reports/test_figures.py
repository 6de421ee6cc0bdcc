"""One indicator asked freely."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from saolang.core.indicators.questions import Moment
from saolang.core.refusal import Refusal
from saolang.programme.plans.rules import read_definitions
from saolang.programme.registry.models import Representative
from saolang.reports.figures import counted, hide_few, measure
from saolang.reports.standings import Sight, end_of

if TYPE_CHECKING:
    from saolang.reports.figures import Figure
    from tests.factories.province import Province

DAY = date(2022, 12, 31)


def ask(province: Province, code: str, **options: Any) -> Figure:
    sight = Sight(DAY, end_of(date(2030, 1, 1)), options.pop("on", province.old))
    return measure(read_definitions()[code], province.place, sight, Moment(date(2022, 1, 1), DAY), **options)


def test_figure_splits_by_a_field_into_its_sum(province: Province) -> None:
    for stars in (3, 3, 4):
        province.recognise(province.product(), date(2022, 6, 1), stars=stars)

    figure = ask(province, "products.certified", by="stars")

    assert figure.value == 3
    assert figure.by == {3: 2, 4: 1}


def test_figure_splits_by_communes_of_the_new_map_into_the_same_sum(province: Province) -> None:
    for commune in province.communes:
        province.recognise(province.product(place=commune), date(2022, 6, 1))

    figure = ask(province, "products.certified", by="commune", on=province.new)

    assert figure.value == len(province.communes)
    assert sum(figure.by.values()) + len(figure.not_placed) == figure.value
    assert all(code.startswith("2-") for code in figure.by)


def test_figure_by_an_unknown_field_is_refused_with_the_fields_there_are(province: Province) -> None:
    with pytest.raises(Refusal, match="stars"):
        ask(province, "products.certified", by="colour")


def test_figure_without_a_source_is_refused(province: Province) -> None:
    with pytest.raises(Refusal, match="nguồn số liệu"):
        ask(province, "rights.patents")


def test_figure_splits_by_personal_data_in_sums_of_five_or_more(province: Province) -> None:
    for sex in ("female",) * 6 + ("male",) * 5 + ("",) * 5:
        producer = province.producer()
        province.recognise(province.product(producer=producer), date(2022, 6, 1))
        province.fact(Representative, date(2020, 1, 1), producer=producer, sex=sex)

    figure = ask(province, "producers.active", by="sex")

    assert figure.by == {"": 5, "female": 6, "male": 5}


@pytest.mark.parametrize(
    ("split", "shown"),
    [
        ({"a": 9, "b": 4, "c": 3}, {"a": 9, "fewer": 7}),
        ({"a": 9, "b": 6, "c": 3}, {"a": 9, "fewer": 9}),
        ({"a": 6, "b": 2}, {"fewer": 8}),
        ({"a": 6, "b": 5}, {"a": 6, "b": 5}),
        ({"a": 2}, {"fewer": 2}),
        ({}, {}),
    ],
)
def test_rule_10_few_are_gathered_so_that_no_remainder_tells_them(
    split: dict[str, float], shown: dict[str, float]
) -> None:
    assert hide_few(split) == shown


def test_records_counted_are_listed_with_their_origin(province: Province) -> None:
    product = province.product()
    product.origin = "made_up"
    product.save()
    province.recognise(product, date(2022, 6, 1))
    sight = Sight(DAY, end_of(date(2030, 1, 1)), province.old)

    listed = counted(read_definitions()["products.certified"], province.place, sight, Moment(DAY, DAY))

    assert [(name.code, name.origin) for name in listed] == [(product.code, "made_up")]
