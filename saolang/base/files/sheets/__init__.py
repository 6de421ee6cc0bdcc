"""Spreadsheets of any office as plain sheets: .xlsx, .xls, .ods and text, told apart by content, never by name.

Nothing is executed: of a formula only the value the file keeps is read. What is dangerous or cannot be read is refused
before it is opened, with one sentence saying what to do.
"""

from __future__ import annotations

import io
import re
import xml.parsers.expat
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Final
from xml.etree import ElementTree as ET

import orjson

from saolang.base.files.sheets import delimited, isolated, oldxls
from saolang.base.kit.isolation import run_alone
from saolang.core.intake.sheet import Cell, Merge, Sheet
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

MOST_BYTES: Final = 64 * 2**20
MOST_UNPACKED_BYTES: Final = 128 * 2**20
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 500
_MOST_MEMBERS: Final = 5_000

_ZIP = b"PK\x03\x04"
_OTHER_KINDS: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "WEBP"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "GZIP"),
)
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_FAR_COLUMN = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{3,})\d+"')
_UNREADABLE_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*?\br="([A-Z]+)(\d+)")'
    rb'(?:[^>]*?\bt="e"[^>]*>|[^>/]*><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>)'
)
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"

_Value = str | float | bool | list[str] | None
_Range = tuple[tuple[int, int], tuple[int, int]]

EMPTY = Refusal(_("Tệp không có dữ liệu."))
DAMAGED = Refusal(_("Tệp bị cắt cụt hoặc hỏng. Hãy gửi lại tệp gốc."))
ENCRYPTED = Refusal(_("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."))
MACROS = Refusal(_("Tệp có chứa macro. Hãy lưu lại thành .xlsx không có macro rồi gửi lại."))
BOMB = Refusal(_("Tệp bung ra quá lớn nên không được mở. Hãy chia thành nhiều tệp."))


@dataclass(slots=True)
class _Marks:
    """What a sheet's own XML says and the reader of values does not."""

    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    unreadable: set[tuple[int, int]] = field(default_factory=set)


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a file. Raises Refusal where it is empty, too large, locked, damaged or no spreadsheet."""
    if len(content) > MOST_BYTES:
        raise Refusal(_("Tệp quá lớn: nhiều nhất %(megabytes)s MB."), megabytes=MOST_BYTES // 2**20)
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise EMPTY
    sheets = _read_by_kind(content)
    if not any(cell != "" for sheet in sheets for row in sheet.rows for cell in row):
        raise EMPTY
    return sheets


def _read_by_kind(content: bytes) -> tuple[Sheet, ...]:
    if content.startswith(_ZIP):
        return _read_archive(content)
    if content.startswith(oldxls.SIGNATURE):
        return _read_old_excel(content)
    for signature, name in _OTHER_KINDS:
        if content.startswith(signature):
            raise _not_a_spreadsheet(name)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise _not_a_spreadsheet("HTML/XML")
    return (delimited.read(content, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS),)


def _not_a_spreadsheet(name: str) -> Refusal:
    return Refusal(_("Đây là tệp %(kind)s, không phải bảng tính. Hãy gửi .xlsx, .xls, .ods hoặc .csv."), kind=name)


def too_many_rows() -> Refusal:
    return Refusal(_("Tệp có hơn %(most)s dòng. Hãy chia thành nhiều tệp."), most=MOST_ROWS)


# --- .xlsx and .ods -----------------------------------------------------------------------------------------------


def _read_archive(content: bytes) -> tuple[Sheet, ...]:
    parts = _unpack(content)
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise MACROS
    if "content.xml" in parts:
        marks = _ods_marks(parts)
    elif "xl/workbook.xml" in parts:
        marks = _xlsx_marks(parts)
    else:
        raise _not_a_spreadsheet(_kind_of_archive(parts))
    return _values(_repack(parts), marks)


def _kind_of_archive(parts: dict[str, bytes]) -> str:
    kinds = {"word/": "Word", "ppt/": "PowerPoint", "xl/workbook.bin": "XLSB"}
    return next((kind for start, kind in kinds.items() if any(name.startswith(start) for name in parts)), "ZIP")


def _unpack(content: bytes) -> dict[str, bytes]:
    """Return the XML parts, unpacked under a limit on what really comes out, whatever sizes the archive declares."""
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
                raise BOMB
            for member in members:
                if member.flag_bits & 1:
                    raise ENCRYPTED
                parts[member.filename] = _unpack_member(archive, member, left)
                left -= len(parts[member.filename])
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as error:
        raise DAMAGED from error
    return parts


def _unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    if not member.filename.endswith((".xml", ".rels", "mimetype")):
        return b""  # pictures and the like: their presence is enough
    with archive.open(member) as stream:
        data = stream.read(left + 1)
    if len(data) > left:
        raise BOMB
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        raise DAMAGED
    return data


def _repack(parts: dict[str, bytes]) -> bytes:
    """Pack the parts that were checked, so that what is opened is what was checked; the parts are used up."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in list(parts):
            data = parts.pop(name)
            if data:
                archive.writestr(name, data)
    return buffer.getvalue()


def _xlsx_marks(parts: dict[str, bytes]) -> dict[str, _Marks]:
    return {name: _xlsx_sheet_marks(parts[part]) for name, part in _xlsx_parts(parts).items() if part in parts}


