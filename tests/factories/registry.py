"""Producers, products and craft villages, as the services enter them."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from saolang.base.files.services import store
from saolang.programme.registry.choices import CraftKind, EvidenceKind, LegalForm, Scheme
from saolang.programme.registry.services import craft_villages, evidence, producers, products, shown_papers

if TYPE_CHECKING:
    from saolang.programme.registry.models import CraftVillage, Evidence, Producer, Product, ShownPaper

SINCE = dt.date(2018, 1, 1)
NUMBERS = count(1)


def a_producer(name: str = "", **known: Any) -> Producer:
    """Register a household, known since 2018, of a name of its own unless one is given."""
    values = {"legal_form": LegalForm.HOUSEHOLD, "since": SINCE} | known
    new = producers.NewProducer(name=name or f"Hộ kinh doanh {next(NUMBERS)}", **values)
    return producers.register(producer=new, by="tests")


def a_product(name: str = "", **known: Any) -> Product:
    """Register a product, known since 2018, whose producer is not known unless one is given."""
    new = products.NewProduct(name_vi=name or f"Sản phẩm {next(NUMBERS)}", **{"since": SINCE} | known)
    return products.register(product=new, by="tests")


def a_craft_village(name: str = "", **known: Any) -> CraftVillage:
    """Register a craft village, not yet recognised."""
    new = craft_villages.NewCraftVillage(
        name=name or f"Làng nghề {next(NUMBERS)}", **{"kind": CraftKind.VILLAGE} | known
    )
    return craft_villages.register(village=new, by="tests")


def a_certifying_paper(producer: Producer, **known: Any) -> Evidence:
    """Put a VietGAP certificate into the vault of the producer, of 2025 and without a last day."""
    number = next(NUMBERS)
    values = {
        "kind": EvidenceKind.QUALITY_SYSTEM,
        "title": f"Giấy chứng nhận của ông Nguyễn Văn {number}",
        "number": f"VG-{number}",
        "issuer": "Trung tâm Chứng nhận",
        "issued_on": dt.date(2025, 3, 1),
        "file": store(f"%PDF-1.7 certificate {number}".encode(), by="tests"),
        "file_name": f"{number}.pdf",
    } | known
    return evidence.add(producer=producer, paper=evidence.NewPaper(**values), by="tests")


def a_shown_paper(product: Product, *, scheme: str = Scheme.VIETGAP, name: str = "", **known: Any) -> ShownPaper:
    """Let buyers read of a VietGAP certificate on the page of the product, which has an owner."""
    owner = product.ownerships.get(ended_on=None, withdrawn_at=None).producer
    paper = a_certifying_paper(owner, **known)
    return shown_papers.show(evidence=paper, products=[product], scheme=scheme, name=name, by="tests")[0]
