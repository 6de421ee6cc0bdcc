from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from saolang.base.kit.storage import FolderStorage


def test_file_is_for_this_program_alone(tmp_path: Path) -> None:
    storage = FolderStorage(str(tmp_path / "files"))

    storage.save("3f/3fa9", ContentFile(b"x"))

    assert (tmp_path / "files" / "3f" / "3fa9").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "files" / "3f").stat().st_mode & 0o777 == 0o700


def test_file_takes_the_place_of_one_of_the_same_name(tmp_path: Path) -> None:
    storage = FolderStorage(str(tmp_path))
    storage.save("a", ContentFile(b"half"))

    name = storage.save("a", ContentFile(b"the whole"))

    assert name == "a"
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a", b"the whole")]


def test_writer_that_is_cut_off_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = FolderStorage(str(tmp_path))
    storage.save("a", ContentFile(b"old"))
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))

    with pytest.raises(KeyboardInterrupt):
        storage.save("a", ContentFile(b"new"))

    assert storage.open("a").read() == b"old"
