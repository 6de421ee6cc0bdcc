from __future__ import annotations

import pytest
from django.test import RequestFactory

from saolang.base.kit.downloads import deliver, deliver_in_parts, unchanged, with_ending


@pytest.mark.parametrize(
    "media_type", ["text/html", "image/svg+xml", "application/pdf", "image/png", "text/plain", "application/json"]
)
def test_nothing_but_pictures_made_anew_is_shown_in_its_place(media_type: str) -> None:
    answer = deliver(b"<script>", name="a", media_type=media_type)

    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"


def test_picture_made_anew_is_shown_in_its_place() -> None:
    assert deliver(b"RIFF", name="ảnh.webp", media_type="image/webp")["Content-Disposition"].startswith("inline;")


def test_name_is_written_in_any_language() -> None:
    answer = deliver(b"%PDF-", name="Quyết định số 86.pdf", media_type="application/pdf")

    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20s%E1%BB%91%2086.pdf"
    )


@pytest.mark.parametrize(
    ("name", "media_type", "expected"),
    [
        ("86.pdf", "application/pdf", "86.pdf"),
        ("86.PDF", "application/pdf", "86.PDF"),
        ("86.html", "application/pdf", "86.html.pdf"),
        ("ảnh.jpg", "image/webp", "ảnh.jpg.webp"),
        ("sổ.xls", "application/x-ole-storage", "sổ.xls"),
        ("bảng.csv", "text/csv; charset=utf-8", "bảng.csv"),
        ("bảng.jsonl", "application/x-ndjson", "bảng.jsonl"),
        ("bảng.parquet", "application/vnd.apache.parquet", "bảng.parquet"),
        ("trang.svg", "text/plain", "trang.svg.txt"),
        ("chạy.exe", "application/octet-stream", "chạy.exe.bin"),
    ],
)
def test_name_ends_as_what_the_file_is(name: str, media_type: str, expected: str) -> None:
    assert with_ending(name, media_type) == expected


def test_name_breaks_no_header() -> None:
    answer = deliver(b"", name='a"\r\nSet-Cookie: b.pdf', media_type="application/pdf")

    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]


def test_stored_file_goes_out_in_parts() -> None:
    answer = deliver_in_parts(iter([b"ab", b"c"]), name="a.pdf", media_type="application/pdf", size=3, digest="5f")

    assert answer.streaming
    assert (answer.getvalue(), answer["Content-Length"], answer["ETag"]) == (b"abc", "3", '"5f"')


def test_file_that_has_not_changed_is_not_sent_again() -> None:
    asked = RequestFactory().get("/", headers={"If-None-Match": '"5f"'})

    answer = unchanged(asked, "5f")

    assert answer is not None
    assert (answer.status_code, answer["ETag"], answer["Cache-Control"]) == (304, '"5f"', "private, no-cache")


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": '"6a"'}])
def test_file_is_sent_to_who_has_another(headers: dict[str, str]) -> None:
    assert unchanged(RequestFactory().get("/", headers=headers), "5f") is None
