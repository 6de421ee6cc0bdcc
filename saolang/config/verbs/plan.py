"""Where every target of a plan stands: value, verdict, pace, forecast, and the names behind a number."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from saolang.config.asking import add_sight_arguments, map_on, read_day, read_period, read_place, read_sight
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.programme.plans.models import Plan
from saolang.reports.exports.json_file import as_dict
from saolang.reports.exports.table import localised, rows, sight_in_words
from saolang.reports.standings import default_day, names_behind, read_plan

if TYPE_CHECKING:
    import argparse

    from saolang.reports.exports.table import Row
    from saolang.reports.standings import PlanReading, TargetReading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("province", metavar="PROVINCE", help='name or code, such as "Hậu Giang"')
    parser.add_argument("period", metavar="PERIOD", help="2023 or 2021-2025")
    add_sight_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    plan = _find_plan(arguments.province, arguments.period)
    as_at = read_day(arguments.as_at) if arguments.as_at else default_day(plan)
    reading = read_plan(plan, read_sight(arguments, as_at=as_at, own_map=plan.place.map))
    if arguments.names:
        reading = _only(reading, arguments.names)
    if arguments.json:
        print(json.dumps(_as_dict(reading, with_names=arguments.names is not None), ensure_ascii=False, indent=2))
    else:
        _print(reading, with_names=arguments.names is not None)
    return 0


def _find_plan(province: str, period: str) -> Plan:
    """Return the plan of the province for exactly that period. Raises Refusal with the plans there are."""
    begins_on, ends_on = read_period(period)
    place = read_place(province, map_on(begins_on))
    plans = Plan.objects.filter(place=place).select_related("place__map")
    plan = plans.filter(begins_on=begins_on, ends_on=ends_on).first()
    if plan is None:
        listed = ", ".join(sorted(known.period for known in plans)) or "–"
        raise Refusal(
            _("%(place)s không có kế hoạch kỳ %(period)s. Các kỳ đang có: %(listed)s."),
            place=place,
            period=period,
            listed=listed,
        )
    return plan


def _only(reading: PlanReading, code: str) -> PlanReading:
    """Keep one target. Raises Refusal when the plan has none of that code."""
    targets = [target for target in reading.targets if target.target.code.casefold() == code.casefold()]
    if not targets:
        listed = ", ".join(target.target.code for target in reading.targets)
        raise Refusal(_("Kế hoạch không có chỉ tiêu “%(code)s”. Có: %(listed)s."), code=code, listed=listed)
    return replace(reading, targets=targets)


def _as_dict(reading: PlanReading, *, with_names: bool) -> dict[str, Any]:
    answer = as_dict(reading)
    if with_names:
        for target, read in zip(answer["targets"], reading.targets, strict=True):
            behind = names_behind(read, reading.plan, reading.sight)
            target["names"] = [{"code": name.code, "name": name.name, "origin": name.origin} for name in behind]
    return answer


def _print(reading: PlanReading, *, with_names: bool) -> None:
    print(reading.plan.title_vi)
    print(f"{sight_in_words(reading.sight)}.")
    for row, target in zip(rows(reading), reading.targets, strict=True):
        print()
        _print_target(row, target)
        if with_names:
            for name in names_behind(target, reading.plan, reading.sight):
                print(f"         {name.code}  {name.name}")
    for statement in reading.double_statements:
        agree = "khớp nhau" if statement.agree else "không khớp nhau"
        low, high = localised(int(statement.low)), localised(int(statement.high))
        print(f"\n{statement.increase.code} và {statement.total.code} {agree}: số đầu kỳ suy ra là {low} và {high}.")


def _print_target(row: Row, reading: TargetReading) -> None:
    share = f" ({localised(row.part)}/{localised(row.whole)})" if row.whole is not None else ""
    value = f"{localised(row.value)}{share}" if row.value is not None else "–"
    print(f"{row.code:<7}  {row.label}")
    print(f"         {value}   /   {row.goal_words} {row.unit.removeprefix('% ')}   →   {row.verdict_words}")
    if row.forecast is not None and row.forecast_low != row.forecast_high:
        pace = f"cần có đến nay {localised(row.pace)}; " if row.pace is not None else ""
        band = f"{localised(row.forecast_low)}–{localised(row.forecast_high)}"
        print(f"         {pace}dự báo cuối kỳ {localised(row.forecast)} ({band})")
    if reading.years:
        print("         " + "; ".join(f"{year}: {localised(int(number))}" for year, number in reading.years.items()))
    if reading.units_at_zero:
        print("         chưa có: " + ", ".join(unit.name for unit in reading.units_at_zero))
