"""Handing in: frozen byte for byte, signed by the owner alone, discarded by any change."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Proof, Role, ScopeKind
from saolang.base.accounts.models import Signature
from saolang.base.accounts.services.signatures import SIGNED_ALREADY, sign
from saolang.base.files.queries import read
from saolang.base.notices.choices import Kind
from saolang.base.notices.models import Notice
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Submission
from saolang.programme.dossiers.rules import dossiers as rules
from saolang.programme.dossiers.services import dossiers as services
from saolang.programme.dossiers.services import supplements
from saolang.programme.dossiers.services.submissions import code_of, freeze
from saolang.programme.registry.services import evidence
from saolang.programme.registry.services.products import change_owner
from saolang.web.account.signables import find
from tests.factories.accounts import GrantFactory
from tests.factories.dossiers import a_dossier, a_paper_of
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place
    from saolang.programme.dossiers.models import Dossier

pytestmark = pytest.mark.django_db

ANSWERS = dict.fromkeys(("position", "address", "phone", "output", "revenue", "workers"), "1") | {
    "representative": "Trần Thị Bảy",
    "pledge": "yes",
    "sex": "female",
    "ethnicity": "01",
    "output_unit": "tấn",
    "results": "đạt",
    "ahead": "mở rộng",
}


@pytest.fixture
def complete(commune: Place) -> Dossier:
    """A dossier with every answer, two claims and a paper."""
    dossier = a_dossier(commune, choices={"1.1": "1.1-3", "2.1": "2.1-2"}, forms=ANSWERS)
    services.prove(dossier=dossier, evidence=a_paper_of(dossier), criterion="1.1", by="tests")
    return dossier


def who(role: Role, dossier: Dossier) -> User:
    code = dossier.producer.code
    return GrantFactory(role=role, scope_kind=ScopeKind.PRODUCER, scope_code=code).user


@pytest.fixture
def owner(complete: Dossier) -> User:
    return who(Role.PRODUCER, complete)


@pytest.fixture
def helper(complete: Dossier) -> User:
    return who(Role.HELPER, complete)


def signed(submission: Submission, user: User, role: Role = Role.PRODUCER) -> Signature:
    thing = find(user, "submission", code_of(submission))
    return sign(thing=thing, user=user, role=role, proof=Proof.PASSWORD, by=user.actor)


def test_freeze_writes_down_everything(complete: Dossier, helper: User) -> None:
    submission = freeze(dossier=complete, by=helper.actor)

    said = json.loads(read(submission.content))
    paper = complete.proofs.get().evidence
    assert said["claims"] == {
        "1.1": {"option": "1.1-3", "reason": ""},
        "2.1": {"option": "2.1-2", "reason": ""},
    }
    assert said["self_score"] == {"points": "4", "stars": 1}
    assert [(each["criterion"], each["code"], each["sha256"]) for each in said["proofs"]] == [
        ("1.1", paper.code, paper.file.sha256)
    ]
    assert said["edition"] == {"code": complete.edition.code, "sha256": complete.edition.sha256}
    assert said["forms"]["representative"] == "Trần Thị Bảy"
    assert said["forms"]["samples"] == "5"
    assert (said["procedure"]["code"], len(said["procedure"]["sha256"])) == ("d26", 64)


def test_freeze_again_without_a_change_is_the_same(complete: Dossier, helper: User) -> None:
    first = freeze(dossier=complete, by=helper.actor)

    assert freeze(dossier=complete, by=helper.actor) == first
    assert Submission.objects.count() == 1


def test_helper_freezes_and_the_owner_is_told(complete: Dossier, helper: User, owner: User) -> None:
    freeze(dossier=complete, by=helper.actor)

    notice = Notice.objects.get(kind=Kind.DOSSIER_TO_SIGN)
    assert (notice.recipient, notice.path) == (owner.actor, f"/cua-toi/ho-so/{complete.code}/nop/")


def test_owner_who_freezes_is_not_told(complete: Dossier, owner: User) -> None:
    freeze(dossier=complete, by=owner.actor)

    assert not Notice.objects.filter(kind=Kind.DOSSIER_TO_SIGN).exists()


def test_signature_hands_it_in(complete: Dossier, helper: User, owner: User) -> None:
    submission = freeze(dossier=complete, by=helper.actor)

    signature = signed(submission, owner)

    complete.refresh_from_db()
    submission.refresh_from_db()
    assert complete.state == State.COMMUNE
    assert timezone.localdate(complete.filed_at) == timezone.localdate()
    assert complete.due_on is not None
    assert submission.signature == signature


def test_helper_does_not_sign(complete: Dossier, helper: User) -> None:
    submission = freeze(dossier=complete, by=helper.actor)

    with pytest.raises(Refusal):
        signed(submission, helper, Role.HELPER)

    complete.refresh_from_db()
    assert complete.state == State.DRAFT


def test_helper_who_signs_for_an_office_hands_nothing_in(complete: Dossier, helper: User) -> None:
    GrantFactory(user=helper, role=Role.LEADER)
    submission = freeze(dossier=complete, by=helper.actor)

    with pytest.raises(Refusal) as refused:
        signed(submission, helper, Role.LEADER)

    complete.refresh_from_db()
    assert (refused.value, complete.state) == (rules.NOT_OF_THE_OWNER, State.DRAFT)
    assert not Signature.objects.filter(kind="submission").exists()


@pytest.mark.parametrize("change", ["claim", "answers", "paper"])
def test_change_after_freezing_discards_what_was_frozen(change: str, complete: Dossier, helper: User) -> None:
    freeze(dossier=complete, by=helper.actor)
    complete.refresh_from_db()

    if change == "claim":
        services.claim(dossier=complete, criterion="1.2", option="1.2-2", by=helper.actor)
    elif change == "answers":
        services.fill_in(dossier=complete, answers={"revenue": "9"}, version=complete.version, by=helper.actor)
    else:
        services.prove(dossier=complete, evidence=a_paper_of(complete), by=helper.actor)

    assert not Submission.objects.exists()


def test_what_was_shown_before_a_change_is_no_longer_signed(complete: Dossier, helper: User, owner: User) -> None:
    submission = freeze(dossier=complete, by=helper.actor)
    thing = find(owner, "submission", code_of(submission))
    services.claim(dossier=complete, criterion="1.2", option="1.2-2", by=helper.actor)
    freeze(dossier=complete, by=helper.actor)

    with pytest.raises(Refusal) as refused:
        sign(thing=thing, user=owner, role=Role.PRODUCER, proof=Proof.PASSWORD, by=owner.actor)

    complete.refresh_from_db()
    assert (refused.value, complete.state) == (rules.FROZEN_NO_MORE, State.DRAFT)


def test_paper_withdrawn_after_freezing_keeps_the_dossier_from_being_handed_in(complete: Dossier, owner: User) -> None:
    submission = freeze(dossier=complete, by=owner.actor)
    paper = complete.proofs.get().evidence
    evidence.withdraw(evidence=paper, reason="Phiếu của lô khác", by=owner.actor)

    with pytest.raises(Refusal) as refused:
        signed(submission, owner)

    complete.refresh_from_db()
    assert (refused.value.params, complete.state) == ({"title": paper.title}, State.DRAFT)
    assert not Signature.objects.filter(kind="submission").exists()


def test_submission_is_signed_once(complete: Dossier, owner: User) -> None:
    submission = freeze(dossier=complete, by=owner.actor)
    signed(submission, owner)

    with pytest.raises(Refusal) as refused:
        signed(submission, owner)

    assert refused.value == SIGNED_ALREADY


def test_returned_dossier_is_filed_again_once_every_request_is_answered(complete: Dossier, owner: User) -> None:
    signed(freeze(dossier=complete, by=owner.actor), owner)
    [asked] = supplements.ask(
        dossier=complete,
        wanted=[supplements.Wanted("1.1", "Thiếu hợp đồng")],
        due_on=timezone.localdate() + dt.timedelta(days=7),
        by="user:office",
    )
    complete.refresh_from_db()
    with pytest.raises(Refusal):
        freeze(dossier=complete, by=owner.actor)

    supplements.reply(supplement=asked, text="Đã thêm", by=owner.actor)
    second = freeze(dossier=complete, by=owner.actor)
    signed(second, owner)

    complete.refresh_from_db()
    assert (second.number, complete.state) == (2, State.COMMUNE)
    assert json.loads(read(second.content))["supplements"] == [
        {"item": "1.1", "asked": "Thiếu hợp đồng", "reply": "Đã thêm"}
    ]


def test_freeze_refuses_what_is_not_finished(commune: Place) -> None:
    dossier = a_dossier(commune, forms=ANSWERS)

    with pytest.raises(Refusal) as refused:
        freeze(dossier=dossier, by="user:7")

    assert refused.value == rules.NOTHING_CLAIMED


def test_freeze_refuses_a_paper_that_has_ended(complete: Dossier) -> None:
    ended = a_paper_of(complete, expires_on=timezone.localdate() - dt.timedelta(days=1))
    services.prove(dossier=complete, evidence=ended, by="user:7")

    with pytest.raises(Refusal) as refused:
        freeze(dossier=complete, by="user:7")

    assert refused.value.params == {"title": ended.title}


def test_freeze_refuses_while_an_office_has_the_dossier(filed: Dossier) -> None:
    with pytest.raises(Refusal) as refused:
        freeze(dossier=filed, by="user:7")

    assert refused.value == rules.NOT_EDITABLE


def test_freeze_refuses_a_producer_who_owns_the_product_no_more(complete: Dossier) -> None:
    change_owner(product=complete.product, producer=a_producer(), on=timezone.localdate(), by="tests")

    with pytest.raises(Refusal) as refused:
        freeze(dossier=complete, by="user:7")

    assert (refused.value, Submission.objects.count()) == (rules.OWNED_NO_MORE, 0)


def test_ownership_that_ends_after_freezing_keeps_the_dossier_from_being_handed_in(
    complete: Dossier, owner: User
) -> None:
    submission = freeze(dossier=complete, by=owner.actor)
    change_owner(product=complete.product, producer=a_producer(), on=timezone.localdate(), by="tests")

    with pytest.raises(Refusal) as refused:
        signed(submission, owner)

    complete.refresh_from_db()
    assert (refused.value, complete.state) == (rules.OWNED_NO_MORE, State.DRAFT)
    assert not Signature.objects.filter(kind="submission").exists()
