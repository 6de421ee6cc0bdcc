"""People who sign in, and their grants."""

from __future__ import annotations

import datetime as dt

import factory

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import Grant, User

PASSWORD = "chín con trâu trắng"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person who may sign in with `PASSWORD` and has been granted nothing."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"nguoi-{number}@example.vn")
    full_name = "Nguyễn Thị Hoa"
    password = factory.django.Password(PASSWORD)


class GrantFactory(factory.django.DjangoModelFactory[Grant]):
    """A coordinator of the whole country since 2020."""

    class Meta:
        model = Grant

    class Params:
        place = None

    user = factory.SubFactory(UserFactory)
    role = Role.COORDINATOR
    scope_kind = factory.LazyAttribute(lambda grant: ScopeKind.PLACE if grant.place else ScopeKind.COUNTRY)
    scope_code = factory.LazyAttribute(lambda grant: grant.place.public_code if grant.place else "")
    valid_from = dt.date(2020, 1, 1)
    given_by = "tests"
