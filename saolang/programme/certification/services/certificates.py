"""Certificates: issued from a recognition, replaced, passed on to a successor; and their suspension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services import keys
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.kit.facts import end_fact
from saolang.base.notices.choices import Kind
from saolang.base.papers.services.numbers import next_number
from saolang.core.refusal import Refusal
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.models import Certificate, Recognition, Suspension
from saolang.programme.certification.queries.certificates import owner_on, province_on, state_of
from saolang.programme.certification.rules import certificates as rules
from saolang.programme.certification.rules import credentials
from saolang.programme.certification.services.telling import tell_the_producer
from saolang.programme.registry.models import Product

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Decision
    from saolang.programme.registry.models import Producer

READ_ALONG = ("product__place", "decision")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A recognition of a decision that was given no certificate, and why."""

    product: Product
    refusal: Refusal


class _Grounds(NamedTuple):
    """What a new certificate stands on."""

    recognition: Recognition
    holder: Producer
    province: Place
    on: date


@transaction.atomic
def issue(*, recognition: Recognition, by: str, on: date | None = None) -> Certificate:
    """Issue the first certificate of a recognition, on the day or today, to whoever owns the product then.

    In order: the number is taken, the credential signed, the certificate kept; the change is recorded; the producer's
    people are told. Raises Refusal when there is one already, when no decision, owner or province is known, and when
    the product did not bear its stars on the day.
    """
    day = on or timezone.localdate()
    current = _locked(recognition)
    if Certificate.objects.filter(recognition=current, replaces=None).exists():
        raise rules.ISSUED_ALREADY
    holder = owner_on(current.product, day)
    state = state_of(current, day, timezone.now())
    if refusal := rules.check_issue(current, holder, state, on=day, today=timezone.localdate()):
        raise refusal
    certificate = _made(_grounds(current, holder, day), by=by)
    record(by=by, action=Action.ISSUE, kind="certificate", code=certificate.public_code, after=_told(certificate))
    tell_the_producer(
        current.product,
        Kind.CERTIFICATE_ISSUED,
        by=by,
        path=_page(certificate),
        number=certificate.number,
        stars=current.stars,
        until=current.expires_on,
    )
    return certificate


def issue_of(*, decision: Decision, by: str, on: date | None = None) -> Iterator[Certificate | Skipped]:
    """Issue the certificates a decision still lacks, each in a transaction of its own, by the names of the products.

    Begun again, it goes on where it was: what has a certificate is passed over. Yields each as it is issued, or why
    not.
    """
    lacking = decision.recognitions.standing().filter(certificates=None).select_related("product")
    for recognition in lacking.order_by("product__sort_key", "pk"):
        try:
            yield issue(recognition=recognition, by=by, on=on)
        except Refusal as refusal:
            yield Skipped(recognition.product, refusal)


@transaction.atomic
def replace(*, certificate: Certificate, reason: str, by: str, on: date | None = None) -> Certificate:
    """Issue a new certificate for one that was lost or damaged, or whose data was corrected, to the same holder.

    Its number is a new one; the old certificate stays as it is and leads to it. Raises Refusal when it was replaced
    already, the holder is another by now, or the product does not bear its stars on the day.
    """
    return _follow(certificate, rules.check_replacement, reason, by=by, on=on)


@transaction.atomic
def transfer(*, certificate: Certificate, reason: str, by: str, on: date | None = None) -> Certificate:
    """Issue a new certificate to the producer that owns the product now, its successor or buyer.

    The registry says who that is: the succession, or the new owner, is entered there first. Raises Refusal when it has
    not changed, the certificate was replaced already, or the product does not bear its stars on the day.
    """
    return _follow(certificate, rules.check_transfer, reason, by=by, on=on)


@transaction.atomic
def suspend(
    *, recognition: Recognition, ground: RevocationGround, note: str, by: str, on: date | None = None
) -> Suspension:
    """Suspend the certificate from the day, or today, until it is lifted: the product does not bear its stars.

    Raises Refusal when it is suspended already, or did not hold on the day.
    """
    day = on or timezone.localdate()
    current = _locked(recognition)
    is_suspended = current.suspensions.standing().filter(ended_on=None).exists()
    state = state_of(current, day, timezone.now())
    if refusal := rules.check_suspension(current, state, on=day, today=timezone.localdate(), is_suspended=is_suspended):
        raise refusal
    suspension = Suspension.objects.create(recognition=current, ground=ground, note=note, began_on=day, recorded_by=by)
    record(
        by=by,
        action=Action.CREATE,
        kind="suspension",
        code=current.product.code,
        after={"ground": ground, "began_on": day},
        reason=note,
    )
    words = RevocationGround(ground).label
    tell_the_producer(current.product, Kind.CERTIFICATE_SUSPENDED, by=by, since=day, ground=words)
    return suspension


