"""Stored files, and files as people send them.

A factory makes the row only, without bytes: use `services.store` where they are read.
"""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO

import factory
import pikepdf
from openpyxl import Workbook
from PIL import Image

from saolang.base.files.models import StoredFile


class StoredFileFactory(factory.django.DjangoModelFactory[StoredFile]):
    """A PDF of 10 bytes."""

    class Meta:
        model = StoredFile

    sha256 = factory.Sequence(lambda number: hashlib.sha256(str(number).encode()).hexdigest())
    size = 10
    content_type = "application/pdf"
    stored_by = "user:1"


def a_pdf(*, pages: int = 1, catalogue: dict[str, object] | None = None, **save: object) -> bytes:
    """Make a PDF of empty pages; `catalogue` adds to what it says of itself, `save` says how it is written."""
    kept = BytesIO()
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    for name, value in (catalogue or {}).items():
        document.Root[name] = value
    document.save(kept, **save)
    return kept.getvalue()


def a_picture(width: int = 40, height: int = 30, kind: str = "JPEG", **save: object) -> bytes:
    """Make a green picture."""
    kept = BytesIO()
    Image.new("RGB", (width, height), "green").save(kept, kind, **save)
    return kept.getvalue()


def a_workbook() -> bytes:
    kept = BytesIO()
    Workbook().save(kept)
    return kept.getvalue()


def an_archive(**parts: bytes | str) -> bytes:
    """Make a zip archive; a name is written with "__" for "/" and "_dot_" for "."."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return kept.getvalue()


def a_document(**more: bytes | str) -> bytes:
    """Make a Word document, with more parts."""
    return an_archive(word__document_dot_xml="<document/>", **more)
