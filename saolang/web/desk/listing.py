"""A list as a file: the records of its page, in the same order, under the same filters."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

from saolang.base.kit.downloads import deliver
from saolang.base.kit.spreadsheets import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.http import HttpResponse
    from django.utils.functional import _StrPromise


class Column(NamedTuple):
    """One column of the file: its heading, and what a record holds there."""

    heading: str | _StrPromise
    value: Callable[[Any], object]


def as_csv(name: str, columns: Sequence[Column], records: Iterable[object]) -> HttpResponse:
    """Return the records as CSV, UTF-8 with a mark so that spreadsheet programs read Vietnamese, safe from formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([str(column.heading) for column in columns])
    for record in records:
        writer.writerow([harmless(column.value(record)) for column in columns])
    content = text.getvalue().encode("utf-8-sig")
    return deliver(content, name=f"{name}.csv", media_type="text/csv; charset=utf-8")
