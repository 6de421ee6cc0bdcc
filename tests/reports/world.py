"""Small random worlds of certificates, and the same questions answered in plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from saolang.base.places.models import Place
from saolang.core.lifecycle import HELD, Certificate
from saolang.programme.certification.models import Recognition, Revocation, Suspension
from saolang.programme.certification.rules import editions
from saolang.programme.registry.models import Ownership, Producer, ProducerForm, Product

if TYPE_CHECKING:
    from random import Random

FIRST_DAY = date(2019, 1, 1)
DAYS = 3000
KINDS = ("first", "upgrade", "renewal", "downgrade")
FORMS = ("company", "cooperative", "household")


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@dataclass
class World:
    """What was written to the database, kept beside it for the plain answers."""

    communes: list[Place]
    products: list[Product] = field(default_factory=list)
    recognitions: list[Recognition] = field(default_factory=list)
    revocations: list[Revocation] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)
    owners: dict[int, int] = field(default_factory=dict)
    forms: dict[int, str] = field(default_factory=dict)

    def known(self, known_at: datetime) -> list[Recognition]:
        return [fact for fact in self.recognitions if _known(fact, known_at)]

    def revoked_on(self, recognition: Recognition, known_at: datetime) -> date | None:
        days = [
            fact.began_on
            for fact in self.revocations
            if fact.recognition_id == recognition.pk and _known(fact, known_at)
        ]
        return min(days, default=None)

    def history(self, product: Product, day: date, known_at: datetime) -> list[Recognition]:
        """The product's recognitions by the day, oldest first."""
        begun = [r for r in self.known(known_at) if r.product_id == product.pk and r.began_on <= day]
        return sorted(begun, key=lambda r: (r.began_on, r.pk))

    def holds(self, product: Product, day: date, known_at: datetime) -> int:
        """The stars the product bears on the day; 0 for none."""
        history = self.history(product, day, known_at)
        if not history:
            return 0
        latest = history[-1]
        certificate = Certificate(
            latest.began_on,
            latest.expires_on,
            revoked_on=self.revoked_on(latest, known_at),
            suspensions=tuple(
                (fact.began_on, fact.ended_on)
                for fact in self.suspensions
                if fact.recognition_id == latest.pk and _known(fact, known_at)
            ),
        )
        return latest.stars if editions().state_on(day, certificate) in HELD else 0

    def certified(self, day: date, known_at: datetime) -> dict[int, int]:
        """How many products bear how many stars."""
        stars = [self.holds(product, day, known_at) for product in self.products if product.recorded_at <= known_at]
        return {count: stars.count(count) for count in (3, 4, 5) if count in stars}

    def active_by_form(self, day: date, known_at: datetime) -> dict[str, int]:
        """How many producers own a product that bears stars, by legal form."""
        active = {self.owners[p.pk] for p in self.products if self.holds(p, day, known_at) and p.pk in self.owners}
        forms = [self.forms[producer] for producer in active]
        return {form: forms.count(form) for form in sorted(set(forms))}

    def first_recognised(self, since: date, day: date, known_at: datetime) -> int:
        return len({r.product_id for r in self.known(known_at) if r.kind == "first" and since <= r.began_on <= day})

    def came_up(self, since: date, day: date, known_at: datetime) -> dict[str, int]:
        """What became of the products whose certificate ended between the two days."""
        outcomes = [self._outcome(product, since, day, known_at) for product in self.products]
        known = [outcome for outcome in outcomes if outcome]
        return {outcome: known.count(outcome) for outcome in sorted(set(known))}

    def _outcome(self, product: Product, since: date, day: date, known_at: datetime) -> str | None:
        history = self.history(product, day, known_at)
        ended = []
        for recognition, later in zip_longest(history, history[1:]):
            replaced = later.began_on if later else date.max
            revoked = self.revoked_on(recognition, known_at) or date.max
            revoked = revoked if revoked <= day else date.max
            ran_out = recognition.expires_on + timedelta(days=1)
            end = min(replaced, revoked, ran_out)
            if since <= end <= day:
                ended.append((min(replaced, revoked, recognition.expires_on), recognition.pk, recognition))
        if not ended:
            return None
        before = min(ended)[2]
        now, latest = self.holds(product, day, known_at), history[-1]
        if not now:
            return "lost"
        if latest.expires_on < day:
            return "extended"
        return "upgraded" if now > before.stars else "lowered" if now < before.stars else "renewed"


