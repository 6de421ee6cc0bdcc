"""Find an event by its id, and let it come once, by one index instead of two: both grow at random places."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.models.functions import Coalesce

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Migration(migrations.Migration):
    dependencies = [("traceability", "0005_recalls_are_accounted_for")]

    operations = [
        migrations.RemoveConstraint("event", "traceability_event_once"),
        migrations.RemoveIndex("event", "traceability_by_event_id"),
        migrations.AddConstraint(
            "event",
            models.UniqueConstraint(
                models.F("event_id"), Coalesce("declared_at", models.Value(NEVER)), name="traceability_event_once"
            ),
        ),
    ]
