from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from saolang.core.refusal import Refusal
from saolang.programme.plans.rules import read_definitions, read_vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

TEA = """
indicators:
  - code: tea.certified
    label: {vi: Sản phẩm chè còn hiệu lực, en: Tea products holding a certificate}
    counts: products
    where: {state: [valid, extended], set: 11}
"""


def write(folder: Path, name: str, text: str, *, later: int = 0) -> Path:
    """Write a file; `later` seconds on, however coarse the clock of the file system is."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    os.utime(file, (1_700_000_000 + later, 1_700_000_000 + later))
    return file


def test_definitions_are_ours_when_the_operator_has_no_folder() -> None:
    assert {"products.certified", "products.new", "producers.active"} <= set(read_definitions())


def test_definitions_of_a_file_put_in_the_operators_folder_work_at_once(settings: Settings, tmp_path: Path) -> None:
    settings.INDICATORS_FOLDER = str(tmp_path)
    before = set(read_definitions())

    write(tmp_path, "tea.yaml", TEA)

    assert set(read_definitions()) - before == {"tea.certified"}


def test_definitions_are_read_from_either_ending_and_with_a_byte_order_mark(tmp_path: Path) -> None:
    write(tmp_path, "tea.yml", f"\ufeff{TEA}")
    write(tmp_path, "notes.txt", "not a definition")

    assert list(read_definitions(tmp_path)) == ["tea.certified"]


def test_definitions_follow_a_file_that_changes_and_goes(tmp_path: Path) -> None:
    file = write(tmp_path, "tea.yaml", TEA)
    read_definitions(tmp_path)

    write(tmp_path, "tea.yaml", TEA.replace("tea.certified", "tea.valid"), later=1)
    changed = list(read_definitions(tmp_path))
    file.unlink()

    assert (changed, list(read_definitions(tmp_path))) == (["tea.valid"], [])


def test_definitions_are_read_once_while_nothing_changes(tmp_path: Path) -> None:
    write(tmp_path, "tea.yaml", TEA)

    assert read_definitions(tmp_path) is read_definitions(tmp_path)


def test_definitions_cannot_be_altered(tmp_path: Path) -> None:
    write(tmp_path, "tea.yaml", TEA)

    with pytest.raises(TypeError):
        del read_definitions(tmp_path)["tea.certified"]  # type: ignore[attr-defined]


def test_definition_taking_a_code_of_another_file_is_refused(settings: Settings, tmp_path: Path) -> None:
    settings.INDICATORS_FOLDER = str(tmp_path)
    write(tmp_path, "mine.yaml", TEA.replace("tea.certified", "products.certified"))

    with pytest.raises(Refusal, match=r"mine\.yaml định nghĩa lại chỉ số products\.certified"):
        read_definitions()


def test_operators_folder_that_is_not_there_is_refused(settings: Settings, tmp_path: Path) -> None:
    settings.INDICATORS_FOLDER = str(tmp_path / "gone")

    with pytest.raises(Refusal, match="SAOLANG_INDICATORS"):
        read_definitions()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("indicators:\n  - code: a\n label: b", "dòng 3"),
        ("indicators: [", "dòng 1"),
        ("a: \x07", "không phải văn bản YAML"),
        ("- 1", "không có danh sách “indicators”"),
        (TEA.replace("set: 11", "colour: green"), "tea.yaml: tea.certified"),
        (TEA + "    counts: producers\n", "dòng 7: “counts” × 2"),
        (TEA.replace("set: 11", "set: 11, set: 12"), "dòng 6: “set” × 2"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_its_name(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, "tea.yaml", text)

    with pytest.raises(Refusal) as refused:
        read_definitions(tmp_path)

    assert "tea.yaml" in str(refused.value)
    assert said in str(refused.value)


def test_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_bytes("label: chè".encode("cp1258", "ignore") + b"\xff")

    with pytest.raises(Refusal, match="UTF-8"):
        read_definitions(tmp_path)


def test_vocabulary_is_read_once() -> None:
    assert read_vocabulary() is read_vocabulary()
