from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.http import HttpResponse
from django.urls import reverse

from saolang.base.kit.requests import ReadablePaths, RequestIdMiddleware, current_request_id

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.test import Client, RequestFactory
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


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/kiem-tra/?q=%00", "/kiem-tra/?%00=1", "/tieu-chi/a%00b/", "/kiem-tra/GN-%00/"])
def test_nul_in_an_address_is_answered_and_never_asked_of_the_database(client: Client, address: str) -> None:
    assert client.get(address).status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}


@pytest.mark.django_db
def test_nul_in_a_form_is_answered_in_a_sentence(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "a\x00b", "password": "x"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Trình duyệt gửi một yêu cầu mà máy chủ không hiểu" in answer.text


@pytest.mark.parametrize(
    ("sent", "handed_on"),
    [
        (b"/01/1/10/A%FF", b"/01/1/10/A%FF"),
        ("/tìm/ok".encode(), "/tìm/ok".encode()),
        (b"/01/1/10/A\xff", b"/01/1/10/A\x00"),
        (b"/sp/A/lo/\xc0\x80B", b"/sp/A/lo/\x00\x00B"),
        (b"/sp/A/lo/\xed\xa0\x80", b"/sp/A/lo/\x00\x00\x00"),
    ],
)
def test_path_that_is_not_utf_8_is_handed_on_to_be_refused(sent: bytes, handed_on: bytes) -> None:
    seen: list[str] = []

    def application(environ: dict[str, str], _start: object) -> list[bytes]:
        seen.append(environ["PATH_INFO"])
        return []

    ReadablePaths(application)({"PATH_INFO": sent.decode("latin-1")}, lambda *_: None)  # type: ignore[arg-type]

    assert seen == [handed_on.decode("latin-1")]
