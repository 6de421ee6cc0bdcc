"""A producer of old Hậu Giang who signs in, one who helps, and a dossier of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.base.accounts.choices import Role, ScopeKind
from tests.factories.accounts import GrantFactory
from tests.factories.dossiers import a_dossier
from tests.web.desk.conftest import coordinator, desk, signed_in  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from django.test import Client

    from saolang.base.accounts.models import User
    from saolang.programme.dossiers.models import Dossier
    from tests.factories.province import Province


def one_of(dossier: Dossier, role: Role) -> User:
    """Return somebody who holds the role over the dossier's producer."""
    scope = {"scope_kind": ScopeKind.PRODUCER, "scope_code": dossier.producer.code}
    return GrantFactory(role=role, **scope).user


@pytest.fixture
def dossier(province: Province) -> Dossier:
    """Return a first dossier of a rice product, with nothing in it."""
    return a_dossier(province.communes[0])


@pytest.fixture
def owner(dossier: Dossier) -> User:
    return one_of(dossier, Role.PRODUCER)


@pytest.fixture
def helper(dossier: Dossier) -> User:
    return one_of(dossier, Role.HELPER)


@pytest.fixture
def portal(owner: User) -> Client:
    """Return the browser of the producer."""
    return signed_in(owner)


@pytest.fixture
def helping(helper: User) -> Client:
    """Return the browser of one who helps the producer."""
    return signed_in(helper)
