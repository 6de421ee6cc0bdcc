"""Notices to people."""

from __future__ import annotations

import factory

from saolang.base.notices.choices import Kind, Mail
from saolang.base.notices.models import Notice


class NoticeFactory(factory.django.DjangoModelFactory[Notice]):
    """A person was told, in the list alone, that a register was read."""

    class Meta:
        model = Notice

    class Params:
        waiting = factory.Trait(address="hoa@example.vn", mail=Mail.WAITING)
        dead = factory.Trait(address="hoa@example.vn", mail=Mail.DEAD, attempts=8, error="550 no such user")

    recipient = "user:1"
    kind = Kind.REGISTER_READ
    params = factory.LazyFunction(lambda: {"name": "so-2024.xlsx"})
    path = "/so-theo-doi/SD-1/"
    by = "user:1"
