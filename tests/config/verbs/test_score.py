from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from saolang.config.cli import main

if TYPE_CHECKING:
    from pathlib import Path

BEST = {
    "1.1": "1.1-3", "1.2": "1.2-3", "1.3": "1.3-3", "1.4": "1.4-2", "1.5": "1.5-3", "1.6": "1.6-2",
    "2.1": "2.1-4", "2.2": "2.2-4", "2.3": "2.3-3", "2.4": "2.4-2",
    "6.1": "6.1-2", "6.2": "6.2-2", "6.3": "6.3-3", "6.4": "6.4-4",
}  # fmt: skip
"""Some of the sheet of bottled water (set 16), its best options but for 1.4."""


def written(folder: Path, content: object) -> str:
    path = folder / "sheet.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["score", *arguments, "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_score_tells_stars_and_what_capped_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, written(tmp_path, {"set": "16", "choices": BEST}))

    assert (told["set"], told["total"], told["stars"], told["stars_by_points"]) == ("qd26-16", 41, 2, 2)
    assert told["parts"] == {"A": 26, "B": 0, "C": 15}


def test_score_tells_the_cheapest_way_to_each_star_above(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, written(tmp_path, {"set": "16", "choices": BEST, "costs": {"1.4-3": 7}}))

    assert [(way["stars"], way["reach"]) for way in told["ways"]] == [(3, "path"), (4, "path"), (5, "path")]
    raised = {change["criterion"]: (change["option"], change["cost"]) for change in told["ways"][1]["changes"]}
    assert raised["1.4"] == ("1.4-4", 1)


def test_score_says_what_blocks_before_points(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = {"set": "16", "choices": BEST, "knock_outs": ["forged_dossier"]}

    told = answer(capsys, written(tmp_path, sheet))

    assert (told["stars"], [each["code"] for each in told["knocked_out"]]) == (0, ["forged_dossier"])
    assert {(way["reach"], *way["knock_outs"]) for way in told["ways"]} == {("blocked", "forged_dossier")}


def test_score_says_why_a_star_is_out_of_reach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = {"set": "16", "choices": BEST, "impossible": ["1.4-3", "1.4-4"]}

    told = answer(capsys, written(tmp_path, sheet))

    assert told["ways"][1]["reach"] == "out_of_reach"
    assert told["ways"][1]["marks"] == [{"stars": 4, "criterion": "1.4", "least": 2}]


def test_score_prints_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", written(tmp_path, {"set": "16", "choices": BEST})]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "qd26-16  Nước khoáng thiên nhiên, nước uống đóng chai",
        "41 điểm (A 26, B 0, C 15)  →  2 sao",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "không phải JSON"),
        ([], "Phiếu phải là một đối tượng JSON có “set” và “choices”."),
        ({"set": "16"}, "Phiếu phải là một đối tượng JSON có “set” và “choices”."),
        ({"set": "qd26-99", "choices": {}}, "Không có bộ tiêu chí “qd26-99”."),
        ({"set": "16", "choices": {"1.1": 3}}, "Mục “choices” của phiếu không đúng dạng."),
        ({"set": "16", "choices": [], "total": 100}, "Phiếu có mục “total” không ai biết."),
        ({"set": "16", "choices": {"1.1": "1.1-9"}}, "Tiêu chí 1.1 không có lựa chọn 1.1-9."),
        ({"set": "16", "choices": {}, "costs": {"1.1-1": -1}}, "Mục “costs” của phiếu không đúng dạng."),
        ({"set": "16", "choices": {}, "costs": {"1.1-1": "NaN"}}, "Mục “costs” của phiếu không đúng dạng."),
    ],
)
def test_score_refuses_what_is_no_sheet(
    content: object, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", written(tmp_path, content)]) == 2

    assert sentence in capsys.readouterr().err


def test_score_refuses_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(tmp_path / "none.json")]) == 2

    assert "Không đọc được tệp" in capsys.readouterr().err
