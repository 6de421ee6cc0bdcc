"""The sets of criteria in force: what each holds, its digest, and whether its sums and marks agree."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.programme.certification.rules import criteria_files, criteria_sets

if TYPE_CHECKING:
    import argparse

    from saolang.core.scoring import CriteriaSet, Option

NO_SUCH_SET = _("Không có bộ tiêu chí “%(code)s”. Có: %(listed)s.")
NOT_CHECKED = "Nhãn là cách viết ngắn của phần mềm; chưa đối chiếu với văn bản chính thức."
"""Said under every list until somebody has checked the data against the official text."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the set to print whole; all of them, in a line each, if absent."""
    parser.add_argument("set", nargs="?", metavar="SET", help="such as qd26-16, or 16")
    parser.add_argument("--json", action="store_true", help="print for programs")


def run(arguments: argparse.Namespace) -> int:
    """Print the sets, or the whole sheet of one. Raises Refusal for a set that does not exist."""
    chosen = [read_criteria_set(arguments.set)] if arguments.set else list(criteria_sets().values())
    digests = dict(zip(criteria_sets(), (_digest(path.read_bytes()) for path in criteria_files()), strict=True))
    if arguments.json:
        told = [_as_dict(each, digests[each.code], whole=bool(arguments.set)) for each in chosen]
        print(json.dumps(told[0] if arguments.set else told, ensure_ascii=False, indent=2, default=str))
        return 0
    if arguments.set:
        print("\n".join(_sheet(chosen[0])))
    else:
        print("\n".join(_line(each, digests[each.code]) for each in chosen))
    print(f"\n{NOT_CHECKED}")
    return 0


def read_criteria_set(text: str) -> CriteriaSet:
    """Return the set meant by "qd26-16" or "16". Raises Refusal when there is none."""
    sets = criteria_sets()
    code = f"qd26-{int(text):02}" if text.isdecimal() else text
    if code not in sets:
        raise Refusal(NO_SUCH_SET, code=text, listed=", ".join(sets))
    return sets[code]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _marks(criteria_set: CriteriaSet) -> dict[int, int]:
    counted = Counter(mark.stars for mark in criteria_set.marks)
    return {stars: counted[stars] for stars in (3, 4, 5)}


def _line(criteria_set: CriteriaSet, digest: str) -> str:
    parts = " + ".join(str(part.maximum) for part in criteria_set.parts)
    marks = " ".join(f"{'*' * stars} {count}" for stars, count in _marks(criteria_set).items())
    return (
        f"{criteria_set.code}  {len(criteria_set.criteria):>2} tiêu chí  {parts}  {marks:<23}  {digest[:12]}"
        f"  {criteria_set.words['vi']}"
    )


def _sheet(criteria_set: CriteriaSet) -> list[str]:
    lines = [f"{criteria_set.code}  {criteria_set.words['vi']}"]
    lines += [f"  ✗ {each.code}  {each.words['vi']}" for each in criteria_set.knock_outs]
    for part in criteria_set.parts:
        lines += ["", f"{part.code}  {part.words['vi']}  ({part.maximum})"]
        for criterion in part.criteria:
            lines.append(f"  {criterion.code}  {criterion.words['vi']}  ({criterion.maximum})")
            lines += [f"    {_option(option)}" for option in criterion.options]
            lines += [f"    ? {question['vi']}" for question in criterion.questions]
    return lines


def _option(option: Option) -> str:
    return f"{option.code:<8} {option.points:>2} {'*' * (option.mark or 0):<5}  {option.words['vi']}"


def _as_dict(criteria_set: CriteriaSet, digest: str, *, whole: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": criteria_set.code,
        "name": criteria_set.words,
        "sha256": digest,
        "checked_against_official_text": False,
        "parts": {part.code: int(part.maximum) for part in criteria_set.parts},
        "criteria": len(criteria_set.criteria),
        "options": sum(len(each.options) for each in criteria_set.criteria.values()),
        "marks": _marks(criteria_set),
    }
    if whole:
        told["knock_outs"] = [{"code": each.code, **each.words} for each in criteria_set.knock_outs]
        told["sheet"] = [_criterion_as_dict(criteria_set, code) for code in criteria_set.criteria]
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
