"""What a person says of two records that may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saolang.programme.registry.choices import LookAlikeAnswer

if TYPE_CHECKING:
    from saolang.web.desk.look_alikes import Pair

DIFFERENT = "different"


class AnswerForm(forms.Form):
    """The answer names the record that stays, so that one press cannot keep the wrong one."""

    answer = forms.ChoiceField(label=_("Hai bản ghi này"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Vì sao"))

    def __init__(self, data: Any = None, *, pair: Pair) -> None:
        super().__init__(data)
        same = [
            (record.code, gettext("là một: giữ %(code)s %(name)s") % {"code": record.code, "name": record})
            for record in (pair.left, pair.right)
        ]
        self.fields["answer"].choices = [(DIFFERENT, _("khác nhau")), *same]  # type: ignore[attr-defined] # a ChoiceField

    @property
    def said(self) -> dict[str, Any]:
        answer, reason = self.cleaned_data["answer"], self.cleaned_data["reason"]
        if answer == DIFFERENT:
            return {"answer": LookAlikeAnswer.DIFFERENT, "reason": reason}
        return {"answer": LookAlikeAnswer.SAME, "keep": answer, "reason": reason}
