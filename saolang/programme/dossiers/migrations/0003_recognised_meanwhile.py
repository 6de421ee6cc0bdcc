"""A step at the centre: the province recognises while the centre has yet to decide."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

ACTS = [
    ("file", "nộp hồ sơ"),
    ("ask_more", "yêu cầu bổ sung"),
    ("file_again", "nộp lại"),
    ("propose", "đề nghị cấp tỉnh"),
    ("accept", "chuyển tổ tư vấn"),
    ("advise", "trình hội đồng"),
    ("announce", "báo kết quả sơ bộ"),
    ("score_again", "chấm lại"),
    ("confirm", "chốt kết quả"),
    ("recognise", "công nhận"),
    ("not_recognise", "không công nhận"),
    ("send_up", "gửi trung ương"),
    ("meanwhile", "công nhận trong khi chờ trung ương"),
    ("bring_back", "trung ương gửi trả"),
    ("refuse", "từ chối"),
    ("withdraw", "rút hồ sơ"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("dossiers", "0002_trusted_keys")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="move",
            name="act",
            field=models.CharField(choices=ACTS, max_length=16, verbose_name="bước"),
        ),
    ]
