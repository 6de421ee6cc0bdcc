"""Named queries (EPCIS 2.0, 12.6): a question kept under a name and asked again by it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from saolang.api.epcis.answers import as_json, created
from saolang.api.epcis.bodies import object_in
from saolang.api.epcis.paging import page_of
from saolang.api.epcis.problems import Problem, ProblemType
from saolang.api.epcis.questions import answer_question, of_query
from saolang.api.epcis.resources import needs, resource
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.choices import KeyScope
from saolang.programme.traceability.models import NamedQuery
from saolang.programme.traceability.rules.named_queries import TAKEN
from saolang.programme.traceability.services import named_queries as services

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.api.epcis.resources import KeyedRequest
    from saolang.programme.traceability.models import ApiKey

NO_SUCH_QUERY = Refusal(gettext_noop("Không có câu hỏi nào mang tên này."))
NOT_A_QUERY = Refusal(gettext_noop("Câu hỏi có tên cần “name” là chuỗi và “query” là đối tượng, không có gì khác."))
NO_SOCKETS = Refusal(gettext_noop("Hệ thống không gửi sự kiện qua WebSocket. Hãy đăng ký nhận bằng webhook."))


class NoSuchQuery(Problem):
    """The key may read no query of that name, or no longer."""

    def __init__(self) -> None:
        super().__init__(ProblemType.NO_SUCH_NAME, NO_SUCH_QUERY)


@needs(KeyScope.QUERY)
def list_queries(request: KeyedRequest) -> HttpResponse:
    """List the named queries of the key's producer, the latest first."""
    found, headers = page_of(request, _queries_of(request.key))
    return as_json(request, [_as_dict(query) for query in found], headers=headers)


@needs(KeyScope.QUERY)
def keep_query(request: KeyedRequest) -> HttpResponse:
    """Keep a question under a name."""
    said = object_in(request, ProblemType.QUERY_VALIDATION)
    name, query = said.get("name"), said.get("query")
    if not isinstance(name, str) or not isinstance(query, dict) or set(said) - {"name", "query", "@context", "type"}:
        raise Problem(ProblemType.QUERY_VALIDATION, NOT_A_QUERY)
    of_query(query, ProblemType.QUERY_VALIDATION)
    try:
        kept = services.keep(name=name, query=query, producer=request.key.producer, by=request.key.actor)
    except Refusal as refusal:
        kind = ProblemType.ALREADY_EXISTS if refusal == TAKEN else ProblemType.QUERY_VALIDATION
        raise Problem(kind, refusal) from refusal
    return created(request, "query", kept.name)


@needs(KeyScope.QUERY)
def show_query(request: KeyedRequest, name: str) -> HttpResponse:
    """Tell what is asked under the name."""
    return as_json(request, _as_dict(query_named(request.key, name)))


@needs(KeyScope.QUERY)
def forget_query(request: KeyedRequest, name: str) -> HttpResponse:
    """Forget the question, and its subscriptions with it."""
    try:
        services.forget(query=query_named(request.key, name), by=request.key.actor)
    except NamedQuery.DoesNotExist:  # another forgot it meanwhile
        raise NoSuchQuery from None
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@needs(KeyScope.QUERY)
def ask_query(request: KeyedRequest, name: str) -> HttpResponse:
    """Answer the question of that name."""
    query = query_named(request.key, name)
    if "websocket" in request.headers.get("Upgrade", "").lower():
        raise Problem(ProblemType.LEFT_OUT, NO_SOCKETS)
    return answer_question(request, query.query, name=query.name)


def query_named(key: ApiKey, name: str) -> NamedQuery:
    """Return the query of that name among those the key may read. Raises Problem."""
    found = _queries_of(key).filter(name=name).first()
    if found is None:
        raise NoSuchQuery
    return found


def _queries_of(key: ApiKey) -> QuerySet[NamedQuery]:
    """Return the queries of the key's producer, or those of the office."""
    return NamedQuery.objects.filter(producer=key.producer)


def _as_dict(query: NamedQuery) -> dict[str, Any]:
    return {"name": query.name, "query": query.query, "createdAt": query.created_at}


queries = resource(GET=list_queries, POST=keep_query)
query = resource(GET=show_query, DELETE=forget_query)
query_events = resource(GET=ask_query)
