"""Papers bound into one file, so that an office prints them in one go."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterable


def bound(papers: Iterable[bytes]) -> bytes:
    """Return one PDF of the pages of all the papers, in their order; the same papers give the same bytes."""
    kept = io.BytesIO()
    with pikepdf.new() as document:
        for paper in papers:
            with pikepdf.open(io.BytesIO(paper)) as part:
                document.pages.extend(part.pages)
        document.save(kept, deterministic_id=True)
    return kept.getvalue()
