from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from saolang.base.files.rules import content_type


def archive(**entries: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        for name, text in entries.items():
            written.writestr(name, text)
    return buffer.getvalue()


def workbook() -> bytes:
    buffer = BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "application/octet-stream"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "application/x-ole-storage"),
        (workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", content=""),
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        (archive(readme="text"), "application/zip"),
        (workbook()[:200], "application/octet-stream"),
        (b'\xef\xbb\xbf{"a": 1}', "application/json"),
        (b"[no, this is not JSON", "text/plain"),
        ("Sản phẩm;Hạng sao".encode(), "text/plain"),
        ("Sản phẩm".encode("cp1258", errors="ignore") + b"\x00", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)
def test_content_type_is_told_by_the_bytes(content: bytes, expected: str) -> None:
    assert content_type(content) == expected
