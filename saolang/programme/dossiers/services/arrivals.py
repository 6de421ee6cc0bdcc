"""Entering a dossier that another installation has packed: its producer, product, papers, claims and reports."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.files.services import store
from saolang.base.places.models import Place
from saolang.base.places.queries import with_public_codes
from saolang.programme.criteria.models import SetEdition
from saolang.programme.criteria.queries import current_edition
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import Act, DossierKind, State
from saolang.programme.dossiers.models import (
    Assessment,
    Claim,
    Dossier,
    Finding,
    Move,
    Proof,
    SampleMove,
    Submission,
)
from saolang.programme.dossiers.queries.dossiers import still_open
from saolang.programme.dossiers.rules import packages as rules
from saolang.programme.registry.choices import LegalForm, Origin
from saolang.programme.registry.models import Evidence, Producer, Product, ProductSet, ProductVersion
from saolang.programme.registry.queries import gtins_taken
from saolang.programme.registry.services import evidence, producers, products

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE = re.compile(r"HS-[0-9A-Z]{8}", re.ASCII)
"""What a dossier's code looks like: it stands in addresses."""
PROCEDURE = "d26-centre"
"""The procedure of a dossier that came from a province: it begins at the centre."""
CENTRAL_STARS = 5
"""The stars the centre gives (D26, Article 7.4)."""


def enter(*, package: rules.Content, sender: str, by: str) -> Dossier:
    """Enter the dossier of a package within the caller's transaction: it stands at the centre, and waits for a council.

    A producer or product that came from the same sender before is used again. Raises Refusal when the dossier is here
    already, its product has another open one, or its commune or set is not known here.
    """
    said = package.manifest
    own = said["dossier"]
    if not CODE.fullmatch(own["code"]) or not all(isinstance(text, str) for text in own["forms"].values()):
        raise rules.INCOMPLETE
    if Dossier.objects.filter(code=own["code"]).exists():
        raise rules.THERE_ALREADY
    edition = _edition(own["edition"], said["claims"])
    producer = _producer(said["producer"], sender, by=by)
    product = _product(said["product"], edition, producer, sender, by=by)
    if still_open(Dossier.objects.filter(product=product)).exists():
        raise rules.OPEN_ALREADY
    dossier = Dossier.objects.create(
        code=own["code"],
        official_code=own["official_code"],
        producer=producer,
        product=product,
        place=_place(own["place"]),
        kind=DossierKind(own["kind"]),
        edition=edition,
        procedure=PROCEDURE,
        state=State.CENTRE,
        filed_at=_moment(own["filed_at"]),
        forms=own["forms"],
        origin=Origin.IMPORTED,
        opened_by=by,
    )
    _write_parts(dossier, package, by=by)
    record(by=by, action=Action.IMPORT, kind="dossier", code=dossier.code, after={"package": package.code})
    return dossier


def _write_parts(dossier: Dossier, package: rules.Content, *, by: str) -> None:
    said = package.manifest
    Claim.objects.bulk_create(
        Claim(dossier=dossier, saved_by=by, **{name: each[name] for name in ("criterion", "option", "reason")})
        for each in said["claims"]
    )
    papers = {each["code"]: _paper(each, dossier, package, by=by) for each in said["evidence"]}
    Proof.objects.bulk_create(
        Proof(dossier=dossier, criterion=each["criterion"], evidence=papers[each["evidence__code"]], added_by=by)
        for each in said["proofs"]
    )
    for each in said["assessments"]:
        _write_assessment(dossier, each, by=by)
    SampleMove.objects.bulk_create(
        SampleMove(
            dossier=dossier,
            act=each["act"],
            units=each["units"],
            on=date.fromisoformat(each["on"]),
            note=each["note"],
            recorded_by=by,
        )
        for each in said["samples"]
    )
    _write_submission(dossier, said["submission"], package, by=by)
    note = f"{said['sender']}: {package.code}"
    Move.objects.create(dossier=dossier, act=Act.SEND_UP, before=State.FINAL, after=State.CENTRE, note=note, by=by)


