"""Papers as PDF, by Typst from `data/documents`: archival (PDF/A-2a), tagged, with fonts of our own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

import fontpkg_be_vietnam_pro
import fontpkg_noto_sans_khmer
import typst
from django.conf import settings
from django.utils import timezone

from saolang.base.papers.rendering.marking import marks, printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from saolang.base.papers.choices import PaperKind

DATA = Path(settings.PACKAGE) / "data"
ARCHIVAL: Any = "a-2a"
_MINE = local()
"""A compiler for each document, of each thread: it has the fonts loaded and the document read."""


def as_pdf(kind: PaperKind, data: Mapping[str, Any], *, mark: str = "") -> bytes:
    """Return the paper of that kind; `data` by the names of `data/documents/fields.yaml`."""
    return typeset(kind.value, {**data, "marks": marks(mark)}, moment=timezone.now())


def typeset(document: str, data: Mapping[str, Any], *, moment: datetime) -> bytes:
    """Return `data/documents/<document>.typ` filled with the data, as made at the moment.

    A character no font of ours has cannot stand in an archival PDF: such a paper is an ordinary one.
    """
    compiler = _compiler(document)
    given: dict[str, Any] = {
        "sys_inputs": {"data": json.dumps(printable(data), ensure_ascii=False)},
        "timestamp": int(moment.timestamp()),
    }
    try:
        return bytes(compiler.compile(**given, pdf_standards=ARCHIVAL))
    except typst.TypstError:
        return bytes(compiler.compile(**given))


def drawn(document: str, data: Mapping[str, Any], *, as_picture: bool = False) -> bytes:
    """Return `data/documents/<document>.typ` filled with what is to be cut out: an ordinary PDF, or its page as SVG.

    Labels are no record to be kept: they need no tags, and ten thousand of them would wait long for an archival file.
    """
    given = {"data": json.dumps(printable(data), ensure_ascii=False)}
    return bytes(_compiler(document).compile(sys_inputs=given, format="svg" if as_picture else "pdf"))


def _compiler(document: str) -> Any:
    compilers = _MINE.__dict__
    if document not in compilers:
        compilers[document] = typst.Compiler(
            str(DATA / "documents" / f"{document}.typ"),
            root=str(DATA / "documents"),
            font_paths=_fonts(),
            ignore_system_fonts=True,
        )
    return compilers[document]


@cache
def _fonts() -> list[str]:
    packages = (fontpkg_be_vietnam_pro, fontpkg_noto_sans_khmer)
    return [str(DATA / "fonts"), *(str(Path(package.__file__).parent / "files") for package in packages)]
