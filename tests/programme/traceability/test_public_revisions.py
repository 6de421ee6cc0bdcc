"""Whatever a product's public page says, its change is counted in the same transaction, whoever writes it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from saolang.programme.promotion.models import Presence
from saolang.programme.registry.models import Evidence, Ownership, Producer, Product, ProductVersion
from saolang.programme.traceability.choices import RecallGround
from saolang.programme.traceability.models import Lot, PublicRevision, Recall, RecalledLot
from tests.factories.certification import a_certificate, a_revocation, a_suspension, an_owned_recognition
from tests.factories.registry import a_shown_paper
from tests.factories.traceability import a_lot

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.programme.certification.models import Recognition

pytestmark = pytest.mark.django_db

SHOWN = frozenset(
    {
        "registry.Product",
        "registry.ProductVersion",
        "registry.ProductPhoto",
        "registry.Ownership",
        "registry.CraftProduct",
        "registry.Producer",
        "registry.CraftVillage",
        "registry.ShownPaper",
        "registry.Evidence",
        "certification.Recognition",
        "certification.Revocation",
        "certification.Suspension",
        "certification.Certificate",
        "traceability.Lot",
        "traceability.Recall",
        "traceability.RecalledLot",
        "promotion.Presence",
        "promotion.Story",
    }
)


@pytest.fixture
def recognition(province: object) -> Recognition:
    return an_owned_recognition()


def revision_of(product: Product) -> int:
    return PublicRevision.objects.get(product=product).revision


def rename_producer(recognition: Recognition) -> None:
    Producer.objects.filter(ownerships__product=recognition.product).update(name="Tên mới")


def recall_a_lot(recognition: Recognition) -> None:
    lot = a_lot(recognition.product)
    recall = Recall.objects.create(
        code="TH-1", product=recognition.product, ground=RecallGround.UNSAFE, began_on=dt.date(2026, 1, 1)
    )
    RecalledLot.objects.create(recall=recall, lot=lot)


def withdraw_a_certificate(recognition: Recognition) -> None:
    Evidence.objects.filter(showings__product=recognition.product).update(
        withdrawn_at=timezone.now(), withdrawn_by="tests", withdrawn_reason="sai"
    )


def put_on_sale(recognition: Recognition) -> None:
    Presence.objects.create(product=recognition.product, name="Chợ", address="Ấp 1", began_on=dt.date(2026, 1, 1))


CHANGES: dict[str, Callable[[Recognition], object]] = {
    "certificate": a_certificate,
    "revocation": lambda recognition: a_revocation(recognition, dt.date(2024, 1, 1)),
    "suspension": lambda recognition: a_suspension(recognition, dt.date(2024, 1, 1)),
    "recall": recall_a_lot,
    "channel": put_on_sale,
    "certificate of another": lambda recognition: a_shown_paper(recognition.product),
    "name of the producer": rename_producer,
    "owner": lambda recognition: Ownership.objects.filter(product=recognition.product).update(source="khác"),
    "many rows at once": lambda recognition: ProductVersion.objects.bulk_create(
        [ProductVersion(product=recognition.product, name_vi="Tên", began_on=dt.date(2017, 1, 1), ended_on=day)
         for day in (dt.date(2017, 2, 1), dt.date(2017, 3, 1))]
    ),
    "row that is deleted": lambda recognition: ProductVersion.objects.filter(product=recognition.product).delete(),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_change_of_what_the_page_says_is_counted(recognition: Recognition, change: Callable[..., object]) -> None:
    before = revision_of(recognition.product)

    change(recognition)

    assert revision_of(recognition.product) > before


def test_change_of_another_product_is_not_counted(recognition: Recognition) -> None:
    before = revision_of(recognition.product)

    a_revocation(an_owned_recognition(), dt.date(2024, 1, 1))

    assert revision_of(recognition.product) == before


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_every_table_of_the_page_counts_each_kind_of_change(name: str) -> None:
    table = apps.get_model(name)._meta.db_table  # noqa: SLF001 - Django documents _meta
    wanted = {f"{table}_counts_{event}" for event in ("insert", "update", "delete")}

    assert wanted <= triggers()


def test_product_that_is_deleted_leaves_no_count() -> None:
    product = Product.objects.create(code="SP-1", name_vi="Trà", folded="tra", sort_key="tra", recorded_by="tests")
    Lot.objects.filter(product=product).delete()

    product.delete()

    assert not PublicRevision.objects.filter(product_id=product.pk).exists()


def test_change_of_a_paper_that_is_shown_is_counted(recognition: Recognition) -> None:
    a_shown_paper(recognition.product)
    before = revision_of(recognition.product)

    withdraw_a_certificate(recognition)

    assert revision_of(recognition.product) > before


def triggers() -> set[str]:
    ask = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(ask[connection.vendor])
        return {name for (name,) in cursor.fetchall()}
