from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.indicators.definitions import Condition, Direction, Part, read_indicator, read_indicators
from saolang.core.indicators.vocabulary import Words
from saolang.core.refusal import Refusal
from tests.core.indicators.words import PROGRAMME, VOCABULARY, definition, indicator


def refusal_of(**changes: Any) -> str:
    with pytest.raises(Refusal) as refused:
        indicator(**changes)
    return str(refused.value)


def test_indicator_reads_a_whole_definition() -> None:
    read = indicator(
        counts="producers",
        where={"certified_products": {"at_least": 1}, "legal_form": ["company", "household"]},
        sum="labour_headcount",
        share={"sum": "labour_trained"},
        parts={"firms": {"label": "doanh nghiệp", "where": {"legal_form": "company"}}},
        reading={"vi": "Cách hiểu", "en": "Reading"},
    )

    assert read.where == (
        Condition("certified_products", "at_least", (1,)),
        Condition("legal_form", "is_in", ("company", "household")),
    )
    assert (read.total, read.share, read.share_total, read.is_share) == ("labour_headcount", (), "labour_trained", True)
    assert read.parts == (
        Part("firms", Words("doanh nghiệp", "doanh nghiệp"), (Condition("legal_form", "is_in", ("company",)),)),
    )
    assert read.reading == Words("Cách hiểu", "Reading")


def test_indicator_counts_in_the_unit_of_its_population_or_of_what_it_sums() -> None:
    counting = indicator(counts="producers", where={})
    summing = indicator(counts="producers", where={}, sum="labour_women")

    assert (counting.unit.en, summing.unit.en) == ("producers", "workers")


@pytest.mark.parametrize(
    ("where", "condition"),
    [
        ({"stars": 4}, Condition("stars", "is_in", (4,))),
        ({"stars": [3, 4]}, Condition("stars", "is_in", (3, 4))),
        ({"stars": {"at_least": 3}}, Condition("stars", "at_least", (3,))),
        ({"stars": {"at_most": 4}}, Condition("stars", "at_most", (4,))),
        ({"stars": {"between": [3, 4]}}, Condition("stars", "between", (3, 4))),
        ({"craft_village": True}, Condition("craft_village", "is_in", (True,))),
        ({"first_certified_on": "in_period"}, Condition("first_certified_on", "in_period")),
        (
            {"expires_on": {"between": [date(2024, 1, 1), date(2024, 12, 31)]}},
            Condition("expires_on", "between", (date(2024, 1, 1), date(2024, 12, 31))),
        ),
    ],
)
def test_condition_reads_each_form_of_the_language(where: dict[str, Any], condition: Condition) -> None:
    assert indicator(where=where).where == (condition,)


def test_conditions_keep_no_order_of_their_own() -> None:
    one = indicator(where={"stars": 4, "level": "province"})
    other = indicator(where={"level": "province", "stars": 4})

    assert one.where == other.where


def test_direction_is_up_unless_said() -> None:
    assert indicator().direction is Direction.UP
    assert indicator(direction="down").direction is Direction.DOWN


@pytest.mark.parametrize("key", ["code", "label", "counts"])
def test_definition_without_a_required_word_is_refused(key: str) -> None:
    assert f"thiếu “{key}”" in refusal_of(**{key: None})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"counts": "shops"}, "shops"),
        ({"counts": ["products"]}, "products"),
        ({"code": 4}, "“code” phải là chữ"),
        ({"label": {"en": "Products"}}, "tiếng Việt"),
        ({"colour": "green"}, "không hiểu “colour”"),
        ({"where": ["stars"]}, "tên: giá trị"),
        ({"where": {"colour": "green"}}, "không hiểu “colour”"),
        ({"where": {"stars": "four"}}, "“four” không phải giá trị của “stars”"),
        ({"where": {"stars": True}}, "“True” không phải giá trị của “stars”"),
        ({"where": {"stars": []}}, "không nêu giá trị nào"),
        ({"where": {"craft_village": "yes"}}, "“yes” không phải giá trị"),
        ({"where": {"level": "village"}}, "(district, province, centre)"),
        ({"where": {"expires_on": "soon"}}, "“soon” không phải giá trị"),
        ({"where": {"stars": "in_period"}}, "“in_period” không phải giá trị"),
        ({"where": {"stars": {"over": 3}}}, "at_least, at_most hoặc between"),
        ({"where": {"stars": {"at_least": 3, "at_most": 4}}}, "at_least, at_most hoặc between"),
        ({"where": {"stars": {"between": [3]}}}, "không so sánh được bằng between"),
        ({"where": {"stars": {"between": [4, 3]}}}, "không so sánh được bằng between"),
        ({"where": {"level": {"at_least": "province"}}}, "không so sánh được bằng at_least"),
        ({"sum": "stars"}, "không cộng được “stars”"),
        ({"sum": "gold"}, "không cộng được “gold”"),
        ({"share": {}}, "phải nói phần nào"),
        ({"share": {"stars": 4}}, "không hiểu “stars”"),
        ({"share": {"where": {"stars": 9.5}}}, "“9.5” không phải giá trị"),
        ({"counts": "producers", "where": {}, "share": {"sum": "labour_trained"}}, "thiếu “sum”"),
        ({"parts": ["kept"]}, "tên: giá trị"),
        ({"parts": {"kept": {"where": {"stars": 4}}}}, "tiếng Việt"),
        ({"direction": "sideways"}, "up (càng cao càng tốt)"),
    ],
)
def test_definition_with_a_word_it_may_not_use_is_refused_by_name(changes: dict[str, Any], said: str) -> None:
    refusal = refusal_of(**changes)

    assert refusal.startswith("test.yaml: ")
    assert said in refusal


def test_file_without_a_list_of_indicators_is_refused() -> None:
    with pytest.raises(Refusal, match=r"test\.yaml không có danh sách “indicators”"):
        read_indicators({"indicator": []}, VOCABULARY, source="test.yaml")


def test_file_with_one_code_twice_is_refused() -> None:
    with pytest.raises(Refusal, match=r"hai chỉ số cùng mã a\.b"):
        read_indicators({"indicators": [definition(), definition()]}, VOCABULARY, source="test.yaml")


KEYS = st.sampled_from(
    [
        "code",
        "label",
        "vi",
        "counts",
        "products",
        "where",
        "stars",
        "state",
        "share",
        "sum",
        "parts",
        "at_least",
        "between",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.integers(0, 3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS | st.just("direction"), ANYTHING | KEYS, max_size=7), st.booleans())
def test_definition_of_any_shape_is_read_or_refused_never_a_crash(raw: dict[str, Any], whole: bool) -> None:  # noqa: FBT001
    with suppress(Refusal):
        read = read_indicator(definition() | raw if whole else raw, VOCABULARY, source="test.yaml")

        assert read.population in VOCABULARY.populations


def test_programme_reads_every_indicator_with_both_languages() -> None:
    labels = [words for one in PROGRAMME.values() for words in (one.label, *(part.label for part in one.parts))]

    assert len(PROGRAMME) >= 35
    assert [words.vi for words in labels if not words.en or words.en == words.vi] == []
