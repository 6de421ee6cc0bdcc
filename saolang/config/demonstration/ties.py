"""Craft villages with their products, and producers that go on as others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from saolang.base.kit.codes import new_code
from saolang.base.kit.search import searchable
from saolang.base.kit.sorting import sort_key
from saolang.config.demonstration.entry import entered_after
from saolang.config.demonstration.histories import Maker
from saolang.config.demonstration.rows import BY, MADE_UP, entry, withdraw
from saolang.programme.registry.choices import CraftKind, LegalForm, Origin, SuccessionKind
from saolang.programme.registry.models import (
    CraftProduct,
    CraftVillage,
    CraftVillageRecognition,
    Ownership,
    ProducerSuccession,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saolang.base.places.models import Place
    from saolang.config.demonstration.histories import Life
    from saolang.config.demonstration.making import Making
    from saolang.config.demonstration.producers import Producers
    from saolang.config.demonstration.products import Products
    from saolang.config.demonstration.shapes import CraftVillageShape, SuccessionShape

ENTERED_ON = date(2020, 1, 6)
"""The day the craft villages' own decisions, older than the programme, were entered."""


def settle_villages(making: Making, producers: Producers, lives: Sequence[Life]) -> dict[str, Place]:
    """Let the makers of each craft village live in one commune, and return the communes by the village's name."""
    communes = {
        village.name: making.random.choice(making.ground.old_communes) for village in making.shape.craft_villages
    }
    for life in lives:
        if life.village and life.maker:
            producers.settle(life.maker, communes[life.village.name])
    return communes


def add_villages(making: Making, products: Products, lives: Sequence[Life], communes: dict[str, Place]) -> None:
    """Add the craft villages, their recognitions and the products made in them."""
    for shape in making.shape.craft_villages:
        village = _village(making, shape, communes[shape.name])
        for life in lives:
            if life.village is shape:
                product = products.rows_of[life]
                began_on = life.certificates[0].on
                making.rows.add(CraftProduct(village=village, product=product, **entry(began_on, product.recorded_at)))


def _village(making: Making, shape: CraftVillageShape, commune: Place) -> CraftVillage:
    entered = entered_after(ENTERED_ON, making.random)
    village = making.rows.add(
        CraftVillage(
            code=new_code("LN", making.random),
            name=shape.name,
            folded=searchable(shape.name),
            sort_key=sort_key(shape.name),
            kind=making.random.choice([CraftKind.VILLAGE, CraftKind.TRADITIONAL_VILLAGE]),
            craft=shape.craft,
            place=commune,
            place_text=str(commune),
            origin=Origin.MADE_UP,
            source=MADE_UP,
            recorded_at=entered,
            recorded_by=BY,
        )
    )
    began_on = date(making.random.randint(2005, 2018), 6, 15)
    number = f"{making.number()}/QĐ-UBND"
    making.rows.add(CraftVillageRecognition(village=village, decision_number=number, **entry(began_on, entered)))
    return village


def add_successions(making: Making, producers: Producers, products: Products, lives: Sequence[Life]) -> None:
    """Let producers go on as others: their products pass on the day, and what was known before stays readable."""
    gone: set[Maker] = set()
    for shape in making.shape.successions:
        is_merger = shape.kind == SuccessionKind.MERGER
        form = LegalForm.COOPERATIVE if is_merger else LegalForm.HOUSEHOLD
        going = _holders(lives, shape.day, form, gone)[: 2 if is_merger else 1]
        gone.update(going)
        _succeed(making, producers, products, going, shape)


def _holders(lives: Sequence[Life], day: date, form: LegalForm, gone: set[Maker]) -> list[Maker]:
    """Return the made-up producers of the form whose every product was there and held its stars on the day."""
    of: dict[Maker, list[Life]] = {}
    for life in lives:
        if life.maker and life.maker.legal_form == form and life.published is None:
            of.setdefault(life.maker, []).append(life)
    return [
        maker
        for maker, owned in of.items()
        if maker not in gone and maker.misfiled is None and all(life.stars_on(day) for life in owned)
    ]


def _succeed(
    making: Making, producers: Producers, products: Products, going: Sequence[Maker], shape: SuccessionShape
) -> None:
    entered = entered_after(shape.day, making.random)
    predecessors = [producers.rows_of[maker] for maker in going]
    brand = " - ".join(producers.brand_of[maker] for maker in going)
    is_merger = shape.kind == SuccessionKind.MERGER
    name = f"HTX {brand}" if is_merger else f"Công ty TNHH {brand}"
    maker = Maker(LegalForm.COOPERATIVE if is_merger else LegalForm.COMPANY, shape.day)
    successor = producers.successor(maker, name, predecessors[0], entered)
    for predecessor in predecessors:
        making.rows.add(
            ProducerSuccession(
                predecessor=predecessor, successor=successor, kind=shape.kind, **entry(shape.day, entered)
            )
        )
    for life, open_ in products.ownership_of.items():
        if life.maker in going:
            _pass_on(making, open_, Ownership(producer=successor, product=open_.product, **entry(shape.day, entered)))


def _pass_on(making: Making, open_: Ownership, next_: Ownership) -> None:
    """End one ownership where the next begins, as a correction does: the open row is withdrawn, an ended one added."""
    ended = Ownership(producer=open_.producer, product=open_.product, **entry(open_.began_on, next_.recorded_at))
    ended.began_precision = open_.began_precision
    ended.ended_on = next_.began_on
    withdraw(open_, next_.recorded_at, "")
    making.rows.add(ended)
    making.rows.add(next_)
