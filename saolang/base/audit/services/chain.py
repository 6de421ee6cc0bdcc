"""Sealing the list of changes into a chain of digests, and vouching for the chain with signed checkpoints."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.models import Change, Checkpoint, Head, Link
from saolang.base.audit.queries import entries_after, entries_within
from saolang.base.audit.rules import checkpoint_statement, still_missing
from saolang.base.audit.services.keys import current_key, sign
from saolang.core.chain import entry_digest, link_digest

if TYPE_CHECKING:
    from django.db.models import QuerySet

BATCH = 500
"""Changes sealed in one transaction: on SQLite a writer waits for no more than these, some hundredths of a second."""
PAUSE = 0.02
"""Seconds between two such transactions, in which writers that wait get their turn."""
HEAD = 1
"""The key of the one row of Head."""


def seal() -> int:
    """Chain every change that has been committed and is not chained yet; return how many.

    In order of their keys as far as they have come: one that a slow transaction brings later is chained when it comes.
    Each few hundred are a transaction of their own. Does nothing while another sealer is at work.
    """
    sealed = 0
    while _has_work() and (count := _seal_some()):
        sealed += count
        time.sleep(PAUSE if count >= BATCH else 0)
    return sealed


@transaction.atomic
def publish_checkpoint(*, by: str) -> Checkpoint | None:
    """Sign the end of the chain and keep it for all to read; return None when it has not grown since the last time."""
    head = _heads_locked().get()
    if not head.position or Checkpoint.objects.filter(position=head.position).exists():
        return None
    key, at = current_key(by=by), timezone.now()
    return Checkpoint.objects.create(
        position=head.position,
        digest=head.digest,
        at=at,
        key=key,
        signature=sign(checkpoint_statement(head.position, head.digest, at), key=key),
    )


def _has_work() -> bool:
    """Tell without any lock whether there may be something to seal: most seconds there is not."""
    head = Head.objects.filter(pk=HEAD).first()
    return head is None or bool(head.missing) or Change.objects.filter(pk__gt=head.through).exists()


@transaction.atomic
def _seal_some() -> int:
    head = _heads_locked(skip_locked=True).first()
    if head is None:
        return 0
    entries = entries_within(head.missing, BATCH) + entries_after(head.through, BATCH)
    keys = [key for key, _ in entries]
    links = []
    for key, text in entries:
        head.position += 1
        head.digest = link_digest(head.digest, entry_digest(text))
        links.append(Link(position=head.position, change_id=key, digest=head.digest))
    Link.objects.bulk_create(links)
    head.missing = still_missing(head.missing, through=head.through, keys=keys, now=timezone.now())
    head.through = max(head.through, *keys) if keys else head.through
    head.save()
    return len(links)


def _heads_locked(*, skip_locked: bool = False) -> QuerySet[Head]:
    """Return the one row of Head for this transaction alone, or none where another holds it and is not waited for.

    On SQLite the transaction itself is the lock: it began by taking the right to write.
    """
    Head.objects.get_or_create(pk=HEAD)
    return Head.objects.select_for_update(skip_locked=skip_locked).filter(pk=HEAD)
