"""Making plans and changing them: every change is checked, recorded with before and after, and raises the version."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.queries import history_of
from saolang.base.audit.services.changes import record
from saolang.base.files.services import store
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.models import IssuedReport, Plan, Target
from saolang.programme.plans.rules import (
    PLANS,
    PlanFile,
    PlanTerms,
    TargetTerms,
    check_change,
    check_fields,
    check_move,
    check_plan,
    check_removal,
    check_target,
    read_definitions,
    read_plan_file,
    yaml_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from django.db.models import QuerySet

    from saolang.base.files.models import StoredFile

Changes = dict[str, tuple[Any, Any]]
"""Fields that differ, each with its old and its new value."""

_MOVED = {PlanState.ISSUED: Action.ISSUE, PlanState.CLOSED: Action.CLOSE}


# Plans ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def draft_plan(*, terms: PlanTerms, by: str) -> Plan:
    """Add a plan in draft. Raises Refusal when it cannot be as said or its code is taken."""
    return _create_plan(terms, PlanState.DRAFT, by=by, action=Action.CREATE)


@transaction.atomic
def revise_plan(*, plan: Plan, terms: PlanTerms, version: int, by: str, reason: str = "") -> Plan:
    """Change what is said of the plan; `version` is the one the person saw. Its code stays.

    Raises Refusal when somebody changed it since, the plan is closed, an issued plan is changed without a reason, or it
    cannot be as said.
    """
    locked = _open(plan, version=version, reason=reason)
    _insist(_check_level(locked, terms.level))
    if _write_plan(locked, replace(terms, code=locked.code), by=by, action=Action.CHANGE, reason=reason):
        _raise_version(locked)
    return locked


@transaction.atomic
def move_plan(*, plan: Plan, to: PlanState, version: int, by: str, reason: str = "") -> Plan:
    """Take the plan to another state: draft, comment round, issued, closed. Raises Refusal when it may not go there."""
    locked = _lock(plan)
    _insist(check_move(locked, to=to, version=version))
    before = locked.state
    locked.state = to
    _raise_version(locked)
    record(
        by=by,
        action=_MOVED.get(to, Action.CHANGE),
        kind="plan",
        code=locked.code,
        before={"state": before},
        after={"state": to},
        reason=reason,
    )
    return locked


@transaction.atomic
def attach_file(*, plan: Plan, file: StoredFile, file_name: str, version: int, by: str, reason: str = "") -> Plan:
    """Keep the document the plan was issued as; `file_name` is the name it came under."""
    locked = _open(plan, version=version, reason=reason)
    before = {"file": locked.file.sha256 if locked.file else "", "file_name": locked.file_name}
    locked.file = file
    locked.file_name = file_name
    _insist(check_fields(locked))
    _raise_version(locked)
    record(
        by=by,
        action=Action.CHANGE,
        kind="plan",
        code=locked.code,
        before=before,
        after={"file": locked.file.sha256, "file_name": file_name},
        reason=reason,
    )
    return locked


@transaction.atomic
def issue_report(
    *,
    plan: Plan,
    as_at: date,
    as_known: datetime,
    figures: Mapping[str, Any],
    content: bytes,
    file_name: str,
    by: str,
) -> IssuedReport:
    """Keep a report as it leaves the office: its figures, and its bytes by their digest. It is never changed."""
    report = IssuedReport(
        plan=plan,
        as_at=as_at,
        as_known=as_known,
        figures=dict(figures),
        file=store(content, by=by),
        file_name=file_name,
        issued_by=by,
    )
    _insist(check_fields(report))
    report.save()
    record(
        by=by,
        action=Action.ISSUE,
        kind="plan_report",
        code=report.code,
        after={"as_at": as_at, "as_known": as_known, "file": report.file.sha256, "file_name": file_name},
    )
    return report


# Targets --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_target(*, plan: Plan, terms: TargetTerms, version: int, by: str, reason: str = "") -> Target:
    """Add a target after the others. Raises Refusal when the plan may not be changed or cannot hold it.

    A code that was removed stays taken: figures of issued reports still speak of it.
    """
    locked = _open(plan, version=version, reason=reason)
    if locked.targets.filter(code=terms.code).exists():
        raise Refusal(gettext_noop("Kế hoạch đã có chỉ tiêu mã %(code)s (kể cả đã bỏ)."), code=terms.code)
    _insist(_check_beside(locked, terms))
    target = _create_target(locked, terms, by=by, action=Action.CREATE, reason=reason)
    _raise_version(locked)
    return target


@transaction.atomic
def revise_target(*, target: Target, terms: TargetTerms, version: int, by: str, reason: str = "") -> Target:
    """Change a target; `version` is that of the plan the person saw. Its code stays.

    Raises Refusal when the plan may not be changed or cannot hold the target so.
    """
    locked = _open(target.plan, version=version, reason=reason)
    current = _current_target(locked, target.code)
    wanted = replace(terms, code=current.code)
    _insist(_check_beside(locked, wanted))
    if _write_target(current, wanted, by=by, action=Action.CHANGE, reason=reason):
        _raise_version(locked)
    return current


@transaction.atomic
def remove_target(*, target: Target, version: int, by: str, reason: str) -> None:
    """Take the target out of the plan; it stays in its history.

    Raises Refusal when the plan may not be changed or another target speaks of this one.
    """
    locked = _open(target.plan, version=version, reason=reason)
    current = _current_target(locked, target.code)
    _insist(check_removal(current.code, _targets_of(locked).values()))
    _withdraw(current, by=by, action=Action.WITHDRAW, reason=reason)
    _raise_version(locked)


# Plan files -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Loaded:
    """What loading did: things added, things changed, and what was left as a person had made it, each in a sentence."""

    added: int = 0
    changed: int = 0
    kept: tuple[Refusal, ...] = ()

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(self.added + other.added, self.changed + other.changed, self.kept + other.kept)


@transaction.atomic
def load_plans(*, by: str, folder: Path = PLANS) -> Loaded:
    """Bring the register of plans up to the plan files of the folder, all of them or none.

    A plan or target not yet known is added. One whose file has changed follows it, field by field; a field that a
    person has set since is left alone, and the answer says so. Loading again changes nothing.
    Raises Refusal when there is no such folder, a file cannot be read, or a plan or target of it cannot be as said.
    """
    if not folder.is_dir():
        raise Refusal(gettext_noop("Không có thư mục kế hoạch %(folder)s."), folder=folder)
    loaded = Loaded()
    for file in _parents_first([read_plan_file(path) for path in yaml_files(folder)]):
        try:
            loaded += _load(file, by=by)
        except Refusal as refusal:
            raise Refusal(
                gettext_noop("Tệp kế hoạch %(source)s: %(why)s"), source=file.source, why=refusal
            ) from refusal
    return loaded


def _load(file: PlanFile, *, by: str) -> Loaded:
    terms = PlanTerms(**file.terms, place=_place_of(file), parent=_parent_of(file))
    plan = Plan.objects.select_for_update().filter(code=file.code).first()
    if plan is None:
        plan = _create_plan(terms, file.state, by=by, action=Action.IMPORT)
        return sum((_load_target(plan, target, file, by=by) for target in file.targets), Loaded(added=1))
    loaded = _follow_plan(plan, terms, by=by)
    loaded = sum((_load_target(plan, target, file, by=by) for target in file.targets), loaded)
    loaded = sum((_unload(target, by=by) for target in _not_in(file, plan)), loaded)
    if loaded.added or loaded.changed:
        _raise_version(plan)
    return loaded


def _follow_plan(plan: Plan, terms: PlanTerms, *, by: str) -> Loaded:
    """Bring a known plan's fields up to its file, but for those a person has set."""
    current = PlanTerms.of(plan)
    theirs = _set_by_a_person("plan", plan.code, _differences(current, terms))
    wanted = replace(terms, **{name: getattr(current, name) for name in theirs})
    changed = _write_plan(plan, wanted, by=by, action=Action.IMPORT)
    return Loaded(changed=int(changed), kept=_kept(plan.code, theirs))


