"""Page by page (EPCIS 2.0, 12.3): how many at once, and where the next page begins."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model
from django.utils import timezone

from saolang.api.epcis.answers import NEXT_PAGE, link_to_next
from saolang.api.epcis.problems import Problem, ProblemType
from saolang.base.kit.codes import number_in
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from saolang.api.epcis.resources import KeyedRequest

PER_PAGE = "perPage"
USUAL, MOST = 30, 1_000
KEPT = timedelta(days=1)
"""How long a token that is a number is promised to lead on: it says where the next page begins, and so lapses never."""

NOT_A_COUNT = Refusal(gettext_noop("perPage phải là số nguyên từ 1 đến %(most)s."), most=MOST)
NOT_A_TOKEN = Refusal(gettext_noop("nextPageToken không đúng. Hãy dùng nguyên địa chỉ ở đầu mục Link của trang trước."))
NO_SUCH_PARAMETER = gettext_noop("Không có tham số “%(name)s” ở địa chỉ này.")

ModelT = TypeVar("ModelT", bound=Model)


def per_page(request: KeyedRequest) -> int:
    """Return how many are wanted at once. Raises Problem."""
    said = request.GET.get(PER_PAGE, str(USUAL))
    count = number_in(said)
    if count is None or not 1 <= count <= MOST:
        raise Problem(ProblemType.QUERY_PARAMETER, NOT_A_COUNT)
    return count


def page_of(request: KeyedRequest, records: QuerySet[ModelT]) -> tuple[list[ModelT], dict[str, str]]:
    """Return the page asked for, the latest record first, and the headers that lead to the next. Raises Problem."""
    for name in request.GET:
        if name not in {PER_PAGE, NEXT_PAGE}:
            raise Problem(ProblemType.QUERY_PARAMETER, Refusal(NO_SUCH_PARAMETER, name=name[:60]))
    count = per_page(request)
    if NEXT_PAGE in request.GET:
        last = number_in(request.GET[NEXT_PAGE])
        if last is None:
            raise Problem(ProblemType.QUERY_PARAMETER, NOT_A_TOKEN)
        records = records.filter(pk__lt=last)
    found = list(records.order_by("-pk")[: count + 1])
    shown = found[:count]
    return shown, next_page(request, str(shown[-1].pk), timezone.now() + KEPT) if len(found) > count else {}


def next_page(request: KeyedRequest, token: str, expires: datetime) -> dict[str, str]:
    """Return the headers that lead to the next page; there are none on the last."""
    return {
        "Link": link_to_next(request, token),
        "GS1-Next-Page-Token-Expires": expires.isoformat(timespec="milliseconds"),
    }
