"""Papers, dossiers and what stands in them, written as rows: where a test is about what comes after."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from saolang.base.files.services import store
from saolang.programme.criteria.choices import EditionState
from saolang.programme.criteria.models import SetEdition
from saolang.programme.criteria.rules import digest_of, shipped_contents
from saolang.programme.dossiers.choices import DossierKind
from saolang.programme.dossiers.models import Claim, Dossier, PotentialProduct
from saolang.programme.registry.choices import EvidenceKind
from saolang.programme.registry.models import Evidence, ProductSet
from saolang.programme.registry.services import product_sets
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from saolang.base.places.models import Place

NUMBERS = count(1)
RICE = "qd26-03"


def an_edition(code: str = RICE, number: int = 0, **values: Any) -> SetEdition:
    """Return the edition of the set that comes with the software, loaded the first time it is asked for."""
    if not ProductSet.objects.filter(pk=code).exists():
        product_sets.load(by="tests")
    content, readings = values.get("content", shipped_contents()[code]), values.get("readings", {})
    defaults = {
        "content": content,
        "sha256": digest_of(content, readings),
        "state": EditionState.APPROVED,
        "proposed_by": "installation",
        "decided_by": "installation",
        "decided_at": dt.datetime(2026, 5, 22, tzinfo=dt.UTC),
    } | values
    return SetEdition.objects.get_or_create(product_set_id=code, number=number, defaults=defaults)[0]


def a_paper_of(dossier: Dossier, **values: Any) -> Evidence:
    """Put a paper into the vault of the dossier's producer: a test result without a last day."""
    number = next(NUMBERS)
    file = store(f"%PDF-1.7 {number}".encode(), by="tests")
    known = {"kind": EvidenceKind.TEST_RESULT, "title": f"Phiếu kiểm nghiệm {number}", "file_name": f"{number}.pdf"}
    return Evidence.objects.create(
        code=f"MC-{number:08}", producer=dossier.producer, file=file, recorded_by="tests", **(known | values)
    )


def a_dossier(place: Place | None = None, *, choices: dict[str, str] | None = None, **values: Any) -> Dossier:
    """Open a first dossier of a rice product in the commune, with the options claimed."""
    number = next(NUMBERS)
    edition = values.pop("edition", None) or an_edition()
    producer = values.pop("producer", None) or a_producer(f"Hợp tác xã {number}", place=place)
    product = values.pop("product", None) or a_product(f"Gạo thơm {number}", producer=producer)
    dossier = Dossier.objects.create(
        code=f"HS-{number:08}",
        producer=producer,
        product=product,
        place=place or producer.place,
        edition=edition,
        procedure="d26",
        opened_by="tests",
        **({"kind": DossierKind.FIRST} | values),
    )
    Claim.objects.bulk_create(
        Claim(dossier=dossier, criterion=criterion, option=option, saved_by="tests")
        for criterion, option in (choices or {}).items()
    )
    return dossier


def a_potential_product(place: Place, **values: Any) -> PotentialProduct:
    """Write down a potential product of the commune nobody has decided on."""
    number = next(NUMBERS)
    known = {"name": f"Bánh lá dừa {number}", "folded": f"banh la dua {number}", "surveyed_on": dt.date(2026, 9, 1)}
    return PotentialProduct.objects.create(code=f"TN-{number:08}", place=place, recorded_by="tests", **(known | values))
