"""What comes back is what was there; what is not whole, not ours or not for here changes nothing."""

from __future__ import annotations

import hashlib
import tarfile
from typing import TYPE_CHECKING, Any

import orjson
import pyrage
import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection

from saolang.base.accounts.models import User
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.queries import verify_chain
from saolang.base.audit.services.changes import record
from saolang.base.files.models import StoredFile
from saolang.config.backups.archive import MANIFEST, add_bytes
from saolang.config.backups.database import migrate_on, migrate_to
from saolang.config.backups.restoring import examine, restore_backup
from saolang.config.verbs.setup import INSTALLER
from saolang.core.refusal import Refusal
from saolang.jobs.sealing import BY as SEALER
from tests.config.backups.elsewhere import CONTENTS, LONG_AGO, Elsewhere, no_report, sqlite
from tests.factories.accounts import UserFactory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import DjangoDbBlocker


def rewritten(backup: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write the archive again with each member as `change` gives it back; None leaves it out."""
    with tarfile.open(backup) as source, tarfile.open(target, "w") as archive:
        for member in source:
            content = change(member.name, source.extractfile(member).read())  # type: ignore[union-attr]
            if content is not None:
                add_bytes(archive, member.name, content)
    return target


def with_manifest(backup: Path, target: Path, **values: object) -> Path:
    """Write the archive again with other values in its manifest."""

    def change(name: str, content: bytes) -> bytes:
        return orjson.dumps(orjson.loads(content) | values) if name == MANIFEST else content

    return rewritten(backup, target, change)


def test_restore_gives_back_every_row_and_every_file(
    small: Elsewhere, small_backup: Path, empty: Elsewhere, tmp_path: Path
) -> None:
    told = empty.restore(small_backup)

    again = empty.backup(tmp_path / "again.tar")
    assert (told.tables, told.files) == (again.tables, again.files)
    assert (told.rows, told.files.count) == (again.rows, len(CONTENTS))
    assert (tmp_path / "again.tar").stat().st_size == small_backup.stat().st_size
    with empty.entered():
        stored = StoredFile.objects.order_by("pk")
        contents = tuple(default_storage.open(file.path).read() for file in stored)
        assert (contents, {file.stored_at for file in stored}) == (CONTENTS, {LONG_AGO})


def test_restore_keeps_the_chain_and_its_guards(small_backup: Path, empty: Elsewhere) -> None:
    empty.restore(small_backup)

    with empty.entered():
        assert list(verify_chain()) == []
        with pytest.raises(DatabaseError, match="append-only"):
            Change.objects.update(actor="user:2")


def test_restore_goes_on_counting_keys(small_backup: Path, empty: Elsewhere) -> None:
    empty.restore(small_backup)

    with empty.entered():
        highest = User.objects.latest("pk").pk
        assert UserFactory().pk == highest + 1


@pytest.mark.parametrize("entered_by", ["user:1", "command-line"])
def test_restore_is_refused_where_something_was_entered(small_backup: Path, empty: Elsewhere, entered_by: str) -> None:
    with empty.entered():
        migrate_on()
        record(by=entered_by, action=Action.CREATE, kind="producer", code="CT-9")

    with pytest.raises(Refusal, match="đã có dữ liệu"):
        empty.restore(small_backup)

    with empty.entered():
        assert Change.objects.get().code == "CT-9"


def test_restore_is_refused_where_somebody_may_sign_in(small_backup: Path, empty: Elsewhere) -> None:
    with empty.entered():
        migrate_on()
        UserFactory(email="chi@example.vn")

    with pytest.raises(Refusal, match="đã có dữ liệu"):
        empty.restore(small_backup)

    with empty.entered():
        assert User.objects.get().email == "chi@example.vn"


def test_restore_is_refused_in_the_database_of_another_program(small_backup: Path, empty: Elsewhere) -> None:
    with empty.entered(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shop_orders (id integer)")

    with pytest.raises(Refusal, match="đã có dữ liệu"):
        empty.restore(small_backup)

    with empty.entered():
        assert connection.introspection.table_names() == ["shop_orders"]


def test_restore_takes_the_place_of_what_setup_has_made(small_backup: Path, empty: Elsewhere) -> None:
    with empty.entered():
        migrate_on()
        for machine in (INSTALLER, SEALER):
            record(by=machine, action=Action.IMPORT, kind="places", code="places")

    empty.restore(small_backup)

    with empty.entered():
        assert not Change.objects.filter(code="places").exists()


def test_restore_takes_over_what_an_attempt_cut_short_left_in_the_storage(
    small_backup: Path, small: Elsewhere, empty: Elsewhere
) -> None:
    with small.entered():
        whole, half = (file.path for file in StoredFile.objects.order_by("pk")[:2])
    for path, content in ((whole, CONTENTS[0]), (half, CONTENTS[1][:3])):
        (empty.files / path).parent.mkdir(parents=True)
        (empty.files / path).write_bytes(content)

    empty.restore(small_backup)

    assert [(empty.files / path).read_bytes() for path in (whole, half)] == [CONTENTS[0], CONTENTS[1]]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_restore_is_refused_with_a_file_cut_off(
    small_backup: Path, empty: Elsewhere, tmp_path: Path, share: float
) -> None:
    cut = tmp_path / "cut.tar"
    whole = small_backup.read_bytes().rstrip(b"\0")
    cut.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(Refusal, match="không nguyên vẹn"):
        empty.restore(cut)

    assert empty.is_untouched()


def test_restore_is_refused_with_bytes_that_are_no_backup(empty: Elsewhere, tmp_path: Path) -> None:
    nonsense = tmp_path / "photo.jpg"
    nonsense.write_bytes(b"\xff\xd8\xff\xe0 a picture" * 200)

    with pytest.raises(Refusal, match="không nguyên vẹn"):
        empty.restore(nonsense)


@pytest.mark.parametrize("part", ["tables/accounts_user/", "files/", "manifest.json"])
def test_restore_is_refused_when_a_part_is_missing(
    small_backup: Path, empty: Elsewhere, tmp_path: Path, part: str
) -> None:
    without = rewritten(
        small_backup, tmp_path / "x.tar", lambda name, content: None if name.startswith(part) else content
    )

    with pytest.raises(Refusal, match="không nguyên vẹn"):
        empty.restore(without)

    assert empty.is_untouched()


@pytest.mark.parametrize("part", ["tables/accounts_user/", "files/"])
def test_restore_is_refused_when_a_part_was_altered(
    small_backup: Path, empty: Elsewhere, tmp_path: Path, part: str
) -> None:
    def flip(name: str, content: bytes) -> bytes:
        return content[:-1] + bytes([content[-1] ^ 1]) if name.startswith(part) and content else content

    with pytest.raises(Refusal, match="không nguyên vẹn"):
        empty.restore(rewritten(small_backup, tmp_path / "x.tar", flip))

    assert empty.is_untouched()


def test_restore_is_refused_when_a_table_was_added(small_backup: Path, empty: Elsewhere, tmp_path: Path) -> None:
    added = tmp_path / "x.tar"
    added.write_bytes(small_backup.read_bytes())
    with tarfile.open(added, "a") as archive:
        add_bytes(archive, "tables/shop_orders/00000.jsonl.gz", b"")

    with pytest.raises(Refusal, match="không nguyên vẹn"):
        empty.restore(added)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"software": "99.0.0"}, "phần mềm mới hơn"),
        ({"format": 2}, "phần mềm mới hơn"),
        ({"migrations": {"registry": ["9999_of_tomorrow"]}}, "registry.9999_of_tomorrow"),
    ],
)
def test_restore_is_refused_when_a_newer_program_wrote_it(
    small_backup: Path, empty: Elsewhere, tmp_path: Path, values: dict[str, object], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        empty.restore(with_manifest(small_backup, tmp_path / "x.tar", **values))

    assert empty.is_untouched()


NO_ROWS = {"columns": [], "rows": 0, "sha256": hashlib.sha256().hexdigest()}


@pytest.mark.parametrize(
    "change",
    [
        {"tables": []},
        {"tables": None},
        {"migrations": None},
        {"migrations": {"registry": 5}},
        {"software": 99},
        {"tables": {"shop_orders": NO_ROWS}},
    ],
    ids=str,
)
def test_restore_is_refused_when_the_manifest_is_nonsense(
    small_backup: Path, empty: Elsewhere, tmp_path: Path, change: dict[str, object]
) -> None:
    if isinstance(change.get("tables"), dict):
        kept = small_manifest(small_backup)["tables"]
        change = {"tables": {**kept, **change["tables"]}}  # type: ignore[dict-item]

    with pytest.raises(Refusal):
        empty.restore(with_manifest(small_backup, tmp_path / "x.tar", **change))

    assert empty.is_untouched()


def small_manifest(backup: Path) -> dict[str, Any]:
    with tarfile.open(backup) as archive:
        return dict(orjson.loads(archive.extractfile(MANIFEST).read()))  # type: ignore[union-attr]


def test_restore_is_refused_when_the_disk_is_full_and_nothing_stays(small_backup: Path, empty: Elsewhere) -> None:
    with empty.entered():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 200")
        with pytest.raises(Refusal, match="Đĩa đã đầy"):
            # In the same connection, which alone knows the bound.
            restore_backup(small_backup, identity=None, report=no_report)

    assert empty.is_untouched()


def test_restore_brings_an_older_backup_up_to_date(
    empty: Elsewhere, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    old = sqlite(tmp_path, django_db_blocker)
    with old.entered():
        migrate_to({"audit": ["0001_changes", "0002_append_only"], "contenttypes": ["0001_initial"]})
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO audit_change (at, actor, action, kind, code, "before", "after", reason, request_id)
                VALUES ('2020-02-29 12:30:00', 'user:1', 'create', 'producer', 'CT-1', '{}', '{}', '', '')
                """
            )
    old.backup(tmp_path / "old.tar")

    empty.restore(tmp_path / "old.tar")

    with empty.entered():
        change = Change.objects.get()
        assert (change.code, change.commitment, User.objects.exists()) == ("CT-1", "", False)


