"""Plans and targets as a person fills them in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from saolang.base.files.choices import Kinds
from saolang.base.places.choices import Level
from saolang.base.places.models import Place
from saolang.base.places.queries import find
from saolang.core.indicators.targets import Comparator
from saolang.core.indicators.words import COMPARATORS
from saolang.core.text import fold
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.models import Plan, Target
from saolang.programme.plans.rules import PlanTerms, TargetTerms, read_definitions, read_vocabulary
from saolang.web.desk.forms.filters import YearFilter
from saolang.web.desk.forms.sight import DayInput
from saolang.web.desk.templatetags.desk import in_words, own_words
from saolang.web.fields import DayField, SentFilesField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.core.indicators.vocabulary import Words

    Choices = list[tuple[str, Any]]

WIDE = forms.Textarea(attrs={"rows": 3})


class PlanFilter(django_filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """What narrows the list of plans."""

    words = django_filters.CharFilter(label=_("Tên kế hoạch, số"), method="with_words")
    place = django_filters.ModelChoiceFilter(label=_("Địa bàn"), queryset=Place.objects.none())
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=PlanState)
    year = YearFilter(label=_("Năm trong kỳ"), method="covering_year")

    class Meta:
        model = Plan
        fields = ("words", "place", "state", "year")

    def __init__(self, data: Any, plans: QuerySet[Plan]) -> None:
        super().__init__(data, plans)
        self.filters["place"].queryset = Place.objects.filter(pk__in=plans.values("place")).order_by("sort_key", "map")

    def with_words(self, plans: QuerySet[Plan], _name: str, words: str) -> QuerySet[Plan]:
        """Keep the plans whose title or number holds the words, however their marks are typed."""
        found = [
            plan.pk
            for plan in plans
            if fold(words) in fold(f"{plan.title_vi} {plan.title_en} {plan.number} {plan.code}")
        ]
        return plans.filter(pk__in=found)

    def covering_year(self, plans: QuerySet[Plan], _name: str, year: object) -> QuerySet[Plan]:
        return plans.filter(begins_on__year__lte=year, ends_on__year__gte=year)


class PlanForm(forms.Form):
    """What is said of a plan. `plans`: those that may stand above it."""

    code = forms.SlugField(
        label=_("Mã"), max_length=40, help_text=_("Chữ không dấu, số và gạch ngang, ví dụ cao-bang-2027.")
    )
    title_vi = forms.CharField(label=_("Tên kế hoạch"), max_length=300)
    title_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=300, required=False)
    place = forms.CharField(label=_("Địa bàn"), help_text=_("Mã hoặc tên, ví dụ 2-04 hay tỉnh Cao Bằng."))
    period = forms.CharField(label=_("Kỳ"), max_length=20, help_text=_("Ví dụ 2027 hoặc 2026-2030."))
    begins_on = DayField(label=_("Từ ngày"), widget=DayInput)
    ends_on = DayField(label=_("Đến hết ngày"), widget=DayInput)
    number = forms.CharField(
        label=_("Số"), max_length=60, required=False, help_text=_("Để trống nếu văn bản không ghi.")
    )
    issued_on = DayField(label=_("Ngày ban hành"), widget=DayInput, required=False)
    signer = forms.CharField(label=_("Người ký"), max_length=120, required=False)
    parent = forms.ModelChoiceField(label=_("Kế hoạch cấp trên"), queryset=Plan.objects.none(), required=False)
    source = forms.CharField(label=_("Nguồn"), widget=WIDE, required=False)
    reason = forms.CharField(label=_("Lý do sửa"), required=False, help_text=_("Cần có khi kế hoạch đã ban hành."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, plans: QuerySet[Plan], plan: Plan | None = None) -> None:
        super().__init__(data, initial=_values_of(plan) if plan else None)
        self.fields["parent"].queryset = plans.exclude(pk=plan.pk) if plan else plans  # type: ignore[attr-defined]
        for name in ("code",) if plan else ("reason", "version"):
            del self.fields[name]
        self.plan = plan

    def clean_place(self) -> Place:
        """Find the one place meant; several are listed, none is guessed."""
        found = find(self.cleaned_data["place"])
        if not found:
            raise forms.ValidationError(_("Không có đơn vị hành chính nào mang mã hoặc tên này."))
        if len(found) > 1:
            listed = "; ".join(f"{place.public_code} {place}" for place in found[:8])
            raise forms.ValidationError(
                _("Có nhiều đơn vị như vậy, hãy ghi mã: %(listed)s."), params={"listed": listed}
            )
        return found[0]

    @property
    def terms(self) -> PlanTerms:
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"reason", "version"}}
        code = self.plan.code if self.plan else said.pop("code")
        return PlanTerms(**said, code=code, level=said["place"].level)


def _values_of(plan: Plan) -> dict[str, Any]:
    values = {name: getattr(plan, name) for name in PlanForm.base_fields if hasattr(plan, name)}
    return values | {"place": plan.place.public_code}


class TargetForm(forms.Form):
    """What is promised, and how it is counted."""

    code = forms.CharField(label=_("Mã"), max_length=20)
    label_vi = forms.CharField(label=_("Chỉ tiêu"), max_length=300, widget=WIDE)
    label_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=300, required=False)
    indicator = forms.ChoiceField(label=_("Chỉ số"), help_text=_("Đếm cái gì; định nghĩa ở thư viện chỉ số."))
    comparator = forms.ChoiceField(label=_("So sánh"))
    goal = forms.DecimalField(label=_("Mức"), max_digits=12, decimal_places=2, required=False)
    goal_to = forms.DecimalField(
        label=_("Đến"),
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=_("Cuối khoảng, hoặc mức phấn đấu của “ít nhất”."),
    )
    yearly = forms.BooleanField(label=_("Mỗi năm của kỳ"), required=False)
    per = forms.ChoiceField(label=_("Tính cho mỗi"), required=False)
    per_only = forms.ChoiceField(label=_("Chỉ những đơn vị"), required=False)
    within = forms.ChoiceField(label=_("Nằm trong chỉ tiêu"), required=False)
    total_in = forms.ChoiceField(label=_("Tổng số nêu ở chỉ tiêu"), required=False)
    phrase = forms.CharField(label=_("Nguyên văn"), widget=WIDE, required=False)
    reading_vi = forms.CharField(label=_("Cách hiểu đã chọn"), widget=WIDE, required=False)
    reading_en = forms.CharField(label=_("Cách hiểu, tiếng Anh"), widget=WIDE, required=False)
    reason = forms.CharField(label=_("Lý do sửa"), required=False, help_text=_("Cần có khi kế hoạch đã ban hành."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, plan: Plan, target: Target | None = None) -> None:
        values = {name: _plain(getattr(target, name)) for name in self.base_fields if hasattr(target, name)}
        super().__init__(data, initial=values | {"version": plan.version})
        others = [one for one in plan.targets.filter(removed_at=None) if target is None or one.pk != target.pk]
        if target:
            del self.fields["code"]
        self.target = target
        self._choose("indicator", _indicators())
        self._choose("comparator", [(one.value, gettext(COMPARATORS[one])) for one in Comparator])
        self._choose(
            "per", [("", gettext("cả địa bàn")), *((one.value, one.label) for one in (Level.DISTRICT, Level.COMMUNE))]
        )
        filters = read_vocabulary().unit_filters.values()
        self._choose("per_only", [("", gettext("mọi đơn vị")), *((one.name, in_words(one.label)) for one in filters)])
        for name in ("within", "total_in"):
            listed = [(one.code, f"{one.code}: {own_words(one, 'label')}") for one in others]
            self._choose(name, [("", pgettext_lazy("target", "không")), *listed])

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    @property
    def terms(self) -> TargetTerms:
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"reason", "version"}}
        return TargetTerms(**{"code": self.target.code if self.target else "", **said})


def _plain(value: Any) -> Any:
    """Return a number without the zeros its column adds: 150, not 150.00."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _indicators() -> Choices:
    """Return every indicator under what it counts."""
    populations = read_vocabulary().populations
    groups: dict[str, Choices] = {}
    for indicator in read_definitions().values():
        unit: Words = populations[indicator.population].unit
        groups.setdefault(in_words(unit), []).append((indicator.code, in_words(indicator.label)))
    return list(groups.items())


class MoveForm(forms.Form):
    """The next state of a plan."""

    to = forms.ChoiceField(choices=PlanState)
    version = forms.IntegerField()
    reason = forms.CharField(required=False)


class RemovalForm(forms.Form):
    """Why a target is taken out."""

    version = forms.IntegerField()
    reason = forms.CharField(label=_("Lý do"), required=False)


class AttachmentForm(forms.Form):
    """The document a plan was issued as."""

    file = SentFilesField(
        kinds=Kinds.PAPERS, label=_("Văn bản kế hoạch"), help_text=_("PDF, DOCX, ODT, DOC hoặc ảnh PNG, JPEG.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Lý do"), required=False, help_text=_("Cần có khi kế hoạch đã ban hành."))


def with_version(form: forms.Form, version: int) -> None:
    """Let a sent form speak of the version there is now, keeping everything the person typed."""
    data = form.data.copy()  # type: ignore[attr-defined] # a QueryDict
    data["version"] = str(version)
    form.data = data
