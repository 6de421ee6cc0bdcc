"""What each page answers to each of the people, in words."""

from __future__ import annotations

from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpResponse

    from tests.web.access.people import Asker
    from tests.web.access.records import Records
    from tests.web.access.routes import Route

OPENS, LET_IN, REFUSED, NOT_FOUND, SIGN_IN, NO_SUCH_ACT = "opens", "let in", "refused", "not found", "sign in", "–"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
METHODS = ("GET", "POST")


class Question(NamedTuple):
    """A method on an address."""

    method: str
    route: Route


Answers = dict[Question, dict["Asker", str]]


def ask_everything(routes: Iterable[Route], records: Records, askers: Iterable[Asker]) -> Answers:
    """Ask every address by every method as everybody; what an answer changed is taken back at once.

    A POST carries nothing: whoever may do the thing is asked for what is missing, all others are turned away before.
    """
    answers: Answers = {Question(method, route): {} for route in routes for method in METHODS}
    for asker in askers:
        client = _client(asker)
        cookies = client.cookies.output()
        for question, given in answers.items():
            client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
            given[asker] = in_words(question, _ask(client, question, records.address(question.route)))
    return answers


def in_words(question: Question, answer: HttpResponse) -> str:
    """Say an answer in a word. Raises AssertionError for one that no page of ours may give."""
    status = answer.status_code
    if status == HTTPStatus.FOUND and answer.headers["Location"].startswith(reverse(settings.LOGIN_URL)):
        return SIGN_IN
    plain = {
        HTTPStatus.FORBIDDEN: REFUSED,
        HTTPStatus.NOT_FOUND: NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED: NO_SUCH_ACT,
    }
    if status in plain:
        return plain[HTTPStatus(status)]
    assert status < HTTPStatus.INTERNAL_SERVER_ERROR, f"{question.method} {question.route.address} answers {status}"
    return OPENS if question.method == "GET" else LET_IN


def _client(asker: Asker) -> Client:
    client = Client(raise_request_exception=False)
    if asker.user:
        client.force_login(asker.user, backend=BACKEND)
    return client


def _ask(client: Client, question: Question, address: str) -> HttpResponse:
    with transaction.atomic():
        answer = client.generic(question.method, address)
        transaction.set_rollback(True)
    return answer