def _load_target(plan: Plan, terms: TargetTerms, file: PlanFile, *, by: str) -> Loaded:
    """Add a target of the file, or bring it up to the file, but for the fields a person has set."""
    beside = {**_targets_of(plan), **{target.code: target for target in file.targets}}
    _insist(check_target(terms, level=plan.level, others=beside, definitions=read_definitions()))
    target = plan.targets.filter(code=terms.code).first()
    if target is None:
        _create_target(plan, terms, by=by, action=Action.IMPORT)
        return Loaded(added=1)
    code = _code_of(target)
    if target.removed_at is not None:
        return _load_removed(target, terms, by=by)
    current = TargetTerms.of(target)
    theirs = _set_by_a_person("target", code, _differences(current, terms))
    wanted = replace(terms, **{name: getattr(current, name) for name in theirs})
    changed = _write_target(target, wanted, by=by, action=Action.IMPORT)
    return Loaded(changed=int(changed), kept=_kept(code, theirs))


def _load_removed(target: Target, terms: TargetTerms, *, by: str) -> Loaded:
    """Bring back a target that an earlier file had lost; one that a person took out stays out."""
    code = _code_of(target)
    if history_of("target", code)[0].action != Action.IMPORT:
        return Loaded(kept=(Refusal(gettext_noop("%(code)s: đã được bỏ, không thêm lại từ tệp."), code=code),))
    target.removed_at = None
    _write(target, _differences(TargetTerms.of(target), terms))
    record(by=by, action=Action.IMPORT, kind="target", code=code, after=_told(_values(terms)))
    return Loaded(added=1)


