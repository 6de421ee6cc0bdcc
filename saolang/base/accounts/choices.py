"""Who may do what: permissions are an enum, roles a table, both in code."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing a person may be allowed to do."""

    READ_DESK = "read_desk"
    READ_PERSONAL_DATA = "read_personal_data"
    EDIT_REGISTRY = "edit_registry"
    EDIT_PLANS = "edit_plans"
    IMPORT_REGISTER = "import_register"
    ISSUE_REPORT = "issue_report"


class Role(models.TextChoices):
    """What a person is, in some area. Kept as plain text in the database: a new role needs no migration."""

    COORDINATOR = "coordinator", _("điều phối viên")
    READER = "reader", _("người xem")


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(Permission),
    Role.READER: frozenset({Permission.READ_DESK}),
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """Return the roles that hold the permission."""
    return frozenset(role for role, permissions in PERMISSIONS.items() if permission in permissions)


class ScopeKind(models.TextChoices):
    """What a grant reaches over. The app that owns the kind resolves the code."""

    COUNTRY = "country", _("cả nước")
    PLACE = "place", _("địa bàn")
