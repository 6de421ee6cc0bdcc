"""Letters are sent over a real SMTP connection to a mail server of the tests' own."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from saolang.base.notices.choices import Kind, Mail
from saolang.base.notices.models import Notice
from saolang.base.notices.rules import LEASE, WAITS
from saolang.base.notices.services import AT_ONCE, take_due
from saolang.jobs.letters import compose, enqueue_due, send
from tests.factories.notices import NoticeFactory
from tests.jobs.mail_server import mail_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.jobs.mail_server import MailServer

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 9, 5, 0, tzinfo=UTC)
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with (
        mail_server() as (answers, port),
        override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_TIMEOUT=5),
    ):
        yield answers


@pytest.fixture
def no_server() -> Iterator[None]:
    """Let nobody answer where the mail server should be."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=taken.getsockname()[1]):
            yield


@pytest.fixture
def silent_server() -> Iterator[None]:
    """Take connections, and never say a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_TIMEOUT=0.2):
            yield


def state(letter: Notice) -> tuple[str, int, str]:
    letter.refresh_from_db()
    return letter.mail, letter.attempts, letter.error


def test_letter_that_is_due_is_sent(server: MailServer) -> None:
    letter = NoticeFactory(waiting=True, language="vi")

    assert enqueue_due() == 1

    assert state(letter) == (Mail.SENT, 1, "")
    assert letter.sent_at
    (received,) = server.accepted
    assert received["To"] == "hoa@example.vn"
    assert received["From"] == "Sao Làng <sao-lang@localhost>"
    assert received["Subject"] == "Đã đọc xong sổ “so-2024.xlsx”"
    assert received["Message-ID"] == f"<{letter.number}@localhost>"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Content-Language"] == "vi"
    assert received["Date"].datetime == letter.created_at.replace(microsecond=0)
    assert [part.get_content_type() for part in received.iter_parts()] == ["text/plain", "text/html"]


def test_letter_that_is_not_due_or_goes_nowhere_is_left(server: MailServer) -> None:
    NoticeFactory(waiting=True, due_at=timezone.now() + timedelta(minutes=1))
    NoticeFactory(dead=True)
    NoticeFactory()

    assert enqueue_due() == 0

    assert server.accepted == []


def test_letters_of_one_batch_share_a_connection(server: MailServer) -> None:
    NoticeFactory.create_batch(AT_ONCE + 1, waiting=True)

    assert enqueue_due() == AT_ONCE

    assert len(server.accepted) == AT_ONCE
    assert server.connections == 1
    assert enqueue_due() == 1


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.PASSWORD_RESET])
def test_secret_letter_forgets_its_words_and_link_once_sent(kind: Kind, server: MailServer) -> None:
    filled = {"inviter": "Hoa", "role": "chủ thể", "scope": "cả nước", "until": NOON.isoformat()}
    params = filled if kind == Kind.INVITATION else {}
    letter = NoticeFactory(waiting=True, recipient="", kind=kind, params=params, path="/moi/bi-mat/")

    enqueue_due()

    assert "http://localhost:8000/moi/bi-mat/" in server.accepted[0].get_body(("plain",)).get_content()
    assert state(letter) == (Mail.SENT, 1, "")
    assert (letter.params, letter.path) == ({}, "")


def test_address_that_is_refused_for_good_is_dead_at_once(server: MailServer) -> None:
    server.refused["hoa@example.vn"] = "550 5.1.1 No such user here"
    refused = NoticeFactory(waiting=True)
    other = NoticeFactory(waiting=True, address="binh@example.vn")

    enqueue_due()

    assert state(refused) == (Mail.DEAD, 1, "550 5.1.1 No such user here")
    assert state(other) == (Mail.SENT, 1, "")
    assert server.connections == 1


def test_letter_that_is_refused_for_good_is_dead_at_once(server: MailServer) -> None:
    server.refused_data["hoa@example.vn"] = "554 5.7.1 Unwanted"
    letter = NoticeFactory(waiting=True)

    enqueue_due()

    assert state(letter) == (Mail.DEAD, 1, "554 5.7.1 Unwanted")


def test_address_that_is_refused_for_now_is_tried_again_later(server: MailServer) -> None:
    server.refused["hoa@example.vn"] = "450 4.2.1 Mailbox busy"
    letter = NoticeFactory(waiting=True, due_at=NOON)

    with time_machine.travel(NOON, tick=False):
        enqueue_due()
        assert enqueue_due() == 0

    assert state(letter) == (Mail.WAITING, 1, "450 4.2.1 Mailbox busy")
    assert letter.due_at == NOON + WAITS[0]
    del server.refused["hoa@example.vn"]
    with time_machine.travel(NOON + WAITS[0], tick=False):
        enqueue_due()
    assert state(letter) == (Mail.SENT, 2, "")


def test_letter_is_dead_after_the_last_try(no_server: None) -> None:
    letter = NoticeFactory(waiting=True, due_at=NOON)
    tried_at = []

    with time_machine.travel(NOON, tick=False) as clock:
        while state(letter)[0] == Mail.WAITING:
            clock.move_to(letter.due_at)
            tried_at.append(letter.due_at - NOON)
            enqueue_due()

    assert letter.mail == Mail.DEAD
    assert letter.attempts == len(tried_at) == 8
    assert [later - earlier for earlier, later in pairwise(tried_at)] == list(WAITS)
    assert letter.error.startswith("ConnectionRefusedError")


def test_silent_server_keeps_the_queue_waiting_once(silent_server: None) -> None:
    letters = NoticeFactory.create_batch(3, waiting=True)

    enqueue_due()

    assert {state(letter)[:2] for letter in letters} == {(Mail.WAITING, 1)}
    assert {letter.error for letter in letters} == {"SMTPServerDisconnected: Connection unexpectedly closed: timed out"}


def test_server_that_goes_down_half_way_does_not_spoil_the_rest(server: MailServer) -> None:
    server.refused["hoa@example.vn"] = "421 4.3.2 Going down"
    sent = NoticeFactory(waiting=True, address="an@example.vn")
    tried = NoticeFactory(waiting=True)
    untried = NoticeFactory(waiting=True, address="binh@example.vn")

    enqueue_due()

    assert state(sent) == (Mail.SENT, 1, "")
    assert state(tried) == (Mail.WAITING, 1, "421 4.3.2 Going down")
    assert state(untried) == (Mail.WAITING, 0, "")
    assert untried.due_at < timezone.now() + LEASE


def test_letter_that_cannot_be_written_does_not_keep_others_waiting(server: MailServer) -> None:
    broken = NoticeFactory(waiting=True, params={})
    injected = NoticeFactory(waiting=True, address="hoa@example.vn\r\nBcc: all@example.vn")
    fine = NoticeFactory(waiting=True)

    enqueue_due()

    assert state(broken) == (Mail.DEAD, 1, "KeyError: 'name'")
    assert state(injected)[:2] == (Mail.DEAD, 1)
    assert state(fine)[:2] == (Mail.SENT, 1)
    assert [letter["To"] for letter in server.accepted] == ["hoa@example.vn"]


def test_name_with_line_breaks_adds_no_header(server: MailServer) -> None:
    NoticeFactory(waiting=True, params={"name": "so\r\nBcc: all@example.vn\r\n\r\nbody"})

    enqueue_due()

    (received,) = server.accepted
    assert received["Subject"].strip() == "Đã đọc xong sổ “so Bcc: all@example.vn body”"
    assert "Bcc" not in received


def test_text_in_a_letter_is_not_markup(server: MailServer) -> None:
    NoticeFactory(waiting=True, params={"name": '<a href="https://evil.example">x</a>'})

    enqueue_due()

    html = server.accepted[0].get_body(("html",)).get_content()
    assert "https://evil.example&quot;" in html
    assert '<a href="https://evil.example' not in html
    text = server.accepted[0].get_body(("plain",)).get_content()
    assert '<a href="https://evil.example">x</a>' in text


def test_letter_is_the_same_whenever_it_is_tried() -> None:
    letter = NoticeFactory(waiting=True)

    first, second = compose(letter), compose(Notice.objects.get())

    headers = ("Message-ID", "Date", "Subject", "To", "From")
    assert [first.message()[name] for name in headers] == [second.message()[name] for name in headers]
    assert first.body == second.body


def test_letter_taken_is_not_taken_again_before_the_lease_ends() -> None:
    NoticeFactory(waiting=True, due_at=NOON)

    with time_machine.travel(NOON, tick=False) as clock:
        assert len(take_due()) == 1
        assert take_due() == []
        clock.shift(LEASE)
        assert len(take_due()) == 1


def test_work_whose_lease_another_has_sends_nothing(server: MailServer) -> None:
    letter = NoticeFactory(waiting=True, due_at=NOON)
    with time_machine.travel(NOON, tick=False) as clock:
        (taken,) = take_due()
        clock.shift(LEASE)
        take_due()

        send.enqueue(letters=[letter.pk], lease=taken.due_at.isoformat())

    assert server.accepted == []
    assert state(letter) == (Mail.WAITING, 0, "")


@pytest.mark.django_db(transaction=True)
def test_queued_letters_wait_for_work_somebody_waits_for(settings: object, server: MailServer) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    NoticeFactory(waiting=True)

    enqueue_due()

    assert DBTaskResult.objects.get().priority < 0
    assert server.accepted == []
    connection.close()
