"""What may be done with ideas and business plans."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.dossiers.choices import IdeaState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saolang.programme.dossiers.models import BusinessPlan, Idea, PlanYear

LONGEST_TEXT = 5_000
MOST_YEARS = 10
NAMELESS = Refusal(gettext_noop("Chưa có tên sản phẩm. Hãy nhập tên rồi lưu lại."))
WORDLESS = Refusal(gettext_noop("Chưa có mô tả ý tưởng. Hãy tả sản phẩm bạn muốn làm rồi lưu lại."))
PLACELESS = Refusal(
    gettext_noop("Chủ thể chưa có địa bàn nên chưa biết gửi ý tưởng cho xã nào. Hãy liên hệ xã để cập nhật.")
)
DIVIDED = Refusal(
    gettext_noop(
        "Địa bàn của chủ thể nay thuộc nhiều xã nên chưa biết gửi ý tưởng cho xã nào. Hãy liên hệ xã để cập nhật."
    )
)
DECIDED = Refusal(gettext_noop("Xã đã trả lời ý tưởng này nên không sửa được nữa. Hãy đăng ký ý tưởng mới nếu cần."))
UNDECIDED = Refusal(gettext_noop("Hãy chọn tiếp nhận hoặc chưa tiếp nhận ý tưởng."))
REASONLESS = Refusal(gettext_noop("Hãy ghi lý do, để chủ thể biết vì sao ý tưởng chưa được tiếp nhận."))
CHANGED_MEANWHILE = Refusal(
    gettext_noop("Người khác vừa lưu bản này, nên phần bạn nhập chưa được lưu. Hãy so hai bản bên dưới rồi lưu lại.")
)
TOO_LONG = Refusal(gettext_noop("Có mục dài quá %(most)s ký tự. Hãy rút gọn rồi lưu lại."), most=LONGEST_TEXT)
YEARLESS = Refusal(gettext_noop("Hãy nhập số liệu của ít nhất một năm."))
TOO_MANY_YEARS = Refusal(gettext_noop("Phương án ghi tối đa %(most)s năm. Hãy bớt những năm xa nhất."), most=MOST_YEARS)
YEARS_TWICE = Refusal(gettext_noop("Mỗi năm chỉ ghi một lần, liền nhau từ năm đầu. Hãy xem lại các năm."))
BELOW_ZERO = Refusal(gettext_noop("Sản lượng, giá, chi phí và vốn không thể là số âm. Hãy xem lại số liệu."))


def may_revise(idea: Idea, version: int) -> Refusal | None:
    """Answer nothing while the idea is not decided on and as the person saw it; else why not."""
    if idea.state != IdeaState.REGISTERED:
        return DECIDED
    return None if idea.version == version else CHANGED_MEANWHILE


def check_idea(idea: Idea) -> Refusal | None:
    """Require a name, a description, and the commune that receives it."""
    if not idea.product_name:
        return NAMELESS
    if not idea.description:
        return WORDLESS
    texts = (idea.description, idea.local_character, idea.materials, idea.customers)
    return TOO_LONG if any(len(text) > LONGEST_TEXT for text in texts) else None


def may_decide(idea: Idea, state: str, reason: str) -> Refusal | None:
    """Answer nothing when the commune may answer the idea so; a refusal has a reason."""
    if idea.state != IdeaState.REGISTERED:
        return DECIDED
    if state not in {IdeaState.ACCEPTED, IdeaState.DECLINED}:
        return UNDECIDED
    return REASONLESS if state == IdeaState.DECLINED and not reason else None


def check_plan(plan: BusinessPlan, years: Sequence[PlanYear], texts: Sequence[str]) -> Refusal | None:
    """Require years that follow each other from the first, figures not below zero, texts that fit."""
    if not years:
        return YEARLESS
    if len(years) > MOST_YEARS:
        return TOO_MANY_YEARS
    if [year.year for year in years] != list(range(plan.first_year, plan.first_year + len(years))):
        return YEARS_TWICE
    if any(min(year.output, year.price, year.cost, year.investment) < 0 for year in years):
        return BELOW_ZERO
    return TOO_LONG if any(len(text) > LONGEST_TEXT for text in texts) else None


def check_plan_version(plan: BusinessPlan | None, version: int) -> Refusal | None:
    """Require the plan to be as the person saw it; 0 where there was none."""
    return None if (plan.version if plan else 0) == version else CHANGED_MEANWHILE


def revenue(year: PlanYear) -> Decimal:
    """Return what a year brings in, in million đồng: output × price, to two decimals."""
    return (year.output * year.price).quantize(Decimal("0.01"))


def profit(year: PlanYear) -> Decimal:
    """Return what is left of a year's revenue after all costs, in million đồng; below zero where it is a loss."""
    return revenue(year) - year.cost
