"""A mail server of the tests' own: it really speaks SMTP, and answers as it is told to."""

# ruff: noqa: ARG002, N802 - aiosmtpd calls these methods by name and with everything it knows

from __future__ import annotations

import email
import socket
from collections import Counter
from contextlib import contextmanager
from email.policy import default
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 OK"


class MailServer:
    """Keeps what it accepts. `refused` holds its answer for an address, `refused_data` for the letters to one."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.connections = 0
        self.refused: dict[str, str] = {}
        self.refused_data: dict[str, str] = {}

    def ids(self) -> Counter[str]:
        """Return how often each Message-ID was accepted."""
        return Counter(letter["Message-ID"] for letter in self.accepted)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        if address in self.refused_data:
            return self.refused_data[address]
        assert isinstance(envelope.content, bytes)
        self.accepted.append(email.message_from_bytes(envelope.content, policy=default))
        return ACCEPTED


@contextmanager
def mail_server() -> Iterator[tuple[MailServer, int]]:
    """Run a mail server; give it and its port."""
    answers = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(answers, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield answers, port
    finally:
        controller.stop(no_assert=True)
