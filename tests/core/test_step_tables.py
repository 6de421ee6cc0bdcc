"""Tables of steps as people keep them: heads, dates, figures, units and lots in their own words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.intake.sheet import Sheet
from saolang.core.refusal import Refusal
from saolang.core.step_tables import MOST_ROWS, NO_HEAD, TOO_MANY, UNEVEN, Misread, StepRow, read_figure, read_rows
from saolang.programme.traceability.rules.steps import craft

if TYPE_CHECKING:
    from saolang.core.intake.sheet import Cell

HEAD = ("Công đoạn", "Ngày thực hiện", "Tên hàng", "Số lô", "Từ lô", "Số lượng vào", "Khối lượng", "ĐVT", "Ghi chú")


def sheet(*rows: tuple[Cell, ...], head: tuple[Cell, ...] = HEAD) -> Sheet:
    """Return a sheet with a title above its head."""
    return Sheet("Sổ", (("SỔ SẢN XUẤT 2026",), (), head, *rows))


def read(*rows: tuple[Cell, ...], whose: str = "CT-1") -> list[StepRow | Misread]:
    return read_rows([sheet(*rows)], craft(), whose=whose)


def test_row_says_step_day_goods_lot_and_quantity() -> None:
    [row] = read(("THU HOẠCH", "3/11/2026", "Chè búp tươi", "BUP-01", "", "", "1.250,5", "Kg", "sáng sớm"))

    assert isinstance(row, StepRow)
    assert (row.number, row.step.code, row.at) == (4, "harvest", dt.datetime(2026, 11, 3, 12))  # noqa: DTZ001
    assert (row.thing, row.lot, row.inputs) == ("Chè búp tươi", "BUP-01", ())
    assert (row.quantity, row.unit, row.note) == (Decimal("1250.5"), "KGM", "sáng sớm")


def test_one_word_of_a_step_of_two_is_enough() -> None:
    rows = read(
        *((word, "03/11/2026", "Chè", "L1", "B1", "5", "1", "kg", "") for word in ("sấy", "Phơi", "phoi, say", "dry"))
    )

    assert [row.step.code for row in rows if isinstance(row, StepRow)] == ["dry"] * 4


def test_several_lots_go_in_each_with_its_quantity() -> None:
    [row] = read(("Phối trộn", "03/11/2026", "Chè", "T1", "B1; B2", "12,5; 3", "15", "kg", ""))

    assert isinstance(row, StepRow)
    assert row.inputs == (("B1", Decimal("12.5")), ("B2", Decimal(3)))


def test_step_that_makes_nothing_is_about_the_lot_of_its_row() -> None:
    [row] = read(("Giao hàng", dt.datetime(2026, 11, 5, 8, 30), "", "G1", "", "", 40.0, "gói", ""))  # noqa: DTZ001

    assert isinstance(row, StepRow)
    assert (row.inputs, row.at.hour, row.unit) == ((("G1", Decimal(40)),), 8, "")


@pytest.mark.parametrize(("hour", "wanted"), [("7h30", (7, 30)), ("15:05", (15, 5)), ("9 giờ", (9, 0)), ("", (12, 0))])
def test_hour_is_read_as_people_write_it(hour: str, wanted: tuple[int, int]) -> None:
    head = ("Bước", "Ngày", "Giờ")

    [row] = read_rows([sheet(("Thu hoạch", "03/11/2026", hour), head=head)], craft(), whose="CT-1")

    assert isinstance(row, StepRow)
    assert (row.at.hour, row.at.minute) == wanted


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("Nhảy múa", "03/11/2026", "", "", "", "", "", "", ""), "Không có bước “Nhảy múa”."),
        (("Thu hoạch", "31/02/2026", "", "", "", "", "", "", ""), "Không đọc được ngày “31/02/2026”."),
        (("Thu hoạch", "11/2026", "", "", "", "", "", "", ""), "Không đọc được ngày “11/2026”."),
        (("Thu hoạch", "03/11/2026", "", "", "", "", "nhiều", "", ""), "Không đọc được số lượng “nhiều”."),
        (("Thu hoạch", "03/11/2026", "", "", "", "", "5", "giạ", ""), "Không có đơn vị “giạ”."),
        (("Sấy", "03/11/2026", "", "", "A; B", "5", "5", "kg", ""), str(UNEVEN)[:30]),
    ],
)
def test_row_that_cannot_be_understood_says_why(row: tuple[Cell, ...], sentence: str) -> None:
    [misread] = read(row)

    assert isinstance(misread, Misread)
    assert str(misread.refusal).startswith(sentence)


def test_same_row_again_is_the_same_step_and_twice_in_a_table_two() -> None:
    row = ("Thu hoạch", "03/11/2026", "Chè", "B1", "", "", "5", "kg", "")

    first, second = (each.mark for each in read(row, row) if isinstance(each, StepRow))
    [again] = read(row)
    [others] = read(row, whose="CT-2")

    assert isinstance(again, StepRow)
    assert isinstance(others, StepRow)
    assert (first == again.mark, first == second, first == others.mark) == (True, False, False)


def test_sheet_without_the_columns_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_rows([sheet(("a", "b"), head=("Tên", "Số"))], craft(), whose="CT-1")

    assert refused.value == NO_HEAD


def test_more_rows_than_are_taken_at_once_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read(*[("Thu hoạch", "03/11/2026", "Chè", "B1", "", "", "5", "kg", "")] * (MOST_ROWS + 1))

    assert refused.value == TOO_MANY


@pytest.mark.parametrize(
    ("text", "figure"),
    [("12,5", "12.5"), ("1.234,5", "1234.5"), ("1.000", "1000"), ("12.5", "12.5"), ("1 250", "1250"), ("-3", "-3")],
)
def test_figure_is_read_as_people_here_write_it(text: str, figure: str) -> None:
    assert read_figure(text) == Decimal(figure)


CELLS = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.floats(allow_nan=True),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.sampled_from(["Thu hoạch", "Sấy", "03/11/2026", "A; B", "kg"]),
)


@given(st.lists(st.tuples(*[CELLS] * len(HEAD)), max_size=5))
def test_no_table_breaks_the_reading(rows: list[tuple[Cell, ...]]) -> None:
    for row in read(*rows):
        assert isinstance(row, StepRow | Misread)