@transaction.atomic
def lift(*, suspension: Suspension, reason: str, by: str, on: date | None = None) -> Suspension:
    """Let the certificate count again from the day, or today. Raises Refusal when it is not suspended any more."""
    day = on or timezone.localdate()
    recognition = _locked(suspension.recognition)
    current = Suspension.objects.get(pk=suspension.pk)
    if refusal := rules.check_lifting(current, reason, on=day, today=timezone.localdate()):
        raise refusal
    lifted = end_fact(current, on=day, by=by, reason=reason)
    record(
        by=by,
        action=Action.CLOSE,
        kind="suspension",
        code=recognition.product.code,
        after={"ended_on": day},
        reason=reason,
    )
    tell_the_producer(recognition.product, Kind.CERTIFICATE_LIFTED, by=by, since=day)
    return lifted


def _locked(recognition: Recognition) -> Recognition:
    """Hold the product, as entering recognitions does, and return the recognition as it is now."""
    Product.objects.select_for_update().get(pk=recognition.product_id)
    return Recognition.objects.select_related(*READ_ALONG).get(pk=recognition.pk)


def _grounds(recognition: Recognition, holder: Producer | None, on: date) -> _Grounds:
    province = province_on(recognition.product.place, on)
    if province is None:
        raise rules.NO_PROVINCE
    if holder is None:
        raise rules.NO_HOLDER
    return _Grounds(recognition, holder, province, on)


def _follow(
    certificate: Certificate, check: Callable[..., Refusal | None], reason: str, *, by: str, on: date | None
) -> Certificate:
    """Issue the certificate that takes this one's place, if `check` and the day let it."""
    day = on or timezone.localdate()
    recognition = _locked(certificate.recognition)
    current = Certificate.objects.select_related("recognition").get(pk=certificate.pk)
    holder, state = owner_on(recognition.product, day), state_of(recognition, day, timezone.now())
    is_replaced = Certificate.objects.filter(replaces=current).exists()
    refusal = check(current, holder, reason, is_replaced=is_replaced)
    if refusal := refusal or rules.check_day(recognition, state, on=day, today=timezone.localdate()):
        raise refusal
    issued = _made(_grounds(recognition, holder, day), replaces=current, reason=reason, by=by)
    _record_and_tell(current, issued, by=by)
    return issued


def _record_and_tell(before: Certificate, issued: Certificate, *, by: str) -> None:
    record(
        by=by,
        action=Action.CHANGE,
        kind="certificate",
        code=issued.public_code,
        before=_told(before),
        after=_told(issued),
        reason=issued.reason,
    )
    tell_the_producer(
        issued.recognition.product,
        Kind.CERTIFICATE_REPLACED,
        by=by,
        path=_page(issued),
        number=issued.number,
        before=before.number,
    )


def _made(grounds: _Grounds, *, by: str, replaces: Certificate | None = None, reason: str = "") -> Certificate:
    """Take a number, sign the credential, keep the certificate."""
    province, year = grounds.province.code, grounds.on.year
    sequence = next_number(rules.series_of(province, year), by=by)
    (code,) = fresh_codes(Certificate.objects.annotate(code=F("public_code")), rules.CODE_PREFIX, 1)
    certificate = Certificate(
        number=rules.number_of(sequence, province, year),
        public_code=code,
        recognition=grounds.recognition,
        holder=grounds.holder,
        issued_on=grounds.on,
        issued_at=timezone.now(),
        replaces=replaces,
        reason=reason,
        issued_by=by,
    )
    certificate.credential = _signed(certificate, grounds.province, by=by)
    certificate.save(force_insert=True)
    return certificate


def _signed(certificate: Certificate, province: Place, *, by: str) -> credentials.Credential:
    key = keys.current_key(by=by)
    said = credentials.unsigned(certificate, province)
    options = credentials.proof_options(credentials.key_id(key.public), certificate.issued_at)
    return credentials.with_proof(said, options, keys.sign(credentials.signed_bytes(said, options), key=key))


def _told(certificate: Certificate) -> dict[str, object]:
    """Return what the list of changes keeps; the proof's value ties the credential to it."""
    return {
        "number": certificate.number,
        "holder": certificate.holder.code,
        "issued_on": certificate.issued_on,
        "credential": certificate.credential["proof"]["proofValue"],
    }


def _page(certificate: Certificate) -> str:
    return reverse("catalogue:certificate", args=[certificate.public_code])
