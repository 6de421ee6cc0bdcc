"""Certificates buyers read of: only those that say enough, on the pages of the producer's own products."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from saolang.base.audit.models import Change
from saolang.base.files.services import store
from saolang.base.kit.facts import ALREADY_WITHDRAWN
from saolang.core.refusal import Refusal
from saolang.programme.registry import rules
from saolang.programme.registry.choices import EvidenceKind, Scheme
from saolang.programme.registry.queries import shown_papers
from saolang.programme.registry.services import evidence, products
from saolang.programme.registry.services import shown_papers as services
from tests.days import today
from tests.factories.registry import a_certifying_paper, a_producer, a_product, a_shown_paper

if TYPE_CHECKING:
    from saolang.programme.registry.models import Evidence, Producer, Product, ShownPaper

pytestmark = pytest.mark.django_db


@pytest.fixture
def producer() -> Producer:
    return a_producer()


@pytest.fixture
def product(producer: Producer) -> Product:
    return a_product(producer=producer)


def shown(paper: Evidence, *products: Product, scheme: str = Scheme.VIETGAP, name: str = "") -> list[ShownPaper]:
    return services.show(evidence=paper, products=products, scheme=scheme, name=name, by="user:7")


def newer(**known: Any) -> evidence.NewPaper:
    values = {
        "kind": EvidenceKind.QUALITY_SYSTEM,
        "title": "Bản mới",
        "number": "VG-MOI",
        "issuer": "Trung tâm Chứng nhận",
        "issued_on": today(),
        "file": store(b"%PDF-1.7 newer", by="tests"),
        "file_name": "moi.pdf",
    } | known
    return evidence.NewPaper(**values)


def test_certificate_is_read_of_on_the_page_it_was_shown_on_and_no_other(producer: Producer, product: Product) -> None:
    other = a_product(producer=producer)

    [made] = shown(a_certifying_paper(producer), product)

    assert list(shown_papers(product, today())) == [made]
    assert not shown_papers(other, today()).exists()
    change = Change.objects.get(kind="shown_paper")
    assert (change.code, change.after) == (
        made.evidence.code,
        {"product": product.code, "scheme": "vietgap", "name": ""},
    )


@pytest.mark.parametrize(
    ("known", "refusal"),
    [
        ({"kind": EvidenceKind.LABOUR}, rules.NOT_FOR_BUYERS),
        ({"number": ""}, rules.INCOMPLETE_PAPER),
        ({"issuer": ""}, rules.INCOMPLETE_PAPER),
        ({"issued_on": None}, rules.INCOMPLETE_PAPER),
        ({"expires_on": dt.date(2025, 3, 2)}, rules.ENDED_PAPER),
    ],
)
def test_paper_that_says_too_little_or_is_none_for_buyers_is_refused(
    producer: Producer, product: Product, known: dict[str, Any], refusal: Refusal
) -> None:
    paper = a_certifying_paper(producer, **known)

    with pytest.raises(Refusal) as refused:
        shown(paper, product)

    assert refused.value == refusal


def test_paper_that_was_withdrawn_is_refused(producer: Producer, product: Product) -> None:
    paper = a_certifying_paper(producer)
    evidence.withdraw(evidence=paper, reason="sai", by="user:7")

    with pytest.raises(Refusal) as refused:
        shown(paper, product)

    assert refused.value == rules.IN_USE_NO_MORE


def test_showing_is_refused_without_a_product_or_a_name_or_on_anothers_page(
    producer: Producer, product: Product
) -> None:
    paper = a_certifying_paper(producer, product=product)
    wrong = [
        ((), Scheme.VIETGAP, rules.NO_PRODUCT),
        ((product,), Scheme.OTHER, rules.NAMELESS_CERTIFICATE),
        ((a_product(producer=a_producer()),), Scheme.VIETGAP, rules.OF_ANOTHER),
        ((a_product(producer=producer),), Scheme.VIETGAP, rules.OF_ANOTHER),
    ]

    for chosen, scheme, refusal in wrong:
        with pytest.raises(Refusal) as refused:
            shown(paper, *chosen, scheme=scheme)
        assert refused.value == refusal


def test_paper_is_shown_once_a_product(producer: Producer, product: Product) -> None:
    paper = a_certifying_paper(producer)
    shown(paper, product)

    with pytest.raises(Refusal) as refused:
        shown(paper, product)

    assert refused.value == Refusal(rules.SHOWN_ALREADY, product=product.name_vi)


def test_name_is_kept_only_where_the_scheme_is_none_of_the_list(producer: Producer, product: Product) -> None:
    [listed] = shown(a_certifying_paper(producer), product, name="Tên thừa")
    [named] = shown(a_certifying_paper(producer), product, scheme=Scheme.OTHER, name="  Chỉ dẫn   xanh ")

    assert (str(listed), str(named)) == ("VietGAP", "Chỉ dẫn xanh")


def test_certificate_is_hidden_from_the_very_day_and_can_be_shown_again(producer: Producer, product: Product) -> None:
    paper = a_certifying_paper(producer)
    [made] = shown(paper, product)

    services.hide(shown=made, by="user:7")

    assert not shown_papers(product, today()).exists()
    assert shown(paper, product)
    with pytest.raises(Refusal) as refused:
        services.hide(shown=made, by="user:7")
    assert refused.value == ALREADY_WITHDRAWN


def test_office_takes_a_certificate_down_with_a_reason(product: Product) -> None:
    made = a_shown_paper(product)

    with pytest.raises(Refusal) as refused:
        services.withdraw(shown=made, reason=" ", by="user:7")
    services.withdraw(shown=made, reason="không có trong sổ của nơi cấp", by="user:7")

    assert refused.value == rules.REASONLESS
    assert not shown_papers(product, today()).exists()
    assert Change.objects.get(kind="shown_paper", action="withdraw").reason == "không có trong sổ của nơi cấp"


def test_newer_paper_is_shown_where_the_old_one_was(product: Product) -> None:
    made = a_shown_paper(product, scheme=Scheme.OTHER, name="Chỉ dẫn xanh")

    evidence.replace(evidence=made.evidence, paper=newer(), by="user:7")

    [now] = shown_papers(product, today())
    assert (now.evidence.number, now.scheme, now.name) == ("VG-MOI", "other", "Chỉ dẫn xanh")


@pytest.mark.parametrize("known", [{"number": ""}, {"kind": EvidenceKind.LABOUR}])
def test_newer_paper_that_says_too_little_is_not_shown(product: Product, known: dict[str, Any]) -> None:
    made = a_shown_paper(product)

    evidence.replace(evidence=made.evidence, paper=newer(**known), by="user:7")

    assert not shown_papers(product, today()).exists()


def test_newer_paper_of_another_product_is_not_shown(producer: Producer, product: Product) -> None:
    made = a_shown_paper(product)

    evidence.replace(evidence=made.evidence, paper=newer(product=a_product(producer=producer)), by="user:7")

    assert not shown_papers(product, today()).exists()


def test_paper_that_was_withdrawn_is_read_of_no_more(product: Product) -> None:
    made = a_shown_paper(product)

    evidence.withdraw(evidence=made.evidence, reason="nơi cấp đã hủy", by="user:7")

    assert not shown_papers(product, today()).exists()


def test_certificates_stay_behind_with_the_owner_who_had_them(product: Product) -> None:
    a_shown_paper(product)

    products.change_owner(product=product, producer=a_producer(), on=today(), by="user:7")

    assert not shown_papers(product, today()).exists()
