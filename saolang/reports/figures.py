"""One indicator asked freely: a place, a day, what was known, a split, the names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from saolang.core.indicators.questions import Moment, ask
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.programme.plans.rules import read_vocabulary
from saolang.reports.facts import Area, answer, answer_by, answer_by_unit, names
from saolang.reports.units import gather, units_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.base.places.models import Place
    from saolang.core.indicators.definitions import Indicator
    from saolang.core.indicators.questions import Asking
    from saolang.reports.facts.answers import Name
    from saolang.reports.standings import Sight

LEVELS = ("province", "district", "commune")
NO_SOURCE = Refusal(_("Chưa có nguồn số liệu cho chỉ số này: chưa phần nào của hệ thống giữ các dữ kiện đó."))
FEWEST_SHOWN = 5
"""Personal data is public only as sums of at least so many."""


@dataclass(frozen=True)
class Figure:
    """One number and how it splits. `value` is None for a share of nothing.

    By unit, `by` is keyed by public code, and `not_placed` names the records no single unit of the level holds.
    """

    indicator: Indicator
    place: Place | None
    sight: Sight
    moment: Moment
    value: float | None
    part: float
    whole: float | None = None
    by: Mapping[Any, float] = field(default_factory=dict)
    labels: Mapping[Any, str] = field(default_factory=dict)
    not_placed: Sequence[Name] = ()


def measure(
    indicator: Indicator, place: Place | None, sight: Sight, moment: Moment, *, by: str | None = None
) -> Figure:
    """Return the indicator's value over the place (None: the country) and, if asked, split by a field or by units.

    Raises Refusal when no part of the system holds the facts, or when the population has no such field.
    """
    asking = _ask(indicator, moment)
    area = Area(place, sight.shown_on)
    numbers = answer(asking.tallies, area, sight.as_known)
    part = numbers[asking.part]
    whole = numbers[asking.whole] if asking.whole else None
    value = part if whole is None else (100 * part / whole if whole else None)
    figure = Figure(indicator, place, sight, moment, value, part, whole)
    if by is None:
        return figure
    return _by_unit(figure, asking, by) if by in LEVELS else _by_field(figure, asking, by)


def counted(indicator: Indicator, place: Place | None, sight: Sight, moment: Moment) -> list[Name]:
    """Return exactly the records the indicator counted; of a share, its part."""
    return names(_ask(indicator, moment).part, Area(place, sight.shown_on), sight.as_known)


def dimensions(indicator: Indicator) -> list[str]:
    """Return what the indicator can be split by: the population's fields marked `by`, and the levels of units."""
    fields = read_vocabulary().populations[indicator.population].fields.values()
    return [known.name for known in fields if known.by] + list(LEVELS)


def _ask(indicator: Indicator, moment: Moment) -> Asking:
    if indicator.awaited:
        raise NO_SOURCE
    return ask(indicator, read_vocabulary(), moment)


def _by_field(figure: Figure, asking: Asking, by: str) -> Figure:
    known = dimensions(figure.indicator)
    if by not in known:
        raise Refusal(_("Không chia được theo “%(by)s”. Có thể chia theo: %(known)s."), by=by, known=", ".join(known))
    area = Area(figure.place, figure.sight.shown_on)
    split = answer_by(asking.part, by, area, figure.sight.as_known)
    if read_vocabulary().populations[figure.indicator.population].fields[by].personal:
        split = hide_few(split)
    return replace(figure, by=split)


def hide_few(split: Mapping[Any, float]) -> dict[Any, float]:
    """Gather values that fewer than five people share under "fewer", which never holds fewer than five itself.

    A remainder of two would tell as much as the two alone, so the smallest value shown joins it.
    """
    shown = dict(sorted(split.items(), key=lambda item: item[1]))
    few = 0.0
    while shown and (min(shown.values()) < FEWEST_SHOWN or 0 < few < FEWEST_SHOWN):
        few += shown.pop(next(iter(shown)))
    return {key: split[key] for key in split if key in shown} | ({"fewer": few} if few else {})


def _by_unit(figure: Figure, asking: Asking, level: str) -> Figure:
    area = Area(figure.place, figure.sight.shown_on)
    numbers = answer_by_unit([asking.part], area, figure.sight.as_known)
    units = units_of(figure.place, level, figure.sight.shown_on)
    gathered = gather({unit: tallies[asking.part] for unit, tallies in numbers.items()}, units)
    elsewhere = gathered.not_placed_under if gathered.not_placed else ()
    return replace(
        figure,
        by={unit.public_code: number for unit, number in gathered.numbers.items()},
        labels={unit.public_code: unit.name for unit in gathered.numbers},
        not_placed=names(asking.part, area, figure.sight.as_known, units=elsewhere) if elsewhere else (),
    )
