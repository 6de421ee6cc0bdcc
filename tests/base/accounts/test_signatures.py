from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saolang.base.accounts.choices import Proof, Role
from saolang.base.accounts.models import Signature, User
from saolang.base.accounts.queries import signatures_of
from saolang.base.accounts.rules import Scope, signature_holds, signing_roles
from saolang.base.accounts.services.signatures import SIGNED_ALREADY, Signable, sign
from saolang.base.audit.models import Change
from saolang.base.audit.services.keys import rotate
from saolang.base.notices.models import Notice
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from tests.factories.accounts import GrantFactory, UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db

SHA256 = "a" * 64


@pytest.fixture
def hau_giang() -> Place:
    return Place.objects.get(map=1, level="province", name="Hậu Giang")


@pytest.fixture
def leader(hau_giang: Place) -> User:
    return GrantFactory(role=Role.LEADER, place=hau_giang, user__full_name="Trần Văn Bình").user


def thing(place: Place, **changed: str) -> Signable:
    told = {"code": "KH-1/7", "title": "Báo cáo 2023", "sha256": SHA256, "owner": "tests", **changed}
    return Signable(kind="plan_report", scope=Scope.over(place), preview="/xem", page="/bao-cao", **told)


def signed(place: Place, user: User, **changed: str) -> Signature:
    return sign(thing=thing(place, **changed), user=user, role=Role.LEADER, proof=Proof.PASSWORD, by=user.actor)


def test_sign_keeps_a_statement_of_who_signed_what_when_and_how(hau_giang: Place, leader: User) -> None:
    signature = signed(hau_giang, leader)

    kept = Signature.objects.get()
    assert json.loads(kept.statement) == {
        "kind": "plan_report",
        "code": "KH-1/7",
        "sha256": SHA256,
        "name": "Trần Văn Bình",
        "role": "leader",
        "at": kept.signed_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "proof": "password",
        "key": kept.key.public,
    }
    assert signature_holds(kept)
    assert signature_holds(signature)


def test_signature_holds_after_its_key_was_retired(hau_giang: Place, leader: User) -> None:
    signed(hau_giang, leader)

    rotate(by="tests")

    assert signature_holds(Signature.objects.get())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "plan"),
        ("code", "KH-1/8"),
        ("sha256", "b" * 64),
        ("name", "Trần Văn Bính"),
        ("role", "chair"),
        ("signed_at", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        ("proof", "passkey"),
        ("statement", "{}"),
        ("value", "A" * 86 + "=="),
    ],
)
def test_signature_does_not_hold_once_anything_in_it_was_altered(
    hau_giang: Place, leader: User, field: str, value: object
) -> None:
    signed(hau_giang, leader)
    Signature.objects.update(**{field: value})

    held = signature_holds(Signature.objects.get())

    assert not held


def test_signature_does_not_hold_under_another_key(hau_giang: Place, leader: User) -> None:
    signed(hau_giang, leader)
    Signature.objects.update(key=rotate(by="tests"))

    held = signature_holds(Signature.objects.get())

    assert not held


def test_sign_is_told_in_the_list_of_changes_without_the_persons_name(hau_giang: Place, leader: User) -> None:
    signature = signed(hau_giang, leader)

    change = Change.objects.get(action="sign")
    assert (change.actor, change.kind, change.code) == (leader.actor, "plan_report", "KH-1/7")
    assert change.after == {"sha256": SHA256, "role": "leader", "proof": "password", "signature": signature.value}


def test_sign_tells_the_owner_of_the_thing_who_is_not_the_signer(hau_giang: Place, leader: User) -> None:
    owner = UserFactory()

    signed(hau_giang, leader, owner=owner.actor)
    signed(hau_giang, leader, owner=leader.actor, code="KH-1/8")
    signed(hau_giang, leader, owner="installation", code="KH-1/9")

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.path, notice.by) == (
        owner.actor,
        "report_signed",
        "/bao-cao",
        leader.actor,
    )


def test_sign_refuses_the_same_bytes_twice_and_takes_other_bytes(hau_giang: Place, leader: User) -> None:
    signed(hau_giang, leader)

    with pytest.raises(Refusal) as refused:
        signed(hau_giang, leader)
    signed(hau_giang, leader, sha256="b" * 64)

    assert refused.value == SIGNED_ALREADY
    assert Signature.objects.count() == 2


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.READER, Role.CHAIR])
def test_sign_refuses_a_role_the_person_does_not_hold(hau_giang: Place, leader: User, role: Role) -> None:
    with pytest.raises(Refusal, match="vai trò"):
        sign(thing=thing(hau_giang), user=leader, role=role, proof=Proof.PASSWORD, by=leader.actor)

    assert not Signature.objects.exists()


def test_sign_refuses_another_place(leader: User) -> None:
    cao_bang = Place.objects.get(map=1, level="province", name="Cao Bằng")

    with pytest.raises(Refusal, match="ngoài địa bàn"):
        signed(cao_bang, leader)

    assert not Signature.objects.exists()


def test_signing_roles_are_those_over_the_place_or_what_contains_it(hau_giang: Place) -> None:
    user = UserFactory()
    for role, place in [
        (Role.LEADER, hau_giang),
        (Role.READER, hau_giang),
        (Role.COORDINATOR, Place.objects.get(map=1, level="province", name="Cao Bằng")),
        (Role.CENTRAL, None),
    ]:
        GrantFactory(user=user, role=role, place=place)
    commune = Place.objects.filter(map=1, lft__gt=hau_giang.lft, rgt__lt=hau_giang.rgt).first()
    assert commune

    with CaptureQueriesContext(connection) as queries:
        roles = signing_roles(user, Scope.over(commune))

    assert roles == [Role.CENTRAL, Role.LEADER]
    assert len(queries) == 3


def test_signing_roles_are_none_for_an_account_that_is_closed(hau_giang: Place) -> None:
    user = GrantFactory(role=Role.LEADER, place=hau_giang, user__is_active=False).user

    roles = signing_roles(user, Scope.over(hau_giang))

    assert roles == []


def test_signatures_of_are_read_with_their_keys_at_once(hau_giang: Place, leader: User) -> None:
    for code in ("KH-1/7", "KH-1/8", "KH-1/9"):
        signed(hau_giang, leader, code=code)

    with CaptureQueriesContext(connection) as queries:
        held = [(one.code, signature_holds(one)) for one in signatures_of("plan_report", ["KH-1/7", "KH-1/9"])]

    assert held == [("KH-1/7", True), ("KH-1/9", True)]
    assert len(queries) == 1


@pytest.mark.django_db(transaction=True)
def test_sign_keeps_one_signature_when_the_form_is_sent_twice_at_once(hau_giang: Place, leader: User) -> None:
    def attempt() -> str:
        try:
            return signed(hau_giang, User.objects.get(pk=leader.pk)).value
        except Refusal as refusal:
            return str(refusal)

    answers = at_once(2, attempt)

    assert Signature.objects.get().value in answers
    assert str(SIGNED_ALREADY) in answers
