"""Every kind of spreadsheet an office sends, and every kind of file that is none."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from saolang.base.files import sheets
from saolang.base.files.sheets import read_sheets
from saolang.core.intake.sheet import Merge
from saolang.core.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [["STT", "Tên sản phẩm", "Hạng sao"], [1, "Bánh tét", "4 sao"], [2, "Cốm dẹp; gạo", "3 sao"]]
TEXT = "STT;Tên sản phẩm;Hạng sao\r\n1;Bánh tét;4 sao\r\n2;Cốm dẹp, gạo;3 sao\r\n"


def xlsx(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def a_book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    return book


def an_archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return buffer.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """Return the archive with one part more, or another in its place."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, data)
    return buffer.getvalue()


def an_old_book(*, hidden: int | None = None) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("PL 1")
    for index, row in enumerate(ROWS):
        for column, cell in enumerate(row):
            sheet.write(index, column, cell)
    if hidden is not None:
        sheet.row(hidden).hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refusal_of(content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read_sheets(content)
    return str(caught.value)


def test_xlsx_comes_with_merges_hidden_rows_and_hidden_sheets() -> None:
    book = a_book()
    book.active.merge_cells("B2:B3")
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("Ẩn").append(["x"])
    book["Ẩn"].sheet_state = "hidden"

    first, second = read_sheets(xlsx(book))

    assert [list(row) for row in first.rows] == [ROWS[0], ROWS[1], [2, "", "3 sao"]]
    assert first.merges == (Merge(1, 1, 2, 1),)
    assert (first.hidden, first.hidden_rows, second.name, second.hidden) == (False, frozenset({2}), "Ẩn", True)


def test_a_formula_without_a_kept_value_and_an_error_are_unreadable() -> None:
    book = a_book()
    book.active["C2"] = "=1+3"
    book.active["C3"] = "#REF!"

    (sheet,) = read_sheets(xlsx(book))

    assert sheet.unreadable == frozenset({(1, 2), (2, 2)})


def test_a_formula_gives_the_value_the_file_keeps() -> None:
    content = xlsx(a_book())
    name = "xl/worksheets/sheet1.xml"
    part = zipfile.ZipFile(io.BytesIO(content)).read(name).decode()
    counted = part.replace('<c r="A2" t="n"><v>1</v></c>', '<c r="A2"><f>HYPERLINK("x")+1</f><v>7</v></c>')

    (sheet,) = read_sheets(with_part(content, name, counted.encode()))

    assert counted != part
    assert sheet.rows[1][0] == 7
    assert sheet.unreadable == frozenset()


def test_dates_come_as_dates() -> None:
    book = a_book()
    book.active["D2"] = date(2022, 12, 30)

    (sheet,) = read_sheets(xlsx(book))

    assert sheet.rows[1][3] == date(2022, 12, 30)


def test_xls_comes_with_its_hidden_rows() -> None:
    (sheet,) = read_sheets(an_old_book(hidden=2))

    assert [list(row) for row in sheet.rows] == ROWS
    assert (sheet.name, sheet.hidden_rows) == ("PL 1", frozenset({2}))


def test_ods_comes_with_merges_and_hidden_rows() -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Danh sách")
    for number, cells in enumerate([["STT", "Chủ thể"], ["1", "HTX"], ["2", None]]):
        row = TableRow(visibility="collapse") if number == 2 else TableRow()
        for text in cells:
            if text is None:
                row.addElement(CoveredTableCell())
                continue
            spanned = {"numberrowsspanned": "2", "numbercolumnsspanned": "1"} if text == "HTX" else {}
            cell = TableCell(valuetype="string", **spanned)
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.save(buffer)

    (sheet,) = read_sheets(buffer.getvalue())

    assert sheet.rows == (("STT", "Chủ thể"), ("1", "HTX"), ("2", ""))
    assert (sheet.name, sheet.merges, sheet.hidden_rows) == ("Danh sách", (Merge(1, 1, 2, 1),), frozenset({2}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_is_read_whatever_its_encoding_and_separator(encoding: str, separator: str) -> None:
    text = TEXT.replace(",", "").replace(";", separator)

    (sheet,) = read_sheets(text.encode(encoding))

    assert sheet.rows == (
        ("STT", "Tên sản phẩm", "Hạng sao"),
        ("1", "Bánh tét", "4 sao"),
        ("2", "Cốm dẹp gạo", "3 sao"),
    )
    assert (sheet.name, sheet.knows_merges) == ("csv", False)


def test_windows_1258_keeps_its_letters() -> None:
    content = "STT\tTên\n1\tBa".encode("cp1258") + b"\xec" + "nh te".encode("cp1258") + b"\xec" + b"t\n"

    (sheet,) = read_sheets(content)

    assert sheet.rows == (("STT", "Tên"), ("1", "Ba\u0301nh te\u0301t"))


def test_quotes_lines_in_cells_and_blank_lines_keep_the_row_numbers() -> None:
    (sheet,) = read_sheets('sep=;\nSTT;Tên\n1;"Bánh\ntét; ""Trà Cuôn"""\n\n2;Cốm "dẹp"\n'.encode())

    assert sheet.rows == (("STT", "Tên"), ("1", 'Bánh\ntét; "Trà Cuôn"'), (), ("2", 'Cốm "dẹp"'))


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"  \r\n", b"\xff\xfe", b";;;\n;;\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal_of(content) == "Tệp không có dữ liệu."


def test_an_empty_workbook_is_refused() -> None:
    assert refusal_of(xlsx(openpyxl.Workbook())) == "Tệp không có dữ liệu."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"{\\rtf1}", "RTF"),
        (b"<html><table><tr><td>1</td></tr></table>", "HTML/XML"),
        (an_archive(word__document_dot_xml=b"<x/>"), "Word"),
        (an_archive(ppt__x_dot_xml=b"<x/>"), "PowerPoint"),
        (an_archive(a_dot_txt=b"x"), "ZIP"),
    ],
)
def test_another_kind_of_file_is_named(content: bytes, kind: str) -> None:
    assert refusal_of(content).startswith(f"Đây là tệp {kind}, không phải bảng tính.")


