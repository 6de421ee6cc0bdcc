"""What templates may say about figures, dates, stars and charts. A builtin library: no template loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from saolang.base.kit import charts, formats

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

register = template.Library()

register.simple_tag(formats.stars)
register.simple_tag(charts.bullet)
register.simple_tag(charts.bar_list)
register.simple_tag(charts.pace_line)


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
