"""Products as rows: named after what is made and who makes it, owned, with their papers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from saolang.base.kit.codes import new_code
from saolang.base.kit.models import Precision
from saolang.base.kit.search import searchable
from saolang.base.kit.sorting import sort_key
from saolang.config.demonstration.entry import entered_after
from saolang.config.demonstration.published import LISTS_READ_ON
from saolang.config.demonstration.rows import BY, MADE_UP, entry
from saolang.config.demonstration.words import demonstration_gtin
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Ownership, Product, ProductVersion

if TYPE_CHECKING:
    from datetime import datetime

    from saolang.config.demonstration.histories import Life, Maker
    from saolang.config.demonstration.making import Making
    from saolang.config.demonstration.papers import Papers
    from saolang.config.demonstration.producers import Producers
    from saolang.config.demonstration.published import PublishedProduct
    from saolang.config.demonstration.words import Good

KHMER_PROVINCE = "84"
NOT_REVIEWED = "tên tiếng Khmer chưa được người bản ngữ rà soát"
WITH_GTIN = 60
WITH_ENGLISH_NAME = 60
WITH_STORY = 50


class Products:
    """The products of one province."""

    def __init__(self, making: Making, producers: Producers, papers: Papers) -> None:
        self.making = making
        self.random = making.random
        self.producers = producers
        self.papers = papers
        self.rows_of: dict[Life, Product] = {}
        self.ownership_of: dict[Life, Ownership] = {}
        self._made_by: dict[Maker, set[str]] = defaultdict(set)

    def add(self, life: Life) -> None:
        """Add one product, its producer if that is new, its owner and its papers."""
        entered = min(map(self.papers.entered, life.certificates), default=entered_after(LISTS_READ_ON, self.random))
        producer = self.producers.add(life, entered)
        product = self._published(life.published) if life.published else self._made_up(life)
        self.rows_of[life] = self._enter(product, entered)
        first = life.certificates[0] if life.certificates else None
        facts = entry(first.on if first else LISTS_READ_ON, entered, product.source)
        facts["began_precision"] = first.precision if first else Precision.DAY
        self.making.rows.add(ProductVersion(product=product, name_vi=product.name_vi, story=self._story(life), **facts))
        if producer:
            ownership = Ownership(product=product, producer=producer, **facts)
            self.ownership_of[life] = self.making.rows.add(ownership)
        self.papers.add(life, product)

    def _enter(self, product: Product, entered: datetime) -> Product:
        product.code = new_code("SP", self.random)
        product.folded = searchable(product.name_vi, product.name_en, product.name_km)
        product.sort_key = sort_key(product.name_vi)
        product.recorded_at = entered
        product.recorded_by = BY
        return self.making.rows.add(product)

    def _published(self, published: PublishedProduct) -> Product:
        return Product(
            name_vi=published.name,
            place=self.making.ground.published[published.place],
            place_text=published.place_text,
            origin=Origin.PUBLISHED,
            source=published.source,
        )

    def _made_up(self, life: Life) -> Product:
        maker = _maker_of(life)
        good = self._good(life, maker)
        brand, home = self.producers.brand_of[maker], self.producers.home(maker)
        name_km = good.name_km if self.making.shape.code == KHMER_PROVINCE else ""
        return Product(
            name_vi=f"{good.name_vi} {brand}",
            name_en=f"{good.name_en} {brand}" if self.making.happens(WITH_ENGLISH_NAME) else "",
            name_km=name_km,
            product_set=self.making.sets[good.set_number],
            gtin=demonstration_gtin(next(self.making.gtins)) if self.making.happens(WITH_GTIN) else "",
            place=home,
            place_text=str(home),
            origin=Origin.MADE_UP,
            source=f"{MADE_UP}; {NOT_REVIEWED}" if name_km else MADE_UP,
        )

    def _good(self, life: Life, maker: Maker) -> Good:
        """Choose what is made: nothing twice by one maker, and its village's craft where it has one."""
        goods = self.making.words.goods_of_craft(life.village.craft) if life.village else self.making.goods
        made = self._made_by[maker]
        good = self.random.choice([good for good in goods if good.name_vi not in made] or goods)
        made.add(good.name_vi)
        return good

    def _story(self, life: Life) -> str:
        if life.published or not self.making.happens(WITH_STORY):
            return ""
        product = self.rows_of[life]
        return self.making.words.story.format(name=product.name_vi, commune=product.place_text).strip()


def _maker_of(life: Life) -> Maker:
    if life.maker is None:
        message = "A made-up product has no maker."
        raise ValueError(message)
    return life.maker
