"""All indicators of a plan, beside the same numbers in SQL written by hand; and the nation by province.

Aims: within 2 times the hand-written SQL and under 0.3 s at 100 times the demonstration; the nation under 2 s.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING

from bench.ground import SCALES, in_own_process, medians, open_installation

if TYPE_CHECKING:
    from saolang.core.indicators.questions import Tally

DAY = date(2024, 6, 30)


HEADINGS = (
    "size",
    "products",
    "of plan",
    "ours",
    "by hand",
    "ratio",
    "of largest",
    "ours",
    "by hand",
    "ratio",
    "nation",
)


def main() -> None:
    print(
        "The indicators of Cao Bằng's plan 2021-2025, over Cao Bằng and over the largest province; median milliseconds"
    )
    print("  ".join(f"{heading:>10}" for heading in HEADINGS))
    for scale in SCALES:
        taken = json.loads(in_own_process("bench.indicators", scale))
        cells = [f"{scale}×", f"{taken['products']:,}"]
        for name in ("plan", "largest"):
            part = taken[name]
            ratio = part["ours"] / part["by_hand"]
            cells += [f"{part['products']:,}", f"{part['ours']:.1f}", f"{part['by_hand']:.1f}", f"{ratio:.2f}"]
        print("  ".join(f"{cell:>10}" for cell in [*cells, f"{taken['nation']:.0f}"]))


def measure(scale: int) -> dict[str, object]:
    """Return the medians on the installation of that size; the numbers of both sides must be the same."""
    open_installation(scale)
    from django.db.models import Count  # noqa: PLC0415 - Django has to be set up first

    from bench import by_hand  # noqa: PLC0415
    from saolang.base.places.models import Map, Place  # noqa: PLC0415
    from saolang.core.indicators.questions import Moment, ask  # noqa: PLC0415
    from saolang.programme.plans.models import Plan  # noqa: PLC0415
    from saolang.programme.plans.rules import read_definitions, read_vocabulary  # noqa: PLC0415
    from saolang.programme.registry.models import Product  # noqa: PLC0415
    from saolang.reports.facts import Area, answer, answer_by_unit  # noqa: PLC0415
    from saolang.reports.facts.area import Grouping  # noqa: PLC0415
    from saolang.reports.standings import end_of  # noqa: PLC0415

    plan = Plan.objects.select_related("place__map").get(code="cao-bang-2021-2025")
    moment, known = Moment(plan.begins_on, DAY), end_of(date.today())  # noqa: DTZ011
    definitions, vocabulary = read_definitions(), read_vocabulary()
    counted = {code: definition for code, definition in definitions.items() if not definition.awaited}
    codes = [target.indicator for target in plan.targets.all() if target.indicator in counted]
    tallies = [tally for code in codes for tally in ask(counted[code], vocabulary, moment).tallies]
    everything = [tally for definition in counted.values() for tally in ask(definition, vocabulary, moment).tallies]
    sizes = Product.objects.filter(place__map=1).values("place__province").annotate(size=Count("pk"))
    largest = Place.objects.select_related("map").get(pk=sizes.order_by("-size")[0]["place__province"])

    def over(place: Place) -> dict[str, float]:
        def ours() -> dict[Tally, float]:
            return answer(tallies, Area(place, place.map), known)

        def hand() -> list[float]:
            return by_hand.numbers(place, moment.since, moment.day, known)

        if not set(hand()) <= {*ours().values()}:
            sys.exit(f"The two sides differ: by hand {hand()}, ours {sorted(ours().values())}")
        seconds = medians(ours, hand)
        products = Product.objects.filter(place__province=place).count()
        return {"ours": 1000 * seconds[0], "by_hand": 1000 * seconds[1], "products": products}

    country = Area(None, Map.objects.get(number=1))
    [nation] = medians(lambda: answer_by_unit(everything, country, known, grouping=Grouping.PROVINCE))
    return {
        "products": Product.objects.count(),
        "plan": over(plan.place),
        "largest": over(largest),
        "nation": 1000 * nation,
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
