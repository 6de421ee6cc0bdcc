"""Where a number will be when the period ends: a middle and a band that holds four times in five.

Events (products newly recognised): what has happened, plus what the same part of the year brought in each of the past
three years, plus whole years at their mean. The band is the larger of the spread between those years and that of a
Poisson count.

Stock (products holding a certificate): what holds today, less the certificates that expire before the end and are not
renewed at the rate of the past three years, plus new ones by the rule for events.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pvariance
from typing import TYPE_CHECKING

from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUR_IN_FIVE = 1.2816
"""Standard deviations each side that hold 80 % of a normal distribution."""

ENDED = _("Kỳ kế hoạch đã kết thúc: số cuối kỳ.")
BY_RHYTHM = _("Số đã đạt, cộng nhịp của cùng thời gian trong các năm trước; dải giữ bốn trên năm trường hợp.")
BY_OWN_RATE = _("Chưa có năm trước để so: kéo dài nhịp từ đầu kỳ đến nay; dải giữ bốn trên năm trường hợp.")
BY_EXPIRY = _(
    "Số hiện có, trừ chứng nhận sắp hết hạn không được đánh giá lại (theo tỷ lệ ba năm qua), cộng sản phẩm mới theo "
    "nhịp các năm trước; dải giữ bốn trên năm trường hợp."
)
BY_EXPIRY_UNKNOWN = _(
    "Số hiện có, cộng sản phẩm mới theo nhịp các năm trước; chưa có lần đánh giá lại nào để biết tỷ lệ giữ được, "
    "nên dải tính từ mất hết đến giữ hết các chứng nhận sắp hết hạn."
)


@dataclass(frozen=True)
class Forecast:
    """The number expected on the last day, its band, and in words how it was made."""

    low: float
    middle: float
    high: float
    basis: str


@dataclass(frozen=True)
class Rhythm:
    """What the past brought. Newest first, up to three of each.

    `season`: events in the days that match the rest of the period, less its whole years; `years`: events in each whole
    year before today. `whole_years`: how many whole years are left. `elapsed`: the part of the period gone, 0 to 1.
    """

    season: Sequence[float]
    years: Sequence[float]
    whole_years: int
    elapsed: float


@dataclass(frozen=True)
class Expected:
    mean: float
    variance: float


def expected_events(so_far: float, rhythm: Rhythm) -> Expected:
    """Return the mean and variance of what is still to come."""
    known = _since_the_first_year_with_any(rhythm)
    if not known:
        rest = so_far * (1 - rhythm.elapsed) / rhythm.elapsed if rhythm.elapsed > 0 else 0.0
        return Expected(rest, rest)
    seasons = [season for season, _year in known]
    years = [year for _season, year in known]
    mean = fmean(seasons) + rhythm.whole_years * fmean(years)
    spread = pvariance(seasons) + rhythm.whole_years * pvariance(years)
    return Expected(mean, max(mean, spread))


def forecast_events(so_far: float, rhythm: Rhythm) -> Forecast:
    """Forecast a count of events in the period. Never under what has already happened."""
    rest = expected_events(so_far, rhythm)
    basis = BY_RHYTHM if _since_the_first_year_with_any(rhythm) else BY_OWN_RATE
    return _band(so_far + rest.mean, rest.variance, floor=so_far, basis=basis)


def forecast_stock(holding: float, expiring: float, *, due: float, kept: float, new: Expected) -> Forecast:
    """Forecast how many will hold on the last day.

    `expiring` of the `holding` end before then; in the past three years `kept` of `due` certificates were kept.
    """
    if due <= 0 < expiring:
        low = _band(holding - expiring + new.mean, new.variance, floor=0, basis="").low
        high = _band(holding + new.mean, new.variance, floor=0, basis="").high
        return Forecast(low, holding - expiring / 2 + new.mean, high, BY_EXPIRY_UNKNOWN)
    rate = kept / due if due > 0 else 1.0
    lost = expiring * (1 - rate)
    return _band(holding - lost + new.mean, new.variance + lost * rate, floor=0, basis=BY_EXPIRY)


def _band(middle: float, variance: float, *, floor: float, basis: str) -> Forecast:
    reach = FOUR_IN_FIVE * sqrt(max(variance, 0))
    return Forecast(max(middle - reach, floor), middle, middle + reach, basis)


def _since_the_first_year_with_any(rhythm: Rhythm) -> list[tuple[float, float]]:
    """Drop the years before the programme began to leave records: they say nothing about its rhythm."""
    pairs = list(zip(rhythm.season, rhythm.years, strict=True))
    while pairs and pairs[-1][1] == 0:
        pairs.pop()
    return pairs
