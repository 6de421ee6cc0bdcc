"""What producers fill in: papers, ideas, plans, the forms of a dossier."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saolang.base.files.choices import Kinds
from saolang.programme.certification.services.mark_runs import NewRun
from saolang.programme.dossiers.choices import DossierKind
from saolang.programme.dossiers.models import BusinessPlan
from saolang.programme.dossiers.rules.forms import LONGEST_LINE, LONGEST_TEXT, SECTIONS, TICKED, FieldKind
from saolang.programme.dossiers.services.business_plans import TEXTS, Plan, Year
from saolang.programme.dossiers.services.ideas import NewIdea
from saolang.programme.registry.choices import ETHNIC_GROUPS, EvidenceKind, Scheme, Sex
from saolang.programme.registry.models import Product, ProductSet
from saolang.programme.registry.services.evidence import NewPaper
from saolang.web.fields import DayField, SentFilesField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from saolang.programme.certification.models import Recognition
    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.dossiers.rules.forms import Field
    from saolang.web.uploads import Received

YEARS = 3
"""How many years a business plan asks for at once; empty ones are left out."""
OFFERED: dict[FieldKind, list[tuple[str, Any]]] = {
    FieldKind.SEX: list(Sex.choices),
    FieldKind.ETHNIC_GROUP: list(ETHNIC_GROUPS.items()),
}
"""What is offered to choose from in answer to a field of the kind."""
MOST_FIGURE = Decimal(10) ** 11


def _day(label: Any, help_text: Any = "") -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, required=False, widget=widget, help_text=help_text)


class PaperForm(forms.Form):
    """A paper for the vault: its file or a picture taken now, and what is printed on it."""

    file = SentFilesField(
        kinds=Kinds.PAPERS,
        required=False,
        label=_("Tệp có sẵn"),
        help_text=_("PDF, Word, Excel hoặc ảnh."),
    )
    photo = SentFilesField(
        kinds=Kinds.PAPERS,
        required=False,
        capture=True,
        label=_("Hoặc chụp ảnh giấy tờ"),
        help_text=_("Trên điện thoại, máy ảnh mở ra ngay."),
    )
    kind = forms.ChoiceField(label=_("Loại giấy tờ"), choices=EvidenceKind)
    title = forms.CharField(label=_("Tên giấy tờ"), max_length=300)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=80, required=False)
    issuer = forms.CharField(label=_("Cơ quan cấp"), max_length=200, required=False)
    issued_on = _day(_("Ngày cấp"))
    expires_on = _day(_("Có hiệu lực đến hết ngày"), _("Để trống nếu trên giấy không ghi hạn."))
    product = forms.ModelChoiceField(
        label=_("Của sản phẩm"),
        queryset=Product.objects.none(),
        required=False,
        empty_label=_("chung cho chủ thể"),
    )

    def __init__(self, *args: Any, products: QuerySet[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product_field.queryset = products

    @property
    def product_field(self) -> forms.ModelChoiceField[Product]:
        field: Any = self.fields["product"]
        return field  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("file") and not said.get("photo"):
            self.add_error("file", _("Hãy chọn tệp hoặc chụp ảnh giấy tờ."))
        return said

    def paper(self, received: Received) -> NewPaper:
        """Return what was said of the file that was taken in."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"file", "photo"}}
        return NewPaper(**said, file=received.file, file_name=received.name)


