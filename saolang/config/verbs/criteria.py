"""The sets of criteria in use: what each holds, its edition and digest, whether a province checked it."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.programme.criteria.queries import editions_in_use
from saolang.programme.criteria.rules import criteria_sets, digest_of, sheet_of, shipped_contents

if TYPE_CHECKING:
    import argparse

    from saolang.core.scoring import CriteriaSet, Option

NO_SUCH_SET = _("Không có bộ tiêu chí “%(code)s”. Có: %(listed)s.")
NOT_CHECKED = "Chưa đối chiếu với văn bản gốc: nhãn là cách viết ngắn của phần mềm, không phải lời văn của Quyết định."
"""Said under every list until a province has compared each set with the official text."""


class InUse(NamedTuple):
    """A set as it is used here: the sheet, the name of the edition, its digest, and whether it was checked."""

    sheet: CriteriaSet
    edition: str
    sha256: str
    checked: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the set to print whole; all of them, in a line each, if absent."""
    parser.add_argument("set", nargs="?", metavar="SET", help="such as qd26-16, or 16")
    parser.add_argument("--json", action="store_true", help="print for programs")


def run(arguments: argparse.Namespace) -> int:
    """Print the sets, or the whole sheet of one. Raises Refusal for a set that does not exist."""
    chosen = [read_criteria_set(arguments.set)] if arguments.set else list(sets_in_use().values())
    if arguments.json:
        told = [_as_dict(each, whole=bool(arguments.set)) for each in chosen]
        print(json.dumps(told[0] if arguments.set else told, ensure_ascii=False, indent=2, default=str))
        return 0
    print("\n".join(_sheet(chosen[0]) if arguments.set else [_line(each) for each in chosen]))
    if not all(each.checked for each in chosen):
        print(f"\n{NOT_CHECKED}")
    return 0


def read_criteria_set(text: str) -> InUse:
    """Return the set meant by "qd26-16" or "16". Raises Refusal when there is none."""
    sets = sets_in_use()
    code = f"qd26-{int(text):02}" if text.isdecimal() else text
    if code not in sets:
        raise Refusal(NO_SUCH_SET, code=text, listed=", ".join(sets))
    return sets[code]


@cache
def sets_in_use() -> dict[str, InUse]:
    """Return the sets by code: as this installation uses them, and as they come with the software before it is set up.

    Read once: the command line runs and ends.
    """
    editions = editions_in_use() if is_set_up() else {}
    if editions:
        return {
            code: InUse(sheet_of(each), each.code, each.sha256, checked=each.checked_at is not None)
            for code, each in editions.items()
        }
    return {
        code: InUse(each, f"{code}@0", digest_of(shipped_contents()[code], {}), checked=False)
        for code, each in criteria_sets().items()
    }


def is_set_up() -> bool:
    """Tell whether there is a database with editions in it; asking makes none."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith("file:") and not Path(name).exists():
        return False
    return "criteria_setedition" in connection.introspection.table_names()


def _marks(criteria_set: CriteriaSet) -> dict[int, int]:
    counted = Counter(mark.stars for mark in criteria_set.marks)
    return {stars: counted[stars] for stars in (3, 4, 5)}


def _line(one: InUse) -> str:
    parts = " + ".join(str(part.maximum) for part in one.sheet.parts)
    marks = " ".join(f"{'*' * stars} {count}" for stars, count in _marks(one.sheet).items())
    checked = "đã đối chiếu" if one.checked else "chưa đối chiếu"
    return (
        f"{one.edition:<10}  {len(one.sheet.criteria):>2} tiêu chí  {parts}  {marks:<23}  {one.sha256[:12]}"
        f"  {checked:<14}  {one.sheet.words['vi']}"
    )


def _sheet(one: InUse) -> list[str]:
    lines = [f"{one.edition}  {one.sheet.words['vi']}", f"SHA-256 {one.sha256}"]
    lines += [f"  ✗ {each.code}  {each.words['vi']}" for each in one.sheet.knock_outs]
    for part in one.sheet.parts:
        lines += ["", f"{part.code}  {part.words['vi']}  ({part.maximum})"]
        for criterion in part.criteria:
            lines.append(f"  {criterion.code}  {criterion.words['vi']}  ({criterion.maximum})")
            lines += [f"    {_option(option)}" for option in criterion.options]
            lines += [f"    ? {question['vi']}" for question in criterion.questions]
    return lines


def _option(option: Option) -> str:
    words = option.words.get("official", option.words["vi"])
    return f"{option.code:<8} {option.points:>2} {'*' * (option.mark or 0):<5}  {words}"


def _as_dict(one: InUse, *, whole: bool) -> dict[str, Any]:
    sheet = one.sheet
    told: dict[str, Any] = {
        "code": sheet.code,
        "name": sheet.words,
        "edition": one.edition,
        "sha256": one.sha256,
        "checked_against_official_text": one.checked,
        "parts": {part.code: int(part.maximum) for part in sheet.parts},
        "criteria": len(sheet.criteria),
        "options": sum(len(each.options) for each in sheet.criteria.values()),
        "marks": _marks(sheet),
    }
    if whole:
        told["knock_outs"] = [{"code": each.code, **each.words} for each in sheet.knock_outs]
        told["sheet"] = [_criterion_as_dict(sheet, code) for code in sheet.criteria]
    return told


def _criterion_as_dict(criteria_set: CriteriaSet, code: str) -> dict[str, Any]:
    criterion = criteria_set.criteria[code]
    return {
        "code": code,
        "name": criterion.words,
        "max": int(criterion.maximum),
        "counts_only_with": criterion.needs or None,
        "questions": criterion.questions,
        "options": [
            {"code": each.code, "points": int(each.points), "mark": each.mark, "case": each.case or None, **each.words}
            for each in criterion.options
        ],
    }
