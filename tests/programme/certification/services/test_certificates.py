"""A certificate is issued once, numbered without gaps, replaced and passed on by new ones, suspended and lifted."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode

import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.audit.models import Change, SigningKey
from saolang.base.audit.services import keys
from saolang.base.notices.models import Notice
from saolang.core import multibase
from saolang.core.refusal import Refusal
from saolang.programme.certification.choices import RevocationGround, State
from saolang.programme.certification.models import Certificate
from saolang.programme.certification.queries.certificates import latest_of, state_of, with_certificate_state
from saolang.programme.certification.rules import certificates as rules
from saolang.programme.certification.rules.credentials import holds
from saolang.programme.certification.services import certificates, recognitions
from saolang.programme.certification.services.certificates import Skipped
from saolang.programme.registry.choices import SuccessionKind
from saolang.programme.registry.services import producers
from tests.factories.accounts import GrantFactory
from tests.factories.certification import (
    a_certificate,
    a_decision,
    a_recognition,
    a_revocation,
    a_suspension,
    an_owned_recognition,
)
from tests.factories.registry import a_producer, a_product

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 3, 1)


def state_on(certificate: Certificate, day: dt.date) -> str | None:
    state: str | None = with_certificate_state(Certificate.objects.filter(pk=certificate.pk), day, timezone.now())[
        0
    ].state
    return state


# Issuing --------------------


def test_issue_numbers_by_province_and_year_without_gaps() -> None:
    first, second = a_certificate(), a_certificate()

    later = a_certificate(on=dt.date(2024, 1, 5))

    assert [each.number for each in (first, second, later)] == [
        "0001/2023/GCN-OCOP-93",
        "0002/2023/GCN-OCOP-93",
        "0001/2024/GCN-OCOP-93",
    ]


def test_issue_counts_by_the_province_of_the_day() -> None:
    """Old Hậu Giang lies in new Cần Thơ since July 2025."""
    certificate = a_certificate(an_owned_recognition(on=dt.date(2025, 8, 1)), on=dt.date(2025, 8, 1))

    assert certificate.number == "0001/2025/GCN-OCOP-92"
    assert certificate.credential["credentialSubject"]["province"] == {"code": "2-92", "name": "Thành phố Cần Thơ"}


def test_issue_that_is_refused_takes_no_number() -> None:
    a_certificate()
    with pytest.raises(Refusal):
        a_certificate(a_recognition(a_product()))

    assert a_certificate().number == "0002/2023/GCN-OCOP-93"


def test_issue_goes_to_the_owner_of_the_day_and_is_recorded() -> None:
    recognition = an_owned_recognition()

    certificate = a_certificate(recognition)

    owner = recognition.product.ownerships.get().producer
    assert certificate.holder == owner
    change = Change.objects.get(kind="certificate")
    assert (change.action, change.code, change.after) == (
        "issue",
        certificate.public_code,
        {
            "number": certificate.number,
            "holder": owner.code,
            "issued_on": "2023-03-01",
            "credential": certificate.credential["proof"]["proofValue"],
        },
    )


def test_issue_tells_the_producers_people_and_nobody_elses() -> None:
    recognition = an_owned_recognition()
    owner = recognition.product.ownerships.get().producer
    person = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=owner.code).user
    GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=a_producer().code)

    certificate = a_certificate(recognition)

    assert [(each.recipient, each.kind, each.path) for each in Notice.objects.all()] == [
        (person.actor, "certificate_issued", f"/gcn/{certificate.public_code}/")
    ]


def test_issue_twice_is_refused() -> None:
    certificate = a_certificate()

    with pytest.raises(Refusal) as refused:
        a_certificate(certificate.recognition)

    assert refused.value == rules.ISSUED_ALREADY


@pytest.mark.parametrize(
    ("known", "refusal"),
    [
        ({"decision": None}, rules.NO_DECISION),
        ({"on": dt.date(2030, 1, 1)}, rules.IN_THE_FUTURE),
    ],
)
def test_issue_without_its_grounds_is_refused(known: dict[str, object], refusal: Refusal) -> None:
    recognition = an_owned_recognition(**known)

    with pytest.raises(Refusal) as refused:
        a_certificate(recognition, on=recognition.began_on)

    assert refused.value == refusal


def test_issue_for_a_product_without_owner_is_refused() -> None:
    place = an_owned_recognition().product.place

    with pytest.raises(Refusal) as refused:
        a_certificate(a_recognition(a_product(place=place), decision=a_decision()))

    assert refused.value == rules.NO_HOLDER


def test_issue_for_a_product_of_no_known_place_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_certificate(a_recognition(a_product(producer=a_producer()), decision=a_decision()))

    assert refused.value == rules.NO_PROVINCE


@pytest.mark.parametrize("on", [dt.date(2023, 2, 28), dt.date(2026, 3, 2)])
def test_issue_outside_the_term_is_refused(on: dt.date) -> None:
    recognition = an_owned_recognition()

    with pytest.raises(Refusal, match="không có hiệu lực"):
        a_certificate(recognition, on=on)


def test_issue_of_a_decision_gives_each_its_certificate_and_says_why_not() -> None:
    decision = a_decision()
    given = [an_owned_recognition(decision=decision) for _ in range(3)]
    a_certificate(given[0])
    a_revocation(given[1], dt.date(2024, 1, 1))

    outcome = list(certificates.issue_of(decision=decision, by="tests", on=dt.date(2024, 6, 1)))

    assert {type(each) for each in outcome} == {Certificate, Skipped}
    assert [each.product for each in outcome if isinstance(each, Skipped)] == [given[1].product]
    assert sorted(each.recognition.pk for each in Certificate.objects.all()) == [given[0].pk, given[2].pk]


# The credential --------------------


def test_credential_verifies_by_the_key_it_names() -> None:
    certificate = a_certificate()

    assert holds(certificate.credential, [SigningKey.objects.get().public])
    assert not holds(certificate.credential, [b64encode(b"\1" * 32).decode()])


def test_credential_of_a_retired_key_still_verifies() -> None:
    certificate = a_certificate()

    keys.rotate(by="tests")

    in_use = SigningKey.objects.get(in_use=True)
    later = a_certificate()
    public = [key.public for key in SigningKey.objects.all()]
    assert holds(certificate.credential, public)
    assert holds(later.credential, public)
    assert not holds(certificate.credential, [in_use.public])


@pytest.mark.parametrize("name", ["stars", "holderName", "productName", "certificateNumber"])
def test_credential_changed_anywhere_does_not_verify(name: str) -> None:
    certificate = a_certificate()
    forged = certificate.credential | {
        "credentialSubject": certificate.credential["credentialSubject"] | {name: 5 if name == "stars" else "khác"}
    }

    assert not holds(forged, [SigningKey.objects.get().public])


def test_credential_says_what_the_certificate_says() -> None:
    certificate = a_certificate()

    said = certificate.credential
    assert said["validFrom"] == "2023-03-01T00:00:00+07:00"
    assert said["validUntil"] == "2026-03-01T23:59:59+07:00"
    assert said["id"] == f"http://localhost:8000/gcn/{certificate.public_code}/"
    assert said["issuer"]["id"] == "did:web:localhost%3A8000"
    assert said["proof"]["verificationMethod"].startswith("did:web:localhost%3A8000#z6Mk")
    assert multibase.key_of(said["proof"]["verificationMethod"].partition("#")[2])


# Replacing, passing on --------------------


def test_replace_issues_a_new_number_and_leads_from_the_old() -> None:
    lost = a_certificate()

    new = certificates.replace(certificate=lost, reason="bị mất", by="tests", on=dt.date(2024, 2, 1))

    assert (new.number, new.replaces, new.holder) == ("0001/2024/GCN-OCOP-93", lost, lost.holder)
    assert latest_of(lost) == new
    assert [state_on(lost, dt.date(2024, 1, 31)), state_on(lost, dt.date(2024, 2, 1))] == [
        State.VALID,
        State.SUPERSEDED,
    ]
    assert state_on(new, dt.date(2024, 2, 1)) == State.VALID


def test_replace_of_what_was_replaced_is_refused() -> None:
    lost = a_certificate()
    certificates.replace(certificate=lost, reason="bị mất", by="tests", on=dt.date(2024, 2, 1))

    with pytest.raises(Refusal) as refused:
        certificates.replace(certificate=lost, reason="bị mất", by="tests", on=dt.date(2024, 2, 1))

    assert refused.value == rules.REPLACED_ALREADY


def test_transfer_goes_to_the_successor_the_registry_names() -> None:
    certificate = a_certificate()
    successor = a_producer()
    producers.succeed(
        predecessor=certificate.holder,
        successor=successor,
        kind=SuccessionKind.CONVERSION,
        on=dt.date(2024, 1, 1),
        by="tests",
    )

    with pytest.raises(Refusal) as refused:
        certificates.replace(certificate=certificate, reason="mất", by="tests", on=dt.date(2024, 2, 1))
    new = certificates.transfer(certificate=certificate, reason="chuyển đổi", by="tests", on=dt.date(2024, 2, 1))

    assert refused.value == rules.OTHER_HOLDER
    assert (new.holder, new.replaces) == (successor, certificate)


def test_transfer_without_a_new_owner_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        certificates.transfer(certificate=a_certificate(), reason="bán", by="tests", on=dt.date(2024, 2, 1))

    assert refused.value == rules.SAME_HOLDER


def test_replace_without_a_reason_is_refused() -> None:
    with pytest.raises(Refusal, match="lý do"):
        certificates.replace(certificate=a_certificate(), reason=" ", by="tests", on=dt.date(2024, 2, 1))


def test_certificate_follows_a_correction_of_its_recognition() -> None:
    certificate = a_certificate()

    corrected = recognitions.correct(recognition=certificate.recognition, by="tests", reason="nhầm", stars=4)

    certificate.refresh_from_db()
    assert certificate.recognition == corrected
    assert certificate.credential["credentialSubject"]["stars"] == 3


def test_certificate_of_a_withdrawn_recognition_is_in_no_state() -> None:
    certificate = a_certificate()

    recognitions.withdraw(recognition=certificate.recognition, by="tests", reason="ghi nhầm")

    assert state_on(certificate, DAY) is None


# Suspending --------------------


def test_suspend_takes_the_stars_until_it_is_lifted() -> None:
    recognition = an_owned_recognition()
    suspension = certificates.suspend(
        recognition=recognition,
        ground=RevocationGround.BREACH_OF_LAW,
        note="chờ kết luận kiểm nghiệm",
        by="tests",
        on=dt.date(2024, 5, 1),
    )

    lifted = certificates.lift(suspension=suspension, reason="đạt", by="tests", on=dt.date(2024, 6, 1))

    days = [dt.date(2024, 4, 30), dt.date(2024, 5, 1), dt.date(2024, 5, 31), dt.date(2024, 6, 1)]
    assert lifted.ended_on == dt.date(2024, 6, 1)
    assert [state_of(recognition, day, timezone.now()) for day in days] == [
        State.VALID,
        State.SUSPENDED,
        State.SUSPENDED,
        State.VALID,
    ]


def test_suspend_twice_is_refused() -> None:
    recognition = an_owned_recognition()
    a_suspension(recognition, dt.date(2024, 5, 1))

    with pytest.raises(Refusal) as refused:
        certificates.suspend(
            recognition=recognition, ground=RevocationGround.BREACH_OF_LAW, note="", by="tests", on=dt.date(2024, 6, 1)
        )

    assert refused.value == rules.SUSPENDED_ALREADY


def test_lift_twice_is_refused() -> None:
    suspension = a_suspension(an_owned_recognition(), dt.date(2024, 5, 1))
    lifted = certificates.lift(suspension=suspension, reason="đạt", by="tests", on=dt.date(2024, 6, 1))

    for each in (suspension, lifted):
        with pytest.raises(Refusal) as refused:
            certificates.lift(suspension=each, reason="đạt", by="tests", on=dt.date(2024, 6, 1))
        assert refused.value == rules.NOT_SUSPENDED


def test_lift_before_it_began_is_refused() -> None:
    suspension = a_suspension(an_owned_recognition(), dt.date(2024, 5, 1))

    with pytest.raises(Refusal, match="trước ngày bắt đầu"):
        certificates.lift(suspension=suspension, reason="đạt", by="tests", on=dt.date(2024, 4, 1))
