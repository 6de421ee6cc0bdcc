"""How complete the story of a lot is: counted by a public rule, silent about how good the goods are.

The first seven items are the least that must be stored and shown (Circular 02/2024/TT-BKHCN, Article 6.5); two are its
principle of one step back and one step forward (6.1); the last is ours: that somebody but the producer vouches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Item(models.TextChoices):
    """What is looked for, in the order of the page."""

    NAME = "name", _("tên sản phẩm")
    PICTURE = "picture", _("hình ảnh sản phẩm")
    PRODUCER = "producer", _("tên cơ sở sản xuất, kinh doanh")
    ADDRESS = "address", _("địa chỉ cơ sở")
    TIME = "time", _("thời gian sản xuất, kinh doanh")
    MARK = "mark", _("nhãn hiệu, mã sản phẩm, số lô")
    SHELF_LIFE = "shelf_life", _("hạn sử dụng")
    BACK = "back", _("một bước trước: nguyên liệu từ đâu")
    FORWARD = "forward", _("một bước sau: hàng đi đâu")
    VOUCHED = "vouched", _("có bước được cán bộ kiểm")


class Grade(models.TextChoices):
    FULL = "full", _("Đầy đủ")
    GOOD = "good", _("Khá đầy đủ")
    LEAST = "least", _("Mới đủ mức tối thiểu")
    LACKING = "lacking", _("Còn thiếu")


LEAST = frozenset(list(Item)[:7])
"""The seven items of Article 6.5."""
STEPS_BEFORE = frozenset({"commissioning", "receiving", "creating_class_instance"})
"""Steps of CBV 2.0 that say what the goods were made of or how they came."""
STEPS_AFTER = frozenset({"shipping", "retail_selling", "departing", "dispensing"})
"""Steps of CBV 2.0 that say where the goods went."""


class Told(NamedTuple):
    """Whose word a step is: the names of who told it, whether an officer confirms it, to whom it says goods went.

    `teller` is None where who told it made the goods, or is the office.
    """

    teller: frozenset[str] | None
    is_vouched: bool
    to: frozenset[str]


def counted(steps: Iterable[Told]) -> list[bool]:
    """Tell of each step, the earliest first, whether it counts: anybody may write about goods that others made.

    It does where whoever told it made the goods or was handed them by a step that counts, is the office, or where an
    officer confirms it.
    """
    holders: set[str] = set()
    found = []
    for step in steps:
        counts = step.teller is None or step.is_vouched or not holders.isdisjoint(step.teller)
        if counts:
            holders |= step.to
        found.append(counts)
    return found


@dataclass(frozen=True)
class Completeness:
    """What is there of all that is looked for, and what that comes to."""

    found: frozenset[Item]

    @property
    def grade(self) -> Grade:
        if not self.found >= LEAST:
            return Grade.LACKING
        if len(self.found) == len(Item):
            return Grade.FULL
        return Grade.GOOD if self.found & {Item.BACK, Item.FORWARD} else Grade.LEAST

    @property
    def lines(self) -> list[tuple[Item, bool]]:
        """Return every item, in order, with whether it is there."""
        return [(item, item in self.found) for item in Item]

    @property
    def count(self) -> int:
        return len(self.found)

    @property
    def most(self) -> int:
        return len(Item)


def completeness(present: Collection[Item], steps: Collection[str], *, is_vouched: bool) -> Completeness:
    """Return the grade of a lot from the items present, the business steps told of it, and whether one was checked."""
    found = set(present)
    if STEPS_BEFORE.intersection(steps):
        found.add(Item.BACK)
    if STEPS_AFTER.intersection(steps):
        found.add(Item.FORWARD)
    if is_vouched:
        found.add(Item.VOUCHED)
    return Completeness(frozenset(found))
