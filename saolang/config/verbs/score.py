"""The stars of a filled score sheet, what capped them, and the cheapest way to the stars above.

SHEET.json holds {"set": "qd26-16", "choices": {"1.1": "1.1-3", …}}, and where they apply "cases" ({"8": "a"}),
"knock_outs" (["forged_dossier", "6.1:stop"]), "costs" ({"1.4-3": 20}) and "impossible" (["1.4-4"]).
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saolang.config.verbs.criteria import read_criteria_set
from saolang.core.pathways import Blocked, Effort, OutOfReach, Terms, cheapest
from saolang.core.pathways import Path as Way
from saolang.core.refusal import Refusal
from saolang.core.scoring import CERTIFIED_STARS, Sheet, rate_sheet
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    import argparse

    from saolang.core.scoring import CriteriaSet, Mark, Rating

KEYS = frozenset({"set", "choices", "cases", "knock_outs", "costs", "impossible"})

NOT_THERE = _("Không đọc được tệp %(path)s: %(why)s")
NOT_JSON = _("Tệp %(path)s không phải JSON: %(why)s")
NOT_A_SHEET = _("Phiếu phải là một đối tượng JSON có “set” và “choices”.")
UNKNOWN_KEY = _("Phiếu có mục “%(key)s” không ai biết. Các mục: %(listed)s.")
WRONG_KIND = _("Mục “%(key)s” của phiếu không đúng dạng. Xem ./run score --help.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file of the sheet."""
    parser.add_argument("sheet", type=Path, metavar="SHEET.json")
    parser.add_argument("--json", action="store_true", help="print for programs")


def run(arguments: argparse.Namespace) -> int:
    """Print the rating and the ways up. Raises Refusal for a file that is no sheet of a set."""
    criteria_set, sheet, terms = read_sheet(arguments.sheet)
    rating = rate_sheet(criteria_set, sheet)
    ways = [cheapest(criteria_set, sheet, stars, terms) for stars in CERTIFIED_STARS if stars > rating.stars]
    if arguments.json:
        told = _rating_as_dict(criteria_set, rating) | {"ways": [_way_as_dict(way) for way in ways]}
        print(json.dumps(told, ensure_ascii=False, indent=2, default=_number))
    else:
        print("\n".join([*_rating_lines(criteria_set, rating), *_way_lines(criteria_set, ways)]))
    return 0


