"""Words that data carry in two languages, in the one being read; without an English text the Vietnamese stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.translation import get_language, gettext

from saolang.core.indicators.targets import Verdict
from saolang.core.indicators.words import VERDICTS
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from django.db.models import Model

    from saolang.core.indicators.vocabulary import Words
    from saolang.reports.facts.answers import Name

RECORDS = {"product": "desk:product", "producer": "desk:producer", "craft_village": "desk:village"}
"""The page of each kind of record."""

register = template.Library()


def reads_vietnamese() -> bool:
    return (get_language() or "vi").startswith("vi")


@register.filter
def own_words(thing: Model, name: str) -> str:
    """Return `title_en` or `title_vi` of the thing, for the name "title"."""
    vietnamese: str = getattr(thing, f"{name}_vi")
    return vietnamese if reads_vietnamese() else getattr(thing, f"{name}_en") or vietnamese


@register.filter
def in_words(words: Words | None) -> str:
    """Return the text in the language being read; nothing for None."""
    return words.in_language(get_language() or "vi") if words else ""


@register.filter
def or_silent(value: object) -> object:
    """Return the value, or say that the document does not tell it."""
    return value or gettext("không có trong nguồn")


@register.filter
def verdict_in_words(verdict: str) -> str:
    return gettext(VERDICTS[Verdict(verdict)])


@register.filter
def origin_in_words(origin: str) -> str:
    return str(Origin(origin).label)


@register.filter
def record_url(name: Name) -> str:
    """Return the address of the record's page."""
    return reverse(RECORDS[name.kind], args=[name.code])
