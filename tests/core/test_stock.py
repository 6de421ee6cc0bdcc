"""What became of a lot, by its events."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.stock import Stock, stock_of
from saolang.programme.traceability.rules.steps import craft

LOT, OTHER = "https://example.vn/nl/LO-1", "https://example.vn/nl/LO-2"
KG = {"uom": "KGM"}


def about(quantity: float, **said: Any) -> dict[str, Any]:
    """Return an event that observes so many kilograms of the lot, unless more is said."""
    element = {"epcClass": LOT, "quantity": quantity, **KG}
    return {"type": "ObjectEvent", "action": "OBSERVE", "quantityList": [element]} | said


def stock(*events: dict[str, Any], made: Decimal | None = None) -> Stock:
    return stock_of(events, {LOT}, unit="KGM", made=made, convert=craft().convert)


MADE = about(100, action="ADD", bizStep="commissioning")
USED = {
    "type": "TransformationEvent",
    "inputQuantityList": [{"epcClass": LOT, "quantity": 30, **KG}],
    "outputQuantityList": [{"epcClass": OTHER, "quantity": 10, **KG}],
}


def test_lot_is_what_was_made_less_what_went() -> None:
    told = stock(
        MADE,
        USED,
        about(20, bizStep="shipping"),
        about(5, bizStep="retail_selling"),
        about(4, action="DELETE", bizStep="destroying"),
        about(3, action="DELETE", bizStep="retail_selling"),
        about(2, bizStep="receiving", disposition="returned"),
    )

    assert told == Stock(
        made=Decimal(100),
        used=Decimal(30),
        shipped=Decimal(20),
        sold=Decimal(8),
        destroyed=Decimal(4),
        returned=Decimal(2),
    )
    assert (told.left, told.gone, told.is_there) == (40, 28, True)


@pytest.mark.parametrize(
    "event",
    [
        about(9, bizStep="inspecting"),
        about(9, bizStep="storing"),
        about(9, bizStep="receiving", disposition="in_progress"),
        {"type": "AggregationEvent", "action": "ADD", "childQuantityList": [{"epcClass": LOT, "quantity": 9, **KG}]},
        {"type": "TransactionEvent", "action": "ADD", "quantityList": [{"epcClass": LOT, "quantity": 9, **KG}]},
        {"type": "ObjectEvent", "action": "ADD", "quantityList": [{"epcClass": OTHER, "quantity": 9, **KG}]},
    ],
)
def test_event_that_moves_none_of_it_changes_nothing(event: dict[str, Any]) -> None:
    assert stock(MADE, event) == stock(MADE)


def test_quantity_as_entered_counts_where_no_event_tells_it() -> None:
    assert stock(about(1, bizStep="shipping"), made=Decimal(7)).left == 6
    assert stock(MADE, made=Decimal(7)).left == 100


def test_other_units_of_the_kind_are_converted() -> None:
    grams = about(500, bizStep="shipping", quantityList=[{"epcClass": LOT, "quantity": 500, "uom": "GRM"}])

    assert stock(MADE, grams).left == Decimal("99.5")


@pytest.mark.parametrize("element", [{"epcClass": LOT}, {"epcClass": LOT, "quantity": 3}])
def test_what_cannot_be_counted_makes_it_inexact(element: dict[str, Any]) -> None:
    told = stock(MADE, about(0, bizStep="shipping", quantityList=[element]))

    assert (told.left, told.is_exact, told.is_there) == (100, False, True)


def test_lot_nobody_made_is_not_there() -> None:
    assert (stock().is_there, stock().is_exact) == (False, False)


@given(
    st.permutations([MADE, USED, about(20, bizStep="shipping"), about(2, bizStep="receiving", disposition="returned")])
)
def test_order_of_events_does_not_matter(events: list[dict[str, Any]]) -> None:
    assert stock(*events).left == 52
