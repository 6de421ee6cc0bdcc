"""Keep of a recall that was taken up again how it had ended, and why it was."""

from django.db import migrations, models
from django.db.models import deletion
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("traceability", "0008_shown_papers_are_counted")]

    operations = [
        migrations.CreateModel(
            "RecallReopening",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ended_on", models.DateField(verbose_name="đã kết thúc ngày")),
                ("account", models.TextField(blank=True, verbose_name="kết quả, lý do kết thúc")),
                ("reason", models.TextField(verbose_name="vì sao mở lại")),
                ("recorded_at", models.DateTimeField(default=timezone.now)),
                ("recorded_by", models.CharField(max_length=64)),
                (
                    "recall",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="reopenings", to="traceability.recall"
                    ),
                ),
            ],
            {"ordering": ["id"]},
        ),
    ]
