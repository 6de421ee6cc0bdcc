"""What every test stands on: places loaded once, campaigns that know how long to run."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase, override_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from django.db.backends.base.operations import BaseDatabaseOperations
    from pytest_django import DjangoDbBlocker

    from tests.copies import Copy
    from tests.factories.province import Province

PROVE = os.environ.get("SAOLANG_PROVE") == "1"
"""Whether this is `./run prove`: the campaigns run in their long form."""

hypothesis.settings.register_profile("test", deadline=None, max_examples=50)
hypothesis.settings.load_profile("test")


def pytest_configure() -> None:
    """Compile the translations, as `./run` does for an installation: the compiled files are not in the tree.

    Before any test is collected: whoever first says a sentence keeps the catalogue as it was at that moment.
    """
    from django.conf import settings  # noqa: PLC0415 - Django is not set up any earlier

    from saolang.config.verbs.setup import compile_messages  # noqa: PLC0415

    for folder in settings.LOCALE_PATHS:
        compile_messages(folder)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks nothing of the test database, for the run on the second one to leave out; put long tests first."""
    for item in items:
        if not asks_the_database(item):
            item.add_marker("no_database")
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def asks_the_database(item: pytest.Item) -> bool:
    """Tell whether the test uses the test database: by its mark, by a fixture, or as a test case of Django."""
    fixtures = getattr(item, "fixturenames", ())
    case = getattr(item, "cls", None) or object
    return (
        item.get_closest_marker("django_db") is not None
        or "django_db_setup" in fixtures
        or issubclass(case, TransactionTestCase)
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the test database of SQLite in a file: one in memory is one connection, which all threads would share.

    The requests of a browser arrive at once; over one connection they end each other's transactions.
    """
    from django.conf import settings  # noqa: PLC0415 - Django is not set up any earlier

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def files_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep files in a folder, as an installation does.

    Those in memory have one place to read on from, which the requests of a browser that arrive at once would share.
    """
    from django.conf import settings  # noqa: PLC0415 - Django is not set up any earlier

    from saolang.config.settings import file_storage  # noqa: PLC0415

    folder = file_storage(str(tmp_path_factory.mktemp("files")))
    with override_settings(STORAGES=settings.STORAGES | {"default": folder}):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Load the places once for the whole test database; most tests need them and none changes them."""
    from saolang.base.places.services import load_places  # noqa: PLC0415 - Django is not set up any earlier

    with django_db_blocker.unblock():
        load_places(by="tests")
        flush_all_but_places()


def flush_all_but_places() -> None:
    """Make the flush after a transactional test leave the places alone, and get past the guard of the audit list.

    It empties the cache, too: no model has its table, so Django would leave what the test's pages kept there.
    """
    from django.conf import settings  # noqa: PLC0415 - Django is not set up any earlier

    cache_table = settings.CACHES["default"]["LOCATION"]
    append_only = import_module("saolang.base.audit.migrations.0004_only_erasing")
    # On the class: a browser test runs beside an event loop and so has a connection of its own.
    operations = type(connection.ops)
    flush_everything = operations.sql_flush

    def sql_flush(self: BaseDatabaseOperations, style: object, tables: Sequence[str], **options: bool) -> list[str]:
        flushed = [each for each in (*tables, cache_table) if not each.startswith("places_")]
        statements = flush_everything(self, style, flushed, **options)
        return [*append_only.OFF[connection.vendor], *statements, *append_only.ON[connection.vendor]]

    operations.sql_flush = sql_flush  # type: ignore[method-assign]


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a campaign repeats its case: `@pytest.mark.campaign(test=3, prove=50)`."""
    campaign = request.node.get_closest_marker("campaign")
    return int(campaign.kwargs["prove" if PROVE else "test"])


@pytest.fixture
def a_copy(tmp_path: Path) -> Iterator[Callable[[], Copy]]:
    """Return what copies the test database, for processes to be killed over it; for `django_db(transaction=True)`."""
    from tests.copies import Copy  # noqa: PLC0415 - Django is not set up any earlier

    made: list[Copy] = []

    def copy() -> Copy:
        made.append(Copy(tmp_path, len(made)))
        return made[-1]

    yield copy
    for each in made:
        each.drop()


@pytest.fixture
def province(db: None) -> Province:
    """Return old Hậu Giang, empty, to put facts in."""
    from tests.factories.province import Province  # noqa: PLC0415 - Django is not set up any earlier

    return Province()


@pytest.fixture(autouse=True)
def nothing_waits_to_be_written() -> None:
    """Forget scans and pages another test left to be written later: what they name is gone with its transaction."""
    from saolang.programme.traceability.services import pages, scans  # noqa: PLC0415 - Django is set up by now

    pages._made.clear()  # noqa: SLF001
    scans._noted.clear()  # noqa: SLF001
