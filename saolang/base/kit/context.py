"""What every template knows about the installation and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from saolang.base.kit.languages import alternates, has_khmer

if TYPE_CHECKING:
    from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, object]:
    """Say whether this is a demonstration, whose pages carry a banner; in which languages the page is; whom to call."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "khmer": has_khmer(request),
        "alternates": alternates(request),
        "base_url": settings.BASE_URL,
        "hotline": settings.HOTLINE,
    }
