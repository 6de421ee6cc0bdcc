"""What may be recognised, and how long it holds."""

from __future__ import annotations

from functools import lru_cache

import yaml
from django.conf import settings

from saolang.core.lifecycle import Editions


@lru_cache(maxsize=1)
def editions() -> Editions:
    """Return the editions of the criteria from `data/criteria/editions.yaml`, read once."""
    path = settings.PACKAGE / "data" / "criteria" / "editions.yaml"
    return Editions(yaml.safe_load(path.read_text(encoding="utf-8")))
