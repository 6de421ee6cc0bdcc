"""The file: whole or not there, for its owner only, of one moment, while others go on writing."""

from __future__ import annotations

import errno
import os
import sqlite3
import tarfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from saolang.base.accounts.models import User
from saolang.base.audit.models import Head
from saolang.base.files.models import StoredFile
from saolang.config.backups.archive import new_archive
from saolang.config.backups.database import snapshot
from saolang.core.refusal import Refusal
from tests.config.backups.elsewhere import copy_of
from tests.factories.accounts import UserFactory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.config.backups.elsewhere import Elsewhere


@pytest.fixture
def copied(small: Elsewhere, tmp_path: Path) -> Elsewhere:
    """Return an installation with some of everything, to be changed."""
    return copy_of(small, tmp_path / "copied")


def test_backup_is_for_its_owner_only_and_nothing_lies_beside_it(small: Elsewhere, tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.tar"
    path.parent.mkdir()

    small.backup(path)

    assert (path.stat().st_mode & 0o777, list(path.parent.iterdir())) == (0o600, [path])


def test_backup_of_the_same_installation_holds_the_same(small: Elsewhere, small_backup: Path, tmp_path: Path) -> None:
    small.backup(tmp_path / "again.tar")

    with tarfile.open(small_backup) as first, tarfile.open(tmp_path / "again.tar") as again:
        members = [
            [(member.name, archive.extractfile(member).read()) for member in archive]  # type: ignore[union-attr]
            for archive in (first, again)
        ]
    assert members[0][:-1] == members[1][:-1]


def test_backup_leaves_what_ends_with_the_installation_behind(small_backup: Path) -> None:
    with tarfile.open(small_backup) as archive:
        names = {name.split("/")[1] for name in archive.getnames() if name.startswith("tables/")}

    assert names.isdisjoint({"django_session", "usersessions_usersession", "files_upload", "files_piece", "cache"})


def test_backup_tells_the_end_of_the_chain_and_its_signed_checkpoint(small: Elsewhere, tmp_path: Path) -> None:
    chain = small.backup(tmp_path / "x.tar").chain

    with small.entered():
        head = Head.objects.get()
    assert chain["head"] == {"position": head.position, "digest": head.digest}
    assert (chain["checkpoint"]["position"], chain["checkpoint"]["digest"]) == (head.position, head.digest)


def test_backup_never_writes_over_a_file(small: Elsewhere, tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(b"the one of yesterday")

    with pytest.raises(Refusal, match="Đã có tệp"):
        small.backup(path)

    assert path.read_bytes() == b"the one of yesterday"


def test_backup_is_refused_while_another_writes_the_same_file(small: Elsewhere, tmp_path: Path) -> None:
    path = tmp_path / "x.tar"

    with new_archive(path, "") as archive:
        archive.addfile(tarfile.TarInfo("first"))
        with pytest.raises(Refusal, match="khác đang ghi"):
            small.backup(path)

    with tarfile.open(path) as archive:
        assert archive.getnames() == ["first"]


def test_backup_goes_over_what_an_attempt_cut_short_has_left(small: Elsewhere, tmp_path: Path) -> None:
    (tmp_path / "x.tar.partial").write_bytes(b"half" * 1_000_000)

    small.backup(tmp_path / "x.tar")

    with tarfile.open(tmp_path / "x.tar") as archive:
        assert archive.getnames()[-1] == "manifest.json"


def test_backup_of_nothing_is_refused(empty: Elsewhere, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="không có gì để sao lưu"):
        empty.backup(tmp_path / "x.tar")

    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("recipient", ["age1nonsense", "mật khẩu"])
def test_backup_for_a_key_that_is_none_is_refused(small: Elsewhere, tmp_path: Path, recipient: str) -> None:
    with pytest.raises(Refusal, match="không phải khóa công khai"):
        small.backup(tmp_path / "x.tar", recipient=recipient)

    assert list(tmp_path.iterdir()) == []


def test_backup_on_a_full_disk_leaves_nothing(
    small: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(Refusal, match="Đĩa đã đầy"):
        small.backup(tmp_path / "x.tar")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fate", ["gone", "altered"])
def test_backup_names_the_files_the_storage_has_lost_and_keeps_the_rest(
    copied: Elsewhere, tmp_path: Path, fate: str
) -> None:
    with copied.entered():
        lost, *kept = StoredFile.objects.order_by("pk")
    if fate == "gone":
        (copied.files / lost.path).unlink()
    else:
        (copied.files / lost.path).write_bytes(b"something else")

    files = copied.backup(tmp_path / "x.tar").files

    assert (files.lost, files.count) == ([lost.sha256], len(kept))


def test_snapshot_stands_still_while_others_write(copied: Elsewhere) -> None:
    with copied.entered(), snapshot():
        before = User.objects.count()
        path = copied.url.removeprefix("sqlite:///")
        # Another process; it would fail at once if the snapshot held it up.
        with closing(sqlite3.connect(path, timeout=0)) as other:
            other.execute("UPDATE accounts_user SET full_name = 'Somebody else'")
            other.commit()

        assert {user.full_name for user in User.objects.all()} != {"Somebody else"}
        assert User.objects.count() == before

    with copied.entered():
        assert {user.full_name for user in User.objects.all()} == {"Somebody else"}


def test_snapshot_stands_still_on_postgresql_too(small_backup: Path, empty_postgresql: Callable[[], Elsewhere]) -> None:
    there = empty_postgresql()
    there.restore(small_backup)

    with there.entered(), snapshot():
        before = User.objects.count()
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET full_name = 'Somebody else'")
        other.close()

        assert not User.objects.filter(full_name="Somebody else").exists()
        assert User.objects.count() == before


def test_writers_go_on_after_a_snapshot(copied: Elsewhere) -> None:
    with copied.entered():
        with snapshot():
            User.objects.count()
        with transaction.atomic():
            added = UserFactory(email="moi@example.vn")

        assert User.objects.latest("pk") == added
