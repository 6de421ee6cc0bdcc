"""Products: registered one by one or many at once, revised, photographed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.kit.facts import counted_from
from saolang.base.kit.inserting import insert, insert_like
from saolang.base.kit.models import Precision
from saolang.base.kit.search import searchable
from saolang.base.kit.sorting import sort_key
from saolang.core.text import normalise
from saolang.programme.registry import rules
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Ownership, Product, ProductPhoto, ProductVersion
from saolang.programme.registry.queries import form_on, gtins_taken, latest_forms
from saolang.programme.registry.services.facts import follow, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from random import Random

    from saolang.base.files.models import StoredFile
    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Producer, ProductSet

REVISABLE = frozenset({"name_en", "name_km", "product_set", "official_code", "gtin", "place", "place_text"})
"""What stands on the product itself; its name and make-up are dated (`VERSIONED`)."""
VERSIONED = frozenset({"name_vi", *ProductVersion.MAKE_UP})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProduct:
    """What is known of a product when it is entered; its owner and make-up are facts from `since` on.

    `producer` is None where the source does not tell it ("chưa rõ chủ thể"). Without a place of its own the product has
    its producer's.
    """

    name_vi: str
    since: date
    since_precision: Precision = Precision.DAY
    producer: Producer | None = None
    name_en: str = ""
    name_km: str = ""
    product_set: ProductSet | None = None
    official_code: str = ""
    gtin: str = ""
    place: Place | None = None
    place_text: str = ""
    story: str = ""
    materials: str = ""
    packaging: str = ""
    instructions: str = ""
    nutrition: str = ""
    allergens: str = ""
    origin: Origin = Origin.ENTERED
    source: str = ""


@transaction.atomic
def register(*, product: NewProduct, by: str) -> Product:
    """Enter a product with its owner and its first version."""
    (registered,) = _add([product], by=by, at=timezone.now(), random=None)
    record(
        by=by,
        action=Action.CREATE,
        kind="product",
        code=registered.code,
        after={
            **told(registered, ("name_vi", "product_set", "gtin", "place", "origin")),
            "producer": product.producer.code if product.producer else None,
        },
    )
    return registered


@transaction.atomic
def register_many(
    *,
    products: Sequence[NewProduct],
    by: str,
    batch: str,
    at: datetime | None = None,
    random: Random | None = None,
) -> list[Product]:
    """Enter many products by the same rules, in the order given, with one entry in the list of changes.

    `batch` names what they came in, such as a register's code. `at` is an earlier moment of entry, which only the
    demonstration and an import of old books may declare; `random` makes the codes repeatable.
    """
    registered = _add(products, by=by, at=at or timezone.now(), random=random)
    record(by=by, action=Action.IMPORT, kind="product", code=batch, after={"count": len(registered)})
    return registered


@transaction.atomic
def revise(*, product: Product, version: int, on: date, by: str, reason: str = "", **changes: Any) -> Product:
    """Change what is known of a product; `version` is the one the person saw.

    A new name or make-up (`VERSIONED`) holds from `on`: it begins a new version of the product, and the one before
    stays readable. Raises Refusal when somebody else has revised it since, TypeError for what cannot be revised.
    """
    if unknown := changes.keys() - REVISABLE - VERSIONED:
        raise TypeError(", ".join(sorted(unknown)))
    locked = _lock(product)
    if refusal := rules.check_version(locked, version):
        raise refusal
    make_up = _make_up(locked)
    revised = make_up | {name: normalise(changes[name]) for name in changes.keys() & VERSIONED}
    own = changes.keys() & REVISABLE
    before = told(locked, own) | _different(make_up, revised)
    for name in own:
        setattr(locked, name, changes[name])
    locked.name_vi = revised["name_vi"]
    _spell(locked)
    _check([locked])
    if revised != make_up:
        follow(ProductVersion(product=locked, began_on=on, **revised), by=by)
    locked.version += 1
    locked.save()
    record(
        by=by,
        action=Action.CHANGE,
        kind="product",
        code=locked.code,
        before=before,
        after=told(locked, own) | _different(revised, make_up),
        reason=reason,
    )
    return locked


@transaction.atomic
def change_owner(*, product: Product, producer: Producer, on: date, by: str, source: str = "") -> Ownership:
    """Say that the product is the producer's from the day on: for a product whose producer was not known.

    A product that passes from one producer to another does so by a succession (`producers.succeed`).
    """
    locked = _lock(product)
    form = form_on(producer, on)
    if refusal := rules.check_owner(locked, producer, form.legal_form if form else None):
        raise refusal
    ownership = follow(Ownership(product=locked, producer=producer, began_on=on, source=source), by=by)
    record(
        by=by,
        action=Action.CHANGE,
        kind="product",
        code=locked.code,
        after=told(ownership, ("producer", "began_on")),
    )
    return ownership


@transaction.atomic
def add_photo(*, product: Product, file: StoredFile, caption: str, by: str) -> ProductPhoto:
    """Add a photo of the product after those it has."""
    locked = _lock(product)
    position = locked.photos.count()
    photo = ProductPhoto.objects.create(product=locked, file=file, caption=normalise(caption), position=position)
    record(by=by, action=Action.CHANGE, kind="product", code=locked.code, after={"photo": file.sha256})
    return photo


def _add(products: Sequence[NewProduct], *, by: str, at: datetime, random: Random | None) -> list[Product]:
    """Check and insert products and their first facts: the same few statements for one and for thousands."""
    codes = fresh_codes(Product.objects.all(), "SP", len(products), random)
    rows = [_product(new, code, by=by, at=at) for new, code in zip(products, codes, strict=True)]
    _check(rows)
    _check_owners(products, rows)
    insert(rows)
    versions, ownerships = [], []
    for row, new in zip(rows, products, strict=True):
        entry = (row.pk, counted_from(new.since, new.since_precision), new.since_precision, new.source)
        make_up = (normalise(getattr(new, name)) for name in ProductVersion.MAKE_UP)
        versions.append((*entry, row.name_vi, *make_up))
        if new.producer:
            ownerships.append((*entry, new.producer.pk))
    common = ("product_id", "began_on", "began_precision", "source")
    told_of = ("name_vi", *ProductVersion.MAKE_UP)
    insert_like(ProductVersion(recorded_at=at, recorded_by=by), (*common, *told_of), versions)
    insert_like(Ownership(recorded_at=at, recorded_by=by), (*common, "producer_id"), ownerships)
    return rows


def _product(new: NewProduct, code: str, *, by: str, at: datetime) -> Product:
    placed = new if new.place or new.place_text or not new.producer else new.producer
    row = Product(
        code=code,
        name_vi=new.name_vi,
        name_en=new.name_en,
        name_km=new.name_km,
        product_set=new.product_set,
        official_code=new.official_code,
        gtin=new.gtin,
        place=placed.place,
        place_text=placed.place_text,
        origin=new.origin,
        source=new.source,
        recorded_at=at,
        recorded_by=by,
    )
    _spell(row)
    return row


def _check(products: Sequence[Product]) -> None:
    """Ask what must hold of each product, and that no two bear one GTIN; then bring the GTINs to their 14 digits."""
    for product in products:
        if refusal := rules.check_product(product):
            raise refusal
        product.gtin = product.gtin and product.gtin.zfill(14)
    with_gtin = [product for product in products if product.gtin]
    taken = gtins_taken(with_gtin)
    for product in with_gtin:
        if refusal := rules.check_gtin_free(product, taken):
            raise refusal
        taken.add(product.gtin)


def _check_owners(products: Sequence[NewProduct], rows: Sequence[Product]) -> None:
    owned = [(row, new.producer) for row, new in zip(rows, products, strict=True) if new.producer]
    forms = latest_forms({producer.pk for _, producer in owned})
    for row, producer in owned:
        if refusal := rules.check_owner(row, producer, forms.get(producer.pk)):
            raise refusal


def _make_up(product: Product) -> dict[str, str]:
    """Return what the product's open version says of it; a product always has one."""
    version = ProductVersion.objects.get(product=product, withdrawn_at=None, ended_on=None)
    return {name: getattr(version, name) for name in VERSIONED}


def _different(these: dict[str, str], those: dict[str, str]) -> dict[str, object]:
    return {name: value for name, value in these.items() if value != those[name]}


def _spell(product: Product) -> None:
    """Bring the names into the one spelling they are kept in, and make what they are sorted and found by."""
    product.name_vi, product.name_en, product.name_km = map(
        normalise, (product.name_vi, product.name_en, product.name_km)
    )
    product.folded = searchable(product.name_vi, product.name_en, product.name_km)
    product.sort_key = sort_key(product.name_vi)


def _lock(product: Product) -> Product:
    """Return the product as it is now, held until the transaction ends. Raises Refusal when it was merged away."""
    locked = Product.objects.select_for_update(of=("self",)).select_related("merged_into", "place").get(pk=product.pk)
    if refusal := rules.check_not_merged(locked):
        raise refusal
    return locked
