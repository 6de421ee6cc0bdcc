"""How many notices wait for a person: the head of every page says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from saolang.base.kit.formats import figure
from saolang.base.notices.queries import MOST_COUNTED, count_unread

if TYPE_CHECKING:
    from saolang.base.accounts.models import User

register = template.Library()


@register.simple_tag
def unread_notices(user: User) -> str:
    """Return how many notices the person has not read, "99+" for many, nothing for none. One query."""
    count = count_unread(user.actor)
    if count >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    return figure(count) if count else ""
