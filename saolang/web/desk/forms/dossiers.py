"""What offices fill in about a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from saolang.base.kit.formats import day
from saolang.core.calendars import add_working_days
from saolang.programme.criteria.rules import sheet_of, words
from saolang.programme.dossiers.choices import Assessor, SampleAct, Sender
from saolang.programme.dossiers.rules.assessments import OPTIONAL, TOPICS, Found, criteria_for
from saolang.programme.dossiers.rules.checks import grounds_of
from saolang.programme.dossiers.rules.forms import fields_for
from saolang.programme.dossiers.rules.procedures import calendar, period
from saolang.programme.dossiers.services.assessments import Written
from saolang.programme.dossiers.services.supplements import Wanted
from saolang.programme.registry.choices import EvidenceKind
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from saolang.core.scoring import Criterion
    from saolang.programme.certification.models import Decision
    from saolang.programme.dossiers.models import Assessment, Claim, Dossier

TEXT = forms.Textarea({"rows": 3})
NARROW = forms.Textarea({"rows": 2})
ROWS = 6
"""How many items a request has room for; further ones go into a further request."""


class AskForm(forms.Form):
    """A request to supplement: for each item what is wanted, and one day for all."""

    due_on = DayField(label=_("Hạn bổ sung"), widget=DayInput)

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        super().__init__(data, initial={"due_on": _usual_day(dossier)})
        items = [("", _("không yêu cầu thêm")), *_items(dossier)]
        for row in range(1, ROWS + 1):
            label = _("Mục %(row)s") % {"row": row}
            self.fields[f"item_{row}"] = forms.ChoiceField(label=label, choices=items, required=False)
            self.fields[f"note_{row}"] = forms.CharField(
                label=_("Cần bổ sung gì ở mục %(row)s") % {"row": row}, required=False, widget=NARROW
            )
        self.order_fields([name for name in self.fields if name != "due_on"] + ["due_on"])

    @property
    def wanted(self) -> list[Wanted]:
        """Return what is asked; a row with a note and no item, or the other way round, is for the rule to refuse."""
        said = self.cleaned_data
        rows = [Wanted(said[f"item_{row}"], said[f"note_{row}"]) for row in range(1, ROWS + 1)]
        return [row for row in rows if row.item or row.note.strip()]


class SampleForm(forms.Form):
    """A line in the book of samples."""

    act = forms.ChoiceField(label=_("Việc"), choices=SampleAct)
    units = forms.IntegerField(label=_("Số mẫu"), min_value=1, widget=forms.NumberInput({"inputmode": "numeric"}))
    on = DayField(label=_("Ngày"), widget=DayInput, initial=timezone.localdate)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class RefuseForm(forms.Form):
    """Why a dossier is refused."""

    ground = forms.ChoiceField(label=_("Căn cứ"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Lý do cụ thể"), widget=TEXT)

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        super().__init__(data)
        self.fields["ground"].choices = list(grounds_of(dossier).items())  # type: ignore[attr-defined] # a ChoiceField


class ReportForm(forms.Form):
    """A report: its topics, a proposal and a remark for each criterion it speaks of, its conclusion."""

    met_on = DayField(label=_("Ngày họp, khảo sát"), widget=DayInput, required=False)
    proposes = forms.NullBooleanField(
        label=_("Đề nghị đánh giá"),
        required=False,
        widget=forms.RadioSelect(choices=[("true", _("có đề nghị")), ("false", _("không đề nghị: hồ sơ kết thúc"))]),
    )
    conclusion = forms.CharField(label=_("Kết luận"), required=False, widget=TEXT)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, dossier: Dossier, assessor: Assessor, kept: Assessment | None) -> None:
        super().__init__(data, initial=_values_of(kept))
        self.criteria = criteria_for(dossier, assessor)
        self.topics = [name for name, _words in TOPICS[assessor]]
        for name, label in TOPICS[assessor]:
            hint = _("Để trống nếu không có.") if name in OPTIONAL else ""
            self.fields[f"topic_{name}"] = forms.CharField(label=label, required=False, widget=TEXT, help_text=hint)
        known = sheet_of(dossier.edition).criteria
        claims = {claim.criterion: claim for claim in dossier.claims.all()}
        language = get_language() or "vi"
        for code in self.criteria:
            options = [(option.code, f"{words(option, language)} ({option.points})") for option in known[code].options]
            self.fields[f"option_{code}"] = forms.ChoiceField(
                label=f"{code} {words(known[code], language)}",
                choices=[("", _("chưa đề xuất")), *options],
                required=False,
                help_text=_claimed(known[code], claims.get(code), language),
            )
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("Nhận xét tiêu chí %(criterion)s") % {"criterion": code}, required=False, widget=NARROW
            )
        first = [f"topic_{name}" for name in self.topics]
        findings = [name for code in self.criteria for name in (f"option_{code}", f"note_{code}")]
        self.order_fields([*first, *findings, "met_on", "conclusion", "proposes", "version"])

    @property
    def written(self) -> Written:
        said = self.cleaned_data
        return Written(
            answers={name: said[f"topic_{name}"] for name in self.topics},
            findings={code: Found(said[f"option_{code}"], said[f"note_{code}"]) for code in self.criteria},
            met_on=said["met_on"],
            proposes=said["proposes"],
            conclusion=said["conclusion"],
        )


class DecisionForm(forms.Form):
    """The decision by which a product is recognised; the one an answer names is chosen beforehand."""

    decision: forms.ModelChoiceField[Decision] = forms.ModelChoiceField(
        label=_("Quyết định công nhận"),
        queryset=None,
        help_text=_("Quyết định chưa có trong danh sách thì nhập ở trang Quyết định trước."),
    )

    def __init__(self, data: Any = None, *, decisions: QuerySet[Decision], named: int | None) -> None:
        super().__init__(data, initial={"decision": named})
        field: Any = self.fields["decision"]
        field.queryset = decisions
        field.label_from_instance = lambda each: (
            f"{each.number or each.code}, {day(each.decided_on)} ({each.get_level_display()})"
        )


class PackageForm(forms.Form):
    """A package another installation has made."""

    package = forms.FileField(label=_("Gói hồ sơ (.zip)"), help_text=_("Tệp nơi gửi đã lập, chưa giải nén."))


class TrustForm(forms.Form):
    """The key of a sender, once somebody has compared it with the sender by another way."""

    public = forms.CharField(label=_("Khóa của nơi gửi"), max_length=64)
    name = forms.CharField(
        label=_("Tên nơi gửi"), max_length=200, help_text=_("Cơ quan bạn đã gọi để đối chiếu từng ký tự của khóa.")
    )
    sender = forms.ChoiceField(
        label=_("Khóa này là của"),
        choices=Sender,
        widget=forms.RadioSelect,
        help_text=_("Chỉ trung ương trả lời được hồ sơ đã gửi lên; tỉnh chỉ gửi được hồ sơ."),
    )


def _usual_day(dossier: Dossier) -> date | None:
    """Return the day a supplement is due by the procedure, which is our default and may be changed."""
    today = timezone.localdate()
    limit = period(dossier, "supplement")
    return add_working_days(today, limit.count, calendar())


def _items(dossier: Dossier) -> Iterable[tuple[Any, Any]]:
    language = get_language() or "vi"
    criteria = sheet_of(dossier.edition).criteria.values()
    yield (_("Tiêu chí"), [(each.code, f"{each.code} {words(each, language)}") for each in criteria])
    yield (_("Giấy tờ"), [(f"paper:{kind}", label) for kind, label in EvidenceKind.choices])
    yield (_("Biểu mẫu"), [(f"form:{field.code}", field.label) for field in fields_for(dossier.kind)])


def _claimed(criterion: Criterion, claim: Claim | None, language: str) -> str:
    """Say what the producer claims for the criterion, and why: it stands beside what the report proposes."""
    option = criterion.option(claim.option) if claim else None
    if claim is None or option is None:
        return gettext("Chủ thể không khai tiêu chí này.")
    said = f"{words(option, language)} ({option.points})"
    return gettext("Chủ thể khai: %(said)s. %(reason)s") % {"said": said, "reason": claim.reason}


def _values_of(kept: Assessment | None) -> dict[str, Any]:
    if kept is None:
        return {"version": 0, "proposes": None}
    values: dict[str, Any] = {
        "met_on": kept.met_on,
        "proposes": None if kept.proposes is None else str(kept.proposes).lower(),
        "conclusion": kept.conclusion,
        "version": kept.version,
    }
    for name, answer in kept.answers.items():
        values[f"topic_{name}"] = answer
    for finding in kept.findings.all():
        values[f"option_{finding.criterion}"] = finding.option
        values[f"note_{finding.criterion}"] = finding.note
    return values