def read_sheet(path: Path) -> tuple[CriteriaSet, Sheet, Terms]:
    """Read the file. Raises Refusal, naming what is wrong, for anything that is not a sheet."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refusal(NOT_THERE, path=path, why=error.strerror) from None
    except ValueError as error:
        raise Refusal(NOT_JSON, path=path, why=error) from None
    if not isinstance(data, dict) or not isinstance(data.get("set"), str) or "choices" not in data:
        raise Refusal(NOT_A_SHEET)
    for key in data.keys() - KEYS:
        raise Refusal(UNKNOWN_KEY, key=key, listed=", ".join(sorted(KEYS)))
    sheet = Sheet(_texts(data, "choices"), _texts(data, "cases"), frozenset(_codes(data, "knock_outs")))
    costs = {option: Effort(_cost(data, option)) for option in _object(data, "costs")}
    return read_criteria_set(data["set"]), sheet, Terms(costs, frozenset(_codes(data, "impossible")))


def _object(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise Refusal(WRONG_KIND, key=key)
    return value


def _texts(data: dict[str, Any], key: str) -> dict[str, str]:
    values = _object(data, key)
    if not all(isinstance(value, str) for value in values.values()):
        raise Refusal(WRONG_KIND, key=key)
    return values


def _codes(data: dict[str, Any], key: str) -> list[str]:
    values = data.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise Refusal(WRONG_KIND, key=key)
    return values


def _cost(data: dict[str, Any], option: str) -> Decimal:
    try:
        cost = Decimal(str(data["costs"][option]))
    except InvalidOperation:
        raise Refusal(WRONG_KIND, key="costs") from None
    if not cost.is_finite() or cost < 0:
        raise Refusal(WRONG_KIND, key="costs")
    return cost


def _rating_lines(criteria_set: CriteriaSet, rating: Rating) -> list[str]:
    parts = ", ".join(f"{code} {points}" for code, points in rating.by_part.items())
    stars = f"{rating.stars} sao" if rating.stars else "không xếp hạng"
    lines = [
        f"{criteria_set.code}  {criteria_set.words['vi']}",
        f"{rating.total} điểm ({parts})  →  {stars}",
    ]
    lines += [f"  vì: {each.words['vi']} ({each.code})" for each in rating.knocked_out]
    if rating.missed:
        lines.append(f"  đủ điểm {rating.stars_by_points} sao, nhưng chưa đạt mức đánh dấu:")
        lines += [f"    {_mark(criteria_set, mark)}" for mark in rating.missed]
    return lines


def _mark(criteria_set: CriteriaSet, mark: Mark) -> str:
    name = criteria_set.criteria[mark.criterion].words["vi"]
    return f"{'*' * mark.stars:<5} {mark.criterion} {name}: ít nhất {mark.least} điểm"


def _way_lines(criteria_set: CriteriaSet, ways: list[Way | Blocked | OutOfReach]) -> list[str]:
    lines = []
    for way in ways:
        if isinstance(way, Way):
            lines += ["", f"Lên {way.stars} sao: {len(way.changes)} việc, chi phí {way.cost}, đạt {way.total} điểm"]
            lines += [
                f"    {change.criterion} {criteria_set.criteria[change.criterion].words['vi']}: "
                f"{change.before} → {change.option.points} điểm ({change.option.code} {change.option.words['vi']})"
                for change in way.changes
            ]
        elif isinstance(way, Blocked):
            lines += ["", f"Lên {way.stars} sao: bị chặn bởi một điều kiện, trước khi tính điểm"]
        else:
            lines += ["", f"Lên {way.stars} sao: ngoài tầm với; cao nhất {way.most} điểm, cần {way.least}"]
            lines += [f"    {_mark(criteria_set, mark)}" for mark in way.marks]
            lines += [f"    {each.code} {each.words['vi']}" for each in way.stops]
    return lines


def _rating_as_dict(criteria_set: CriteriaSet, rating: Rating) -> dict[str, Any]:
    return {
        "set": criteria_set.code,
        "total": rating.total,
        "parts": rating.by_part,
        "stars": rating.stars,
        "stars_by_points": rating.stars_by_points,
        "missed_marks": [_mark_as_dict(mark) for mark in rating.missed],
        "knocked_out": [{"code": each.code, "ground": each.ground, **each.words} for each in rating.knocked_out],
    }


def _number(points: object) -> int | str:
    """Return points and costs as JSON has them: whole ones as a number, any other as a text that loses nothing."""
    number = Decimal(str(points))
    return int(number) if number == number.to_integral_value() else str(number)


def _mark_as_dict(mark: Mark) -> dict[str, Any]:
    return {"stars": mark.stars, "criterion": mark.criterion, "least": mark.least}


def _way_as_dict(way: Way | Blocked | OutOfReach) -> dict[str, Any]:
    if isinstance(way, Way):
        changes = [
            {
                "criterion": change.criterion,
                "from": change.before,
                "to": change.option.points,
                "option": change.option.code,
                "cost": change.effort.cost,
            }
            for change in way.changes
        ]
        return {"stars": way.stars, "reach": "path", "cost": way.cost, "total": way.total, "changes": changes}
    if isinstance(way, Blocked):
        return {"stars": way.stars, "reach": "blocked", "knock_outs": [each.code for each in way.knock_outs]}
    return {
        "stars": way.stars,
        "reach": "out_of_reach",
        "marks": [_mark_as_dict(mark) for mark in way.marks],
        "stops": [each.code for each in way.stops],
        "most": way.most,
        "least": way.least,
    }
