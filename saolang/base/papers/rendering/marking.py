"""What every paper of an installation is marked with, and text as paper can show it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
"""What no page shows and no document may hold; line ends and tabs stay."""


def marks(mark: str = "") -> str:
    """Return what stands across each page: the paper's own mark, and that the figures are made up."""
    return " · ".join(filter(None, [mark, gettext("SỐ LIỆU TRÌNH DIỄN") if settings.DEMONSTRATION else ""]))


def printable(value: Any) -> Any:
    """Return the value with what cannot be printed taken out of each text in it."""
    if isinstance(value, str):
        return CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {name: printable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value
