"""The stars of a filled score sheet, what capped them, and the cheapest way to the stars above.

SHEET.json holds {"set": "qd26-16", "choices": {"1.1": "1.1-3", …}}, and where they apply "cases" ({"8": "a"}),
"flags" (["forged_dossier", "6.1:stop"]), "costs" ({"1.4-3": 20}) and "impossible" (["1.4-4"]).
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from saolang.config.cli import BAD_USE
from saolang.config.command_files import read_file
from saolang.config.verbs.criteria import read_criteria_set
from saolang.core.caps import caps
from saolang.core.pathways import Blocked, Effort, OutOfReach, Terms, cheapest
from saolang.core.pathways import Path as Way
from saolang.core.refusal import Refusal
from saolang.core.scoring import CERTIFIED_STARS, Sheet, knock_outs, rate, score
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from saolang.config.verbs.criteria import InUse
    from saolang.core.caps import Cap
    from saolang.core.pathways import Change
    from saolang.core.scoring import CriteriaSet, Rating

KEYS = frozenset({"set", "choices", "cases", "flags", "costs", "impossible"})
MOST_COST = Decimal(10) ** 12
LEAST_COST_STEP = -6
"""Costs have six decimals at most."""

NOT_JSON = _("Tệp %(path)s không phải JSON: %(why)s")
TOO_NESTED = _("JSON lồng quá sâu")
NOT_A_NUMBER = _("JSON không có số %(number)s")
TWICE = _("mục “%(key)s” có hai lần")
NOT_A_SHEET = _("Phiếu phải là một đối tượng JSON có “set” và “choices”.")
UNKNOWN_KEY = _("Phiếu có mục “%(key)s” không ai biết. Các mục: %(listed)s.")
WRONG_KIND = _("Mục “%(key)s” của phiếu không đúng dạng. Xem ./run score --help.")
NO_SUCH_OPTION = _("Bộ %(set)s không có lựa chọn %(option)s (mục “%(key)s”).")


class Asked(NamedTuple):
    """One sheet, as it was read."""

    in_use: InUse
    sheet: Sheet
    terms: Terms


class Answer(NamedTuple):
    """What a sheet comes to."""

    asked: Asked
    rating: Rating[Decimal]
    capped_by: tuple[Cap, ...]
    ways: tuple[Way | Blocked | OutOfReach, ...]
    """To each certified star above, the nearest first."""

    @property
    def criteria_set(self) -> CriteriaSet:
        return self.asked.in_use.sheet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file of the sheet."""
    parser.add_argument("sheet", metavar="SHEET.json", help="a file, or - for the standard input")
    parser.add_argument("--json", action="store_true", help="print for programs")
    parser.add_argument("--jsonl", action="store_true", help="read one sheet a line, print one answer a line")


def run(arguments: argparse.Namespace) -> int:
    """Print the rating and the ways up. Raises Refusal for a file that is no sheet of a set.

    Of sheets in lines, one that is refused is answered by its line and why, and the others are still answered.
    """
    text = _text_of(arguments.sheet)
    if arguments.jsonl:
        return _answer_lines(text)
    answered = answer(read_sheet(text, arguments.sheet))
    if arguments.json:
        print(json.dumps(_as_dict(answered), ensure_ascii=False, indent=2, default=_number))
    else:
        print("\n".join([*_rating_lines(answered), *_way_lines(answered)]))
    return 0


def _answer_lines(text: str) -> int:
    code = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            told = _as_dict(answer(read_sheet(line, str(number))))
        except Refusal as refusal:
            told, code = {"line": number, "error": str(refusal)}, BAD_USE
        print(json.dumps(told, ensure_ascii=False, default=_number))
    return code


def answer(asked: Asked) -> Answer:
    """Return what the sheet comes to. Raises Refusal for what the set does not have."""
    criteria_set, sheet = asked.in_use.sheet, asked.sheet
    points = score(criteria_set, sheet)
    rating = rate(criteria_set, points, knock_outs(criteria_set, sheet, points))
    above = [stars for stars in CERTIFIED_STARS if stars > rating.stars]
    ways = tuple(cheapest(criteria_set, sheet, stars, asked.terms) for stars in above)
    return Answer(asked, rating, caps(criteria_set, points, rating), ways)


# Reading --------------------


def _text_of(path: str) -> str:
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(NOT_JSON, path=path, why=error) from None


def read_sheet(text: str, path: str) -> Asked:
    """Read one sheet. Raises Refusal, naming what is wrong, for anything that is none."""
    try:
        data = json.loads(text, object_pairs_hook=_object_once, parse_constant=_no_number)
    except RecursionError:
        raise Refusal(NOT_JSON, path=path, why=TOO_NESTED) from None
    except ValueError as error:
        raise Refusal(NOT_JSON, path=path, why=error) from None
    if not isinstance(data, dict) or not isinstance(data.get("set"), str) or "choices" not in data:
        raise Refusal(NOT_A_SHEET)
    for key in sorted(data.keys() - KEYS):
        raise Refusal(UNKNOWN_KEY, key=key, listed=", ".join(sorted(KEYS)))
    in_use = read_criteria_set(data["set"])
    sheet = Sheet(_texts(data, "choices"), _texts(data, "cases"), frozenset(_codes(data, "flags")))
    return Asked(in_use, sheet, _terms(in_use.sheet, data))


def _object_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object. Raises ValueError for a key that stands twice: one of the two would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        raise ValueError(TWICE % {"key": next(key for key in keys if keys.count(key) > 1)})
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(NOT_A_NUMBER % {"number": text})


