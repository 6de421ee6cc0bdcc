"""What kind of file it is, told by its bytes and never by its name."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

from saolang.base.files.choices import Family
from saolang.base.files.sheets import delimited, oldxls
from saolang.core.refusal import Refusal

OOXML = "application/vnd.openxmlformats-officedocument"
OPENDOCUMENT = "application/vnd.oasis.opendocument"
OLD_OFFICE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"

_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OLD_OFFICE,
}
_OOXML_FOLDERS = {
    "xl/": f"{OOXML}.spreadsheetml.sheet",
    "word/": f"{OOXML}.wordprocessingml.document",
    "ppt/": f"{OOXML}.presentationml.presentation",
}
_FAMILIES = {
    "application/pdf": Family.PDF,
    "image/jpeg": Family.PICTURE,
    "image/png": Family.PICTURE,
    "image/webp": Family.PICTURE,
    f"{OOXML}.wordprocessingml.document": Family.OFFICE,
    f"{OPENDOCUMENT}.text": Family.OFFICE,
    f"{OOXML}.spreadsheetml.sheet": Family.WORKBOOK,
    f"{OPENDOCUMENT}.spreadsheet": Family.WORKBOOK,
}
_OLD_FAMILIES = {"Word": Family.OFFICE, "excel": Family.WORKBOOK}
_LONGEST_OPENDOCUMENT_TYPE = 100


def content_type(content: bytes) -> str:
    """Return the media type of the bytes; "application/octet-stream" when they are of no kind we know.

    An old Excel or Word file is "application/x-ole-storage": its beginning is the same for all of them.
    """
    for beginning, media_type in _BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _archive_type(content)
    return _text_type(content)


def family_of(content: bytes) -> Family | None:
    """Return the family of the bytes; None when they are of none, such as a page of HTML or a program.

    Raises Refusal where an old office file is not whole.
    """
    media_type = content_type(content)
    if media_type == OLD_OFFICE:
        return _OLD_FAMILIES.get(oldxls.inspect(content).kind)
    if media_type in {"text/plain", UNKNOWN}:
        return Family.TEXT if _is_table(content) else None
    return _FAMILIES.get(media_type)


def _is_table(content: bytes) -> bool:
    """Tell text, in any encoding we read, from markup and from anything that is no text."""
    try:
        return not delimited.decode(content).lstrip().startswith("<")
    except Refusal:
        return False


def _archive_type(content: bytes) -> str:
    """Return the type of a zip archive: an office document, or the archive itself. Unpacks nothing but its type."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.namelist()
            if entries[:1] == ["mimetype"] and archive.getinfo("mimetype").file_size <= _LONGEST_OPENDOCUMENT_TYPE:
                return archive.read("mimetype").decode("ascii")
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, RuntimeError):
        return UNKNOWN
    for folder, media_type in _OOXML_FOLDERS.items():
        if any(entry.startswith(folder) for entry in entries):
            return media_type
    return "application/zip"


def _text_type(content: bytes) -> str:
    """Return the type of text in UTF-8, JSON or plain; unknown when it is neither."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return UNKNOWN
    if "\x00" in text:
        return UNKNOWN
    if text.lstrip()[:1] in {"{", "["}:
        try:
            json.loads(text)
        except ValueError:
            return "text/plain"
        return "application/json"
    return "text/plain"
