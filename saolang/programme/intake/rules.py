"""What may be done with a register and its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saolang.core.intake.stars import CERTIFIED_STARS
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.certification.models import Revocation
from saolang.programme.intake.choices import Answer, RegisterState, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from saolang.core.intake.register import Reading
    from saolang.programme.intake.models import Register, StagedRow
    from saolang.programme.registry.models import Product

APPLIED_ALREADY = Refusal(gettext_noop("Sổ này đã được nhập nên không đọc lại được. Hãy hoàn tác trước."))
UNDONE = Refusal(gettext_noop("Sổ này đã được hoàn tác. Hãy tải tệp lên lại."))
NOT_APPLIED = Refusal(gettext_noop("Sổ này chưa được nhập nên không có gì để hoàn tác."))
ROW_APPLIED = Refusal(gettext_noop("Dòng này đã được nhập. Hãy sửa ở bản ghi sản phẩm."))
ROW_IS_NO_DATA = Refusal(gettext_noop("Dòng này không phải số liệu."))
PRODUCT_NOT_NAMED = Refusal(gettext_noop("Hãy chọn sản phẩm đã có."))
ONLY_HEADERS = Refusal(gettext_noop("Tệp chỉ có tiêu đề và tên cột, không có sản phẩm nào."))
IN_THE_FUTURE = Refusal(gettext_noop("Ngày ghi sổ phải ở trong quá khứ."))


def check_reading(reading: Reading) -> Refusal | None:
    """Refuse a form nobody filled in. Rows that could not be understood are no reason: a person may correct columns."""
    only_headers = all(reason.code in {"title", "header"} for row in reading.rows for reason in row.reasons)
    return ONLY_HEADERS if only_headers and all(row.reasons for row in reading.rows) else None


def check_not_undone(register: Register) -> Refusal | None:
    """Refuse to touch what was undone: it stays as it was, and the file can be staged anew."""
    return UNDONE if register.state == RegisterState.UNDONE else None


def check_mapping(register: Register) -> Refusal | None:
    """Refuse to read by other columns once something was entered by these."""
    return check_not_undone(register) or (APPLIED_ALREADY if register.state == RegisterState.APPLIED else None)


def check_entered_before(day: date | None, today: date) -> Refusal | None:
    """Refuse to declare a moment of entry that has not come."""
    return IN_THE_FUTURE if day is not None and day > today else None


def check_answer(row: StagedRow, answer: str, values: Mapping[str, Any], product: Product | None) -> Refusal | None:
    """Refuse an answer about what is no data or was applied, and taking a row that says too little."""
    if refusal := check_not_undone(row.register):
        return refusal
    if row.verdict == Verdict.SKIP:
        return ROW_IS_NO_DATA
    if hasattr(row, "outcome"):
        return ROW_APPLIED
    if answer == Answer.SAME and product is None:
        return PRODUCT_NOT_NAMED
    return None if answer in {Answer.LEAVE, Answer.NONE} else check_complete(values)


def check_complete(values: Mapping[str, Any]) -> Refusal | None:
    """Require a product and, for each recognition told, 3 to 5 stars and at least the year."""
    told = values.get("recognitions") or [{}]
    if values.get("product") and all(
        each.get("stars") in CERTIFIED_STARS and each.get("decision_date") for each in told
    ):
        return None
    return Refusal(gettext_noop("Dòng còn thiếu tên sản phẩm, hạng sao hoặc ngày công nhận. Hãy bổ sung rồi nhận."))


def check_undo(register: Register) -> Refusal | None:
    """Refuse to undo what was not applied, or gave a certificate that has been taken back since."""
    if register.state != RegisterState.APPLIED:
        return UNDONE if register.state == RegisterState.UNDONE else NOT_APPLIED
    revoked = Revocation.objects.standing().filter(recognition__source=register.source).count()
    if not revoked:
        return None
    return Refusal(
        gettext_noop("%(count)s giấy chứng nhận của sổ này đã bị thu hồi, nên không hoàn tác được."), count=revoked
    )
