from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override

from saolang.base.kit import formats


@pytest.mark.parametrize(
    ("language", "expected"), [("vi", "1.234.567,5"), ("en", "1,234,567.5"), ("km", "1.234.567,5")]
)
def test_figure_groups_digits_as_the_language_does(language: str, expected: str) -> None:
    with override(language):
        shown = formats.figure(Decimal("1234567.50"))

    assert shown == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0, None, "0"),
        (-1200, None, "-1.200"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("78.50"), None, "78,5"),
        (Decimal(100), None, "100"),
        (Decimal("2.25"), 1, "2,3"),
        (5, 1, "5,0"),
    ],
)
def test_figure_drops_empty_decimals_unless_places_are_asked(
    value: Decimal | int, places: int | None, expected: str
) -> None:
    with override("vi"):
        shown = formats.figure(value, places)

    assert shown == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (Decimal("0.785"), "78,5%"),
        (0.54, "54%"),
        (1, "100%"),
        (Decimal("0.99999"), "100%"),
        (Decimal("12.5"), "1.250%"),
    ],
)
def test_percent_has_one_decimal_and_none_when_it_is_zero(share: Decimal | float, expected: str) -> None:
    with override("vi"):
        shown = formats.percent(share)

    assert shown == expected


@pytest.mark.parametrize(
    ("language", "precision", "expected"),
    [
        ("vi", "day", "31/08/2022"),
        ("vi", "month", "tháng 8/2022"),
        ("vi", "year", "năm 2022"),
        ("en", "day", "31 Aug 2022"),
        ("en", "month", "Aug 2022"),
        ("km", "day", "31/08/2022"),
    ],
)
def test_day_says_no_more_than_is_known(language: str, precision: str, expected: str) -> None:
    with override(language):
        shown = formats.day(dt.date(2022, 8, 31), precision)

    assert shown == expected


def test_day_of_a_moment_is_the_one_it_was_here() -> None:
    with override("vi"):
        shown = formats.day(dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC))

    assert shown == "23/11/2026"


def test_moment_is_told_in_the_time_of_the_installation() -> None:
    with override("vi"):
        shown = formats.moment(dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC))

    assert shown == "15:30 ngày 22/11/2026"


@pytest.mark.parametrize(
    ("octets", "expected"),
    [(0, "1 kB"), (1499, "1 kB"), (245_300, "245 kB"), (1_000_000, "1,0 MB"), (2_345_678, "2,3 MB")],
)
def test_file_size_is_in_kilobytes_below_one_megabyte(octets: int, expected: str) -> None:
    with override("vi"):
        shown = formats.file_size(octets)

    assert shown == expected


@pytest.mark.parametrize("count", range(6))
def test_stars_lights_as_many_as_it_says(count: int) -> None:
    with override("vi"):
        drawn = formats.stars(count)

    lit, unlit = drawn.split('class="off"')
    assert (lit.count("M"), unlit.count("M")) == (count, 5 - count)
    assert drawn.endswith(f"</svg>{count} sao</span>")


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ("0900 000 000", "tel:0900000000"),
        ("+84 (0)293-3.876.543", "tel:+8402933876543"),
        ("mua-hang@sieuthi.example", "mailto:mua-hang@sieuthi.example"),
        ("a?cc=b@c.example", "mailto:a%3Fcc%3Db@c.example"),
    ],
)
def test_contact_opens_a_call_or_a_letter(told: str, url: str) -> None:
    assert formats.contact(told) == f'<a href="{url}">{told}</a>'


@pytest.mark.parametrize("told", ["Zalo 0900 000 000", "javascript:alert(1)", "113", ""])
def test_contact_is_shown_as_told_where_it_is_neither_a_number_nor_an_address(told: str) -> None:
    assert formats.contact(told) == told


def test_contact_can_put_nothing_into_the_page() -> None:
    assert (
        formats.contact('"><b>@c.example')
        == '<a href="mailto:%22%3E%3Cb%3E@c.example">&quot;&gt;&lt;b&gt;@c.example</a>'
    )
