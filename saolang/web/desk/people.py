"""The names of those who did something, from the ids kept beside what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.accounts.models import User
from saolang.base.audit.choices import ACTORS

if TYPE_CHECKING:
    from collections.abc import Iterable


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return each actor's full name, or what it is called if it is no person. One query."""
    listed = set(actors)
    keys = [actor.removeprefix("user:") for actor in listed if actor.startswith("user:")]
    people = {user.actor: user.full_name for user in User.objects.filter(pk__in=keys)}
    return {actor: people.get(actor) or str(ACTORS.get(actor, actor)) for actor in listed}
