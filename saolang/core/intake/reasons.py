"""Why a row is not simply accepted: each reason has a code for programs, a sentence for people, and a weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable


class Verdict(StrEnum):
    """What may become of a row. Only `accept` and `warn` are applied without a person deciding."""

    ACCEPT = "accept"
    WARN = "warn"
    HOLD = "hold"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `detail` is what stands in the cell, for the person who decides."""

    code: str
    detail: str = ""

    @property
    def verdict(self) -> Verdict:
        return _REASONS[self.code][0]

    @property
    def message(self) -> str:
        """Return the sentence, untranslated."""
        return _REASONS[self.code][1]


_REASONS: dict[str, tuple[Verdict, str]] = {
    # not data
    "title": (Verdict.SKIP, _("Dòng tiêu đề của danh sách.")),
    "header": (Verdict.SKIP, _("Dòng tên cột.")),
    "heading": (Verdict.SKIP, _("Dòng tên nhóm, áp dụng cho các dòng bên dưới.")),
    "total": (Verdict.SKIP, _("Dòng cộng.")),
    "signature": (Verdict.SKIP, _("Phần nơi nhận và chữ ký.")),
    "note": (Verdict.SKIP, _("Dòng ghi chú của danh sách.")),
    "not_a_register": (Verdict.SKIP, _("Trang tính không có cột sản phẩm; danh sách nằm ở trang tính khác.")),
    # cannot be understood without a person
    "no_header": (
        Verdict.HOLD,
        _("Không tìm thấy dòng tên cột. Hãy chỉ rõ cột nào là sản phẩm, hạng sao, quyết định."),
    ),
    "cell_unreadable": (
        Verdict.HOLD,
        _("Ô có công thức lỗi hoặc chưa tính nên không có giá trị. Hãy tính lại và lưu tệp."),
    ),
    "product_missing": (Verdict.HOLD, _("Thiếu tên sản phẩm.")),
    "several_products_unclear": (Verdict.HOLD, _("Ô có thể ghi nhiều sản phẩm. Hãy tách thành từng dòng.")),
    "producer_unclear": (
        Verdict.HOLD,
        _("Ô chủ thể và nơi sản xuất đều trống: là chủ thể của dòng trên hay chưa rõ chủ thể?"),
    ),
    "stars_missing": (Verdict.HOLD, _("Thiếu hạng sao.")),
    "stars_unreadable": (Verdict.HOLD, _("Không đọc được hạng sao.")),
    "stars_below_three": (Verdict.HOLD, _("Dưới 3 sao thì không có quyết định công nhận.")),
    "stars_disagree": (Verdict.HOLD, _("Hạng sao hiện tại khác hạng sao của lần công nhận gần nhất.")),
    "stars_above_score": (Verdict.HOLD, _("Hạng sao cao hơn mức điểm cho phép.")),
    "date_missing": (Verdict.HOLD, _("Không có ngày, tháng hay năm công nhận.")),
    "date_unreadable": (Verdict.HOLD, _("Không đọc được ngày.")),
    "date_out_of_range": (
        Verdict.HOLD,
        _("Ngày công nhận ở trước khi có Chương trình OCOP (07/5/2018) hoặc ở tương lai."),
    ),
    "decision_unreadable": (Verdict.HOLD, _("Không đọc được số quyết định.")),
    "several_decisions": (Verdict.HOLD, _("Ô ghi nhiều quyết định: chưa rõ quyết định nào ứng với hạng sao nào.")),
    "decision_date_disagrees": (Verdict.HOLD, _("Ngày công nhận khác ngày của quyết định.")),
    "revocation_noted": (Verdict.HOLD, _("Ghi chú nói sản phẩm đã bị thu hồi hoặc hủy công nhận.")),
    "rounds_out_of_order": (Verdict.HOLD, _("Lần công nhận sau có ngày trước lần công nhận trước.")),
    "expiry_before_issue": (Verdict.HOLD, _("Ngày hết hạn ở trước ngày công nhận.")),
    "expiry_unreadable": (Verdict.HOLD, _("Không đọc được ngày hết hạn.")),
    "duplicate_in_file": (
        Verdict.HOLD,
        _("Sản phẩm này của chủ thể này đã có ở một dòng trên với cùng lần công nhận."),
    ),
    # understood, but worth a look
    "several_products": (Verdict.WARN, _("Ô ghi nhiều sản phẩm, đã tách thành từng sản phẩm.")),
    "producer_missing": (Verdict.WARN, _("Chưa rõ chủ thể.")),
    "producer_carried": (Verdict.WARN, _("Ô chủ thể trống và không có số thứ tự: lấy chủ thể của dòng trên.")),
    "footnote_mark": (Verdict.WARN, _("Tên có dấu chú thích (*): hãy xem chú thích của danh sách.")),
    "place_missing": (Verdict.WARN, _("Thiếu nơi sản xuất.")),
    "decision_missing": (Verdict.WARN, _("Thiếu số quyết định.")),
    "decision_incomplete": (Verdict.WARN, _("Số quyết định thiếu ký hiệu.")),
    "date_imprecise": (Verdict.WARN, _("Chỉ biết tháng hoặc năm công nhận.")),
    "date_from_title": (Verdict.WARN, _("Năm công nhận lấy từ tiêu đề hoặc tên nhóm.")),
    "stars_from_heading": (Verdict.WARN, _("Hạng sao lấy từ tiêu đề hoặc tên nhóm.")),
    "year_disagrees_with_date": (Verdict.WARN, _("Năm ghi khác năm của ngày công nhận: lấy theo ngày.")),
    "legal_form_disagrees": (Verdict.WARN, _("Loại hình ghi khác loại hình đọc từ tên chủ thể.")),
    "expiry_not_36_months": (Verdict.WARN, _("Ngày hết hạn không cách ngày công nhận 36 tháng.")),
    "potential_five": (Verdict.WARN, _("Tiềm năng 5 sao: ghi nhận 4 sao cho đến khi Bộ quyết định.")),
    "same_product_again": (Verdict.WARN, _("Sản phẩm này đã có ở một dòng trên với lần công nhận khác.")),
    # found against what is known already
    "place_not_resolved": (Verdict.WARN, _("Chưa xác định được đơn vị hành chính: ghi ở cấp cao hơn đã biết.")),
    "producer_look_alike": (Verdict.HOLD, _("Có chủ thể gần giống. Hãy xem có phải là một không.")),
    "producer_made_up": (
        Verdict.HOLD,
        _("Chủ thể cùng tên là số liệu trình diễn, không thể đứng tên sản phẩm thật."),
    ),
    "product_look_alike": (Verdict.HOLD, _("Có sản phẩm gần giống của cùng chủ thể. Hãy xem có phải là một không.")),
    "recognition_conflicts": (Verdict.HOLD, _("Trái với lần công nhận đã ghi của sản phẩm này.")),
    "recognition_refused": (Verdict.HOLD, _("Không thể ghi lần công nhận này.")),
    "hidden_row": (Verdict.WARN, _("Dòng bị ẩn trong tệp.")),
    "hidden_sheet": (Verdict.WARN, _("Trang tính bị ẩn trong tệp.")),
}

CODES = frozenset(_REASONS)
_ORDER = (Verdict.SKIP, Verdict.HOLD, Verdict.WARN)


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """Return the gravest verdict among the reasons; with none, the row is accepted."""
    found = {reason.verdict for reason in reasons}
    return next((verdict for verdict in _ORDER if verdict in found), Verdict.ACCEPT)
