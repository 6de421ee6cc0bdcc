"""What one row says: its product, producer, place, stars and recognitions, and the reasons to doubt them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from saolang.core.intake.columns import STAR_MARKS, Field
from saolang.core.intake.dates import read_date
from saolang.core.intake.decisions import find_decisions
from saolang.core.intake.names import form_of, lines_in, name_and_address, products_in, without_footnote_mark
from saolang.core.intake.reasons import Reason
from saolang.core.intake.recognitions import Recognition, check_order, read_recognitions
from saolang.core.intake.stars import CERTIFIED_STARS, Stars, read_stars
from saolang.core.intake.words import folded, name_in, says_same_as_above, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from saolang.core.intake.layout import Layout, Table
    from saolang.core.intake.rows import Context
    from saolang.core.intake.sheet import Cell, Sheet

_PLACE_FIELDS = (Field.COMMUNE, Field.DISTRICT, Field.ADDRESS)
_CARRIED_FIELDS = (
    Field.NUMBER,
    Field.PRODUCER,
    Field.LEGAL_FORM,
    *_PLACE_FIELDS,
    Field.PROVINCE,
    Field.REPRESENTATIVE,
    Field.PHONE,
)
_PLAIN_FIELDS = (
    Field.LEGAL_FORM,
    Field.GROUP,
    Field.ADDRESS,
    Field.COMMUNE,
    Field.DISTRICT,
    Field.PROVINCE,
    Field.REPRESENTATIVE,
    Field.PHONE,
    Field.SCORE,
    Field.CODE,
    Field.NOTE,
)
_MAY_BE_UNREADABLE = frozenset({Field.NUMBER, Field.NOTE})
_MARKED = re.compile(r"^(?:x+|v|[√✓✔☑●+]|có|co|1|1\.0)$", re.IGNORECASE)
_REVOKED = re.compile(r"\b(?:thu hoi|huy (?:bo|cong nhan|ket qua))\b(?! von\b)")
_LEAST_SCORE_FOR = {3: 50, 4: 70, 5: 90}  # Decision 26/2026 Art. 3.3


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of a row; `cells` are its cells after merges, ditto marks and carrying, for the row below."""

    values: dict[str, object]
    reasons: tuple[Reason, ...]
    cells: Mapping[tuple[Field, int], Cell] = field(repr=False)


def read_entries(table: Table, index: int, context: Context, above: Entry | None) -> list[Entry]:
    """Read one data row: one entry, or one for each product where its cell surely lists several."""
    layout, row = table.layout, table.spread[index]
    reasons = list(_reasons_of_place_in_file(table.sheet, index, layout))
    cells = {
        (column.field, column.round): cell
        for column in layout.columns
        if column.index < len(row) and (cell := row[column.index]) != ""
    }
    cells = _without_dittos(cells, above)
    cells, carried = _carried(table.sheet, cells, layout, above)
    cells, marks = _without_footnote_marks(_with_address_apart(cells))
    products, doubts = _products(cells)
    reasons += [*carried, *marks, *doubts]
    entries = []
    for product, own in zip(products, _dealt_out(cells, len(products)), strict=True):
        values, found = _values(own, layout, context, table.today)
        entries.append(Entry({"product": product, **values}, (*reasons, *found), own))
    return entries


def _reasons_of_place_in_file(sheet: Sheet, index: int, layout: Layout) -> Iterator[Reason]:
    if sheet.hidden:
        yield Reason("hidden_sheet")
    if index in sheet.hidden_rows:
        yield Reason("hidden_row")
    if sheet.unreadable and any(
        (index, column.index) in sheet.unreadable and column.field not in _MAY_BE_UNREADABLE
        for column in layout.columns
    ):
        yield Reason("cell_unreadable")


def _without_dittos(cells: dict[tuple[Field, int], Cell], above: Entry | None) -> dict[tuple[Field, int], Cell]:
    if not any(says_same_as_above(cell) for cell in cells.values()):
        return cells
    before = above.cells if above else {}
    return {key: before.get(key, "") if says_same_as_above(cell) else cell for key, cell in cells.items()}


def _carried(
    sheet: Sheet, cells: dict[tuple[Field, int], Cell], layout: Layout, above: Entry | None
) -> tuple[dict[tuple[Field, int], Cell], list[Reason]]:
    """Repeat the producer of the row above under it, where the blank running number says the row continues that one.

    Where merges are not kept, a numbered row whose producer and place are both blank may continue it or not: asked.
    """
    if (
        above is None
        or Field.PRODUCER not in {column.field for column in layout.columns}
        or _has(cells, Field.PRODUCER)
    ):
        return cells, []
    if not any(_has(cells, place) for place in _PLACE_FIELDS) and name_in(above.cells.get((Field.PRODUCER, 0), "")):
        if layout.index_of(Field.NUMBER) is not None and not _has(cells, Field.NUMBER):
            carried = {(name, 0): above.cells[name, 0] for name in _CARRIED_FIELDS if (name, 0) in above.cells}
            return {**cells, **carried}, [Reason("producer_carried")]
        if not sheet.knows_merges and layout.index_of(Field.NUMBER) is not None and _names_places(layout):
            return cells, [Reason("producer_unclear")]
    return cells, []


