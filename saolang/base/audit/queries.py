"""Reading the list of changes, and checking its chain.

Entries to be sealed or checked are read column by column, as the database gives them: whoever wrote into it past us may
have left what no model can be made of.
"""

from __future__ import annotations

import json
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection
from django.db.models import CharField, Exists, Max, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change, Checkpoint, Head, Link, SigningKey
from saolang.base.audit.rules import (
    SEALED,
    checkpoint_statement,
    commitment,
    entry_text,
    moment_text,
    verifies,
)
from saolang.base.kit.batches import AT_ONCE, batched
from saolang.core.chain import Fault, Finding, Sealed, follow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

FORMAT = "saolang-chain-1"
"""How an exported chain is laid out; docs/operating/verify.md describes it."""
KIND = "change"
"""What an entry that tells of an erasing names: the change whose personal data were erased."""
LEEWAY = timedelta(minutes=10)
"""How much older than the last sealed entry one may be that is not sealed yet: no transaction of ours takes as long."""
RANGES_AT_ONCE = 100
UNREADABLE = (DatabaseError, ArithmeticError, AttributeError, TypeError, ValueError)
"""What reading raises where somebody has written past us what none of our columns holds."""
NOTHING: Mapping[int, str] = MappingProxyType({})

_COLUMNS = ", ".join(f'CAST(change."{name}" AS text)' if name == "at" else f'change."{name}"' for name in SEALED)
"""The moment as text: there need not be one in it."""


def history_of(kind: str, code: str) -> QuerySet[Change]:
    """Return the changes of one thing, the latest first."""
    return Change.objects.filter(kind=kind, code=code).order_by("-id")


def unsealed() -> QuerySet[Change]:
    """Return the changes that are not in the chain: those of the last second, in an installation at work."""
    return Change.objects.filter(link=None).order_by("id")


def entries_after(key: int, limit: int) -> list[tuple[int, str]]:
    """Return key and sealed text of the first changes above the key."""
    return _entries("id > %s", [key], limit)


def entries_within(ranges: Iterable[Sequence[Any]], limit: int) -> list[tuple[int, str]]:
    """Return key and sealed text of changes whose key lies in one of the ranges, each beginning (first, last)."""
    found: list[tuple[int, str]] = []
    for some in batched(ranges, RANGES_AT_ONCE):
        condition = " OR ".join("id BETWEEN %s AND %s" for _ in some)
        bounds = [bound for first, last, *_ in some for bound in (first, last)]
        found += _entries(condition, bounds, limit - len(found))
        if len(found) == limit:
            break
    return sorted(found)


def verify_chain(*, published: Mapping[int, str] = NOTHING) -> Iterator[Finding]:
    """Yield whatever does not hold in the list of changes, each fault once, with its place.

    `published` are digests by position that somebody kept outside. Memory does not grow with the list. Nothing is
    locked: the end of the chain is read before the chain, so that what is sealed meanwhile is no fault.
    """
    head = Head.objects.first() or Head()
    yield from as_far_as_read(follow(_links()))
    yield from as_far_as_read(_faults_of_the_end(head))
    yield from as_far_as_read(_faults_of_checkpoints())
    for position, digest in sorted(published.items()):
        if not Link.objects.filter(position=position, digest=digest).exists():
            yield Finding(Fault.PUBLISHED, position)
    yield from as_far_as_read(_entries_outside(head))
    yield from as_far_as_read(_faults_of_personal_data())


def as_far_as_read(faults: Iterator[Finding]) -> Iterator[Finding]:
    """Yield the faults; where what somebody wrote past us cannot even be read, that is one more, and the last."""
    try:
        yield from faults
    except UNREADABLE:
        yield Finding(Fault.UNREADABLE)


def export_chain() -> Iterator[dict[str, Any]]:
    """Yield the lines of an export, to be checked without us: the end, the checkpoints, every link, what is unsealed.

    Each entry stands in it as the very text that was hashed. No personal data are in it, nor the salts that would let
    anybody guess them.
    """
    head = Head.objects.first() or Head()
    yield {"format": FORMAT, "position": head.position, "digest": head.digest}
    for checkpoint in Checkpoint.objects.order_by("position").select_related("key").iterator(AT_ONCE):
        yield as_published(checkpoint)
    for link in _links():
        yield {"position": link.position, "digest": link.digest, "change": link.entry, "entry": link.text}
    for key, text in _entries_without_link():
        yield {"unsealed": key, "entry": text}


