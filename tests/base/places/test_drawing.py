from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from saolang.base.places.drawing import (
    OUTLINE_CREDIT,
    Mark,
    class_bounds,
    commune_hexes,
    country_outline,
    country_with,
    legend,
    province_tiles,
    province_with,
)
from saolang.base.places.models import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.safestring import SafeString

pytestmark = pytest.mark.django_db

MAPS_OF_THE_COUNTRY = [province_tiles, country_outline]
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - our own


def today(code: str) -> Place:
    return Place.objects.get(map=2, code=code)


@pytest.mark.parametrize("language", ["vi", "en", "km"])
@pytest.mark.parametrize("draw", MAPS_OF_THE_COUNTRY)
def test_map_of_the_country_shows_both_archipelagos_by_name_in_every_language(
    draw: Callable[..., SafeString], language: str
) -> None:
    with translation.override(language):
        root = parsed(draw({}, title="x"))

    insets = root.findall(f"{SVG}g[@class='isles']")
    shown = {inset.findtext(f"{SVG}text"): len(inset.findall(f"{SVG}circle")) for inset in insets}
    assert shown == {"Hoàng Sa": 12, "Trường Sa": 17}


@pytest.mark.parametrize("draw", MAPS_OF_THE_COUNTRY)
def test_dots_and_boxes_lie_inside_the_drawing(draw: Callable[..., SafeString]) -> None:
    root = parsed(draw({}, title="x"))

    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for inset in root.findall(f"{SVG}g[@class='isles']"):
        box = inset.find(f"{SVG}rect")
        assert box is not None
        left, top = float(box.attrib["x"]), float(box.attrib["y"])
        right, bottom = left + float(box.attrib["width"]), top + float(box.attrib["height"])
        assert min(left, top, width - right, height - bottom) >= 0
        for dot in inset.findall(f"{SVG}circle"):
            assert left < float(dot.attrib["cx"]) < right
            assert top < float(dot.attrib["cy"]) < bottom


@pytest.mark.parametrize("draw", MAPS_OF_THE_COUNTRY)
def test_insets_cover_no_province(draw: Callable[..., SafeString]) -> None:
    root = parsed(draw({}, title="x"))

    points = [
        (float(x), float(y))
        for path in root.iter(f"{SVG}path")
        for x, y in re.findall(r"([\d.]+),([\d.]+)", path.attrib["d"])
    ] + [
        (float(tile.attrib["x"]) + 28, float(tile.attrib["y"]) + 28)
        for tile in root.findall(f"{SVG}g/{SVG}rect[@class='c0']")
    ]
    boxes = [box.attrib for box in root.findall(f"{SVG}g[@class='isles']/{SVG}rect")]
    covered = [
        (x, y)
        for x, y in points
        for box in boxes
        if float(box["x"]) <= x <= float(box["x"]) + float(box["width"])
        and float(box["y"]) <= y <= float(box["y"]) + float(box["height"])
    ]
    assert len(points) >= 34
    assert covered == []


@pytest.mark.parametrize("draw", MAPS_OF_THE_COUNTRY)
def test_map_of_the_country_has_34_provinces(draw: Callable[..., SafeString]) -> None:
    root = parsed(draw({today("92"): Mark(175)}, title="x"))

    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert len(titles) == len(set(titles)) == 34
    assert "Thành phố Cần Thơ: 175" in titles


def test_outline_carries_its_credit() -> None:
    assert OUTLINE_CREDIT in country_outline({}, title="x")


@pytest.mark.parametrize(("code", "communes"), [("92", 103), ("79", 168), ("12", 38)])
def test_hexes_draw_every_commune_inside_the_drawing(code: str, communes: int) -> None:
    root = parsed(commune_hexes(today(code), {}, title="x"))

    _, _, width, height = map(float, root.attrib["viewBox"].split())
    hexagons = [polygon.attrib["points"] for polygon in root.iter(f"{SVG}polygon")]
    corners = [tuple(map(float, corner.split(","))) for hexagon in hexagons for corner in hexagon.split()]
    assert len(hexagons) == communes
    assert all(-0.1 <= x <= width + 0.1 and -0.1 <= y <= height + 0.1 for x, y in corners)


@pytest.mark.parametrize(("code", "name"), [("48", "Hoàng Sa"), ("56", "Trường Sa")])
def test_hexes_name_the_archipelago_of_the_province(code: str, name: str) -> None:
    root = parsed(commune_hexes(today(code), {}, title="x"))

    assert name in [text.text for text in root.iter(f"{SVG}text")]


def test_drawing_is_an_image_with_its_sentence() -> None:
    root = parsed(province_tiles({today("92"): Mark(3)}, title='3 sản phẩm < "5"'))

    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", '3 sản phẩm < "5"')


def test_drawing_with_links_is_a_group_with_named_links() -> None:
    root = parsed(province_tiles({today("92"): Mark(3, "/dia-ban/2-92?a=1&b=2")}, title="x"))

    (link,) = root.iter(f"{SVG}a")
    assert root.attrib["role"] == "group"
    assert link.attrib == {"href": "/dia-ban/2-92?a=1&b=2", "aria-label": "Thành phố Cần Thơ: 3"}


