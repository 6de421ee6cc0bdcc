"""Say of a recall how it ended, lot by lot; find the events of one transformation together."""

from django.db import migrations, models
from django.db.models import deletion
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("traceability", "0004_corrections_are_found")]

    operations = [
        migrations.AddIndex(
            "event",
            models.Index(
                condition=models.Q(("transformation_id", ""), _negated=True),
                fields=["transformation_id"],
                name="traceability_by_transform",
            ),
        ),
        # Without a default, so that SQLite adds the columns in place and the table keeps its triggers (0002).
        migrations.AddField(
            "recalledlot",
            "returned",
            models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name="đã nhận lại"),
        ),
        migrations.AddField(
            "recalledlot",
            "destroyed",
            models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name="đã hủy"),
        ),
        migrations.CreateModel(
            "RecallAccount",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="kết quả, lý do kết thúc")),
                ("recorded_at", models.DateTimeField(default=timezone.now)),
                ("recorded_by", models.CharField(max_length=64)),
                (
                    "recall",
                    models.OneToOneField(on_delete=deletion.PROTECT, related_name="account", to="traceability.recall"),
                ),
            ],
        ),
    ]
