"""All indicators of a plan, beside the same numbers in SQL written by hand; and the nation by province.

Aims: within 2 times the hand-written SQL and under 0.3 s at 100 times the demonstration; the nation under 2 s.
"""

from __future__ import annotations

import json
import sys
from datetime import date

from bench.ground import SCALES, in_own_process, medians, open_installation

DAY = date(2024, 6, 30)


def main() -> None:
    print("All indicators of Cao Bằng's plan 2021-2025, seconds (median)")
    print(f"{'size':>6} {'products':>10} {'ours':>9} {'by hand':>9} {'ratio':>7} {'nation':>9}")
    for scale in SCALES:
        taken = json.loads(in_own_process("bench.indicators", scale))
        ratio = taken["ours"] / taken["by_hand"]
        print(
            f"{scale:>5}× {taken['products']:>10,} {taken['ours']:>9.4f} {taken['by_hand']:>9.4f} {ratio:>7.2f}"
            f" {taken['nation']:>9.3f}"
        )


def measure(scale: int) -> dict[str, float]:
    """Return the medians on the installation of that size; the numbers of both sides must be the same."""
    open_installation(scale)
    from bench import by_hand  # noqa: PLC0415 - Django has to be set up first
    from saolang.base.places.models import Map  # noqa: PLC0415
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
    codes = [target.indicator for target in plan.targets.all() if not definitions[target.indicator].awaited]
    tallies = [tally for code in codes for tally in ask(definitions[code], vocabulary, moment).tallies]
    everything = [
        tally
        for definition in definitions.values()
        if not definition.awaited
        for tally in ask(definition, vocabulary, moment).tallies
    ]
    area, country = Area(plan.place, plan.place.map), Area(None, Map.objects.get(number=1))

    def ours() -> dict[object, float]:
        return answer(tallies, area, known)  # type: ignore[return-value]

    def hand() -> list[float]:
        return by_hand.numbers(plan.place, moment.since, moment.day, known)

    def nation() -> object:
        return answer_by_unit(everything, country, known, grouping=Grouping.PROVINCE)

    if not set(hand()) <= {*ours().values()}:
        sys.exit(f"The two sides differ: by hand {hand()}, ours {sorted(ours().values())}")
    seconds = dict(zip(("ours", "by_hand", "nation"), medians(ours, hand, nation), strict=True))
    return seconds | {"products": Product.objects.count()}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
