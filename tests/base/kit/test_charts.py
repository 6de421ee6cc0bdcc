from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.utils.translation import override

from saolang.base.kit.charts import Band, Bar, Point, bar_list, bullet, pace_line

START, MIDDLE, END = dt.date(2024, 1, 1), dt.date(2024, 7, 1), dt.date(2024, 12, 31)


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def part(svg: str, name: str) -> ET.Element:
    [found] = [element for element in drawn(svg).iter() if name in element.get("class", "").split()]
    return found


def test_bullet_draws_the_value_against_the_goal_on_one_scale() -> None:
    svg = bullet(40, 80, label="Sản phẩm mới")

    goal = float(part(svg, "t").get("x", "")) + 2
    assert float(part(svg, "v").get("width", "")) == pytest.approx(goal / 2, abs=0.1)


def test_bullet_states_the_finding() -> None:
    with override("vi"):
        svg = bullet(1064, 1200, label="Sản phẩm mới")

    assert drawn(svg).get("aria-label") == "Sản phẩm mới: đạt 1.064 trên chỉ tiêu 1.200"


def test_bullet_without_a_source_has_no_bar_and_says_so() -> None:
    with override("vi"):
        svg = bullet(None, 12, label="Điểm bán hàng")

    assert [element.get("class") for element in drawn(svg)] == ["bg", "t"]
    assert drawn(svg).get("aria-label") == "Điểm bán hàng: chưa có nguồn số liệu, chỉ tiêu 12"


def test_bullet_beyond_the_goal_stays_inside_its_track() -> None:
    svg = bullet(500, 80, label="Sản phẩm mới")

    assert float(part(svg, "v").get("width", "")) < 300


def test_bullet_behind_is_amber() -> None:
    assert part(bullet(1, 80, label="Sản phẩm mới", behind=True), "v").get("class") == "v behind"


def test_bullet_of_nothing_toward_nothing_is_drawn() -> None:
    assert float(part(bullet(0, 0, label="Duy trì"), "v").get("width", "")) == 0


def test_bullet_escapes_the_label() -> None:
    svg = bullet(1, 2, label='"><script>alert(1)</script>')

    assert [element.tag for element in drawn(svg).iter()] == ["svg", "rect", "rect", "rect"]


def test_bar_list_measures_against_the_longest() -> None:
    bars = [Bar("Chờ bổ sung", 10), Bar("Đang chấm", 5), Bar("Chờ quyết định", 0)]

    widths = [float(rect.get("width", "")) for rect in drawn(bar_list(bars)).iter("rect")]

    assert widths == [300, 150, 0]


def test_bar_list_links_what_has_records_behind_it() -> None:
    svg = bar_list([Bar("A & B", 3, "/ho-so/?a=1&b=2"), Bar("C", 1)])

    assert [(link.get("href"), link.text) for link in drawn(svg).iter("a")] == [("/ho-so/?a=1&b=2", "A & B")]


def test_bar_list_of_nothing_is_an_empty_list() -> None:
    assert len(drawn(bar_list([]))) == 0


def test_pace_line_runs_from_the_first_point_to_the_goal() -> None:
    svg = pace_line([Point(START, 0), Point(MIDDLE, 30)], Point(END, 80), label="Sản phẩm mới")

    assert part(svg, "goal").get("d", "").startswith("M8.0 172.0 ")
    assert part(svg, "actual").get("d", "").startswith("M8.0 172.0 ")


def test_pace_line_states_where_things_stand_and_what_is_expected() -> None:
    with override("vi"):
        svg = pace_line(
            [Point(START, 0), Point(MIDDLE, 30)], Point(END, 80), Band(END, 50, 61, 75), label="Sản phẩm mới"
        )

    assert drawn(svg).get("aria-label") == (
        "Sản phẩm mới: đến 01/07/2024 đạt 30, chỉ tiêu 80 vào 31/12/2024; dự báo 61, trong khoảng 50 đến 75"
    )


def test_pace_line_without_a_forecast_has_no_band() -> None:
    svg = pace_line([Point(START, 0)], Point(END, 80), label="Sản phẩm mới")

    assert [element for element in drawn(svg).iter() if element.get("class") in {"band", "likely"}] == []


def test_pace_line_keeps_everything_inside_the_frame() -> None:
    svg = pace_line([Point(START, 0), Point(END, 900)], Point(MIDDLE, 80), Band(END, 10, 950, 1900), label="Vượt xa")

    numbers = [
        float(number)
        for name in ("goal", "actual", "band", "likely")
        for number in part(svg, name).get("d", "").strip("Mz").split()
    ]
    assert min(numbers) >= 0
    assert max(numbers[::2]) <= 360
    assert max(numbers[1::2]) <= 200


@pytest.mark.parametrize(
    "chart",
    [
        bullet(1, 2, label="x"),
        bar_list([Bar("x", 1)]),
        pace_line([Point(START, 0)], Point(END, 8), Band(END, 1, 2, 3), label="x"),
    ],
)
def test_charts_carry_no_style_and_no_script(chart: str) -> None:
    attributes = {name for element in drawn(chart).iter() for name in element.attrib}

    assert [name for name in attributes if name == "style" or name.startswith("on")] == []


def test_pace_line_writes_the_goal_over_the_band_of_the_forecast() -> None:
    with override("vi"):
        svg = pace_line(
            [Point(START, 60), Point(MIDDLE, 90)], Point(END, 80), Band(END, 70, 110, 140), label="Sản phẩm"
        )

    assert svg.index('class="band"') < svg.index(">Chỉ tiêu 80<")
