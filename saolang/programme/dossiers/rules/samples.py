"""The samples of a product: how many are where, and what may become of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.dossiers.choices import SampleAct, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saolang.programme.dossiers.models import Dossier

Step = tuple[date, SampleAct, int]
"""A day, what was done, with how many units."""

NO_SAMPLES = Refusal(gettext_noop("Bộ sản phẩm này không nộp mẫu (Quyết định 26, Điều 6)."))
NOT_IN_THE_FUTURE = Refusal(gettext_noop("Ngày ghi việc về mẫu không được sau hôm nay. Hãy chọn lại ngày."))
NO_UNITS = Refusal(gettext_noop("Số mẫu phải từ 1 trở lên."))
NOT_FILED = Refusal(gettext_noop("Hồ sơ chưa nộp nên chưa nhận mẫu."))


@dataclass(frozen=True, slots=True)
class Balance:
    """How many units the commune holds, and how many have gone on to the province and are still there."""

    commune: int = 0
    province: int = 0
    received: int = 0

    @property
    def left(self) -> int:
        return self.commune + self.province


def needed(dossier: Dossier) -> int:
    """Return how many units go with the dossier: 5, none for tourism (D26, Article 6), as the set's file says."""
    return int(dossier.edition.content.get("sample_products", 0))


def balance(steps: Iterable[Step]) -> Balance:
    """Return what is left after the steps, in the order of their days. Raises Refusal where a day ends below zero.

    Units are tested and tasted above, so they must have been passed on; what is returned or destroyed is taken from the
    province's first. On one day, what comes in comes first.
    """
    now = Balance()
    for day, act, units in sorted(steps, key=lambda step: (step[0], _ORDER[step[1]])):
        now = _after(now, act, units, day)
    return now


def may_move(dossier: Dossier, known: Iterable[Step], step: Step, today: date) -> Refusal | None:
    """Answer nothing when the step can stand among those known, no day ending below zero; else why not."""
    day, _act, units = step
    if not needed(dossier):
        return NO_SAMPLES
    if dossier.state in {State.DRAFT, State.WITHDRAWN}:
        return NOT_FILED
    if units < 1:
        return NO_UNITS
    if day > today:
        return NOT_IN_THE_FUTURE
    try:
        balance([*known, step])
    except Refusal as refusal:
        return refusal
    return None


def all_passed_on(dossier: Dossier, held: Balance) -> Refusal | None:
    """Answer whether the province gets as many units as the Decision wants with the commune's proposal."""
    wanted = needed(dossier)
    if held.received >= wanted:
        return None
    return Refusal(
        gettext_noop("Mới nhận %(received)s trên %(wanted)s mẫu sản phẩm. Hãy nhận đủ mẫu rồi đề nghị cấp tỉnh."),
        received=held.received,
        wanted=wanted,
    )


_ORDER = {act: position for position, act in enumerate(SampleAct)}
"""What comes in on a day is counted before what goes out."""


def _after(held: Balance, act: SampleAct, units: int, day: date) -> Balance:
    if act == SampleAct.RECEIVED:
        return Balance(held.commune + units, held.province, held.received + units)
    if act == SampleAct.PASSED_ON:
        return Balance(_less(held.commune, units, day), held.province + units, held.received)
    if act in {SampleAct.TESTED, SampleAct.TASTED}:
        return Balance(held.commune, _less(held.province, units, day), held.received)
    _less(held.left, units, day)
    above = min(held.province, units)
    return Balance(held.commune - (units - above), held.province - above, held.received)


def _less(there: int, units: int, day: date) -> int:
    """Return what is left. Raises Refusal when fewer units are there."""
    if units > there:
        raise Refusal(
            gettext_noop("Ngày %(day)s chỉ còn %(there)s mẫu ở nơi đó, không đủ %(units)s. Hãy xem lại số mẫu."),
            day=f"{day:%d/%m/%Y}",
            there=there,
            units=units,
        )
    return there - units
