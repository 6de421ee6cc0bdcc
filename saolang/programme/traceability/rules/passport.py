"""The digital product passport as JSON-LD: what Decree 37/2026/NĐ-CP, Article 32 names, in its order.

Words of schema.org and of the GS1 Web Vocabulary where they have one; a field nobody has filled in is left out, never
filled with a guess. The portal of the National Barcode Centre has published no form for it: this one is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

from saolang.programme.traceability.rules.identity import identifier_of, link_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Certificate, Recognition
    from saolang.programme.registry.models import Producer, Product, ProductVersion, ShownPaper
    from saolang.programme.traceability.models import Event, Lot, Recall


class Seen(Protocol):
    """What this reads of `queries.scan.Scanned`: a rule stands below a query."""

    @property
    def product(self) -> Product: ...
    @property
    def day(self) -> date: ...
    @property
    def state(self) -> str: ...
    @property
    def recognition(self) -> Recognition | None: ...
    @property
    def certificate(self) -> Certificate | None: ...
    @property
    def owner(self) -> Producer | None: ...
    @property
    def version(self) -> ProductVersion | None: ...
    @property
    def lot(self) -> Lot | None: ...
    @property
    def recalls(self) -> Sequence[Recall]: ...
    @property
    def place_then(self) -> str: ...
    @property
    def place_now(self) -> Place | None: ...
    @property
    def papers(self) -> Sequence[ShownPaper]: ...
    @property
    def events(self) -> Sequence[Event]: ...


CONTEXT = {
    "@vocab": "https://schema.org/",
    "gs1": "https://ref.gs1.org/voc/",
    "ocop": f"{settings.BASE_URL}/ns/ocop/",
}
LEGAL_BASIS = "Nghị định 37/2026/NĐ-CP, Điều 32"


def passport_of(seen: Seen) -> dict[str, Any]:
    """Return the passport of what was scanned: of the lot where there is one, else of the product."""
    product, lot = seen.product, seen.lot
    number = lot.number if lot else ""
    said = {
        "@context": CONTEXT,
        "@type": ["Product", "gs1:Product"],
        "@id": identifier_of(product, number),
        "url": link_of(product, number),
        "ocop:legalBasis": LEGAL_BASIS,
        "ocop:asOf": seen.day.isoformat(),
        "ocop:state": str(seen.state),
        # 1. Name and GTIN of the product, or the code that stands for it.
        "name": _names(product),
        "gtin": product.gtin,
        "productID": product.code,
        # 2. Name, address and code of who makes or sells it.
        "manufacturer": _producer(seen.owner),
        # 3. Origin, or where the last finishing step was done.
        "countryOfOrigin": "VN" if product.place_id else "",
        "gs1:provenanceStatement": _origin(seen),
        # 4. Traceability: the steps, each under its number in EPCIS.
        "ocop:traceability": [_step(event) for event in seen.events],
        # 5. Certificates of conformity and quality.
        "hasCertification": [
            *_certification(seen.recognition, seen.certificate),
            *(_shown(paper, seen.day) for paper in seen.papers),
        ],
        # 6. Day of production and shelf life.
        "gs1:batchNumber": number,
        "productionDate": lot and lot.made_on and lot.made_on.isoformat(),
        "gs1:bestBeforeDate": lot and lot.best_before and lot.best_before.isoformat(),
        # 7. Warnings.
        "ocop:safetyWarnings": [_warning(recall) for recall in seen.recalls],
        # 8. What the authority asks for beside.
        **(_make_up(seen.version) if seen.version else {}),
    }
    always = {"ocop:traceability", "ocop:safetyWarnings"}
    return {name: value for name, value in said.items() if value or name in always}


def _make_up(version: ProductVersion) -> dict[str, str]:
    """Return what the goods are made of, how they are packed and used, and what people may be allergic to."""
    return {
        "material": version.materials,
        "gs1:packaging": version.packaging,
        "gs1:consumerUsageInstructions": version.instructions,
        "ocop:nutrition": version.nutrition,
        "gs1:allergenStatement": version.allergens,
    }


def _names(product: Product) -> list[dict[str, str]]:
    names = {"vi": product.name_vi, "en": product.name_en, "km": product.name_km}
    return [{"@language": language, "@value": name} for language, name in names.items() if name]


def _producer(owner: Producer | None) -> dict[str, Any] | None:
    """Return the producer by its public code: its tax number may be that of a person."""
    if owner is None:
        return None
    said = {"@type": "Organization", "name": owner.name, "identifier": owner.code, "address": owner.address}
    if not owner.address:
        said["address"] = str(owner.place) if owner.place else owner.place_text
    return {name: value for name, value in said.items() if value}


def _origin(seen: Seen) -> str:
    now = f", nay là {seen.place_now}" if seen.place_now else ""
    return f"{seen.place_then}{now}" if seen.place_then else ""


def _step(event: Event) -> dict[str, Any]:
    said = {
        "eventID": event.event_id,
        "type": event.type,
        "eventTime": event.event_time.isoformat(),
        "bizStep": event.biz_step,
        "readPoint": event.read_point,
        "errorDeclared": bool(event.declared_at),
    }
    return {name: value for name, value in said.items() if value}


def _certification(recognition: Recognition | None, certificate: Certificate | None) -> list[dict[str, Any]]:
    if recognition is None:
        return []
    said = {
        "@type": "Certification",
        "name": "OCOP",
        "certificationRating": recognition.stars,
        "certificationIdentification": certificate.number if certificate else "",
        "url": f"{settings.BASE_URL}/gcn/{certificate.public_code}/" if certificate else "",
        "validFrom": recognition.began_on.isoformat(),
        "expires": recognition.expires_on.isoformat(),
        "ocop:decision": recognition.decision.number if recognition.decision else "",
    }
    return [{name: value for name, value in said.items() if value}]


def _shown(paper: ShownPaper, day: date) -> dict[str, Any]:
    """Return a certificate of somebody else, as the producer says it is printed on the paper handed in."""
    printed = paper.evidence
    said = {
        "@type": "Certification",
        "name": str(paper),
        "certificationIdentification": printed.number,
        "issuedBy": {"@type": "Organization", "name": printed.issuer},
        "validFrom": printed.issued_on and printed.issued_on.isoformat(),
        "expires": printed.expires_on and printed.expires_on.isoformat(),
        "certificationStatus": "CertificationInactive" if printed.has_ended(day) else "CertificationActive",
        "ocop:assurance": "declared",
    }
    return {name: value for name, value in said.items() if value}


def _warning(recall: Recall) -> dict[str, str]:
    return {
        "identifier": recall.code,
        "ground": recall.ground,
        "since": recall.began_on.isoformat(),
        "danger": recall.danger,
        "advice": recall.advice,
    }
