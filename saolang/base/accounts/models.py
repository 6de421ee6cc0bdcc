"""People who sign in, and what they are allowed where."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.choices import ScopeKind
from saolang.base.places.models import Place

if TYPE_CHECKING:
    from datetime import date


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail address, however its letters are cased."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address. What the person may do stands in grants."""

    objects: ClassVar[UserManager] = UserManager()

    email = models.EmailField(_("thư điện tử"), unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_user_email_in_lower_case", condition=Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def actor(self) -> str:
        """The person's id in the list of changes, in recorded facts and in a service's `by`."""
        return f"user:{self.pk}"

    @cached_property
    def grants_in_force(self) -> list[Grant]:
        """Return the person's grants of today, read once for as long as this object lives: one request."""
        return list(Grant.objects.filter(user=self).on(timezone.localdate()))

    @cached_property
    def granted_units(self) -> list[Place]:
        """Return the units those grants reach over, read once."""
        scopes = (grant.scope_code.partition("-") for grant in self.grants_in_force if grant.is_over_a_place)
        named = [Q(map=int(number), code=code) for number, _, code in scopes]
        return list(Place.objects.filter(reduce(or_, named))) if named else []


class GrantQuerySet(models.QuerySet["Grant"]):
    """Narrows grants to those that count."""

    def on(self, day: date) -> Self:
        """Keep the grants in force on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Grant(models.Model):
    """A role given to a person over an area, from its first day until before `valid_to`.

    The area is (kind, public code), so that it outlives a change of the map: a grant over a unit of an old map reaches
    whatever lies in that unit today.
    """

    objects: models.Manager[Any] = GrantQuerySet.as_manager()

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("vai trò"), max_length=32)
    scope_kind = models.CharField(_("loại phạm vi"), max_length=16)
    scope_code = models.CharField(_("mã phạm vi"), max_length=32, blank=True)
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    given_by = models.CharField(_("người giao"), max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_grant_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="accounts_grant_country_has_no_code",
                condition=Q(scope_kind=ScopeKind.COUNTRY, scope_code="")
                | (~Q(scope_kind=ScopeKind.COUNTRY) & ~Q(scope_code="")),
            ),
            models.CheckConstraint(name="accounts_grant_given_by_someone", condition=~Q(given_by="")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.scope_kind} {self.scope_code}".rstrip()

    @property
    def is_over_a_place(self) -> bool:
        return self.scope_kind == ScopeKind.PLACE
