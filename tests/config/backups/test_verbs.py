"""`./run backup` and `./run restore` as people and programs use them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from saolang.base.files.models import StoredFile
from saolang.config.backups.progress import Progress
from saolang.config.cli import attempt
from tests.config.backups.elsewhere import CONTENTS, copy_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.config.backups.elsewhere import Elsewhere


def test_backup_and_restore_tell_programs_what_they_moved(
    small: Elsewhere, empty: Elsewhere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small.entered():
        codes = [attempt("backup", [str(tmp_path / "x.tar"), "--json"])]
    made = json.loads(capsys.readouterr().out)
    with empty.entered():
        codes.append(attempt("restore", [str(tmp_path / "x.tar"), "--json"]))
    restored = json.loads(capsys.readouterr().out)

    assert codes == [0, 0]
    assert (made["encrypted"], made["files"]["count"]) == (False, len(CONTENTS))
    assert made["size"] == (tmp_path / "x.tar").stat().st_size
    assert {name: made[name] for name in ("tables", "rows", "chain")} == {
        name: restored[name] for name in ("tables", "rows", "chain")
    }


def test_backup_says_that_it_is_not_encrypted(
    small: Elsewhere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small.entered():
        attempt("backup", [str(tmp_path / "x.tar")])

    told = capsys.readouterr()
    assert "3 tệp" in told.out
    assert "không được mã hóa" in told.err


def test_backup_fails_when_a_stored_file_was_lost_before(
    small: Elsewhere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied = copy_of(small, tmp_path / "copied")
    with copied.entered():
        lost = StoredFile.objects.earliest("pk")
        (copied.files / lost.path).unlink()

        code = attempt("backup", [str(tmp_path / "x.tar")])

    assert (code, (tmp_path / "x.tar").exists()) == (1, True)
    assert lost.sha256 in capsys.readouterr().err


def test_restore_is_refused_without_a_file(
    empty: Elsewhere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with empty.entered():
        code = attempt("restore", [str(tmp_path / "x.tar")])

    assert (code, capsys.readouterr().err) == (2, f"Không có tệp {tmp_path / 'x.tar'}.\n")


def test_progress_says_nothing_of_what_is_soon_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = iter([0.0, 0.9, 1.1, 1.1, 1.2])
    monkeypatch.setattr("time.monotonic", lambda: next(moments))

    progress = Progress("backup")
    for line in ("one", "two", "three"):
        progress(line)

    assert capsys.readouterr().err == "backup: two\n"
