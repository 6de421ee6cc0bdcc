"""The five plan files against the list of every target and figure of the five documents."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saolang.programme.plans.rules import PLANS, as_goal, check_target, read_definitions, read_plan_file

if TYPE_CHECKING:
    from saolang.programme.plans.rules import PlanFile, TargetTerms

SHARED = Path(__file__).resolve().parents[4] / "shared"
FILES = {file.code: file for file in map(read_plan_file, sorted(PLANS.glob("*.yaml")))}
OF_PROVINCE = {
    "Đồng Tháp": "dong-thap-2024",
    "Hậu Giang": "hau-giang-2023",
    "Cao Bằng": "cao-bang-2021-2025",
    "Hà Nam": "ha-nam-2024",
    "Trà Vinh": "tra-vinh-2022-2025",
}
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="The documents are not beside the tree.")


def listed(kind: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of the list by province, in its order."""
    with (SHARED / "data" / "seed_targets.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] == kind]
    return {province: [row for row in rows if row["province"] == province] for province in OF_PROVINCE}


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def is_in_period(target: TargetTerms, file: PlanFile, period: str) -> bool:
    """Whether the period as the list writes it ("by 2025", "each year (2022-2025)") is that of the target."""
    years = [int(year) for year in re.findall(r"\d{4}", period)]
    begins, ends = file.terms["begins_on"].year, file.terms["ends_on"].year
    return years[-1] == ends and years[0] in {begins, ends} and target.yearly == period.startswith("each year")


@needs_shared
@pytest.mark.parametrize("province", OF_PROVINCE)
def test_targets_are_those_of_the_list(province: str) -> None:
    file = FILES[OF_PROVINCE[province]]
    rows = listed("target")[province]

    stated = [(row["comparator"], number(row["value"]), number(row["value_max"])) for row in rows]

    assert [(target.comparator, target.goal, target.goal_to) for target in file.targets] == stated
    assert all(is_in_period(target, file, row["period"]) for target, row in zip(file.targets, rows, strict=True))
    assert [bool(target.per) for target in file.targets] == [" per district" in row["unit"] for row in rows]


def test_targets_are_41_in_five_plans() -> None:
    counts = {code: len(file.targets) for code, file in FILES.items()}

    assert counts == {
        "cao-bang-2021-2025": 12,
        "dong-thap-2024": 9,
        "ha-nam-2024": 7,
        "hau-giang-2023": 2,
        "tra-vinh-2022-2025": 11,
    }


@needs_shared
def test_reported_figures_are_the_results_of_the_list() -> None:
    rows = listed("result")["Hậu Giang"]

    figures = [(told.value or told.percent, told.percent is not None) for told in FILES["hau-giang-2023"].reported]

    assert figures == [(number(row["value"]), row["unit"].startswith("%")) for row in rows]


@needs_shared
@pytest.mark.parametrize("code", FILES)
def test_phrases_stand_word_for_word_in_the_document(code: str) -> None:
    document = " ".join((SHARED / "domain" / "plans" / f"{code}.txt").read_text(encoding="utf-8").split())
    phrases = [told.phrase for told in (*FILES[code].targets, *FILES[code].reported)]

    pieces = [piece.strip(" :") for phrase in phrases for piece in phrase.split("…")]

    assert [piece for piece in pieces if piece not in document] == []


@needs_shared
@pytest.mark.parametrize("code", FILES)
def test_number_and_signer_stand_in_the_document_or_are_not_in_the_source(code: str) -> None:
    document = (SHARED / "domain" / "plans" / f"{code}.txt").read_text(encoding="utf-8")
    terms = FILES[code].terms

    assert terms["number"] in document
    assert terms["signer"].split(",")[0] in document
    assert (bool(terms["number"]), bool(terms["signer"])) == {
        "cao-bang-2021-2025": (True, True),
        "dong-thap-2024": (True, False),
    }.get(code, (False, False))


@pytest.mark.parametrize("code", FILES)
def test_targets_can_stand_beside_each_other(code: str) -> None:
    beside = {target.code: target for target in FILES[code].targets}

    refusals = [
        check_target(target, level=FILES[code].terms["level"], others=beside, definitions=read_definitions())
        for target in beside.values()
    ]

    assert refusals == [None] * len(beside)


@pytest.mark.parametrize("code", FILES)
def test_targets_speak_both_languages(code: str) -> None:
    targets = FILES[code].targets

    assert [target.code for target in targets if not target.label_en] == []
    assert [target.code for target in targets if bool(target.reading_vi) != bool(target.reading_en)] == []


def test_targets_whose_words_leave_a_choice_say_how_they_are_read() -> None:
    definitions = read_definitions()
    targets = [target for file in FILES.values() for target in file.targets]

    unexplained = [
        target.code
        for target in targets
        if not target.reading_vi
        and (
            definitions[target.indicator].is_share
            or target.comparator in {"some", "maintain"}
            or (target.goal_to is not None and not any(one.total_in == target.code for one in targets))
        )
    ]

    assert unexplained == []


def test_goals_of_every_comparator_can_be_read() -> None:
    comparators = {as_goal(target).comparator.value for file in FILES.values() for target in file.targets}

    assert comparators == {">=", ">", "range", "some", "maintain"}
