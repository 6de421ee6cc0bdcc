from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_only_erasing")]

    operations = [
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["kind", "id"], name="audit_change_of_kind"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["action", "id"], name="audit_change_of_action"),
        ),
    ]
