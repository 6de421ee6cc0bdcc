"""What several verbs ask alike: a place, days, a map. Bad use is refused with one sentence."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.base.places.models import Map, Place
from saolang.base.places.queries import find
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.reports.standings import Sight, end_of

if TYPE_CHECKING:
    import argparse

YEARS = re.compile(r"^(\d{4})(?:\s*[-–]\s*(\d{4}))?$")
CANDIDATES_SHOWN = 8


def add_sight_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the questions of time and map that every figure takes."""
    parser.add_argument("--as-at", metavar="DAY", help="what was true on this day (2022-12-31 or 31/12/2022)")
    parser.add_argument("--as-known", metavar="DAY", help="what had been entered by the end of this day (now)")
    parser.add_argument("--map", choices=["old", "new"], help="the units before or from 1 July 2025")
    parser.add_argument("--json", action="store_true", help="print for programs")
    parser.add_argument("--names", nargs="?", const="", metavar="TARGET", help="list the records that were counted")


def read_day(text: str) -> date:
    """Read 2022-12-31 or 31/12/2022. Raises Refusal for anything else."""
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        text = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(_("“%(text)s” không phải một ngày. Viết 2022-12-31 hoặc 31/12/2022."), text=text) from None


def read_period(text: str) -> tuple[date, date]:
    """Read "2023" or "2021-2025" as first and last day. Raises Refusal for anything else."""
    match = YEARS.match(text.strip())
    if not match:
        raise Refusal(_("“%(text)s” không phải một kỳ. Viết 2023 hoặc 2021-2025."), text=text)
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise Refusal(_("Kỳ “%(text)s” kết thúc trước khi bắt đầu."), text=text)
    return date(first, 1, 1), date(last, 12, 31)


def read_sight(arguments: argparse.Namespace, *, as_at: date, own_map: Map | None = None) -> Sight:
    """Return how the figures are to be looked at: on the map asked, else `own_map`, else the day's."""
    shown_on = read_map(arguments.map) or own_map or map_on(as_at)
    as_known = end_of(read_day(arguments.as_known)) if arguments.as_known else timezone.now()
    return Sight(as_at=as_at, as_known=as_known, shown_on=shown_on)


def map_on(day: date) -> Map:
    """Return the map in force on the day."""
    return next(
        known for known in Map.objects.order_by("-number") if known.valid_from is None or known.valid_from <= day
    )


def read_map(word: str | None) -> Map | None:
    """Return the newest map for "new", the one before it for "old", nothing when not asked."""
    if word is None:
        return None
    maps = list(Map.objects.order_by("-number")[:2])
    return maps[0] if word == "new" else maps[-1]


def read_place(text: str, preferred: Map) -> Place:
    """Return the one unit of that name or code, on the preferred map if it is there, else on another.

    Raises Refusal with the candidates when there are several, or none.
    """
    candidates = list(find(text))
    for level in ("province", None):
        for on in (preferred.pk, None):
            matching = [
                place for place in candidates if (not level or place.level == level) and (not on or place.map_id == on)
            ]
            if len(matching) == 1:
                return matching[0]
    if not candidates:
        raise Refusal(_("Không có đơn vị hành chính nào tên hoặc mã “%(text)s”."), text=text)
    listed = "; ".join(f"{place} ({place.public_code})" for place in candidates[:CANDIDATES_SHOWN])
    raise Refusal(_("“%(text)s” có thể là: %(listed)s. Hãy ghi mã."), text=text, listed=listed)