def _with_address_apart(cells: dict[tuple[Field, int], Cell]) -> dict[tuple[Field, int], Cell]:
    """Take the address out of the producer's cell where the row has no other cell for it."""
    producer = name_in(cells.get((Field.PRODUCER, 0), ""))
    if producer is None or _has(cells, Field.COMMUNE) or _has(cells, Field.ADDRESS):
        return cells
    name, address = name_and_address(producer)
    return {**cells, (Field.PRODUCER, 0): name, (Field.ADDRESS, 0): address} if address else cells


def _without_footnote_marks(
    cells: dict[tuple[Field, int], Cell],
) -> tuple[dict[tuple[Field, int], Cell], list[Reason]]:
    bare = {
        key: name
        for key in ((Field.PRODUCT, 0), (Field.PRODUCER, 0))
        if isinstance(cell := cells.get(key), str) and (name := without_footnote_mark(cell)) != cell
    }
    return ({**cells, **bare}, [Reason("footnote_mark", text_of(cells[key])) for key in bare]) if bare else (cells, [])


_LISTED: dict[Field, Callable[[str], object]] = {
    Field.STARS: read_stars,
    Field.DECISION: find_decisions,
    Field.DECISION_DATE: read_date,
    Field.EXPIRY: read_date,
}


def _dealt_out(cells: dict[tuple[Field, int], Cell], count: int) -> list[dict[tuple[Field, int], Cell]]:
    """Return the cells of each product of a row: a cell that lists one value a product gives each its own."""
    if count == 1:
        return [cells]
    listed = {
        key: lines
        for key, cell in cells.items()
        if isinstance(cell, str)
        and (tells := _LISTED.get(key[0]))
        and len(lines := lines_in(cell)) == count
        and all(map(tells, lines))
    }
    return [{**cells, **{key: lines[each] for key, lines in listed.items()}} for each in range(count)]


def _names_places(layout: Layout) -> bool:
    return any(column.field in _PLACE_FIELDS for column in layout.columns)


def _has(cells: Mapping[tuple[Field, int], Cell], name: Field) -> bool:
    return text_of(cells.get((name, 0), "")) != ""


def _products(cells: Mapping[tuple[Field, int], Cell]) -> tuple[list[str | None], list[Reason]]:
    cell = cells.get((Field.PRODUCT, 0), "")
    if name_in(cell) is None:
        return [None], [Reason("product_missing")]
    names, sure = products_in(cell if isinstance(cell, str) else text_of(cell))
    if not sure:
        return list(names), [Reason("several_products_unclear", names[0])]
    return list(names), [Reason("several_products", text_of(cell))] if len(names) > 1 else []


def _values(
    cells: Mapping[tuple[Field, int], Cell], layout: Layout, context: Context, today: date | None
) -> tuple[dict[str, object], list[Reason]]:
    reasons: list[Reason] = []
    producer = name_in(cells.get((Field.PRODUCER, 0), ""))
    if layout.names_producers_above_products:
        producer = context.producer
    if producer is None:
        reasons.append(Reason("producer_missing"))
    stars, doubts = _stars(cells, layout, context)
    reasons += doubts
    recognitions, doubts = read_recognitions(cells, layout, context, stars)
    reasons += [*doubts, *check_order(recognitions, stars, today)]
    place = _place(cells, context) or (context.address if layout.names_producers_above_products else None)
    if place is None:
        reasons.append(Reason("place_missing"))
    reasons += _legal_form_doubts(cells, producer)
    note = text_of(cells.get((Field.NOTE, 0), ""))
    if _REVOKED.search(folded(note)):
        reasons.append(Reason("revocation_noted", note))
    values = {
        "producer": producer,
        **_stars_values(stars),
        **_decision_values(recognitions),
        "place_text": place,
        **_plain_values(cells, producer, context),
        "recognitions": [recognition.to_data() for recognition in recognitions],
        **_authorities(recognitions),
    }
    return values, reasons


def _stars(
    cells: Mapping[tuple[Field, int], Cell], layout: Layout, context: Context
) -> tuple[Stars | None, list[Reason]]:
    """Return the stars the row holds now, from its column, its marks under "3 sao | 4 sao", or what is above."""
    cell = cells.get((Field.STARS, 0), "")
    marked = [stars for name, stars in STAR_MARKS.items() if _MARKED.match(text_of(cells.get((name, 0), "")))]
    if text_of(cell):
        stars = read_stars(cell)
        doubts = [] if stars else [Reason("stars_unreadable", text_of(cell))]
    elif len(marked) == 1:
        stars, doubts = Stars(marked[0]), []
    elif len(marked) > 1:
        return None, [Reason("stars_unreadable", ", ".join(map(str, marked)))]
    else:
        return _stars_from_above(cells, layout, context)
    potential = text_of(cells.get((Field.POTENTIAL, 0), ""))
    if stars and potential and not folded(potential).startswith("khong"):
        stars = Stars(stars.value, potential_five=True)
    return stars, doubts + _stars_doubts(stars, cells)


