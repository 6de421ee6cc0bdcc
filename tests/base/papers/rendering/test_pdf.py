"""Papers as PDF: whole, archival, and with every text as it was written."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from django.test import override_settings

from saolang.base.papers.choices import PaperKind
from saolang.base.papers.rendering import as_pdf
from saolang.base.papers.rules import sample
from tests.base.papers.reading import pages_of_pdf, words_of_pdf

LOOKS_LIKE_MARKUP = '#let x = 1 $a$ *b* _c_ @d <e> `f` \\g [h] {i} =1+1 "j" //k'


@pytest.mark.parametrize("kind", PaperKind)
def test_paper_is_an_archival_pdf_with_a_title_and_a_language(kind: PaperKind) -> None:
    with pikepdf.open(io.BytesIO(as_pdf(kind, sample(kind)))) as document, document.open_metadata() as metadata:
        assert (metadata.pdfa_status, bool(metadata["dc:title"])) == ("2A", True)
        assert str(document.Root.Lang).startswith("vi")


@pytest.mark.parametrize("kind", PaperKind)
def test_every_text_of_the_data_stands_in_the_paper(kind: PaperKind) -> None:
    data = sample(kind) | {"remarks": [{"text": "Điều cần biết"}] if kind != PaperKind.CERTIFICATE else []}

    words = "".join(words_of_pdf(as_pdf(kind, data)).split())

    left_out = {"number", "marks", "qr"} | ({"dated"} if kind == PaperKind.SCORE_SHEET else set())
    texts = [value for name, value in data.items() if isinstance(value, str) and name not in left_out]
    # A stage begins with a capital where it begins a sentence.
    missing = [text for text in texts if text and "".join(text.split()).lower() not in words.lower()]
    assert missing == []


@pytest.mark.parametrize("name", ["product", "producer"])
def test_name_that_looks_like_markup_appears_as_it_is_written(name: str) -> None:
    words = words_of_pdf(as_pdf(PaperKind.CERTIFICATE, sample(PaperKind.CERTIFICATE) | {name: LOOKS_LIKE_MARKUP}))

    assert "".join(LOOKS_LIKE_MARKUP.split()) in "".join(words.split())


def test_character_no_font_has_costs_the_archive_and_not_the_paper() -> None:
    content = as_pdf(PaperKind.CERTIFICATE, sample(PaperKind.CERTIFICATE) | {"product": "Gạo 𒀀 thơm"})

    with pikepdf.open(io.BytesIO(content)) as document, document.open_metadata() as metadata:
        assert metadata.pdfa_status == ""
    assert "thơm" in words_of_pdf(content)


def test_control_characters_are_left_out() -> None:
    content = as_pdf(
        PaperKind.CERTIFICATE, sample(PaperKind.CERTIFICATE) | {"product": "Gạo\x00\x0b\u2028 thơm\r\nmới"}
    )

    assert "Gạo thơm mới" in words_of_pdf(content)


def test_long_table_goes_on_over_pages_with_its_head() -> None:
    line = sample(PaperKind.SELF_ASSESSMENT)["lines"][0]
    lines = [line | {"code": f"C{number}", "reason": "Lý do dài " * 20} for number in range(500)]

    pages = pages_of_pdf(as_pdf(PaperKind.SELF_ASSESSMENT, sample(PaperKind.SELF_ASSESSMENT) | {"lines": lines}))

    with_lines = [page for page in pages if "Lý do dài" in page]
    assert len(with_lines) > 50
    assert all("Thuyết minh, minh chứng" in page for page in with_lines)
    assert "C499" in with_lines[-1]


@pytest.mark.parametrize("kind", [PaperKind.MINUTES, PaperKind.RESULT_TABLE, PaperKind.DRAFT_DECISION])
def test_row_of_a_product_stands_whole_on_one_page_under_the_head_of_the_table(kind: PaperKind) -> None:
    row = sample(kind)["rows"][0]
    rows = [
        row | {"product": f"Đầu{number}. {'Trà sen ướp hộp ' * (number % 12)} Cuối{number}."} for number in range(60)
    ]

    pages = pages_of_pdf(as_pdf(kind, sample(kind) | {"rows": rows}))

    def pages_with(words: str) -> list[int]:
        return [number for number, page in enumerate(pages) if words in page]

    assert len(pages) > 5
    for number in range(60):
        assert pages_with(f"Đầu{number}.") == pages_with(f"Cuối{number}.")
    assert all("Hạng sao" in page for page in pages if "Đầu" in page)


@pytest.mark.parametrize(
    ("kind", "text"),
    [(PaperKind.SCORE_SHEET, "reason"), (PaperKind.SELF_ASSESSMENT, "reason"), (PaperKind.COMMUNE_REPORT, "note")],
)
def test_row_longer_than_a_page_goes_on_over_the_next(kind: PaperKind, text: str) -> None:
    line = sample(kind)["lines"][0] | {text: "Lý do dài " * 500 + "hết."}

    pages = pages_of_pdf(as_pdf(kind, sample(kind) | {"lines": [line]}))

    assert len([page for page in pages if "Lý do dài" in page]) > 1


def test_word_longer_than_a_column_is_not_lost() -> None:
    rows = [sample(PaperKind.MINUTES)["rows"][0] | {"product": "Gạo" + "ơ" * 60}]

    words = words_of_pdf(as_pdf(PaperKind.MINUTES, sample(PaperKind.MINUTES) | {"rows": rows}))

    assert words.count("ơ") >= 60


def test_draft_and_demonstration_stand_across_every_page() -> None:
    with override_settings(DEMONSTRATION=True):
        content = as_pdf(PaperKind.REGISTRATION, sample(PaperKind.REGISTRATION), mark="BẢN NHÁP")

    pages = pages_of_pdf(content)
    assert len(pages) == 2
    assert all("BẢN NHÁP" in page and "SỐ LIỆU TRÌNH DIỄN" in page for page in pages)


def test_paper_is_made_while_others_are_made() -> None:
    kinds = [PaperKind.CERTIFICATE, PaperKind.RESULT_NOTICE] * 8

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda kind: as_pdf(kind, sample(kind)), kinds))

    assert all(content.startswith(b"%PDF-") for content in made)
