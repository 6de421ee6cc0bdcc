"""What every template knows about the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, object]:
    """Say whether this is a demonstration: every page then carries the banner."""
    return {"demonstration": settings.DEMONSTRATION}
