"""Producers as a person fills them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saolang.programme.registry.choices import (
    ETHNIC_GROUPS,
    EnterpriseSize,
    LegalForm,
    LinkKind,
    Sex,
    SuccessionKind,
)
from saolang.programme.registry.models import Product
from saolang.programme.registry.services.growing_areas import NewLink
from saolang.programme.registry.services.producers import REVISABLE, NewProducer, Person, Workers
from saolang.web.desk.forms.fields import PlaceField, RecordField
from saolang.web.desk.forms.revisions import RevisionForm
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField, RecordsField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.programme.registry.models import GrowingArea, Producer

UNSAID = ("", _("chưa rõ"))


class _Identity(forms.Form):
    """What stands on the producer itself."""

    name = forms.CharField(label=_("Tên chủ thể"), max_length=300)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=300, required=False)
    name_km = forms.CharField(
        label=_("Tên tiếng Khmer"), max_length=300, required=False, widget=forms.TextInput({"lang": "km"})
    )
    place = PlaceField()
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    founded_on = DayField(label=_("Ngày thành lập"), widget=DayInput, required=False)
    registration_number = forms.CharField(label=_("Mã số thuế, đăng ký"), max_length=20, required=False)
    phone = forms.CharField(
        label=_("Điện thoại"), max_length=30, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    email = forms.EmailField(label=_("Thư điện tử"), required=False)


class NewProducerForm(_Identity):
    legal_form = forms.ChoiceField(label=_("Loại hình"), choices=[UNSAID, *LegalForm.choices], required=False)
    size = forms.ChoiceField(label=_("Quy mô doanh nghiệp"), choices=EnterpriseSize)
    since = DayField(label=_("Thông tin có hiệu lực từ"), widget=DayInput)
    source = forms.CharField(label=_("Nguồn"), required=False)

    @property
    def new(self) -> NewProducer:
        said = self.cleaned_data
        legal_form = LegalForm(said["legal_form"]) if said["legal_form"] else None
        return NewProducer(**said | {"legal_form": legal_form, "size": EnterpriseSize(said["size"])})


class ProducerRevisionForm(_Identity, RevisionForm):
    def __init__(self, data: Any = None, *, producer: Producer) -> None:
        values = {name: getattr(producer, name) for name in REVISABLE}
        super().__init__(data, values=values, record=producer)


class LegalFormForm(forms.Form):
    legal_form = forms.ChoiceField(label=_("Loại hình"), choices=LegalForm)
    size = forms.ChoiceField(label=_("Quy mô doanh nghiệp"), choices=EnterpriseSize)
    on = DayField(label=_("Từ ngày"), widget=DayInput)
    source = forms.CharField(label=_("Nguồn"), required=False)

    @property
    def change(self) -> dict[str, Any]:
        said = self.cleaned_data
        return said | {"legal_form": LegalForm(said["legal_form"]), "size": EnterpriseSize(said["size"])}


class RepresentativeForm(forms.Form):
    """Who runs the producer. Personal data."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    position = forms.CharField(label=_("Chức vụ"), max_length=120, required=False)
    sex = forms.ChoiceField(label=_("Giới tính"), choices=[UNSAID, *Sex.choices], required=False)
    ethnicity = forms.ChoiceField(label=_("Dân tộc"), choices=[UNSAID, *ETHNIC_GROUPS.items()], required=False)
    has_disability = forms.NullBooleanField(
        label=_("Người khuyết tật"),
        widget=forms.Select(
            choices=[("unknown", _("chưa rõ")), ("true", pgettext_lazy("yes or no", "có")), ("false", _("không"))]
        ),
    )
    on = DayField(label=_("Từ ngày"), widget=DayInput)
    source = forms.CharField(label=_("Nguồn"), required=False)

    @property
    def person(self) -> Person:
        said = self.cleaned_data
        return Person(
            full_name=said["full_name"],
            position=said["position"],
            sex=Sex(said["sex"]) if said["sex"] else None,
            ethnicity=said["ethnicity"],
            has_disability=said["has_disability"],
        )


class LabourForm(forms.Form):
    headcount = forms.IntegerField(label=_("Tổng số lao động"), min_value=0)
    women = forms.IntegerField(label=_("Trong đó nữ"), min_value=0, required=False)
    local = forms.IntegerField(label=_("Trong đó lao động địa phương"), min_value=0, required=False)
    trained = forms.IntegerField(label=_("Trong đó đã qua đào tạo"), min_value=0, required=False)
    on = DayField(label=_("Tính đến ngày"), widget=DayInput)
    source = forms.CharField(label=_("Nguồn"), required=False)

    @property
    def workers(self) -> Workers:
        return Workers(**{name: self.cleaned_data[name] for name in ("headcount", "women", "local", "trained")})


class SuccessionForm(forms.Form):
    """How the producer goes on as another."""

    kind = forms.ChoiceField(label=_("Hình thức"), choices=SuccessionKind)
    successor = RecordField(label=_("Chủ thể kế thừa"), help_text=_("Mã (CT-…) hoặc tên."))
    on = DayField(label=_("Từ ngày"), widget=DayInput)
    products = RecordsField(
        label=_("Sản phẩm được chuyển"),
        queryset=Product.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ chọn khi chia, tách hoặc chuyển nhượng; chuyển đổi và sáp nhập chuyển mọi sản phẩm."),
    )
    source = forms.CharField(label=_("Nguồn"), required=False)

    def __init__(self, data: Any = None, *, producers: QuerySet[Producer], products: QuerySet[Product]) -> None:
        super().__init__(data)
        self.fields["successor"].records = producers  # type: ignore[attr-defined] # a RecordField
        self.fields["products"].queryset = products  # type: ignore[attr-defined] # a ModelMultipleChoiceField

    @property
    def succession(self) -> dict[str, Any]:
        said = self.cleaned_data
        return said | {"kind": SuccessionKind(said["kind"]), "products": list(said["products"]) or None}


class LinkForm(forms.Form):
    """A contract of the value chain."""

    kind = forms.ChoiceField(label=_("Khâu"), choices=LinkKind)
    partner = forms.CharField(label=_("Đối tác"), max_length=300)
    contract = forms.CharField(label=_("Hợp đồng số"), max_length=100, required=False)
    growing_area = RecordField(label=_("Vùng nguyên liệu"), required=False, help_text=_("Mã (VN-…) hoặc tên."))
    is_circular = forms.BooleanField(label=_("Kinh tế tuần hoàn"), required=False)
    is_green = forms.BooleanField(label=_("OCOP xanh"), required=False)
    evidence = forms.CharField(
        label=_("Minh chứng"),
        max_length=300,
        required=False,
        help_text=_("Cần có khi khai kinh tế tuần hoàn hoặc OCOP xanh."),
    )
    since = DayField(label=_("Từ ngày"), widget=DayInput)
    until = DayField(label=_("Đến trước ngày"), widget=DayInput, required=False)
    source = forms.CharField(label=_("Nguồn"), required=False)

    def __init__(self, data: Any = None, *, areas: QuerySet[GrowingArea]) -> None:
        super().__init__(data)
        self.fields["growing_area"].records = areas  # type: ignore[attr-defined] # a RecordField

    def link_of(self, producer: Producer) -> NewLink:
        return NewLink(producer=producer, **self.cleaned_data | {"kind": LinkKind(self.cleaned_data["kind"])})
