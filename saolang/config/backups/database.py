"""The database as a whole: one moment of it, what has been migrated, whether it is empty, building it anew."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from saolang.base.accounts.models import User
from saolang.base.audit.models import Change
from saolang.base.kit.indexing import is_index
from saolang.config.verbs.setup import INSTALLER
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.jobs.sealing import BY as SEALER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.backends.utils import CursorWrapper
    from django.db.migrations.state import ProjectState

BEGIN = {
    # Django's own transactions on SQLite lock writers out from their first moment: this one only looks.
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}
NOT_EMPTY = Refusal(_("Hệ thống này đã có dữ liệu. Bản sao lưu chỉ được khôi phục vào một hệ thống còn trống."))
NOT_SET_UP = Refusal(_("Cơ sở dữ liệu này còn trống: không có gì để sao lưu."))
UNKNOWN_MIGRATION = _(
    "Phần mềm đang chạy không biết bước chuyển đổi dữ liệu %(migration)s. Hãy cập nhật phần mềm rồi làm lại."
)

Migrations = dict[str, list[str]]
"""The migrations applied, by app, each app's in the order of their names."""


@contextmanager
def snapshot() -> Iterator[None]:
    """Read, within, a database that stands still, while others go on writing to it."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def applied_migrations() -> Migrations:
    """Return what has been migrated. Raises Refusal when nothing has: there is no installation here."""
    applied: Migrations = {}
    for app, name in sorted(MigrationExecutor(connection).loader.applied_migrations):
        applied.setdefault(app, []).append(name)
    if not applied:
        raise NOT_SET_UP
    return applied


def is_current() -> bool:
    """Tell whether everything is migrated that this program knows."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def state_after(migrations: Mapping[str, Sequence[str]]) -> ProjectState:
    """Return the models as they are after these migrations. Raises Refusal when one of them is unknown here."""
    loader = MigrationExecutor(connection).loader
    for migration in _flat(migrations):
        if migration not in loader.disk_migrations:
            raise Refusal(UNKNOWN_MIGRATION, migration=".".join(migration))
    return loader.project_state([each for each in _flat(migrations) if each in loader.graph.nodes])


def refuse_unless_empty() -> None:
    """Raise Refusal unless nobody has entered anything: no table at all, or what an installation makes of itself."""
    tables = {table for table in connection.introspection.table_names() if not is_index(table)}
    if not tables:
        return
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}  # noqa: SLF001
    if tables - ours - {"django_migrations", settings.CACHES["default"]["LOCATION"]}:
        raise NOT_EMPTY
    if "accounts_user" in tables and User.objects.exists():
        raise NOT_EMPTY
    if "audit_change" in tables and Change.objects.exclude(actor__in=[INSTALLER, SEALER]).exists():
        raise NOT_EMPTY


@contextmanager
def rebuilding() -> Iterator[None]:
    """Let an empty installation's database be built anew, in one transaction: all of it is kept, or nothing happened.

    Raises Refusal when it is not empty.
    """
    with connection.constraint_checks_disabled(), transaction.atomic():
        # Somebody may have begun to enter something while the file was being checked.
        refuse_unless_empty()
        _drop_everything()
        yield
        connection.check_constraints()
        call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        # Otherwise the database plans its queries for the empty tables it knew.
        cursor.execute("ANALYZE")


def migrate_to(migrations: Mapping[str, Sequence[str]]) -> None:
    """Apply exactly these migrations to a database that has none."""
    executor = _executor()
    graph = executor.loader.graph
    wanted = {each for each in _flat(migrations) if each in graph.nodes}
    # To name one that another brings along would mean going back to it.
    executor.migrate([each for each in sorted(wanted) if wanted.isdisjoint(graph.node_map[each].children)])


def migrate_on() -> None:
    """Apply every migration that is not applied yet."""
    connection.check_constraints()
    executor = _executor()
    executor.migrate(executor.loader.graph.leaf_nodes())


def _executor() -> MigrationExecutor:
    """Return what migrates within our one transaction, looking at all constraints after each migration.

    PostgreSQL alters no table whose rows still wait for that, and what a migration has made immediate is to wait again.
    """
    return MigrationExecutor(connection, lambda *_: connection.check_constraints())


def _flat(migrations: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(app, name) for app, names in migrations.items() for name in names]


def _drop_everything() -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        # What an index is made of goes with it, before what it is of.
        for table in sorted(connection.introspection.table_names(cursor), key=is_index, reverse=True):
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TABLE IF EXISTS {quote(table)}{cascade}")
        if connection.vendor == "postgresql":
            _drop_functions(cursor)


def _drop_functions(cursor: CursorWrapper) -> None:
    """Drop the functions that our triggers call; an extension's stay."""
    cursor.execute(
        """
        SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
        """
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {function} CASCADE")
