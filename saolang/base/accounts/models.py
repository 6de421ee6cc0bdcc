"""People who sign in, and what they are allowed where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.choices import Proof, ScopeKind
from saolang.base.audit.models import SigningKey
from saolang.base.files.models import StoredFile
from saolang.base.places.models import Place
from saolang.base.places.queries import with_public_codes

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
    language = models.CharField(_("ngôn ngữ"), max_length=2, choices=settings.LANGUAGES, default="vi")
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
        codes = [grant.scope_code for grant in self.grants_in_force if grant.is_over_a_place]
        return list(with_public_codes(Place.objects.all(), codes))


class GrantQuerySet(models.QuerySet["Grant"]):
    """Narrows grants to those that count."""

    def on(self, day: date) -> Self:
        """Keep the grants in force on the day; one that awaits a person's confirmation is not."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day, awaits_confirmation=False)


class Grant(models.Model):
    """A role given to a person over an area, from its first day until before `valid_to`.

    The area is (kind, public code), so that it outlives a change of the map: a grant over a unit of an old map reaches
    whatever lies in that unit today. A grant `follows` another where the map changed while that one was in force: to
    the unit the old one went into, or, awaiting an administrator's confirmation, to each unit it was split among.
    """

    objects: models.Manager[Any] = GrantQuerySet.as_manager()

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("vai trò"), max_length=32)
    scope_kind = models.CharField(_("loại phạm vi"), max_length=16)
    scope_code = models.CharField(_("mã phạm vi"), max_length=32, blank=True)
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    given_by = models.CharField(_("người giao"), max_length=64)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers")
    awaits_confirmation = models.BooleanField(_("chờ xác nhận"), default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=64, blank=True)

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
            models.CheckConstraint(
                name="accounts_grant_confirmed_by_someone",
                condition=Q(confirmed_at=None, confirmed_by="")
                | (Q(confirmed_at__isnull=False, awaits_confirmation=False) & ~Q(confirmed_by="")),
            ),
            models.UniqueConstraint(
                name="accounts_grant_follows_once_to_a_unit",
                fields=["follows", "scope_code"],
                condition=Q(follows__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.scope_kind} {self.scope_code}".rstrip()

    @property
    def is_over_a_place(self) -> bool:
        return self.scope_kind == ScopeKind.PLACE


class Invitation(models.Model):
    """A letter to somebody who shall have an account: whoever opens its link chooses a password and holds the role.

    Only the digest of the link's secret is kept.
    """

    email = models.EmailField(_("thư điện tử"))
    full_name = models.CharField(_("họ và tên"), max_length=120)
    language = models.CharField(_("ngôn ngữ"), max_length=2, choices=settings.LANGUAGES, default="vi")
    role = models.CharField(_("vai trò"), max_length=32)
    scope_kind = models.CharField(_("loại phạm vi"), max_length=16)
    scope_code = models.CharField(_("mã phạm vi"), max_length=32, blank=True)
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(default=timezone.now)
    invited_by = models.CharField(_("người mời"), max_length=64)
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-invited_at"]
        constraints = [
            models.CheckConstraint(name="accounts_invitation_invited_by_someone", condition=~Q(invited_by="")),
            models.CheckConstraint(
                name="accounts_invitation_accepted_by_someone",
                condition=Q(accepted_at=None, user=None) | Q(accepted_at__isnull=False, user__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_invitation_withdrawn_by_someone",
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
            models.CheckConstraint(
                name="accounts_invitation_accepted_or_withdrawn",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.role}"


class Signature(models.Model):
    """What "signed" means everywhere: the person signed in again at that moment, and the server signed what was signed.

    `statement` is the very text the server signed: canonical JSON of the thing, the digest of its bytes, the person's
    name and role as they were, the moment and the proof. A signature of a state certificate can stand beside it.
    """

    kind = models.CharField(_("loại đối tượng"), max_length=64)
    code = models.CharField(_("mã đối tượng"), max_length=64)
    sha256 = models.CharField(_("mã băm"), max_length=64)
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signatures")
    name = models.CharField(_("họ và tên"), max_length=120)
    role = models.CharField(_("vai trò"), max_length=32)
    signed_at = models.DateTimeField(default=timezone.now)
    proof = models.CharField(_("cách xác thực"), max_length=8, choices=Proof)
    statement = models.TextField()
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=88)
    """Ed25519 over the statement in UTF-8, in Base64."""
    state_signature = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chữ ký số")
    )
    state_signature_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_signed_once_by_a_person", fields=["kind", "code", "sha256", "signer"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.kind} {self.code}"
