"""Entries of the list of changes."""

from __future__ import annotations

import factory

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change


class ChangeFactory(factory.django.DjangoModelFactory[Change]):
    """A producer was entered."""

    class Meta:
        model = Change

    actor = "user:1"
    action = Action.CREATE
    kind = "producer"
    code = factory.Sequence(lambda number: f"CT-{number}")
