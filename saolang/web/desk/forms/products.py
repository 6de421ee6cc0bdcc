"""Products and their recognitions as a person fills them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saolang.base.files.choices import Kinds
from saolang.base.kit.models import Precision
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.rules import editions
from saolang.programme.certification.services.recognitions import NewRecognition, NewRevocation
from saolang.programme.registry.models import ProductSet
from saolang.programme.registry.services.products import REVISABLE, VERSIONED, NewProduct
from saolang.web.desk.forms.fields import DecisionField, PlaceField, RecordField
from saolang.web.desk.forms.revisions import RevisionForm
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField, SentFilesField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Decision, Recognition
    from saolang.programme.registry.models import Producer, Product, ProductVersion

TEXT = forms.Textarea({"rows": 4})
STARS = [(3, _("3 sao")), (4, _("4 sao")), (5, _("5 sao"))]


class _Identity(forms.Form):
    name_vi = forms.CharField(label=_("Tên sản phẩm"), max_length=300)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=300, required=False)
    name_km = forms.CharField(
        label=_("Tên tiếng Khmer"), max_length=300, required=False, widget=forms.TextInput({"lang": "km"})
    )
    product_set = forms.ModelChoiceField(
        label=_("Bộ sản phẩm"), queryset=ProductSet.objects.all(), required=False, empty_label=_("chưa rõ")
    )
    official_code = forms.CharField(label=_("Mã số sản phẩm như quyết định ghi"), max_length=60, required=False)
    gtin = forms.CharField(
        label="GTIN", max_length=14, required=False, widget=forms.TextInput({"inputmode": "numeric"})
    )
    place = PlaceField(required=False)
    story = forms.CharField(label=_("Câu chuyện sản phẩm"), required=False, widget=TEXT)
    materials = forms.CharField(label=_("Nguyên liệu"), required=False, widget=TEXT)
    packaging = forms.CharField(label=_("Quy cách đóng gói"), required=False)
    instructions = forms.CharField(label=_("Hướng dẫn sử dụng, bảo quản"), required=False, widget=TEXT)
    nutrition = forms.CharField(label=_("Thành phần dinh dưỡng"), required=False, widget=TEXT)
    allergens = forms.CharField(label=_("Chất dễ gây dị ứng"), required=False)


class NewProductForm(_Identity):
    producer = RecordField(
        label=pgettext_lazy("one", "Chủ thể"),
        required=False,
        help_text=_("Mã (CT-…) hoặc tên; để trống khi chưa rõ chủ thể."),
    )
    since = DayField(label=_("Thông tin có hiệu lực từ"), widget=DayInput)
    source = forms.CharField(label=_("Nguồn"), required=False)

    field_order = ("name_vi", "producer")

    def __init__(self, data: Any = None, *, producers: QuerySet[Producer], producer: str = "") -> None:
        super().__init__(data, initial={"producer": producer})
        self.fields["producer"].records = producers  # type: ignore[attr-defined] # a RecordField

    def clean(self) -> dict[str, Any]:
        """Require a place from one of the two, or nobody would see the product again."""
        said = self.cleaned_data
        if not self.errors and self.where is None:
            self.add_error("place", _("Hãy ghi địa bàn, hoặc ghi chủ thể đã có địa bàn."))
        return said

    @property
    def where(self) -> Place | None:
        """Return the product's own place, else its producer's."""
        said = self.cleaned_data
        place: Place | None = said["place"] or (said["producer"].place if said["producer"] else None)
        return place

    @property
    def new(self) -> NewProduct:
        return NewProduct(**self.cleaned_data)


class ProductRevisionForm(_Identity, RevisionForm):
    on = DayField(
        label=_("Thay đổi có hiệu lực từ"),
        widget=DayInput,
        help_text=_("Tên và mọi điều nói về hàng, từ câu chuyện xuống, tính từ ngày này; bản cũ vẫn xem lại được."),
    )

    def __init__(self, data: Any = None, *, product: Product, version: ProductVersion) -> None:
        own = {name: getattr(product, name) for name in REVISABLE if name in self.base_fields}
        super().__init__(data, values=own | {name: getattr(version, name) for name in VERSIONED}, record=product)

    @property
    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes.items() if name != "on"}


class OwnerForm(forms.Form):
    """Whose product it is, where that was not known."""

    producer = RecordField(label=pgettext_lazy("one", "Chủ thể"), help_text=_("Mã (CT-…) hoặc tên."))
    on = DayField(label=_("Từ ngày"), widget=DayInput)
    source = forms.CharField(label=_("Nguồn"), required=False)

    def __init__(self, data: Any = None, *, producers: QuerySet[Producer]) -> None:
        super().__init__(data)
        self.fields["producer"].records = producers  # type: ignore[attr-defined] # a RecordField


class PhotoForm(forms.Form):
    photo = SentFilesField(kinds=Kinds.PICTURES, capture=True, label=_("Ảnh"), help_text=_("JPEG, PNG hoặc WebP."))
    caption = forms.CharField(label=_("Chú thích"), max_length=200)


class RecognitionForm(forms.Form):
    """Stars given on a day. The kind, the edition and the expiry follow from what is known; they are not asked."""

    stars = forms.TypedChoiceField(label=_("Hạng sao"), choices=STARS, coerce=int)
    on = DayField(label=_("Ngày công nhận"), widget=DayInput)
    precision = forms.ChoiceField(label=_("Biết chính xác đến"), choices=Precision)
    decision = DecisionField(required=False)
    score = forms.DecimalField(
        label=_("Điểm"), max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False
    )
    five_star_candidate = forms.BooleanField(label=_("Đề nghị Trung ương xét 5 sao"), required=False)
    source = forms.CharField(label=_("Nguồn"), required=False)

    def __init__(self, data: Any = None, *, decisions: QuerySet[Decision]) -> None:
        super().__init__(data)
        self.fields["decision"].offer(decisions)  # type: ignore[attr-defined] # a DecisionField

    def recognition_of(self, product: Product) -> NewRecognition:
        said = self.cleaned_data
        return NewRecognition(product=product, **said | {"precision": Precision(said["precision"])})


class RecognitionCorrectionForm(forms.Form):
    """What was entered wrong of a recognition, and why it is corrected."""

    stars = forms.TypedChoiceField(label=_("Hạng sao"), choices=STARS, coerce=int)
    began_on = DayField(label=_("Ngày công nhận"), widget=DayInput)
    began_precision = forms.ChoiceField(label=_("Biết chính xác đến"), choices=Precision)
    edition = forms.ChoiceField(label=_("Bộ tiêu chí"))
    expires_on = DayField(
        label=_("Có hiệu lực đến hết ngày"), widget=DayInput, help_text=_("Đổi ngày công nhận thì hạn tự tính lại.")
    )
    score = forms.DecimalField(
        label=_("Điểm"), max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False
    )
    five_star_candidate = forms.BooleanField(label=_("Đề nghị Trung ương xét 5 sao"), required=False)
    reason = forms.CharField(label=_("Lý do đính chính"))

    def __init__(self, data: Any = None, *, recognition: Recognition) -> None:
        super().__init__(data, initial={name: getattr(recognition, name, "") for name in self.base_fields})
        self.fields["edition"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (edition.code, edition.document) for edition in editions().all
        ]

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "reason"}


class WithdrawalForm(forms.Form):
    """Why something entered should never have been."""

    reason = forms.CharField(label=_("Lý do"))


class RevocationForm(forms.Form):
    on = DayField(label=_("Thu hồi từ ngày"), widget=DayInput)
    ground = forms.ChoiceField(label=_("Căn cứ"), choices=RevocationGround)
    decision = DecisionField(required=False)
    source = forms.CharField(label=_("Lý do, nguồn"))

    def __init__(self, data: Any = None, *, decisions: QuerySet[Decision]) -> None:
        super().__init__(data)
        self.fields["decision"].offer(decisions)  # type: ignore[attr-defined] # a DecisionField

    def revocation_of(self, recognition: Recognition) -> NewRevocation:
        said = self.cleaned_data
        return NewRevocation(recognition=recognition, **said | {"ground": RevocationGround(said["ground"])})
