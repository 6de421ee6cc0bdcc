"""A set of criteria as papers print it: parts and headings with their sums, criteria with their options."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from saolang.base.kit.formats import figure
from saolang.core.councils import two_decimals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from saolang.programme.criteria.models import SetEdition

SHORT_FORMS = (
    "Lời văn của tiêu chí và các mức trong văn bản này là lời rút gọn. Lời văn chính thức là của tiêu chí cùng số tại "
    "Phụ lục II Quyết định số 26/2026/QĐ-TTg."
)
NOT_CHECKED = "Bộ tiêu chí dùng để lập văn bản này chưa được cơ quan cấp tỉnh xác nhận đã đối chiếu với văn bản gốc."


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet: a part or heading over the criteria `covers`, or a criterion with its `options`."""

    code: str
    name: str
    maximum: int
    covers: tuple[str, ...]
    options: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        return not self.options


def rows_of(content: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the lines of a set of criteria in the order of the Decision's sheet."""
    for part in content["parts"]:
        yield from _rows({**part, "children": part["criteria"], "code": f"Phần {part['code']}"})


def words_of(node: Mapping[str, Any]) -> str:
    """Return what a line is called: the Decision's own wording where the edition carries it, else our short form."""
    return str(node.get("text_vi") or node.get("vi") or node["name_vi"])


def remarks_on(edition: SetEdition) -> list[dict[str, str]]:
    """Return what a paper must say of its criteria: that the words are ours, that nobody has checked them yet."""
    said = [] if _is_official(edition.content) else [SHORT_FORMS]
    return [{"text": text} for text in (*said, *([] if edition.checked_at else [NOT_CHECKED]))]


def caps_in_words(content: Mapping[str, Any], caps: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return what capped the stars as sentences: grounds by `rule`, marks by `criterion`, `star` and `least`."""
    names, grounds = {row.code: row.name for row in rows_of(content)}, dict(_grounds(content))
    return [{"text": _cap_in_words(cap, names, grounds)} for cap in caps]


def points_in_words(points: Decimal | Fraction) -> str:
    """Return points as papers print them: whole ones plain, others with two decimals, a half rounded up."""
    exact = Fraction(points)
    return figure(two_decimals(exact), 2) if exact.denominator > 1 else figure(int(exact))


def _rows(node: Mapping[str, Any]) -> Iterator[Row]:
    children = node.get("children") or ()
    if not children:
        notes = tuple(str(note["vi"]) for note in node.get("notes", ()))
        yield Row(node["code"], words_of(node), node["max"], (node["code"],), tuple(node["options"]), notes)
        return
    below = [row for child in children for row in _rows(child)]
    yield Row(node["code"], words_of(node), node["max"], tuple(row.code for row in below if row.options))
    yield from below


def _cap_in_words(cap: Mapping[str, Any], names: Mapping[str, str], grounds: Mapping[str, str]) -> str:
    if "rule" in cap:
        return f"Bị loại: {grounds.get(cap['rule'], cap['rule'])}."
    code, star = cap["criterion"], cap["star"]
    return f"Tiêu chí {code} ({names[code]}) chưa đạt mức tối thiểu của {star} sao."


def _grounds(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in content["disqualification"]:
        yield each["code"], each["vi"]
    nodes = [node for part in content["parts"] for node in part["criteria"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("children") or ()
        for note in node.get("notes", ()):
            for criterion in note.get("criteria", (node["code"],)):
                yield f"{criterion}:{note['type']}", note["vi"]


def _is_official(content: Mapping[str, Any]) -> bool:
    return all(option.get("text_vi") for row in rows_of(content) for option in row.options)
