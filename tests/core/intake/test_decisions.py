from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.intake.dates import PartialDate
from saolang.core.intake.decisions import CitedDecision, bare_number, decision_of_titles, find_decisions

DAY = PartialDate.from_iso("2023-01-16")


@pytest.mark.parametrize(
    "text",
    [
        "86/QĐ-UBND ngày 16/01/2023",
        "QĐ số 86 /QĐ – UBND, ngày 16 tháng 1 năm 2023",
        "86/qđ-ubnd (16.01.2023)",
        "86/QD-UBND - ngày 16/1/23",
        "86/QĐUBND ngày 16/01/2023",
        "86/Qđ-Ubnd ngày 16/01/2023",
        "Ngày 16/01/2023, QĐ 86/QĐ-UBND",
    ],
)
def test_a_decision_reads_the_same_however_written(text: str) -> None:
    assert find_decisions(text) == (CitedDecision("86/QĐ-UBND", DAY),)


@pytest.mark.parametrize("number", ["4567/QĐ.UBND.NN", "4567/QĐ.UBND-NN", "1850/QĐ-UBND-HC"])
def test_the_whole_symbol_belongs_to_the_number(number: str) -> None:
    assert [decision.number for decision in find_decisions(f"{number}. Ngày 25/12/2019")] == [number]


def test_a_point_between_thousands_is_no_part_of_the_number() -> None:
    assert [decision.number for decision in find_decisions("1.234/QĐ-UBND")] == ["1234/QĐ-UBND"]


def test_the_end_of_something_longer_is_no_number() -> None:
    assert find_decisions("05.12/QĐ-UBND") == ()


def test_authority_follows_the_number() -> None:
    found = find_decisions("86/QĐ-UBND ngày 16/01/2023 của UBND huyện Châu Phú")

    assert found == (CitedDecision("86/QĐ-UBND", DAY, "UBND huyện Châu Phú"),)


def test_each_of_several_decisions_keeps_its_own_date() -> None:
    found = find_decisions("86/QĐ-UBND ngày 16/01/2023; 1850/QĐ-UBND-HC năm 2024")

    assert [(decision.number, str(decision.date)) for decision in found] == [
        ("86/QĐ-UBND", "2023-01-16"),
        ("1850/QĐ-UBND-HC", "2024"),
    ]


def test_a_number_without_symbol_is_incomplete() -> None:
    found = bare_number("QĐ 86 ngày 16/01/2023")

    assert found == CitedDecision("86", DAY)
    assert not found.is_complete


def test_a_date_is_no_number() -> None:
    assert bare_number("22/12/2025") is None


def test_the_attached_decision_of_the_title_is_the_lists() -> None:
    titles = ["Căn cứ Quyết định số 1048/QĐ-TTg và 12/QĐ-UBND", "(Kèm theo Quyết định số 2610/QĐ-UBND ngày 30/12/2022)"]

    assert decision_of_titles(titles) == CitedDecision("2610/QĐ-UBND", PartialDate.from_iso("2022-12-30"))


def test_two_decisions_in_the_title_name_none() -> None:
    assert decision_of_titles(["Theo 12/QĐ-UBND và 13/QĐ-UBND"]) is None


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    find_decisions(text)
    bare_number(text)
