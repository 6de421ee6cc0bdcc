"""The committed places hold together: the published counts, and links that lose no unit."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import saolang

FOLDER = Path(saolang.__file__).parent / "data" / "places"
READY_MAPPING = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "admin_old_to_new_2025.csv"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


UNITS = {(row["generation"], row["code"]): row for row in rows("units.csv")}
LINKS = rows("links.csv")
PROVINCE_LINKS = [link for link in LINKS if UNITS["1", link["old_code"]]["level"] == "province"]
LOWEST_LINKS = [link for link in LINKS if link not in PROVINCE_LINKS]


def province_of(generation: str, code: str) -> str:
    while parent := UNITS[generation, code]["parent_code"]:
        code = parent
    return code


def test_units_have_the_published_counts() -> None:
    counts = Counter((row["generation"], row["level"]) for row in UNITS.values())

    assert counts == {
        ("1", "province"): 63,
        ("1", "district"): 696,
        ("1", "commune"): 10_035,
        ("2", "province"): 34,
        ("2", "commune"): 3_321,
    }


def test_units_of_today_have_the_kinds_of_1_july_2025() -> None:
    kinds = Counter((row["level"], row["kind"]) for row in UNITS.values() if row["generation"] == "2")

    assert kinds == {
        ("province", "Tỉnh"): 28,
        ("province", "Thành phố"): 6,
        ("commune", "Xã"): 2_621,
        ("commune", "Phường"): 687,
        ("commune", "Đặc khu"): 13,
    }


def test_every_unit_has_a_parent_one_level_up() -> None:
    levels = {
        (
            row["level"],
            UNITS[row["generation"], row["parent_code"]]["level"] if row["parent_code"] else None,
            generation,
        )
        for (generation, _), row in UNITS.items()
    }

    assert levels == {
        ("province", None, "1"),
        ("district", "province", "1"),
        ("commune", "district", "1"),
        ("province", None, "2"),
        ("commune", "province", "2"),
    }


def test_districts_without_communes_are_the_five_islands() -> None:
    parents = {row["parent_code"] for row in UNITS.values() if row["generation"] == "1"}
    alone = {row["name"] for (_, code), row in UNITS.items() if row["level"] == "district" and code not in parents}

    assert alone == {"Bạch Long Vĩ", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn", "Côn Đảo"}


def test_links_reach_every_lowest_unit_of_both_maps() -> None:
    old = {link["old_code"] for link in LOWEST_LINKS}
    new = {link["new_code"] for link in LOWEST_LINKS}

    assert len(old) == 10_035 + 5
    assert len(new) == 3_321


def test_links_split_441_communes() -> None:
    successors = defaultdict(set)
    for link in LOWEST_LINKS:
        successors[link["old_code"]].add(link["new_code"])
    split = {link["old_code"] for link in LOWEST_LINKS if link["part"] == "split"}

    assert len(split) == 441
    assert split == {code for code, found in successors.items() if len(found) > 1}


def test_every_split_commune_has_one_main_heir_or_none_known() -> None:
    heirs = Counter(link["old_code"] for link in LOWEST_LINKS if link["part"] == "split" and link["main"] == "1")
    split = {link["old_code"] for link in LOWEST_LINKS if link["part"] == "split"}

    assert max(heirs.values()) == 1
    assert len(split - set(heirs)) == 2


def test_sources_differ_on_37_communes() -> None:
    assert len({link["old_code"] for link in LINKS if link["check"] == "differ"}) == 37


def test_every_old_province_goes_whole_into_one_of_today() -> None:
    assert len({link["old_code"] for link in PROVINCE_LINKS}) == len(PROVINCE_LINKS) == 63
    assert len({link["new_code"] for link in PROVINCE_LINKS}) == 34
    assert {link["part"] for link in PROVINCE_LINKS} == {"whole"}


def test_every_commune_goes_where_its_province_goes() -> None:
    successor = {link["old_code"]: link["new_code"] for link in PROVINCE_LINKS}

    astray = [
        link
        for link in LOWEST_LINKS
        if province_of("2", link["new_code"]) != successor[province_of("1", link["old_code"])]
    ]

    assert astray == []


def test_changes_of_2026_are_25_and_none_is_confirmed() -> None:
    changes = [row for row in rows("names.csv") if row["valid_from"].startswith("2026")]

    assert len(changes) == 25
    assert {row["confirmed"] for row in changes} == {"no"}
    assert all((row["generation"], row["code"]) in UNITS for row in changes)


@pytest.mark.parametrize(("name", "level", "count"), [("tiles.csv", "province", 34), ("hexes.csv", "commune", 3_321)])
def test_layouts_give_every_unit_of_today_a_cell_of_its_own(name: str, level: str, count: int) -> None:
    cells = Counter(
        (UNITS["2", row["code"]]["parent_code"], *(value for key, value in row.items() if key != "code"))
        for row in rows(name)
    )
    drawn = {row["code"] for row in rows(name)}

    assert drawn == {code for (generation, code), row in UNITS.items() if (generation, row["level"]) == ("2", level)}
    assert len(cells) == count


def test_islands_lie_in_the_two_special_zones() -> None:
    zones = Counter(
        (row["archipelago"], UNITS["2", row["code"]]["name"], row["province_code"]) for row in rows("islands.csv")
    )

    assert zones == {("Hoàng Sa", "Hoàng Sa", "48"): 12, ("Trường Sa", "Trường Sa", "56"): 17}


@pytest.mark.skipif(not READY_MAPPING.exists(), reason="the mapping the links were made from is not here")
def test_links_are_those_of_the_mapping_they_were_made_from() -> None:
    with READY_MAPPING.open(encoding="utf-8-sig", newline="") as file:
        mapping = {
            (row["old_ward_code"] or row["old_district_code"], row["new_ward_code"], row["part"], row["main_part"])
            for row in csv.DictReader(file)
        }

    assert mapping == {(link["old_code"], link["new_code"], link["part"], link["main"]) for link in LOWEST_LINKS}
