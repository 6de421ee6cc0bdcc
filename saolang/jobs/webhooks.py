"""Sending to an address somebody else chose: https only, to public addresses only, bounded in time and size.

The name is resolved once, every address it has must be public, and the connection goes to one that was looked at: a
name that answers otherwise the second time (DNS rebinding) leads nowhere. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Timer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from saolang.programme.traceability.rules.subscriptions import check_destination, is_public

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HTTPS_PORT = 443
SECONDS_A_STEP = 10
"""To connect, or for the next bytes."""
SECONDS_IN_ALL = 30


class Undelivered(Exception):  # noqa: N818 - what became of a delivery, no error of ours
    """Says in a few words why nothing was delivered."""


def resolve(host: str, port: int) -> list[str]:
    """Return every address the name has. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_allowed(address: str) -> bool:
    """Tell whether we may connect to the address: one of the public Internet."""
    try:
        return is_public(ipaddress.ip_address(address))
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Postman:
    """How to reach others. Tests give their own resolver, permission and trust, to reach a server beside them."""

    resolve: Callable[[str, int], list[str]] = resolve
    is_allowed: Callable[[str], bool] = is_allowed
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send the body there. Raises Undelivered when it is not answered with 2xx."""
        if check_destination(url):
            raise Undelivered("địa chỉ nhận không dùng được")
        parts = urlsplit(url)
        host, port = str(parts.hostname), parts.port or HTTPS_PORT
        target = parts._replace(scheme="", netloc="").geturl() or "/"
        try:
            with closing(_Connection(host, port, self._address_of(host, port), self.trust)) as connection:
                status = connection.post(target, body, headers)
        except (OSError, http.client.HTTPException) as error:
            raise Undelivered(" ".join(f"{type(error).__name__}: {error}".split())) from error
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise Undelivered(f"HTTP {status}")

    def _address_of(self, host: str, port: int) -> str:
        """Return an address to connect to. Raises Undelivered unless each the name has may be reached."""
        addresses = self.resolve(host, port)
        if not addresses or not all(map(self.is_allowed, addresses)):
            raise Undelivered(f"{host} không ở địa chỉ công khai")
        return addresses[0]


class _Connection(http.client.HTTPSConnection):
    """A connection to the address that was looked at, whatever the name stands for by now."""

    def __init__(self, host: str, port: int, address: str, trust: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=SECONDS_A_STEP, context=trust)
        self._address, self._trust = address, trust

    def connect(self) -> None:
        """Connect, and check the certificate against the name."""
        plain = socket.create_connection((self._address, self.port), SECONDS_A_STEP)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def post(self, target: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Return the status of the answer, of which nothing else is read; one that drips in is cut off."""
        cut_off = Timer(SECONDS_IN_ALL, self._cut_off)
        cut_off.daemon = True
        cut_off.start()
        try:
            self.connect()
            self.request("POST", target, body, dict(headers))
            return self.getresponse().status
        finally:
            cut_off.cancel()

    def _cut_off(self) -> None:
        if self.sock:
            self.sock.shutdown(socket.SHUT_RDWR)
