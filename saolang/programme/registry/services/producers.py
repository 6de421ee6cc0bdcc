"""Producers: registered one by one or many at once, revised, followed through their forms and successors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.kit.facts import counted_from
from saolang.base.kit.inserting import insert
from saolang.base.kit.models import Precision
from saolang.base.kit.search import searchable
from saolang.base.kit.sorting import sort_key
from saolang.core.text import normalise
from saolang.programme.registry import rules
from saolang.programme.registry.choices import EnterpriseSize, LegalForm, Origin, Sex, SuccessionKind
from saolang.programme.registry.models import (
    Labour,
    Ownership,
    Producer,
    ProducerForm,
    ProducerSuccession,
    Representative,
)
from saolang.programme.registry.queries import form_on, gone_on
from saolang.programme.registry.services.facts import follow, personal_values, told, told_apart

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime
    from random import Random

    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Product

REVISABLE = frozenset(
    {
        "name",
        "name_en",
        "name_km",
        "place",
        "place_text",
        "address",
        "founded_on",
        "registration_number",
        "phone",
        "email",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who runs a producer, as far as known. Personal data."""

    full_name: str = ""
    position: str = ""
    sex: Sex | None = None
    ethnicity: str = ""
    has_disability: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """How many people work at a producer's establishments, as declared."""

    headcount: int
    women: int | None = None
    local: int | None = None
    trained: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProducer:
    """What is known of a producer when it is entered; its form, person and workers are facts from `since` on.

    `legal_form` is None where the source does not tell it.
    """

    name: str
    since: date
    since_precision: Precision = Precision.DAY
    legal_form: LegalForm | None = None
    size: EnterpriseSize = EnterpriseSize.UNKNOWN
    person: Person | None = None
    workers: Workers | None = None
    name_en: str = ""
    name_km: str = ""
    place: Place | None = None
    place_text: str = ""
    address: str = ""
    founded_on: date | None = None
    registration_number: str = ""
    phone: str = ""
    email: str = ""
    origin: Origin = Origin.ENTERED
    source: str = ""


@transaction.atomic
def register(*, producer: NewProducer, by: str) -> Producer:
    """Enter a producer with its legal form, its representative and its workers as far as given."""
    (registered,) = _add([producer], by=by, at=timezone.now(), random=None)
    record(
        by=by,
        action=Action.CREATE,
        kind="producer",
        code=registered.code,
        after={**told(registered, ("name", "place", "origin")), "legal_form": producer.legal_form},
        personal=told_apart(registered, registered.personal_data),
    )
    return registered


@transaction.atomic
def register_many(
    *,
    producers: Sequence[NewProducer],
    by: str,
    batch: str,
    at: datetime | None = None,
    random: Random | None = None,
) -> list[Producer]:
    """Enter many producers by the same rules, in the order given, with one entry in the list of changes.

    `batch` names what they came in, such as a register's code. `at` is an earlier moment of entry, which only the
    demonstration and an import of old books may declare; `random` makes the codes repeatable.
    """
    registered = _add(producers, by=by, at=at or timezone.now(), random=random)
    record(by=by, action=Action.IMPORT, kind="producer", code=batch, after={"count": len(registered)})
    return registered


@transaction.atomic
def revise(*, producer: Producer, version: int, by: str, reason: str = "", **changes: object) -> Producer:
    """Change what stands on the producer itself; `version` is the one the person saw.

    Raises Refusal when somebody else has revised it since, TypeError for what is not in `REVISABLE`.
    """
    if unknown := changes.keys() - REVISABLE:
        raise TypeError(", ".join(sorted(unknown)))
    locked = _lock(producer)
    if refusal := rules.check_version(locked, version):
        raise refusal
    before, personal_before = told(locked, changes), personal_values(locked, changes)
    for name, value in changes.items():
        setattr(locked, name, value)
    _spell(locked)
    if refusal := rules.check_named(locked.name):
        raise refusal
    locked.version += 1
    locked.save()
    record(
        by=by,
        action=Action.CHANGE,
        kind="producer",
        code=locked.code,
        before=before,
        after=told(locked, changes),
        personal=told_apart(locked, changes, before=personal_before),
        reason=reason,
    )
    return locked


@transaction.atomic
def change_legal_form(
    *,
    producer: Producer,
    legal_form: LegalForm,
    on: date,
    by: str,
    size: EnterpriseSize = EnterpriseSize.UNKNOWN,
    source: str = "",
) -> ProducerForm:
    """Say that the producer has the legal form from the day on; the one before ends that day."""
    locked = _lock(producer)
    form = follow(ProducerForm(producer=locked, legal_form=legal_form, size=size, began_on=on, source=source), by=by)
    record(
        by=by,
        action=Action.CHANGE,
        kind="producer",
        code=locked.code,
        after=told(form, ("legal_form", "size", "began_on")),
    )
    return form


@transaction.atomic
def change_representative(*, producer: Producer, person: Person, on: date, by: str, source: str = "") -> Representative:
    """Say that the person runs the producer from the day on; the one before ends that day."""
    locked = _lock(producer)
    representative = follow(_representative(locked, person, began_on=on, source=source), by=by)
    record(
        by=by,
        action=Action.CHANGE,
        kind="producer",
        code=locked.code,
        after=told(representative, (*representative.personal_data, "position", "began_on")),
        personal=told_apart(representative, representative.personal_data),
    )
    return representative


