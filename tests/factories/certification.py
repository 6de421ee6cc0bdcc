"""Decisions and recognitions, as the services enter them."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.services import decisions, recognitions
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from saolang.programme.certification.models import Decision, Recognition, Revocation
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
