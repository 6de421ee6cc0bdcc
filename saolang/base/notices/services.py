"""Telling people: writing notices down, taking those that go as letters, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.inserting import insert_one
from saolang.base.notices.choices import SECRET_KINDS, Mail
from saolang.base.notices.models import Notice
from saolang.base.notices.queries import due_letters, notices_of
from saolang.base.notices.rules import LEASE, may_send_again, next_try, stored, telling_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

AT_ONCE = 20
"""How many letters are taken, and sent over one connection, at a time."""
LONGEST_ERROR = 500
FORGOTTEN: Mapping[str, object] = {"params": {}, "path": ""}
"""What is left of a secret letter once nobody shall send it any more."""


def notify(
    *,
    recipient: str = "",
    address: str = "",
    language: str = "vi",
    kind: str,
    params: Mapping[str, object] | None = None,
    path: str = "",
    once: str | None = None,
    letter: bool = True,
    by: str,
) -> Notice | None:
    """Tell a person something, in the caller's transaction: both are kept or neither.

    The notice appears in the list of `recipient`, an actor's id, and goes as a letter to `address`, in `language`, if
    there is one and `letter` says so; a notice of a secret kind goes as a letter only. `kind` is one of `Kind`,
    `params` fill its places (`choices.TELLINGS`), `path` is the page it leads to, `by` whose change it tells of. Of all
    that bear the same name in `once`, only the first is written; the others return None.

    Raises ValueError for an unknown kind, for params that are not the places of the kind, and for a path that leads out
    of our pages.
    """
    telling = telling_of(kind)
    if path and not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        message = f"{path} is no path of ours."
        raise ValueError(message)
    notice = Notice(
        recipient="" if telling.secret else recipient,
        address=address,
        language=language,
        kind=str(kind),
        params=stored(telling, params or {}),
        path=path,
        once=once,
        mail=Mail.WAITING if letter and address else Mail.NONE,
        by=by,
    )
    return notice if insert_one(notice, unless="once") else None


def mark_read(*, key: int, by: str) -> None:
    """Mark a notice as read by the person it was for; another's stays as it is."""
    notices_of(by).filter(pk=key, read_at=None).update(read_at=timezone.now())


def mark_all_read(*, by: str) -> int:
    """Mark all the person's notices as read; return how many were not."""
    return notices_of(by).filter(read_at=None).update(read_at=timezone.now())


def take_due() -> list[Notice]:
    """Take some letters that are due, the longest due first: nobody else is given them before the lease ends.

    Two may take at the same time and never get the same letter. Whoever took them and died has lost them by then.
    """
    now = timezone.now()
    if not due_letters(now).exists():  # so that on SQLite nobody waits for a look that finds nothing
        return []
    with transaction.atomic():
        taken = list(due_letters(now).select_for_update(skip_locked=True)[:AT_ONCE])
        for letter in taken:
            letter.due_at = now + LEASE
        Notice.objects.filter(pk__in=[letter.pk for letter in taken]).update(due_at=now + LEASE)
    return taken


def mark_sent(*, letter: Notice) -> None:
    """Note that the mail server has accepted the letter; a secret one forgets what it said."""
    changes: dict[str, object] = {"mail": Mail.SENT, "sent_at": timezone.now(), "error": ""}
    if letter.kind in SECRET_KINDS:
        changes |= FORGOTTEN
    _waiting(letter).update(attempts=F("attempts") + 1, **changes)


def mark_failed(*, letter: Notice, error: str, for_good: bool = False) -> None:
    """Note that the letter was not accepted and when to try next; after the last try, or for good, it is dead."""
    attempts = letter.attempts + 1
    due_at = None if for_good else next_try(attempts, timezone.now())
    _waiting(letter).update(
        attempts=attempts,
        error=error[:LONGEST_ERROR],
        mail=Mail.DEAD if due_at is None else Mail.WAITING,
        due_at=due_at or letter.due_at,
    )


def postpone(*, letter: Notice) -> None:
    """Leave a letter that was taken but not tried for a little later."""
    _waiting(letter).update(due_at=next_try(1, timezone.now()))


@transaction.atomic
def send_again(*, letter: Notice, by: str) -> None:
    """Have a dead letter sent after all, at once and with all its tries. Raises Refusal when it is not dead."""
    locked = _locked(letter)
    locked.mail, locked.attempts, locked.due_at = Mail.WAITING, 0, timezone.now()
    locked.save(update_fields=["mail", "attempts", "due_at"])
    record(by=by, action=Action.CHANGE, kind="letter", code=str(letter.pk), after={"mail": Mail.WAITING})


@transaction.atomic
def send_all_again(*, by: str) -> int:
    """Have every dead letter sent after all; return how many there are."""
    dead = list(Notice.objects.select_for_update().filter(mail=Mail.DEAD))
    for letter in dead:
        send_again(letter=letter, by=by)
    return len(dead)


@transaction.atomic
def give_up(*, letter: Notice, by: str) -> None:
    """Leave a dead letter unsent for good; a secret one forgets what it said. Raises Refusal when it is not dead."""
    locked = _locked(letter)
    changes: dict[str, object] = {"mail": Mail.GIVEN_UP, **(FORGOTTEN if locked.kind in SECRET_KINDS else {})}
    Notice.objects.filter(pk=locked.pk).update(**changes)
    record(by=by, action=Action.CHANGE, kind="letter", code=str(letter.pk), after={"mail": Mail.GIVEN_UP})


def _waiting(letter: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(pk=letter.pk, mail=Mail.WAITING)


def _locked(letter: Notice) -> Notice:
    locked = Notice.objects.select_for_update().get(pk=letter.pk)
    if refusal := may_send_again(locked):
        raise refusal
    return locked
