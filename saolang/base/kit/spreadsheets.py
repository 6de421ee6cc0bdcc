"""Text that goes into a spreadsheet and must stay text there."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What makes a spreadsheet program run a cell of a CSV file as a formula."""


def harmless(value: object) -> object:
    """Return text that would start a formula with an apostrophe before it; anything else unchanged."""
    if isinstance(value, str) and value.lstrip().startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
