"""A row as a line of text: one form whatever the database, and back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from saolang.config.backups.tables import line
from saolang.config.backups.writing import STORED_FILES


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (2**63 - 1, "9223372036854775807"),
        (0.1, "0.1"),
        ("Trà “Shan”\n", '"Trà “Shan”\\n"'),
        (Decimal("78.50"), '"78.50"'),
        (date(2020, 2, 29), '"2020-02-29"'),
        (datetime(2020, 2, 29, 12, 30, 0, 123456, tzinfo=UTC), '"2020-02-29T12:30:00.123456Z"'),
        (datetime(2020, 2, 29, 12, 30, tzinfo=UTC), '"2020-02-29T12:30:00Z"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (timedelta(days=1, seconds=2, microseconds=3), '"P1DT00H00M02.000003S"'),
        (b"\x00\xff", '"AP8="'),
        ({"b": [1, None], "a": "ខ្មែរ"}, '{"a":"ខ្មែរ","b":[1,null]}'),
    ],
)
def test_line_writes_a_value_in_one_form(value: object, written: str) -> None:
    assert line([value]) == f"[{written}]\n".encode()


def test_line_is_one_line_whatever_it_holds() -> None:
    text = "\n\r\u2028\x85\0"

    written = line([text])

    assert (written.count(b"\n"), json.loads(written)) == (1, [text])


def test_line_is_refused_for_a_value_of_no_known_form() -> None:
    with pytest.raises(TypeError):
        line([UTC])


def test_every_key_is_in_the_same_order_on_either_database() -> None:
    """Numbers and UUIDs are; text is put in the order of its bytes; anything else would need thinking about."""
    in_one_order = (models.IntegerField, models.UUIDField, models.CharField)
    odd = [
        model._meta.db_table  # noqa: SLF001
        for model in apps.get_models(include_auto_created=True)
        if not isinstance(model._meta.pk, in_one_order) and not model._meta.pk.remote_field  # noqa: SLF001
    ]

    assert odd == []


def test_the_table_of_stored_files_has_that_name() -> None:
    assert apps.get_model("files", "StoredFile")._meta.db_table == STORED_FILES  # noqa: SLF001
