"""The reading as a workbook an office can work on: numbers are numbers, text is never a formula."""

from __future__ import annotations

import io
from datetime import UTC
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from saolang.reports.exports.table import rows, sight_in_words, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from saolang.reports.exports.table import Row
    from saolang.reports.standings import PlanReading

WIDTHS = (9, 52, 22, 24, 12, 12, 12, 22, 12, 12, 12, 12, 60)


def as_xlsx(reading: PlanReading) -> bytes:
    """Return the workbook's bytes: what is shown and when, then one line a target."""
    book = Workbook(write_only=True)
    # A workbook tells when it was made, in UTC: of a reading, when that was known.
    book.properties.created = reading.sight.as_known.astimezone(UTC).replace(tzinfo=None)
    sheet = book.create_sheet(gettext("Chỉ tiêu"))
    for index, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJKLM"[index]].width = width
    sheet.freeze_panes = "A6"
    _append(sheet, [title_of(reading.plan)], bold=True)
    _append(sheet, [sight_in_words(reading.sight)])
    _append(sheet, [gettext("Tỷ lệ làm tròn nửa lên một chữ số; số đếm ghi ở hai cột bên cạnh.")])
    _append(sheet, [])
    _append(sheet, _headings(), bold=True)
    for row in rows(reading):
        _append(sheet, _cells(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _headings() -> list[str]:
    return [
        gettext("Mã"),
        gettext("Chỉ tiêu"),
        gettext("Đơn vị"),
        gettext("Mức đề ra"),
        gettext("Thực hiện"),
        gettext("Tử số"),
        gettext("Mẫu số"),
        gettext("Đánh giá"),
        gettext("Cần có đến nay"),
        gettext("Dự báo thấp"),
        gettext("Dự báo"),
        gettext("Dự báo cao"),
        gettext("Cách hiểu"),
    ]


def _cells(row: Row) -> list[str | float | None]:
    return [
        row.code,
        row.label,
        row.unit,
        row.goal_words,
        row.value,
        row.part,
        row.whole,
        row.verdict_words,
        row.pace,
        row.forecast_low,
        row.forecast,
        row.forecast_high,
        row.reading,
    ]


def _append(sheet: WriteOnlyWorksheet, values: Iterable[str | float | None], *, bold: bool = False) -> None:
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"  # text that begins with "=" stays text
            cell.alignment = Alignment(wrap_text=not bold, vertical="top")
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)