class ShowPaperForm(forms.Form):
    """As what a certificate is shown to buyers, and on the pages of which products."""

    scheme = forms.ChoiceField(label=_("Là chứng nhận gì"), choices=Scheme)
    name = forms.CharField(
        label=_("Tên chứng nhận"), max_length=120, required=False, help_text=_("Chỉ ghi khi chọn “chứng nhận khác”.")
    )
    products = forms.ModelMultipleChoiceField(
        label=_("Hiện trên trang của sản phẩm"),
        queryset=Product.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, products: QuerySet[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["products"]
        field.queryset = products


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


class IdeaForm(forms.Form):
    """An idea, as its producer says it."""

    product_name = forms.CharField(label=_("Tên sản phẩm"), max_length=300)
    product_set = forms.ModelChoiceField(
        label=_("Thuộc bộ sản phẩm"), queryset=ProductSet.objects.none(), empty_label=_("chọn bộ sản phẩm")
    )
    is_new = forms.TypedChoiceField(
        label=pgettext_lazy("one", "Sản phẩm"),
        choices=(("new", _("sản phẩm mới")), ("known", _("sản phẩm đã có"))),
        coerce=lambda value: value == "new",
    )
    description = forms.CharField(
        label=_("Mô tả ý tưởng"), widget=forms.Textarea, help_text=_("Sản phẩm là gì, làm thế nào, vì sao nên làm.")
    )
    local_character = forms.CharField(label=_("Nét riêng của địa phương"), required=False, widget=forms.Textarea)
    materials = forms.CharField(label=_("Nguyên liệu và nơi có"), required=False, widget=forms.Textarea)
    customers = forms.CharField(label=_("Khách hàng"), required=False, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sets: QuerySet[ProductSet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["product_set"]
        field.queryset = sets

    @property
    def new(self) -> NewIdea:
        return NewIdea(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class PlanForm(forms.Form):
    """A business plan: texts by section, and the figures of three years."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    first_year = forms.IntegerField(label=_("Năm đầu"), min_value=2000, max_value=2100)
    unit = forms.CharField(label=_("Đơn vị sản lượng"), max_length=30, help_text=_("Ví dụ: tấn, chai, bộ, lượt khách."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(YEARS):
            for name, label in _FIGURES.items():
                self.fields[f"{name}_{number}"] = _amount(label, PLACES[name])
        for name in TEXTS:
            field: Any = BusinessPlan._meta.get_field(name)  # noqa: SLF001 - Django documents _meta
            self.fields[name] = forms.CharField(
                label=capfirst(field.verbose_name),
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    @property
    def years(self) -> list[tuple[int, list[forms.BoundField]]]:
        """Return the fields of each year, to be shown together."""
        return [(number, [self[f"{name}_{number}"] for name in _FIGURES]) for number in range(YEARS)]

    @property
    def texts(self) -> list[forms.BoundField]:
        return [self[name] for name in TEXTS]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for number in range(YEARS):
            if self._is_begun(said, number):
                for name in ("output", "price", "cost"):
                    if said.get(f"{name}_{number}") is None and f"{name}_{number}" not in self.errors:
                        self.add_error(f"{name}_{number}", _("Hãy điền số liệu này, hoặc để trống cả năm."))
        return said

    @property
    def plan(self) -> Plan:
        said = self.cleaned_data
        years = [self._year(said, number) for number in range(YEARS) if self._is_begun(said, number)]
        return Plan(years=years, texts={name: said[name] for name in TEXTS})

    def _is_begun(self, said: Mapping[str, Any], number: int) -> bool:
        return any(said.get(f"{name}_{number}") is not None for name in _FIGURES)

    def _year(self, said: Mapping[str, Any], number: int) -> Year:
        figures = {name: said[f"{name}_{number}"] for name in _FIGURES}
        figures["investment"] = figures["investment"] or Decimal(0)
        figures["workers"] = figures["workers"] or 0
        return Year(year=said["first_year"] + number, unit=said["unit"], **figures)


_FIGURES = {
    "output": _("Sản lượng"),
    "price": _("Giá bán một đơn vị (triệu đồng)"),
    "cost": _("Tổng chi phí (triệu đồng)"),
    "investment": _("Vốn đầu tư (triệu đồng)"),
    "workers": _("Lao động"),
}


PLACES = {"output": 2, "price": 4, "cost": 2, "investment": 2, "workers": 0}
"""How many decimals each figure may have."""


def _amount(label: Any, places: int) -> forms.Field:
    attrs = {"inputmode": "decimal" if places else "numeric"}
    if not places:
        return forms.IntegerField(
            label=label, required=False, min_value=0, max_value=10**6, widget=forms.TextInput(attrs)
        )
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_FIGURE,
        decimal_places=places,
        localize=True,
        widget=forms.TextInput(attrs),
    )


def plan_values(plan: BusinessPlan | None) -> dict[str, Any]:
    """Return what the form of a plan shows first: the plan as it is, or the coming year."""
    if plan is None:
        return {"version": 0, "first_year": timezone.localdate().year}
    values: dict[str, Any] = {name: getattr(plan, name) for name in TEXTS}
    years = list(plan.years.all())
    values |= {"version": plan.version, "first_year": plan.first_year, "unit": years[0].unit if years else ""}
    for number, year in enumerate(years[:YEARS]):
        values |= {f"{name}_{number}": getattr(year, name) for name in _FIGURES}
    return values


class OpenForm(forms.Form):
    """Which product a dossier is opened for, and why it is evaluated."""

    product = forms.ModelChoiceField(
        label=pgettext_lazy("one", "Sản phẩm"), queryset=Product.objects.none(), empty_label=_("chọn sản phẩm")
    )
    kind = forms.ChoiceField(
        label=_("Hình thức"),
        choices=DossierKind,
        help_text=_("Đánh giá lại: nộp từ 180 đến 120 ngày trước khi giấy chứng nhận hết hiệu lực."),
    )

    def __init__(self, *args: Any, products: QuerySet[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["product"]
        field.queryset = products


class AnswersForm(forms.Form):
    """What Mẫu số 01 and 02 ask and the registry does not know."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, asked: Sequence[Field], dossier: Dossier) -> None:
        super().__init__(data, initial={"version": dossier.version, **shown_answers(asked, dossier.forms)})
        self.asked = asked
        for field in asked:
            self.fields[field.code] = _field(field)

    @property
    def sections(self) -> Iterable[tuple[Any, list[forms.BoundField]]]:
        """Return the fields by the section of the forms they stand in."""
        for section, title in SECTIONS.items():
            fields = [self[field.code] for field in self.asked if field.section == section]
            if fields:
                yield title, fields

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers as the service takes them."""
        return {field.code: _said(self.cleaned_data.get(field.code)) for field in self.asked}


def shown_answers(asked: Iterable[Field], answers: Mapping[str, str]) -> dict[str, Any]:
    """Return kept answers as a form shows them."""
    shown: dict[str, Any] = {}
    for field in asked:
        text = answers.get(field.code, "")
        is_number = text and field.kind in {FieldKind.WHOLE, FieldKind.AMOUNT}
        shown[field.code] = text == TICKED if field.kind == FieldKind.TICK else Decimal(text) if is_number else text
    return shown


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return TICKED if value else ""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _field(field: Field) -> forms.Field:
    """Return the form's field; nothing is required yet: a dossier is saved as far as it has come."""
    options: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.hint}
    match field.kind:
        case FieldKind.TICK:
            return forms.BooleanField(**options)
        case FieldKind.SEX | FieldKind.ETHNIC_GROUP:
            return forms.ChoiceField(choices=(("", _("chưa chọn")), *OFFERED[field.kind]), **options)
        case FieldKind.WHOLE:
            widget = forms.TextInput({"inputmode": "numeric"})
            return forms.IntegerField(min_value=0, max_value=10**9, widget=widget, **options)
        case FieldKind.AMOUNT:
            widget = forms.TextInput({"inputmode": "decimal"})
            return forms.DecimalField(
                min_value=0, max_value=MOST_FIGURE, decimal_places=4, localize=True, widget=widget, **options
            )
        case FieldKind.TEXT:
            return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}), **options)
    return forms.CharField(max_length=LONGEST_LINE, **options)


class RunForm(forms.Form):
    """Packs or stamps printed with the OCOP mark."""

    what = forms.CharField(label=_("Bao bì, tem"), max_length=200, help_text=_("Ví dụ túi 500 g, tem dán hũ."))
    quantity = forms.IntegerField(label=_("Số lượng in"), min_value=1, max_value=1_000_000_000)
    printed_on = DayField(label=_("Ngày in"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def run_of(self, recognition: Recognition) -> NewRun:
        return NewRun(recognition=recognition, **self.cleaned_data)


class LeftOverForm(forms.Form):
    """What is left of a print run when its certificate has ended."""

    left_over = forms.IntegerField(label=_("Số còn lại"), min_value=0, max_value=1_000_000_000)
    note = forms.CharField(label=_("Cách xử lý phần còn lại"), max_length=300)


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Bạn đã bổ sung gì"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
