from __future__ import annotations

import pytest

from saolang.base.places.models import Place
from saolang.programme.intake.services.placing import Placer, province_named, written_units

UNITS = [
    ({"commune": "Xã Vị Thủy", "district": "Huyện Vị Thủy"}, ("Xã Vị Thủy", "Huyện Vị Thủy", None)),
    ({"place_text": "Ấp 3, xã Vị Thủy, huyện Vị Thủy"}, ("xã Vị Thủy", "huyện Vị Thủy", None)),
    ({"place_text": "P. Trà Lồng - TX. Long Mỹ"}, ("P. Trà Lồng", "TX. Long Mỹ", None)),
    ({"place_text": "Xã Vị Thủy, Tỉnh Hậu Giang"}, ("Xã Vị Thủy", None, "Tỉnh Hậu Giang")),
    ({"place_text": "Vị Thủy, Vị Thủy"}, ("Vị Thủy", "Vị Thủy", None)),
    ({"place_text": "Vị Thủy"}, ("Vị Thủy", None, None)),
    ({}, (None, None, None)),
]


@pytest.mark.parametrize(("values", "expected"), UNITS)
def test_units_are_read_from_columns_or_text(values: dict[str, str], expected: tuple[str | None, ...]) -> None:
    assert written_units(values) == expected


@pytest.mark.django_db
def test_a_commune_is_placed_under_its_district() -> None:
    placer = Placer(None)

    placed = placer.place({"place_text": "Xã Vị Thủy, Huyện Vị Thủy", "decision_date": "2023-01-16"})

    assert (str(placer.unit(placed.place)), placed.reason) == ("Xã Vị Thủy", None)


@pytest.mark.django_db
def test_an_unknown_commune_leaves_the_row_at_its_province() -> None:
    placer = Placer(Place.objects.get(map=1, code="93"))

    placed = placer.place({"place_text": "Xã Không Có", "decision_date": "2023-01-16"})

    assert str(placer.unit(placed.place)) == "Tỉnh Hậu Giang"
    assert placed.reason is not None
    assert placed.reason.code == "place_not_resolved"


@pytest.mark.django_db
def test_a_row_that_names_no_place_lies_in_the_province_without_doubt() -> None:
    placer = Placer(Place.objects.get(map=1, code="93"))

    placed = placer.place({})

    assert (str(placer.unit(placed.place)), placed.reason) == ("Tỉnh Hậu Giang", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["UBND TỈNH HẬU GIANG"], "Tỉnh Hậu Giang"),
        (["Danh sách sản phẩm", "thành phố Cần Thơ năm 2024"], "Thành phố Cần Thơ"),
        (["Tỉnh Hậu Giang và tỉnh Sóc Trăng"], "None"),
        (["Danh sách sản phẩm OCOP"], "None"),
    ],
)
def test_the_province_is_the_one_the_titles_name(titles: list[str], expected: str) -> None:
    provinces = list(Place.objects.filter(level="province"))

    assert str(province_named(titles, provinces)) == expected
