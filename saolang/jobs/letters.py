"""Sending letters: the schedule queues those that are due, a worker sends them.

At least once: who dies between a letter's acceptance and its mark sends it again, with the same Message-ID and date.
"""

from __future__ import annotations

import smtplib
from datetime import datetime
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from saolang.base.kit.languages import KHMER
from saolang.base.notices import services
from saolang.base.notices.choices import Mail
from saolang.base.notices.models import Notice
from saolang.base.notices.rules import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

AFTER_OTHER_WORK = -50
"""The priority of letters: somebody may be looking at a page that waits for other work."""
OF_THE_LETTER = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
"""What a server says of the letter it is offered; it then takes the next one."""
GOING_DOWN = 421
PERMANENT = 500


def enqueue_due() -> int:
    """Queue some letters that are due, to be sent over one connection; return how many."""
    letters = services.take_due()
    if letters:
        send.enqueue(letters=[letter.pk for letter in letters], lease=letters[0].due_at.isoformat())
    return len(letters)


@task(priority=AFTER_OTHER_WORK)  # type: ignore[untyped-decorator] # django_tasks is not looked into
def send(*, letters: list[int], lease: str) -> int:
    """Send the letters that are still ours under the lease, an ISO moment; return how many were accepted."""
    connection = get_connection()
    taken = _still_taken(letters, datetime.fromisoformat(lease))
    sent = 0
    try:
        connection.open()
    except OSError as error:
        for letter in taken:
            services.mark_failed(letter=letter, error=in_words(error))
        return 0
    for letter in taken:
        try:
            connection.send_messages([compose(letter)])
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter must not keep the others waiting
            services.mark_failed(letter=letter, error=in_words(error), for_good=_is_permanent(error))
            if _has_lost_the_server(error):
                break
        else:
            services.mark_sent(letter=letter)
            sent += 1
    for letter in taken:
        services.postpone(letter=letter)
    connection.close()
    return sent


def compose(letter: Notice) -> EmailMultiAlternatives:
    """Return the letter as it is sent: the same however often it is tried, in the language of who gets it."""
    with translation.override(letter.language):
        words = words_of(letter)
        context = {
            "letter": letter,
            "words": words,
            "url": f"{settings.BASE_URL}{letter.path}" if letter.path and words.act else "",
            "home": settings.BASE_URL,
            "khmer": letter.language == KHMER,
            "demonstration": settings.DEMONSTRATION,
        }
        text = render_to_string("notices/letter.txt", context)
        html = render_to_string("notices/letter.html", context)
    headers = {
        "Message-ID": f"<{letter.number}@{_own_domain()}>",
        "Date": format_datetime(timezone.localtime(letter.created_at)),
        "Content-Language": letter.language,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",  # what Microsoft's servers heed instead
    }
    message = EmailMultiAlternatives(words.subject, text, to=[letter.address], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def in_words(error: Exception) -> str:
    """Return what went wrong in one line: the server's answer where there is one."""
    code, text = _answer(error)
    return f"{code} {text}" if code else " ".join(f"{type(error).__name__}: {error}".split())


def _still_taken(keys: list[int], lease: datetime) -> Iterator[Notice]:
    """Give each letter as it is when its turn comes; none that was sent meanwhile or whose lease another has now."""
    for key in keys:
        if letter := Notice.objects.filter(pk=key, mail=Mail.WAITING, due_at=lease).first():
            yield letter


def _own_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _is_permanent(error: Exception) -> bool:
    """Tell whether trying again would end the same: the address or the letter is refused, or cannot be written.

    A refused sender or sign-in is a mistake in the settings, which somebody will mend.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return _answer(error)[0] >= PERMANENT
    return not isinstance(error, OSError)


def _has_lost_the_server(error: Exception) -> bool:
    """Tell whether the connection is gone, so that there is no use in offering the next letter."""
    return isinstance(error, OSError) and (not isinstance(error, OF_THE_LETTER) or _answer(error)[0] == GOING_DOWN)


def _answer(error: Exception) -> tuple[int, str]:
    """Return the server's code and text; 0 and nothing when it did not answer."""
    code: int
    text: str | bytes
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))  # a letter goes to one person
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return 0, ""
    return code, " ".join((text.decode("utf-8", "replace") if isinstance(text, bytes) else text).split())
