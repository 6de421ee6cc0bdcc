"""Text tables: which encoding, which separator. Row numbers are those Excel shows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from saolang.core.intake.sheet import Row, Sheet
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

SHEET_NAME = "csv"
_SEPARATORS = ";\t,|"
_SAMPLED_ROWS = 60
_LONGEST_CELL = 20_000
_MOST_LINES_IN_A_CELL = 50
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
_BROKEN_UTF8 = re.compile("á[»º]|Ã[¡-¿]|Ä[‘ƒ]|Æ[°¡]")
_TELLTALE_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")

DAMAGED_TEXT = Refusal(_("Tệp văn bản bị cắt cụt hoặc hỏng ký tự. Hãy gửi lại tệp gốc, lưu theo UTF-8."))
OPEN_QUOTE = Refusal(_("Tệp CSV có dấu ngoặc kép không đóng. Hãy mở bằng bảng tính và lưu lại."))
NOT_TEXT = Refusal(_("Tệp không phải bảng tính hay văn bản đọc được. Hãy gửi .xlsx, .xls, .ods hoặc .csv."))


def read(content: bytes, *, most_rows: int, most_columns: int) -> Sheet:
    """Return the one sheet of a text table. Raises Refusal where it is no text, damaged, or has too many rows."""
    text = decode(content)
    rows = _parse(text, most_rows, most_columns)
    if len(rows) > most_rows:
        raise Refusal(_("Tệp có hơn %(most)s dòng. Hãy chia thành nhiều tệp."), most=most_rows)
    while rows and not any(cell.strip() for cell in rows[-1] if isinstance(cell, str)):
        rows.pop()
    return Sheet(SHEET_NAME, tuple(rows), knows_merges=False)


def decode(content: bytes) -> str:
    """Return the text of UTF-8 or UTF-16 (marked or not) or Windows-1258. Raises Refusal on anything else."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    zeros = content[:2000].count(0)
    if zeros:
        if zeros * 4 < len(content[:2000]):
            raise NOT_TEXT
        return _decoded(content, "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be")
    if _TELLTALE_CONTROL.search(content[:100_000]):
        raise NOT_TEXT
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decoded(content, "cp1258")
    if _BROKEN_UTF8.search(text):
        raise DAMAGED_TEXT
    return text


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DAMAGED_TEXT from error


def _parse(text: str, most_rows: int, most_columns: int) -> list[Row]:
    named = _SEPARATOR_LINE.match(text)
    separator = named[1] if named else _separator(text)
    body = text[named.end() :] if named else text
    try:
        return _rows(_lines(body, separator, most_columns), separator, most_rows, strict=True)
    except csv.Error as error:
        if "unexpected end" in str(error) or "field larger" in str(error):
            raise OPEN_QUOTE from error
    rows = _rows(_lines(body, separator, most_columns), separator, most_rows, strict=False)
    if any(str(cell).count("\n") > _MOST_LINES_IN_A_CELL for row in rows for cell in row):
        raise OPEN_QUOTE
    return rows


def _lines(text: str, separator: str, most_columns: int) -> Iterator[str]:
    """Yield the lines one by one, refusing one that divides into too many cells before it is divided."""
    for line in _LINE.finditer(text):
        if text.count(separator, line.start(), line.end()) >= most_columns:
            raise Refusal(_("Trang tính có hơn %(most)s cột."), most=most_columns)
        yield line[0]


def _rows(lines: Iterator[str], separator: str, most_rows: int, *, strict: bool) -> list[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[Row] = []
    try:
        for row in csv.reader(lines, delimiter=separator, strict=strict):
            rows.append(tuple(row))
            if len(rows) > most_rows:
                break
    except csv.Error:
        if not strict:
            raise OPEN_QUOTE from None
        raise
    return rows


def _separator(text: str) -> str:
    """Return the separator that divides most rows into the same number of columns, more than one."""
    sample = text[:200_000]
    return max(_SEPARATORS, key=lambda separator: _regularity(sample, separator))


def _regularity(sample: str, separator: str) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    widths: Counter[int] = Counter()
    try:
        for number, row in enumerate(reader):
            if number >= _SAMPLED_ROWS:
                break
            widths[len(row)] += 1
    except csv.Error:
        pass  # what was counted before the bad quote still tells
    several = [(count, width) for width, count in widths.items() if width > 1]
    return max(several, default=(0, 0))
