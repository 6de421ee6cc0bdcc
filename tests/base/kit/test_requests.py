from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.http import HttpResponse

from saolang.base.kit.requests import RequestIdMiddleware, current_request_id

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.test import RequestFactory
    from pytest_django.fixtures import SettingsWrapper


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(current_request_id())


@pytest.mark.parametrize("given", ["5f2c9a0e-proxy", "A" * 64])
def test_request_keeps_the_id_a_proxy_gave(rf: RequestFactory, settings: SettingsWrapper, given: str) -> None:
    settings.PROXIES = 1

    response = RequestIdMiddleware(answer)(rf.get("/", headers={"X-Request-ID": given}))

    assert (response.text, response["X-Request-ID"]) == (given, given)


@pytest.mark.parametrize("given", ["", "short", "A" * 65, "two words here", "line\nbreak-and-more"])
def test_request_gets_an_id_of_its_own_when_the_given_one_will_not_do(
    rf: RequestFactory, settings: SettingsWrapper, given: str
) -> None:
    settings.PROXIES = 1

    responses = [RequestIdMiddleware(answer)(rf.get("/", headers={"X-Request-ID": given})) for _ in range(2)]

    first, second = (response.text for response in responses)
    assert first != second
    assert len(first) == len(second) == 32


def test_nobody_else_gives_a_request_its_id(rf: RequestFactory) -> None:
    response = RequestIdMiddleware(answer)(rf.get("/", headers={"X-Request-ID": "of-another-request"}))

    assert response.text != "of-another-request"


def test_no_request_no_id(rf: RequestFactory) -> None:
    RequestIdMiddleware(answer)(rf.get("/"))

    assert current_request_id() == ""
