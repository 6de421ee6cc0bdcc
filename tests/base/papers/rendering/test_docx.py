"""Papers as Word documents: ours and an office's templates, and what a template may not do."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from saolang.base.papers.choices import PaperKind
from saolang.base.papers.rendering import as_docx, default_template, try_template
from saolang.base.papers.rendering.docx import NOT_WORD, TOO_MUCH, UNKNOWN
from saolang.base.papers.rules import sample
from saolang.core.refusal import Refusal
from tests.base.papers.reading import words_of_docx

KIND = PaperKind.RESULT_NOTICE


def a_template(*paragraphs: str) -> bytes:
    """Make a Word template of these paragraphs."""
    document, kept = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("kind", PaperKind)
def test_our_template_asks_for_nothing_the_paper_does_not_have(kind: PaperKind) -> None:
    try_template(default_template(kind), sample(kind))


@pytest.mark.parametrize("kind", PaperKind)
def test_our_template_shows_the_data(kind: PaperKind) -> None:
    words = words_of_docx(as_docx(kind, sample(kind), mark="BẢN NHÁP"))

    data = sample(kind)
    named = [name for name in ("product", "producer", "council", "session", "dated", "total") if name in data]
    assert [data[name] for name in named if data[name] not in words] == []
    assert ("BẢN NHÁP" in words, "{{" in words, "{%" in words) == (True, False, False)


@pytest.mark.parametrize("text", ["=1+1", "{{ product }}", "{% if %}", "<w:p/> & ]]>", "#$*_@<x>", "a\x00\x0bb"])
def test_name_that_looks_like_markup_appears_as_it_is_written(text: str) -> None:
    words = words_of_docx(as_docx(KIND, sample(KIND) | {"product": f"Gạo {text} thơm"}))

    assert f"Gạo {text} thơm".replace("\x00", "").replace("\x0b", "") in words


def test_template_of_an_office_takes_the_place_of_ours() -> None:
    template = a_template("Sở X thông báo: {{ product }}, {% for line in lines %}{{ line.code }};{% endfor %}")

    words = words_of_docx(as_docx(KIND, sample(KIND), template=template))

    assert words.strip() == "Sở X thông báo: Gạo thơm Thuận Phát, 1.1;1.2;"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("{{ san_pham }}", "san_pham"),
        ("{% for line in lines %}{{ line.ten }}{% endfor %}", "ten"),
        ("{% if not preliminary %}{{ never_shown }}{% endif %}", "never_shown"),
        ("{% if san_pham == 'x' %}y{% endif %}", "san_pham"),
        ("{{ product.upper_case }}", "upper_case"),
    ],
)
def test_template_with_an_unknown_field_is_refused_by_its_name(text: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        try_template(a_template(text), sample(KIND))

    assert refused.value == Refusal(UNKNOWN, field=field)


@pytest.mark.parametrize("text", ["{% for x in lines %}", "{{ product ", "{{ product | nothing }}", "{{ 1 / 0 }}"])
def test_template_written_wrongly_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        try_template(a_template(text), sample(KIND))

    assert refused.value.message.startswith("Mẫu Word có chỗ viết sai")


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ product.__init__.__globals__ }}",
        "{{ lines.append(1) }}",
        "{{ product.format.__globals__ }}",
        "{{ '{0.__class__}'.format(product) }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    ],
)
def test_template_reaches_nothing_but_the_data(text: str) -> None:
    with pytest.raises(Refusal):
        try_template(a_template(text), sample(KIND))


def test_template_that_never_ends_is_stopped() -> None:
    loops = "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}"

    with pytest.raises(Refusal) as refused:
        try_template(a_template(loops + "{% endfor %}"), sample(KIND))

    assert refused.value == TOO_MUCH


@pytest.mark.parametrize("content", [b"", b"no archive", b"%PDF-1.7"])
def test_file_that_is_no_word_document_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        try_template(content, sample(KIND))

    assert refused.value == NOT_WORD


def test_archive_that_is_no_word_document_is_refused() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")

    with pytest.raises(Refusal) as refused:
        try_template(kept.getvalue(), sample(KIND))

    assert refused.value == NOT_WORD


def test_certificate_in_word_holds_the_qr_code_as_a_picture() -> None:
    document = docx.Document(io.BytesIO(as_docx(PaperKind.CERTIFICATE, sample(PaperKind.CERTIFICATE))))

    assert len(document.part.package.image_parts) == 1
