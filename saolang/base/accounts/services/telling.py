"""Telling a person something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.notices.services import notify

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.accounts.models import User


def tell(
    person: User,
    kind: str,
    params: Mapping[str, object],
    *,
    path: str = "",
    once: str | None = None,
    letter: bool = True,
    by: str,
) -> bool:
    """Tell the person, in the list of the account and as a letter in the person's language, as `notify` does.

    Return whether it is told now; False where a notice of the same name in `once` was written before.
    """
    notice = notify(
        recipient=person.actor,
        address=person.email,
        language=person.language,
        kind=kind,
        params=params,
        path=path,
        once=once,
        letter=letter,
        by=by,
    )
    return notice is not None
