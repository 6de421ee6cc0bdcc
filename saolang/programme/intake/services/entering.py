"""Entering what matched rows say: thousands of rows, a few statements each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from saolang.base.kit.batches import batched
from saolang.base.kit.inserting import insert, insert_like
from saolang.base.kit.models import Precision
from saolang.core.intake.dates import PartialDate
from saolang.programme.certification.models import Decision
from saolang.programme.certification.services.decisions import NewDecision, enter_many
from saolang.programme.certification.services.recognitions import NewRecognition, recognise_many
from saolang.programme.intake.models import Outcome
from saolang.programme.registry.choices import LegalForm, Origin
from saolang.programme.registry.models import Ownership, Producer, ProducerForm, Product
from saolang.programme.registry.queries import latest_forms
from saolang.programme.registry.services import producers as producer_services
from saolang.programme.registry.services import products as product_services
from saolang.programme.registry.services.producers import NewProducer, Person
from saolang.programme.registry.services.products import NewProduct

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from saolang.programme.intake.models import Register
    from saolang.programme.intake.services.matching import CitedDecision, Given, Match, ProducerKey, ProductKey

ModelT = TypeVar("ModelT", bound=Model)


def enter(
    register: Register, matches: Sequence[Match], *, by: str, at: datetime | None
) -> tuple[int, int, int, int, int]:
    """Enter what the rows say; return how many rows, producers, products, decisions and recognitions that were.

    `at` is the moment of entry the register declares, None for now.
    """
    entry = _Entry(register, by, at)
    new_producers = entry.producers(matches)
    new_products = entry.products(matches)
    new_decisions = entry.decisions(matches)
    new_recognitions = entry.recognitions(matches)
    entry.outcomes(matches)
    return len(matches), new_producers, new_products, new_decisions, new_recognitions


class _Entry:
    """One application of one register: the records by the keys they were matched under."""

    def __init__(self, register: Register, by: str, at: datetime | None) -> None:
        self._register = register
        self._by = by
        self._at = at
        self._producers: dict[ProducerKey, Producer] = {}
        self._products: dict[ProductKey, Product] = {}
        self._decisions: dict[tuple[int | None, str, object], Decision] = {}

    def producers(self, matches: Sequence[Match]) -> int:
        known = _in_bulk(Producer, {match.producer for match in matches if match.producer is not None})
        self._producers = {
            match.producer_key: known[match.producer]
            for match in matches
            if match.producer_key is not None and match.producer is not None
        }
        new: dict[ProducerKey, list[Match]] = {}
        for match in matches:
            if match.producer_key is not None and match.producer_key not in self._producers:
                new.setdefault(match.producer_key, []).append(match)
        registered = producer_services.register_many(
            producers=[self._new_producer(rows) for rows in new.values()],
            by=self._by,
            batch=self._register.code,
            at=self._at,
        )
        self._restore_forms(matches)
        self._producers |= dict(zip(new, registered, strict=True))
        return len(registered)

    def _new_producer(self, matches: Sequence[Match]) -> NewProducer:
        """Return the producer as its rows tell it: what the first says, filled up from the others."""
        told: dict[str, str] = {}
        for match in matches:
            for name in ("legal_form", "representative", "phone", "address"):
                if match.row.values.get(name):
                    told.setdefault(name, str(match.row.values[name]))
        first = matches[0].row
        since = _first_date(matches)
        return NewProducer(
            name=first.values["producer"],
            since=since.last_day,
            since_precision=Precision(since.precision.value),
            legal_form=LegalForm(told["legal_form"]) if "legal_form" in told else None,
            person=Person(full_name=told["representative"][:120]) if "representative" in told else None,
            place=first.place,
            place_text=(first.values.get("place_text") or "")[:300],
            address=told.get("address", "")[:300],
            phone=told.get("phone", "")[:30],
            origin=Origin.IMPORTED,
            source=self._register.source,
        )

    def _restore_forms(self, matches: Sequence[Match]) -> None:
        """Give known producers without a legal form the one the rows tell, such as after an import was undone."""
        told = {
            match.producer: match
            for match in reversed(matches)
            if match.producer is not None and match.row.values.get("legal_form")
        }
        with_form = latest_forms(told.keys())
        insert(
            [
                ProducerForm(
                    producer_id=key,
                    legal_form=LegalForm(match.row.values["legal_form"]),
                    **self._fact(_first_date([match])),
                )
                for key, match in told.items()
                if key not in with_form
            ]
        )

    def _fact(self, since: PartialDate) -> dict[str, Any]:
        """Return what every fact entered for known records has in common."""
        return {
            "began_on": since.last_day,
            "began_precision": Precision(since.precision.value),
            "recorded_at": self._at or timezone.now(),
            "recorded_by": self._by,
            "source": self._register.source,
        }

    def products(self, matches: Sequence[Match]) -> int:
        """Enter the products no one knows yet, restore the owners of known ones, and return how many are new."""
        known = _in_bulk(Product, {match.product for match in matches if match.product is not None})
        self._products = {
            match.product_key: known[match.product]
            for match in matches
            if match.product_key is not None and match.product is not None
        }
        new: dict[ProductKey, list[Match]] = {}
        for match in matches:
            if match.product_key is not None and match.product_key not in self._products:
                new.setdefault(match.product_key, []).append(match)
        registered = product_services.register_many(
            products=[self._new_product(rows) for rows in new.values()],
            by=self._by,
            batch=self._register.code,
            at=self._at,
        )
        self._restore_owners(matches)
        self._products |= dict(zip(new, registered, strict=True))
        return len(registered)

    def _new_product(self, matches: Sequence[Match]) -> NewProduct:
        first = matches[0]
        since = _first_date(matches)
        return NewProduct(
            name_vi=first.row.values["product"],
            since=since.last_day,
            since_precision=Precision(since.precision.value),
            producer=self._producers[first.producer_key] if first.producer_key else None,
            official_code=(first.row.values.get("code") or "")[:60],
            place=first.row.place,
            place_text=(first.row.values.get("place_text") or "")[:300],
            origin=Origin.IMPORTED,
            source=self._register.source,
        )

    def _restore_owners(self, matches: Sequence[Match]) -> None:
        """Give known products without a standing owner the one they were matched by."""
        told = {
            match.product: match
            for match in reversed(matches)
            if match.product is not None and match.producer_key in self._producers
        }
        owned = {
            key
            for some in batched(told)
            for key in Ownership.objects.standing()
            .filter(product__in=some, ended_on=None)
            .values_list("product_id", flat=True)
        }
        insert(
            [
                Ownership(
                    product_id=key,
                    producer=self._producers[match.producer_key],
                    **self._fact(_first_date([match])),
                )
                for key, match in told.items()
                if key not in owned and match.producer_key is not None
            ]
        )

    def decisions(self, matches: Sequence[Match]) -> int:
        """Enter the decisions cited that are not there yet, and return how many."""
        cited = {given.decision.key: given.decision for match in matches for given in match.given if given.decision}
        for some in batched({decision.number for decision in cited.values()}):
            for known in Decision.objects.filter(number__in=some):
                self._decisions[known.place_id, known.number, known.decided_on] = known
        new = {key: decision for key, decision in cited.items() if key not in self._decisions}
        entered = enter_many(
            decisions=[self._new_decision(decision) for decision in new.values()],
            by=self._by,
            batch=self._register.code,
            at=self._at,
        )
        self._decisions |= dict(zip(new, entered, strict=True))
        return len(entered)

    def _new_decision(self, decision: CitedDecision) -> NewDecision:
        return NewDecision(
            number=decision.number[:80],
            decided_on=decision.when.last_day,
            decided_precision=Precision(decision.when.precision.value),
            authority=decision.authority[:200],
            level=decision.level,
            place=decision.place,
            origin=Origin.IMPORTED,
            source=self._register.source,
        )

    def recognitions(self, matches: Sequence[Match]) -> int:
        """Enter the recognitions, those of one product in the order of their days, and return how many."""
        given = [
            (match.product_key, each) for match in matches for each in match.given if match.product_key is not None
        ]
        given.sort(key=lambda pair: pair[1].when.last_day)
        entered = recognise_many(
            recognitions=[self._new_recognition(key, each) for key, each in given],
            by=self._by,
            batch=self._register.code,
            at=self._at,
        )
        return len(entered)

    def _new_recognition(self, key: ProductKey, given: Given) -> NewRecognition:
        told = given.recognition
        return NewRecognition(
            product=self._products[key],
            stars=told.stars,
            on=given.when.last_day,
            precision=Precision(given.when.precision.value),
            decision=self._decisions[given.decision.key] if given.decision else None,
            score=told.score,
            five_star_candidate=told.five_star_candidate,
            edition=told.edition,
            expires_on=told.expires_on,
            origin=Origin.IMPORTED,
            source=self._register.source,
        )

    def outcomes(self, matches: Sequence[Match]) -> None:
        """Keep what became of each row."""
        insert_like(
            Outcome(),
            ("row_id", "product_id", "recognitions"),
            [
                (match.row.pk, self._products[match.product_key].pk, len(match.given))
                for match in matches
                if match.product_key is not None
            ],
        )


def _first_date(matches: Sequence[Match]) -> PartialDate:
    """Return the earliest date the rows tell: what they say of a producer or product holds from then on."""
    told = (each["decision_date"] for match in matches for each in match.row.values["recognitions"])
    return min(PartialDate.from_iso(each) for each in told)


def _in_bulk(model: type[ModelT], keys: set[int]) -> dict[int, ModelT]:
    return {
        record.pk: record
        for some in batched(keys)
        for record in model._default_manager.filter(pk__in=some)  # noqa: SLF001 - as Django documents
    }
