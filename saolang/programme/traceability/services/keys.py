"""Keys by which a program acts for a producer. The key itself is told once, to whoever makes it; its digest is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import ALPHABET
from saolang.core.text import normalise
from saolang.programme.registry.models import Producer
from saolang.programme.traceability.models import ApiKey
from saolang.programme.traceability.queries.keys import in_use
from saolang.programme.traceability.rules import keys as rules

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key and its secret, which nobody can be told again."""

    key: ApiKey
    secret: str


@transaction.atomic
def make(*, producer: Producer | None, name: str, scopes: Collection[str], expires_on: date | None, by: str) -> MadeKey:
    """Make a key for a program that acts for the producer, or for the office where there is none.

    `scopes` are values of KeyScope; the key lets in through its last day. Raises Refusal as `rules.keys` has it.
    """
    if producer is not None:
        Producer.objects.select_for_update().get(pk=producer.pk)
    today = timezone.localdate()
    held = in_use(ApiKey.objects.filter(producer=producer), today).count()
    if refusal := rules.check_new(scopes=scopes, expires_on=expires_on, today=today, in_use=held):
        raise refusal
    prefix = _fresh_prefix()
    secret = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ApiKey.objects.create(
        producer=producer,
        name=normalise(name),
        prefix=prefix,
        sha256=rules.digest_of(secret),
        scopes=sorted(set(scopes)),
        expires_on=expires_on,
        made_by=by,
    )
    record(
        by=by,
        action=Action.CREATE,
        kind="api_key",
        code=key.prefix,
        after={
            "name": key.name,
            "producer": producer.code if producer else None,
            "scopes": key.scopes,
            "expires_on": expires_on,
        },
    )
    return MadeKey(key, secret)


@transaction.atomic
def revoke(*, key: ApiKey, by: str) -> ApiKey:
    """Let the key open nothing any more, from the next request on. Raises Refusal for one revoked before."""
    locked = ApiKey.objects.select_for_update().get(pk=key.pk)
    if refusal := rules.check_revocation(locked):
        raise refusal
    locked.revoked_at, locked.revoked_by = timezone.now(), by
    locked.save(update_fields=["revoked_at", "revoked_by"])
    record(by=by, action=Action.WITHDRAW, kind="api_key", code=locked.prefix, after={"name": locked.name})
    return locked


def note_use(*, key: ApiKey, by: str) -> None:  # noqa: ARG001 - the key itself; the list of changes does not count uses
    """Keep that the key was used today. Writes once a day: whoever looks for keys nobody uses needs no more."""
    today = timezone.localdate()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).exclude(last_used_on=today).update(last_used_on=today)
        key.last_used_on = today


def _fresh_prefix() -> str:
    """Return the beginning of a new key, which no other has: "sl_7K3M9QXW"."""
    while True:
        prefix = "sl_" + "".join(secrets.choice(ALPHABET) for _ in range(8))
        if not ApiKey.objects.filter(prefix=prefix).exists():
            return prefix
