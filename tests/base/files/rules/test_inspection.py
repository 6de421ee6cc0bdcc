"""What may be kept: every refusal says which, and what is kept says nothing its sender did not mean to send."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image

from saolang.base.files.choices import Kinds
from saolang.base.files.rules import inspect
from saolang.base.files.rules.inspection import MACROS, REFUSALS
from saolang.base.files.rules.isolated import Reason
from saolang.base.files.sheets import DAMAGED, EMPTY, ENCRYPTED
from saolang.core.refusal import Refusal
from tests.base.files.test_sheets import an_old_book
from tests.factories.files import a_document, a_pdf, a_picture, a_workbook, an_archive

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

BEGINNING_OF_THE_BOOK = b"\x09\x08\x10\x00"
OPENDOCUMENT = "application/vnd.oasis.opendocument.text"


def refusal_of(content: bytes, kinds: Kinds = Kinds.PAPERS) -> Refusal:
    with pytest.raises(Refusal) as refused:
        inspect(content, kinds)
    return refused.value


def kept_picture(content: bytes, kinds: Kinds = Kinds.PICTURES) -> Image.Image:
    return Image.open(BytesIO(inspect(content, kinds)))


# Pictures --------------------


def test_picture_is_kept_upright_and_without_what_the_camera_wrote() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken

    kept = kept_picture(a_picture(300, 200, exif=exif))

    assert (kept.format, kept.size, dict(kept.getexif()), kept.info.keys() & {"exif", "xmp", "icc_profile"}) == (
        "WEBP",
        (200, 300),
        {},
        set(),
    )


def test_picture_loses_what_was_added_behind_it() -> None:
    payload = an_archive(index_dot_html="<script>")

    kept = inspect(a_picture() + payload, Kinds.PICTURES)

    assert payload not in kept
    assert not zipfile.is_zipfile(BytesIO(kept))


@pytest.mark.parametrize(("kinds", "side"), [(Kinds.PICTURES, 1600), (Kinds.PAPERS, 3508)])
def test_picture_is_bounded_by_where_it_goes(kinds: Kinds, side: int) -> None:
    kept = kept_picture(a_picture(4000, 1000), kinds)

    assert max(kept.size) == side


def test_transparent_picture_stands_on_white() -> None:
    sent = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(sent, "PNG")

    kept = kept_picture(sent.getvalue())

    assert kept.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_second_picture_in_a_phones_jpeg_is_left_out() -> None:
    sent = BytesIO()
    Image.new("RGB", (100, 50), "red").save(
        sent, "MPO", save_all=True, append_images=[Image.new("RGB", (30, 30), "blue")]
    )

    kept = kept_picture(sent.getvalue())

    assert kept.size == (100, 50)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_picture_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green")]
    sent = BytesIO()
    frames[0].save(sent, kind, save_all=True, append_images=frames[1:])

    assert refusal_of(sent.getvalue(), Kinds.PICTURES) == REFUSALS[Reason.MOVES]


def test_picture_of_too_many_pixels_is_refused_unpacked() -> None:
    assert refusal_of(a_picture(10_000, 5_001, "PNG"), Kinds.PICTURES) == REFUSALS[Reason.PIXELS]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_cut_short_is_refused(kind: str) -> None:
    content = a_picture(300, 300, kind)

    assert refusal_of(content[: len(content) // 2], Kinds.PICTURES) == DAMAGED


@pytest.mark.parametrize("content", [b"GIF89a", b"<svg/>", a_pdf(), b"MZ\x90\x00\xff", a_workbook()])
def test_other_files_are_no_pictures(content: bytes) -> None:
    assert "ảnh JPEG, PNG, WebP" in str(refusal_of(content, Kinds.PICTURES))


# PDF --------------------


def test_pdf_stays_as_it_came() -> None:
    content = a_pdf()

    assert inspect(content, Kinds.PAPERS) == content


def does(**action: object) -> dict[str, object]:
    """Say what a PDF does when it is opened."""
    return {"/OpenAction": pikepdf.Dictionary({f"/{name}": value for name, value in action.items()})}


def carrying(content: bytes) -> bytes:
    kept = BytesIO()
    document = pikepdf.open(BytesIO(a_pdf()))
    document.attachments["note.txt"] = content
    document.save(kept)
    return kept.getvalue()


def with_annotation(subtype: str) -> bytes:
    kept = BytesIO()
    document = pikepdf.open(BytesIO(a_pdf()))
    shown = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(subtype), Rect=[0, 0, 9, 9])
    document.pages[0].Annots = document.make_indirect([shown])
    document.save(kept, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return kept.getvalue()


def written_out(catalogue: str) -> bytes:
    """Write a PDF of one page whose catalogue stands in the trailer itself."""
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    written, places = "%PDF-1.7\n", []
    for number, thing in ((2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"), (3, page)):
        places.append(f"{number} 1\n{len(written):010} 00000 n \n")
        written += f"{number} 0 obj\n{thing}\nendobj\n"
    table = f"xref\n0 1\n0000000000 65535 f \n{''.join(places)}"
    end = f"trailer\n<< /Size 4 /Root {catalogue} >>\nstartxref\n{len(written)}\n%%EOF\n"
    return f"{written}{table}{end}".encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (a_pdf(catalogue=does(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")), Reason.SCRIPTS),
        (a_pdf(catalogue=does(S=pikepdf.Name("/Launch"), F="cmd.exe")), Reason.STARTS),
        (a_pdf(catalogue=does(S=pikepdf.Name("/SubmitForm"), F="https://example.vn")), Reason.STARTS),
        (a_pdf(catalogue=does(S=pikepdf.Name("/GoToR"), F="//example.vn/a.pdf")), Reason.STARTS),
        (a_pdf(catalogue=does(S=pikepdf.Name("/Rendition"))), Reason.PLAYS),
        (a_pdf(catalogue={"/AcroForm": pikepdf.Dictionary({"/XFA": "x"})}), Reason.XFA),
        (carrying(b"x"), Reason.CARRIES),
        (with_annotation("/RichMedia"), Reason.PLAYS),
        (with_annotation("/FileAttachment"), Reason.CARRIES),
        (a_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), Reason.LOCKED),
        (a_pdf(encryption=pikepdf.Encryption(owner="a", user="")), Reason.LOCKED),
        (a_pdf(pages=1001), Reason.PAGES),
        (a_pdf(pages=0), Reason.DAMAGED),
        (a_pdf()[:-200], Reason.DAMAGED),
        (b"%PDF-1.7 and nothing more", Reason.DAMAGED),
        (a_pdf() + an_archive(a="b"), Reason.TWO_KINDS),
        (written_out("<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (x) >> >>"), Reason.SCRIPTS),
        (written_out("<< /Type /Catalog /Pages 2 0 R /OpenAction [(x)] /OpenAction null >>"), Reason.DAMAGED),
    ],
)
def test_pdf_that_does_more_than_show_its_pages_is_refused_in_words(content: bytes, reason: Reason) -> None:
    assert refusal_of(content) == REFUSALS[reason]


def test_pdf_that_stands_in_its_trailer_is_kept() -> None:
    plain = written_out("<< /Type /Catalog /Pages 2 0 R >>")

    assert inspect(plain, Kinds.PAPERS) == plain


def test_pdf_with_links_and_jumps_is_kept() -> None:
    jumping = a_pdf(catalogue=does(S=pikepdf.Name("/URI"), URI="https://example.vn"))

    assert inspect(jumping, Kinds.PAPERS) == jumping


def test_word_that_only_spells_an_action_is_kept() -> None:
    spelling = a_pdf(catalogue={"/Lang": "/JavaScript", "/S": "/JavaScript"})

    assert inspect(spelling, Kinds.PAPERS) == spelling


# Office documents --------------------


@pytest.mark.parametrize(
    "content",
    [a_document(), a_workbook(), an_old_book(), an_archive(mimetype=OPENDOCUMENT, content_dot_xml="<x/>")],
    ids=["docx", "xlsx", "xls", "odt"],
)
def test_office_document_stays_as_it_came(content: bytes) -> None:
    assert inspect(content, Kinds.PAPERS) == content


def rels(kind: str, mode: str = "External") -> bytes:
    return f'<Relationships><Relationship Type="http://x/{kind}" Target="http://a" TargetMode="{mode}"/>'.encode()


def locked(content: bytes) -> bytes:
    """Set the flag of encryption on every member, in its own head and in the directory."""
    marked = bytearray(content)
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = marked.find(head)
        while start >= 0:
            marked[start + at] |= 1
            start = marked.find(head, start + 4)
    return bytes(marked)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (a_document(word__vbaProject_dot_bin=b"x"), Reason.MACROS),
        (a_document(word__activeX__activeX1_dot_xml=b"x"), Reason.MACROS),
        (
            a_document(**{"[Content_Types]_dot_xml": 'ContentType="application/vnd.ms-word.macroEnabled"'}),
            Reason.MACROS,
        ),
        (an_archive(mimetype=OPENDOCUMENT, Basic__Standard_dot_xml="x"), Reason.MACROS),
        (a_document(word___rels__settings_dot_xml_dot_rels=rels("attachedTemplate")), Reason.LOADS),
        (an_archive(mimetype=OPENDOCUMENT, **{"META-INF__manifest_dot_xml": "<encryption-data/>"}), Reason.LOCKED),
        (locked(a_document()), Reason.LOCKED),
        (a_document(word__media__a_dot_png=bytes(257 * 2**20)), Reason.BOMB),
        (a_document(**{f"p{number}": b"" for number in range(10_000)}), Reason.BOMB),
    ],
    ids=["vba", "activex", "content type", "basic", "template", "odf locked", "zip locked", "bomb", "members"],
)
def test_office_document_that_is_more_than_text_is_refused_in_words(content: bytes, reason: Reason) -> None:
    assert refusal_of(content) == REFUSALS[reason]


def test_archive_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(a_document(word__media__a_dot_png=bytes(2**20)))
    directory = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 10)

    assert refusal_of(bytes(content)) == DAMAGED


@pytest.mark.parametrize("kind", ["hyperlink", "image"])
def test_document_with_links_is_kept(kind: str) -> None:
    content = a_document(word___rels__document_dot_xml_dot_rels=rels(kind))

    assert inspect(content, Kinds.PAPERS) == content


def an_old_document(*, flags: int = 0, also: str = "") -> bytes:
    """Make an old Word document of an old workbook: its text is renamed, the flags in the text's head are set."""
    content = bytearray(an_old_book())
    text = content.index(BEGINNING_OF_THE_BOOK)
    struct.pack_into("<H", content, text + 0x0A, flags)
    name = content.index("Workbook".encode("utf-16-le"))
    rename(content, name, "WordDocument")
    if also:
        rename(content, name + 128, also)
    return bytes(content)


