"""What is asked of a key: whose it is, for which program, what that may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import Scope, may_over
from saolang.base.kit.words import say
from saolang.programme.traceability.choices import KeyScope
from saolang.programme.traceability.queries.keys import producers_with_keys_of
from saolang.web.fields import DayField

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.programme.registry.models import Producer


OF_THE_OFFICE = _("Để trống nếu là chương trình của cơ quan quản lý cả hệ thống: khóa đó đọc được mọi sự kiện.")


class KeyForm(forms.Form):
    """A key for one program of a producer, or of the office itself, which reads every event."""

    producer = forms.CharField(
        label=_("Mã chủ thể"),
        max_length=16,
        required=False,
        help_text=_("Mã bắt đầu bằng CT-. Khóa chỉ đọc được sự kiện của chủ thể này và gửi thay chủ thể này."),
    )
    name = forms.CharField(
        label=_("Tên chương trình"), max_length=120, help_text=_("Để sau này biết khóa nào của phần mềm nào.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Được làm"),
        choices=[(scope.value, capfirst(scope.label)) for scope in KeyScope],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = DayField(
        label=_("Dùng đến hết ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Để trống nếu dùng cho đến khi hủy."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if may_over(user, Permission.MANAGE_API_KEYS, Scope.over(None)) is None:
            self.fields["producer"].help_text = OF_THE_OFFICE

    def clean_producer(self) -> Producer | None:
        """Return the producer of that code whose keys the person manages; nothing where the office itself is meant."""
        code = self.cleaned_data["producer"].strip().upper()
        if not code:
            if refusal := may_over(self.user, Permission.MANAGE_API_KEYS, Scope.over(None)):
                raise forms.ValidationError(say(refusal))
            return None
        found = producers_with_keys_of(self.user).filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("Không có chủ thể nào mang mã này trong phạm vi bạn được giao."))
        return found
