"""The kinds of thing that have states, one thing in each state, and the rules about them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from saolang.base.accounts.choices import Permission, Role, ScopeKind
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import Scope, may, may_accept, may_decide_on, may_withdraw
from saolang.base.accounts.services import invitations
from saolang.base.files.choices import Kinds
from saolang.base.files.models import Upload
from saolang.base.files.queries import upload_of
from saolang.base.files.services import uploads
from saolang.base.notices.choices import Mail
from saolang.base.notices.rules import may_send_again
from saolang.core.refusal import Refusal
from saolang.programme.certification.choices import RevocationGround, State
from saolang.programme.certification.models import Recognition, Revocation
from saolang.programme.certification.queries import with_state
from saolang.programme.certification.queries.certificates import state_of
from saolang.programme.certification.rules import check_revocation, check_withdrawal
from saolang.programme.certification.rules.cases import check_account
from saolang.programme.certification.rules.cases import check_answer as check_case_answer
from saolang.programme.certification.rules.certificates import check_suspension
from saolang.programme.certification.services import recognitions
from saolang.programme.intake.choices import Answer, RegisterState
from saolang.programme.intake.models import Outcome
from saolang.programme.intake.rules import check_answer, check_mapping, check_not_undone, check_undo
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.rules import check_change, check_move
from saolang.programme.registry import rules as registry
from saolang.programme.registry.choices import LookAlikeAnswer
from saolang.web.uploads import NOT_SENT
from tests.factories.accounts import GrantFactory, InvitationFactory
from tests.factories.certification import a_case, a_mark_run, a_recognition, a_revocation, a_suspension
from tests.factories.notices import NoticeFactory
from tests.factories.registry import a_product
from tests.web.access.states import Act, Matter, as_if, refusal_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.base.accounts.models import Grant, Invitation
    from saolang.programme.certification.models import DecisionPaper
    from saolang.programme.intake.models import Register, StagedRow
    from saolang.programme.plans.models import Plan
    from saolang.programme.registry.models import LookAlike, Product
    from tests.web.access.records import Records

A_WEEK = timedelta(days=7)


def matters(records: Records) -> list[Matter]:
    """Return every kind of thing that has states, with a thing in each of them."""
    return [
        _plans(records.plan),
        _registers(records.register),
        _rows(records.register),
        _certificates(),
        _cases(),
        _mark_runs(),
        _papers(records.paper),
        _records(records.product),
        _look_alikes(records.look_alike),
        _roles_given(records),
        _invitations(records),
        _letters(),
        _uploads(),
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
        {str(state.label): as_if(plan, state=state) for state in PlanState},
        [
            Act("change it, its targets or its document", Permission.EDIT_PLANS, change),
            Act("the same, with a reason", Permission.EDIT_PLANS, change_with_reason),
            *[Act(f"take it to “{to.label}”", Permission.EDIT_PLANS, move(to)) for to in PlanState],
        ],
    )


def _registers(register: Register) -> Matter:
    return Matter(
        "A register that was sent in",
        {str(state.label): as_if(register, state=state) for state in RegisterState},
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
    undone = as_if(first, register=as_if(register, state=RegisterState.UNDONE))
    applied = as_if(first, outcome=Outcome())
    return Matter(
        "A row of a register",
        {
            "data": first,
            "no data": as_if(first, verdict="skip"),
            "entered": applied,
            "of a register undone": undone,
        },
        [Act("decide what becomes of it", Permission.IMPORT_REGISTER, decide)],
    )


def _certificates() -> Matter:
    today = date(2026, 11, 22)  # the days around it are those of the certificates below
    withdrawn = a_recognition()
    recognitions.withdraw(recognition=withdrawn, by="tests", reason="ghi nhầm")
    withdrawn.refresh_from_db()
    revoked = a_recognition()
    a_revocation(revoked, date(2024, 5, 1))
    superseded = a_recognition()
    a_recognition(superseded.product, stars=4, on=date(2025, 3, 1))
    suspended = a_recognition(on=date(2025, 3, 1))
    a_suspension(suspended, date(2026, 1, 1))
    by_state = {
        State.VALID: a_recognition(on=date(2025, 3, 1)),
        State.EXTENDED: a_recognition(on=date(2023, 7, 1)),
        State.SUSPENDED: suspended,
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

    def suspend(recognition: Recognition) -> Refusal | None:
        return check_suspension(
            recognition,
            state_of(recognition, today, timezone.now()),
            on=today,
            today=today,
            is_suspended=recognition.suspensions.standing().filter(ended_on=None).exists(),
        )

    return Matter(
        "A certificate",
        {**{str(state.label): thing for state, thing in by_state.items()}, "entered by mistake": withdrawn},
        [
            Act("correct it", Permission.EDIT_REGISTRY, correct),
            Act("say it never was", Permission.EDIT_REGISTRY, withdraw),
            Act("take it back", Permission.EDIT_REGISTRY, revoke),
            Act("suspend it", Permission.ISSUE_CERTIFICATES, suspend),
        ],
    )


def _cases() -> Matter:
    case = a_case()
    return Matter(
        "A case to answer",
        {"waiting": case, "answered": as_if(case, answered_at=timezone.now())},
        [
            Act(
                "take the certificate back, or close it without",
                Permission.ISSUE_CERTIFICATES,
                lambda case: check_case_answer(case, "đủ căn cứ"),
            )
        ],
    )


def _mark_runs() -> Matter:
    run = a_mark_run()
    return Matter(
        "A print run that bears the mark, of a certificate that has ended",
        {"open": run, "accounted for": as_if(run, closed_at=timezone.now())},
        [
            Act(
                "account for what is left",
                Permission.ISSUE_CERTIFICATES,
                lambda run: check_account(run, left_over=0, is_held=False),
            )
        ],
    )


def _records(product: Product) -> Matter:
    return Matter(
        "A producer or a product",
        {"in use": product, "merged into another": as_if(product, merged_into=a_product())},
        [Act("revise it, enter facts about it", Permission.EDIT_REGISTRY, registry.check_not_merged)],
    )


def _look_alikes(look_alike: LookAlike) -> Matter:
    def answer(look_alike: LookAlike) -> Refusal | None:
        return registry.check_answer(look_alike, LookAlikeAnswer.SAME, look_alike.left_code)

    return Matter(
        "Two records that may be one",
        {str(state.label): as_if(look_alike, answer=state) for state in LookAlikeAnswer},
        [Act("say whether they are", Permission.EDIT_REGISTRY, answer)],
    )


def _papers(paper: DecisionPaper) -> Matter:
    def withdraw(paper: DecisionPaper) -> Refusal | None:
        return check_withdrawal(paper, "nhầm tệp")

    return Matter(
        "A paper of a decision",
        {"in use": paper, "withdrawn": as_if(paper, withdrawn_at=timezone.now())},
        [Act("withdraw it", Permission.EDIT_REGISTRY, withdraw)],
    )


def _roles_given(records: Records) -> Matter:
    """Return the states of a grant. Who may give and withdraw which role stands in the table of roles."""
    scope = Scope.over(records.place)
    given = GrantFactory(role=Role.READER, place=records.place)
    states = {
        "in force": given,
        "still to come": GrantFactory(role=Role.READER, place=records.place, valid_from=timezone.localdate() + A_WEEK),
        "awaiting confirmation": GrantFactory(role=Role.READER, place=records.place, awaits_confirmation=True),
        "ended": GrantFactory(role=Role.READER, place=records.place, valid_to=timezone.localdate()),
    }

    def use(grant: Grant) -> Refusal | None:
        holder = User.objects.get(pk=grant.user_id)
        return may(holder, Permission.READ_DESK, records.place)

    return Matter(
        "A role given to a person",
        states,
        [
            Act("use it", "its holder", use),
            Act("withdraw it", Permission.MANAGE_ACCOUNTS, lambda grant: may_withdraw(None, grant, scope)),
            Act("confirm or refuse it", Permission.MANAGE_ACCOUNTS, lambda grant: may_decide_on(None, grant, scope)),
        ],
    )


def _invitations(records: Records) -> Matter:
    over: dict[str, Any] = {"scope_kind": ScopeKind.PLACE, "scope_code": records.place.public_code}
    user = GrantFactory().user
    states = {
        "waiting": InvitationFactory(**over),
        "accepted": InvitationFactory(**over, accepted_at=timezone.now(), user=user),
        "withdrawn": InvitationFactory(**over, withdrawn_at=timezone.now(), withdrawn_by="tests"),
        "expired": InvitationFactory(**over, expires_at=timezone.now()),
    }

    def asked(service: Callable[..., object]) -> Callable[[Invitation], Refusal | None]:
        return lambda invitation: refusal_of(lambda: service(invitation=invitation, whereabouts={}, by="tests"))

    return Matter(
        "An invitation",
        states,
        [
            Act("accept it", "who holds its link", lambda invitation: may_accept(invitation, timezone.now())),
            Act("send it again, with a new link", Permission.MANAGE_ACCOUNTS, asked(invitations.send_again)),
            Act("withdraw it", Permission.MANAGE_ACCOUNTS, asked(invitations.withdraw)),
        ],
    )


def _letters() -> Matter:
    return Matter(
        "A letter of the outbox",
        {str(mail.label): NoticeFactory.build(mail=mail) for mail in Mail if mail != Mail.NONE},
        [Act("send it again, or give it up", Permission.MANAGE_INSTALLATION, may_send_again)],
    )


def _uploads() -> Matter:
    """Return the states of a file on its way in; nobody but its owner finds it at all."""
    content = b"TT;Ten\n1;Tra\n"
    details: dict[str, Any] = {"owner": "user:1", "kinds": Kinds.SHEETS, "name": "so.csv", "size": len(content)}
    begun, whole, kept = (Upload.objects.create(**details) for _ in range(3))
    for upload in (whole, kept):
        uploads.append(upload=upload, offset=0, content=content)
    uploads.complete(upload=kept, by="tests")

    def send_more(upload: Upload) -> Refusal | None:
        return refusal_of(lambda: _append(_found(upload), content))

    def use(upload: Upload) -> Refusal | None:
        """Admit the file for good: it is a transaction of its own, and what it keeps is in nobody's way here."""
        try:
            uploads.complete(upload=_found(upload), by="tests")
        except Refusal as refusal:
            return refusal
        return None

    return Matter(
        "A file on its way in",
        {
            "begun": begun,
            "all of it here": whole,
            "kept": kept,
            "out of date": Upload.objects.create(**details, begun_at=timezone.now() - A_WEEK),
        },
        [Act("send more of it", "who began it", send_more), Act("use it in a form", "who began it", use)],
    )


def _append(upload: Upload, content: bytes) -> None:
    try:
        uploads.append(upload=upload, offset=0, content=content)
    except uploads.WrongOffsetError:
        raise NOT_SENT from None


def _found(upload: Upload) -> Upload:
    """Return the upload as its owner finds it. Raises Refusal when it is gone, as a form does."""
    try:
        return upload_of(upload.owner, upload.number)
    except Upload.DoesNotExist:
        raise NOT_SENT from None