def _terms(criteria_set: CriteriaSet, data: dict[str, Any]) -> Terms:
    """Return what changes take. Raises Refusal for an option the set does not have."""
    impossible = frozenset(_codes(data, "impossible"))
    costs = {option: Effort(_cost(data, option)) for option in _object(data, "costs")}
    known = {code for options in criteria_set.options.values() for code in options}
    for key, codes in (("impossible", impossible), ("costs", costs.keys())):
        for option in sorted(codes - known):
            raise Refusal(NO_SUCH_OPTION, set=criteria_set.code, option=option, key=key)
    return Terms(costs, impossible)


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
    value = data["costs"][option]
    try:
        cost = Decimal(str(value))
    except InvalidOperation:
        raise Refusal(WRONG_KIND, key="costs") from None
    fits = cost.is_finite() and 0 <= cost <= MOST_COST and int(cost.as_tuple().exponent) >= LEAST_COST_STEP
    if isinstance(value, bool) or not fits:
        raise Refusal(WRONG_KIND, key="costs")
    return cost


# For people --------------------


def _rating_lines(answered: Answer) -> list[str]:
    rating = answered.rating
    parts = ", ".join(f"{code} {points}" for code, points in rating.by_part.items())
    stars = f"{rating.stars} sao" if rating.stars else "không xếp hạng"
    lines = [
        f"{answered.asked.in_use.edition}  {answered.criteria_set.words['vi']}",
        f"{rating.total} điểm ({parts})  →  {stars}",
    ]
    if answered.capped_by:
        lines.append(f"  điểm đủ cho {rating.stars_by_points} sao, nhưng:")
        lines += [f"    {_reason(cap)}" for cap in answered.capped_by]
    return lines


def _reason(cap: Cap) -> str:
    if cap.rule:
        return f"{cap.words['vi']} ({cap.rule})"
    return f"{cap.star} sao đòi ít nhất {cap.least} điểm ở {cap.criterion} {cap.words['vi']}; phiếu được {cap.has}"


def _way_lines(answered: Answer) -> list[str]:
    return [line for way in answered.ways for line in ("", *_lines_of(answered, way))]


def _lines_of(answered: Answer, way: Way | Blocked | OutOfReach) -> Iterator[str]:
    criteria = answered.criteria_set.criteria
    if isinstance(way, Way):
        yield f"Lên {way.stars} sao: {len(way.changes)} việc, chi phí {way.cost}, đạt {way.total} điểm"
        for change in way.changes:
            yield (
                f"    {change.criterion} {criteria[change.criterion].words['vi']}: "
                f"{change.before} → {change.option.points} điểm ({change.option.code} {change.option.words['vi']})"
            )
        return
    if isinstance(way, Blocked):
        yield f"Lên {way.stars} sao: bị chặn bởi một điều kiện, trước khi tính điểm"
    else:
        yield f"Lên {way.stars} sao: ngoài tầm với; cao nhất {way.most} điểm, cần {way.least}"
    yield from (f"    {reason}" for reason in _obstacles(answered, way))


def _obstacles(answered: Answer, way: Blocked | OutOfReach) -> list[str]:
    """Return each thing that keeps the star out of reach, in words; none where it is the points alone."""
    if isinstance(way, Blocked):
        return [f"{each.words['vi']} ({each.code})" for each in way.knock_outs]
    criteria = answered.criteria_set.criteria
    marks = [
        f"{mark.stars} sao đòi ít nhất {mark.least} điểm ở {mark.criterion} {criteria[mark.criterion].words['vi']}"
        for mark in way.marks
    ]
    return marks + [f"{each.words['vi']} ({each.code})" for each in way.stops]


# For programs --------------------


def _as_dict(answered: Answer) -> dict[str, Any]:
    rating, in_use = answered.rating, answered.asked.in_use
    ways = [_way_as_dict(answered, way) for way in answered.ways]
    return {
        "set": answered.criteria_set.code,
        "edition": in_use.edition,
        "sha256": in_use.sha256,
        "points": rating.total,
        "parts": rating.by_part,
        "stars_by_points": rating.stars_by_points,
        "stars": rating.stars,
        "capped_by": [_cap_as_dict(cap) for cap in answered.capped_by],
        "next": ways[0] if ways else {"star": None, "reachable": False, "changes": [], "cost": None},
        "ways": ways,
    }


def _cap_as_dict(cap: Cap) -> dict[str, Any]:
    named = {"criterion": cap.criterion, "rule": cap.rule}
    return {key: value for key, value in named.items() if value} | {"star": cap.star, "reason": _reason(cap)}


def _way_as_dict(answered: Answer, way: Way | Blocked | OutOfReach) -> dict[str, Any]:
    told: dict[str, Any] = {"star": way.stars, "reachable": isinstance(way, Way), "changes": [], "cost": None}
    if isinstance(way, Way):
        changes = [_change_as_dict(answered, change) for change in way.changes]
        return told | {"changes": changes, "cost": way.cost, "points": way.total}
    why = "blocked" if isinstance(way, Blocked) else "out_of_reach"
    most = {} if isinstance(way, Blocked) else {"most": way.most, "least": way.least}
    return told | {"why": why, "reasons": _obstacles(answered, way), **most}


def _change_as_dict(answered: Answer, change: Change) -> dict[str, Any]:
    return {
        "criterion": change.criterion,
        "from": answered.asked.sheet.choices.get(change.criterion),
        "to": change.option.code,
        "points": [change.before, change.option.points],
        "cost": change.effort.cost,
    }


def _number(points: object) -> int | str:
    """Return points and costs as JSON has them: whole ones as a number, any other as a text that loses nothing."""
    number = Decimal(str(points))
    return int(number) if number == number.to_integral_value() else str(number)
