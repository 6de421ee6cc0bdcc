"""The reading as a paper: A4, in the manner of Decree 30/2020/NĐ-CP, made by Typst from data/documents."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language, gettext

from saolang.base.papers.rendering import marks, typeset
from saolang.reports.exports.table import localised, rows, sight_in_words, title_of

if TYPE_CHECKING:
    from saolang.reports.standings import PlanReading


def as_pdf(reading: PlanReading) -> bytes:
    """Return the paper's bytes, the same for the same reading."""
    return typeset("plan_report", _report(reading), moment=reading.sight.as_known)


def _report(reading: PlanReading) -> dict[str, object]:
    plan, sight = reading.plan, reading.sight
    known_on = timezone.localtime(sight.as_known)
    return {
        "language": get_language() or "vi",
        "office": [gettext("ỦY BAN NHÂN DÂN"), plan.place.name_on(sight.as_at).upper()],
        "state": gettext("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        "motto": gettext("Độc lập - Tự do - Hạnh phúc"),
        "dated": gettext("ngày %(day)d tháng %(month)d năm %(year)d")
        % {"day": known_on.day, "month": known_on.month, "year": known_on.year},
        "heading": gettext("BÁO CÁO"),
        "title": gettext("Kết quả thực hiện chỉ tiêu: %(plan)s") % {"plan": title_of(plan)},
        "sight": sight_in_words(sight),
        "columns": [
            gettext("Mã"),
            gettext("Chỉ tiêu"),
            gettext("Mức đề ra"),
            gettext("Thực hiện"),
            gettext("Đánh giá"),
            gettext("Dự báo cuối kỳ"),
        ],
        "rows": [
            {
                **{name: value for name, value in asdict(row).items() if isinstance(value, str)},
                "value": _value_in_words(row.value, row.part, row.whole),
                "forecast": _band_in_words(row.forecast_low, row.forecast, row.forecast_high),
            }
            for row in rows(reading)
        ],
        "rounding": gettext("Tỷ lệ phần trăm làm tròn nửa lên đến một chữ số thập phân, kèm số đếm."),
        "demonstration": marks(),
        "signature": gettext("NGƯỜI LẬP BÁO CÁO"),
    }


def _value_in_words(value: float | None, part: float | None, whole: float | None) -> str:
    if value is None:
        return "–"
    if whole is None:
        return localised(value)
    return f"{localised(value)} ({localised(part)}/{localised(whole)})"


def _band_in_words(low: float | None, middle: float | None, high: float | None) -> str:
    if middle is None:
        return "–"
    if low == high:
        return localised(middle)
    return f"{localised(middle)} ({localised(low)}–{localised(high)})"