@transaction.atomic
def declare_labour(*, producer: Producer, workers: Workers, on: date, by: str, source: str = "") -> Labour:
    """Enter how many people work for the producer as of the day; the figure before ends that day."""
    locked = _lock(producer)
    labour = _labour(locked, workers, began_on=on, source=source)
    if refusal := rules.check_labour(labour):
        raise refusal
    follow(labour, by=by)
    record(
        by=by,
        action=Action.CHANGE,
        kind="producer",
        code=locked.code,
        after=told(labour, ("headcount", "women", "local", "trained", "began_on")),
    )
    return labour


@transaction.atomic
def succeed(
    *,
    predecessor: Producer,
    successor: Producer,
    kind: SuccessionKind,
    on: date,
    by: str,
    products: Collection[Product] | None = None,
    source: str = "",
) -> ProducerSuccession:
    """Let one producer go on as another from the day on: household to company, merger, split, products sold.

    Of several at once (a merger of three, a split in two) each pair is told by itself. In order: the products pass to
    the successor on the day, all of them unless some are named; the succession is entered; the change is recorded.
    Raises Refusal when a product is not the predecessor's to give, or came to it only after the day.
    """
    predecessor, successor = _lock_both(predecessor, successor)
    owned = Ownership.objects.filter(withdrawn_at=None, ended_on=None, producer=predecessor).select_related("product")
    given = list(owned if products is None else owned.filter(product__in=products))
    if refusal := rules.check_succession(
        predecessor=predecessor, successor=successor, kind=kind, products=products, gone_on=gone_on(predecessor)
    ) or rules.check_given(given, products):
        raise refusal
    form = form_on(successor, on)
    for ownership in given:
        if refusal := rules.check_owner(ownership.product, successor, form.legal_form if form else None):
            raise refusal
        follow(Ownership(product=ownership.product, producer=successor, began_on=on, source=source), by=by)
    succession = ProducerSuccession.objects.create(
        predecessor=predecessor, successor=successor, kind=kind, began_on=on, recorded_by=by, source=source
    )
    record(
        by=by,
        action=Action.CHANGE,
        kind="producer",
        code=predecessor.code,
        after={
            "succession": kind,
            "successor": successor.code,
            "on": on,
            "products": sorted(ownership.product.code for ownership in given),
        },
    )
    return succession


def _add(producers: Sequence[NewProducer], *, by: str, at: datetime, random: Random | None) -> list[Producer]:
    """Check and insert producers and their first facts: the same few statements for one and for thousands."""
    codes = fresh_codes(Producer.objects.all(), "CT", len(producers), random)
    rows = [_producer(new, code, by=by, at=at) for new, code in zip(producers, codes, strict=True)]
    forms, people, labour = [], [], []
    for row, new in zip(rows, producers, strict=True):
        entry = _entry(new, by=by, at=at)
        if new.legal_form:
            forms.append(ProducerForm(producer=row, legal_form=new.legal_form, size=new.size, **entry))
        if new.person:
            people.append(_representative(row, new.person, **entry))
        if new.workers:
            labour.append(_labour(row, new.workers, **entry))
    for refusal in (*(rules.check_named(row.name) for row in rows), *map(rules.check_labour, labour)):
        if refusal:
            raise refusal
    insert(rows)
    insert(forms)
    insert(people)
    insert(labour)
    return rows


def _producer(new: NewProducer, code: str, *, by: str, at: datetime) -> Producer:
    row = Producer(
        code=code,
        name=new.name,
        name_en=new.name_en,
        name_km=new.name_km,
        place=new.place,
        place_text=new.place_text,
        address=new.address,
        founded_on=new.founded_on,
        registration_number=new.registration_number,
        phone=new.phone,
        email=new.email,
        origin=new.origin,
        source=new.source,
        recorded_at=at,
        recorded_by=by,
    )
    _spell(row)
    return row


def _entry(new: NewProducer, *, by: str, at: datetime) -> dict[str, Any]:
    """Return what the first facts of a producer have in common: since when, who entered them, from where."""
    return {
        "began_on": counted_from(new.since, new.since_precision),
        "began_precision": new.since_precision,
        "recorded_at": at,
        "recorded_by": by,
        "source": new.source,
    }


def _representative(producer: Producer, person: Person, **entry: Any) -> Representative:
    return Representative(
        producer=producer,
        full_name=normalise(person.full_name),
        position=normalise(person.position),
        sex=person.sex or "",
        ethnicity=person.ethnicity,
        has_disability=person.has_disability,
        **entry,
    )


def _labour(producer: Producer, workers: Workers, **entry: Any) -> Labour:
    return Labour(
        producer=producer,
        headcount=workers.headcount,
        women=workers.women,
        local=workers.local,
        trained=workers.trained,
        **entry,
    )


def _lock_both(first: Producer, second: Producer) -> tuple[Producer, Producer]:
    """Hold both, always in the same order, so that two successions at once do not wait for each other for ever."""
    locked = {producer.pk: _lock(producer) for producer in sorted((first, second), key=lambda each: each.pk)}
    return locked[first.pk], locked[second.pk]


def _spell(producer: Producer) -> None:
    """Bring the names into the one spelling they are kept in, and make what they are sorted and found by."""
    producer.name, producer.name_en, producer.name_km = map(
        normalise, (producer.name, producer.name_en, producer.name_km)
    )
    producer.folded = searchable(producer.name, producer.name_en, producer.name_km)
    producer.sort_key = sort_key(producer.name)


def _lock(producer: Producer) -> Producer:
    """Return the producer as it is now, held until the transaction ends. Raises Refusal when it was merged away."""
    locked = Producer.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=producer.pk)
    if refusal := rules.check_not_merged(locked):
        raise refusal
    return locked
