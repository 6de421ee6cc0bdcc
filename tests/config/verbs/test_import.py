"""`./run import`: a register read, applied and undone on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from saolang.config.cli import attempt
from saolang.programme.certification.models import Recognition
from tests.factories.intake import a_file, a_line

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "sổ.csv"
    path.write_bytes(a_file(a_line(1), a_line(2, stars="")))
    return str(path)


def read_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_import_prints_every_row_for_programs(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = attempt("import", [file, "--json"])

    answer = read_json(capsys)
    assert code == 0
    assert [(row["sheet"], row["row"], row["verdict"]) for row in answer["rows"]] == [
        ("csv", 1, "skip"),
        ("csv", 2, "skip"),
        ("csv", 3, "accept"),
        ("csv", 4, "hold"),
    ]
    assert answer["rows"][3]["reasons"] == [{"code": "stars_missing", "detail": "", "text": "Thiếu hạng sao."}]
    assert answer["rows"][2]["values"]["place_text"] == "Xã Vị Thủy, Huyện Vị Thủy"
    assert answer["summary"]["verdicts"] == {"accept": 1, "warn": 0, "hold": 1, "skip": 2}
    assert not Recognition.objects.exists()


def test_import_applies_once_and_undoes(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    added = []
    for _ in range(2):
        attempt("import", [file, "--apply", "--json"])
        added.append(read_json(capsys)["summary"]["applied"]["recognitions"])
    attempt("import", [file, "--undo", "--json"])

    assert added == [1, 0]
    assert read_json(capsys)["summary"]["undone"] == 1
    assert not Recognition.objects.standing().exists()


def test_import_prints_sentences_for_people(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    attempt("import", [file])

    printed = capsys.readouterr().out
    assert "Thiếu hạng sao." in printed
    assert "Chưa nhập gì. Thêm --apply để nhập các dòng được nhận." in printed


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"%PDF-1.7", "Đây là tệp PDF, không phải bảng tính."), (b"", "Tệp không có dữ liệu.")],
)
def test_a_bad_file_gets_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, sentence: str
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    code = attempt("import", [str(path)])

    errors = capsys.readouterr().err
    assert (code, errors.startswith(sentence), errors.count("\n")) == (2, True, 1)


def test_a_missing_file_gets_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code = attempt("import", ["không-có.xlsx"])

    assert (code, capsys.readouterr().err.count("\n")) == (2, 1)


def test_an_unknown_province_gets_one_sentence(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = attempt("import", [file, "--province", "Không Có"])

    assert (code, capsys.readouterr().err.count("\n")) == (2, 1)
