from __future__ import annotations

import io
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from saolang.config.cli import main
from saolang.config.verbs.criteria import sets_in_use
from saolang.programme.criteria.rules import criteria_sets
from saolang.programme.criteria.services.editions import approve, load_shipped, propose
from tests.factories.accounts import UserFactory
from tests.factories.dossiers import an_edition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db

BEST = {
    "1.1": "1.1-3", "1.2": "1.2-3", "1.3": "1.3-3", "1.4": "1.4-2", "1.5": "1.5-3", "1.6": "1.6-2",
    "2.1": "2.1-4", "2.2": "2.2-4", "2.3": "2.3-3", "2.4": "2.4-2",
    "6.1": "6.1-2", "6.2": "6.2-2", "6.3": "6.3-3", "6.4": "6.4-4",
}  # fmt: skip
"""Some of the sheet of bottled water (set 16), its best options but for 1.4."""


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Read the sets anew in each test: the command line reads them once and ends."""
    sets_in_use.cache_clear()
    yield
    sets_in_use.cache_clear()


def best_of(code: str, **instead: str) -> dict[str, str]:
    """Return the best option on every criterion of the set, but for those given as c1_4="1.4-2"."""
    choices = {
        criterion.code: max(criterion.options, key=lambda option: option.points).code
        for criterion in criteria_sets()[code].criteria.values()
    }
    return choices | {name[1:].replace("_", "."): option for name, option in instead.items()}


def written(folder: Path, content: object) -> str:
    path = folder / "sheet.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["score", *arguments, "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_score_tells_points_parts_and_stars(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, written(tmp_path, {"set": "16", "choices": BEST}))

    assert (told["set"], told["points"], told["stars"], told["stars_by_points"]) == ("qd26-16", 41, 2, 2)
    assert told["parts"] == {"A": 26, "B": 0, "C": 15}
    assert (told["edition"], told["capped_by"]) == ("qd26-16@0", [])


@pytest.mark.parametrize("code", criteria_sets())
def test_score_answers_for_every_set(code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, written(tmp_path, {"set": code, "choices": best_of(code)}))
    empty = answer(capsys, written(tmp_path, {"set": code, "choices": {}}))

    assert (told["points"], told["parts"], told["stars"]) == (100, {"A": 40, "B": 25, "C": 35}, 5)
    assert told["next"] == {"star": None, "reachable": False, "changes": [], "cost": None}
    assert (empty["points"], empty["next"]["star"], empty["next"]["reachable"]) == (0, 3, True)


def test_score_tells_the_star_each_missed_mark_denied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, written(tmp_path, {"set": "16", "choices": best_of("qd26-16", c1_4="1.4-2")}))

    assert (told["points"], told["stars_by_points"], told["stars"]) == (98, 5, 3)
    assert [(cap["criterion"], cap["star"]) for cap in told["capped_by"]] == [("1.4", 4), ("1.4", 5)]
    assert told["capped_by"][0]["reason"] == (
        "4 sao đòi ít nhất 2 điểm ở 1.4 Liên kết chuỗi trong sản xuất; phiếu được 1"
    )


def test_score_tells_the_cheapest_way_to_the_next_star(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    choices = best_of("qd26-16", c1_4="1.4-2")

    told = answer(capsys, written(tmp_path, {"set": "16", "choices": choices}))

    assert told["next"] == {
        "star": 4,
        "reachable": True,
        "changes": [{"criterion": "1.4", "from": "1.4-2", "to": "1.4-3", "points": [1, 2], "cost": 1}],
        "cost": 1,
        "points": 99,
    }
    assert [way["star"] for way in told["ways"]] == [4, 5]


def test_score_takes_the_costs_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = {"set": "16", "choices": best_of("qd26-16", c1_4="1.4-2"), "costs": {"1.4-3": 7, "1.4-4": "2.5"}}

    told = answer(capsys, written(tmp_path, sheet))

    assert (told["next"]["changes"][0]["to"], told["next"]["cost"]) == ("1.4-4", "2.5")


@pytest.mark.parametrize(
    ("flag", "told_of"),
    [("forged_dossier", {}), ("6.1:stop", {"criterion": "6.1"}), ("1.1:requirement", {"criterion": "1.1"})],
)
def test_score_says_what_blocks_before_points(
    flag: str, told_of: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = {"set": "01", "choices": best_of("qd26-01"), "flags": [flag]}

    told = answer(capsys, written(tmp_path, sheet))

    [cap] = told["capped_by"]
    assert (told["stars"], told["stars_by_points"]) == (0, 5)
    assert cap == told_of | {"rule": flag, "star": 5, "reason": cap["reason"]}
    assert (told["next"]["star"], told["next"]["reachable"], told["next"]["why"]) == (3, False, "blocked")


def test_score_stops_at_a_zero_on_a_sense_of_set_16(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, written(tmp_path, {"set": "16", "choices": best_of("qd26-16", c6_1="6.1-1")}))

    assert (told["stars"], [cap["rule"] for cap in told["capped_by"]]) == (0, ["6.1:stop_if_zero"])
    assert told["next"]["changes"][0]["criterion"] == "6.1"


def test_score_does_not_switch_the_case_of_set_26(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = {"set": "26", "choices": {"8": "8-1"}, "cases": {"8": "a"}}

    told = answer(capsys, written(tmp_path, sheet))

    cases = {option.code: option.case for option in criteria_sets()["qd26-26"].criteria["8"].options}
    changed = [change["to"] for way in told["ways"] for change in way["changes"] if change["criterion"] == "8"]
    assert {cases[option] for option in changed} <= {"a"}


def test_score_says_why_a_star_is_out_of_reach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = {"set": "16", "choices": BEST, "impossible": ["1.4-3", "1.4-4"]}

    told = answer(capsys, written(tmp_path, sheet))

    assert (told["ways"][1]["reachable"], told["ways"][1]["why"]) == (False, "out_of_reach")
    assert told["ways"][1]["reasons"] == ["4 sao đòi ít nhất 2 điểm ở 1.4 Liên kết chuỗi trong sản xuất"]


def test_score_prints_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", written(tmp_path, {"set": "16", "choices": best_of("qd26-16", c1_4="1.4-2")})]) == 0

    steadily = "Hợp đồng liên kết trên 75% và thực hiện ổn định từ 12 tháng"
    assert capsys.readouterr().out.splitlines() == [
        "qd26-16@0  Nước khoáng thiên nhiên, nước uống đóng chai",
        "98 điểm (A 38, B 25, C 35)  →  3 sao",
        "  điểm đủ cho 5 sao, nhưng:",
        "    4 sao đòi ít nhất 2 điểm ở 1.4 Liên kết chuỗi trong sản xuất; phiếu được 1",
        "    5 sao đòi ít nhất 3 điểm ở 1.4 Liên kết chuỗi trong sản xuất; phiếu được 1",
        "",
        "Lên 4 sao: 1 việc, chi phí 1, đạt 99 điểm",
        "    1.4 Liên kết chuỗi trong sản xuất: 1 → 2 điểm (1.4-3 Hợp đồng liên kết trên 75% sản lượng tiêu thụ)",
        "",
        "Lên 5 sao: 1 việc, chi phí 1, đạt 100 điểm",
        f"    1.4 Liên kết chuỗi trong sản xuất: 1 → 3 điểm (1.4-4 {steadily})",
    ]


def test_score_reads_the_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = json.dumps({"set": "16", "choices": BEST}).encode()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(sheet)))

    assert answer(capsys, "-")["points"] == 41


def test_score_answers_line_by_line_and_goes_on_after_one_that_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        json.dumps({"set": "16", "choices": BEST}),
        json.dumps({"set": "16", "choices": {"9.9": "9.9-1"}}),
        "",
        json.dumps({"set": "01", "choices": {"\ud800": "1.1-1"}}),
        json.dumps({"set": "01", "choices": {}}),
    ]

    code = main(["score", written(tmp_path, "\n".join(lines)), "--jsonl"])

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 2
    assert [each.get("points") for each in told] == [41, None, None, 0]
    assert told[1] == {"line": 2, "error": "Bộ qd26-16 không có tiêu chí 9.9."}
    assert told[2] == {"line": 4, "error": "Bộ qd26-01 không có tiêu chí \ud800."}


def test_score_uses_the_edition_of_the_installation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_shipped(by="tests")
    current = an_edition("qd26-16")
    proposal = propose(
        product_set=current.product_set,
        content=current.content,
        readings={"marks_count": False},
        reason="thử",
        seen=0,
        by=UserFactory().actor,
    )
    approve(edition=proposal, by="user:2")

    told = answer(capsys, written(tmp_path, {"set": "16", "choices": best_of("qd26-16", c1_4="1.4-2")}))

    assert (told["edition"], told["stars"]) == ("qd26-16@1", 5)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "không phải JSON"),
        ("[" * 100_000, "JSON lồng quá sâu"),
        ('{"set": "16", "choices": {"1.1": NaN}}', "JSON không có số NaN"),
        ('{"set": "16", "choices": {"1.1": "1.1-1", "1.1": "1.1-3"}}', "mục “1.1” có hai lần"),
        ([], "Phiếu phải là một đối tượng JSON có “set” và “choices”."),
        ({"set": "16"}, "Phiếu phải là một đối tượng JSON có “set” và “choices”."),
        ({"set": "qd26-99", "choices": {}}, "Không có bộ tiêu chí “qd26-99”."),
        ({"set": "16", "choices": {"1.1": 3}}, "Mục “choices” của phiếu không đúng dạng."),
        ({"set": "16", "choices": [], "total": 100}, "Phiếu có mục “total” không ai biết."),
        ({"set": "16", "choices": {"1.1": "1.1-9"}}, "Tiêu chí 1.1 không có lựa chọn 1.1-9."),
        ({"set": "16", "choices": {"1": "1.1-1"}}, "Bộ qd26-16 không có tiêu chí 1."),
        ({"set": "16", "choices": {}, "cases": {"1.1": "a"}}, "Tiêu chí 1.1 không có trường hợp a."),
        ({"set": "16", "choices": {}, "flags": ["ugly"]}, "Bộ qd26-16 không có căn cứ loại ugly."),
        ({"set": "16", "choices": {}, "flags": ["6.1:stop_if_zero"]}, "không có căn cứ loại 6.1:stop_if_zero."),
        ({"set": "16", "choices": {}, "flags": "forged_dossier"}, "Mục “flags” của phiếu không đúng dạng."),
        ({"set": "16", "choices": {}, "costs": {"1.1-1": -1}}, "Mục “costs” của phiếu không đúng dạng."),
        ({"set": "16", "choices": {}, "costs": {"1.1-1": "NaN"}}, "Mục “costs” của phiếu không đúng dạng."),
        ({"set": "16", "choices": {}, "costs": {"1.1-1": "1e400"}}, "Mục “costs” của phiếu không đúng dạng."),
        ({"set": "16", "choices": {}, "costs": {"1.1-9": 1}}, "Bộ qd26-16 không có lựa chọn 1.1-9 (mục “costs”)."),
        ({"set": "16", "choices": {}, "impossible": ["x"]}, "Bộ qd26-16 không có lựa chọn x (mục “impossible”)."),
    ],
)
def test_score_refuses_what_is_no_sheet(
    content: object, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", written(tmp_path, content)]) == 2

    assert sentence in capsys.readouterr().err


def test_score_refuses_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(tmp_path / "none.json")]) == 2

    assert "Không có tệp" in capsys.readouterr().err
