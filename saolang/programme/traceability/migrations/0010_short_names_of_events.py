"""Find an event by a short name that stands for its id: ids are long, and an index of them grows at random places."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

AT_ONCE = 2_000


def name(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Name the events there are."""
    events = apps.get_model("traceability", "Event").objects.using(editor.connection.alias)
    unnamed, after = events.order_by("pk").values_list("event_id", "declared_at", "pk"), 0
    with editor.connection.cursor() as cursor:
        while some := list(unnamed.filter(pk__gt=after)[:AT_ONCE]):
            names = [(short_name(event_id, declared_at), key) for event_id, declared_at, key in some]
            cursor.executemany("UPDATE traceability_event SET name = %s WHERE id = %s", names)
            *_, after = some[-1]


def short_name(event_id: str, declared_at: datetime | None) -> bytes:
    """Return what `core.epcis.hashing.short_name` returns; moments come from the database in UTC."""
    told = f"{event_id} {declared_at.isoformat()}" if declared_at else event_id
    return sha256(told.encode()).digest()[:16]


class Migration(migrations.Migration):
    dependencies = [("traceability", "0009_recalls_are_reopened")]

    operations = [
        migrations.AddField("event", "name", models.BinaryField(max_length=16, null=True)),
        migrations.RunPython(name, migrations.RunPython.noop),
        migrations.RemoveConstraint("event", "traceability_event_once"),
        migrations.AlterField("event", "name", models.BinaryField(max_length=16)),
        migrations.AddConstraint("event", models.UniqueConstraint(fields=["name"], name="traceability_event_once")),
        migrations.AddIndex(
            "event",
            models.Index(
                condition=models.Q(declared_at__isnull=False),
                fields=["event_id"],
                name="traceability_by_correction",
            ),
        ),
    ]
