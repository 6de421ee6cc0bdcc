"""Three registers in the manner of real offices, against what a careful clerk reads in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from saolang.base.files.sheets import read_sheets
from saolang.core.intake.register import Reading, read_register
from tests.core.intake.tables import TODAY, codes

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "registers"
EXPECTED = sorted(FOLDER.glob("*.expected.json"))
NOT_ASKED = {"sheet", "row", "real_id"}

pytestmark = pytest.mark.skipif(not EXPECTED, reason="the example registers are not beside the project")


@pytest.fixture(params=EXPECTED, ids=lambda path: path.name.removesuffix(".expected.json"))
def expected(request: pytest.FixtureRequest) -> dict[str, list[dict[str, object]]]:
    content: dict[str, list[dict[str, object]]] = json.loads(request.param.read_text(encoding="utf-8"))
    return content


@pytest.fixture
def reading(expected: dict[str, object]) -> Reading:
    return read_register(read_sheets((FOLDER / str(expected["file"])).read_bytes()), today=TODAY)


def test_every_row_says_what_the_clerk_reads(expected: dict[str, list[dict[str, object]]], reading: Reading) -> None:
    found = {(row.sheet, row.row): row.values for row in reading.rows if row.verdict in {"accept", "warn"}}

    read = [
        {key: found[row["sheet"], row["row"]].get(key) for key in row if key not in NOT_ASKED}  # type: ignore[index]
        for row in expected["rows"]
    ]

    assert read == [{key: row[key] for key in row if key not in NOT_ASKED} for row in expected["rows"]]


def test_every_flag_of_the_clerk_is_raised_and_no_other(
    expected: dict[str, list[dict[str, object]]], reading: Reading
) -> None:
    raised = {
        (row.sheet, row.row, row.verdict.value, code)
        for row in reading.rows
        if row.verdict in {"warn", "hold"}
        for code in codes(row)
    }

    assert raised == {(flag["sheet"], flag["row"], flag["severity"], flag["reason"]) for flag in expected["flags"]}


def test_what_is_no_data_is_skipped_by_its_kind(expected: dict[str, list[dict[str, object]]], reading: Reading) -> None:
    skipped = {(row.sheet, row.row, codes(row)[0]) for row in reading.rows if row.verdict == "skip"}

    assert skipped == {
        (row["sheet"], row["row"], row["kind"]) for row in expected["not_data"] if row["kind"] != "blank"
    }
