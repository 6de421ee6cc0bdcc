"""What templates may say about signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from saolang.base.accounts.choices import Role
from saolang.base.accounts.rules import signature_holds

if TYPE_CHECKING:
    from saolang.base.accounts.models import Signature

register = template.Library()

SHORT = 12


@register.filter
def holds(signature: Signature) -> bool:
    """Tell whether the server signed just what the signature says; computed anew each time it is shown."""
    return signature_holds(signature)


@register.filter
def role_in_words(role: str) -> str:
    """Show a role by its words; one that is no longer known as it was kept."""
    return str(Role(role).label) if role in Role.values else role


@register.filter
def short_digest(sha256: str) -> str:
    """Show as much of a digest as a person compares."""
    return sha256[:SHORT]
