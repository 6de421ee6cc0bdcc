"""Sending to an address somebody else chose: public ones only, by https only, with no way round either."""

from __future__ import annotations

import socket
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from saolang.jobs import webhooks
from saolang.jobs.webhooks import Postman, Undelivered, is_allowed
from tests.jobs.receiver import NAME, receiving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.jobs.receiver import Receiver

HERE = "127.0.0.1"


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[tuple[Receiver, Postman]]:
    """Give a server beside us, and a postman allowed to reach it."""
    with receiving(tmp_path) as (receiver, trust):
        yield receiver, Postman(resolve=lambda *_: [HERE], is_allowed=lambda address: address == HERE, trust=trust)


def test_body_and_headers_arrive(beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside

    postman.post(receiver.url, b'{"a": 1}', {"GS1-Signature": "x", "Content-Type": "application/json"})

    received = receiver.received[0]
    assert (received.path, received.body) == ("/nhan?kho=1", b'{"a": 1}')
    assert received.headers["GS1-Signature"] == "x"
    assert received.headers["Host"] == f"{NAME}:{receiver.server_port}"


@pytest.mark.parametrize("status", [301, 307, 400, 404, 500])
def test_answer_other_than_2xx_is_none(status: int, beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside
    receiver.status, receiver.location = status, receiver.url.replace("/nhan", "/khac")

    with pytest.raises(Undelivered, match=f"HTTP {status}"):
        postman.post(receiver.url, b"{}", {})

    assert [received.path for received in receiver.received] == ["/nhan?kho=1"]


def test_name_with_one_private_address_is_not_reached(beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside
    names_two = replace(postman, resolve=lambda *_: [HERE, "10.0.0.1"])

    with pytest.raises(Undelivered):
        names_two.post(receiver.url, b"{}", {})

    assert receiver.received == []


def test_name_without_an_address_is_not_reached(beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside

    with pytest.raises(Undelivered):
        replace(postman, resolve=lambda *_: []).post(receiver.url, b"{}", {})


def test_name_is_resolved_once(beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return [HERE]

    replace(postman, resolve=resolve).post(receiver.url, b"{}", {})

    assert asked == [(NAME, receiver.server_port)]


def test_certificate_of_nobody_known_is_refused(beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside

    with pytest.raises(Undelivered, match="CERTIFICATE_VERIFY_FAILED"):
        replace(postman, trust=Postman().trust).post(receiver.url, b"{}", {})


def test_certificate_of_another_name_is_refused(beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside

    with pytest.raises(Undelivered, match="CERTIFICATE_VERIFY_FAILED"):
        postman.post(receiver.url.replace(NAME, "example.vn"), b"{}", {})


def test_postman_of_the_installation_reaches_nothing_beside_it(beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside

    with pytest.raises(Undelivered, match="công khai"):
        Postman(resolve=postman.resolve, trust=postman.trust).post(receiver.url, b"{}", {})

    assert receiver.received == []


@pytest.mark.parametrize("url", ["http://example.vn/", "https://a:b@example.vn/", "ftp://example.vn/", ""])
def test_other_address_is_not_sent_to(url: str, beside: tuple[Receiver, Postman]) -> None:
    _, postman = beside

    with pytest.raises(Undelivered):
        postman.post(url, b"{}", {})


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.1",
            "224.0.0.1",
        ),
        *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
        *("ff02::1", "255.255.255.255", "no address", "2001:0:7f00:1::"),
    ],
)
def test_address_of_no_public_host_is_not_allowed(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ["203.113.131.1", "2401:d800::1", "::ffff:203.113.131.1"])
def test_public_address_is_allowed(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize("bound", ["SECONDS_A_STEP", "SECONDS_IN_ALL"])
def test_server_that_never_answers_is_cut_off(
    bound: str, beside: tuple[Receiver, Postman], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, postman = beside
    monkeypatch.setattr(webhooks, bound, 0.2)
    with socket.create_server((HERE, 0)) as silent:
        Thread(target=silent.accept, daemon=True).start()

        with pytest.raises(Undelivered):
            postman.post(f"https://{NAME}:{silent.getsockname()[1]}/", b"{}", {})