def drawings() -> list[SafeString]:
    marks: Mapping[Place, Mark] = {today("92"): Mark(3, "/x"), today("82"): Mark(None), today("04"): Mark(1234.5)}
    return [
        province_tiles(marks, title="x"),
        country_outline(marks, title="x"),
        commune_hexes(today("92"), {}, title="x"),
        legend(marks),
    ]


def test_drawings_obey_the_content_security_policy() -> None:
    for drawing in drawings():
        assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:|<image|<foreignObject|https?:", drawing)


def test_number_is_written_as_the_language_does_and_coordinates_are_not() -> None:
    marks = {today("04"): Mark(1234.5)}

    with translation.override("vi"):
        drawn = province_tiles(marks, title="x")

    assert ">1.234,5</text>" in drawn
    assert not re.search(r'(?:x|y|width|height)="[^"]*,', drawn)


def test_unit_without_a_number_shows_none() -> None:
    root = parsed(province_tiles({today("82"): Mark(None), today("92"): Mark(0)}, title="x"))

    written = [text.text for text in root.iter(f"{SVG}text") if text.attrib.get("class") == "t0"]
    assert written == ["0"]


@pytest.mark.parametrize(
    ("numbers", "bounds"),
    [([], ()), ([0, None], ()), ([5], (5,)), ([1, 1, 2], (1, 2)), ([0, 1, 2, 3, 4, 5, 6], (1, 3, 5))],
)
def test_class_bounds_share_out_the_values_above_none(numbers: list[float | None], bounds: tuple[float, ...]) -> None:
    assert class_bounds(numbers) == bounds


def test_legend_says_every_class_in_words() -> None:
    marks = {today(code): Mark(number) for code, number in {"92": 0, "82": 1, "04": 2, "37": 3, "86": 9}.items()}

    with translation.override("vi"):
        words = re.findall(r"</svg>([^<]+)</span>", legend(marks))

    assert words == ["Chưa có", "1 đến dưới 2", "2 đến dưới 3", "3 trở lên"]


def at(path: ET.Element) -> list[tuple[int, int]]:
    """Return where each shape of the path begins."""
    x = y = 0
    starts = []
    for dx, dy in re.findall(r"m(-?\d+) (-?\d+)", path.attrib["d"]):
        x, y = x + int(dx), y + int(dy)
        starts.append((x, y))
    return starts


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_small_country_lights_the_province_and_names_both_archipelagos(language: str) -> None:
    commune = Place.objects.filter(map=2, parent=today("92")).first()
    assert commune is not None

    with translation.override(language):
        root = parsed(country_with([commune], [commune, today("56"), today("48")], title="x"))

    layers = {path.attrib["class"]: at(path) for path in root.findall(f"{SVG}path")}
    assert {name: len(starts) for name, starts in layers.items()} == {"": 34, "too": 2, "on": 1}
    assert layers["on"] == [(39, 208)]
    assert {each.findtext(f"{SVG}text"): len(each.findall(f"{SVG}circle")) for each in root.findall(f"{SVG}g")} == {
        "Hoàng Sa": 12,
        "Trường Sa": 17,
    }


def test_small_country_keeps_its_insets_off_the_provinces_and_inside() -> None:
    root = parsed(country_with([], [], title="x"))

    [tiles] = root.findall(f"{SVG}path")
    for inset in root.findall(f"{SVG}g"):
        box = {name: float(value) for name, value in inset.find(f"{SVG}rect").attrib.items()}  # type: ignore[union-attr]
        right, bottom = box["x"] + box["width"], box["y"] + box["height"]
        assert right <= float(root.attrib["width"])
        assert bottom + 16 <= float(root.attrib["height"])
        assert [(x, y) for x, y in at(tiles) if x + 12 > box["x"] and box["y"] - 12 < y < bottom + 14] == []


@pytest.mark.parametrize(("code", "communes"), [("92", 103), ("79", 168), ("12", 38), ("82", 102)])
def test_small_province_draws_every_commune_once_inside_the_drawing(code: str, communes: int) -> None:
    one, other = Place.objects.filter(map=2, parent=today(code))[:2]

    root = parsed(province_with(today(code), [one], [one, other], title="x"))

    layers = {path.attrib["class"]: at(path) for path in root.findall(f"{SVG}path")}
    assert {name: len(set(starts)) for name, starts in layers.items()} == {"": communes, "too": 1, "on": 1}
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert width <= 168
    assert all(0 < x < width and 0 <= y < height for x, y in layers[""])


@pytest.mark.parametrize(("code", "name"), [("48", "Hoàng Sa"), ("56", "Trường Sa")])
def test_small_province_names_its_archipelago(code: str, name: str) -> None:
    root = parsed(province_with(today(code), [], [], title="x"))

    assert [text.text for text in root.iter(f"{SVG}text")] == [name]