def rename(content: bytearray, place: int, name: str) -> None:
    content[place : place + 64] = name.encode("utf-16-le").ljust(64, b"\x00")
    struct.pack_into("<H", content, place + 64, 2 * len(name) + 2)


def test_old_document_stays_as_it_came() -> None:
    content = an_old_document()

    assert inspect(content, Kinds.PAPERS) == content


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (an_old_document(flags=0x0100), ENCRYPTED),
        (an_old_document(also="Macros"), MACROS),
        (an_old_document()[:3000], DAMAGED),
    ],
    ids=["locked", "macros", "cut"],
)
def test_old_document_that_is_more_than_text_is_refused_in_words(content: bytes, refusal: Refusal) -> None:
    assert refusal_of(content) == refusal


# All --------------------


def test_empty_file_is_refused() -> None:
    assert refusal_of(b"") == EMPTY


@pytest.mark.parametrize("content", [b"<html><script>", b'{"a": 1}', an_archive(a="b"), "Tên;Sao\n".encode()])
def test_what_is_no_paper_is_refused(content: bytes) -> None:
    assert "Hãy gửi: PDF" in str(refusal_of(content)) or "Ở đây hãy gửi: PDF" in str(refusal_of(content))


@pytest.mark.parametrize("text", ["Tên;Sao\nTrà;3\n".encode(), "Tên;Sao\n".encode("utf-16")])
def test_table_of_text_is_kept_among_sheets(text: bytes) -> None:
    assert inspect(text, Kinds.SHEETS) == text


@pytest.mark.parametrize("text", [b"<html>", b"\xef\xbb\xbf  <?xml", b"MZ\x00\x01\x02"])
def test_markup_and_programs_are_no_sheets(text: bytes) -> None:
    assert "không thuộc loại nào" in str(refusal_of(text, Kinds.SHEETS))


def test_size_is_bounded_for_pictures_and_for_the_rest(settings: SettingsWrapper) -> None:
    settings.UPLOAD_LIMIT_MB, settings.PICTURE_LIMIT_MB = 0, 1

    assert inspect(a_picture(), Kinds.PAPERS)
    assert str(refusal_of(a_pdf())).startswith("Tệp lớn hơn 0 MB")
