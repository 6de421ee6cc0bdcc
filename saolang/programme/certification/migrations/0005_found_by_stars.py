"""Find what bears so many stars, the latest first, without sorting all of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certification", "0004_expiry_warnings")]

    operations = [
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(fields=["stars", "-began_on", "-id"], name="certification_by_stars"),
        ),
    ]
