from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.intake.dates import PartialDate, Precision, find_date, read_date


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(2023, 1, 16), "2023-01-16"),
        (datetime(2023, 1, 16, 8, 30), "2023-01-16"),  # noqa: DTZ001 - spreadsheets know no zones
        (44925, "2022-12-30"),
        (44925.0, "2022-12-30"),
        ("44925", "2022-12-30"),
        ("16/01/2023", "2023-01-16"),
        ("16-1-2023", "2023-01-16"),
        ("16.1.23", "2023-01-16"),
        ("'16/01/2023", "2023-01-16"),
        ("16/01/2023 (lần 2)", "2023-01-16"),
        ("ngày 16 tháng 01 năm 2023", "2023-01-16"),
        ("2023-01-16 00:00:00", "2023-01-16"),
        ("tháng 8/2022", "2022-08"),
        ("Tháng 08 năm 2022", "2022-08"),
        ("T8/2022", "2022-08"),
        ("08/2022", "2022-08"),
        ("năm 2022", "2022"),
        ("2022", "2022"),
        (2022.0, "2022"),
    ],
)
def test_read_date_keeps_the_precision_written(cell: object, expected: str) -> None:
    found = read_date(cell)  # type: ignore[arg-type]

    assert str(found) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2022",
        "12/25/2022",
        "quý II/2022",
        "",
        "chưa rõ",
        True,
        3.5,
        12,
        float("inf"),
        "1/2/2022/3",
        "16/01/2023 (thu hồi)",
    ],
)
def test_read_date_refuses_to_guess(cell: object) -> None:
    assert read_date(cell) is None  # type: ignore[arg-type]


def test_partial_date_counts_from_its_last_day() -> None:
    assert read_date("tháng 2/2024") == PartialDate(date(2024, 2, 29), Precision.MONTH)
    assert read_date("năm 2022") == PartialDate(date(2022, 12, 31), Precision.YEAR)


def test_partial_date_begins_with_its_first_possible_day() -> None:
    first_days = [PartialDate.from_iso(text).first_day for text in ("2022-08-05", "2022-08", "2022")]

    assert first_days == [date(2022, 8, 5), date(2022, 8, 1), date(2022, 1, 1)]


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from([10, 7, 4]))
def test_iso_of_a_partial_date_reads_back(day: date, length: int) -> None:
    text = day.isoformat()[:length]

    assert str(PartialDate.from_iso(text)) == text


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]))
def test_every_written_day_reads_back(day: date, form: str) -> None:
    assert read_date(day.strftime(form)) == PartialDate(day, Precision.DAY)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    read_date(text)
    find_date(text)
