"""One indicator asked freely, from the same definitions the plans use: a number, a split, the names behind it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from saolang.config.asking import add_sight_arguments, read_day, read_period, read_place, read_sight
from saolang.core.indicators.questions import Moment
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.programme.plans.rules import read_definitions
from saolang.reports.exports.table import localised, rounded
from saolang.reports.figures import counted, measure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from saolang.core.indicators.definitions import Indicator
    from saolang.reports.facts.answers import Name
    from saolang.reports.figures import Figure

BEFORE_THE_PROGRAMME = date(2018, 1, 1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("indicator", metavar="INDICATOR", help="such as products.certified")
    parser.add_argument("--place", metavar="PLACE", help="name or code; the whole country if absent")
    parser.add_argument("--period", metavar="YEARS", help="2022 or 2021-2025, for indicators that count events")
    parser.add_argument("--by", metavar="FIELD", help="split by stars, legal_form, commune, …")
    add_sight_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    indicator = _read_indicator(arguments.indicator)
    since, day = _read_moment(arguments)
    sight = read_sight(arguments, as_at=day)
    place = read_place(arguments.place, sight.shown_on) if arguments.place else None
    moment = Moment(since, day)
    figure = measure(indicator, place, sight, moment, by=arguments.by)
    names = counted(indicator, place, sight, moment) if arguments.names is not None else None
    if arguments.json:
        print(json.dumps(_as_dict(figure, names), ensure_ascii=False, indent=2))
    else:
        _print(figure, names)
    return 0


def _read_indicator(code: str) -> Indicator:
    known = read_definitions()
    if code not in known:
        listed = ", ".join(sorted(known))
        raise Refusal(_("Không có chỉ số “%(code)s”. Có: %(listed)s."), code=code, listed=listed)
    return known[code]


def _read_moment(arguments: argparse.Namespace) -> tuple[date, date]:
    """Return first and last day: the period cut at --as-at, or everything up to --as-at (today)."""
    first, last = read_period(arguments.period) if arguments.period else (BEFORE_THE_PROGRAMME, date.max)
    day = read_day(arguments.as_at) if arguments.as_at else min(timezone.localdate(), last)
    return first, min(day, last)


def _as_dict(figure: Figure, names: list[Name] | None) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "indicator": figure.indicator.code,
        "label": figure.indicator.label.vi,
        "unit": figure.indicator.unit.vi,
        "place": figure.place.public_code if figure.place else None,
        "place_name": str(figure.place) if figure.place else None,
        "map": figure.sight.shown_on.pk,
        "since": figure.moment.since.isoformat(),
        "as_at": figure.moment.day.isoformat(),
        "as_known": timezone.localtime(figure.sight.as_known).isoformat(),
        "value": rounded(figure.value),
        "by": {_key(key): rounded(number) for key, number in figure.by.items()},
    }
    if figure.whole is not None:
        answer |= {"part": rounded(figure.part), "whole": rounded(figure.whole)}
    if figure.labels:
        answer |= {"labels": dict(figure.labels), "not_placed": _listed(figure.not_placed)}
    if names is not None:
        answer["names"] = _listed(names)
    return answer


def _listed(names: Iterable[Name]) -> list[dict[str, str]]:
    return [{"code": name.code, "name": name.name, "origin": name.origin} for name in names]


def _key(value: object) -> str:
    """Return a split's value as a JSON key; rows whose value is not known stand under "unknown"."""
    return "unknown" if value is None else str(value)


def _print(figure: Figure, names: list[Name] | None) -> None:
    place = str(figure.place) if figure.place else "cả nước"
    print(f"{figure.indicator.label.vi} – {place}, đến {figure.moment.day:%d/%m/%Y}")
    unit = f"% {figure.indicator.unit.vi}" if figure.indicator.is_share else figure.indicator.unit.vi
    share = (
        f" ({localised(rounded(figure.part))}/{localised(rounded(figure.whole))})" if figure.whole is not None else ""
    )
    print(f"  {localised(rounded(figure.value)) or '–'} {unit}{share}")
    for key, number in figure.by.items():
        print(f"    {figure.labels.get(key, _key(key)):<40} {localised(rounded(number)):>10}")
    if figure.not_placed:
        print(f"    {'không xếp được vào một đơn vị':<40} {localised(len(figure.not_placed)):>10}")
        for name in figure.not_placed:
            print(f"      {name.code}  {name.name}")
    for name in names or []:
        print(f"  {name.code}  {name.name}")
