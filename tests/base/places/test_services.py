from __future__ import annotations

import csv
import shutil
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from saolang.base.audit.models import Change
from saolang.base.places.models import Map, Place, PlaceLink, PlaceName, Standing
from saolang.base.places.services import DATA, load_places

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data, to be changed."""
    return shutil.copytree(DATA, tmp_path / "places", ignore=shutil.ignore_patterns("outlines"))


def rewrite(path: Path, change: dict[tuple[str, str], dict[str, str]]) -> None:
    """Change the columns of the rows named by (generation, code)."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(change.get((row["generation"], row["code"]), {}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_load_writes_every_row_of_the_data() -> None:
    counts = {model: model.objects.count() for model in (Map, Place, PlaceLink, PlaceName, Standing)}

    assert counts == {Map: 2, Place: 14_149, PlaceLink: 10_635, PlaceName: 14_149 + 26, Standing: 2 * 14_149}


def test_load_twice_changes_nothing() -> None:
    keys = set(Place.objects.values_list("pk", "map_id", "code"))
    standings = set(Standing.objects.values_list("pk", flat=True))
    entries = Change.objects.count()

    changed = load_places(by="test")

    assert changed == 0
    assert set(Place.objects.values_list("pk", "map_id", "code")) == keys
    assert set(Standing.objects.values_list("pk", flat=True)) == standings
    assert Change.objects.count() == entries


def test_load_keeps_the_key_of_a_unit_that_is_renamed(folder: Path) -> None:
    before = Place.objects.get(map=2, code="82")
    rewrite(folder / "units.csv", {("2", "82"): {"area_km2": "5938.6"}})

    changed = load_places(by="test", folder=folder)

    assert changed == 1
    after = Place.objects.get(map=2, code="82")
    assert (after.pk, after.area_km2, after.province_id) == (before.pk, 5938.6, before.pk)
    assert Change.objects.filter(kind="places", actor="test").count() == 1


def test_load_closes_a_name_when_the_day_of_the_next_is_confirmed(folder: Path) -> None:
    rewrite(folder / "names.csv", {("2", "24"): {"valid_from": "2026-10-01", "confirmed": "yes"}})

    load_places(by="test", folder=folder)

    province = Place.objects.get(map=2, code="24")
    spans = [(str(name), name.valid_from, name.valid_to) for name in province.names.all()]
    assert str(province) == "Thành phố Bắc Ninh"
    assert spans == [
        ("Tỉnh Bắc Ninh", date(2025, 7, 1), date(2026, 9, 30)),
        ("Thành phố Bắc Ninh", date(2026, 10, 1), None),
    ]


def test_load_refuses_data_that_lack_a_unit_and_changes_nothing(folder: Path) -> None:
    text = (folder / "units.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("1,00001,")]
    (folder / "units.csv").write_text("\n".join(lines).replace("Đồng Tháp", "Đồng Tháp Mười"), encoding="utf-8")

    with pytest.raises(ValueError, match="00001"):
        load_places(by="test", folder=folder)

    assert Place.objects.get(map=2, code="82").name == "Đồng Tháp"


def test_load_orders_siblings_by_the_vietnamese_alphabet_and_numbers() -> None:
    provinces = [place.name for place in Place.objects.filter(map=2, level="province").order_by("lft")]
    wards = [place.name for place in Place.objects.filter(map=1, parent__code="764", name__in=["1", "3", "10"])]

    assert provinces[:9] == [
        "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai",
    ]  # fmt: skip
    assert wards == ["1", "3", "10"]


def test_intervals_agree_with_the_tree() -> None:
    astray = [
        child.pk
        for child in Place.objects.exclude(parent=None).select_related("parent")
        if not (child.parent and child.parent.lft < child.lft < child.rgt < child.parent.rgt)
    ]

    assert astray == []


def test_every_old_place_stands_in_one_province_of_today() -> None:
    lost = Standing.objects.filter(place__map=1, map=2, unit=None)
    provinces = Standing.objects.filter(place__map=1, place__level="province", map=2)

    assert lost.count() == 0
    assert {standing.unit.level for standing in provinces.select_related("unit") if standing.unit} == {"province"}


def test_load_again_is_quick() -> None:
    """Every start of the installation runs it; the bound is ten times the work it takes, however busy the machine."""
    start = time.process_time()

    load_places(by="test")

    assert time.process_time() - start < 10
