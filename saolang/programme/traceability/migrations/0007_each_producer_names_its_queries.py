"""Let each producer name its queries as it likes: what another calls its own is nobody else's to know."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("traceability", "0006_one_index_of_event_ids")]

    operations = [
        migrations.AlterField("namedquery", "name", models.CharField(max_length=120)),
        migrations.AddConstraint(
            "namedquery",
            models.UniqueConstraint(models.F("name"), Coalesce("producer", models.Value(0)), name="traceability_named_query_once"),
        ),
    ]
