"""What a lot's pages say in words: steps and amounts in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from saolang.base.kit.formats import figure
from saolang.base.kit.languages import in_language_read
from saolang.base.kit.words import say
from saolang.core.steps import NOTE
from saolang.web.portal.step_forms import name_of
from saolang.web.steps import unit_worded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from saolang.core.refusal import Refusal
    from saolang.core.steps import Step
    from saolang.programme.traceability.queries.lots import Recorded

register = template.Library()


@register.filter
def worded_step(step: Step) -> str:
    """Return what a step is called."""
    return in_language_read(step.words)


@register.filter
def worded_event(recorded: Recorded) -> str:
    """Return what an event is called."""
    return name_of(recorded)


@register.filter
def amount(quantity: Decimal | float, unit: str | None) -> str:
    """Return so much in words: "12,5 kg"; a unit of a program's own as it came."""
    return f"{figure(quantity)} {unit_worded(unit or '')}"


@register.filter
def counted(element: Mapping[str, Any]) -> str:
    """Return how much an event says of a lot; nothing where it does not."""
    return amount(element["quantity"], element.get("uom")) if "quantity" in element else ""


@register.filter
def wrong_because(declared: Recorded) -> str:
    """Return what the person said was wrong; nothing where a program declared it."""
    return str(declared.said.get("errorDeclaration", {}).get(NOTE, ""))


@register.filter
def sentence(refusal: Refusal) -> str:
    """Return why something is refused."""
    return say(refusal)
