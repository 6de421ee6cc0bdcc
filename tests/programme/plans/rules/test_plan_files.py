from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from saolang.core.refusal import Refusal
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.rules import PlanFile, Reported, TargetTerms, read_plan_file

if TYPE_CHECKING:
    from pathlib import Path


def plan(**changes: Any) -> dict[str, Any]:
    whole = {
        "code": "thu-2024",
        "title": {"vi": "Kế hoạch thử", "en": "A plan to try"},
        "place": {"generation": 1, "code": "04"},
        "level": "province",
        "period": "2024",
        "begins_on": date(2024, 1, 1),
        "ends_on": date(2024, 12, 31),
        "state": "issued",
        "number": "1/KH-UBND",
        "not_in_source": ["issued_on", "signer"],
        "document": "Kế hoạch số 1/KH-UBND",
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


def target(**changes: Any) -> dict[str, Any]:
    whole = {
        "code": "T-01",
        "label": {"vi": "Sản phẩm mới"},
        "indicator": "products.new",
        "comparator": ">=",
        "goal": 30,
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


def read(folder: Path, **parts: Any) -> PlanFile:
    file = folder / "thu.yaml"
    file.write_text(
        yaml.safe_dump({"plan": plan(), "targets": [target()]} | parts, allow_unicode=True), encoding="utf-8"
    )
    return read_plan_file(file)


def refusal_of(folder: Path, **parts: Any) -> str:
    with pytest.raises(Refusal) as refused:
        read(folder, **parts)
    return str(refused.value)


def test_plan_file_reads_the_plan(tmp_path: Path) -> None:
    file = read(tmp_path)

    assert (file.source, file.code, file.place, file.parent, file.state) == (
        "thu.yaml",
        "thu-2024",
        (1, "04"),
        "",
        PlanState.ISSUED,
    )
    assert file.terms == {
        "code": "thu-2024",
        "title_vi": "Kế hoạch thử",
        "title_en": "A plan to try",
        "level": "province",
        "period": "2024",
        "begins_on": date(2024, 1, 1),
        "ends_on": date(2024, 12, 31),
        "source": "Kế hoạch số 1/KH-UBND",
        "number": "1/KH-UBND",
        "issued_on": None,
        "signer": "",
    }


def test_plan_file_reads_a_target(tmp_path: Path) -> None:
    whole = target(
        goal=25,
        goal_to=30.5,
        yearly=True,
        per="district",
        per_only="with_craft_village",
        within="T-02",
        total_in="T-03",
        phrase="có thêm\n  25 - 30",
        reading={"vi": "Ít nhất", "en": "At least"},
        serves="A2",
    )

    file = read(tmp_path, targets=[whole])

    assert file.targets == (
        TargetTerms(
            code="T-01",
            label_vi="Sản phẩm mới",
            indicator="products.new",
            comparator=">=",
            goal=Decimal(25),
            goal_to=Decimal("30.5"),
            yearly=True,
            per="district",
            per_only="with_craft_village",
            within="T-02",
            total_in="T-03",
            phrase="có thêm 25 - 30",
            reading_vi="Ít nhất",
            reading_en="At least",
        ),
    )


def test_plan_file_reads_what_the_document_reports(tmp_path: Path) -> None:
    day = date(2022, 12, 31)
    told = {"indicator": "products.certified", "only": {"stars": 4}, "day": day, "percent": 38.8, "phrase": "38,8%"}

    file = read(tmp_path, reported=[told])

    assert file.reported == (
        Reported("products.certified", day, "38,8%", percent=Decimal("38.8"), only={"stars": "4"}),
    )


def test_plan_file_without_targets_is_a_plan_without_targets(tmp_path: Path) -> None:
    assert read(tmp_path, targets=None).targets == ()


@pytest.mark.parametrize(
    "key", ["code", "title", "place", "level", "period", "begins_on", "ends_on", "state", "document"]
)
def test_plan_without_a_required_word_is_refused(tmp_path: Path, key: str) -> None:
    assert f"thiếu “{key}”" in refusal_of(tmp_path, plan=plan(**{key: None}))


@pytest.mark.parametrize(
    "changes", [{"number": None}, {"signer": "Ông A"}, {"not_in_source": None}], ids=["forgotten", "both", "no list"]
)
def test_what_the_source_does_not_say_must_be_listed_and_nothing_else(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert "not_in_source khi nguồn không ghi" in refusal_of(tmp_path, plan=plan(**changes))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"plan": ["thu"]}, "tên: giá trị"),
        ({"plans": {}}, "không hiểu “plans”"),
        ({"plan": plan(colour="green")}, "không hiểu “colour”"),
        ({"plan": plan(period=2024)}, "“2024” không phải giá trị của “period”"),
        ({"plan": plan(place={"generation": 1, "code": 4})}, "“4” không phải giá trị của “code”"),
        ({"plan": plan(place={"generation": "1", "code": "04"})}, "“1” không phải giá trị của “generation”"),
        ({"plan": plan(begins_on="2024-01")}, "“2024-01” không phải giá trị của “begins_on”"),
        ({"plan": plan(state="signed")}, "“signed” không phải giá trị của “state”"),
        ({"plan": plan(title="Kế hoạch")}, "tên: giá trị"),
        ({"targets": target()}, "không phải giá trị của “targets”"),
        ({"targets": ["T-01"]}, "tên: giá trị"),
        ({"targets": [target(goal="30")]}, "T-01: “30” không phải giá trị của “goal”"),
        ({"targets": [target(goal=True)]}, "T-01: “True” không phải giá trị của “goal”"),
        ({"targets": [target(yearly="yes")]}, "T-01: “yes” không phải giá trị của “yearly”"),
        ({"targets": [target(color="green")]}, "T-01: không hiểu “color”"),
        ({"targets": [target(indicator=None)]}, "T-01: thiếu “indicator”"),
    ],
)
def test_plan_file_with_a_wrong_word_is_refused_by_name(tmp_path: Path, parts: dict[str, Any], said: str) -> None:
    refusal = refusal_of(tmp_path, **parts)

    assert refusal.startswith("thu.yaml")
    assert said in refusal
