"""Producers as rows: named, placed, with their legal form, who runs them, who works there and one contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from saolang.base.kit.codes import new_code
from saolang.base.kit.search import searchable
from saolang.base.kit.sorting import sort_key
from saolang.config.demonstration.entry import entered_after, entered_on
from saolang.config.demonstration.making import BEGINS_ON
from saolang.config.demonstration.rows import BY, MADE_UP, entry, withdraw
from saolang.programme.registry.choices import EnterpriseSize, LegalForm, LinkKind, Origin, Sex
from saolang.programme.registry.models import (
    GrowingArea,
    Labour,
    Producer,
    ProducerForm,
    Representative,
    ValueChainLink,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from saolang.base.places.models import Place
    from saolang.config.demonstration.histories import Life, Maker
    from saolang.config.demonstration.making import Making

GROWING_AREAS = 6
MOST_WORKERS = {LegalForm.COMPANY: 60, LegalForm.COOPERATIVE: 45}
MOST_WORKERS_ELSEWHERE = 12
WITH_CONTRACT = 50
"""Percent of producers with a contract on paper; the green ones are among them."""


class Producers:
    """The producers of one province."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.random = making.random
        self.rows_of: dict[Maker, Producer] = {}
        self.brand_of: dict[Maker, str] = {}
        self.home_of: dict[Maker, Place] = {}
        self._brands = self._shuffled_brands()
        self._areas = [self._growing_area() for _ in range(GROWING_AREAS)]

    def _shuffled_brands(self) -> Iterator[str]:
        brands = self.making.words.brands
        while True:
            yield from self.random.sample(brands, len(brands))

    def settle(self, maker: Maker, commune: Place) -> None:
        """Let the maker live in the commune, unless it lives somewhere already."""
        self.home_of.setdefault(maker, commune)

    def home(self, maker: Maker) -> Place:
        """Return the commune a made-up producer lives in, on the map of the day it began."""
        if maker not in self.home_of:
            self.home_of[maker] = self.random.choice(self.making.ground.communes_on(maker.since))
        return self.home_of[maker]

    def add(self, life: Life, entered: datetime) -> Producer | None:
        """Return the producer of the product, entered when its first product is; None when the source names none."""
        maker = life.maker
        if maker is None:
            return None
        if maker not in self.rows_of:
            producer = self._published(life, maker) if life.published else self._made_up(maker)
            self.rows_of[maker] = self._enter(producer, entered)
            self._form(maker, producer, entered)
            if life.published is None:
                self._people(maker, producer, entered)
        return self.rows_of[maker]

    def successor(self, maker: Maker, name: str, predecessor: Producer, entered: datetime) -> Producer:
        """Add the made-up producer that goes on from another, at the same place."""
        producer = Producer(name=name, place=predecessor.place, place_text=predecessor.place_text, source=MADE_UP)
        self._enter(producer, entered)
        self._form(maker, producer, entered)
        self._people(maker, producer, entered)
        return producer

    def _published(self, life: Life, maker: Maker) -> Producer:
        published = life.published
        if published is None:
            message = f"{maker.published_name} has no published product."
            raise ValueError(message)
        return Producer(
            name=maker.published_name,
            place=self.making.ground.published[published.place],
            place_text=published.place_text,
            origin=Origin.PUBLISHED,
            source=published.source,
        )

    def _made_up(self, maker: Maker) -> Producer:
        brand = self.brand_of[maker] = next(self._brands)
        home = self.home(maker)
        return Producer(
            name=self.making.words.producer(maker.legal_form, brand, self.random),
            place=home,
            place_text=str(home),
            founded_on=self._founded(maker),
            source=MADE_UP,
        )

    def _enter(self, producer: Producer, entered: datetime) -> Producer:
        producer.code = new_code("CT", self.random)
        producer.folded = searchable(producer.name)
        producer.sort_key = sort_key(producer.name)
        producer.origin = producer.origin if producer.origin == Origin.PUBLISHED else Origin.MADE_UP
        producer.recorded_at = entered
        producer.recorded_by = BY
        return self.making.rows.add(producer)

    def _founded(self, maker: Maker) -> date:
        return date(maker.since.year - self.random.randint(1, 12), self.random.randint(1, 12), 15)

    def _form(self, maker: Maker, producer: Producer, entered: datetime) -> None:
        """Enter the legal form; a misfiled one first wrongly, and rightly on the day it was put right."""
        began_on = producer.founded_on or maker.since
        size = self._size(maker)
        right = ProducerForm(producer=producer, legal_form=maker.legal_form, size=size)
        if maker.misfiled:
            wrong = ProducerForm(producer=producer, legal_form=LegalForm.HOUSEHOLD, **entry(began_on, entered))
            entered = entered_on(maker.misfiled.put_right, self.random)
            withdraw(wrong, entered, "Nhập nhầm loại hình, đã đối chiếu giấy đăng ký.")
            self.making.rows.add(wrong)
        for name, value in entry(began_on, entered, producer.source).items():
            setattr(right, name, value)
        self.making.rows.add(right)

    def _size(self, maker: Maker) -> EnterpriseSize:
        if maker.published_name or maker.legal_form != LegalForm.COMPANY:
            return EnterpriseSize.UNKNOWN
        sizes = self.making.shape.sizes
        return EnterpriseSize(self.random.choices(list(sizes), list(sizes.values()))[0])

    def _people(self, maker: Maker, producer: Producer, entered: datetime) -> None:
        """Enter who runs a made-up producer, who works there, and its contract if it has one."""
        shape, words = self.making.shape, self.making.words
        sex = Sex.FEMALE if self.making.happens(shape.women) else Sex.MALE
        group = self.random.choices(list(shape.ethnic_groups), list(shape.ethnic_groups.values()))[0]
        self.making.rows.add(
            Representative(
                producer=producer,
                full_name=words.person(sex, group, self.random),
                position=words.positions[maker.legal_form],
                sex=sex,
                ethnicity=group,
                **entry(maker.since, entered),
            )
        )
        self._labour(maker, producer, entered)
        if self.making.happens(WITH_CONTRACT):
            self._contract(maker, producer, entered)

    def _labour(self, maker: Maker, producer: Producer, entered: datetime) -> None:
        most = MOST_WORKERS.get(LegalForm(maker.legal_form), MOST_WORKERS_ELSEWHERE)
        headcount = self.random.randint(2, most)
        self.making.rows.add(
            Labour(
                producer=producer,
                headcount=headcount,
                women=self.random.randint(headcount // 4, headcount),
                local=self.random.randint(headcount // 2, headcount),
                trained=sum(self.making.happens(self.making.shape.trained) for _ in range(headcount)),
                **entry(maker.since, entered),
            )
        )

    def _contract(self, maker: Maker, producer: Producer, entered: datetime) -> None:
        area = self.random.choice(self._areas)
        partner = f"{self.random.choice(self.making.words.partners)} {area.name.removeprefix('Vùng ')}"
        is_green = self.making.happens(self.making.shape.green * 100 / WITH_CONTRACT)
        self.making.rows.add(
            ValueChainLink(
                producer=producer,
                kind=LinkKind.SUPPLY if is_green else self.random.choice(list(LinkKind)),
                partner=partner,
                contract=f"{self.making.number()}/HĐ",
                growing_area=area if is_green else None,
                is_green=is_green,
                is_circular=is_green and self.making.happens(50),
                evidence="Biên bản kiểm tra thực tế (trình diễn)" if is_green else "",
                **entry(maker.since, entered),
            )
        )

    def _growing_area(self) -> GrowingArea:
        crop = self.random.choice(self.making.goods).name_vi.lower()
        commune = self.random.choice(self.making.ground.old_communes)
        name = f"Vùng {crop} {commune.name}"
        return self.making.rows.add(
            GrowingArea(
                code=new_code("VN", self.random),
                name=name,
                folded=searchable(name),
                sort_key=sort_key(name),
                crop=crop,
                place=commune,
                area_ha=Decimal(self.random.randint(40, 900)) / 4,
                growers=self.random.randint(12, 240),
                origin=Origin.MADE_UP,
                source=MADE_UP,
                recorded_at=entered_after(BEGINS_ON, self.random),
                recorded_by=BY,
            )
        )
