"""What a certificate says on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from django.utils import timezone
from django.utils.translation import override

from saolang.base.kit.formats import day
from saolang.base.papers.choices import PaperKind
from saolang.base.papers.models import IssuedPaper
from saolang.base.papers.queries import papers_of
from saolang.base.papers.rules import Draft, Mark
from saolang.base.papers.rules.wording import called, committee, dated, every_paper, in_figures, province_of
from saolang.core.lifecycle import HELD
from saolang.programme.certification.choices import Level
from saolang.programme.certification.models import Certificate
from saolang.programme.certification.queries.certificates import province_on, with_certificate_state
from saolang.programme.certification.rules.credentials import page_of
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Decision

STARS_IN_WORDS = {3: "ba sao", 4: "bốn sao", 5: "năm sao"}
MINISTRY = "Bộ Nông nghiệp và Môi trường"
READ_ALONG = (
    "recognition__product__place__province",
    "recognition__decision",
    "holder__place__province",
    "replaces",
)
"""What a certificate's paper reads, to be read along where many are made."""


@override("vi")
def certificate(issued: Certificate) -> Draft:
    """Return the certificate as it was issued: its number, its holder that day, its decision, its stars and days."""
    recognition = issued.recognition
    product, decision = recognition.product, recognition.decision
    home = product.place or issued.holder.place
    province = province_on(home, issued.issued_on) or (province_of(home) if home else None)
    if province is None:
        message = f"Certificate {issued.number} has no province."
        raise ValueError(message)
    central = decision is not None and decision.level == Level.CENTRE
    made_up = Origin.MADE_UP in {product.origin, recognition.origin}
    data = {
        **every_paper(province, made_up=made_up, number=issued.number),
        "dated": dated(None if central else province, issued.issued_on),
        "superior": (MINISTRY if central else committee(province)).upper(),
        "product": product.name_vi,
        "producer": issued.holder.name,
        "address": _address(issued.holder.address, home),
        "stars": recognition.stars,
        "stars_words": STARS_IN_WORDS[recognition.stars],
        "decision": _decision(decision),
        "issued_on": in_figures(issued.issued_on),
        "expires_on": in_figures(recognition.expires_on),
        "replaces": issued.replaces.number if issued.replaces else "",
        "signer": "BỘ TRƯỞNG" if central else "CHỦ TỊCH",
        "check_at": page_of(issued.public_code),
        "qr": qr_rows(page_of(issued.public_code)),
    }
    code = issued.public_code
    mark = Mark.NONE if _holds(issued) else Mark.ENDED
    return Draft(PaperKind.CERTIFICATE, "certificate", code, province, f"giay-chung-nhan-{code}", data, mark)


def all_certificates(decision: Decision, place: Place) -> Draft:
    """Return the certificates of a decision as one file for printing, of the province whose office prints them."""
    name = f"giay-chung-nhan-{decision.code}"
    return Draft(PaperKind.CERTIFICATE, "decision", decision.code, place, name, {"number": decision.number}, Mark.NONE)


def to_print(decision: Decision) -> QuerySet[Certificate]:
    """Return the certificates of a decision that count today, by the names of the products."""
    issued = Certificate.objects.filter(recognition__in=decision.recognitions.standing())
    held = with_certificate_state(issued, timezone.localdate(), timezone.now()).filter(state__in=HELD)
    return held.select_related(*READ_ALONG).order_by("recognition__product__sort_key", "pk")


def as_issued(certificates: QuerySet[Certificate]) -> dict[str, IssuedPaper]:
    """Return the PDF kept of each certificate, the latest, by the certificate's public code."""
    codes = certificates.order_by().values("public_code")
    kept = IssuedPaper.objects.filter(
        thing_kind="certificate", thing_code__in=codes, kind=PaperKind.CERTIFICATE, file_name__endswith=".pdf"
    )
    return {paper.thing_code: paper for paper in kept.select_related("file", "place").order_by("issued_at", "pk")}


def print_of(decision: Decision) -> IssuedPaper | None:
    """Return the latest file for printing of a decision's certificates."""
    return papers_of("decision", decision.code).filter(kind=PaperKind.CERTIFICATE).first()


def qr_rows(url: str) -> list[str]:
    """Return the QR code of the address row by row, "1" for a dark module; 15 % of it may be lost to wear."""
    return ["".join("1" if dark else "0" for dark in row) for row in segno.make(url, error="m", micro=False).matrix]


def _holds(issued: Certificate) -> bool:
    """Tell whether the certificate counts today: not replaced, and its recognition neither ended nor suspended."""
    today = timezone.localdate()
    stated = with_certificate_state(Certificate.objects.filter(pk=issued.pk), today, timezone.now())
    return stated.values_list("state", flat=True).get() in HELD


def _decision(decision: Decision | None) -> str:
    if decision is None:
        return ""
    dated_words = f" ngày {day(decision.decided_on, decision.decided_precision)}" if decision.decided_on else ""
    return f"Quyết định số {decision.number}{dated_words}"


def _address(address: str, home: Place | None) -> str:
    """Return the holder's address, or the units the product comes from where none is known."""
    if address or home is None:
        return address
    province = province_of(home)
    names = [called(home)] if home == province else [called(home), called(province)]
    words = ", ".join(names)
    return words[:1].upper() + words[1:]
