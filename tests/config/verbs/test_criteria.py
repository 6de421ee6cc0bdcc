from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from saolang.config.cli import main
from saolang.config.verbs.criteria import sets_in_use
from saolang.programme.criteria.rules import digest_of, shipped_contents
from saolang.programme.criteria.services.editions import confirm_checked, load_shipped
from tests.factories.dossiers import an_edition

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Read the sets anew in each test: the command line reads them once and ends."""
    sets_in_use.cache_clear()
    yield
    sets_in_use.cache_clear()


def test_criteria_lists_every_set_with_sums_marks_and_digest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert len(told) == 26
    assert {tuple(each["parts"].values()) for each in told} == {(40, 25, 35)}
    assert told[15]["marks"] == {"3": 7, "4": 9, "5": 4}
    assert [each["sha256"] for each in told] == [digest_of(each, {}) for each in shipped_contents().values()]
    assert {each["checked_against_official_text"] for each in told} == {False}


def test_criteria_prints_one_sheet_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "16", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["code"], told["criteria"], len(told["sheet"]), told["options"]) == ("qd26-16", 29, 29, 93)
    assert [each["code"] for each in told["sheet"] if each["counts_only_with"]] == ["5.2"]


def test_criteria_says_that_the_labels_are_not_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "qd26-16"]) == 0

    assert capsys.readouterr().out.endswith("không phải lời văn của Quyết định.\n")


def test_criteria_says_which_edition_a_province_has_checked(capsys: pytest.CaptureFixture[str]) -> None:
    load_shipped(by="tests")
    confirm_checked(edition=an_edition("qd26-16"), by="user:1")

    main(["criteria", "16"])
    one = capsys.readouterr().out
    main(["criteria", "--json"])
    told = json.loads(capsys.readouterr().out)

    assert one.startswith("qd26-16@0  Nước khoáng")
    assert "Chưa đối chiếu" not in one
    assert [each["edition"] for each in told if each["checked_against_official_text"]] == ["qd26-16@0"]


def test_criteria_refuses_a_set_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "27"]) == 2

    assert "Không có bộ tiêu chí “27”." in capsys.readouterr().err
