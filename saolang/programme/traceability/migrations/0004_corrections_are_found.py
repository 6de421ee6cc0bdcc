"""Find corrections by their day and by what they correct; nobody looks an event up by its digest."""

from django.db import migrations, models

PARTS = [
    ("epc", "hàng hóa"),
    ("class", "lô hàng"),
    ("parent", "bao gói ngoài"),
    ("child", "bao gói trong"),
    ("child_class", "lô trong bao gói"),
    ("input", "nguyên liệu"),
    ("input_class", "lô nguyên liệu"),
    ("output", "thành phẩm"),
    ("output_class", "lô thành phẩm"),
    ("corrective", "sự kiện nói lại cho đúng"),
]


class Migration(migrations.Migration):
    dependencies = [("traceability", "0003_label_sheets")]

    operations = [
        migrations.AlterField("eventidentifier", "part", models.CharField(choices=PARTS, max_length=12)),
        migrations.AlterField("event", "digest", models.CharField(max_length=64)),
        migrations.AddIndex(
            "event",
            models.Index(
                condition=models.Q(declared_at__isnull=False),
                fields=["declared_at"],
                name="traceability_by_declaration",
            ),
        ),
    ]
