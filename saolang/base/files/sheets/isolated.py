"""Run as a program of its own: a workbook on standard input, its values as JSON on standard output.

The reader of workbooks ends the whole process on some damaged files (it asks for memory no machine has). Here that ends
this process alone. Nothing of the project is imported, so that starting costs little.

A sheet comes out as its name, whether it is hidden, its merged ranges and its rows; a date as a list of one ISO text.
"""

from __future__ import annotations

import io
import sys
from datetime import date, datetime, time, timedelta

import orjson
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

LOCKED = 3
MOST_MEMORY = 2 * 2**30
MOST_SECONDS = 120


def main(most_rows: int) -> int:
    """Write the values of the workbook; return 0, or LOCKED where it wants a password."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    except PasswordError:
        return LOCKED
    sheets = [
        _values(book, metadata.name, most_rows, hidden=metadata.visible != SheetVisibleEnum.Visible)
        for metadata in book.sheets_metadata
        if metadata.typ == SheetTypeEnum.WorkSheet
    ]
    sys.stdout.buffer.write(orjson.dumps(sheets))
    return 0


def _values(book: CalamineWorkbook, name: str, most_rows: int, *, hidden: bool) -> list[object]:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False, nrows=most_rows)
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    for row in rows:
        for column, cell in enumerate(row):
            if isinstance(cell, date | datetime):
                row[column] = [cell.isoformat()]
            elif isinstance(cell, time | timedelta):
                row[column] = str(cell)
    return [name, hidden, sheet.merged_cell_ranges or [], rows]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
