"""What a plan and its targets must be, and what may be done with them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from saolang.base.places.choices import Level
from saolang.core.indicators.definitions import Direction
from saolang.core.indicators.targets import Comparator
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.plans.choices import PlanLevel, PlanState
from saolang.programme.plans.rules.definitions import read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import Model

    from saolang.core.indicators.definitions import Indicator
    from saolang.programme.plans.models import Plan
    from saolang.programme.plans.rules.terms import PlanTerms, TargetTerms

MOVES: Mapping[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.COMMENT, PlanState.ISSUED}),
    PlanState.COMMENT: frozenset({PlanState.DRAFT, PlanState.ISSUED}),
    PlanState.ISSUED: frozenset({PlanState.CLOSED}),
    PlanState.CLOSED: frozenset(),
}
"""From each state of a plan, the states it may go to. An issued plan never becomes a draft again."""

HUNDRED = 100
SEEN_OLDER = Refusal(gettext_noop("Kế hoạch vừa được người khác sửa. Hãy tải lại trang rồi sửa lại."))


def check_fields(thing: Model) -> Refusal | None:
    """Answer why a value does not fit its column: missing, too long, no such choice."""
    columns = {field.name: field for field in thing._meta.fields}  # noqa: SLF001 - Django's own way to a model's fields
    try:
        # What a row points to is there: it was fetched.
        thing.clean_fields(exclude={name for name, column in columns.items() if column.is_relation})
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        label = str(columns[name].verbose_name)
        return Refusal(gettext_noop("%(field)s: %(why)s"), field=label, why=" ".join(problems))
    return None


def check_plan(terms: PlanTerms) -> Refusal | None:
    """Answer why a plan cannot be as said."""
    if terms.ends_on < terms.begins_on:
        return Refusal(gettext_noop("Ngày cuối của kỳ kế hoạch đứng trước ngày đầu."))
    if terms.level not in {PlanLevel.NATION, terms.place.level}:
        return Refusal(
            gettext_noop("%(place)s không phải đơn vị %(level)s. Hãy chọn lại địa bàn hoặc cấp của kế hoạch."),
            place=str(terms.place),
            level=PlanLevel(terms.level).label if terms.level in PlanLevel.values else terms.level,
        )
    if terms.parent is not None and terms.parent.code == terms.code:
        return Refusal(gettext_noop("Kế hoạch không thể thuộc chính nó."))
    return None


def check_move(plan: Plan, *, to: PlanState, version: int) -> Refusal | None:
    """Answer why the plan cannot go to the state now, at the word of someone who saw it at the version."""
    if plan.version != version:
        return SEEN_OLDER
    if to in MOVES[PlanState(plan.state)]:
        return None
    return Refusal(
        gettext_noop("Kế hoạch đang ở trạng thái “%(state)s”, không chuyển sang “%(to)s” được."),
        state=str(PlanState(plan.state).label),
        to=str(to.label),
    )


def check_change(plan: Plan, *, version: int, reason: str) -> Refusal | None:
    """Answer why the plan or its targets cannot be changed now by someone who saw them at the version."""
    if plan.version != version:
        return SEEN_OLDER
    if plan.state == PlanState.CLOSED:
        return Refusal(gettext_noop("Kế hoạch đã kết thúc nên không sửa được nữa."))
    if plan.state == PlanState.ISSUED and not reason.strip():
        return Refusal(gettext_noop("Kế hoạch đã ban hành. Hãy ghi lý do sửa, như số văn bản điều chỉnh."))
    return None


def check_target(
    target: TargetTerms,
    *,
    level: str,
    others: Mapping[str, TargetTerms],
    definitions: Mapping[str, Indicator],
) -> Refusal | None:
    """Answer why a plan of the level cannot hold the target beside its other targets (by code).

    Raises nothing; outcomes in the order a person would check: what is counted, the goal, the units, the links.
    """
    indicator = definitions.get(target.indicator)
    if indicator is None:
        return Refusal(
            gettext_noop("%(code)s: không có chỉ số “%(indicator)s”. Hãy chọn chỉ số có sẵn hoặc thêm tệp chỉ số."),
            code=target.code,
            indicator=target.indicator,
        )
    return (
        _check_goal(target, indicator)
        or _check_units(target, indicator, level)
        or _check_within(target, indicator, others, definitions)
        or _check_total_in(target, indicator, others, definitions)
    )


def check_removal(code: str, others: Collection[TargetTerms]) -> Refusal | None:
    """Answer why the target cannot be taken out: another one speaks of it."""
    for other in others:
        if code in {other.within, other.total_in}:
            return Refusal(
                gettext_noop("Chỉ tiêu %(other)s nhắc đến %(code)s. Hãy sửa hoặc bỏ chỉ tiêu ấy trước."),
                other=other.code,
                code=code,
            )
    return None


def _check_goal(target: TargetTerms, indicator: Indicator) -> Refusal | None:
    if target.comparator not in set(Comparator):
        return Refusal(
            gettext_noop("%(code)s: không có cách so sánh “%(comparator)s”. Có: %(known)s."),
            code=target.code,
            comparator=target.comparator,
            known=", ".join(Comparator),
        )
    if target.comparator in {Comparator.SOME, Comparator.MAINTAIN}:
        sentence = _why_not_without_number(target, indicator)
    else:
        sentence = _why_not_shape(target) or _why_not_way(target, indicator) or _why_not_size(target, indicator)
    return Refusal(sentence, code=target.code) if sentence else None


def _why_not_without_number(target: TargetTerms, indicator: Indicator) -> str:
    if target.goal is not None or target.goal_to is not None:
        return gettext_noop("%(code)s: “một số” và “duy trì” không có mức; có mức thì dùng >=.")
    if target.comparator == Comparator.MAINTAIN and not indicator.is_share:
        return gettext_noop("%(code)s: “duy trì” cần một chỉ số tính bằng tỷ lệ giữ được.")
    return ""


def _why_not_shape(target: TargetTerms) -> str:
    if target.goal is None:
        return gettext_noop("%(code)s: chưa có mức của chỉ tiêu.")
    if target.comparator == Comparator.RANGE and target.goal_to is None:
        return gettext_noop("%(code)s: chỉ tiêu dạng khoảng cần mức cuối.")
    if target.comparator in {Comparator.MORE_THAN, Comparator.AT_MOST} and target.goal_to is not None:
        return gettext_noop("%(code)s: chỉ tiêu dạng “trên” hoặc “không quá” không có mức cuối.")
    return ""


def _why_not_way(target: TargetTerms, indicator: Indicator) -> str:
    lower_is_better = indicator.direction is Direction.DOWN
    if lower_is_better and target.comparator != Comparator.AT_MOST:
        return gettext_noop("%(code)s: chỉ số càng thấp càng tốt thì chỉ tiêu phải dạng không quá (<=).")
    if not lower_is_better and target.comparator == Comparator.AT_MOST:
        return gettext_noop("%(code)s: chỉ số càng cao càng tốt thì chỉ tiêu không thể dạng không quá (<=).")
    return ""


def _why_not_size(target: TargetTerms, indicator: Indicator) -> str:
    numbers = [number for number in (target.goal, target.goal_to) if number is not None]
    if numbers != sorted(set(numbers)):
        return gettext_noop("%(code)s: mức cuối phải lớn hơn mức đầu.")
    if numbers[0] < 0:
        return gettext_noop("%(code)s: mức không thể âm.")
    if indicator.is_share and numbers[-1] > HUNDRED:
        return gettext_noop("%(code)s: tỷ lệ không thể quá 100 %%.")
    return ""


def _check_units(target: TargetTerms, indicator: Indicator, level: str) -> Refusal | None:
    code = target.code
    if not target.per:
        if target.per_only:
            return Refusal(
                gettext_noop("%(code)s: nêu loại đơn vị nào thì cũng phải nêu tính cho mỗi cấp nào."), code=code
            )
        return None
    if target.per not in _levels_below(level):
        return Refusal(
            gettext_noop("%(code)s: “%(per)s” không phải cấp dưới cấp của kế hoạch. Có: %(known)s."),
            code=code,
            per=target.per,
            known=", ".join(_levels_below(level)),
        )
    if indicator.is_share or target.comparator not in {Comparator.AT_LEAST, Comparator.MORE_THAN}:
        return Refusal(
            gettext_noop("%(code)s: mức cho mỗi đơn vị phải là một số đếm, dạng ít nhất hoặc trên."), code=code
        )
    filters = read_vocabulary().unit_filters
    if target.per_only and target.per_only not in filters:
        return Refusal(
            gettext_noop("%(code)s: không có loại đơn vị “%(only)s”. Có: %(known)s."),
            code=code,
            only=target.per_only,
            known=", ".join(filters),
        )
    return None


def _levels_below(level: str) -> list[str]:
    order = [PlanLevel.NATION.value, *Level.values]
    return order[order.index(level) + 1 :]


def _check_within(
    target: TargetTerms,
    indicator: Indicator,
    others: Mapping[str, TargetTerms],
    definitions: Mapping[str, Indicator],
) -> Refusal | None:
    if not target.within:
        return None
    outer = others.get(target.within)
    if outer is None or target.code in _chain(outer, others):
        return _not_beside(target, target.within)
    counted = definitions.get(outer.indicator)
    if counted is None or counted.population != indicator.population:
        return Refusal(
            gettext_noop("%(code)s: không nằm trong %(outer)s được, vì hai chỉ tiêu đếm hai thứ khác nhau."),
            code=target.code,
            outer=outer.code,
        )
    if target.goal is not None and outer.goal is not None and target.goal > outer.goal:
        return Refusal(
            gettext_noop("%(code)s: mức cao hơn mức của %(outer)s là chỉ tiêu chứa nó."),
            code=target.code,
            outer=outer.code,
        )
    return None


def _check_total_in(
    target: TargetTerms,
    indicator: Indicator,
    others: Mapping[str, TargetTerms],
    definitions: Mapping[str, Indicator],
) -> Refusal | None:
    if not target.total_in:
        return None
    total = others.get(target.total_in)
    if total is None or total.code == target.code:
        return _not_beside(target, target.total_in)
    counted = definitions.get(total.indicator)
    if counted is None or counted.unit != indicator.unit:
        return Refusal(
            gettext_noop("%(code)s: tổng nêu ở %(total)s tính bằng đơn vị khác."), code=target.code, total=total.code
        )
    return None


def _not_beside(target: TargetTerms, named: str) -> Refusal:
    return Refusal(
        gettext_noop("%(code)s: “%(named)s” không phải một chỉ tiêu khác của cùng kế hoạch."),
        code=target.code,
        named=named,
    )


def _chain(target: TargetTerms, others: Mapping[str, TargetTerms]) -> set[str]:
    """Return the codes of a target and of everything it lies within."""
    chain: set[str] = set()
    current: TargetTerms | None = target
    while current is not None and current.code not in chain:
        chain.add(current.code)
        current = others.get(current.within)
    return chain
