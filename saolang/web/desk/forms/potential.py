"""Potential products and ideas as an office fills them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.models import User
from saolang.programme.criteria.rules import wording
from saolang.programme.dossiers.choices import IdeaState
from saolang.programme.dossiers.rules.procedures import survey
from saolang.programme.dossiers.services.potential import Surveyed
from saolang.programme.registry.models import ProductSet
from saolang.web.desk.forms.fields import PlaceField, RecordField
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.programme.dossiers.models import PotentialProduct
    from saolang.programme.registry.models import Producer

TEXT = forms.Textarea({"rows": 3})
MARK = "mark_"


class SurveyForm(forms.Form):
    """A survey: what was found, then one question after the other; the server adds the points up."""

    name = forms.CharField(label=_("Tên sản phẩm"), max_length=300)
    place = PlaceField(label=_("Xã, phường"))
    surveyed_on = DayField(label=_("Ngày khảo sát"), widget=DayInput, initial=timezone.localdate)
    maker = forms.CharField(label=_("Người, cơ sở sản xuất"), max_length=300, required=False)
    producer = RecordField(
        label=pgettext_lazy("one", "Chủ thể"),
        required=False,
        help_text=_("Mã (CT-…) hoặc tên, nếu đã có trong hệ thống."),
    )
    product_set = forms.ModelChoiceField(
        label=_("Bộ sản phẩm"), queryset=ProductSet.objects.all(), required=False, empty_label=_("chưa rõ")
    )
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=TEXT)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        producers: QuerySet[Producer],
        product: PotentialProduct | None = None,
        place: str = "",
    ) -> None:
        super().__init__(data, initial=_values_of(product) if product else {"place": place})
        self.fields["producer"].records = producers  # type: ignore[attr-defined] # a RecordField
        language = get_language() or "vi"
        for question in survey().questions:
            choices = [
                (grade.points, f"{wording(grade.words, language)} ({grade.points})") for grade in question.grades
            ]
            self.fields[MARK + question.code] = forms.TypedChoiceField(
                label=str(wording(question.words, language)), choices=choices, coerce=int, widget=forms.RadioSelect
            )

    @property
    def found(self) -> Surveyed:
        said = dict(self.cleaned_data)
        said.pop("version")
        marks = {name.removeprefix(MARK): said.pop(name) for name in list(said) if name.startswith(MARK)}
        return Surveyed(**said, marks=marks)


class TakeUpForm(forms.Form):
    """Who follows a potential product, and whose it is."""

    follower = forms.ModelChoiceField(label=_("Người theo dõi"), queryset=User.objects.none())
    producer = RecordField(
        label=pgettext_lazy("one", "Chủ thể"), required=False, help_text=_("Mã (CT-…) hoặc tên; có thể để trống.")
    )

    def __init__(self, data: Any = None, *, followers: QuerySet[User], producers: QuerySet[Producer]) -> None:
        super().__init__(data)
        self.fields["follower"].queryset = followers  # type: ignore[attr-defined] # a ModelChoiceField
        self.fields["producer"].records = producers  # type: ignore[attr-defined] # a RecordField


class FollowerForm(forms.Form):
    """Who follows an idea."""

    follower = forms.ModelChoiceField(
        label=_("Người theo dõi"), queryset=User.objects.none(), required=False, empty_label=_("chưa giao ai")
    )

    def __init__(self, data: Any = None, *, followers: QuerySet[User], follower: User | None) -> None:
        super().__init__(data, initial={"follower": follower})
        self.fields["follower"].queryset = followers  # type: ignore[attr-defined] # a ModelChoiceField


class ReasonForm(forms.Form):
    """Why something is not taken up."""

    reason = forms.CharField(label=_("Lý do"), widget=TEXT)


class IdeaAnswerForm(forms.Form):
    """What the commune answers to an idea; a reason is asked by the rule where it declines."""

    state = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[(state, state.label) for state in (IdeaState.ACCEPTED, IdeaState.DECLINED)],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Lý do, hướng dẫn"), required=False, widget=TEXT, help_text=_("Bắt buộc khi chưa tiếp nhận.")
    )


def _values_of(product: PotentialProduct) -> dict[str, Any]:
    names = ("name", "place", "surveyed_on", "maker", "producer", "product_set", "note", "version")
    marks = {MARK + code: points for code, points in product.marks.items()}
    return {name: getattr(product, name) for name in names} | marks
