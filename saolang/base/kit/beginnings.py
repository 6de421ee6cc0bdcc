"""Finding what begins with a text, by an index, in either database."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q

AFTER_ALL = "\U0010ffff"


def begins_with(column: str, text: str) -> Q:
    """Keep what begins with the text, letter case and all.

    SQLite's LIKE knows no case and so uses no index of ours, PostgreSQL compares by a collation of the place.
    """
    if connection.vendor == "sqlite":
        return Q((f"{column}__gte", text), (f"{column}__lt", text + AFTER_ALL))
    return Q((f"{column}__startswith", text))