def _xlsx_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    try:
        workbook = ET.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - parts with a DOCTYPE were refused
        links = ET.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))  # noqa: S314
    except ET.ParseError as error:
        raise DAMAGED from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found: dict[str, str] = {}
    for sheet in workbook.iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        link = next((value for key, value in sheet.attrib.items() if key.rpartition("}")[2] == "id"), "")
        target = targets.get(link, "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _xlsx_sheet_marks(data: bytes) -> _Marks:
    marks = _Marks()
    number = 0
    for row in _ROW.finditer(data):
        stated = _ROW_NUMBER.search(row[1])
        number = int(stated[1]) if stated else number + 1
        if number > MOST_ROWS:
            raise too_many_rows()
        if b"hidden" in row[1] and _HIDDEN.search(row[1]):
            marks.hidden_rows.add(number - 1)
    if any(_column_index(letters) >= MOST_COLUMNS for letters in _FAR_COLUMN.findall(data)):
        raise _too_many_columns()
    if b't="e"' in data or b"<f" in data or b":f>" in data:
        marks.unreadable = {(int(row) - 1, _column_index(letters)) for letters, row in _UNREADABLE_CELL.findall(data)}
    return marks


def _too_many_columns() -> Refusal:
    return Refusal(_("Trang tính có hơn %(most)s cột."), most=MOST_COLUMNS)


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


class _OdsReader:
    """Collects merges and hidden rows of an .ods and counts what its repeats would unfold to."""

    def __init__(self) -> None:
        self.sheets: dict[str, _Marks] = {}
        self._marks = _Marks()
        self._row = self._column = -1
        self._repeats = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "table":
                self._marks = self.sheets[attributes.get(f"{_TABLE} name", "")] = _Marks()
                self._row = -1
            case "table-row":
                self._row += self._repeats if self._row >= 0 else 1
                self._repeats = int(attributes.get(f"{_TABLE} number-rows-repeated", "1"))
                self._column = -1
                if attributes.get(f"{_TABLE} visibility") in {"collapse", "filter"}:
                    self._marks.hidden_rows.update(range(self._row, self._row + min(self._repeats, MOST_ROWS)))
            case "table-cell" | "covered-table-cell":
                self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        repeats = int(attributes.get(f"{_TABLE} number-columns-repeated", "1"))
        if f"{_OFFICE} value-type" in attributes:
            if self._row + self._repeats > MOST_ROWS:
                raise too_many_rows()
            if self._column + repeats > MOST_COLUMNS:
                raise _too_many_columns()
        down = int(attributes.get(f"{_TABLE} number-rows-spanned", "1"))
        across = int(attributes.get(f"{_TABLE} number-columns-spanned", "1"))
        if down > 1 or across > 1:
            merge = Merge(self._row, self._column, self._row + down - 1, self._column + across - 1)
            self._marks.merges.append(merge)
        self._column += repeats - 1


def _ods_marks(parts: dict[str, bytes]) -> dict[str, _Marks]:
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise ENCRYPTED
    reader = _OdsReader()
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")

    def start(tag: str, attributes: dict[str, str]) -> None:
        namespace, _space, name = tag.partition(" ")
        if namespace == _TABLE:
            reader.start(name, attributes)

    parser.StartElementHandler = start
    try:
        parser.Parse(parts["content.xml"], True)
    except (xml.parsers.expat.ExpatError, ValueError) as error:
        raise DAMAGED from error
    return reader.sheets


# --- .xls ---------------------------------------------------------------------------------------------------------


def _read_old_excel(content: bytes) -> tuple[Sheet, ...]:
    book = oldxls.inspect(content)
    if book.encrypted:
        raise ENCRYPTED
    if book.macros:
        raise MACROS
    if book.kind != "excel":
        raise _not_a_spreadsheet(book.kind)
    marks = {name: _Marks(hidden_rows=set(rows)) for name, rows in book.hidden_rows.items()}
    return _values(content, marks)


# --- values -------------------------------------------------------------------------------------------------------


def _values(workbook: bytes, marks: dict[str, _Marks]) -> tuple[Sheet, ...]:
    """Return the sheets, their values read by a process of its own. Raises Refusal where that one refuses or dies."""
    answer = run_alone(
        isolated,
        str(MOST_ROWS + 1),
        content=workbook,
        memory=isolated.MOST_MEMORY,
        seconds=isolated.MOST_SECONDS,
    )
    if answer.status == isolated.LOCKED:
        raise ENCRYPTED
    if answer.status:
        raise DAMAGED
    found = tuple(_sheet(name, rest, marks.get(name, _Marks())) for name, *rest in orjson.loads(answer.output))
    if sum(len(sheet.rows) for sheet in found) > MOST_ROWS:
        raise too_many_rows()
    return found


def _sheet(name: str, values: tuple[bool, list[_Range], list[list[_Value]]], marks: _Marks) -> Sheet:
    hidden, merged, rows = values
    merges = (Merge(top, left, bottom, right) for (top, left), (bottom, right) in merged)
    return Sheet(
        name=name,
        rows=tuple(tuple(_cell(value) for value in row) for row in rows),
        merges=tuple(sorted(chain(merges, marks.merges), key=lambda merge: (merge.top, merge.left))),
        hidden=hidden,
        hidden_rows=frozenset(marks.hidden_rows),
        unreadable=frozenset(marks.unreadable),
    )


def _cell(value: _Value) -> Cell:
    if isinstance(value, list):
        moment = datetime.fromisoformat(value[0])
        return moment if "T" in value[0] else moment.date()
    return "" if value is None else value
