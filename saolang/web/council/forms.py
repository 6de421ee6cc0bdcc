"""What councils' forms ask. They clean what was typed and know nothing of permissions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.models import User
from saolang.base.files.choices import Kinds
from saolang.base.kit.formats import day, figure
from saolang.core.councils import SETTINGS, Regulation
from saolang.programme.certification.choices import Level
from saolang.programme.evaluation.choices import Mode, ObjectionAnswer, Seat
from saolang.programme.evaluation.services.councils import NewCouncil
from saolang.web.fields import DayField, RecordsField, SentFilesField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from saolang.base.files.models import StoredFile
    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Decision
    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.evaluation.models import Membership, Result

DEFAULTS = Regulation()
LONG = forms.Textarea(attrs={"rows": 4})


def day_field(label: Any, **options: Any) -> DayField:
    """Return a field for a day, chosen from a calendar where the browser has one."""
    return DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Lý do"), widget=LONG)


class GoneForm(forms.Form):
    """The list of those who are there, sent again by who is sure that the others are gone."""

    present = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput, required=False)
    sure = forms.CharField(widget=forms.HiddenInput, initial="yes")


class CouncilForm(forms.Form):
    """A council as the decision that sets it up has it."""

    name = forms.CharField(label=_("Tên hội đồng"), max_length=300)
    place: forms.ModelChoiceField[Place] = forms.ModelChoiceField(
        label=_("Tỉnh, thành phố"), queryset=None, required=False
    )
    level = forms.ChoiceField(label=_("Cấp"), choices=Level.choices, initial=Level.PROVINCE)
    decision_number = forms.CharField(label=_("Số quyết định thành lập"), max_length=80)
    decided_on = day_field(_("Ngày quyết định"))
    ends_on = day_field(
        _("Hoạt động đến hết ngày"), required=False, help_text=_("Để trống khi quyết định không ghi ngày kết thúc.")
    )
    file = SentFilesField(
        kinds=Kinds.PAPERS, label=_("Tệp quyết định"), required=False, help_text=_("Một tệp: PDF, Word hoặc ảnh chụp.")
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["place"]
        field.queryset = places
        field.empty_label = _("trung ương")

    def council_of(self, file: StoredFile | None) -> NewCouncil:
        """Return what was filled in, with the file of the decision as it is kept."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return NewCouncil(**said, decision_file=file)


class RegulationForm(forms.Form):
    """What a regulation says, setting by setting, and the paper that says so; what is left empty is as our default."""

    source = forms.CharField(
        label=_("Căn cứ của quy chế"),
        max_length=300,
        help_text=_("Số, ngày của văn bản ban hành quy chế, ví dụ: Quy chế kèm Quyết định 12/QĐ-HĐ ngày 05/06/2026."),
    )
    reason = forms.CharField(label=_("Lý do sửa"), widget=LONG)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, regulation: Mapping[str, object], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, setting in SETTINGS.items():
            self.fields[name] = forms.DecimalField(
                label=gettext(setting.words),
                min_value=Decimal(setting.least),
                max_value=Decimal(setting.most),
                decimal_places=0 if isinstance(setting.least, int) else 4,
                initial=regulation.get(name),
                required=False,
                help_text=gettext("Để trống: %(default)s, mặc định của phần mềm, chưa xác nhận.")
                % {"default": figure(getattr(DEFAULTS, name))},
            )
        self.order_fields([*SETTINGS, "source", "reason", "version"])

    @property
    def settings(self) -> dict[str, Decimal]:
        """What was filled in, by name."""
        return {name: value for name in SETTINGS if (value := self.cleaned_data[name]) is not None}


class SeatForm(forms.Form):
    """Who takes which seat."""

    email = forms.EmailField(
        label=_("Địa chỉ thư điện tử của tài khoản"),
        help_text=_("Người chưa có tài khoản thì mời ở trang Người dùng trước."),
    )
    seat = forms.ChoiceField(label=_("Chức danh"), choices=Seat.choices, initial=Seat.MEMBER)
    organisation = forms.CharField(label=_("Cơ quan"), max_length=200, required=False)

    def clean_email(self) -> User:
        """Return the account of the address."""
        person = User.objects.filter(email=self.cleaned_data["email"].strip().lower(), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Không có tài khoản nào đang hoạt động mang địa chỉ này."))
        return person


class SessionForm(forms.Form):
    """A session that is planned."""

    title = forms.CharField(label=_("Tên phiên"), max_length=200)
    round_code = forms.CharField(
        label=_("Đợt"), max_length=16, required=False, help_text=_("Năm và số của đợt, ví dụ 2026-2.")
    )
    mode = forms.ChoiceField(
        label=_("Hình thức"),
        choices=Mode.choices,
        initial=Mode.MEETING,
        help_text=_("Đánh giá lại sau 36 tháng lấy ý kiến bằng văn bản; chỉ họp khi ý kiến khác nhau."),
    )
    held_on = day_field(_("Ngày họp"))
    venue = forms.CharField(label=pgettext_lazy("session", "Địa điểm"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MeetingForm(forms.Form):
    """When and where written opinions become a meeting."""

    held_on = day_field(_("Ngày họp"))
    venue = forms.CharField(label=pgettext_lazy("session", "Địa điểm"), max_length=200, required=False)


class ConflictForm(forms.Form):
    """Whose interest in a product is noted, and which."""

    membership: forms.ModelChoiceField[Membership] = forms.ModelChoiceField(label=_("Ủy viên"), queryset=None)
    reason = forms.CharField(label=_("Lý do"), widget=LONG)

    def __init__(self, *args: Any, seats: QuerySet[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["membership"]
        field.queryset = seats
        field.label_from_instance = lambda seat: f"{seat.user.full_name}, {seat.get_seat_display()}"


class DossiersForm(forms.Form):
    """The dossiers that are put on a session's list."""

    dossiers = RecordsField(label=_("Hồ sơ đang chờ hội đồng"), queryset=None, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, dossiers: QuerySet[Dossier], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["dossiers"]
        field.queryset = dossiers
        field.label_from_instance = in_words


def in_words(dossier: Dossier) -> str:
    """Return a dossier as a list says it: product, producer, place, code."""
    return f"{dossier.product}, {dossier.producer}, {dossier.place} ({dossier.code})"


class DiscussionForm(forms.Form):
    """What was said about a product whose totals differ."""

    discussion = forms.CharField(label=_("Nội dung thảo luận"), widget=LONG)


class AnswerForm(forms.Form):
    """What the council answers to an objection."""

    answer = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[choice for choice in ObjectionAnswer.choices if choice[0] != ObjectionAnswer.OPEN],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Nội dung trả lời"), widget=LONG)


class RecognitionForm(forms.Form):
    """Which final results a decision recognises."""

    decision: forms.ModelChoiceField[Decision] = forms.ModelChoiceField(label=_("Quyết định công nhận"), queryset=None)
    results = RecordsField(label=_("Sản phẩm"), queryset=None, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, results: QuerySet[Result], decisions: QuerySet[Decision], **options: Any) -> None:
        super().__init__(*args, **options)
        decision: Any = self.fields["decision"]
        decision.queryset = decisions
        decision.label_from_instance = lambda each: f"{each.number or each.code}, {day(each.decided_on)}"
        field: Any = self.fields["results"]
        field.queryset = results
        field.label_from_instance = lambda each: (
            f"{each.case.dossier.product}, {each.case.dossier.producer}: "
            + (gettext("%(stars)s sao") % {"stars": each.stars})
        )
