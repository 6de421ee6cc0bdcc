"""Communes of the map before 1 July 2025, by what became of them."""

from __future__ import annotations

from saolang.base.places.models import Place, Standing


def a_merged_commune() -> tuple[Place, Place]:
    """Return an old commune that lies wholly in one of today's, and that one."""
    merged = Standing.objects.filter(map=2, place__map=1, place__level="commune", unit__level="commune")
    found = merged.select_related("place", "unit__province").order_by("place__code")[0]
    assert found.unit is not None
    return found.place, found.unit


def a_divided_commune() -> Place:
    """Return an old commune divided over several of today's: only their province wholly contains it."""
    divided = Standing.objects.filter(map=2, place__map=1, place__level="commune", unit__level="province")
    return divided.select_related("place").order_by("place__code")[0].place
