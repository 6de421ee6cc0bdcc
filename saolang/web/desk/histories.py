"""The list of changes as people read it: who, when, what was there before and after, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.choices import Proof, Role, ScopeKind
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import Scope
from saolang.base.audit.choices import Action
from saolang.base.kit.formats import figure
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.models import CaseToAnswer, Certificate, MarkRun
from saolang.programme.plans.choices import PlanLevel, PlanState
from saolang.programme.plans.models import Plan, Target
from saolang.programme.registry.models import Producer, Representative
from saolang.web.desk.people import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import TextChoices

    from saolang.base.audit.models import Change

CHOICES: dict[str, type[TextChoices]] = {
    "state": PlanState,
    "level": PlanLevel,
    "role": Role,
    "proof": Proof,
    "ground": RevocationGround,
}
NUMBERS = ("goal", "goal_to")
UNNAMED = {
    "place": _("địa bàn"),
    "parent": _("kế hoạch cấp trên"),
    "state": _("trạng thái"),
    "file": _("tệp văn bản (mã băm)"),
    "file_name": _("tên tệp"),
    "reading_en": _("cách hiểu, tiếng Anh"),
    "as_at": _("số liệu đến"),
    "as_known": _("đã nhập đến"),
    "network_address": _("địa chỉ mạng"),
    "ended_address": _("địa chỉ mạng của phiên đã kết thúc"),
    "device": _("thiết bị"),
    "personal_data": _("dữ liệu cá nhân"),
    "role": _("vai trò"),
    "user": _("tài khoản"),
    "scope": _("phạm vi"),
    "valid_from": _("có hiệu lực từ"),
    "valid_to": _("đến trước ngày"),
    "follows": _("nối tiếp vai trò số"),
    "awaits_confirmation": _("chờ xác nhận"),
    "accepted_by": _("người nhận lời mời"),
    "expires_at": _("hết hạn lúc"),
    "proof": _("cách xác thực"),
    "signature": _("chữ ký"),
    "sha256": _("mã băm SHA-256"),
    "state_signature": _("chữ ký số đính kèm (mã băm)"),
    "proofs": _("cách xác thực"),
    "new_device": _("thiết bị mới"),
    "count": _("số lượng"),
    "rows": _("số dòng"),
    "narrowed_by": _("lọc theo"),
    "size": _("cỡ tệp (byte)"),
    "content_type": _("loại tệp"),
    "fact": _("loại thông tin"),
    "indicator": _("chỉ số"),
    "legal_form": _("loại hình"),
    "credential": _("chữ ký của bản ký số"),
    "holder": _("cấp cho"),
    "ground": _("căn cứ"),
    "revoked": _("đã thu hồi"),
    "revoked_on": _("thu hồi từ"),
    "warned": _("số chứng nhận được nhắc"),
}
"""Words for what has no label of its own on the models."""

KINDS = {
    "plan": _("kế hoạch"),
    "target": _("chỉ tiêu"),
    "plan_report": _("báo cáo"),
    "user": _("tài khoản"),
    "grant": _("vai trò"),
    "invitation": _("lời mời"),
}


@dataclass(frozen=True)
class Difference:
    """One value changed; empty before when it was new, empty after when it went."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    what: str
    reason: str
    differences: tuple[Difference, ...]

    @property
    def replaces(self) -> bool:
        """Say whether something was there before and something is there now: then both are worth seeing at once."""
        return any(one.before and one.after for one in self.differences)


def entries(changes: Iterable[Change]) -> list[Entry]:
    """Return the changes in words. One query, for the names of the people."""
    listed = list(changes)
    people = names_of(change.actor for change in listed)
    return [_entry(change, people[change.actor]) for change in listed]


def differences_of(change: Change) -> tuple[Difference, ...]:
    """Return what the change made different, in words."""
    return _compared(change.before, change.after)


def personal_differences_of(change: Change) -> tuple[Difference, ...]:
    """Return what the change tells of people, in words: what it made different, then whatever else it kept."""
    rest = dict(change.personal or {})
    before, after, origin = (rest.pop(name, None) for name in ("before", "after", "address"))
    return _compared(before or {}, {**(after or {}), **rest, "network_address": origin})


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    names = dict.fromkeys([*before, *after])
    compared = [
        Difference(_label(name), _shown(name, before.get(name)), _shown(name, after.get(name))) for name in names
    ]
    return tuple(one for one in compared if one.before != one.after)


def _entry(change: Change, who: str) -> Entry:
    action = Action(change.action).label if change.action in Action.values else change.action
    part = change.code.partition("/")[2]
    what = f"{action}: {KINDS.get(change.kind, change.kind)} {part}".strip()
    return Entry(change.at, who, what, change.reason, differences_of(change))


def _label(name: str) -> str:
    """Return the words of a column; things share their names with the history."""
    if name in UNNAMED:
        return str(UNNAMED[name])
    for model in (Plan, Target, Producer, Representative, User, Certificate, CaseToAnswer, MarkRun):
        for field in model._meta.fields:  # noqa: SLF001 - Django's own way to a column's words
            if field.name == name:
                return str(field.verbose_name)
    return name


def _shown(name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if name in CHOICES and value in CHOICES[name].values:
        return str(CHOICES[name](value).label)
    if name in NUMBERS:
        return figure(Decimal(str(value)))
    if name == "scope":
        return str(Scope(ScopeKind(value[0]), value[1]))
    if isinstance(value, bool):
        return pgettext("yes or no", "có") if value else gettext("không")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
