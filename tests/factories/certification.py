"""Decisions and recognitions, as the services enter them."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from saolang.base.places.models import Place
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.models import CaseToAnswer, ExpiryWarning, MarkRun, Suspension
from saolang.programme.certification.services import cases, certificates, decisions, mark_runs, recognitions
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from saolang.programme.certification.models import Certificate, Decision, Recognition, Revocation
    from saolang.programme.registry.models import Product

NUMBERS = count(1)


def a_decision(**known: Any) -> Decision:
    """Enter a decision of a province of 1 March 2023."""
    values = {"number": f"{next(NUMBERS)}/QĐ-UBND", "decided_on": dt.date(2023, 3, 1)} | known
    return decisions.enter(decision=decisions.NewDecision(**values), by="tests")


def a_recognition(product: Product | None = None, **known: Any) -> Recognition:
    """Recognise a product with 3 stars on 1 March 2023."""
    values = {"stars": 3, "on": dt.date(2023, 3, 1)} | known
    new = recognitions.NewRecognition(product=product or a_product(), **values)
    return recognitions.recognise(recognition=new, by="tests")


def a_revocation(recognition: Recognition, on: dt.date) -> Revocation:
    """Take a certificate back because production ended."""
    new = recognitions.NewRevocation(recognition=recognition, on=on, ground=RevocationGround.PRODUCTION_ENDED)
    return recognitions.revoke(revocation=new, by="tests")


def a_certificate(recognition: Recognition | None = None, *, on: dt.date = dt.date(2023, 3, 1)) -> Certificate:
    """Issue the certificate of a recognition by a decision, on the day, to the product's owner in old Hậu Giang."""
    return certificates.issue(recognition=recognition or an_owned_recognition(), by="tests", on=on)


def an_owned_recognition(**known: Any) -> Recognition:
    """Recognise, by a decision, a product of a commune of old Hậu Giang whose owner is known."""
    place = Place.objects.filter(map=1, level="commune", province__code="93").earliest("pk")
    product = a_product(producer=a_producer(place=place), place=place)
    return a_recognition(product, **{"decision": a_decision()} | known)


def a_suspension(recognition: Recognition, on: dt.date, until: dt.date | None = None) -> Suspension:
    """Suspend a certificate from the day until before another, or for as long as nobody lifts it."""
    return Suspension.objects.create(
        recognition=recognition,
        ground=RevocationGround.BREACH_OF_LAW,
        note="chờ kết luận",
        began_on=on,
        ended_on=until,
        recorded_by="tests",
    )


def a_case(recognition: Recognition | None = None, **known: Any) -> CaseToAnswer:
    """Enter a finding of 2 May 2024 against a certificate."""
    values = {
        "recognition": recognition or an_owned_recognition(),
        "ground": RevocationGround.MISUSE_OF_MARK,
        "found_on": dt.date(2024, 5, 2),
        "note": "in 5 sao trên bao bì",
    } | known
    return cases.enter(case=cases.NewCase(**values), by="tests")


def a_mark_run(recognition: Recognition | None = None, **known: Any) -> MarkRun:
    """Print a thousand bags with the mark on 1 June 2023."""
    values = {
        "recognition": recognition or an_owned_recognition(),
        "what": "túi 500 g",
        "quantity": 1000,
        "printed_on": dt.date(2023, 6, 1),
    } | known
    return mark_runs.enter(run=mark_runs.NewRun(**values), by="tests")


def an_expiry_warning(recognition: Recognition | None = None, **known: Any) -> ExpiryWarning:
    """Note that people were told 120 days before a certificate ran out."""
    warned = recognition or an_owned_recognition()
    values = {"expires_on": warned.expires_on, "threshold": 120, "run": uuid4()} | known
    return ExpiryWarning.objects.create(recognition=warned, **values)
