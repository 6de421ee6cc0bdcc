"""`./run plan`: where every target of a plan stands."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from saolang.config.cli import attempt
from saolang.programme.plans.services import load_plans

if TYPE_CHECKING:
    from tests.factories.province import Province


@pytest.fixture
def plans(province: Province) -> Province:
    load_plans(by="tests")
    return province


@pytest.mark.parametrize(
    ("name", "period", "targets"),
    [
        ("Hậu Giang", "2023", 2),
        ("Cao Bằng", "2021-2025", 12),
        ("Đồng Tháp", "2024", 9),
        ("Hà Nam", "2024", 7),
        ("Trà Vinh", "2022-2025", 11),
    ],
)
def test_plan_shows_every_target_of_each_of_the_five_plans(
    plans: Province, capsys: pytest.CaptureFixture[str], name: str, period: str, targets: int
) -> None:
    code = attempt("plan", [name, period, "--json"])

    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    assert len(answer["targets"]) == targets
    assert all(target["value"] is None for target in answer["targets"] if target["verdict"] == "no_source")


def test_plan_reads_the_day_asked_and_lists_names(plans: Province, capsys: pytest.CaptureFixture[str]) -> None:
    product = plans.product()
    plans.recognise(product, date(2023, 6, 1))

    attempt("plan", ["Hậu Giang", "2023", "--as-at", "2023-12-31", "--names", "HG-01", "--json"])

    answer = json.loads(capsys.readouterr().out)
    assert answer["as_at"] == "2023-12-31"
    assert [(target["value"], target["goal"]) for target in answer["targets"]] == [(1, 40)]
    assert answer["targets"][0]["names"] == [{"code": product.code, "name": product.name_vi, "origin": "entered"}]


def test_plan_for_people_says_what_has_no_source(plans: Province, capsys: pytest.CaptureFixture[str]) -> None:
    attempt("plan", ["Trà Vinh", "2022-2025"])

    assert "chưa có nguồn số liệu" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Hậu Giang", "2024"], "Các kỳ đang có: 2023"),
        (["Hậu Giang", "năm nay"], "không phải một kỳ"),
        (["Hậu Giang", "2023", "--names", "XX-99"], "Kế hoạch không có chỉ tiêu"),
    ],
)
def test_plan_refuses_bad_use_in_one_sentence(
    plans: Province, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code = attempt("plan", arguments)

    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert said in printed.err
