"""Papers read back: their words, and whether their fields are those that are promised."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import docx
import pypdf

from saolang.base.papers.rules import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.document import Document

    from saolang.base.papers.choices import PaperKind
    from saolang.base.papers.rules import Field


def words_of_pdf(content: bytes) -> str:
    """Return the words of every page, in single spaces."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(re.sub(r"\s+", " ", page.extract_text()) for page in pages)


def pages_of_pdf(content: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def words_of_docx(content: bytes) -> str:
    """Return the words of the head, of every paragraph and of every cell, in single spaces."""
    document = docx.Document(io.BytesIO(content))
    parts = [paragraph.text for section in document.sections for paragraph in section.header.paragraphs]
    parts += [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in _tables(document) for row in table.rows for cell in row.cells]
    return re.sub(r"\s+", " ", " ".join(parts))


def _tables(document: Document) -> list[Any]:
    return [*document.tables]


def wrong_fields(kind: PaperKind, data: Mapping[str, Any]) -> list[str]:
    """Return where the data and the promised fields of the kind differ: a name too few, too many, another type."""
    # What stands across a page is the rendering's to say.
    return _wrong(fields()[kind], {**data, "marks": ""}, "")


def _wrong(promised: tuple[Field, ...], data: Mapping[str, Any], where: str) -> list[str]:
    names = {field.name for field in promised}
    found = [f"{where}{name}" for name in sorted(names ^ data.keys())]
    for field in promised:
        value = data.get(field.name)
        if field.each:
            for each in value or ():
                found += _wrong(field.each, each, f"{where}{field.name}.")
        elif field.name in data and type(value) is not type(field.sample):
            found.append(f"{where}{field.name}: {type(value).__name__}")
    return found
