"""From SQLite to PostgreSQL and back: not a row, not a file, not a figure is another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from saolang.base.audit.models import Change
from saolang.base.audit.queries import verify_chain
from saolang.base.audit.services.chain import publish_checkpoint, seal
from saolang.base.files.models import StoredFile
from saolang.base.kit.indexing import LEAST, MOST, WORDS
from saolang.base.places.services import load_places
from saolang.config.backups.database import migrate_on
from saolang.config.demonstration.loading import load
from saolang.core.refusal import Refusal
from saolang.programme.plans.models import Plan
from saolang.programme.registry.models import Product
from saolang.programme.traceability.models import PublicRevision
from saolang.reports.exports.json_file import as_dict
from saolang.reports.standings import Sight, end_of, read_plan
from tests.config.backups.elsewhere import CONTENTS, sqlite, store_bytes
from tests.factories.audit import ChangeFactory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from tests.config.backups.elsewhere import Elsewhere

DAY = date(2024, 6, 30)
KNOWN = date(2026, 12, 31)


def figures() -> list[dict[str, Any]]:
    """Return every target of every plan: value, verdict, pace, forecast."""
    plans = Plan.objects.select_related("place__map").order_by("code")
    return [
        as_dict(read_plan(plan, Sight(as_at=DAY, as_known=end_of(KNOWN), shown_on=plan.place.map))) for plan in plans
    ]


def what_the_database_makes() -> tuple[list[int], list[int], set[str], bool]:
    """Return the products, those that have a count, words of their names not noted, whether a change is counted."""
    products = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    counts = PublicRevision.objects.order_by("pk")
    counted = list(counts.values_list("pk", flat=True))
    before = counts.get(pk=products[0]).revision
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Compares what the index holds with the names, in both directions; an error when they differ.
            for index in ("registry_product_search", "places_placename_search"):
                cursor.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        cursor.execute(f"SELECT DISTINCT word FROM {WORDS}")  # noqa: S608
        words = {word for (word,) in cursor.fetchall()}
        Product.objects.filter(pk=products[0]).update(id=products[0])
        counts_on = counts.get(pk=products[0]).revision == before + 1
        transaction.set_rollback(True)
    names = " ".join(Product.objects.values_list("folded", flat=True)).split()
    wanted = {word for word in names if LEAST <= len(word) <= MOST and not any(map(str.isdigit, word))}
    return products, counted, wanted - words, counts_on


@pytest.mark.long
def test_moving_there_and_back_loses_nothing(
    empty: Elsewhere,
    empty_postgresql: Callable[[], Elsewhere],
    tmp_path: Path,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    (tmp_path / "again").mkdir()
    there, again = empty_postgresql(), sqlite(tmp_path / "again", django_db_blocker)
    with empty.entered():
        migrate_on()
        load_places(by="installation")
        load()
        for content in CONTENTS:
            store_bytes(content)
        for _ in range(2):
            seal()
            publish_checkpoint(by="tests")
        figures_here = figures()
        made_here = what_the_database_makes()
        stored = StoredFile.objects.count()
    here = empty.backup(tmp_path / "1.tar")

    there.restore(tmp_path / "1.tar")
    moved = there.backup(tmp_path / "2.tar")
    again.restore(tmp_path / "2.tar")
    back = again.backup(tmp_path / "3.tar")

    assert [manifest.database for manifest in (here, moved, back)] == ["sqlite", "postgresql", "sqlite"]
    for manifest in (moved, back):
        assert (manifest.tables, manifest.files, manifest.chain) == (here.tables, here.files, here.chain)
    assert len(figures_here) == 5
    products, counted, missing, counts_on = made_here
    assert (counted, missing, counts_on) == (products, set(), True)
    assert here.files.count == stored > len(CONTENTS)
    for installation in (there, again):
        with installation.entered():
            assert figures() == figures_here
            assert list(verify_chain()) == []
            assert what_the_database_makes() == made_here


def test_moving_the_files_into_a_bucket_and_out_again_loses_none(
    small: Elsewhere, small_backup: Path, empty: Elsewhere, bucket: str, tmp_path: Path
) -> None:
    (tmp_path / "again").mkdir()
    there = replace(empty, bucket=f"s3://{bucket}/ocop")
    again = sqlite(tmp_path / "again", small.blocker)

    there.restore(small_backup)
    moved = there.backup(tmp_path / "2.tar")
    again.restore(tmp_path / "2.tar")

    assert moved.files.lost == []
    with again.entered():
        stored = StoredFile.objects.order_by("pk")
        assert tuple((again.files / file.path).read_bytes() for file in stored) == CONTENTS


def test_a_file_lost_from_a_bucket_is_named(small_backup: Path, empty: Elsewhere, bucket: str, tmp_path: Path) -> None:
    there = replace(empty, bucket=f"s3://{bucket}/ocop")
    there.restore(small_backup)
    with there.entered():
        lost = StoredFile.objects.earliest("pk")
        default_storage.delete(lost.path)

    files = there.backup(tmp_path / "2.tar").files

    assert (files.lost, files.count) == ([lost.sha256], len(CONTENTS) - 1)


def test_moving_to_postgresql_keeps_its_guards_and_goes_on_counting_keys(
    small_backup: Path, empty_postgresql: Callable[[], Elsewhere]
) -> None:
    there = empty_postgresql()

    there.restore(small_backup)

    with there.entered():
        highest = Change.objects.latest("pk").pk
        assert ChangeFactory().pk == highest + 1
        with connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
            cursor.execute("DELETE FROM audit_change")


def test_moving_takes_the_place_of_what_setup_has_made_on_postgresql(
    small_backup: Path, empty_postgresql: Callable[[], Elsewhere]
) -> None:
    there = empty_postgresql()
    with there.entered():
        migrate_on()

    told = there.restore(small_backup)

    assert there.backup(small_backup.with_name(f"{there.url[-9:]}.tar")).tables == told.tables


def test_moving_is_refused_when_postgresql_does_not_take_a_row(
    empty: Elsewhere, empty_postgresql: Callable[[], Elsewhere], tmp_path: Path
) -> None:
    there = empty_postgresql()
    with empty.entered():
        migrate_on()
        # SQLite keeps what PostgreSQL has no letter for.
        ChangeFactory(reason="\0")
    empty.backup(tmp_path / "1.tar")

    with pytest.raises(Refusal, match="không nhận một dòng của bảng audit_change"):
        there.restore(tmp_path / "1.tar")

    assert there.is_untouched()
