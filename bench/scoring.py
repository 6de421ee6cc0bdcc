"""Full score sheets rated a second on one core, and the cheapest ways to the next star, over all 26 sets.

Aims: 20,000 sheets a second; a way in 5 ms in the median and in 50 ms at worst. Beside it the same ratings by a loop
written by hand over the files of the criteria, which knows no settings; both must come to the same stars.
"""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from bench.ground import ROOT
from saolang.core.pathways import Effort, Terms, cheapest
from saolang.core.scoring import CriteriaSet, Sheet, rate_sheet, read_set

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = ROOT / "saolang" / "data" / "criteria"
SHEETS = 1_000
"""Random products of each set."""
GROWTH = (1, 2, 4)
"""How many times the sheet is laid end to end, to see how the search grows with its criteria."""


def main() -> None:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "qd26").glob("*.yaml"))]
    bands = yaml.safe_load((FOLDER / "editions.yaml").read_text(encoding="utf-8"))["star_bands"]
    sets = [read_set(data, bands) for data in files]
    drawn = [(data, each, sheet) for data, each in zip(files, sets, strict=True) for sheet in sheets_of(each)]
    print(f"{len(drawn):,} random sheets over {len(sets)} sets, one core")
    ours = rate_all([lambda one=one: rate_sheet(one[1], one[2]).stars for one in drawn])
    tables = {data["code"]: table_by_hand(data) for data in files}
    by_hand = rate_all([lambda one=one: stars_by_hand(tables[one[1].code], one[2].choices) for one in drawn])
    if ours[1] != by_hand[1]:
        message = "The two do not agree on the stars."
        raise SystemExit(message)
    print(f"rated a second: ours {ours[0]:,.0f}, by hand {by_hand[0]:,.0f}, ratio {by_hand[0] / ours[0]:.2f}")
    print("the cheapest way, milliseconds of the processor: to / median / 99th of 100 / worst")
    for stars in (3, 4, 5):
        taken = sorted(ways(drawn, stars))
        print(f"{stars} stars  {statistics.median(taken):.2f}  {taken[len(taken) * 99 // 100]:.2f}  {taken[-1]:.2f}")
    for times in GROWTH:
        laid = [longer(each, times) for each in sets]
        taken = [spent(lambda one=one: cheapest(one, Sheet(), 5)) for one in laid]
        criteria = statistics.mean(len(each.criteria) for each in laid)
        print(f"growth: {criteria:.0f} criteria, {100 * times} points: {statistics.median(taken):.2f} ms in the median")


def sheets_of(criteria_set: CriteriaSet) -> list[Sheet]:
    """Return random products: on each criterion nothing ticked, or any option."""
    drawing = random.Random(criteria_set.code)
    return [
        Sheet(
            {
                code: option.code
                for code, criterion in criteria_set.criteria.items()
                if (option := drawing.choice([None, *criterion.options]))
            }
        )
        for _ in range(SHEETS)
    ]


def rate_all(acts: list[Callable[[], int]]) -> tuple[float, list[int]]:
    """Return how many are done a second, and what they come to; the better of two rounds."""
    best = 0.0
    for _ in range(2):
        started = time.process_time()
        stars = [act() for act in acts]
        best = max(best, len(acts) / (time.process_time() - started))
    return best, stars


def ways(drawn: list[tuple[Any, CriteriaSet, Sheet]], stars: int) -> list[float]:
    """Return the milliseconds of each way, half of them with costs a province has set."""
    drawing = random.Random(stars)
    terms = {each.code: priced(each, drawing) for _, each, _ in drawn[::SHEETS]}
    return [
        spent(
            lambda each=each, sheet=sheet, number=number: cheapest(
                each, sheet, stars, terms[each.code] if number % 2 else None
            )
        )
        for number, (_, each, sheet) in enumerate(drawn)
    ]


def priced(criteria_set: CriteriaSet, drawing: random.Random) -> Terms:
    """Return a cost for every option, to two decimals."""
    codes = [option.code for criterion in criteria_set.criteria.values() for option in criterion.options]
    return Terms({code: Effort(Decimal(drawing.randrange(1, 100_000)) / 100) for code in codes})


def spent(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return (time.process_time() - started) * 1000


def longer(criteria_set: CriteriaSet, times: int) -> CriteriaSet:
    """Return a set of so many times the criteria and the points."""
    parts = tuple(
        replace(
            part,
            criteria=tuple(
                replace(
                    each,
                    code=f"{number}/{each.code}",
                    needs=f"{number}/{each.needs}" if each.needs else "",
                    options=tuple(replace(option, code=f"{number}/{option.code}") for option in each.options),
                )
                for each in part.criteria
            ),
        )
        for number in range(times)
        for part in criteria_set.parts
    )
    bands = tuple((least * times, stars) for least, stars in criteria_set.bands)
    return CriteriaSet(criteria_set.code, criteria_set.words, parts, (), bands)


def table_by_hand(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a programmer in a hurry would take from the file: points by option, the marks, what stops."""
    points: dict[str, dict[str, int]] = {}
    needs, stops = {}, []

    def walk(nodes: list[dict[str, Any]]) -> None:
        for node in nodes:
            for note in node.get("notes", ()):
                if note["type"] == "applies_if" and "criterion" in note:
                    needs[node["code"]] = note["criterion"]
                if note["type"] == "stop_if_zero":
                    stops.extend(note["criteria"])
            if "options" in node:
                points[node["code"]] = {option["id"]: option["points"] for option in node["options"]}
            walk(node.get("children", []))

    for part in data["parts"]:
        walk(part["criteria"])
    marks = {
        stars: [(mark["criterion"], mark["min_points"]) for mark in data["star_conditions"][f"{stars}_star"]]
        for stars in (3, 4, 5)
    }
    return {"points": points, "needs": needs, "stops": stops, "marks": marks}


def stars_by_hand(table: dict[str, Any], choices: Any) -> int:
    """Return the stars, with plain numbers and nothing but a loop."""
    worth = {code: options[choices[code]] if code in choices else 0 for code, options in table["points"].items()}
    for code, needed in table["needs"].items():
        if not worth[needed]:
            worth[code] = 0
    if any(not worth[code] for code in table["stops"]):
        return 0
    total = sum(worth.values())
    by_points = 5 if total >= 90 else 4 if total >= 70 else 3 if total >= 50 else 2 if total >= 30 else 1  # noqa: PLR2004
    reached = min(by_points, 2)
    for stars in range(3, by_points + 1):
        if any(worth[code] < least for code, least in table["marks"][stars]):
            break
        reached = stars
    return reached
