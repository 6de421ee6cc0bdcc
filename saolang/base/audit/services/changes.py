"""Adding to the list of changes."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.rules import commitment, floats_as_text
from saolang.base.kit.inserting import insert_one
from saolang.base.kit.requests import current_address, current_request_id

if TYPE_CHECKING:
    from collections.abc import Mapping


def record(
    *,
    by: str,
    action: Action,
    kind: str,
    code: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    personal: Mapping[str, object] | None = None,
    reason: str = "",
) -> Change:
    """Add one change to the list, in the caller's transaction: both are kept or neither.

    `by` is the actor's id (`User.actor`, or the name of a job); `kind` and `code` name the thing, such as "producer"
    and its public code; `before` and `after` hold the values that changed, none that are personal data: those go into
    `personal`, which the chain seals by a commitment only and which may be erased. The address the request came from
    is added to them. A float is kept as text. Raises ValueError for an action outside `Action`.
    """
    address = current_address()
    told = {**(personal or {}), **({"address": address} if address else {})}
    salt = secrets.token_hex(16) if told else ""
    change = Change(
        actor=by,
        action=Action(action),
        kind=kind,
        code=code,
        before=floats_as_text(before or {}),
        after=floats_as_text(after or {}),
        reason=reason,
        request_id=current_request_id(),
        salt=salt,
        commitment=commitment(salt, told) if told else "",
        personal=told or None,
    )
    insert_one(change)
    return change
