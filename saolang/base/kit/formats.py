"""Figures, dates, stars and contacts as people read them, in the active language. Separators: `config/formats`."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from saolang.base.kit.models import Precision

if TYPE_CHECKING:
    from datetime import date

    from django.utils.safestring import SafeString

MOST_STARS = 5
MEGABYTE = 1_000_000
_BETWEEN_DIGITS = re.compile(r"[\s.()-]")
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def figure(value: Decimal | float, places: int | None = None) -> str:
    """Return 1.234.567,5 (Vietnamese) or 1,234,567.5 (English), rounded half up when `places` is given."""
    amount = Decimal(str(value))
    if places is not None:
        amount = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    plain = f"{amount:f}"
    if places is None and "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return number_format(Decimal(plain), use_l10n=True, force_grouping=True)


def percent(share: Decimal | float) -> str:
    """Return a share of 1 as 78,5%: one decimal, and none when it is zero."""
    hundredths = (Decimal(str(share)) * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{figure(hundredths)}%"


def day(value: date, precision: str = Precision.DAY) -> str:
    """Return 22/11/2026, or no more than is known: "tháng 8/2022", "năm 2022"; of a moment, the day it was here."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    if precision == Precision.YEAR:
        return gettext("năm %(year)d") % {"year": value.year}
    if precision == Precision.MONTH:
        return date_format(value, "YEAR_MONTH_FORMAT")
    return date_format(value, "SHORT_DATE_FORMAT")


def moment(value: datetime) -> str:
    """Return "15:30 ngày 22/11/2026", in the time of the installation."""
    return date_format(timezone.localtime(value), "DATETIME_FORMAT")


def file_size(octets: int) -> str:
    """Return a file's size in kB, or in MB with one decimal from 1 MB up (1 MB = 1,000,000 bytes)."""
    if octets >= MEGABYTE:
        return f"{figure(octets / MEGABYTE, 1)} MB"
    return f"{figure(max(1, round(octets / 1000)))} kB"


def contact(told: str) -> str:
    """Return what somebody told as a way to reach them: a link to call or to write where it is nothing else."""
    number = _BETWEEN_DIGITS.sub("", told)
    if _PHONE.fullmatch(number):
        return format_html('<a href="tel:{}">{}</a>', number, told)
    if _MAIL.fullmatch(told):
        return format_html('<a href="mailto:{}">{}</a>', quote(told, safe="@"), told)
    return told


def stars(count: int) -> SafeString:
    """Return five drawn stars, `count` of them lit, with the words "4 sao". The font has no star, so they are drawn."""
    return format_html(
        '<span class="stars"><svg viewBox="0 0 120 24" aria-hidden="true">'
        '<path d="{}"/><path class="off" d="{}"/></svg>{}</span>',
        _star_path(0, count),
        _star_path(count, MOST_STARS),
        ngettext("%(count)d sao", "%(count)d sao", count) % {"count": count},
    )


@cache
def _star_path(first: int, last: int) -> str:
    star = "l2.9 6.2 6.8.8-5 4.6 1.3 6.7-6-3.3-6 3.4 1.3-6.7-5-4.6 6.8-.8z"
    return "".join(f"M{12 + 24 * place} 2.5{star}" for place in range(first, last))
