"""What pages about lots say in words: steps and amounts in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext

from saolang.base.kit.formats import figure
from saolang.base.kit.languages import in_language_read
from saolang.programme.traceability.rules.recalls import RECALLED
from saolang.programme.traceability.rules.steps import craft
from saolang.web.steps import unit_worded, worded

if TYPE_CHECKING:
    from decimal import Decimal

    from saolang.programme.traceability.models import Lot
    from saolang.programme.traceability.queries.lots import Recorded

register = template.Library()


@register.filter
def so_much(quantity: Decimal | float | None, unit: str | None) -> str:
    """Return so much in words: "12,5 kg"; a unit of a program's own as it came; a dash where nobody said."""
    if quantity is None:
        return "–"
    return f"{figure(quantity)} {unit_worded(unit or '')}"


@register.filter
def goods(lot: Lot) -> str:
    """Return what the lot is of: its product, or a material."""
    return lot.product.name_vi if lot.product else lot.material


@register.filter
def step_told(recorded: Recorded) -> str:
    """Return what the event was: the step of the craft, the only one that is such a step of CBV, or that of CBV."""
    event = recorded.event
    if event.disposition == RECALLED:
        return gettext("Giữ lại vì thu hồi")
    alike = [step for step in craft().steps.values() if step.biz_step == event.biz_step]
    if step := recorded.step or (alike[0] if len(alike) == 1 else None):
        return in_language_read(step.words)
    return capfirst(worded(event))
