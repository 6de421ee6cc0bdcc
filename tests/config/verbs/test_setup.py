from __future__ import annotations

import gettext
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from saolang.config.verbs.setup import compile_messages, load_plans_of_the_operator
from saolang.programme.plans.models import Plan
from saolang.programme.plans.rules import PLANS, PlanTerms
from saolang.programme.plans.services import revise_plan

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Kế hoạch"\nmsgstr "{}"\n'


def write(folder: Path, translation: str) -> Path:
    source = folder / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(CATALOGUE.format(translation), encoding="utf-8")
    return source


def translated(folder: Path) -> str:
    return gettext.GNUTranslations((folder / "en" / "LC_MESSAGES" / "django.mo").open("rb")).gettext("Kế hoạch")


def test_compile_messages_makes_the_catalogue_gettext_reads(tmp_path: Path) -> None:
    write(tmp_path, "Plan")

    compile_messages(tmp_path)

    assert translated(tmp_path) == "Plan"


def test_compile_messages_renews_a_catalogue_older_than_its_source(tmp_path: Path) -> None:
    source = write(tmp_path, "Plan")
    compile_messages(tmp_path)
    compiled = source.with_suffix(".mo").stat().st_mtime
    write(tmp_path, "Programme")
    os.utime(source, (compiled + 1, compiled + 1))

    compile_messages(tmp_path)

    assert translated(tmp_path) == "Programme"


@pytest.mark.django_db
def test_setup_takes_in_no_plans_unless_the_operator_names_a_folder() -> None:
    load_plans_of_the_operator()

    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_setup_says_which_plans_it_left_as_a_person_had_made_them(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.yaml").write_bytes((PLANS / "hau-giang-2023.yaml").read_bytes())
    settings.PLANS_FOLDER = str(tmp_path)
    load_plans_of_the_operator()
    plan = Plan.objects.get()
    revise_plan(plan=plan, terms=replace(PlanTerms.of(plan), number="5/KH"), version=1, by="user:1", reason="Bổ sung")

    load_plans_of_the_operator()

    assert Plan.objects.get().number == "5/KH"
    assert capsys.readouterr().err == (
        "hau-giang-2023: giữ nguyên number như người dùng đã sửa; tệp kế hoạch ghi khác.\n"
    )
