"""Who may do what: permissions are an enum, roles a table, both in code."""

from __future__ import annotations

from dataclasses import dataclass
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
    SIGN = "sign"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_INSTALLATION = "manage_installation"
    READ_AUDIT = "read_audit"
    EDIT_CRITERIA = "edit_criteria"
    EDIT_DOSSIERS = "edit_dossiers"
    CHECK_DOSSIERS = "check_dossiers"
    RUN_PROCEDURE = "run_procedure"
    ADVISE = "advise"
    RUN_SESSIONS = "run_sessions"
    READ_SESSIONS = "read_sessions"
    SCORE = "score"
    ISSUE_CERTIFICATES = "issue_certificates"
    RECORD_EVENTS = "record_events"
    CHECK_EVENTS = "check_events"
    RECALL = "recall"
    ANSWER_REPORTS = "answer_reports"
    MANAGE_API_KEYS = "manage_api_keys"
    EDIT_STORIES = "edit_stories"


class Role(models.TextChoices):
    """What a person is, in some area. Kept as plain text in the database: a new role needs no migration."""

    ADMINISTRATOR = "administrator", _("quản trị hệ thống")
    CENTRAL = "central", _("cán bộ trung ương")
    COORDINATOR = "coordinator", _("điều phối viên")
    LEADER = "leader", _("lãnh đạo")
    COMMUNE = "commune", _("cán bộ xã")
    CHAIR = "chair", _("chủ tịch hội đồng")
    SECRETARY = "secretary", _("thư ký hội đồng")
    MEMBER = "member", _("ủy viên hội đồng")
    ADVISER = "adviser", _("tổ tư vấn")
    INSPECTOR = "inspector", _("cán bộ kiểm tra")
    PRODUCER = "producer", _("chủ thể")
    HELPER = "helper", _("người giúp chủ thể")
    AUDITOR = "auditor", _("kiểm toán")
    READER = "reader", _("người xem")


class ScopeKind(models.TextChoices):
    """What a grant reaches over. The app that owns the kind resolves the code."""

    COUNTRY = "country", _("cả nước")
    PLACE = "place", _("địa bàn")
    COUNCIL = "council", _("hội đồng")
    PRODUCER = "producer", _("chủ thể")


class Proof(models.TextChoices):
    """How a person showed, at the moment of signing, to be that person."""

    PASSWORD = "password", _("mật khẩu")
    PASSKEY = "passkey", _("khóa truy cập")


@dataclass(frozen=True)
class Terms:
    """What a role brings: what it may do, over what it can be given, which roles its holder may give in turn.

    Who decides signs in with a second factor.
    """

    permissions: frozenset[Permission]
    scopes: frozenset[ScopeKind]
    gives: frozenset[Role] = frozenset()
    decides: bool = False


ADMINISTERING = frozenset({Permission.MANAGE_ACCOUNTS, Permission.MANAGE_INSTALLATION, Permission.READ_AUDIT})
AREAS = frozenset({ScopeKind.COUNTRY, ScopeKind.PLACE})
ONE_COUNCIL = frozenset({ScopeKind.COUNCIL})
ONE_PRODUCER = frozenset({ScopeKind.PRODUCER})
READING = frozenset({Permission.READ_DESK})
OF_A_SESSION = frozenset({Permission.READ_SESSIONS, Permission.SIGN})
NOT_OF_AN_OFFICE = frozenset({Permission.EDIT_DOSSIERS, Permission.SCORE, Permission.RECORD_EVENTS})
"""What a producer or a council does, and no office in its place."""
GIVEN_BY_A_COORDINATOR = frozenset(
    {
        Role.LEADER,
        Role.COMMUNE,
        Role.CHAIR,
        Role.SECRETARY,
        Role.MEMBER,
        Role.ADVISER,
        Role.INSPECTOR,
        Role.PRODUCER,
        Role.HELPER,
        Role.READER,
    }
)

TERMS: dict[Role, Terms] = {
    Role.ADMINISTRATOR: Terms(ADMINISTERING, frozenset({ScopeKind.COUNTRY}), gives=frozenset(Role), decides=True),
    Role.CENTRAL: Terms(
        READING | {Permission.ISSUE_REPORT, Permission.SIGN, Permission.RUN_PROCEDURE, Permission.ISSUE_CERTIFICATES},
        AREAS,
        decides=True,
    ),
    Role.COORDINATOR: Terms(
        frozenset(Permission) - {Permission.MANAGE_INSTALLATION, Permission.READ_AUDIT} - NOT_OF_AN_OFFICE,
        AREAS,
        gives=GIVEN_BY_A_COORDINATOR,
        decides=True,
    ),
    Role.LEADER: Terms(
        READING | {Permission.ISSUE_REPORT, Permission.SIGN, Permission.ISSUE_CERTIFICATES}, AREAS, decides=True
    ),
    Role.COMMUNE: Terms(
        READING
        | {
            Permission.READ_PERSONAL_DATA,
            Permission.EDIT_REGISTRY,
            Permission.CHECK_DOSSIERS,
            Permission.SIGN,
            Permission.CHECK_EVENTS,
            Permission.ANSWER_REPORTS,
        },
        AREAS,
    ),
    Role.CHAIR: Terms(OF_A_SESSION | {Permission.SCORE}, ONE_COUNCIL, decides=True),
    Role.SECRETARY: Terms(OF_A_SESSION | {Permission.RUN_SESSIONS}, ONE_COUNCIL, decides=True),
    Role.MEMBER: Terms(OF_A_SESSION | {Permission.SCORE}, ONE_COUNCIL, decides=True),
    Role.ADVISER: Terms(READING | {Permission.ADVISE}, AREAS),
    Role.INSPECTOR: Terms(
        READING
        | {
            Permission.READ_PERSONAL_DATA,
            Permission.CHECK_EVENTS,
            Permission.RECALL,
            Permission.ANSWER_REPORTS,
        },
        AREAS,
        decides=True,
    ),
    Role.PRODUCER: Terms(
        frozenset(
            {
                Permission.SIGN,
                Permission.MANAGE_ACCOUNTS,
                Permission.EDIT_DOSSIERS,
                Permission.RECORD_EVENTS,
                Permission.RECALL,
                Permission.MANAGE_API_KEYS,
            }
        ),
        ONE_PRODUCER,
        gives=frozenset({Role.HELPER}),
    ),
    Role.HELPER: Terms(frozenset({Permission.EDIT_DOSSIERS, Permission.RECORD_EVENTS}), ONE_PRODUCER),
    Role.AUDITOR: Terms(READING | {Permission.READ_AUDIT}, AREAS, decides=False),
    Role.READER: Terms(READING, AREAS),
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """Return the roles that hold the permission."""
    return frozenset(role for role, terms in TERMS.items() if permission in terms.permissions)


def roles_giving(role: Role) -> frozenset[Role]:
    """Return the roles whose holders may give the role."""
    return frozenset(giver for giver, terms in TERMS.items() if role in terms.gives)
