"""How papers name offices and days (Decree 30/2020/NĐ-CP), always in Vietnamese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from saolang.base.places.choices import Level

if TYPE_CHECKING:
    import datetime as dt

    from saolang.base.places.models import Place

OFFICE_OF_THE_PROVINCE = "Cơ quan tham mưu quản lý OCOP cấp tỉnh"
"""D26, Article 7 names no office: which it is differs from province to province."""


MADE_UP = "Số liệu trình diễn"


def every_paper(place: Place | None, *, made_up: bool, number: str = "") -> dict[str, Any]:
    """Return the fields every paper has. Where the number is ours, it is given when the paper is issued."""
    return {
        "number": number,
        "dated": dated(place, timezone.localdate()),
        "made_up": MADE_UP if made_up else "",
        "remarks": [],
    }


def called(place: Place) -> str:
    """Return a unit as it stands within a sentence, "xã Tân Bình"."""
    return f"{place.kind[:1].lower()}{place.kind[1:]} {place.name}"


def committee(place: Place) -> str:
    """Return the unit's People's Committee, "Ủy ban nhân dân xã Tân Bình"."""
    return f"Ủy ban nhân dân {called(place)}"


def province_of(place: Place) -> Place:
    """Return the province the unit lies in on its own map; of a province itself."""
    return place if place.level == Level.PROVINCE or place.province is None else place.province


def dated(place: Place | None, day: dt.date) -> str:
    """Return place and day as they stand on the right, "Tân Bình, ngày 05 tháng 11 năm 2026".

    A day below 10, and January and February, are written with a zero, as the Decree asks.
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 - January and February
    written = f"ngày {day.day:02} tháng {month} năm {day.year}"
    return f"{place.name}, {written}" if place else written[:1].upper() + written[1:]


def in_figures(day: dt.date | None) -> str:
    """Return 05/11/2026; "" for none."""
    return f"{day:%d/%m/%Y}" if day else ""
