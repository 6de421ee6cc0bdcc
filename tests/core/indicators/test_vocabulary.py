from __future__ import annotations

import pytest

from saolang.core.indicators.vocabulary import Asked, FieldKind, Words
from tests.core.indicators.words import VOCABULARY


def test_words_read_one_text_as_both_languages() -> None:
    assert Words.read("HTX") == Words(vi="HTX", en="HTX")


def test_words_without_english_say_the_vietnamese() -> None:
    words = Words.read({"vi": "hợp tác xã"})

    assert words.in_language("en") == "hợp tác xã"


@pytest.mark.parametrize(("language", "said"), [("vi", "sản phẩm"), ("en", "products"), ("km", "sản phẩm")])
def test_words_in_language_answers_vietnamese_or_english(language: str, said: str) -> None:
    assert Words("sản phẩm", "products").in_language(language) == said


def test_vocabulary_reads_how_time_enters_a_population() -> None:
    asked = {name: VOCABULARY.populations[name].asked for name in ("products", "recognitions", "certificates_due")}

    assert asked == {
        "products": Asked.ON_DAY,
        "recognitions": Asked.IN_PERIOD,
        "certificates_due": Asked.THROUGH_PERIOD,
    }


def test_vocabulary_gives_every_choice_its_values_and_nothing_else_any() -> None:
    fields = [field for population in VOCABULARY.populations.values() for field in population.fields.values()]

    assert {bool(field.values) for field in fields if field.kind is FieldKind.CHOICE} == {True}
    assert {bool(field.values) for field in fields if field.kind is not FieldKind.CHOICE} == {False}


def test_vocabulary_sums_only_numbers() -> None:
    fields = [field for population in VOCABULARY.populations.values() for field in population.fields.values()]

    assert {field.kind for field in fields if field.measure} == {FieldKind.NUMBER}


def test_vocabulary_limits_units_by_a_population_it_has() -> None:
    populations = [unit_filter.population for unit_filter in VOCABULARY.unit_filters.values()]

    assert set(populations) <= set(VOCABULARY.populations)
