"""The fields of each paper, and how papers name offices and days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saolang.base.papers.choices import PaperKind
from saolang.base.papers.rules import fields, named, number_in_words, sample, series_of
from saolang.base.papers.rules.wording import called, committee, dated, province_of

if TYPE_CHECKING:
    from tests.factories.province import Province

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize("kind", PaperKind)
def test_page_of_fields_names_every_field(kind: PaperKind) -> None:
    page = (ROOT / "docs" / "papers" / "fields.md").read_text(encoding="utf-8")
    [section] = [part for part in page.split("\n## ") if f"(`{kind.value}`)" in part.partition("\n")[0]]

    listed = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]

    assert listed == [name for name, _ in named(fields()[kind])]


def test_example_of_a_list_has_two_lines() -> None:
    assert len(sample(PaperKind.MINUTES)["rows"]) == 2


@pytest.mark.django_db
def test_papers_are_numbered_by_kind_unit_and_year(province: Province) -> None:
    day = dt.date(2026, 11, 22)

    assert series_of(PaperKind.MINUTES, province.place, day) == "minutes/1-93/2026"
    assert series_of(PaperKind.REGISTRATION, province.place, day) == ""


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        (PaperKind.MINUTES, 7, "07/BB-HĐOCOP"),
        (PaperKind.MINUTES, 123, "123/BB-HĐOCOP"),
        (PaperKind.MINUTES, None, "……/BB-HĐOCOP"),
        (PaperKind.CERTIFICATE, None, ""),
    ],
)
def test_number_is_said_with_the_sign_of_its_kind(kind: PaperKind, number: int | None, words: str) -> None:
    assert number_in_words(kind, number) == words


@pytest.mark.django_db
def test_office_is_named_within_a_sentence(province: Province) -> None:
    commune = province.communes[0]

    assert committee(province.place) == "Ủy ban nhân dân tỉnh Hậu Giang"
    assert called(commune) == f"{commune.kind.lower()} {commune.name}"
    assert province_of(commune) == province_of(province.place) == province.place


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 11, 22), "Ngày 22 tháng 11 năm 2026"),
        (dt.date(2026, 3, 5), "Ngày 05 tháng 3 năm 2026"),
        (dt.date(2026, 2, 9), "Ngày 09 tháng 02 năm 2026"),
    ],
)
def test_day_is_written_as_the_decree_asks(day: dt.date, words: str) -> None:
    assert dated(None, day) == words