def test_binary_that_is_nothing_is_refused() -> None:
    assert refusal_of(bytes(range(256)) * 20) == (
        "Tệp không phải bảng tính hay văn bản đọc được. Hãy gửi .xlsx, .xls, .ods hoặc .csv."
    )


def test_macros_are_refused_whatever_the_name() -> None:
    content = with_part(xlsx(a_book()), "xl/vbaProject.bin", b"\xd0\xcf")

    assert refusal_of(content) == "Tệp có chứa macro. Hãy lưu lại thành .xlsx không có macro rồi gửi lại."


def test_an_archive_that_unfolds_too_far_is_refused_before_it_is_opened() -> None:
    content = with_part(xlsx(a_book()), "xl/worksheets/sheet2.xml", b" " * (sheets.MOST_UNPACKED_BYTES + 1))

    assert len(content) < 300_000
    assert refusal_of(content).startswith("Tệp bung ra quá lớn")


def test_entities_in_the_xml_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'

    assert refusal_of(with_part(xlsx(a_book()), "xl/workbook.xml", bomb)).startswith("Tệp bị cắt cụt hoặc hỏng")


@pytest.mark.parametrize("reference", ["A1048576", "XFD1"])
def test_one_cell_far_away_does_not_fill_the_memory(reference: str) -> None:
    book = a_book()
    book.active[reference] = "x"

    assert refusal_of(xlsx(book)).endswith(("dòng. Hãy chia thành nhiều tệp.", "cột."))


def test_a_text_of_a_million_rows_is_refused() -> None:
    assert refusal_of(b"1;2\n" * 1_000_000) == "Tệp có hơn 100000 dòng. Hãy chia thành nhiều tệp."


def test_a_line_of_endless_cells_is_refused_before_it_is_divided() -> None:
    assert refusal_of(b"a;" * 1_000_000) == "Trang tính có hơn 500 cột."


def test_lines_of_an_old_mac_are_lines() -> None:
    (sheet,) = read_sheets(b"STT;Ten\r1;Cam\r")

    assert sheet.rows == (("STT", "Ten"), ("1", "Cam"))


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 2**20)

    assert refusal_of(b"1;2\n" * 2**19) == "Tệp quá lớn: nhiều nhất 1 MB."


def test_a_quote_never_closed_is_refused() -> None:
    assert refusal_of('STT;Tên\n1;"Bánh tét\n2;Cốm\n'.encode()) == (
        "Tệp CSV có dấu ngoặc kép không đóng. Hãy mở bằng bảng tính và lưu lại."
    )


def test_utf8_cut_inside_a_letter_is_refused() -> None:
    assert refusal_of(TEXT.encode()[: TEXT.encode().index("ẹ".encode()) + 2]).startswith("Tệp văn bản bị cắt cụt")


@pytest.mark.parametrize("content", [xlsx(a_book()), an_old_book()], ids=["xlsx", "xls"])
def test_a_file_cut_short_is_refused_wherever_it_is_cut(content: bytes) -> None:
    for length in range(16, len(content) - 512, 97):
        assert refusal_of(content[:length]).startswith("Tệp bị cắt cụt hoặc hỏng.")


@given(st.binary(min_size=1, max_size=400))
def test_bytes_spoilt_anywhere_are_read_or_refused(noise: bytes) -> None:
    content = bytearray(an_old_book())
    at = struct.unpack("<Q", (noise * 8)[:8])[0] % (len(content) - len(noise))
    content[at : at + len(noise)] = noise

    with suppress(Refusal):  # anything else would be a crash
        read_sheets(bytes(content))


def test_an_encrypted_xls_is_refused() -> None:
    content = an_old_book()
    start = content.index(b"\x09\x08\x10\x00")  # the first record of the workbook
    size = 4 + 0x10
    locked = bytearray(content)
    locked[start + size : start + size + 2] = b"\x2f\x00"  # the record after it now says FILEPASS

    assert refusal_of(bytes(locked)) == "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."


def test_an_encrypted_xlsx_is_refused() -> None:
    content = an_old_book()
    name = "Workbook".encode("utf-16-le")
    place = content.index(name)
    locked = bytearray(content)
    locked[place : place + 64] = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\x00")
    locked[place + 64 : place + 66] = struct.pack("<H", 34)

    assert refusal_of(bytes(locked)) == "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."


def test_the_reader_keeps_quiet_about_damage(tmp_path: Path) -> None:
    file = tmp_path / "cut.xls"
    file.write_bytes(an_old_book()[:3000])
    code = "import sys; from saolang.base.files.sheets import read_sheets; read_sheets(open(sys.argv[1], 'rb').read())"

    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, check=False, text=True)

    assert done.stderr.splitlines()[-1] == (
        "saolang.core.refusal.Refusal: Tệp bị cắt cụt hoặc hỏng. Hãy gửi lại tệp gốc."
    )
    assert "panicked" not in done.stderr
