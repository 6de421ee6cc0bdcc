"""One reading, four files: the same numbers in each, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from saolang.reports.exports import as_csv, as_json, as_pdf, as_xlsx
from saolang.reports.exports.table import rounded
from saolang.reports.standings import Sight, end_of, read_plan

if TYPE_CHECKING:
    from saolang.reports.standings import PlanReading
    from tests.factories.province import Province

FORMULA = '=HYPERLINK("http://example.org";"bấm")'


@pytest.fixture
def reading(province: Province) -> PlanReading:
    for form in ("company", "cooperative", "household"):
        product = province.product(producer=province.producer(form))
        province.recognise(product, date(2022, 6, 1), stars=3)
    plan = province.plan(
        2022,
        2022,
        {"indicator": "products.certified", "comparator": ">=", "goal": 2, "reading_vi": FORMULA},
        {"indicator": "producers.share_cooperative", "comparator": ">=", "goal": 40},
        {"indicator": "rights.patents", "comparator": ">=", "goal": 5},
    )
    return read_plan(plan, Sight(date(2022, 12, 31), end_of(date(2023, 1, 12)), province.old))


def test_all_four_files_show_the_same_values(reading: PlanReading) -> None:
    values = [3, 33.3, None]

    told = json.loads(as_json(reading))["targets"]
    lines = list(csv.DictReader(io.StringIO(as_csv(reading).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(as_xlsx(reading))).active
    paper = "".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(reading))).pages)

    assert [target["value"] for target in told] == values
    assert [line["value"] for line in lines] == ["3", "33.3", ""]
    assert [row[4].value for row in sheet.iter_rows(min_row=6)] == values
    assert "33,3 (1/3)" in paper
    assert "chưa có nguồn số liệu" in " ".join(paper.split())


def test_files_are_english_for_who_reads_english(reading: PlanReading) -> None:
    reading.plan.title_en = "A plan to try"

    with override("en"):
        sheet = load_workbook(io.BytesIO(as_xlsx(reading))).active
        paper = " ".join(PdfReader(io.BytesIO(as_pdf(reading))).pages[0].extract_text().split())

    assert sheet.title == "Target"
    assert [sheet["A1"].value, sheet["A5"].value] == ["A plan to try", "Code"]
    assert "Progress toward the targets: A plan to try" in paper
    assert "33.3 (1/3)" in paper
    assert "no source yet" in paper


def test_text_that_looks_like_a_formula_stays_text(reading: PlanReading) -> None:
    line = next(csv.DictReader(io.StringIO(as_csv(reading).decode("utf-8-sig"))))
    cell = load_workbook(io.BytesIO(as_xlsx(reading))).active["M6"]

    assert line["reading"] == f"'{FORMULA}"
    assert (cell.value, cell.data_type) == (FORMULA, "s")


def test_workbook_tells_the_moment_of_the_reading_in_utc(reading: PlanReading) -> None:
    book = load_workbook(io.BytesIO(as_xlsx(reading)))

    assert book.properties.created == datetime(2023, 1, 12, 16, 59, 59)  # noqa: DTZ001 - a workbook names no zone


def test_same_reading_gives_the_same_bytes(reading: PlanReading) -> None:
    assert as_pdf(reading) == as_pdf(reading)
    assert as_csv(reading) == as_csv(reading)
    assert as_json(reading) == as_json(reading)


@pytest.mark.parametrize(
    ("number", "shown"), [(38.857, 38.9), (61.143, 61.1), (15.853, 15.9), (57.317, 57.3), (40.0, 40), (None, None)]
)
def test_rule_11_shares_are_rounded_one_way_half_up(number: float | None, shown: float | None) -> None:
    assert rounded(number) == shown
