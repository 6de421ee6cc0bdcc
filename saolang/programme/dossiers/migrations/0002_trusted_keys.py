"""The keys of other installations whose packages are taken in."""

from __future__ import annotations

from typing import ClassVar

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dossiers", "0001_dossiers")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="TrustedKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public", models.CharField(max_length=64, unique=True, verbose_name="khóa")),
                ("name", models.CharField(max_length=200, verbose_name="nơi gửi")),
                ("trusted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("trusted_by", models.CharField(max_length=64)),
            ],
            options={"ordering": ["name", "id"]},
        ),
    ]
