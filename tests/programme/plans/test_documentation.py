"""What docs/indicators.md shows and lists is what works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from saolang.core.indicators.targets import Comparator
from saolang.programme.plans.models import Target
from saolang.programme.plans.rules import read_definitions, read_plan_file, read_vocabulary
from saolang.programme.plans.services import Loaded, load_plans

if TYPE_CHECKING:
    from saolang.core.indicators.vocabulary import Population

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "indicators.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
INDICATORS = [text for text in EXAMPLES if text.startswith("indicators:")]
[PLAN] = [text for text in EXAMPLES if text.startswith("plan:")]
[REPORTED] = [text for text in EXAMPLES if text.startswith("reported:")]


@pytest.mark.parametrize("text", INDICATORS)
def test_examples_of_indicators_work_as_they_stand(text: str, tmp_path: Path) -> None:
    (tmp_path / "example.yaml").write_text(text, encoding="utf-8")

    read = read_definitions(tmp_path)

    assert list(read) == [one["code"] for one in yaml.safe_load(text)["indicators"]]


@pytest.mark.django_db
def test_example_of_a_plan_works_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "example.yaml").write_text(PLAN, encoding="utf-8")

    loaded = load_plans(by="setup", folder=tmp_path)

    assert loaded == Loaded(added=5)
    assert list(Target.objects.values_list("code", flat=True)) == ["VD-01", "VD-02", "VD-03", "VD-04"]


def test_example_of_reported_results_works_below_a_plan(tmp_path: Path) -> None:
    (tmp_path / "example.yaml").write_text(f"{PLAN}\n{REPORTED}", encoding="utf-8")

    assert len(read_plan_file(tmp_path / "example.yaml").reported) == 3


@pytest.mark.parametrize("population", read_vocabulary().populations.values(), ids=lambda one: one.name)
def test_page_names_every_word_of_the_vocabulary(population: Population) -> None:
    name, fields = population.name, population.fields
    listed = re.findall(rf"^### {name} .*?(?=^###? )|^\| [^|]*`{name}`[^|]* \| .*?$", PAGE, re.MULTILINE | re.DOTALL)

    [section] = listed

    missing = [field for field in fields if f"`{field}`" not in section]
    missing += [
        value
        for field in fields.values()
        for value in field.values
        if f"`{value}`" not in PAGE and field.name != "industry"
    ]
    assert missing == []


def test_page_names_every_comparator_and_unit_filter() -> None:
    words = [*(f'`"{one}"`' if one in {">=", ">", "<="} else f"`{one}`" for one in Comparator)]
    words += [f"`{name}`" for name in read_vocabulary().unit_filters]

    assert [word for word in words if word not in PAGE] == []
