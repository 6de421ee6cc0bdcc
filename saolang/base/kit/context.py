"""What every template knows about the installation and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from saolang.base.kit.languages import has_khmer

if TYPE_CHECKING:
    from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, object]:
    """Say whether this is a demonstration, whose every page carries the banner, and whether the page has Khmer."""
    return {"demonstration": settings.DEMONSTRATION, "khmer": has_khmer(request)}
