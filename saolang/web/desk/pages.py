"""Pages of one form at the desk, and why a page offers none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.kit.words import say
from saolang.web import pages

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place

ask = partial(pages.ask, base="desk/base.html")


def why_not(user: User, place: Place | None) -> str:
    """Return why the person may not change records of the place, in a sentence; nothing when the person may."""
    return say(may(user, Permission.EDIT_REGISTRY, place))
