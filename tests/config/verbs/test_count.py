"""`./run count`: one indicator asked freely."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from saolang.config.cli import attempt

if TYPE_CHECKING:
    from tests.factories.province import Province


def test_count_prints_the_value_and_its_split_for_programs(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    for stars in (3, 3, 4):
        province.recognise(province.product(), date(2022, 6, 1), stars=stars)

    code = attempt(
        "count", ["products.certified", "--place", "Hậu Giang", "--as-at", "2022-12-31", "--by", "stars", "--json"]
    )

    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["value"], answer["by"]) == (0, 3, {"3": 2, "4": 1})


def test_count_finds_the_old_province_when_the_new_map_is_asked(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    for commune in province.communes[:9]:
        province.recognise(province.product(place=commune), date(2022, 6, 1))
    asked = ["products.certified", "--as-at", "2022-12-31", "--map", "new", "--by", "commune", "--json"]

    attempt("count", [*asked, "--place", "Hậu Giang"])
    restated = json.loads(capsys.readouterr().out)
    attempt("count", [*asked, "--place", "Cần Thơ"])
    inside = json.loads(capsys.readouterr().out)

    assert restated["value"] == inside["value"] == 9
    assert sum(restated["by"].values()) + len(restated["not_placed"]) == 9
    assert set(restated["by"]) < set(inside["by"])


def test_count_lists_the_names_it_counted(province: Province, capsys: pytest.CaptureFixture[str]) -> None:
    product = province.product()
    province.recognise(product, date(2022, 6, 1))

    attempt("count", ["products.certified", "--place", "93", "--as-at", "31/12/2022", "--names", "--json"])

    assert json.loads(capsys.readouterr().out)["names"] == [
        {"code": product.code, "name": product.name_vi, "origin": "entered"}
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["products.nothing"], "Không có chỉ số"),
        (["products.certified", "--place", "Atlantis"], "Không có đơn vị hành chính"),
        (["products.certified", "--as-at", "2022-13-01"], "không phải một ngày"),
        (["products.certified", "--by", "colour"], "Có thể chia theo"),
        (["products.new", "--period", "2025-2021"], "kết thúc trước khi bắt đầu"),
        (["rights.patents"], "Chưa có nguồn số liệu"),
    ],
)
def test_count_refuses_bad_use_in_one_sentence(
    province: Province, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code = attempt("count", arguments)

    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert said in printed.err
    assert printed.err.count("\n") == 1
