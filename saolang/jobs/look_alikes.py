"""Looking for records that may be one: the more records there are, the longer it takes."""

from __future__ import annotations

from django_tasks import task

from saolang.base.places.models import Place
from saolang.programme.registry.choices import LookAlikeKind
from saolang.programme.registry.services import look_alikes


@task()  # type: ignore[untyped-decorator] # django_tasks is not looked into
def look(*, place: int | None, by: str) -> int:
    """Look through producers and products within the place, or everywhere; return how many new pairs to ask about."""
    scope = Place.objects.get(pk=place) if place else None
    return sum(look_alikes.find(kind=kind, by=by, scope=scope) for kind in LookAlikeKind)
