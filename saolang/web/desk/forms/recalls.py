"""What is asked when goods are called back, when that ends, and when an officer vouches for a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from saolang.programme.traceability.choices import Assurance, RecallGround
from saolang.programme.traceability.models import Lot
from saolang.programme.traceability.rules.checks import LONGEST_NOTE, LONGEST_OFFICE, VOUCHING
from saolang.programme.traceability.rules.recalls import MOST_TEXT, stamp_of
from saolang.programme.traceability.services.recalls import REVISED, NewRecall
from saolang.web.fields import DayField, RecordsField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from django.db.models import QuerySet

    from saolang.programme.registry.models import Product
    from saolang.programme.traceability.models import Recall, RecalledLot

RETURNED, DESTROYED = "returned", "destroyed"


def _text(label: Any, *, required: bool = False, help_text: Any = "", lang: str = "") -> forms.CharField:
    attributes: dict[str, Any] = {"rows": 3} | ({"lang": lang} if lang else {})
    area = forms.Textarea(attrs=attributes)
    return forms.CharField(label=label, required=required, max_length=MOST_TEXT, widget=area, help_text=help_text)


class LotsField(RecordsField):
    """Lots to call back, each by its number, its product and how the first one leads to it."""

    ways: Mapping[int, str]

    def label_from_instance(self, obj: Lot) -> str:
        """Return what stands beside the box."""
        way = self.ways.get(obj.pk, "")
        return f"{obj.number} – {obj.product.name_vi if obj.product else obj.material}" + (f" ({way})" if way else "")


class RecallForm(forms.Form):
    """Which goods, why, what people should do, and which office asks it where it is not the producer.

    `confirmed` is set on the page that asks once more.
    """

    lots = LotsField(
        label=_("Các lô thu hồi"), queryset=Lot.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    whole = forms.BooleanField(
        label=_("Thu hồi mọi lô của các sản phẩm này"),
        required=False,
        help_text=_("Khi không biết chắc lô nào bị ảnh hưởng: mọi trang của sản phẩm báo thu hồi."),
    )
    ground = forms.ChoiceField(
        label=_("Lý do"), choices=[(ground.value, capfirst(ground.label)) for ground in RecallGround]
    )
    danger = _text(_("Nguy cơ, nội dung"), required=True, help_text=_("Hàng có gì sai, có hại gì. Ai cũng đọc được."))
    advice = _text(
        _("Người mua cần làm gì"),
        required=True,
        help_text=_("Ví dụ: đừng dùng, giữ nguyên bao bì, mang đến nơi mua để được trả tiền."),
    )
    advice_en = _text(_("Người mua cần làm gì, bằng tiếng Anh"), lang="en")
    advice_km = _text(_("Người mua cần làm gì, bằng tiếng Khmer"), lang="km")
    source = _text(_("Căn cứ"), help_text=_("Số văn bản, phiếu kiểm nghiệm, nếu có."))
    office = forms.CharField(
        label=_("Đơn vị thu hồi"), max_length=LONGEST_OFFICE, help_text=_("Tên này hiện trên trang người mua quét.")
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, lots: QuerySet[Lot], ways: Mapping[int, str], is_producer: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_producer:
            del self.fields["office"]
        field = self.fields["lots"]
        assert isinstance(field, LotsField)  # noqa: S101 - for the type checker
        field.ways, field.queryset = ways, lots.select_related("product")

    @property
    def chosen(self) -> list[Lot]:
        """Return the lots that were chosen; none where all lots of their products are meant."""
        return [] if self.cleaned_data["whole"] else list(self.cleaned_data["lots"])

    @property
    def products(self) -> list[Product]:
        """Return the products of which every lot is meant."""
        if not self.cleaned_data["whole"]:
            return []
        return list({lot.product.pk: lot.product for lot in self.cleaned_data["lots"] if lot.product}.values())

    @property
    def recall(self) -> NewRecall:
        """Return what the form says of the recall."""
        names = {"ground", "danger", "advice", "advice_en", "advice_km", "source", "office"}
        return NewRecall(**{name: self.cleaned_data[name] for name in names & self.cleaned_data.keys()})


class RecallRevisionForm(RecallForm):
    """What a running recall says anew, and of which lots; a recall of a whole product names none."""

    reason = _text(_("Vì sao sửa"), required=True, help_text=_("Những người đã được báo sẽ nhận lý do này."))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, recall: Recall, lots: QuerySet[Lot], **kwargs: Any) -> None:
        named = [each.lot_id for each in recall.lots.all()]
        said = {name: getattr(recall, name) for name in REVISED} | {"lots": named, "seen": stamp_of(recall)}
        super().__init__(*args, lots=lots, ways={}, is_producer=True, initial=said, **kwargs)
        for name in ("whole", "confirmed", *(["lots"] if recall.whole_product else [])):
            del self.fields[name]

    @property
    def chosen(self) -> list[Lot]:
        return list(self.cleaned_data.get("lots", ()))


class RecallReopeningForm(forms.Form):
    reason = _text(_("Vì sao mở lại"), required=True, help_text=_("Ai cũng đọc được."))


class RecallEndForm(forms.Form):
    """How a recall ended, and what became of each lot."""

    account = _text(_("Kết quả và lý do kết thúc"), required=True, help_text=_("Ai cũng đọc được."))

    def __init__(self, *args: Any, lots: Iterable[RecalledLot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = []
        for each in lots:
            self.keys.append(each.pk)
            for name, label in ((RETURNED, _("đã nhận lại")), (DESTROYED, _("đã hủy"))):
                self.fields[f"{name}-{each.pk}"] = forms.DecimalField(
                    label=f"{each.lot.number}: {label}", required=False, min_value=0, max_digits=14, decimal_places=3
                )

    @property
    def quantities(self) -> dict[int, tuple[Decimal | None, Decimal | None]]:
        """Return what came back and what was destroyed of each lot."""
        said = self.cleaned_data
        return {key: (said[f"{RETURNED}-{key}"], said[f"{DESTROYED}-{key}"]) for key in self.keys}


class RecallWithdrawalForm(forms.Form):
    reason = _text(_("Vì sao là nhầm"), required=True, help_text=_("Ai cũng đọc được."))


class CheckForm(forms.Form):
    """That an office vouches for a step."""

    assurance = forms.ChoiceField(
        label=_("Mức"),
        choices=[(level.value, capfirst(Assurance(level).label)) for level in VOUCHING],
        widget=forms.RadioSelect,
    )
    checked_on = DayField(label=_("Ngày kiểm"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    office = forms.CharField(
        label=_("Đơn vị kiểm"), max_length=LONGEST_OFFICE, help_text=_("Tên này hiện trên trang người mua quét.")
    )
    note = forms.CharField(label=_("Nội dung"), max_length=LONGEST_NOTE, required=False)


class CheckWithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("Vì sao rút lần kiểm này"), max_length=LONGEST_NOTE)