def _not_in(file: PlanFile, plan: Plan) -> QuerySet[Target]:
    return plan.targets.filter(removed_at=None).exclude(code__in=[target.code for target in file.targets])


def _unload(target: Target, *, by: str) -> Loaded:
    """Take out a target that its file no longer has; one that a person has added or changed stays."""
    if any(change.action != Action.IMPORT for change in history_of("target", _code_of(target))):
        return Loaded()
    _withdraw(target, by=by, action=Action.IMPORT)
    return Loaded(changed=1)


def _set_by_a_person(kind: str, code: str, changes: Changes) -> list[str]:
    """Return those of the fields whose latest change in the history did not come from a file."""
    if not changes:
        return []
    latest: dict[str, str] = {}
    for change in history_of(kind, code):
        for name in change.after:
            latest.setdefault(name, change.action)
    return sorted(name for name in changes if latest.get(name) != Action.IMPORT)


def _kept(code: str, names: list[str]) -> tuple[Refusal, ...]:
    if not names:
        return ()
    message = gettext_noop("%(code)s: giữ nguyên %(fields)s như người dùng đã sửa; tệp kế hoạch ghi khác.")
    return (Refusal(message, code=code, fields=", ".join(names)),)


def _parents_first(files: Iterable[PlanFile]) -> list[PlanFile]:
    by_code: dict[str, PlanFile] = {}
    for file in files:
        if file.code in by_code:
            raise Refusal(
                gettext_noop("Hai tệp %(one)s và %(other)s cùng nói về kế hoạch %(code)s."),
                one=by_code[file.code].source,
                other=file.source,
                code=file.code,
            )
        by_code[file.code] = file
    try:
        order = TopologicalSorter({code: {file.parent} for code, file in by_code.items()}).static_order()
        return [by_code[code] for code in order if code in by_code]
    except CycleError as error:
        raise Refusal(
            gettext_noop("Các kế hoạch thuộc nhau thành vòng: %(codes)s."), codes=", ".join(error.args[1])
        ) from error


def _place_of(file: PlanFile) -> Place:
    generation, code = file.place
    place = Place.objects.filter(map=generation, code=code).first()
    if place is None:
        raise Refusal(
            gettext_noop("không có đơn vị mã %(place)s trên bản đồ thứ %(generation)s."),
            place=code,
            generation=generation,
        )
    return place


def _parent_of(file: PlanFile) -> Plan | None:
    if not file.parent:
        return None
    parent = Plan.objects.filter(code=file.parent).first()
    if parent is None:
        raise Refusal(gettext_noop("không có kế hoạch cấp trên mã %(parent)s."), parent=file.parent)
    return parent


# What all of the above share ------------------------------------------------------------------------------------------


