from __future__ import annotations

from datetime import date

import pytest

from saolang.base.places.models import Map, Place, PlaceName

pytestmark = pytest.mark.django_db


def test_public_code_tells_the_map() -> None:
    place = Place.objects.get(map=1, code="87")

    assert place.public_code == "1-87"
    assert str(place) == "Tỉnh Đồng Tháp"


@pytest.mark.parametrize(
    ("number", "code", "day", "expected"),
    [
        (1, "46", date(2024, 12, 31), "Tỉnh Thừa Thiên Huế"),
        (1, "46", date(2025, 1, 1), "Thành phố Huế"),
        (2, "24", date(2026, 11, 1), "Tỉnh Bắc Ninh"),
        (2, "24", date(2020, 1, 1), "Tỉnh Bắc Ninh"),
    ],
)
def test_name_on_is_the_confirmed_name_of_the_day(number: int, code: str, day: date, expected: str) -> None:
    assert Place.objects.get(map=number, code=code).name_on(day) == expected


def test_name_on_is_the_place_itself_without_names() -> None:
    place = Place(map=Map(number=9), code="1", kind="Xã", name="Mới", level="commune", lft=1, rgt=2)
    place.pk = 0

    assert place.name_on(date(2026, 1, 1)) == "Xã Mới"


def test_names_of_2026_are_not_confirmed() -> None:
    names = PlaceName.objects.filter(valid_from__year=2026)

    assert names.count() == 25
    assert not names.filter(confirmed=True).exists()
