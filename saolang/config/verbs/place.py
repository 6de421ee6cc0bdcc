"""The whole story of an administrative unit: its names by day, what it came from and what it became.

A code ("87", "1-87") or a name, with or without its kind and marks. A code or name that several maps use is told for
each of them; a name at several levels is told at the highest.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from saolang.base.places.choices import Level, Part
from saolang.base.places.queries import alike, find, story
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from datetime import date

    from saolang.base.places.models import Map, Place, PlaceName
    from saolang.base.places.queries import Story, Tie

CANDIDATES_SHOWN = 8
TIES_SHOWN = 12

UNKNOWN = _("Không có đơn vị hành chính nào tên hoặc mã “%(text)s”.")
UNKNOWN_BUT = _("Không có đơn vị hành chính nào tên hoặc mã “%(text)s”. Có thể là: %(listed)s.")
SEVERAL = _("Có %(count)s đơn vị tên “%(text)s”: %(listed)s. Hãy ghi mã.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("place", metavar="CODE_OR_NAME", help='such as 87, 1-87, "Hà Nam" or "xã Phú Lộc"')
    parser.add_argument("--level", choices=Level.values, help="tell the unit of this level")
    parser.add_argument("--json", action="store_true", help="print for programs")


def run(arguments: argparse.Namespace) -> int:
    places = read_places(arguments.place, arguments.level)
    stories = [story(place) for place in places]
    if arguments.json:
        told = {"query": arguments.place, "units": [_as_dict(each) for each in stories]}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print("\n\n".join("\n".join(_lines(each)) for each in stories))
    return 0


def read_places(text: str, level: str | None) -> list[Place]:
    """Return the units meant, at most one of each map, all of one level.

    Raises Refusal with the candidates where a map has several of that name, or none has it.
    """
    found = find(text, level=level)
    if not found:
        near = alike(text)
        raise Refusal(UNKNOWN_BUT, text=text, listed=_listed(near)) if near else Refusal(UNKNOWN, text=text)
    meant = [place for place in found if place.level == found[0].level]
    if max(Counter(place.map_id for place in meant).values()) > 1:
        raise Refusal(SEVERAL, count=len(meant), text=text, listed=_listed(meant))
    return meant


def _listed(places: list[Place]) -> str:
    shown = [f"{_with_places_above(place)} ({place.public_code})" for place in places[:CANDIDATES_SHOWN]]
    return "; ".join([*shown, "…"] if len(places) > CANDIDATES_SHOWN else shown)


def _with_places_above(place: Place) -> str:
    """Return "Xã Tân Long, Huyện Phụng Hiệp, Tỉnh Hậu Giang"."""
    above = [each for each in (place.parent, place.province) if each and each != place]
    return ", ".join(str(each) for each in dict.fromkeys([place, *above]))


def _lines(told: Story) -> Iterable[str]:
    place = told.place
    yield f"{_with_places_above(place)} · mã {place.code} · {place.get_level_display()} · {_span(place.map)}"
    yield f"  Căn cứ: {place.map.legal_basis}"
    for name in told.names:
        yield f"  Tên: {name}{_name_span(name)}"
    if told.parts:
        yield f"  Gồm: {_kinds(told.parts)}"
    yield from _ties("Hình thành từ", told.came_from)
    if told.from_split and told.parts:
        yield f"    {told.from_split} đơn vị cấp xã nhận một phần của đơn vị cũ bị chia"
    yield from _ties("Trở thành", told.became)
    if told.became and told.parts:
        yield f"    {told.communes} đơn vị cấp xã: {told.communes - told.split} nguyên vẹn, {told.split} bị chia"
    if place.map.valid_to:
        others = ", ".join(f"{other} ({other.public_code})" for other in told.same_code)
        yield f"  Mã {place.code} nay là của {others}" if others else f"  Mã {place.code} không còn dùng"


def _ties(head: str, ties: list[Tie]) -> Iterable[str]:
    if ties:
        yield f"  {head}:"
    for tie in ties[:TIES_SHOWN]:
        heir = ", thừa kế chính" if tie.main and tie.part == Part.SPLIT else ""
        through = f", {tie.old_communes} xã, phường cũ, {tie.new_communes} mới" if _is_many(tie) else ""
        yield f"    {tie.place} ({tie.place.public_code}), {tie.part.label}{heir}{through}"
    if len(ties) > TIES_SHOWN:
        yield f"    … và {len(ties) - TIES_SHOWN} đơn vị khác (--json ghi đủ)"


def _is_many(tie: Tie) -> bool:
    return tie.old_communes > 1 or tie.new_communes > 1


def _kinds(parts: list[Place]) -> str:
    counts = Counter(part.kind.lower() for part in parts)
    return ", ".join(f"{count} {kind}" for kind, count in counts.most_common())


def _span(on: Map) -> str:
    if on.valid_to:
        return f"đến hết {on.valid_to:%d/%m/%Y}"
    return f"từ {on.valid_from:%d/%m/%Y}" if on.valid_from else "hiện hành"


def _name_span(name: PlaceName) -> str:
    if not name.confirmed:
        return f", theo {name.source} ngày {name.valid_from:%d/%m/%Y} (chưa xác nhận ngày có hiệu lực)"
    days = [f"từ {name.valid_from:%d/%m/%Y}"] if name.valid_from else []
    days += [f"đến hết {name.valid_to:%d/%m/%Y}"] if name.valid_to else []
    source = f" ({name.source})" if name.source else ""
    return f", {' '.join(days)}{source}" if days else source


def _as_dict(told: Story) -> dict[str, Any]:
    place = told.place
    return {
        "code": place.code,
        "public_code": place.public_code,
        "name": str(place),
        "level": place.level,
        "map": place.map_id,
        "valid_from": _iso(place.map.valid_from),
        "valid_to": _iso(place.map.valid_to),
        "legal_basis": place.map.legal_basis,
        "parent": place.parent.public_code if place.parent else None,
        "province": place.province.public_code if place.province else None,
        "names": [
            {
                "name": str(name),
                "valid_from": _iso(name.valid_from),
                "valid_to": _iso(name.valid_to),
                "confirmed": name.confirmed,
                "source": name.source,
            }
            for name in told.names
        ],
        "communes": told.communes,
        "communes_split": told.split,
        "communes_from_split": told.from_split,
        "same_code": [other.public_code for other in told.same_code],
        "parts": [{"public_code": part.public_code, "name": str(part)} for part in told.parts],
        "came_from": [_tie_as_dict(tie) for tie in told.came_from],
        "became": [_tie_as_dict(tie) for tie in told.became],
    }


def _tie_as_dict(tie: Tie) -> dict[str, Any]:
    return {
        "public_code": tie.place.public_code,
        "name": str(tie.place),
        "part": tie.part.value,
        "main": tie.main,
        "old_communes": tie.old_communes,
        "new_communes": tie.new_communes,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
