from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.programme.plans.rules import read_definitions, read_vocabulary
from saolang.web.desk.indicators import _in_words

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries


@pytest.mark.django_db
def test_indicators_are_all_there_for_a_stranger(client: Client) -> None:
    page = client.get(reverse("desk:indicators"))

    shown = {one.indicator.code for _population, definitions in page.context["groups"] for one in definitions}
    assert shown == set(read_definitions())
    assert "Đăng xuất" not in page.content.decode()


def test_indicators_ask_the_database_nothing_of_a_stranger(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    with django_assert_num_queries(0):
        client.get(reverse("desk:indicators"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "products.certified",
            ["hạng sao từ 3 trở lên", "tình trạng chứng nhận là còn hiệu lực hoặc được kéo dài đến khi có quyết định"],
        ),
        (
            "products.five_star_candidates",
            ["tiềm năng 5 sao", "tình trạng chứng nhận là còn hiệu lực hoặc được kéo dài đến khi có quyết định"],
        ),
        (
            "products.renewed_of_2020",
            [
                "hình thức là đánh giá, phân hạng lại hoặc nâng hạng",
                "ngày công nhận trước đó từ 01/01/2020 đến 31/12/2020",
            ],
        ),
        ("producers.new", ["ngày có sản phẩm đầu tiên trong kỳ"]),
    ],
)
def test_conditions_are_said_in_words(code: str, words: list[str]) -> None:
    indicator = read_definitions()[code]

    said = _in_words(indicator.where, read_vocabulary().populations[indicator.population])

    assert said == words


def test_every_condition_of_our_indicators_has_words() -> None:
    populations = read_vocabulary().populations

    said = [
        sentence
        for indicator in read_definitions().values()
        for conditions in (indicator.where, indicator.share or ())
        for sentence in _in_words(conditions, populations[indicator.population])
    ]

    assert [sentence for sentence in said if "_" in sentence] == []
