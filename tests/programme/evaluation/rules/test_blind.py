from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.programme.evaluation.rules.blind import CaseFacts, SheetFacts, may_see

OWN, OTHER, OFFICE = 1, 2, None
SIGNED = SheetFacts(OTHER, 1, is_signed=True)
UNDER_WAY = CaseFacts(round=1, is_settled=False, due=frozenset({1, 2, 3}), signed=frozenset({2}))
ALL_SIGNED = replace(UNDER_WAY, signed=frozenset({1, 2, 3}))

SEATS = st.frozensets(st.integers(1, 4))
CASES = st.builds(
    CaseFacts, round=st.integers(1, 3), is_settled=st.booleans(), due=SEATS, signed=SEATS, conflicted=SEATS
)
SHEETS = st.builds(SheetFacts, member=st.integers(1, 4), round=st.integers(1, 3), is_signed=st.booleans())


@pytest.mark.parametrize("viewer", [OWN, OFFICE])
def test_a_signed_sheet_of_another_is_hidden_while_somebody_has_not_signed(viewer: int | None) -> None:
    assert not may_see(SIGNED, UNDER_WAY, viewer)


@pytest.mark.parametrize("viewer", [OWN, OFFICE])
def test_a_signed_sheet_of_another_is_seen_once_all_have_signed(viewer: int | None) -> None:
    assert may_see(SIGNED, ALL_SIGNED, viewer)


def test_who_has_signed_still_waits_for_the_others() -> None:
    assert not may_see(SIGNED, replace(UNDER_WAY, signed=frozenset({1, 2})), OWN)


def test_ones_own_sheet_is_seen_before_it_is_signed() -> None:
    assert may_see(SheetFacts(OWN, 1, is_signed=False), UNDER_WAY, OWN)


def test_an_earlier_round_is_seen_while_the_next_is_under_way() -> None:
    second = replace(UNDER_WAY, round=2, signed=frozenset())

    assert may_see(SIGNED, second, OWN)
    assert not may_see(replace(SIGNED, round=2), second, OWN)


def test_a_settled_product_is_seen_though_somebody_never_signed() -> None:
    assert may_see(SIGNED, replace(UNDER_WAY, is_settled=True), OFFICE)


@given(SHEETS, CASES, st.integers(1, 4))
def test_who_declared_an_interest_sees_no_sheet_of_the_product(sheet: SheetFacts, case: CaseFacts, viewer: int) -> None:
    assert not may_see(sheet, replace(case, conflicted=frozenset({viewer})), viewer)


@given(SHEETS, CASES, st.none() | st.integers(1, 4))
def test_nobody_sees_anothers_unsigned_sheet(sheet: SheetFacts, case: CaseFacts, viewer: int | None) -> None:
    seen = may_see(replace(sheet, is_signed=False), case, viewer)

    assert not seen or sheet.member == viewer


@given(SHEETS, CASES, st.none() | st.integers(1, 4), SEATS)
def test_a_further_signature_never_hides_what_was_seen(
    sheet: SheetFacts, case: CaseFacts, viewer: int | None, more: frozenset[int]
) -> None:
    later = replace(case, signed=case.signed | more)

    assert may_see(sheet, later, viewer) or not may_see(sheet, case, viewer)