def make_world(random: Random, products: int = 25) -> World:
    """Write a random world over the communes of old Hậu Giang and one of another province."""
    province = Place.objects.get(map=1, code="93")
    communes = list(Place.objects.filter(map=1, level="commune", province=province)[:5])
    communes.append(Place.objects.filter(map=1, level="commune", province__code="84").earliest("pk"))
    world = World(communes)
    producers = [_producer(number, random.choice(communes)) for number in range(8)]
    for producer in producers:
        world.forms[producer.pk] = random.choice(FORMS)
        form = ProducerForm(producer=producer, legal_form=world.forms[producer.pk])
        _save(form, FIRST_DAY, moment(FIRST_DAY))
    for number in range(products):
        product = Product.objects.create(
            code=f"SP-{number:08}",
            name_vi=f"Sản phẩm {number}",
            folded="",
            sort_key=f"{number:08}",
            place=random.choice(communes),
            recorded_at=moment(FIRST_DAY),
            recorded_by="tests",
        )
        world.products.append(product)
        if random.random() < 0.8:
            owner = random.choice(producers)
            world.owners[product.pk] = owner.pk
            _save(Ownership(product=product, producer=owner), FIRST_DAY, moment(FIRST_DAY))
        _recognise(world, product, random)
    return world


def _recognise(world: World, product: Product, random: Random) -> None:
    for _ in range(random.randrange(4)):
        issued = FIRST_DAY + timedelta(days=random.randrange(DAYS))
        recognition = Recognition(
            product=product,
            kind=random.choice(KINDS),
            stars=random.choice((3, 3, 4, 4, 5)),
            edition="qd148",
            expires_on=issued + timedelta(days=random.choice((400, 1096))),
        )
        _save(recognition, issued, moment(issued + timedelta(days=random.randrange(60))))
        if random.random() < 0.2:
            _withdraw(recognition, random)
        world.recognitions.append(recognition)
        if random.random() < 0.2:
            revoked = issued + timedelta(days=random.randrange(1, 500))
            revocation = Revocation(recognition=recognition, ground="other_finding")
            _save(revocation, revoked, moment(revoked + timedelta(days=random.randrange(30))))
            world.revocations.append(revocation)
        if random.random() < 0.3:
            first = issued + timedelta(days=random.randrange(900))
            until = first + timedelta(days=random.randrange(1, 400))
            suspension = Suspension(
                recognition=recognition, ground="other_finding", ended_on=random.choice((None, until))
            )
            _save(suspension, first, moment(first + timedelta(days=random.randrange(30))))
            world.suspensions.append(suspension)


def _producer(number: int, place: Place) -> Producer:
    return Producer.objects.create(
        code=f"CT-{number:08}",
        name=f"Chủ thể {number}",
        folded="",
        sort_key=f"{number:08}",
        place=place,
        recorded_at=moment(FIRST_DAY),
        recorded_by="tests",
    )


def _save(
    fact: Recognition | Revocation | Suspension | Ownership | ProducerForm, began_on: date, recorded_at: datetime
) -> None:
    fact.began_on, fact.recorded_at, fact.recorded_by = began_on, recorded_at, "tests"
    fact.save()


def _withdraw(fact: Recognition, random: Random) -> None:
    fact.withdrawn_at = fact.recorded_at + timedelta(days=random.randrange(1, 200))
    fact.withdrawn_by = "tests"
    fact.save()


def _known(fact: Recognition | Revocation | Suspension, known_at: datetime) -> bool:
    return fact.recorded_at <= known_at and (fact.withdrawn_at is None or fact.withdrawn_at > known_at)