def test_restore_opens_an_encrypted_backup_with_its_key_only(
    small: Elsewhere, small_backup: Path, empty: Elsewhere, tmp_path: Path
) -> None:
    right, wrong = (pyrage.x25519.Identity.generate() for _ in range(2))
    sealed = tmp_path / "sealed.tar.age"
    manifest = small.backup(sealed, recipient=str(right.to_public()))
    for name, text in (("right", str(right)), ("wrong", str(wrong)), ("none", "# no key in here")):
        (tmp_path / name).write_text(f"# made by age-keygen\n{text}\n")

    with pytest.raises(Refusal, match="SAOLANG_BACKUP_IDENTITY là đường dẫn"):
        empty.restore(sealed)
    with pytest.raises(Refusal, match="được mã hóa cho khóa khác"):
        empty.restore(sealed, identity=tmp_path / "wrong")
    with pytest.raises(Refusal, match="không có khóa bí mật nào"):
        empty.restore(sealed, identity=tmp_path / "none")
    assert empty.is_untouched()

    assert empty.restore(sealed, identity=tmp_path / "right").tables == manifest.tables
    assert b"accounts_user" not in sealed.read_bytes()


@pytest.mark.parametrize("harm", ["cut", "altered"])
def test_restore_is_refused_with_an_encrypted_file_that_is_not_whole(
    small: Elsewhere, empty: Elsewhere, tmp_path: Path, harm: str
) -> None:
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    sealed = tmp_path / "sealed.tar.age"
    small.backup(sealed, recipient=str(key.to_public()))
    content = bytearray(sealed.read_bytes())
    if harm == "cut":
        del content[-10:]
    else:
        content[len(content) // 2] ^= 1
    sealed.write_bytes(content)

    with pytest.raises(Refusal, match="không nguyên vẹn"):
        empty.restore(sealed, identity=tmp_path / "key")

    assert empty.is_untouched()


def test_examine_returns_the_manifest_that_ends_the_archive(small_backup: Path) -> None:
    manifest = examine(small_backup, identity=None, report=no_report)

    with tarfile.open(small_backup) as archive:
        last = archive.getmembers()[-1]
        assert (last.name, archive.extractfile(last).read()) == (MANIFEST, manifest.to_json())  # type: ignore[union-attr]
