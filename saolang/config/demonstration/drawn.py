"""Papers and pictures of the demonstration, drawn by Typst; each says of itself that it is made up."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import typst
from django.conf import settings

from saolang.config.demonstration.rows import MADE_UP

FOLDER = settings.PACKAGE / "data" / "demonstration"
PIXELS_AN_INCH = 72
"""One pixel to a point."""


@lru_cache(maxsize=256)
def page(text: str) -> bytes:
    """Return a page of A4 as PDF that says what it would be."""
    return _drawn("paper.typ", {"text": f"{text}\n{MADE_UP.upper()}"})


def picture(goods: str, name: str) -> bytes:
    """Return a PNG of 800 × 600 pixels: the drawing `goods` of picture.typ, with the name of the product."""
    return _drawn("picture.typ", {"goods": goods, "name": name}, format="png", ppi=PIXELS_AN_INCH)


def _drawn(file: str, inputs: dict[str, str], **how: Any) -> bytes:
    content: bytes = typst.compile(
        str(FOLDER / file),
        font_paths=[str(settings.PACKAGE / "data" / "fonts")],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        **how,
    )
    return content
