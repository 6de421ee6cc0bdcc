"""The reasons and verdicts of a register's rows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext

from saolang.core.intake.reasons import Reason
from saolang.programme.intake.choices import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

register = template.Library()

TONES = {Verdict.ACCEPT: "done", Verdict.WARN: "due", Verdict.HOLD: "bad"}


@register.filter
def reason_in_words(told: Mapping[str, str]) -> str:
    """Return the reason's sentence with what stands in the cell."""
    reason = Reason(told["code"], told["detail"])
    return f"{gettext(reason.message)} {reason.detail}".rstrip()


@register.filter
def verdict_tone(verdict: str) -> str:
    return TONES.get(Verdict(verdict), "")
