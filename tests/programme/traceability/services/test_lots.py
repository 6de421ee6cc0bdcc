"""Lots: entered under a number of their own, revised while nothing bears it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.base.audit.models import Change
from saolang.core.gs1.keys import check_lot
from saolang.core.refusal import Refusal
from saolang.programme.traceability.models import LabelRun, Lot
from saolang.programme.traceability.queries.lots import proposed_number, shelf_life_of
from saolang.programme.traceability.rules import lots as rules
from saolang.programme.traceability.services.lots import make, revise
from tests.days import today
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_location

if TYPE_CHECKING:
    from saolang.programme.registry.models import Producer

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def producer() -> Producer:
    return a_producer()


def leaves(producer: Producer, **said: Any) -> Lot:
    known = {"number": "BUP-01", "material": "Chè búp tươi", "quantity": Decimal(50), "unit": "KGM", "made_on": today()}
    return make(producer=producer, by="tests", **known | said)


def test_lot_is_entered_and_told_to_the_list_of_changes(producer: Producer) -> None:
    lot = leaves(producer, number=" BUP-01 ", material="  Chè  búp tươi")

    assert (lot.number, lot.material, lot.code[:3], lot.version) == ("BUP-01", "Chè búp tươi", "LO-", 1)
    told = Change.objects.get(kind="lot").after
    assert (told["producer"], told["number"], told["quantity"]) == (producer.code, "BUP-01", "50")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"material": ""}, rules.NO_THING),
        ({"unit": "ABC"}, rules.UNKNOWN_UNIT),
        ({"quantity": Decimal(0)}, rules.NOTHING_OF_IT),
        ({"quantity": Decimal("NaN")}, rules.TOO_MUCH),
        ({"quantity": Decimal("1E+12")}, rules.TOO_MUCH),
        ({"quantity": Decimal("0.0001")}, rules.TOO_FINE),
    ],
)
def test_lot_that_cannot_be_is_refused(said: dict[str, Any], refusal: Refusal, producer: Producer) -> None:
    with pytest.raises(Refusal) as refused:
        leaves(producer, **said)

    assert (refused.value, Lot.objects.count()) == (refusal, 0)


@pytest.mark.parametrize(
    ("which", "days", "refusal"),
    [
        ("made_on", 1, rules.IN_THE_FUTURE),
        ("best_before", -1, rules.KEEPS_NO_DAY),
        ("best_before", 40_000, rules.KEEPS_TOO_LONG),
    ],
)
def test_lot_of_days_that_cannot_be_is_refused(which: str, days: int, refusal: Refusal, producer: Producer) -> None:
    with pytest.raises(Refusal) as refused:
        leaves(producer, **{which: today() + days * A_DAY})

    assert (refused.value, Lot.objects.count()) == (refusal, 0)


@pytest.mark.parametrize("number", ["", "LÔ-01", "A B", "X" * 21])
def test_number_outside_the_characters_of_gs1_is_refused(number: str, producer: Producer) -> None:
    with pytest.raises(Refusal):
        leaves(producer, number=number)

    assert Lot.objects.count() == 0


def test_number_that_is_taken_is_refused_and_a_free_one_named(producer: Producer) -> None:
    leaves(producer)

    with pytest.raises(Refusal) as refused:
        leaves(producer)

    assert "ví dụ BUP-02." in str(refused.value)


def test_same_number_of_other_goods_is_free(producer: Producer) -> None:
    leaves(producer)

    leaves(producer, material="Hoa nhài")
    leaves(a_producer())

    assert Lot.objects.filter(number="BUP-01").count() == 3


def test_product_and_place_of_another_are_refused(producer: Producer) -> None:
    with pytest.raises(Refusal) as product:
        leaves(producer, product=a_product(producer=a_producer()))
    with pytest.raises(Refusal) as place:
        leaves(producer, location=a_location(a_producer()))

    assert (product.value, place.value) == (rules.OF_ANOTHER, rules.NOT_OF_ANOTHER_PLACE)


def test_lot_is_revised_by_who_saw_it_last(producer: Producer) -> None:
    lot = leaves(producer)

    revised = revise(lot=lot, version=1, quantity=Decimal(60), by="tests", reason="cân lại")
    with pytest.raises(Refusal) as refused:
        revise(lot=lot, version=1, quantity=Decimal(70), by="tests")

    lot.refresh_from_db()
    assert (revised.version, lot.quantity, refused.value) == (2, 60, rules.CHANGED)


def test_number_on_a_label_does_not_change(producer: Producer) -> None:
    product = a_product(producer=producer)
    lot = leaves(producer, product=product)
    LabelRun.objects.create(code="LT-1", product=product, lot=lot, quantity=10, made_by="tests")

    with pytest.raises(Refusal) as number:
        revise(lot=lot, version=1, number="BUP-02", by="tests")
    with pytest.raises(Refusal) as unit:
        revise(lot=lot, version=1, unit="GRM", by="tests")
    revise(lot=lot, version=1, best_before=today() + A_DAY, by="tests")

    assert (number.value, unit.value) == (rules.NUMBER_IS_OUT, rules.UNIT_IS_OUT)


def test_what_is_no_part_of_a_lot_is_not_revised(producer: Producer) -> None:
    with pytest.raises(TypeError, match="producer"):
        revise(lot=leaves(producer), version=1, producer=a_producer(), by="tests")


def test_next_number_counts_on_from_the_last_of_the_goods(producer: Producer) -> None:
    leaves(producer, number="BUP-09")
    leaves(producer, number="BUP-10", material="Hoa nhài")

    proposed = proposed_number(producer, None, "Chè búp tươi", today())

    assert (proposed, proposed_number(producer, None, "Cá cơm", today())) == ("BUP-11", f"L{today():%y%m%d}-01")


def test_product_keeps_as_long_as_its_last_lot(producer: Producer) -> None:
    product = a_product(producer=producer)
    leaves(producer, product=product, best_before=today() + 365 * A_DAY)

    assert shelf_life_of(product) == 365 * A_DAY


@given(
    st.text("ABab019-/", max_size=20), st.frozensets(st.text("A019-", min_size=1, max_size=4), max_size=5), st.dates()
)
def test_proposed_number_is_free_and_can_be_printed(latest: str, taken: frozenset[str], day: dt.date) -> None:
    proposed = rules.next_number(latest, taken, day)

    assert proposed not in taken
    if proposed:
        check_lot(proposed)
