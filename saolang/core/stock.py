"""What became of a lot, by what EPCIS events say of it: made, used, shipped, sold, destroyed, given back, left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    Convert = Callable[[Decimal, str, str], Decimal | None]
    """Turns a quantity in one unit into another, None where the two measure different things."""

NOTHING = Decimal(0)
OBSERVED = {"shipping": "shipped", "retail_selling": "sold", "dispensing": "sold", "void_shipping": "returned"}
"""What an event that only observes a lot does to what is left of it, by its step (CBV 2.0, 7.1)."""


@dataclass(frozen=True, slots=True)
class Stock:
    """How much of a lot went where, in the lot's own unit."""

    made: Decimal = NOTHING
    used: Decimal = NOTHING
    shipped: Decimal = NOTHING
    sold: Decimal = NOTHING
    destroyed: Decimal = NOTHING
    returned: Decimal = NOTHING
    is_exact: bool = True
    """False where an event said no quantity, or one in a unit that cannot be turned into the lot's."""
    is_begun: bool = True
    """False where nobody says that there ever was any of it."""

    @property
    def left(self) -> Decimal:
        return self.made + self.returned - self.used - self.shipped - self.sold - self.destroyed

    @property
    def gone(self) -> Decimal:
        """How much left the holder's hands: shipped or sold."""
        return self.shipped + self.sold

    @property
    def is_there(self) -> bool:
        """Say whether something is left of it, or may be for all that is known."""
        return self.left > 0 or (self.is_begun and not self.is_exact)

    def plus(self, name: str, quantity: Decimal | None) -> Stock:
        """Return the stock with the quantity added to what went there; inexact where it is not known."""
        if quantity is None:
            return replace(self, is_exact=False)
        changed: dict[str, Any] = {name: getattr(self, name) + quantity}
        return replace(self, **changed)


def stock_of(
    events: Iterable[Mapping[str, Any]],
    names: Collection[str],
    *,
    unit: str,
    made: Decimal | None,
    convert: Convert,
) -> Stock:
    """Return what became of the lot known under the names, in the unit.

    `events` are those of its holder that nobody declared wrong. `made` is how much there was as the lot was entered: it
    counts where no event tells how much was made.
    """
    flows = [flow for event in events for flow in _flows(event, names)]
    begun = any(flow == "made" for flow, _quantity in flows)
    is_told = begun or made is not None
    stock = Stock(made=NOTHING if begun or made is None else made, is_exact=is_told, is_begun=is_told or bool(flows))
    for flow, element in flows:
        said = element.get("quantity")
        quantity = None if said is None else convert(Decimal(str(said)), element.get("uom", ""), unit)
        stock = stock.plus(flow, quantity)
    return stock


def _flows(event: Mapping[str, Any], names: Collection[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield where the event says the lot's goods went, and the element that says how much."""
    for key, flow in _places(event):
        for element in event.get(key, ()):
            if element.get("epcClass") in names:
                yield flow, element


def _places(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the lists of the event that move goods, and where to."""
    if event["type"] == "TransformationEvent":
        return [("outputQuantityList", "made"), ("inputQuantityList", "used")]
    if event["type"] != "ObjectEvent":
        return []
    step, goes = event.get("bizStep", ""), ""
    if event.get("action") == "ADD":
        goes = "made"
    elif event.get("action") == "DELETE":
        goes = "sold" if step == "retail_selling" else "destroyed"
    elif step == "receiving" and event.get("disposition") == "returned":
        goes = "returned"
    goes = goes or OBSERVED.get(step, "")
    return [("quantityList", goes)] if goes else []