def _write_submission(dossier: Dossier, said: Mapping[str, Any], package: rules.Content, *, by: str) -> None:
    """Keep the dossier as it was frozen. Its owner's signature stays in the package: it is of a person over there."""
    content = store(package.files[said["sha256"]], by=by)
    Submission.objects.create(dossier=dossier, number=said["number"], content=content, frozen_by=by)


def _write_assessment(dossier: Dossier, said: Mapping[str, Any], *, by: str) -> None:
    assessment = Assessment.objects.create(
        dossier=dossier,
        assessor=said["assessor"],
        answers=said["answers"],
        met_on=_day(said["met_on"]),
        proposes=said["proposes"],
        conclusion=said["conclusion"],
        saved_by=by,
        locked_at=_moment(said["locked_at"]) or timezone.now(),
        locked_by=by,
    )
    Finding.objects.bulk_create(Finding(assessment=assessment, **each) for each in said["findings"])


def _paper(said: Mapping[str, Any], dossier: Dossier, package: rules.Content, *, by: str) -> Evidence:
    """Return the paper in the producer's vault, put there unless its very bytes are there already."""
    file = store(package.files[said["file"]], by=by)
    known = Evidence.objects.filter(producer=dossier.producer, file=file, withdrawn_at=None).first()
    if known:
        return known
    paper = evidence.NewPaper(
        kind=said["kind"],
        title=said["title"],
        file=file,
        file_name=said["file_name"],
        product=None,
        number=said["number"],
        issuer=said["issuer"],
        issued_on=_day(said["issued_on"]),
        expires_on=_day(said["expires_on"]),
    )
    return evidence.add(producer=dossier.producer, paper=paper, by=by)


def _edition(said: Mapping[str, Any], claims: list[Mapping[str, Any]]) -> SetEdition:
    """Return the very edition the dossier began with; where it is not here, ours in use, if it has what is claimed."""
    same = SetEdition.objects.filter(product_set=said["set"], sha256=said["sha256"]).first()
    product_set = ProductSet.objects.filter(pk=said["set"]).first()
    if product_set is None:
        raise rules.NO_SET
    try:
        edition = same or current_edition(product_set)
    except SetEdition.DoesNotExist:
        raise rules.NO_SET from None
    criteria = sheet_of(edition).criteria
    if any(criteria[each["criterion"]].option(each["option"]) is None for each in claims):
        raise rules.NO_SET
    return edition


def _producer(said: Mapping[str, Any], sender: str, *, by: str) -> Producer:
    source = _source(sender, said["code"])
    known = Producer.objects.filter(source=source, merged_into=None).first()
    names = ("name", "name_en", "name_km", "address", "registration_number", "phone", "email")
    new = producers.NewProducer(
        **{name: said[name] for name in names},
        since=timezone.localdate(),
        legal_form=LegalForm(said["legal_form"]) if said["legal_form"] else None,
        place=_place(said["place"]) if said["place"] else None,
        founded_on=_day(said["founded_on"]),
        origin=Origin.IMPORTED,
        source=source,
    )
    return known or producers.register(producer=new, by=by)


def _product(said: Mapping[str, Any], edition: SetEdition, producer: Producer, sender: str, *, by: str) -> Product:
    source = _source(sender, said["code"])
    known = Product.objects.filter(source=source, merged_into=None).first()
    if known:
        return known
    free = not gtins_taken([Product(gtin=said["gtin"])]) if said["gtin"] else False
    new = products.NewProduct(
        **{name: said[name] for name in ("name_vi", "name_en", "name_km")},
        **{name: said.get(name, "") for name in ProductVersion.MAKE_UP},
        since=timezone.localdate(),
        producer=producer,
        product_set=edition.product_set,
        gtin=said["gtin"] if free else "",
        place=_place(said["place"]) if said["place"] else None,
        origin=Origin.IMPORTED,
        source=source,
    )
    return products.register(product=new, by=by)


def _source(sender: str, code: str) -> str:
    """Return what tells whose record it is over there, so that a later package finds it here."""
    return f"Gói hồ sơ từ {sender}: {code}"


def _place(code: str) -> Place:
    place = with_public_codes(Place.objects.all(), [code]).first()
    if place is None:
        raise rules.NO_PLACE
    return place


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
