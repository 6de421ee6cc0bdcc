"""Papers issued of a thing, and the templates that count for a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, QuerySet

from saolang.base.papers.models import IssuedPaper, PaperTemplate
from saolang.base.places.models import Standing

if TYPE_CHECKING:
    from saolang.base.papers.choices import PaperKind
    from saolang.base.places.models import Place


def standing_templates() -> QuerySet[PaperTemplate]:
    """Return the templates in use, each with its unit and file."""
    return PaperTemplate.objects.filter(withdrawn_at=None).select_related("place", "file")


def template_for(kind: PaperKind, place: Place) -> PaperTemplate | None:
    """Return the template the unit's papers of the kind are made from: its own, else that of the smallest unit around.

    None where ours counts. A unit lies in one of another map where it stands wholly in it there.
    """
    lies_within = Standing.objects.filter(
        place=place,
        map=OuterRef("place__map"),
        unit__lft__gte=OuterRef("place__lft"),
        unit__rgt__lte=OuterRef("place__rgt"),
    )
    around = standing_templates().filter(Exists(lies_within), kind=kind)
    return around.order_by(F("place__rgt") - F("place__lft"), "-added_at").first()


def papers_of(thing_kind: str, *codes: str) -> QuerySet[IssuedPaper]:
    """Return the papers issued of the things, the latest first; of one kind the first is the one that counts."""
    return IssuedPaper.objects.filter(thing_kind=thing_kind, thing_code__in=codes).select_related("file", "place")
