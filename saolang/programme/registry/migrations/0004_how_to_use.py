from django.db import migrations, models

NAMES = ("instructions", "nutrition", "allergens")


class Migration(migrations.Migration):
    """How a product is used, what it feeds, and what people may be allergic to.

    The columns are added as they stand: Django would make the table anew on SQLite, and its triggers would be lost.
    """

    dependencies = [
        ("registry", "0003_names_are_found"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE registry_productversion ADD COLUMN {name} text NOT NULL DEFAULT ''",
                    f"ALTER TABLE registry_productversion DROP COLUMN {name}",
                )
                for name in NAMES
            ],
            state_operations=[
                migrations.AddField(
                    "productversion",
                    "instructions",
                    models.TextField(blank=True, verbose_name="hướng dẫn sử dụng, bảo quản"),
                ),
                migrations.AddField(
                    "productversion",
                    "nutrition",
                    models.TextField(blank=True, verbose_name="thành phần dinh dưỡng"),
                ),
                migrations.AddField(
                    "productversion",
                    "allergens",
                    models.TextField(blank=True, verbose_name="chất dễ gây dị ứng"),
                ),
            ],
        ),
    ]
