from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from saolang.config.cli import main
from saolang.programme.certification.rules import criteria_files

if TYPE_CHECKING:
    import pytest


def test_criteria_lists_every_set_with_sums_marks_and_digest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert len(told) == 26
    assert {tuple(each["parts"].values()) for each in told} == {(40, 25, 35)}
    assert told[15]["marks"] == {"3": 7, "4": 9, "5": 4}
    assert [each["sha256"] for each in told] == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in criteria_files()
    ]
    assert {each["checked_against_official_text"] for each in told} == {False}


def test_criteria_prints_one_sheet_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "16", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["code"], told["criteria"], len(told["sheet"]), told["options"]) == ("qd26-16", 29, 29, 93)
    assert [each["code"] for each in told["sheet"] if each["counts_only_with"]] == ["5.2"]


def test_criteria_says_that_the_labels_are_not_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "qd26-16"]) == 0

    assert capsys.readouterr().out.endswith("chưa đối chiếu với văn bản chính thức.\n")


def test_criteria_refuses_a_set_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "27"]) == 2

    assert "Không có bộ tiêu chí “27”." in capsys.readouterr().err
