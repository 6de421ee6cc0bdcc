"""What the pages of dossiers say about limits, items and words of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext

from saolang.programme.criteria.rules import wording
from saolang.programme.dossiers.rules.limits import left_of
from saolang.programme.registry.choices import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from saolang.programme.criteria.rules import Wording
    from saolang.programme.dossiers.rules.limits import Left

register = template.Library()


@register.filter
def left(due_on: date | None) -> Left | None:
    """Return how much is left today of a limit."""
    return left_of(due_on, timezone.localdate())


@register.filter
def worded(said: Mapping[str, str]) -> Wording:
    """Return words of the data in the language being read."""
    return wording(said, get_language() or "vi")


@register.filter
def item_in_words(item: str) -> str:
    """Say what a request to supplement is about: a criterion, a kind of paper, a field of a form."""
    kind, _, name = item.rpartition(":")
    if kind == "paper":
        return str(EvidenceKind(name).label)
    if kind == "form":
        return gettext("biểu mẫu: %(field)s") % {"field": name}
    return gettext("tiêu chí %(criterion)s") % {"criterion": name}
