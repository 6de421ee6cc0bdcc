"""Editions of the criteria, decisions on them, and costs, as a person fills them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.base.kit.words import say
from saolang.core.pathways import Effort
from saolang.core.refusal import Refusal
from saolang.core.scoring import MOST_STARS_WITHOUT
from saolang.programme.criteria.rules import MOST_BYTES, TOO_LARGE, read_file, readings_of, token_of
from saolang.web.criteria import READINGS, STARS_READ, reading_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.programme.criteria.models import SetEdition
    from saolang.web.criteria import ShownOption

YES, NO = "1", "0"


class ProposalForm(forms.Form):
    """A new edition: a whole file, other readings, or both; what is left as it is stays as in the edition in use."""

    file = forms.FileField(
        label=_("Tệp YAML của cả bộ"),
        required=False,
        help_text=_("Tải tệp đang dùng về, sửa, rồi gửi lại. Bỏ trống nếu chỉ đổi cách hiểu bên dưới."),
    )
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, edition: SetEdition) -> None:
        super().__init__(data, files, initial={"seen": edition.number})
        self.edition = edition
        for name, value in readings_of(edition).items():
            self.fields[name] = _reading_field(name, value)
        self.order_fields(["file", *READINGS, *STARS_READ, "reason", "seen"])

    def clean_file(self) -> dict[str, Any] | None:
        """Return what the file holds; nothing where none was sent."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return None
        try:
            if sent.size > MOST_BYTES:
                raise TOO_LARGE
            return read_file(sent.read())
        except Refusal as refusal:
            raise forms.ValidationError(say(refusal)) from None

    @property
    def said(self) -> dict[str, Any]:
        """Return what is proposed, as the service takes it."""
        data = self.cleaned_data
        before = readings_of(self.edition)
        readings = {name: int(data[name]) if name in STARS_READ else data[name] == YES for name in before}
        kept = {
            name: value for name, value in readings.items() if name in self.edition.readings or value != before[name]
        }
        content = data["file"] if data["file"] is not None else self.edition.content
        return {"content": content, "readings": kept, "reason": data["reason"], "seen": data["seen"]}


def _reading_field(name: str, value: bool | int) -> forms.ChoiceField:  # noqa: FBT001 - the value of a reading
    if name in STARS_READ:
        stars = range(MOST_STARS_WITHOUT[name] + 1)
        choices = [(str(each), reading_sentence(name, each)) for each in stars]
        initial = str(value)
    else:
        choices = [(YES, reading_sentence(name, value=True)), (NO, reading_sentence(name, value=False))]
        initial = YES if value else NO
    return forms.ChoiceField(label=TITLES[name], choices=choices, initial=initial, widget=forms.RadioSelect)


TITLES = {
    "left_out_is_zero": _("Tiêu chí bỏ trống"),
    "marks_count": _("Mức đánh dấu sao"),
    "marks_accumulate": _("Mức đánh dấu của các hạng thấp hơn"),
    "conditions_count": _("Tiêu chí tùy thuộc tiêu chí khác"),
    "questions_knock_out": _("Điều kiện phiếu không tính được"),
    "cases_exclude": _("Tiêu chí có các trường hợp"),
    "zero_stops": _("0 điểm làm dừng đánh giá"),
    "stars_without_three_star_marks": _("Không đạt mức đánh dấu của 3 sao"),
    "stars_when_knocked_out": _("Có căn cứ loại"),
}


class DecisionForm(forms.Form):
    """Why a proposal is approved or refused."""

    reason = forms.CharField(
        label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )


class CostsForm(forms.Form):
    """What each option of one criterion takes in a province: three fields an option."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, options: list[ShownOption], efforts: Mapping[str, Effort]) -> None:
        super().__init__(data, initial={"seen": token_of(efforts)})
        self.codes = [option.code for option in options]
        for option in options:
            known = efforts.get(option.code)
            label = {"option": option.words.text, "code": option.code}
            self.fields[f"cost-{option.code}"] = forms.DecimalField(
                label=_("%(code)s %(option)s: chi phí (triệu đồng)") % label,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                required=False,
                initial=f"{known.cost.normalize():f}" if known else None,
            )
            self.fields[f"months-{option.code}"] = forms.IntegerField(
                label=_("%(code)s: số tháng") % label,
                min_value=0,
                max_value=240,
                required=False,
                initial=known.months if known else None,
            )
            self.fields[f"proof-{option.code}"] = forms.CharField(
                label=_("%(code)s: minh chứng cần có") % label,
                max_length=300,
                required=False,
                initial=known.proof if known else "",
            )

    def clean(self) -> dict[str, Any]:
        """Refuse months or a proof without a cost: they would be lost."""
        data: dict[str, Any] = super().clean() or {}
        for code in self.codes:
            beside = data.get(f"months-{code}") is not None or data.get(f"proof-{code}")
            if beside and data.get(f"cost-{code}") is None and f"cost-{code}" not in self.errors:
                self.add_error(f"cost-{code}", _("Hãy ghi chi phí; nếu không tốn gì, ghi 0."))
        return data

    @property
    def efforts(self) -> dict[str, Effort | None]:
        data = self.cleaned_data
        return {
            code: None
            if data[f"cost-{code}"] is None
            else Effort(data[f"cost-{code}"], data[f"months-{code}"], data[f"proof-{code}"])
            for code in self.codes
        }
