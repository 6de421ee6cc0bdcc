"""What the commune (Mẫu số 03) and the advisory team answer, and when their report is complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import Act, Assessor, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from saolang.programme.dossiers.models import Assessment, Dossier

Topics = tuple[tuple[str, "_StrPromise"], ...]
"""The fields of a report with their words, in its order."""

TOPICS: dict[Assessor, Topics] = {
    Assessor.COMMUNE: (
        ("materials", _("Nguồn gốc, nguyên liệu địa phương")),
        ("labour", _("Sử dụng lao động địa phương")),
        ("idea", _("Nguồn gốc ý tưởng sản phẩm")),
        ("identity", _("Bản sắc, trí tuệ địa phương")),
    ),
    Assessor.ADVISERS: (
        ("survey", _("Khảo sát thực tế tại nơi sản xuất")),
        ("tests", _("Kiểm nghiệm, xác minh thêm (nếu có)")),
        ("remarks", _("Nhận xét chung về hồ sơ và sản phẩm")),
    ),
}
"""Mẫu số 03 (D26, Phụ lục III); for the advisory team the points of Article 7.3c: it has no printed form."""
OPTIONAL = frozenset({"tests"})
COMMUNE_CRITERIA = ("1.1", "1.2", "2.1", "3.3", "5.3")
"""The criteria of the sheets that ask what Mẫu số 03 asks: our reading of which findings are the commune's."""
WRITTEN_IN = {Assessor.COMMUNE: State.COMMUNE, Assessor.ADVISERS: State.ADVISERS}
"""The state in which each writes its report."""
HANDED_ON_BY = {Assessor.COMMUNE: Act.PROPOSE, Assessor.ADVISERS: Act.ADVISE}
"""What becomes of the dossier with a report that proposes it; with one that does not it is refused."""

NOT_YOUR_TURN = {
    Assessor.COMMUNE: Refusal(gettext_noop("Hồ sơ không ở bước cấp xã kiểm tra nên không ghi được báo cáo Mẫu số 03.")),
    Assessor.ADVISERS: Refusal(gettext_noop("Hồ sơ không ở bước tổ tư vấn đánh giá nên không ghi được báo cáo.")),
}
CHANGED_MEANWHILE = Refusal(
    gettext_noop(
        "Người khác vừa sửa báo cáo này, nên thay đổi của bạn chưa được lưu. Những gì bạn nhập còn nguyên bên dưới; "
        "hãy mở báo cáo ở một cửa sổ khác để so, rồi nhập lại."
    )
)
UNDECIDED = Refusal(gettext_noop("Báo cáo chưa ghi có đề nghị đánh giá hay không. Hãy chọn một trong hai."))
NO_CONCLUSION = Refusal(gettext_noop("Báo cáo chưa có kết luận. Hãy ghi kết luận rồi khóa báo cáo."))
NO_DAY = Refusal(gettext_noop("Báo cáo chưa có ngày họp hoặc khảo sát. Hãy ghi ngày đó."))
NOTHING_WRITTEN = Refusal(gettext_noop("Chưa có báo cáo nào để khóa. Hãy ghi báo cáo trước."))
DAY_AHEAD = Refusal(gettext_noop("Ngày họp, khảo sát không được sau hôm nay."))


@dataclass(frozen=True, slots=True)
class Found:
    """What a report says of one criterion: the option it proposes, or none, and why."""

    option: str = ""
    note: str = ""


def criteria_for(dossier: Dossier, assessor: Assessor) -> list[str]:
    """Return the criteria the report speaks of: those of the commune's four questions; for the advisers all."""
    known = list(sheet_of(dossier.edition).criteria)
    return [code for code in COMMUNE_CRITERIA if code in known] if assessor == Assessor.COMMUNE else known


def may_write(dossier: Dossier, assessor: Assessor) -> Refusal | None:
    """Answer nothing while it is the assessor's turn; else why not."""
    return None if dossier.state == WRITTEN_IN[assessor] else NOT_YOUR_TURN[assessor]


def check_findings(dossier: Dossier, assessor: Assessor, findings: Mapping[str, Found]) -> Refusal | None:
    """Answer whether the findings name criteria that are the assessor's, and options these have."""
    known = set(criteria_for(dossier, assessor))
    criteria = sheet_of(dossier.edition).criteria
    for code, found in findings.items():
        if code not in known:
            return Refusal(gettext_noop("Báo cáo này không đánh giá tiêu chí %(criterion)s."), criterion=code)
        if found.option and criteria[code].option(found.option) is None:
            return Refusal(
                gettext_noop("Tiêu chí %(criterion)s không có lựa chọn %(option)s."),
                criterion=code,
                option=found.option,
            )
    return None


def is_complete(assessment: Assessment) -> Refusal | None:
    """Answer whether the report says all it must say before it is handed on; else what is missing."""
    assessor = Assessor(assessment.assessor)
    for name, words in TOPICS[assessor]:
        if name not in OPTIONAL and not str(assessment.answers.get(name, "")).strip():
            return Refusal(gettext_noop("Báo cáo chưa ghi mục “%(topic)s”. Hãy ghi mục này."), topic=words)
    if assessor == Assessor.ADVISERS and assessment.met_on is None:
        return NO_DAY
    if assessment.proposes is None:
        return UNDECIDED
    return None if assessment.conclusion.strip() else NO_CONCLUSION
