"""What templates may say about figures, dates, stars, contacts and charts. A builtin library: no template loads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from saolang.base.kit import charts, formats
from saolang.base.kit.languages import language_read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Protocol

    from django.utils.safestring import SafeString

    class Said(Protocol):
        """Words with the language they are in."""

        @property
        def text(self) -> str: ...
        @property
        def language(self) -> str: ...


_NOT_IN_A_SCRIPT = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}

register = template.Library()

register.filter(formats.contact)
register.simple_tag(formats.stars)
register.simple_tag(charts.bullet)
register.simple_tag(charts.bar_list)
register.simple_tag(charts.pace_line)


@register.simple_tag
def linked_data(data: Mapping[str, Any]) -> SafeString:
    """Put data for search engines into the page: no browser runs it, and nothing in it ends its element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text.translate(_NOT_IN_A_SCRIPT)))  # noqa: S308 - what could end the element is escaped


@register.filter
def figure(value: Decimal | float | None, places: int | None = None) -> str:
    """Show a number grouped for the language; nothing for None."""
    return "" if value is None else formats.figure(value, places)


@register.filter
def percent(share: Decimal | float | None) -> str:
    """Show a share of 1 as a percentage; nothing for None."""
    return "" if share is None else formats.percent(share)


@register.filter
def day(value: date | None, precision: str = "day") -> str:
    """Show a date no more exactly than it is known; nothing for None."""
    return "" if value is None else formats.day(value, precision)


@register.filter
def moment(value: datetime | None) -> str:
    """Show a moment with its hour; nothing for None."""
    return "" if value is None else formats.moment(value)


@register.filter
def file_size(octets: int | None) -> str:
    """Show the size of a file in kB or MB; nothing for None."""
    return "" if octets is None else formats.file_size(octets)


@register.filter
def said(words: Said) -> str:
    """Show words of data, marked with their language where it is not the one of the page."""
    if language_read() == words.language:
        return words.text
    return format_html('<span lang="{}">{}</span>', words.language, words.text)
