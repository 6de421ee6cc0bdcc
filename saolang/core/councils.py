"""From the members' score sheets to the council's result, by the council's own regulation.

Decision 26/2026/QĐ-TTg speaks of the average alone (Article 3.3) and leaves the rest to the regulation each council has
(Quy chế hoạt động). What a regulation says are settings here. Our defaults follow regulations seen at the time of
Decision 1048; nobody has confirmed them for a council of today, so every setting says where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.scoring import KnockOut, Rating, knock_outs, rate, score
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.core.scoring import CriteriaSet, Sheet

Number = Decimal | int
SEEN_IN_TAY_NINH = "Quy chế Hội đồng đánh giá OCOP tỉnh Tây Ninh (thời Quyết định 1048/QĐ-TTg)"
SEEN_IN_TWO = "Quy chế Hội đồng đánh giá OCOP tỉnh Tây Ninh, tỉnh Đồng Tháp (thời Quyết định 1048/QĐ-TTg)"
OURS = ""
"""No regulation that says so was found: the default is ours."""


class Leader(IntEnum):
    """Who must be there to lead a session."""

    NOBODY = 0
    CHAIR = 1
    CHAIR_OR_DEPUTY = 2


@dataclass(frozen=True, slots=True)
class Regulation:
    """How a council comes to its result."""

    quorum: Decimal = Decimal("0.75")
    """The share of the voting members that must be there."""
    leader: int = Leader.CHAIR
    """Who must be there to lead, as `Leader` numbers them: a deputy will do only where the regulation says so."""
    spread: Decimal = Decimal(10)
    """From more points than this between the highest and the lowest total on, the members discuss and score again."""
    knock_out: Decimal = Decimal("0.5")
    """A ground ends the evaluation when more than this share of those who scored found it."""
    least_sheets: int = 3
    """The fewest sheets a result rests on."""
    papers_days: int = 3
    """So many days before the session the members must have the papers."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a regulation says: its words, from what to what it may go, and where the default was seen."""

    words: str
    least: Number
    most: Number
    source: str = OURS


SETTINGS: Mapping[str, Setting] = {
    "quorum": Setting(_("Tỷ lệ ủy viên có quyền chấm phải có mặt"), Decimal(0), Decimal(1), SEEN_IN_TAY_NINH),
    "leader": Setting(
        _("Người chủ trì phải có mặt (0: không cần, 1: chủ tịch, 2: chủ tịch hoặc phó chủ tịch)"),
        0,
        2,
        SEEN_IN_TAY_NINH,
    ),
    "spread": Setting(_("Chênh lệch điểm nhiều nhất giữa các ủy viên"), Decimal(0), Decimal(100), SEEN_IN_TWO),
    "knock_out": Setting(_("Căn cứ loại có hiệu lực khi quá tỷ lệ này số phiếu nêu ra"), Decimal(0), Decimal(1)),
    "least_sheets": Setting(_("Số phiếu ít nhất cho một sản phẩm"), 1, 100),
    "papers_days": Setting(_("Gửi tài liệu trước phiên (số ngày)"), 0, 60),
}
"""What a regulation can say, in the order it is shown."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the sheets of one product come to. Every figure is exact."""

    totals: tuple[Fraction, ...]
    """The total of each sheet, in the order given."""
    means: Mapping[str, Fraction]
    """The mean of each criterion."""
    rating: Rating[Fraction]

    @property
    def votes(self) -> int:
        return len(self.totals)

    @property
    def spread(self) -> Fraction:
        return spread(self.totals)


def read_regulation(data: Mapping[str, object]) -> Regulation:
    """Return the regulation that differs from our defaults as the data says, by name of the setting.

    Raises Refusal for a setting there is none of, and for a value that is no number or out of its bounds.
    """
    return Regulation(**{name: _value(name, value) for name, value in data.items()})  # type: ignore[arg-type] # by name


def written(regulation: Regulation) -> dict[str, str]:
    """Return every setting as text, as `read_regulation` takes it."""
    return {each.name: str(getattr(regulation, each.name)) for each in fields(regulation)}


def combine(criteria_set: CriteriaSet, sheets: Sequence[Sheet], regulation: Regulation) -> Outcome:
    """Return what the sheets come to together.

    The total is the exact mean of the members' totals and is held against the bands unrounded. A mark is met when the
    mean of its criterion reaches the points of the marked option. A ground ends the evaluation when more than half of
    the sheets found it, or whatever share the regulation says. Raises Refusal as `scoring.score` does, and ValueError
    when there is no sheet.
    """
    if not sheets:
        message = "No sheet, no result."
        raise ValueError(message)
    scored = [score(criteria_set, sheet) for sheet in sheets]
    totals = tuple(Fraction(sum(points.values())) for points in scored)
    means = {code: _mean([points[code] for points in scored]) for code in criteria_set.criteria}
    found = [knock_outs(criteria_set, sheet, points) for sheet, points in zip(sheets, scored, strict=True)]
    grounds = tuple(each for each in criteria_set.knock_outs if _carried(each, found, regulation))
    return Outcome(totals, means, rate(criteria_set, means, grounds, total=_mean(totals)))


def spread(totals: Sequence[Fraction]) -> Fraction:
    """Return the points between the highest and the lowest total."""
    return max(totals) - min(totals)


def differ_too_much(totals: Sequence[Fraction], regulation: Regulation) -> bool:
    """Tell whether the members must discuss the product: just as many points as the limit is not too much."""
    return spread(totals) > regulation.spread


def check_quorum(voting: int, present: int, regulation: Regulation) -> Refusal | None:
    """Answer whether enough of the voting members are there: exactly the share is enough."""
    if voting and Fraction(present, voting) >= Fraction(regulation.quorum):
        return None
    return Refusal(
        _("Có mặt %(present)s trong %(voting)s ủy viên có quyền chấm; quy chế cần ít nhất %(least)s."),
        present=present,
        voting=voting,
        least=max(least_present(voting, regulation), 1),
    )


def least_present(voting: int, regulation: Regulation) -> int:
    """Return how many of so many voting members must be there: of 15 by 75 %, 12."""
    return -int(-Fraction(regulation.quorum) * voting // 1)


def two_decimals(points: Fraction) -> Decimal:
    """Return the points as they are printed, a half rounded up: 69.995 is 70.00 on paper and 3 stars all the same."""
    return Decimal((points * 200 + 1) // 2).scaleb(-2)


def _carried(ground: KnockOut, found: Sequence[Sequence[KnockOut]], regulation: Regulation) -> bool:
    return Fraction(sum(ground in of_one for of_one in found), len(found)) > Fraction(regulation.knock_out)


def _mean(values: Sequence[Decimal] | Sequence[Fraction]) -> Fraction:
    return sum(map(Fraction, values), Fraction(0)) / len(values)


def _value(name: str, value: object) -> Number:
    if name not in SETTINGS:
        raise Refusal(_("Quy chế của hội đồng không có mục %(name)s."), name=name)
    setting = SETTINGS[name]
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    is_whole = isinstance(setting.least, int)
    in_bounds = number.is_finite() and setting.least <= number <= setting.most
    if not in_bounds or (is_whole and number != number.to_integral_value()):
        raise Refusal(
            _("%(setting)s: “%(value)s” không đúng; cần một số từ %(least)s đến %(most)s."),
            setting=setting.words,
            value=value,
            least=setting.least,
            most=setting.most,
        )
    return int(number) if is_whole else number
