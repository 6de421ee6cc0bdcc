"""Word templates as an office sends them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.base.files.choices import Kinds
from saolang.base.papers.choices import PaperKind
from saolang.web.desk.forms.fields import PlaceField
from saolang.web.fields import SentFilesField


class TemplateForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=PaperKind)
    place = PlaceField(
        help_text=_("Đơn vị dùng mẫu, ví dụ tỉnh Hậu Giang. Xã không có mẫu riêng thì dùng mẫu của tỉnh.")
    )
    template = SentFilesField(kinds=Kinds.PAPERS, label=_("Tệp mẫu"), help_text=_("Một tệp Word .docx."))
