"""Mẫu số 01 and 02: what each kind of dossier answers, and which answers are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import DossierKind
from saolang.programme.dossiers.rules.forms import (
    BY_CODE,
    FIELDS,
    TICKED,
    FieldKind,
    fields_for,
    read_answer,
    unanswered,
)

CHANGED = {"materials", "technology", "packaging", "declaration", "markets", "output", "revenue"}


def codes(kind: DossierKind) -> set[str]:
    return {field.code for field in fields_for(kind)}


def test_codes_are_unique() -> None:
    assert len(BY_CODE) == len(FIELDS)


def test_renewal_alone_asks_what_changed_in_three_years() -> None:
    assert {f"changed_{name}" for name in CHANGED} == codes(DossierKind.RENEWAL) - codes(DossierKind.FIRST)


def test_upgrade_alone_asks_what_was_improved() -> None:
    assert codes(DossierKind.UPGRADE) - codes(DossierKind.FIRST) == {"upgraded"}


def test_unanswered_names_what_is_needed_and_left_open() -> None:
    answers = {field.code: "1" for field in FIELDS} | {"phone": "", "email": "", "profit": ""}

    assert [field.code for field in unanswered(DossierKind.FIRST, answers)] == ["phone"]


@pytest.mark.parametrize(
    ("code", "text", "kept"),
    [
        ("phone", "  0912 ", "0912"),
        ("revenue", "1250.50", "1250.5"),
        ("revenue", "0", "0"),
        ("revenue", "100", "100"),
        ("workers", "12", "12"),
        ("sex", "female", "female"),
        ("pledge", TICKED, TICKED),
        ("results", "dòng một\ndòng hai", "dòng một\ndòng hai"),
        ("results", "   ", ""),
    ],
)
def test_answer_is_kept_in_one_form(code: str, text: str, kept: str) -> None:
    assert read_answer(BY_CODE[code], text) == kept


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("revenue", "-1"),
        ("revenue", "nhiều"),
        ("revenue", "NaN"),
        ("revenue", "Infinity"),
        ("revenue", "1e13"),
        ("workers", "1.5"),
        ("sex", "khác"),
        ("pledge", "no"),
        ("ethnicity", "99"),
        ("ethnicity", "Kinh"),
        ("phone", "0" * 301),
        ("results", "x" * 5_001),
    ],
)
def test_answer_that_is_none_is_refused_by_name(code: str, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_answer(BY_CODE[code], text)

    assert refused.value.params == {"label": BY_CODE[code].label}


@given(st.decimals(min_value=0, max_value=10**11, places=4))
def test_amount_read_again_is_the_same(amount: Decimal) -> None:
    field = next(field for field in FIELDS if field.kind == FieldKind.AMOUNT)

    once = read_answer(field, str(amount))

    assert Decimal(once) == amount
    assert read_answer(field, once) == once
