from __future__ import annotations

import argparse
import json

import pytest

from saolang.config.verbs import place as verb
from saolang.core.refusal import Refusal

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    verb.add_arguments(parser)
    return verb.run(parser.parse_args(words))


def test_place_tells_of_a_code_no_longer_used(capsys: pytest.CaptureFixture[str]) -> None:
    code = run("87")

    told = capsys.readouterr().out
    assert code == 0
    assert "Tỉnh Đồng Tháp · mã 87 · cấp tỉnh · đến hết 30/06/2025" in told
    assert "Tỉnh Đồng Tháp (2-82), toàn bộ, 141 xã, phường cũ, 45 mới" in told
    assert "141 đơn vị cấp xã: 138 nguyên vẹn, 3 bị chia" in told
    assert "Mã 87 không còn dùng" in told


def test_place_tells_every_map_that_uses_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    run("82", "--json")

    units = json.loads(capsys.readouterr().out)["units"]
    assert [(unit["public_code"], unit["name"]) for unit in units] == [
        ("1-82", "Tỉnh Tiền Giang"),
        ("2-82", "Tỉnh Đồng Tháp"),
    ]
    assert units[0]["valid_to"] == "2025-06-30"
    assert [tie["public_code"] for tie in units[1]["came_from"]] == ["1-87", "1-82"]


def test_place_tells_the_highest_unit_of_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    run("Hà Nam", "--json")

    (unit,) = json.loads(capsys.readouterr().out)["units"]
    assert (unit["public_code"], unit["became"][0]["name"]) == ("1-35", "Tỉnh Ninh Bình")
    assert (unit["communes"], unit["communes_split"], unit["became"][0]["new_communes"]) == (98, 5, 33)


def test_place_says_that_a_change_of_2026_is_not_confirmed(capsys: pytest.CaptureFixture[str]) -> None:
    run("2-24")

    assert (
        "Tên: Thành phố Bắc Ninh, theo 39/2026/QH16 ngày 24/08/2026 (chưa xác nhận ngày có hiệu lực)"
        in capsys.readouterr().out
    )


def test_place_refuses_a_name_that_several_bear_and_lists_them() -> None:
    with pytest.raises(Refusal, match=r"Có 2 đơn vị tên “Long Mỹ”: Huyện Long Mỹ, Tỉnh Hậu Giang \(1-936\); Thị xã"):
        run("Long Mỹ")


def test_place_refuses_an_unknown_name_with_the_nearest() -> None:
    with pytest.raises(Refusal, match=r"“Hậu Gian”\. Có thể là: .*Tỉnh Hậu Giang \(1-93\)"):
        run("Hậu Gian")


def test_place_refuses_a_name_like_no_other() -> None:
    with pytest.raises(Refusal, match=r"tên hoặc mã “qwxyz”\.$"):
        run("qwxyz")


def test_place_takes_the_level_asked(capsys: pytest.CaptureFixture[str]) -> None:
    run("Bắc Kạn", "--level", "commune", "--json")

    (unit,) = json.loads(capsys.readouterr().out)["units"]
    assert (unit["name"], unit["map"]) == ("Phường Bắc Kạn", 2)
