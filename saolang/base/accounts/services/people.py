"""Making accounts and giving roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import Grant, User
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop, normalise

if TYPE_CHECKING:
    from datetime import date

    from saolang.base.places.models import Place


@transaction.atomic
def create_user(*, email: str, full_name: str, password: str, by: str) -> User:
    """Make the account of a person who signs in with the e-mail address and the password.

    Raises Refusal when the address has an account already or the password is too weak.
    """
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise Refusal(gettext_noop("Đã có tài khoản dùng địa chỉ %(email)s."), email=address)
    user = User(email=address, full_name=normalise(full_name))
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal(gettext_noop("Mật khẩu chưa đạt: %(why)s"), why=" ".join(error.messages)) from error
    user.set_password(password)
    user.save()
    record(by=by, action=Action.CREATE, kind="user", code=user.actor)
    return user


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    place: Place | None,
    by: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Grant:
    """Give the person the role over the place, or over the whole country when it is None, from today by default.

    Raises Refusal when the last day is before the first.
    """
    first_day = valid_from or timezone.localdate()
    if valid_to is not None and valid_to < first_day:
        raise Refusal(gettext_noop("Ngày kết thúc của quyền trước ngày bắt đầu."))
    grant = Grant.objects.create(
        user=user,
        role=Role(role),
        scope_kind=ScopeKind.PLACE if place else ScopeKind.COUNTRY,
        scope_code=place.public_code if place else "",
        valid_from=first_day,
        valid_to=valid_to,
        given_by=by,
    )
    record(
        by=by,
        action=Action.CREATE,
        kind="grant",
        code=str(grant.pk),
        after={"user": user.actor, "role": grant.role, "scope": [grant.scope_kind, grant.scope_code]},
    )
    return grant
