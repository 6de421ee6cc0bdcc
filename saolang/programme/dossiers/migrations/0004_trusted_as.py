"""As whom a key is trusted. One trusted so far may send dossiers, and answers none until somebody says it is the centre's."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

SENDERS = [("province", "một tỉnh gửi hồ sơ lên"), ("centre", "trung ương, nơi trả lời hồ sơ")]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dossiers", "0003_recognised_meanwhile")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="trustedkey",
            name="trusted_as",
            field=models.CharField(choices=SENDERS, default="province", max_length=8, verbose_name="tin là"),
        ),
    ]
