"""What the form of a step offers and proposes: the last answers, or those of a step that is told anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from saolang.core.steps import BEST_BEFORE, NON_CONFORMANT, NOTE, PARTNER, REASON
from saolang.programme.traceability.models import Location, Lot
from saolang.programme.traceability.queries.lots import (
    last_of_step,
    lots_named,
    materials_of,
    open_lots,
    places_of,
    products_on,
    proposed_number,
    shelf_life_of,
    stocks_of,
    usual_steps,
)
from saolang.programme.traceability.rules.identity import identifier_of_location
from saolang.web.portal.step_forms import MATERIAL, PRODUCT, Offered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from saolang.core.steps import Step
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.queries.lots import Recorded

TAKEN = ("inputQuantityList", "childQuantityList")
QUANTITIES = ("quantityList", "outputQuantityList", *TAKEN)


def names_in(told: Recorded) -> list[str]:
    """Return the identifiers of the lots the event is about."""
    return [element["epcClass"] for key in QUANTITIES for element in told.said.get(key, ())]


def offered_to(producer: Producer, wanted: str, wrong: Recorded | None) -> Offered:
    """Return what there is to choose from: lots with something left, the one asked for, those of a step told anew.

    What is left of each is counted as if the wrong step had not been recorded.
    """
    without = wrong.event.event_id if wrong else ""
    lots = open_lots(producer, without=without)
    known = {lot.pk for lot, _stock in lots}
    further = list(lots_named(names_in(wrong), producer).values()) if wrong else []
    further += list(Lot.objects.filter(producer=producer, code=wanted).select_related("product"))
    missing = list({lot.pk: lot for lot in further if lot.pk not in known}.values())
    stocks = stocks_of(missing, without=without)
    return Offered(
        lots=[*((lot, stocks[lot.pk]) for lot in missing), *lots],
        products=list(products_on(producer, timezone.localdate())),
        materials=materials_of(producer),
        places=list(places_of(producer)),
    )


def made_in(told: Recorded, producer: Producer) -> Lot | None:
    """Return the lot that came out of the step."""
    elements = _made(told)
    known = lots_named([each["epcClass"] for each in elements], producer)
    return next(iter(known.values()), None)


def proposed_answers(step: Step, producer: Producer, wanted: str) -> dict[str, Any]:
    """Return what the form shows first: the lot asked for, the last answers to the step, the next number."""
    last = last_of_step(producer, step)
    made = made_in(last, producer) if last and step.makes else None
    said: dict[str, Any] = {"lot_0": wanted, "place": _only_place(producer)}
    said |= place_and_party(last.said, producer) if last else {}
    if not step.makes:
        return said
    today = timezone.localdate()
    product = made.product if made else None
    life = shelf_life_of(product) if product else None
    material = made.material if made else ""
    return said | {
        "thing": (f"{PRODUCT}{product.pk}" if product else f"{MATERIAL}{material}") if made else "",
        "number": proposed_number(producer, product, material, today),
        "unit": made.unit if made else "KGM",
        "best_before": today + life if life else None,
    }


def _only_place(producer: Producer) -> str:
    """Return the code of the producer's place, where there is but one."""
    codes = list(places_of(producer).values_list("code", flat=True)[:2])
    return codes[0] if len(codes) == 1 else ""


def answers_of(wrong: Recorded, producer: Producer) -> dict[str, Any]:
    """Return what was told of the step, to be told anew."""
    said = wrong.said
    known = lots_named(names_in(wrong), producer)
    taken = [element for key in TAKEN for element in said.get(key, ())]
    taken = taken or ([] if _made(wrong) else said.get("quantityList", []))
    rows = {
        f"{name}_{row}": value
        for row, element in enumerate(taken)
        for name, value in (("lot", _code(known, element)), ("quantity", element.get("quantity")))
    }
    made = _made(wrong)
    at = parse_datetime(said["eventTime"])
    return (
        rows
        | place_and_party(said, producer)
        | {
            "made": made[0].get("quantity") if made else None,
            "source": next((each["epcClass"] for each in taken if not _code(known, each)), ""),
            "best_before": said.get("ilmd", {}).get(BEST_BEFORE),
            "at": timezone.localtime(at) if at else None,
            "result": "no" if said.get("disposition") == NON_CONFORMANT else "yes",
            "case": unquote(said.get("parentID", "").rpartition("/")[2]),
            "note": said.get(NOTE, ""),
            "reason": said.get(REASON, ""),
        }
    )


def _made(told: Recorded) -> list[dict[str, Any]]:
    said = told.said
    begun: list[dict[str, Any]] = said.get("quantityList", []) if said.get("action") == "ADD" else []
    made: list[dict[str, Any]] = said.get("outputQuantityList", begun)
    return made


def _code(known: Mapping[str, Lot], element: Mapping[str, Any]) -> str:
    lot = known.get(element["epcClass"])
    return lot.code if lot else ""


def place_and_party(said: Mapping[str, Any], producer: Producer) -> dict[str, Any]:
    """Return the code of the place of an event, and the other party as people call it."""
    place = place_of(said, producer)
    return {"place": place.code if place else "", "partner": said.get(PARTNER, "")}


def place_of(said: Mapping[str, Any], producer: Producer) -> Location | None:
    """Return the place of an event among the producer's, closed ones too."""
    where = said.get("readPoint", {}).get("id", "")
    places = Location.objects.filter(producer=producer) if where else ()
    return next((place for place in places if identifier_of_location(place) == where), None)


def next_steps(lot: Lot, recorded: Iterable[Recorded]) -> list[Step]:
    """Return the steps that may follow: the usual ones after the last that was recorded, then those before it."""
    usual = [step for step in usual_steps(lot.producer) if step.takes]
    every = usual_steps(lot.producer)
    done = [each.step for each in recorded if each.step in every]
    after = every.index(done[-1]) + 1 if done and done[-1] else 0
    first = [step for step in every[after:] if step.takes]
    return first + [step for step in usual if step not in first]