def _stars_from_above(
    cells: Mapping[tuple[Field, int], Cell], layout: Layout, context: Context
) -> tuple[Stars | None, list[Reason]]:
    """Return the stars of the latest round, else the heading's, else (without a column for them) the title's."""
    for number in reversed(layout.rounds):
        stars = read_stars(cells.get((Field.STARS, number), ""))
        if stars:
            return stars, _stars_doubts(stars, cells)
    has_column = any(column.field is Field.STARS or column.field in STAR_MARKS for column in layout.columns)
    above = context.stars or (None if has_column else layout.stars)
    if above:
        return Stars(above), [Reason("stars_from_heading")]
    return None, [Reason("stars_missing")]


def _stars_doubts(stars: Stars | None, cells: Mapping[tuple[Field, int], Cell]) -> list[Reason]:
    if stars is None:
        return []
    reasons = [Reason("potential_five")] if stars.potential_five else []
    if stars.value not in CERTIFIED_STARS:
        return [*reasons, Reason("stars_below_three", str(stars.value))]
    score = _score(cells.get((Field.SCORE, 0), ""))
    if score is not None and score < _LEAST_SCORE_FOR[stars.value]:
        reasons.append(Reason("stars_above_score", f"{score:g}"))
    return reasons


def _score(cell: Cell) -> float | None:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    match = re.match(r"^\s*(\d{1,3}(?:[.,]\d+)?)\s*(?:điểm|đ)?\s*$", str(cell))
    return float(match[1].replace(",", ".")) if match else None


def _stars_values(stars: Stars | None) -> dict[str, object]:
    value = stars.value if stars else None
    return {"stars": value, **({"potential_five": True} if stars and stars.potential_five else {})}


def _decision_values(recognitions: list[Recognition]) -> dict[str, object]:
    latest = recognitions[-1] if recognitions else Recognition()
    values: dict[str, object] = {
        "decision_no": latest.decision_no,
        "decision_date": str(latest.when) if latest.when else None,
        "decision_date_precision": latest.when.precision.value if latest.when else None,
        "decision_from": latest.decision_from,
        "authority": latest.authority,
        "expiry": str(latest.expiry) if latest.expiry else None,
    }
    return {
        name: value for name, value in values.items() if value is not None or name in {"decision_no", "decision_date"}
    }


def _authorities(recognitions: list[Recognition]) -> dict[str, object]:
    """Return who decided each recognition, in their order, where the row says so of any."""
    authorities = [recognition.authority for recognition in recognitions]
    return {"authorities": authorities} if any(authorities) else {}


def _place(cells: Mapping[tuple[Field, int], Cell], context: Context) -> str | None:
    """Return the place as written, commune first: "Xã Tam Ngãi, Huyện Cầu Kè".

    An address that names the commune of its own column says more than the column; what it adds before the commune (a
    house number, a hamlet) stays in `address`.
    """
    commune = name_in(cells.get((Field.COMMUNE, 0), "")) or context.commune
    district = name_in(cells.get((Field.DISTRICT, 0), "")) or context.district
    address = name_in(cells.get((Field.ADDRESS, 0), ""))
    if commune and address and commune in address:
        tail = address[address.index(commune) :]
        return tail if "," in tail or not district else _joined_place(commune, district)
    if commune:
        return _joined_place(commune, district)
    if address:
        return address if not district or folded(district) in folded(address) else _joined_place(address, district)
    return district


def _joined_place(commune: str, district: str | None) -> str:
    if not district or folded(district) in folded(commune):
        return commune
    return f"{commune}, {district}"


def _legal_form_doubts(cells: Mapping[tuple[Field, int], Cell], producer: str | None) -> list[Reason]:
    column = name_in(cells.get((Field.LEGAL_FORM, 0), ""))
    written, read = form_of(column) if column else None, form_of(producer) if producer else None
    return [Reason("legal_form_disagrees", column or "")] if written and read and written is not read else []


def _plain_values(cells: Mapping[tuple[Field, int], Cell], producer: str | None, context: Context) -> dict[str, object]:
    values: dict[str, object] = {
        name.value: text
        for name in _PLAIN_FIELDS
        if (text := name_in(cells.get((name, 0), ""))) is not None and name is not Field.LEGAL_FORM
    }
    column = name_in(cells.get((Field.LEGAL_FORM, 0), ""))
    form = (form_of(producer) if producer else None) or (form_of(column) if column else None)
    above = {"group": context.group, "district": context.district, "commune": context.commune}
    return {
        **{name: value for name, value in above.items() if value},
        **values,
        **({"legal_form": form.value} if form else {}),
    }
