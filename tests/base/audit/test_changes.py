from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from saolang.base.audit.choices import Action
from saolang.base.audit.queries import history_of
from saolang.base.audit.services.changes import record

pytestmark = pytest.mark.django_db


def test_record_keeps_who_did_what_to_which_thing() -> None:
    record(
        by="user:1",
        action=Action.CHANGE,
        kind="producer",
        code="CT-1",
        before={"name": "Cơ sở A"},
        after={"name": "HTX A"},
        reason="Chuyển đổi",
    )

    change = history_of("producer", "CT-1").get()

    told = (change.actor, change.action, change.kind, change.code, change.before, change.after, change.reason)
    assert told == ("user:1", "change", "producer", "CT-1", {"name": "Cơ sở A"}, {"name": "HTX A"}, "Chuyển đổi")


def test_record_refuses_an_action_outside_the_enum() -> None:
    with pytest.raises(ValueError, match="paint"):
        record(by="user:1", action="paint", kind="producer", code="CT-1")  # type: ignore[arg-type]


def test_record_keeps_a_float_as_text_which_every_database_gives_back_alike() -> None:
    change = record(
        by="user:1",
        action=Action.CHANGE,
        kind="producer",
        code="CT-1",
        before={"share": 0.1, "count": 3},
        after={"shares": [0.5, {"of": 1e22}]},
    )

    kept = history_of("producer", "CT-1").get()

    assert (kept.before, kept.after) == ({"share": "0.1", "count": 3}, {"shares": ["0.5", {"of": "1e+22"}]})
    assert (change.before, change.after) == (kept.before, kept.after)


def test_record_leaves_nothing_when_the_callers_transaction_fails() -> None:
    @transaction.atomic
    def change_something() -> None:
        record(by="user:1", action=Action.CREATE, kind="producer", code="CT-1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change_something()

    assert not history_of("producer", "CT-1").exists()


def test_history_of_tells_the_latest_first_and_only_of_that_thing() -> None:
    for action, code in [(Action.CREATE, "CT-1"), (Action.CREATE, "CT-2"), (Action.CLOSE, "CT-1")]:
        record(by="user:1", action=action, kind="producer", code=code)

    actions = [change.action for change in history_of("producer", "CT-1")]

    assert actions == ["close", "create"]


@pytest.mark.parametrize("statement", ["UPDATE audit_change SET actor = 'user:2'", "DELETE FROM audit_change"])
def test_database_refuses_to_alter_a_change(statement: str) -> None:
    record(by="user:1", action=Action.CREATE, kind="producer", code="CT-1")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert history_of("producer", "CT-1").get().actor == "user:1"


def test_postgresql_refuses_to_truncate_the_changes() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE.")
    record(by="user:1", action=Action.CREATE, kind="producer", code="CT-1")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_change CASCADE")

    assert history_of("producer", "CT-1").count() == 1
