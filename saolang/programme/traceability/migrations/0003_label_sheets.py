"""Keep of a run of labels what it is printed on, how far the printing is, and the file that comes of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_kinds_of_uploads"),
        ("traceability", "0002_public_revisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="labelrun",
            name="bears_stars",
            field=models.BooleanField(default=False, verbose_name="in hạng sao"),
        ),
        migrations.AddField(
            model_name="labelrun",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="labelrun",
            name="printed",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="labelrun",
            name="sheet",
            field=models.CharField(default="a4-24", max_length=16, verbose_name="khổ tem"),
        ),
    ]