def as_published(checkpoint: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint as the public page and an export give it."""
    return {
        "position": checkpoint.position,
        "digest": checkpoint.digest,
        "at": moment_text(checkpoint.at),
        "key": checkpoint.key.public,
        "signature": checkpoint.signature,
    }


def as_published_key(key: SigningKey) -> dict[str, Any]:
    """Return the public part of a key and its days."""
    return {
        "key": key.public,
        "from": moment_text(key.made_at),
        "until": moment_text(key.retired_at) if key.retired_at else None,
    }


def _entries(condition: str, params: list[int], limit: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM audit_change change WHERE {condition} ORDER BY id LIMIT {limit:d}",  # noqa: S608 - names of ours
            params,
        )
        return [(columns[0], entry_text(columns)) for columns in cursor.fetchall()]


def _links() -> Iterator[Sealed]:
    """Yield the chain; a link whose change is gone has no text."""
    rows = _stream(
        f"SELECT link.position, link.digest, link.change_id, {_COLUMNS} FROM audit_link link "  # noqa: S608 - names of ours
        "LEFT JOIN audit_change change ON change.id = link.change_id ORDER BY link.position"
    )
    for position, digest, key, *columns in rows:
        yield Sealed(position, digest, key, None if columns[0] is None else entry_text(columns))


def _entries_without_link() -> Iterator[tuple[int, str]]:
    rows = _stream(
        f"SELECT {_COLUMNS} FROM audit_change change LEFT JOIN audit_link link ON link.change_id = change.id "  # noqa: S608 - names of ours
        "WHERE link.position IS NULL ORDER BY change.id"
    )
    for columns in rows:
        yield columns[0], entry_text(columns)


def _stream(statement: str) -> Iterator[Sequence[Any]]:
    """Yield the rows as they come: PostgreSQL keeps them, SQLite makes them one by one."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def _faults_of_the_end(head: Head) -> Iterator[Finding]:
    """Yield a fault when the chain ends before, or otherwise than, where the sealer had left it."""
    last = Link.objects.aggregate(last=Max("position"))["last"] or 0
    if last < head.position:
        yield Finding(Fault.CUT, last + 1, last=head.position)
    elif head.position and not Link.objects.filter(position=head.position, digest=head.digest).exists():
        yield Finding(Fault.HEAD, head.position)


def _faults_of_checkpoints() -> Iterator[Finding]:
    """Yield the checkpoints that are not the chain's at their position, or that their key has not signed."""
    standing = Link.objects.filter(position=OuterRef("position")).values("digest")
    checkpoints = Checkpoint.objects.annotate(standing=Subquery(standing)).order_by("position")
    keys = dict(SigningKey.objects.values_list("pk", "public"))
    for checkpoint in checkpoints.iterator(AT_ONCE):
        if checkpoint.standing != checkpoint.digest:
            yield Finding(Fault.CHECKPOINT, checkpoint.position)
        if not _is_signed(checkpoint, keys.get(checkpoint.key_id, "")):
            yield Finding(Fault.SIGNATURE, checkpoint.position)


def _is_signed(checkpoint: Checkpoint, public: str) -> bool:
    try:
        statement = checkpoint_statement(checkpoint.position, checkpoint.digest, checkpoint.at)
        return verifies(public, statement, checkpoint.signature)
    except UNREADABLE:
        return False


def _entries_outside(head: Head) -> Iterator[Finding]:
    """Yield the entries that ought to be in the chain, and are not: keys the sealer has passed, moments long gone.

    A key among those still waited for is one the sealer is about to take, unless its moment is old.
    """
    last = Change.objects.filter(link__isnull=False).order_by("-link__position").values_list("at", flat=True).first()
    if last is None:
        return
    awaited = [range(first, until + 1) for first, until, _ in head.missing]
    for key, at in unsealed().values_list("id", "at").iterator(AT_ONCE):
        passed = key <= head.through and not any(key in some for some in awaited)
        if passed or at < last - LEEWAY:
            yield Finding(Fault.OUTSIDE, entry=key)


def _faults_of_personal_data() -> Iterator[Finding]:
    """Yield the sealed entries whose personal data are other than sealed, or gone with no entry that tells who erased.

    Data and commitment are compared as text: what is no JSON is no such data.
    """
    erasing = Change.objects.filter(kind=KIND, action=Action.ERASE, code=Cast(OuterRef("pk"), CharField()))
    personal = (
        Change.objects.filter(~Q(commitment="") | ~Q(salt="") | Q(personal__isnull=False), link__isnull=False)
        .annotate(told=Cast("personal", TextField()), erased=Exists(erasing))
        .order_by("link__position")
        .values_list("link__position", "id", "commitment", "salt", "told", "erased")
    )
    for position, key, sealed, salt, told, erased in personal.iterator(AT_ONCE):
        if told is None and not salt:
            if not erased:
                yield Finding(Fault.ERASED, position, key)
        elif not _is_committed_to(sealed, salt, told):
            yield Finding(Fault.PERSONAL, position, key)


def _is_committed_to(sealed: str, salt: str, told: str | None) -> bool:
    try:
        return commitment(salt, json.loads(told or "")) == sealed
    except (ValueError, TypeError, RecursionError):
        return False
