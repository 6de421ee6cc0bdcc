from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from saolang.base.kit.models import Precision
from saolang.config.demonstration.published import read_known_date, read_published
from saolang.programme.certification.choices import RecognitionKind

if TYPE_CHECKING:
    from pathlib import Path

COLLECTED: Path = settings.PACKAGE.parent.parent / "shared" / "data" / "ocop_products_real.csv"
FIVE_PROVINCES = {"Đồng Tháp", "Hậu Giang", "Cao Bằng", "Hà Nam", "Trà Vinh"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-08-22", (date(2022, 8, 22), Precision.DAY)),
        ("2023-02", (date(2023, 2, 28), Precision.MONTH)),
        ("2021", (date(2021, 12, 31), Precision.YEAR)),
        ("", (None, Precision.DAY)),
    ],
)
def test_known_date_counts_from_its_last_day(text: str, expected: tuple[date | None, Precision]) -> None:
    assert read_known_date(text) == expected


@pytest.mark.skipif(not COLLECTED.exists(), reason="the collected rows are not here")
def test_published_products_are_the_collected_rows_of_the_five_provinces() -> None:
    with COLLECTED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["province_old"] in FIVE_PROVINCES]

    published = read_published()

    assert [
        (each.name, each.producer, str(each.stars or ""), each.score, each.decision_number) for each in published
    ] == [(row["product_name"], row["subject"], row["star"], row["score"], row["decision_no"]) for row in rows]


def test_five_stars_raise_a_product_and_what_is_given_again_is_a_renewal() -> None:
    by_name = {product.name: product for product in read_published()}

    assert by_name["Mật hoa dừa"].kind is RecognitionKind.UPGRADE
    assert by_name["Dưa kiệu"].kind is RecognitionKind.RENEWAL
    assert by_name["Thảm xơ dừa"].kind is RecognitionKind.FIRST


def test_product_listed_without_any_date_is_not_recognised() -> None:
    by_name = {product.name: product for product in read_published()}

    assert not by_name["Trà sen Bách Diệp"].is_recognised
    assert not by_name["Gạo sạch Vị Thủy"].is_recognised
    assert by_name["Bưởi Năm Roi"].is_recognised
    assert by_name["Bưởi Năm Roi"].is_candidate
