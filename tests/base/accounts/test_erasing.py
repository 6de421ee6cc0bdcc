from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from saolang.base.accounts.choices import Proof, Role
from saolang.base.accounts.models import Grant, Invitation, Signature, User
from saolang.base.accounts.rules import ERASED, NOT_LOCKED, Scope, signature_holds
from saolang.base.accounts.services import people
from saolang.base.accounts.services.erasing import MARK, erase_person
from saolang.base.accounts.services.signatures import Signable, sign
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.queries import verify_chain
from saolang.base.audit.services.chain import seal
from saolang.base.audit.services.changes import record
from saolang.base.notices.models import Notice
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from tests.factories.accounts import GrantFactory, UserFactory

pytestmark = pytest.mark.django_db

REASON = "Người có dữ liệu yêu cầu"


@pytest.fixture
def person() -> User:
    """Return a leader whose account is locked."""
    place = Place.objects.get(map=1, code="04")
    grant = GrantFactory(role=Role.LEADER, place=place, user__full_name="Trần Văn Bình", user__email="binh@example.vn")
    user: User = grant.user
    thing = Signable("plan_report", "KH-1/7", "Báo cáo", "a" * 64, Scope.over(place), "/xem", "/bao-cao", "tests")
    sign(thing=thing, user=user, role=Role.LEADER, proof=Proof.PASSWORD, by=user.actor)
    User.objects.filter(pk=user.pk).update(is_active=False)
    return User.objects.get(pk=user.pk)


def erase(person: User) -> User:
    return erase_person(user=person, whereabouts={}, reason=REASON, by="command-line")


def test_erase_person_leaves_a_neutral_mark_in_the_account(person: User) -> None:
    erase(person)

    kept = User.objects.get(pk=person.pk)
    assert (kept.full_name, kept.email) == (MARK, f"{person.pk}@da-xoa.invalid")
    assert not kept.has_usable_password()
    assert not kept.is_active


def test_erase_person_ends_roles_and_takes_away_what_signs_in(person: User) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    EmailAddress.objects.create(user=person, email=person.email, primary=True)
    Notice.objects.create(recipient=person.actor, kind="register_read", params={"name": "Sổ"}, by="tests")
    others = Notice.objects.create(recipient="user:0", kind="register_read", params={"name": "Sổ"}, by="tests")

    erase(person)

    assert Grant.objects.get(user=person).valid_to == timezone.localdate()
    assert not Authenticator.objects.filter(user=person).exists()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert list(Notice.objects.all()) == [others]


def test_erase_person_erases_the_name_from_invitations(person: User) -> None:
    invitation = Invitation.objects.create(
        email=person.email,
        full_name=person.full_name,
        role=Role.LEADER,
        scope_kind="country",
        secret_sha256="b" * 64,
        invited_by="tests",
        expires_at=timezone.now() + dt.timedelta(days=7),
    )

    erase(person)

    invitation.refresh_from_db()
    assert (invitation.email, invitation.full_name) == (f"{person.pk}@da-xoa.invalid", MARK)


def test_erase_person_keeps_signatures_and_they_hold(person: User) -> None:
    erase(person)

    signature = Signature.objects.get()
    assert signature.name == "Trần Văn Bình"
    assert signature_holds(signature)


def test_erase_person_erases_what_the_list_of_changes_tells_of_the_person(person: User) -> None:
    about = record(by="user:0", action=Action.CREATE, kind="user", code=person.actor, personal={"email": person.email})
    trace = record(by=person.actor, action=Action.CHANGE, kind="plan", code="KH-1", personal={"address": "10.0.0.1"})
    session = record(
        by="user:0",
        action=Action.CLOSE,
        kind="session",
        code="7",
        after={"user": person.actor},
        personal={"ended_address": "10.0.0.1"},
    )
    other = record(by="user:0", action=Action.CREATE, kind="user", code="user:0", personal={"email": "hoa@example.vn"})
    of_another = record(by=person.actor, action=Action.CHANGE, kind="producer", code="CT-1", personal={"phone": "0912"})
    seal()

    erase(person)

    seal()
    kept = {change.pk: change.personal for change in Change.objects.filter(personal__isnull=False)}
    assert kept == {other.pk: {"email": "hoa@example.vn"}, of_another.pk: {"phone": "0912"}}
    told = Change.objects.filter(action=Action.ERASE, kind="change").values_list("code", flat=True)
    assert sorted(told) == sorted(str(change.pk) for change in (about, trace, session))
    assert list(verify_chain()) == []


def test_erase_person_is_told_with_its_reason(person: User) -> None:
    erase(person)

    entry = Change.objects.get(action=Action.ERASE, kind="user")
    assert (entry.actor, entry.code, entry.reason) == ("command-line", person.actor, REASON)


def test_erase_person_refuses_an_account_in_use() -> None:
    with pytest.raises(Refusal) as refused:
        erase(UserFactory())

    assert refused.value == NOT_LOCKED


def test_account_once_erased_is_neither_erased_again_nor_opened(person: User) -> None:
    erase(person)

    for act in (
        lambda: erase(person),
        lambda: people.reactivate(user=person, whereabouts={}, by="command-line", reason="Trở lại"),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value == ERASED
