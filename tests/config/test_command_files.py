"""A file that a command cannot read or write is told of in one sentence, in the reader's words, not the machine's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.config.command_files import A_FOLDER, NO_FILE, NO_FOLDER, read_file, write_file
from saolang.core.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_file(str(tmp_path / "goi.zip"), b"PK")

    assert read_file(str(tmp_path / "goi.zip")) == b"PK"


@pytest.mark.parametrize(
    ("path", "read", "written"),
    [("khong-co/goi.zip", NO_FILE, NO_FOLDER), ("goi.zip/trong", NO_FILE, NO_FOLDER), ("", A_FOLDER, A_FOLDER)],
)
def test_refusal_says_what_is_wrong_with_the_path(tmp_path: Path, path: str, read: str, written: str) -> None:
    (tmp_path / "goi.zip").touch()

    with pytest.raises(Refusal) as refused:
        read_file(str(tmp_path / path))
    assert refused.value.message == read

    with pytest.raises(Refusal) as refused:
        write_file(str(tmp_path / path), b"PK")
    assert refused.value.message == written
