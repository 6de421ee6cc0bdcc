"""The whole demonstration, into an empty installation."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from django.db import connection, transaction

from saolang.base.accounts.models import User
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.services.changes import record
from saolang.base.kit.collecting import without_collecting
from saolang.base.notices.choices import Mail
from saolang.base.notices.models import Notice
from saolang.config.demonstration.crowd import crowd
from saolang.config.demonstration.dossiers import add_dossiers
from saolang.config.demonstration.grounds import read_grounds
from saolang.config.demonstration.histories import live
from saolang.config.demonstration.making import Making
from saolang.config.demonstration.papers import Papers
from saolang.config.demonstration.producers import Producers
from saolang.config.demonstration.products import Products
from saolang.config.demonstration.published import read_published
from saolang.config.demonstration.rows import BY, Rows
from saolang.config.demonstration.shapes import read_shapes
from saolang.config.demonstration.sign_ins import add_sign_ins
from saolang.config.demonstration.ties import add_successions, add_villages, settle_villages
from saolang.config.demonstration.traces import add_market, add_traces
from saolang.config.demonstration.words import read_words
from saolang.programme.certification.rules import editions
from saolang.programme.criteria.services.editions import load_shipped
from saolang.programme.plans.services import load_plans
from saolang.programme.registry.choices import LookAlikeKind
from saolang.programme.registry.models import Producer, Product, ProductSet
from saolang.programme.registry.services import look_alikes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saolang.config.demonstration.histories import History
    from saolang.config.demonstration.shapes import ProvinceShape
    from saolang.config.demonstration.words import Words

SEED = "Sao Làng"
KIND = "demonstration"
PRODUCTS_A_STEP = 1_000
"""How many more products each further step of the scale brings."""


def is_loaded() -> bool:
    """Tell whether this installation holds the demonstration."""
    return Change.objects.filter(kind=KIND, action=Action.IMPORT).exists()


def is_empty() -> bool:
    """Tell whether nobody and nothing has been entered yet; the operator's plan files come before."""
    return not any(model.objects.exists() for model in (User, Producer, Product))


@without_collecting()
@transaction.atomic
def load(*, scale: int = 1, report: Callable[[str], None] = lambda _line: None) -> int:
    """Enter the demonstration and return how many products it has: all of it or nothing.

    In order: product sets with their criteria; the five provinces; at a larger scale 1,000 made-up products a step over
    all the others; the five plans; the look-alikes to ask about; the sign-ins; dossiers of one commune and the council
    that rates them; lots of some products; the entry in the list of changes.
    `report` is told each step in one line.
    """
    load_shipped(by=BY)
    provinces = _Provinces(Rows(), read_words(), scale)
    provinces.add_all(report)
    _tell_the_planner()
    report("plans")
    load_plans(by=BY)
    report("look-alikes")
    for kind in LookAlikeKind:
        look_alikes.find(kind=kind, by=BY)
    add_sign_ins()
    report("dossiers")
    people = add_dossiers()
    report("lots and steps")
    add_traces(people)
    add_market(people)
    _write_to_nobody()
    products = Product.objects.count()
    record(by=BY, action=Action.IMPORT, kind=KIND, code=KIND, after={"scale": scale, "products": products})
    return products


def _write_to_nobody() -> None:
    """Leave what people were told in their lists; nobody is written to at an address that is made up."""
    Notice.objects.filter(mail=Mail.WAITING).update(mail=Mail.NONE)


def _tell_the_planner() -> None:
    """Let the database measure its tables, which were empty a moment ago; otherwise it plans queries for empty ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Provinces:
    """The provinces of the old map, one after another."""

    def __init__(self, rows: Rows, words: Words, scale: int) -> None:
        self.rows = rows
        self.words = words
        self.scale = scale
        self.sets = {each.number: each for each in ProductSet.objects.all()}
        self.gtins: Iterator[int] = count(1)
        self.grounds = read_grounds()

    def add_all(self, report: Callable[[str], None]) -> None:
        published = read_published()
        shapes, elsewhere = read_shapes()
        for shape in shapes:
            report(str(self.grounds[shape.code].old_province))
            random = Random(f"{SEED} {shape.code}")  # noqa: S311 - made-up records, not secrets
            of_the_province = [product for product in published if product.province == shape.code]
            self._add(shape, live(shape, of_the_province, editions(), random), random)
        others = sorted(self.grounds.keys() - {shape.code for shape in shapes})
        for code, products in zip(others, _shares((self.scale - 1) * PRODUCTS_A_STEP, len(others)), strict=True):
            if products:
                report(f"{self.grounds[code].old_province}: {products}")
                random = Random(f"{SEED} {code}")  # noqa: S311 - made-up records, not secrets
                shape = replace(elsewhere, code=code)
                self._add(shape, crowd(shape, products, editions(), random), random)

    def _add(self, shape: ProvinceShape, history: History, random: Random) -> None:
        making = Making(self.rows, self.words, self.sets, self.gtins, shape, self.grounds[shape.code], random)
        producers, papers = Producers(making), Papers(making)
        products = Products(making, producers, papers)
        communes = settle_villages(making, producers, history.lives)
        for life in history.lives:
            products.add(life)
        add_villages(making, products, history.lives, communes)
        add_successions(making, producers, products, history.lives)
        self.rows.insert()


def _shares(total: int, parts: int) -> list[int]:
    """Split a number into parts as equal as can be."""
    return [total // parts + (nth < total % parts) for nth in range(parts)]
