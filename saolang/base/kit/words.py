"""Sentences of the lower floors, said in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from saolang.core.refusal import Refusal


def say(refusal: Refusal | None) -> str:
    """Return the refusal's sentence in the active language; nothing where nothing is refused."""
    if refusal is None:
        return ""
    sentence = gettext(refusal.message)
    return sentence % refusal.params if refusal.params else sentence
