"""Erasing personal data from the list of changes, as the law lets a person ask; the chain still holds afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.queries import KIND
from saolang.base.audit.services.changes import record
from saolang.base.kit.batches import batched
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_REASON = Refusal(gettext_noop("Hãy ghi lý do xóa dữ liệu cá nhân."))


@transaction.atomic
def erase_personal(*, changes: Iterable[int], reason: str, by: str) -> int:
    """Erase the personal data of the changes of those keys; return how many had any.

    In order, for some at a time: salt and data are emptied, which is all the database lets anybody alter; an entry for
    each tells who erased them and why. What the chain sealed, the commitment to them, stays. Raises Refusal without a
    reason.
    """
    if not reason.strip():
        raise NO_REASON
    return sum(_erase(some, reason=reason, by=by) for some in batched(changes))


def _erase(keys: list[int], *, reason: str, by: str) -> int:
    holding = Change.objects.select_for_update().filter(pk__in=keys, personal__isnull=False).order_by("pk")
    erased = list(holding.values_list("pk", flat=True))
    Change.objects.filter(pk__in=erased).update(salt="", personal=None)
    for key in erased:
        record(by=by, action=Action.ERASE, kind=KIND, code=str(key), reason=reason)
    return len(erased)
