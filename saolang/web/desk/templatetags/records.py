"""The registry's codes in words, and the colour of a state's tag."""

from __future__ import annotations

import re

from django import template

from saolang.programme.certification.choices import State
from saolang.programme.registry.choices import ETHNIC_GROUPS, LegalForm

register = template.Library()

TONES = {
    State.VALID: "done",
    State.EXTENDED: "due",
    State.SUSPENDED: "bad",
    State.EXPIRED: "bad",
    State.REVOKED: "bad",
}
ADDRESS = re.compile(r"https?://\S+")


@register.filter
def legal_form_in_words(legal_form: str | None) -> str:
    """Return the legal form in words; nothing where it is not known."""
    return str(LegalForm(legal_form).label) if legal_form else ""


@register.filter
def ethnic_group(code: str) -> str:
    """Return what the ethnic group is called; the code itself where there is none of it."""
    return ETHNIC_GROUPS.get(code, code)


@register.filter
def state_in_words(state: str | None) -> str:
    """Return what a certificate is, in words; nothing without one."""
    return str(State(state).label) if state else ""


@register.filter
def state_tone(state: str) -> str:
    return TONES.get(State(state), "")


@register.filter
def web_address(source: str) -> str:
    """Return the first web address that a source names."""
    match = ADDRESS.search(source)
    return match[0].rstrip(".,;)") if match else ""
