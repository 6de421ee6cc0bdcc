"""The list of changes as people read it: who, when, what was there before and after, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from saolang.base.audit.choices import Action
from saolang.base.kit.formats import figure
from saolang.programme.plans.choices import PlanLevel, PlanState
from saolang.programme.plans.models import Plan, Target
from saolang.web.desk.people import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import TextChoices

    from saolang.base.audit.models import Change

CHOICES: dict[str, type[TextChoices]] = {"state": PlanState, "level": PlanLevel}
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
}
"""Words for what has no label of its own on the models."""

KINDS = {"plan": _("kế hoạch"), "target": _("chỉ tiêu"), "plan_report": _("báo cáo")}


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
    names = dict.fromkeys([*change.before, *change.after])
    compared = [
        Difference(_label(name), _shown(name, change.before.get(name)), _shown(name, change.after.get(name)))
        for name in names
    ]
    return tuple(one for one in compared if one.before != one.after)


def _entry(change: Change, who: str) -> Entry:
    action = Action(change.action).label if change.action in Action.values else change.action
    part = change.code.partition("/")[2]
    what = f"{action}: {KINDS.get(change.kind, change.kind)} {part}".strip()
    return Entry(change.at, who, what, change.reason, differences_of(change))


def _label(name: str) -> str:
    """Return the words of a column; a plan and a target share their names with the history."""
    if name in UNNAMED:
        return str(UNNAMED[name])
    for model in (Plan, Target):
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
    if isinstance(value, bool):
        return pgettext("yes or no", "có") if value else gettext("không")
    return str(value)
