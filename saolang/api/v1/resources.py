"""Each table page by page, and each row of it by its code."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from saolang.api.v1.answers import Problem, published
from saolang.api.v1.document import DEFAULT_LIMIT, LEVELS, MOST, STATES, document
from saolang.base.accounts.access import opened
from saolang.base.kit.codes import number_in
from saolang.base.places.models import Place
from saolang.base.places.queries import standing_in, with_public_codes
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.reports.open_data.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from saolang.reports.open_data.tables import Table

LONGEST = 80
"""Characters of a value that an address may carry."""
NO_SUCH_TABLE = Refusal(gettext_noop("Không có bảng này. Hãy xem các bảng ở trang đầu của API."))
NO_SUCH_ROW = Refusal(gettext_noop("Không có dòng nào mang mã này."))


@published
def rows(request: HttpRequest, name: str) -> dict[str, Any]:
    """Answer a page of the table, narrowed as asked; `next` is the address of the page after it."""
    table = _table(name)
    asked = _asked(request, table)
    limit = _limit(asked.pop("limit", ""))
    records = table.records(timezone.localdate(), timezone.now())
    if after := asked.pop("after", ""):
        records = records.filter(**{f"{table.order}__gt": _position(table, after)})
    for word, value in asked.items():
        records = NARROWING[word](records, value)
    found = list(table.values(records)[: limit + 1])
    return {
        "items": [table.row(values) for values in found[:limit]],
        "next": _address(request, found[limit - 1][0]) if len(found) > limit else None,
    }


@published
def row(request: HttpRequest, name: str, code: str) -> dict[str, Any]:  # noqa: ARG001 - Django's signature
    """Answer the row of the code."""
    table = _table(name)
    records = table.find(table.records(timezone.localdate(), timezone.now()), code)
    values = table.values(records).first()
    if values is None:
        raise Problem(HTTPStatus.NOT_FOUND, NO_SUCH_ROW)
    return table.row(values)


@published
def openapi(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Answer the description of all this, by OpenAPI 3.1."""
    return document()


@published
def elsewhere(request: HttpRequest, rest: str) -> dict[str, Any]:  # noqa: ARG001 - Django's signature
    """Answer that there is nothing at an address."""
    raise Problem(HTTPStatus.NOT_FOUND, NO_SUCH_TABLE)


@opened
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Show the same to people."""
    return render(request, "api/v1.html", {"tables": TABLES.values(), "most": MOST, "base": settings.BASE_URL})


def _table(name: str) -> Table:
    if name not in TABLES:
        raise Problem(HTTPStatus.NOT_FOUND, NO_SUCH_TABLE)
    return TABLES[name]


def _asked(request: HttpRequest, table: Table) -> dict[str, str]:
    """Return what the address asks for, by its words. Raises Problem for a word the table does not know."""
    known = {"limit", "after", *table.narrowed}
    for word, values in request.GET.lists():
        if word not in known:
            told = {"word": word[:LONGEST], "known": ", ".join(sorted(known))}
            raise _wrong(gettext_noop("Không có tham số “%(word)s”. Có thể dùng: %(known)s."), **told)
        if len(values) > 1 or len(values[0]) > LONGEST:
            raise _wrong(gettext_noop("Tham số “%(word)s” chỉ nhận một giá trị ngắn."), word=word)
    return {word: str(value) for word, value in request.GET.items() if value}


def _limit(text: str) -> int:
    limit = number_in(text) if text else DEFAULT_LIMIT
    if limit is None or not 1 <= limit <= MOST:
        raise _wrong(gettext_noop("“limit” là một số từ 1 đến %(most)s."), most=MOST)
    return limit


def _position(table: Table, after: str) -> object:
    """Return where the page begins: after this code, or after the row of this number."""
    if table.order != "pk":
        return after
    number = number_in(after)
    if number is None:
        raise _wrong(gettext_noop("“after” không phải vị trí của bảng này. Hãy dùng địa chỉ “next” của trang trước."))
    return number


def _address(request: HttpRequest, position: object) -> str:
    query = request.GET.copy()
    query["after"] = str(position)
    return f"{settings.BASE_URL}{request.path}?{query.urlencode()}"


def _in_place(records: QuerySet[Any], code: str) -> QuerySet[Any]:
    unit = with_public_codes(Place.objects.select_related("map"), [code]).first()
    if unit is None:
        raise _wrong(gettext_noop("Không có đơn vị hành chính nào mang mã “%(code)s”."), code=code)
    return records.filter(place__in=standing_in(unit, unit.map))


def _one_of(column: str, values: tuple[str, ...]) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    def narrow(records: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value not in values:
            told = {"word": column, "known": ", ".join(values)}
            raise _wrong(gettext_noop("“%(word)s” là một trong: %(known)s."), **told)
        return records.filter(**{column: value})

    return narrow


def _of_set(records: QuerySet[Any], code: str) -> QuerySet[Any]:
    return records.filter(product_set=code)


NARROWING: dict[str, Callable[[QuerySet[Any], str], QuerySet[Any]]] = {
    "place": _in_place,
    "state": _one_of("state", STATES),
    "level": _one_of("level", LEVELS),
    "product_set": _of_set,
}
"""By the word of the address: what it keeps of the rows."""


def _wrong(message: str, **params: object) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, Refusal(message, **params))
