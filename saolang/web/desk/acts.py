"""What may be done to a record of the desk, as a form asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place
    from saolang.core.refusal import Refusal


def check_place(user: User, place: Place | None) -> Refusal | None:
    """Answer whether the person may enter records of the place."""
    return may(user, Permission.EDIT_REGISTRY, place)
