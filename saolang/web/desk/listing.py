"""A list as a page and as a file: the same records, in the same order, under the same filters."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Paginator

from saolang.base.kit.downloads import deliver
from saolang.base.kit.spreadsheets import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from saolang.web.desk.access import DeskRequest

PER_PAGE = 50


class Column(NamedTuple):
    """One column of the file: its heading, and what a record holds there."""

    heading: str | _StrPromise
    value: Callable[[Any], object]


def page_of(request: DeskRequest, records: QuerySet[Any]) -> Page[Any]:
    """Return the page the address asks for; the nearest one when there is no such page."""
    return Paginator(records, PER_PAGE).get_page(request.GET.get("page"))


def as_csv(name: str, columns: Sequence[Column], records: Iterable[object]) -> HttpResponse:
    """Return the records as CSV, UTF-8 with a mark so that spreadsheet programs read Vietnamese, safe from formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([str(column.heading) for column in columns])
    for record in records:
        writer.writerow([harmless(column.value(record)) for column in columns])
    content = text.getvalue().encode("utf-8-sig")
    return deliver(content, name=f"{name}.csv", media_type="text/csv; charset=utf-8")
