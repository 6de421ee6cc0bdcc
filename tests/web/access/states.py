"""Who may do what to a thing in which state: asked of the rules, or of the service itself where it holds the rule."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.core.refusal import Refusal
from saolang.programme.certification.choices import RevocationGround, State
from saolang.programme.certification.models import Recognition, Revocation
from saolang.programme.certification.queries import with_state
from saolang.programme.certification.rules import check_revocation
from saolang.programme.certification.services import recognitions
from saolang.programme.intake.choices import Answer, RegisterState
from saolang.programme.intake.models import Outcome
from saolang.programme.intake.rules import check_answer, check_mapping, check_not_undone, check_undo
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.rules import check_change, check_move
from saolang.programme.registry import rules as registry
from saolang.programme.registry.choices import LookAlikeAnswer
from tests.factories.certification import a_recognition, a_revocation
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from saolang.programme.intake.models import Register, StagedRow
    from saolang.programme.plans.models import Plan
    from saolang.programme.registry.models import LookAlike, Product
    from tests.web.access.people import Asker
    from tests.web.access.records import Records


@dataclass(frozen=True)
class Act:
    """Something done to a thing: in words, what it takes, and the rule that says whether the state allows it."""

    words: str
    permission: Permission
    rule: Callable[[Any], Refusal | None]


@dataclass(frozen=True)
class Matter:
    """A kind of thing with its states, one thing in each, and what is done to it."""

    title: str
    states: Mapping[str, Any]
    acts: Sequence[Act]


@dataclass(frozen=True)
class Line:
    """One act: the roles that may do it where the thing lies, and per state whether it may be done."""

    act: Act
    who: list[Asker]
    allowed: dict[str, bool]


def lines(matter: Matter, records: Records, askers: Sequence[Asker]) -> list[Line]:
    """Ask every act of the matter in every state, and every role for the permission it takes."""
    near = [asker for asker in askers if asker.user and not asker.far]
    return [
        Line(
            act,
            [asker for asker in near if asker.user and may(asker.user, act.permission, records.place) is None],
            {state: act.rule(thing) is None for state, thing in matter.states.items()},
        )
        for act in matter.acts
    ]


def matters(records: Records) -> list[Matter]:
    """Return every kind of thing that has states, with a thing in each of them."""
    return [
        _plans(records.plan),
        _registers(records.register),
        _rows(records.register),
        _certificates(),
        _records(records.product),
        _look_alikes(records.look_alike),
    ]


def _plans(plan: Plan) -> Matter:
    def change(plan: Plan) -> Refusal | None:
        return check_change(plan, version=plan.version, reason="")

    def change_with_reason(plan: Plan) -> Refusal | None:
        return check_change(plan, version=plan.version, reason="công văn 12")

    def move(to: PlanState) -> Callable[[Plan], Refusal | None]:
        return lambda plan: check_move(plan, to=to, version=plan.version)

    return Matter(
        "A plan",
        {str(state.label): _with(plan, state=state) for state in PlanState},
        [
            Act("change it, its targets or its document", Permission.EDIT_PLANS, change),
            Act("the same, with a reason", Permission.EDIT_PLANS, change_with_reason),
            *[Act(f"take it to “{to.label}”", Permission.EDIT_PLANS, move(to)) for to in PlanState],
        ],
    )


def _registers(register: Register) -> Matter:
    return Matter(
        "A register that was sent in",
        {str(state.label): _with(register, state=state) for state in RegisterState},
        [
            Act("say what its columns are", Permission.IMPORT_REGISTER, check_mapping),
            Act("enter what was accepted", Permission.IMPORT_REGISTER, check_not_undone),
            Act("undo it", Permission.IMPORT_REGISTER, check_undo),
        ],
    )


def _rows(register: Register) -> Matter:
    """Return the rows by their verdict, and by the state of their register."""

    def decide(row: StagedRow) -> Refusal | None:
        return check_answer(row, Answer.LEAVE, {}, None)

    first = register.rows.select_related("register").exclude(verdict="skip")[0]
    undone = _with(first, register=_with(register, state=RegisterState.UNDONE))
    applied = _with(first, outcome=Outcome())
    return Matter(
        "A row of a register",
        {
            "data": first,
            "no data": _with(first, verdict="skip"),
            "entered": applied,
            "of a register undone": undone,
        },
        [Act("decide what becomes of it", Permission.IMPORT_REGISTER, decide)],
    )


def _certificates() -> Matter:
    today = date(2026, 11, 22)
    withdrawn = a_recognition()
    recognitions.withdraw(recognition=withdrawn, by="tests", reason="ghi nhầm")
    withdrawn.refresh_from_db()
    revoked = a_recognition()
    a_revocation(revoked, date(2024, 5, 1))
    superseded = a_recognition()
    a_recognition(superseded.product, stars=4, on=date(2025, 3, 1))
    by_state = {
        State.VALID: a_recognition(on=date(2025, 3, 1)),
        State.EXTENDED: a_recognition(on=date(2023, 7, 1)),
        State.EXPIRED: a_recognition(on=date(2020, 3, 1)),
        State.SUPERSEDED: superseded,
        State.REVOKED: revoked,
    }
    for state, recognition in by_state.items():
        stated = with_state(Recognition.objects.filter(pk=recognition.pk), today, timezone.now()).get()
        assert stated.state == state, f"{stated.state} is not {state}"

    def correct(recognition: Recognition) -> Refusal | None:
        return refusal_of(
            lambda: recognitions.correct(recognition=recognition, by="tests", reason="nhầm", stars=recognition.stars)
        )

    def withdraw(recognition: Recognition) -> Refusal | None:
        return refusal_of(lambda: recognitions.withdraw(recognition=recognition, by="tests", reason="nhầm"))

    def revoke(recognition: Recognition) -> Refusal | None:
        new = Revocation(recognition=recognition, began_on=today, ground=RevocationGround.MISUSE_OF_MARK)
        return check_revocation(new, Revocation.objects.standing().filter(recognition=recognition))

    return Matter(
        "A certificate",
        {**{str(state.label): thing for state, thing in by_state.items()}, "entered by mistake": withdrawn},
        [
            Act("correct it", Permission.EDIT_REGISTRY, correct),
            Act("say it never was", Permission.EDIT_REGISTRY, withdraw),
            Act("take it back", Permission.EDIT_REGISTRY, revoke),
        ],
    )


def _records(product: Product) -> Matter:
    return Matter(
        "A producer or a product",
        {"in use": product, "merged into another": _with(product, merged_into=a_product())},
        [Act("revise it, enter facts about it", Permission.EDIT_REGISTRY, registry.check_not_merged)],
    )


def _look_alikes(look_alike: LookAlike) -> Matter:
    def answer(look_alike: LookAlike) -> Refusal | None:
        return registry.check_answer(look_alike, LookAlikeAnswer.SAME, look_alike.left_code)

    return Matter(
        "Two records that may be one",
        {str(state.label): _with(look_alike, answer=state) for state in LookAlikeAnswer},
        [Act("say whether they are", Permission.EDIT_REGISTRY, answer)],
    )


def refusal_of(service: Callable[[], object]) -> Refusal | None:
    """Return why the service refuses, where the rule is inside it; what it did is taken back."""
    with transaction.atomic():
        try:
            service()
        except Refusal as refusal:
            return refusal
        finally:
            transaction.set_rollback(True)
    return None


def _with(thing: Any, **values: object) -> Any:
    """Return the thing as if it were so, unsaved."""
    changed = copy(thing)
    for name, value in values.items():
        setattr(changed, name, value)
    return changed
