"""Telling a producer's people what becomes of its certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.queries import holding_scope
from saolang.base.accounts.services.telling import tell
from saolang.programme.certification.queries.certificates import owner_on

if TYPE_CHECKING:
    from saolang.base.notices.choices import Kind
    from saolang.programme.registry.models import Product


def tell_the_producer(product: Product, kind: Kind, *, by: str, path: str = "", **params: object) -> int:
    """Tell everybody who acts for the product's producer today; return how many. `params` leave out the product."""
    owner = owner_on(product, timezone.localdate())
    people = list(holding_scope(ScopeKind.PRODUCER, owner.code, {Role.PRODUCER, Role.HELPER})) if owner else []
    for person in people:
        tell(person, kind, {"product": product.name_vi, **params}, path=path, by=by)
    return len(people)
