"""Telling people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.kit.inserting import insert_one
from saolang.base.notices.choices import Mail
from saolang.base.notices.models import Notice
from saolang.base.notices.rules import stored, telling_of

if TYPE_CHECKING:
    from collections.abc import Mapping


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

    Raises ValueError for an unknown kind, and for params that are not the places of the kind.
    """
    telling = telling_of(kind)
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
