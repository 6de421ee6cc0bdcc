"""What a scanned code is told: one state, by what weighs most for whoever holds the goods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from saolang.base.kit.remembering import remembered
from saolang.core.lifecycle import State
from saolang.programme.traceability.choices import Device, ScanState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from saolang.programme.traceability.models import Lot, Recall

OF_CERTIFICATES = {
    State.VALID: ScanState.VALID,
    State.EXTENDED: ScanState.EXTENDED,
    State.SUSPENDED: ScanState.SUSPENDED,
    State.EXPIRED: ScanState.EXPIRED,
    State.REVOKED: ScanState.REVOKED,
}
"""What the latest recognition of a product can be on a day. Superseded it cannot be: then it were not the latest."""
LIT = frozenset({ScanState.VALID, ScanState.EXTENDED})
"""The states in which stars are shown as stars."""
_BOT = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|monitor|scan|check|facebookexternalhit|curl|wget|python|java/|"
    r"go-http|okhttp|headless|lighthouse|httpclient|libwww|axios|node",
    re.IGNORECASE,
)
"""What programs call themselves that read pages by themselves, among them those that draw a link's preview."""
_PHONE = re.compile(r"Mobi|Android|iPhone|iPad|iPod|KAIOS|Opera Mini", re.IGNORECASE)


LONGEST_READ = 500
"""Characters of what a program calls itself."""


@remembered(LONGEST_READ)
def device_of(user_agent: str) -> Device:
    """Return all that is kept of what somebody scanned with. Who says nothing of himself is a program."""
    if not user_agent or _BOT.search(user_agent):
        return Device.BOT
    return Device.PHONE if _PHONE.search(user_agent) else Device.DESKTOP


def state_of(certificate: str | None, *, is_recalled: bool) -> ScanState:
    """Return what the page says first: a recall before all else, then the state of the latest recognition.

    `certificate` is a `State` of certification; None for a product that was never recognised.
    """
    if is_recalled:
        return ScanState.RECALLED
    return OF_CERTIFICATES[State(certificate)] if certificate else ScanState.UNCERTIFIED


def is_recalled(recall: Recall, lot: Lot | None, lots: Iterable[int], day: date) -> bool:
    """Tell whether the goods of the lot, or of the product where no lot is asked for, are called back on the day.

    `lots` are the keys of the lots the recall names. A lot that was called back stays so when the recall has ended: a
    pack of it still in somebody's hands is no better. A recall of the whole product ends for goods made after its end.
    """
    if recall.began_on > day or recall.withdrawn_at is not None:
        return False
    if recall.whole_product:
        is_over = recall.ended_on is not None and recall.ended_on <= day
        return not is_over or (lot is not None and _made_before(lot, recall.ended_on))
    return lot is not None and lot.pk in set(lots)


def _made_before(lot: Lot, day: date | None) -> bool:
    """Tell whether the lot may have been made before the day: one whose day is not known may have been."""
    return lot.made_on is None or day is None or lot.made_on < day
