"""Councils' pages in words: the hour of a saving and exact points in two decimals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.formats import time_format

from saolang.base.kit.formats import figure
from saolang.core.councils import two_decimals

if TYPE_CHECKING:
    from datetime import datetime

register = template.Library()


@register.filter
def hour(value: datetime) -> str:
    """Return "10:42", in the time of the installation."""
    return time_format(timezone.localtime(value))


@register.filter
def points(value: str | Fraction) -> str:
    """Return an exact number of points with two decimals, a half rounded up."""
    return figure(two_decimals(Fraction(value)), 2)
