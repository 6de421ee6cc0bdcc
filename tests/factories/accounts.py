"""People who sign in, their grants, and invitations."""

from __future__ import annotations

import datetime as dt

import factory
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import Grant, Invitation, User

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


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """An invitation to read over the whole country, which nobody has accepted; nobody knows its secret."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda number: f"moi-{number}@example.vn")
    full_name = "Trần Văn Mới"
    role = Role.READER
    scope_kind = ScopeKind.COUNTRY
    secret_sha256 = factory.Sequence(lambda number: f"{number:064x}")
    invited_by = "tests"
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))
