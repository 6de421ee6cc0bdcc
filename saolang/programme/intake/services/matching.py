"""What applying each row would do, held against what the registry knows and what the rows above it bring.

A product is the same where its name and its producer are, a producer where its name and its place are. What is only
alike is asked about, never merged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from saolang.base.kit.batches import batched
from saolang.base.kit.models import Precision
from saolang.base.places.choices import Level as Unit
from saolang.core.intake.dates import PartialDate
from saolang.core.intake.reasons import Reason
from saolang.core.intake.words import folded
from saolang.core.lifecycle import expires_on
from saolang.programme.certification import rules as certification
from saolang.programme.certification.choices import Level
from saolang.programme.certification.models import Decision, Recognition
from saolang.programme.intake.choices import Answer, Deed
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Ownership, Producer, Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from saolang.base.places.models import Place
    from saolang.programme.intake.models import StagedRow
    from saolang.programme.intake.services.placing import Placer

PlaceKey = tuple[str, int | str]
ProducerKey = tuple[str, PlaceKey]
ProductKey = tuple[ProducerKey | None, str, PlaceKey | None]

_SHORT_FORMS = (
    (re.compile(r"\b(?:htx|hop tac xa)\b"), "htx"),
    (re.compile(r"\b(?:tht|to hop tac)\b"), "tht"),
    (re.compile(r"\b(?:cong ty|cty|c\.ty)\b"), "cty"),
    (re.compile(r"\b(?:tnhh|trach nhiem huu han)\b"), "tnhh"),
    (re.compile(r"\b(?:cp|co phan)\b"), "cp"),
    (re.compile(r"\b(?:mtv|mot thanh vien|1 thanh vien)\b"), "mtv"),
    (re.compile(r"\b(?:dntn|doanh nghiep tu nhan)\b"), "dntn"),
    (re.compile(r"\b(?:hkd|ho kinh doanh|ho sxkd|ho san xuat kinh doanh|ho kd)\b"), "hkd"),
    (re.compile(r"\b(?:css?x|co so san xuat|co so)\b"), "cs"),
    (re.compile(r"\b(?:nn|nong nghiep)\b"), "nn"),
    (re.compile(r"\b(?:dv|dich vu)\b"), "dv"),
    (re.compile(r"\b(?:sx|san xuat)\b"), "sx"),
    (re.compile(r"\b(?:tm|thuong mai)\b"), "tm"),
    (re.compile(r"\bva\b|[^\w\s]"), " "),
)
_ANY_FORM = re.compile("|".join(pattern.pattern for pattern, _ in _SHORT_FORMS))


_MINISTRY = re.compile(r"-BNN|-BTC\b|\bBộ\b|trung ương", re.IGNORECASE)


@lru_cache(maxsize=65536)
def alike(name: str) -> str:
    """Return a name without what people write differently: short forms, "và", punctuation, marks."""
    plain = folded(name)
    if not _ANY_FORM.search(plain):
        return plain
    for pattern, short in _SHORT_FORMS:
        plain = pattern.sub(short, plain)
    return " ".join(plain.split())


@dataclass(frozen=True, slots=True)
class CitedDecision:
    """The decision behind a recognition, as a register cites it: one paper of one place on one day."""

    number: str
    when: PartialDate
    place: Place | None
    level: Level
    authority: str

    @property
    def key(self) -> tuple[int | None, str, date]:
        return (self.place.pk if self.place else None, self.number, self.when.last_day)


@dataclass(frozen=True, slots=True)
class Given:
    """One recognition a row gives; its date counts from its last day."""

    recognition: Recognition
    when: PartialDate
    decision: CitedDecision | None


@dataclass(slots=True)
class Match:
    """What a row would do. `producer` and `product` are keys of records the registry has; None where it has not."""

    row: StagedRow
    producer_key: ProducerKey | None = None
    product_key: ProductKey | None = None
    producer: int | None = None
    product: int | None = None
    given: list[Given] = field(default_factory=list)
    deed: Deed = Deed.NOTHING
    reasons: list[Reason] = field(default_factory=list)
    candidates: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """A record of the registry, or (without key and code) one that a row above brings."""

    name: str
    key: int | None = None
    code: str = ""


class Matcher:
    """Matches the rows of one register in order: each sees what the registry knows and what those before it bring."""

    def __init__(self, placer: Placer) -> None:
        self._placer = placer
        self._producers: dict[ProducerKey, list[_Known]] = defaultdict(list)
        self._producer_names: dict[str, dict[ProducerKey, _Known]] = defaultdict(dict)
        self._producers_alike: dict[tuple[str, PlaceKey], dict[str, _Known]] = defaultdict(dict)
        self._products: dict[ProductKey, _Known] = {}
        self._products_alike: dict[ProductKey, dict[str, _Known]] = defaultdict(dict)
        self._product_keys: dict[int, ProductKey] = {}
        self._given: dict[ProductKey, list[Recognition]] = defaultdict(list)
        self._load_producers()
        self._load_products()

    def match(self, rows: Iterable[StagedRow]) -> list[Match]:
        """Return what each row would do; a row that must be asked about has a reason and does nothing."""
        matches = [self._identify(row) for row in rows]
        self._load_recognitions(match.product for match in matches if match.product is not None)
        for match in sorted(matches, key=lambda each: str(each.row.values.get("decision_date"))):
            if not match.reasons:
                self._add_recognitions(match)
        return matches

    def _load_producers(self) -> None:
        records = Producer.objects.filter(merged_into=None)
        fields = ("pk", "code", "name", "folded", "place_id", "place_text", "origin")
        self._producer_keys: dict[int, ProducerKey] = {}
        self._made_up: set[int] = set()
        for key, code, name, line, place, text, origin in records.values_list(*fields).iterator():
            if origin == Origin.MADE_UP:
                self._made_up.add(key)
            producer = (line.split("\n")[0], self._place_key(place, text))
            self._producer_keys[key] = producer
            self._bring_producer(producer, _Known(name, key, code))

    def _load_products(self) -> None:
        owners = self._owners()
        records = Product.objects.filter(merged_into=None)
        fields = ("pk", "code", "name_vi", "folded", "place_id", "place_text")
        for key, code, name, line, place, text in records.values_list(*fields).iterator():
            owner = self._producer_keys.get(owners[key]) if key in owners else None
            product = (owner, line.split("\n")[0], None if owner else self._place_key(place, text))
            self._product_keys[key] = product
            self._bring_product(product, _Known(name, key, code))

    @staticmethod
    def _owners() -> dict[int, int]:
        """Return the producer of each product: the standing one, else the one an undone import had named."""
        open_ones = Ownership.objects.filter(ended_on=None).order_by("pk")
        pairs = list(open_ones.values_list("product_id", "producer_id", "withdrawn_at"))
        standing = {product: producer for product, producer, withdrawn in pairs if withdrawn is None}
        return {product: producer for product, producer, _ in pairs} | standing

    def _place_key(self, place: int | None, text: str) -> PlaceKey:
        return ("place", self._placer.home(place)) if place is not None else ("text", folded(text))

    def _place_of(self, row: StagedRow) -> PlaceKey:
        return self._place_key(row.place_id, str(row.values.get("place_text") or ""))

    def _bring_producer(self, key: ProducerKey, known: _Known) -> None:
        self._producers[key].append(known)
        self._producer_names[key[0]][key] = known
        self._producers_alike[alike(key[0]), key[1]][key[0]] = known

    def _bring_product(self, key: ProductKey, known: _Known) -> None:
        self._products.setdefault(key, known)
        owner, name, place = key
        self._products_alike[owner, alike(name), place][name] = known

    def _identify(self, row: StagedRow) -> Match:
        match = Match(row)
        if row.answer == Answer.SAME and row.product_id is not None:
            match.product, match.product_key = row.product_id, self._product_keys[row.product_id]
            match.producer_key = match.product_key[0]
            return match
        asked = row.answer != Answer.TAKE
        self._identify_producer(match, asked=asked)
        if not match.reasons:
            self._identify_product(match, asked=asked)
        return match

    def _identify_producer(self, match: Match, *, asked: bool) -> None:
        name = match.row.values.get("producer")
        if not name:
            return
        key = (folded(str(name)), self._place_of(match.row))
        known = self._producers.get(key, [])
        others = known[1:] and known if known else self._producers_like(key, match.row)
        if others and asked:
            match.reasons.append(Reason("producer_look_alike", "; ".join(other.name for other in others)))
            match.candidates += [_candidate("producer", other) for other in others if other.code]
            return
        if known and known[0].key in self._made_up:
            match.reasons.append(Reason("producer_made_up", known[0].code))
            return
        match.producer_key = key
        match.producer = known[0].key if known else None
        if not known:
            self._bring_producer(key, _Known(str(name)))

    def _producers_like(self, key: ProducerKey, row: StagedRow) -> list[_Known]:
        """Return producers that may be this one: alike in name at its place, or of its name where a place is vague."""
        name, place = key
        near = [known for other, known in self._producers_alike[alike(name), place].items() if other != name]
        vague = [
            known
            for (_, elsewhere), known in self._producer_names[name].items()
            if not (self._placer.is_exact(row.place_id) and self._is_exact(elsewhere))
        ]
        return near + vague

    def _is_exact(self, place: PlaceKey) -> bool:
        return place[0] == "place" and self._placer.is_exact(int(place[1]))

    def _identify_product(self, match: Match, *, asked: bool) -> None:
        name = folded(str(match.row.values["product"]))
        place = None if match.producer_key else self._place_of(match.row)
        key = (match.producer_key, name, place)
        known = self._products.get(key)
        others = self._products_alike[match.producer_key, alike(name), place]
        near = [] if known else [other for other_name, other in others.items() if other_name != name]
        if near and asked:
            match.reasons.append(Reason("product_look_alike", "; ".join(other.name for other in near)))
            match.candidates += [_candidate("product", other) for other in near if other.code]
            return
        match.product_key, match.product = key, known.key if known else None
        if known is None:
            self._bring_product(key, _Known(str(match.row.values["product"])))

    def _load_recognitions(self, products: Iterable[int]) -> None:
        for some in batched(sorted(set(products))):
            for recognition in Recognition.objects.standing().filter(product__in=some).select_related("decision"):
                self._given[self._product_keys[recognition.product_id]].append(recognition)

    def _add_recognitions(self, match: Match) -> None:
        """Add what the row gives and nobody knows yet. Where one cannot stand, nothing of the row does."""
        if match.product_key is None:
            return
        others = list(self._given[match.product_key])
        for stars, when, cited in self._told(match.row):
            if any(_is_same(stars, when, other) for other in others):
                continue
            given = _given(match.row.values, stars, when, cited)
            if reason := _objection(given, others):
                match.reasons, match.given = [reason], []
                return
            others.append(given.recognition)
            match.given.append(given)
        self._given[match.product_key] = others
        match.deed = Deed.KNOWN if not match.given else Deed.ADD if match.product else Deed.CREATE

    def _told(self, row: StagedRow) -> list[tuple[int, PartialDate, CitedDecision | None]]:
        """Return the stars, date and decision of each recognition the row tells, first to latest."""
        told = []
        authorities = row.values.get("authorities", [])
        for each, authority in zip_longest(row.values["recognitions"], authorities):
            when = PartialDate.from_iso(each["decision_date"])
            told.append((int(each["stars"]), when, self._decision(row, each["decision_no"], authority or "", when)))
        return sorted(told, key=lambda each: each[1].last_day)

    def _decision(self, row: StagedRow, number: str | None, authority: str, when: PartialDate) -> CitedDecision | None:
        if not number:
            return None
        if _MINISTRY.search(number) or _MINISTRY.search(authority):
            return CitedDecision(number, when, None, Level.CENTRE, authority)
        place = self._placer.authority_unit(row.place_id, authority, when.last_day)
        level = Level.DISTRICT if place and place.level == Unit.DISTRICT else Level.PROVINCE
        return CitedDecision(number, when, place, level, authority)


def _is_same(stars: int, when: PartialDate, other: Recognition) -> bool:
    return other.stars == stars and _overlap(when, other)


def _overlap(when: PartialDate, other: Recognition) -> bool:
    """Tell whether two dates, each known to its precision, may be one day."""
    length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
    known = PartialDate.from_iso(other.began_on.isoformat()[: length[Precision(other.began_precision)]])
    return when.first_day <= known.last_day and known.first_day <= when.last_day


def _given(values: Mapping[str, Any], stars: int, when: PartialDate, cited: CitedDecision | None) -> Given:
    """Return the recognition as it would be entered, for the rules to look at; the row's expiry is its latest one's."""
    day = when.last_day
    edition = certification.editions().edition_on(day)
    latest = str(when) == values.get("decision_date")
    expiry = PartialDate.from_iso(values["expiry"]).last_day if latest and values.get("expiry") else None
    recognition = Recognition(
        decision=_deciding_at(cited.level) if cited else None,
        stars=stars,
        score=_score(values) if latest else None,
        five_star_candidate=bool(latest and values.get("potential_five")),
        edition=edition.code if edition else "",
        began_on=day,
        began_precision=Precision(when.precision.value),
        expires_on=expiry or (expires_on(day, edition) if edition else day),
        origin=Origin.IMPORTED,
    )
    return Given(recognition, when, cited)


@cache
def _deciding_at(level: Level) -> Decision:
    """Return a decision of that level, all that the rules look at."""
    return Decision(level=level)


def _score(values: Mapping[str, Any]) -> Decimal | None:
    match = re.match(r"^\d{1,3}(?:[.,]\d{1,2})?$", str(values.get("score") or ""))
    return Decimal(match[0].replace(",", ".")) if match else None


def _objection(given: Given, others: list[Recognition]) -> Reason | None:
    """Return why the recognition cannot stand beside the others, by their dates or by the rules of certification."""
    recognition = given.recognition
    clash = next((other for other in others if _overlap(given.when, other)), None)
    if clash:
        return Reason("recognition_conflicts", f"{clash.stars} sao, {clash.began_on:%d/%m/%Y}")
    earlier, _ = certification.neighbours(recognition, others)
    recognition.kind = certification.kind_of(recognition.stars, earlier.stars if earlier else None)
    if not recognition.edition:
        return Reason("recognition_refused", str(certification.BEFORE_EVERY_EDITION))
    refusal = certification.check_recognition(recognition, others)
    return Reason("recognition_refused", str(refusal)) if refusal else None


def _candidate(kind: str, known: _Known) -> dict[str, str]:
    return {"kind": kind, "code": known.code, "name": known.name}