def _insist(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _lock(plan: Plan) -> Plan:
    return Plan.objects.select_for_update().get(pk=plan.pk)


def _open(plan: Plan, *, version: int, reason: str) -> Plan:
    """Lock the plan for a change, if it may be changed."""
    locked = _lock(plan)
    _insist(check_change(locked, version=version, reason=reason))
    return locked


def _raise_version(plan: Plan) -> None:
    plan.version += 1
    plan.save()


def _create_plan(terms: PlanTerms, state: PlanState, *, by: str, action: Action) -> Plan:
    _insist(check_plan(terms))
    if Plan.objects.filter(code=terms.code).exists():
        raise Refusal(gettext_noop("Đã có kế hoạch mã %(code)s."), code=terms.code)
    plan = Plan(**_values(terms), state=state)
    _insist(check_fields(plan))
    plan.save()
    record(by=by, action=action, kind="plan", code=plan.code, after={**_told(_values(terms)), "state": state})
    return plan


def _write_plan(plan: Plan, terms: PlanTerms, *, by: str, action: Action, reason: str = "") -> bool:
    """Change the fields that differ and record them; return whether any did."""
    _insist(check_plan(terms))
    changes = _differences(PlanTerms.of(plan), terms)
    _write(plan, changes)
    _record_changes("plan", plan.code, changes, by=by, action=action, reason=reason)
    return bool(changes)


def _create_target(plan: Plan, terms: TargetTerms, *, by: str, action: Action, reason: str = "") -> Target:
    last = plan.targets.aggregate(last=Max("position"))["last"] or 0
    target = Target(plan=plan, position=last + 1, **_values(terms))
    _insist(check_fields(target))
    target.save()
    record(by=by, action=action, kind="target", code=_code_of(target), after=_told(_values(terms)), reason=reason)
    return target


def _write_target(target: Target, terms: TargetTerms, *, by: str, action: Action, reason: str = "") -> bool:
    """Change the fields that differ and record them; return whether any did."""
    changes = _differences(TargetTerms.of(target), terms)
    _write(target, changes)
    _record_changes("target", _code_of(target), changes, by=by, action=action, reason=reason)
    return bool(changes)


def _withdraw(target: Target, *, by: str, action: Action, reason: str = "") -> None:
    target.removed_at = timezone.now()
    target.save()
    record(
        by=by,
        action=action,
        kind="target",
        code=_code_of(target),
        before=_told(_values(TargetTerms.of(target))),
        reason=reason,
    )


def _code_of(target: Target) -> str:
    """Return the name of the target in the list of changes."""
    return f"{target.plan.code}/{target.code}"


def _current_target(plan: Plan, code: str) -> Target:
    target = plan.targets.filter(code=code, removed_at=None).first()
    if target is None:
        raise Refusal(gettext_noop("Chỉ tiêu %(code)s đã được bỏ khỏi kế hoạch."), code=code)
    return target


def _targets_of(plan: Plan) -> dict[str, TargetTerms]:
    return {target.code: TargetTerms.of(target) for target in plan.targets.filter(removed_at=None)}


def _check_beside(plan: Plan, terms: TargetTerms) -> Refusal | None:
    """Answer why the plan cannot hold the target beside the others, or one of them can no longer stand beside it."""
    beside = {**_targets_of(plan), terms.code: terms}
    definitions = read_definitions()
    speaking_of_it = [other for other in beside.values() if terms.code in {other.within, other.total_in}]
    for target in [terms, *speaking_of_it]:
        if refusal := check_target(target, level=plan.level, others=beside, definitions=definitions):
            return refusal
    return None


def _check_level(plan: Plan, level: str) -> Refusal | None:
    """Answer why the plan's targets do not fit another level: a per-unit floor needs a level below the plan's."""
    if level == plan.level:
        return None
    targets = _targets_of(plan)
    refusals = (
        check_target(target, level=level, others=targets, definitions=read_definitions()) for target in targets.values()
    )
    return next(filter(None, refusals), None)


def _values(terms: PlanTerms | TargetTerms) -> dict[str, Any]:
    return {field.name: getattr(terms, field.name) for field in fields(terms)}


def _differences(current: PlanTerms | TargetTerms, wanted: PlanTerms | TargetTerms) -> Changes:
    """Return the fields in which the two differ, each with the value now and the value wanted."""
    new = _values(wanted)
    return {name: (value, new[name]) for name, value in _values(current).items() if value != new[name]}


def _write(thing: Plan | Target, changes: Changes) -> None:
    for name, (_old, new) in changes.items():
        setattr(thing, name, new)
    _insist(check_fields(thing))
    thing.save()


def _record_changes(kind: str, code: str, changes: Changes, *, by: str, action: Action, reason: str) -> None:
    if changes:
        before = _told({name: old for name, (old, _new) in changes.items()})
        after = _told({name: new for name, (_old, new) in changes.items()})
        record(by=by, action=action, kind=kind, code=code, before=before, after=after, reason=reason)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as the list of changes keeps them: places and plans by their codes."""
    return {
        name: value.public_code if isinstance(value, Place) else value.code if isinstance(value, Plan) else value
        for name, value in values.items()
    }
