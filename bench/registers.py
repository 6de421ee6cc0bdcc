"""Made-up registers of a large city in the manner of a real office, and the same rows laid out flat.

The first is what an office keeps: title rows, a header of two rows, headings of districts, cells merged over the
products of one producer, stars and dates written in several ways, a total and a signature. The second is what a general
importer needs: one header, every cell filled, ISO dates. Both hold the same products, the same every time.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from itertools import count, groupby
from random import Random
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from bench.ground import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from saolang.config.demonstration.words import Words

Row = list[str | int | date | None]

CITY = "Hà Nội"
FOLDER = ROOT / "var" / "bench" / "registers"
_HEADERS = (
    ["STT", "Chủ thể", "Loại hình", "Địa chỉ", "", "Đại diện", "SĐT", "Sản phẩm", "Công nhận", "", "", "Ghi chú"],
    ["", "", "", "Xã, phường", "Quận, huyện", "", "", "", "Hạng sao", "Số quyết định", "Ngày", ""],
)
_OF_THE_PRODUCER = range(1, 8)
_FORM_WORDS = {"company": "Doanh nghiệp", "cooperative": "HTX", "household": "Hộ, cơ sở"}
_ROUNDS = tuple(date(year, month, 18) for year in range(2020, 2026) for month in (6, 12))


@dataclass(frozen=True, slots=True)
class Line:
    """One product of the register, recognised once."""

    product: str
    producer: str
    legal_form: str
    commune: str
    district: str
    representative: str
    phone: str
    stars: int
    decision: str
    began_on: date


_FLAT = tuple(field.name for field in fields(Line))


def write_registers(rows: int) -> None:
    """Write both files of so many products, unless they are there. The places must have been loaded."""
    if office_file(rows).exists() and flat_file(rows).exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = _lines(rows)
    _write_flat(lines, flat_file(rows))
    _write_office(lines, office_file(rows))


def office_file(rows: int) -> Path:
    return FOLDER / f"{rows}.xlsx"


def flat_file(rows: int) -> Path:
    return FOLDER / f"{rows}-flat.xlsx"


def _lines(rows: int) -> list[Line]:
    """Return the products, those of a district together and in it those of a producer, one to five each."""
    from saolang.base.places.models import Place  # noqa: PLC0415 - Django has to be set up first
    from saolang.config.demonstration.words import read_words  # noqa: PLC0415

    random, words = Random(rows), read_words()
    communes = Place.objects.filter(map=1, level="commune", province__name=CITY).select_related("parent")
    homes = sorted((str(commune.parent), str(commune)) for commune in communes)
    lines: list[Line] = []
    for number in count():
        district, commune = random.choice(homes)
        lines += _of_one_producer(number, commune, district, words, random)
        if len(lines) >= rows:
            return sorted(lines[:rows], key=lambda line: (line.district, line.commune, line.producer))
    raise AssertionError


def _of_one_producer(number: int, commune: str, district: str, words: Words, random: Random) -> Iterator[Line]:
    form = random.choice(list(_FORM_WORDS))
    brand = f"{random.choice(words.brands)} {number}"
    producer = words.producer(form, brand, random)
    person = words.person("female" if number % 2 else "male", "01", random)
    for good in random.sample(words.goods, random.randint(1, 5)):
        day = random.choice(_ROUNDS)
        decision = f"{day.year % 100 * 100 + day.month}/QĐ-UBND"
        stars = random.choice((3, 3, 3, 4))
        phone = f"09{number:08d}"
        yield Line(f"{good.name_vi} {brand}", producer, form, commune, district, person, phone, stars, decision, day)


def _write_flat(lines: list[Line], file: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(_FLAT)
    for line in lines:
        sheet.append([str(getattr(line, name)) for name in _FLAT])
    book.save(file)


def _write_office(lines: list[Line], file: Path) -> None:
    rows, merges = _office_rows(lines)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sổ theo dõi")
    for row in rows:
        sheet.append(row)
    sheet.merged_cells = MultiCellRange(merges)  # merge_cells would look through all the merges at each
    book.save(file)


def _office_rows(lines: list[Line]) -> tuple[list[Row], list[CellRange]]:
    """Return the rows of the sheet and what is merged in it."""
    random, number = Random(len(lines)), count(1)
    rows: list[Row] = [
        [f"ỦY BAN NHÂN DÂN THÀNH PHỐ {CITY.upper()}"],
        [f"SỔ THEO DÕI SẢN PHẨM OCOP THÀNH PHỐ {CITY.upper()}"],
        [],
        *_HEADERS,
    ]
    merges = [CellRange("D4:E4"), CellRange("I4:K4")]
    for district, within in groupby(lines, key=lambda line: line.district):
        rows.append([district.upper()])
        merges.append(CellRange(min_row=len(rows), max_row=len(rows), min_col=1, max_col=len(_HEADERS[0])))
        for _, products in groupby(within, key=lambda line: (line.commune, line.producer)):
            first = len(rows) + 1
            rows += _rows_of_a_producer(next(number), list(products), random)
            if len(rows) > first:
                merges += [
                    CellRange(min_row=first, max_row=len(rows), min_col=column, max_col=column)
                    for column in _OF_THE_PRODUCER
                ]
    rows += [[None, "Tổng cộng", *[None] * 5, f"{len(lines)} sản phẩm"], [], [*[None] * 8, "KT. CHỦ TỊCH"]]
    return rows, merges


def _rows_of_a_producer(number: int, lines: list[Line], random: Random) -> Iterator[Row]:
    for line in lines:
        head: Row = [None] * len(_OF_THE_PRODUCER)
        if line is lines[0]:
            form = _FORM_WORDS[line.legal_form]
            head = [number, line.producer, form, line.commune, line.district, line.representative, line.phone]
        yield [*head, line.product, _stars(line, random), _decision(line, random), _day(line, random)]


def _stars(line: Line, random: Random) -> str | int:
    return random.choice((line.stars, line.stars, f"{line.stars} sao", f"{line.stars}*", f"0{line.stars} sao"))


def _decision(line: Line, random: Random) -> str:
    return random.choice((line.decision, line.decision, f"{line.decision} ngày {line.began_on:%d/%m/%Y}"))


def _day(line: Line, random: Random) -> str | date:
    return random.choice((line.began_on, line.began_on, f"{line.began_on:%d/%m/%Y}", f"{line.began_on:%d-%m-%Y}"))
