"""The form of a file of criteria: what must stand where, before anything is added up.

A province may load an edition of its own, so a file is read as what anybody may send: each place that is missing, or
holds another kind of thing, is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MARKED_STARS = ("3_star", "4_star", "5_star")
MOST_POINTS = 100
LONGEST_CODE = 16
"""Codes of criteria and options are kept in columns of so many letters."""
MOST_LEVELS = 4
"""How deep criteria may lie in headings: part, heading, criterion, sub-criterion."""

KINDS: dict[str, type] = {"text": str, "points": int, "list": list, "object": dict}
OF_THE_SET = {
    "code": "text",
    "name_vi": "text",
    "max": "points",
    "disqualification": "list",
    "parts": "list",
    "star_conditions": "object",
}
OF_A_PART = {"code": "text", "name_vi": "text", "max": "points", "criteria": "list"}
OF_A_HEADING = {"code": "text", "name_vi": "text", "max": "points"}
OF_AN_OPTION = {"id": "text", "points": "points", "vi": "text"}
OF_A_GROUND = {"code": "text", "vi": "text"}
OF_A_NOTE = {"type": "text", "vi": "text"}
OF_A_MARK = {"criterion": "text", "min_points": "points"}

NOT_AN_OBJECT = _("%(where)s: phải là một nhóm các mục có tên")
MISSING = _("%(where)s: thiếu mục “%(key)s”")
WRONG_KIND = _("%(where)s: mục “%(key)s” không đúng kiểu")
WRONG_POINTS = _("%(where)s: mục “%(key)s” phải là số nguyên từ 0 đến 100")
TOO_LONG = _("%(where)s: mã “%(code)s” dài hơn %(most)s ký tự")
EMPTY = _("%(where)s: mục “%(key)s” không có gì")
TOO_DEEP = _("%(where)s: tiêu chí nằm sâu hơn %(most)s cấp")
NO_SUCH_MARK = _("%(where)s: “min_star” phải là 3, 4 hoặc 5")
NO_SUCH_STARS = _("star_conditions: không có mục “%(key)s”, chỉ có 3_star, 4_star, 5_star")


def scored(nodes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the nodes that have options, in the order of the sheet."""
    for node in nodes:
        if node.get("children"):
            yield from scored(node["children"])
        else:
            yield node


def faults_of_form(data: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield what is missing or of another kind, each named by its place; nothing where the form is right."""
    where = str(data.get("code", "?"))
    faults = list(_faults_of(data, OF_THE_SET, where))
    yield from faults
    if faults:
        return
    yield from _listed(data["disqualification"], OF_A_GROUND, "disqualification")
    yield from _filled(data, "parts", where)
    for part in data["parts"]:
        if faults := list(_faults_of(part, OF_A_PART, "parts")):
            yield from faults
        else:
            yield from _filled(part, "criteria", part["code"])
            for node in part["criteria"]:
                yield from _faults_of_node(node, part["code"], MOST_LEVELS)
    yield from _faults_of_marks(data["star_conditions"])


def _faults_of_node(node: Any, where: str, levels: int) -> Iterator[Refusal]:
    """Yield what is wrong with a criterion, or with a heading and what stands under it."""
    if faults := list(_faults_of(node, OF_A_HEADING, where)):
        yield from faults
        return
    code = node["code"]
    yield from _short(code, where)
    if not levels:
        yield Refusal(TOO_DEEP, where=code, most=MOST_LEVELS)
        return
    yield from _faults_of_notes(node, code)
    if "children" in node:
        yield from _filled(node, "children", code)
        for child in node["children"] if isinstance(node["children"], list) else ():
            yield from _faults_of_node(child, code, levels - 1)
    else:
        yield from _faults_of_options(node, code)


def _faults_of_options(node: Mapping[str, Any], code: str) -> Iterator[Refusal]:
    yield from _filled(node, "options", code)
    if isinstance(cases := node.get("cases", []), list):
        yield from _listed(cases, OF_A_GROUND, code)
    else:
        yield Refusal(WRONG_KIND, where=code, key="cases")
    for option in node["options"] if isinstance(node.get("options"), list) else ():
        if faults := list(_faults_of(option, OF_AN_OPTION, code)):
            yield from faults
            continue
        yield from _short(option["id"], code)
        if option.get("min_star") not in (None, 3, 4, 5):
            yield Refusal(NO_SUCH_MARK, where=option["id"])
        for key in ("case", "text_vi", "en"):
            if key in option and not isinstance(option[key], str):
                yield Refusal(WRONG_KIND, where=option["id"], key=key)


def _faults_of_notes(node: Mapping[str, Any], code: str) -> Iterator[Refusal]:
    notes = node.get("notes", [])
    if not isinstance(notes, list):
        yield Refusal(WRONG_KIND, where=code, key="notes")
        return
    yield from _listed(notes, OF_A_NOTE, code)
    for note in notes:
        if not isinstance(note, dict):
            continue
        if note.get("type") == "stop_if_zero" and not _is_list_of_texts(note.get("criteria")):
            yield Refusal(WRONG_KIND, where=code, key="criteria")
        if "criterion" in note and not isinstance(note["criterion"], str):
            yield Refusal(WRONG_KIND, where=code, key="criterion")


def _faults_of_marks(conditions: Mapping[str, Any]) -> Iterator[Refusal]:
    for key, marks in conditions.items():
        if key not in MARKED_STARS:
            yield Refusal(NO_SUCH_STARS, key=key)
        elif not isinstance(marks, list):
            yield Refusal(WRONG_KIND, where="star_conditions", key=key)
        else:
            yield from _listed(marks, OF_A_MARK, key)


def _listed(things: list[Any], places: Mapping[str, str], where: str) -> Iterator[Refusal]:
    for thing in things:
        yield from _faults_of(thing, places, where)


def _faults_of(thing: Any, places: Mapping[str, str], where: str) -> Iterator[Refusal]:
    """Yield each place of the thing that is missing or of another kind."""
    if not isinstance(thing, dict):
        yield Refusal(NOT_AN_OBJECT, where=where)
        return
    for key, kind in places.items():
        value = thing.get(key)
        if value is None:
            yield Refusal(MISSING, where=where, key=key)
        elif kind == "points" and not _is_points(value):
            yield Refusal(WRONG_POINTS, where=where, key=key)
        elif not isinstance(value, KINDS[kind]):
            yield Refusal(WRONG_KIND, where=where, key=key)


def _filled(thing: Mapping[str, Any], key: str, where: str) -> Iterator[Refusal]:
    if not isinstance(thing.get(key), list):
        yield Refusal(WRONG_KIND, where=where, key=key)
    elif not thing[key]:
        yield Refusal(EMPTY, where=where, key=key)


def _short(code: str, where: str) -> Iterator[Refusal]:
    if len(code) > LONGEST_CODE:
        yield Refusal(TOO_LONG, where=where, code=code[:LONGEST_CODE], most=LONGEST_CODE)


def _is_points(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_POINTS


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
