"""What each page answers to each of the people, in words."""

from __future__ import annotations

from http import HTTPStatus
from http.cookies import SimpleCookie
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from tests.web.access.people import Asker
    from tests.web.access.records import Records
    from tests.web.access.routes import Route

OPEN, LED_ON = "open", "led on"
REFUSED, NOT_FOUND, NO_SUCH_ACT, KEY_WANTED = "refused", "not found", "–", "asked for a key"
SIGN_IN, SIGN_IN_AGAIN = "sign in", "sign in again"
POSITIVE = frozenset({OPEN, LED_ON, SIGN_IN_AGAIN})

PLAIN = {
    HTTPStatus.UNAUTHORIZED: KEY_WANTED,
    HTTPStatus.FORBIDDEN: REFUSED,
    HTTPStatus.NOT_FOUND: NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: NO_SUCH_ACT,
}
DONE = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT})
ASKED_FOR_MORE = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY})
"""How a page that let somebody in answers a request that carries nothing."""

METHODS = ("GET", "POST")
OTHER_METHODS = {"desk:upload": ("HEAD", "PATCH", "DELETE")}
"""What some addresses take besides: the protocol of a file sent in pieces."""
HEADERS = {"Tus-Resumable": "1.0.0"}
FORM = "application/x-www-form-urlencoded"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Question(NamedTuple):
    """A method on an address."""

    method: str
    route: Route


Answers = dict[Question, dict["Asker", str]]


def ask_everything(routes: Iterable[Route], records: Records, askers: Iterable[Asker]) -> Answers:
    """Ask every address by every method as everybody; what an answer changed is taken back at once.

    A request carries next to nothing: whoever may do the thing is asked for what is missing, others are turned away.
    What an address said it does not take, to the first it let in, it is not asked again: that depends on nobody.
    """
    answers: Answers = {
        Question(method, route): {} for route in routes for method in (*METHODS, *OTHER_METHODS.get(route.name, ()))
    }
    for asker in sorted(askers, key=attrgetter("far")):
        client = _client(asker)
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        for question, given in answers.items():
            if NO_SUCH_ACT in given.values():
                given[asker] = NO_SUCH_ACT
                continue
            client.cookies = SimpleCookie(cookies)
            given[asker] = in_words(question, _ask(client, question, records))
    return answers


def in_words(question: Question, answer: HttpResponse) -> str:
    """Say an answer in a word. Raises AssertionError for one that no page of ours gives."""
    status = HTTPStatus(answer.status_code)
    if status in PLAIN:
        return PLAIN[status]
    if status == HTTPStatus.FOUND:
        return _led(question, answer.headers["Location"].partition("?")[0])
    assert status in DONE | ASKED_FOR_MORE, f"{question.method} {question.route.address} answers {status}"
    return OPEN


def _led(question: Question, to: str) -> str:
    if to == reverse(settings.LOGIN_URL):
        return SIGN_IN
    if to in {reverse("account_reauthenticate"), reverse("mfa_reauthenticate")}:
        return SIGN_IN_AGAIN
    return LED_ON if question.method == "GET" else OPEN


def _client(asker: Asker) -> Client:
    client = Client(raise_request_exception=False)
    if asker.user:
        client.force_login(asker.user, backend=BACKEND)
    return client


def _ask(client: Client, question: Question, records: Records) -> HttpResponse:
    method, route = question
    with transaction.atomic():
        answer = client.generic(method, records.address(route), records.said(route, method), FORM, headers=HEADERS)
        transaction.set_rollback(True)
    return answer
