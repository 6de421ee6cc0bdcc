"""The five questions of a step: which lot, how much, when, where, who. And what else is asked about lots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saolang.base.files.choices import Kinds
from saolang.base.kit.formats import figure
from saolang.base.kit.languages import in_language_read
from saolang.core.steps import PIECES, Question
from saolang.programme.traceability.models import Location
from saolang.programme.traceability.rules.lots import LONGEST_NUMBER, MOST_QUANTITY
from saolang.programme.traceability.rules.steps import MOST_LOTS, craft
from saolang.programme.traceability.services.steps import NewLot, NewStep, Taken
from saolang.web.fields import DayField, SentFilesField
from saolang.web.steps import unit_worded, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from saolang.base.files.models import StoredFile
    from saolang.core.steps import Step
    from saolang.core.stock import Stock
    from saolang.programme.registry.models import Product
    from saolang.programme.traceability.models import Lot
    from saolang.programme.traceability.queries.lots import Recorded

ROWS = 3
"""Lots a step of several lots is asked for at first; a button asks for one more, as many as a step takes."""
MORE = "more"
"""The name of that button."""
_LOT = re.compile(r"lot_([0-9]{1,3})")
MOST_PHOTOS = 5
LONGEST_SIDE = 1600
"""Pixels of a photo's longest side, above which a phone makes it smaller before sending it."""
PRODUCT, MATERIAL = "p:", "m:"
"""What comes before a product's key, or a material's name, among the things a lot can be of."""
AT = "%Y-%m-%dT%H:%M"


class Offered(NamedTuple):
    """What a step's form offers to choose from."""

    lots: Sequence[tuple[Lot, Stock]]
    products: Sequence[Product]
    materials: Sequence[str]
    places: Sequence[Location]


class Part(NamedTuple):
    """One of the questions, and its fields."""

    title: str
    fields: list[forms.BoundField]


def name_of(told: Recorded) -> str:
    """Return what an event is called: by the craft's own word, else as the standard has it."""
    return in_language_read(told.step.words) if told.step else capfirst(worded(told.event))


def goods_of(lot: Lot) -> str:
    return lot.product.name_vi if lot.product else lot.material


def _day(label: Any, help_text: Any = "") -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, required=False, widget=widget, help_text=help_text)


def _quantity(label: Any, *, required: bool, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        help_text=help_text,
        max_value=MOST_QUANTITY,
        max_digits=14,
        decimal_places=3,
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "enterkeyhint": "next"}),
    )


def _text(label: Any, longest: int, help_text: Any = "", **attributes: Any) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", **attributes})
    return forms.CharField(label=label, max_length=longest, required=False, help_text=help_text, widget=widget)


def _units() -> list[tuple[str, str]]:
    """Return the units to choose from; pieces by what people call them."""
    units = craft().units.items()
    return [
        (code, in_language_read(unit.words) if code else gettext("gói, chai, cái… (đếm được)")) for code, unit in units
    ]


def rows_in(said: Iterable[str]) -> int:
    """Return for how many lots a form asks in which these fields were filled in: never fewer than at first."""
    asked = [int(found[1]) + 1 for name in said if (found := _LOT.fullmatch(name))]
    return min(max([ROWS, *asked]), MOST_LOTS)


def with_one_more(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with an empty row after the last, if a step takes so many lots."""
    return {**said, f"lot_{rows_in(said)}": ""}


class StepForm(forms.Form):
    """A step as a person tells it; which fields it has depends on the step."""

    event_id = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, step: Step, offered: Offered, remade: Lot | None = None, **kwargs: Any) -> None:
        first = {"event_id": f"urn:uuid:{uuid4()}", "at": timezone.localtime().replace(second=0, microsecond=0)}
        super().__init__(*args, **{**kwargs, "initial": first | dict(kwargs.get("initial") or {})})
        self.step, self.offered, self.remade = step, offered, remade
        self.rows = rows_in(self.data or self.initial) if step.makes else 1
        self.lots = {lot.code: lot for lot, _stock in offered.lots}
        if step.takes:
            self._ask_for_lots()
        if step.makes:
            self._ask_for_the_lot_made()
        self._ask_when_and_where()
        self._ask_the_rest()

    # What is asked --------------------------------------------------------------------------------------------------

    def _ask_for_lots(self) -> None:
        choices = [("", _("chọn lô")), *((lot.code, _lot_words(lot, stock)) for lot, stock in self.offered.lots)]
        for row in range(self.rows):
            label = _("Lô đưa vào") if self.step.makes else _("Lô")
            label = label if row == 0 else _("Thêm lô khác")
            self.fields[f"lot_{row}"] = forms.ChoiceField(label=label, choices=choices, required=row == 0)
            label = _("Số lượng đưa vào") if self.step.makes else _("Số lượng")
            help_text = "" if self.step.lessens else _("Để trống nếu là cả lô.")
            is_asked = row == 0 and self.step.lessens
            self.fields[f"quantity_{row}"] = _quantity(label, required=is_asked, help_text=help_text)

    def _ask_for_the_lot_made(self) -> None:
        if not self.remade:
            things = [(f"{PRODUCT}{each.pk}", each.name_vi) for each in self.offered.products]
            things += [(f"{MATERIAL}{name}", name) for name in self.offered.materials]
            self.fields["thing"] = forms.ChoiceField(
                label=_("Sản phẩm, nguyên liệu"), choices=[*things, ("", _("khác (ghi tên ở dưới)"))], required=False
            )
            self.fields["material"] = _text(_("Tên nguyên liệu khác"), 200, _("Ví dụ: chè búp tươi, cá cơm."))
            self.fields["number"] = _text(
                _("Số lô"),
                LONGEST_NUMBER,
                _("Có thể giữ số gợi ý; tối đa 20 chữ, số, không dấu."),
                autocapitalize="characters",
            )
            self.fields["unit"] = forms.ChoiceField(label=_("Đơn vị tính"), choices=_units(), required=False)
        self.fields["made"] = _quantity(_("Số lượng làm ra"), required=True)
        self.fields["best_before"] = _day(_("Hạn sử dụng"), _("Để trống nếu chưa đóng gói hoặc không có hạn."))

    def _ask_when_and_where(self) -> None:
        self.fields["at"] = forms.DateTimeField(
            label=_("Lúc"),
            input_formats=[AT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            widget=forms.DateTimeInput({"type": "datetime-local"}, format=AT),
        )
        places = [(place.code, place.name) for place in self.offered.places]
        self.fields["place"] = forms.ChoiceField(
            label=_("Nơi làm"), choices=[("", _("không ghi")), *places], required=False
        )
        self.fields["new_place"] = _text(_("Nơi khác (ghi tên)"), 200, _("Hệ thống nhớ nơi này cho lần sau."))

    def _ask_the_rest(self) -> None:
        asks = self.step.asks
        if Question.PARTNER in asks:
            self.fields["partner"] = _text(
                _("Giao cho hoặc nhận từ ai"),
                200,
                _("Tên, mã chủ thể (CT-…) hoặc GLN. Người mua quét mã không thấy tên này."),
            )
        if Question.SOURCE in asks:
            self.fields["source"] = _text(
                _("Lô đã nhận"),
                500,
                _("Mã lô (LO-…) hoặc địa chỉ trên tem của bên giao. Người mua sẽ thấy lô này từ đâu ra."),
                autocapitalize="none",
            )
        if Question.RESULT in asks:
            self.fields["result"] = forms.ChoiceField(
                label=_("Kết quả"),
                choices=(("yes", _("đạt")), ("no", _("không đạt"))),
                widget=forms.RadioSelect,
                initial="yes",
            )
        if Question.CASE in asks:
            self.fields["case"] = _text(_("Số thùng"), 40, _("Mã SSCC 18 số, hoặc số thùng của bạn."))
            self.fields["case"].required = True
        self.fields["photo"] = SentFilesField(
            kinds=Kinds.PICTURES,
            required=False,
            many=True,
            capture=True,
            longest=LONGEST_SIDE,
            most=MOST_PHOTOS,
            label=_("Ảnh chụp tại chỗ"),
            help_text=_("Nhiều nhất 5 ảnh. Người mua sẽ thấy ảnh này."),
        )
        self.fields["note"] = _text(_("Ghi chú"), 500)
        if self.step.lessens:
            self.fields["reason"] = _text(
                _("Lý do dùng nhiều hơn số còn lại"), 300, _("Chỉ ghi khi cân lại thấy nhiều hơn sổ.")
            )

    @property
    def parts(self) -> list[Part]:
        """Return the questions in order, each with its fields; what is seldom asked stands apart (`further`)."""
        made = ["thing", "material", "number"]
        return [
            part
            for part in (
                self._part(gettext("Lô nào, bao nhiêu?"), ["lot_0", "quantity_0"]),
                self._part(gettext("Làm ra gì?"), made),
                self._part(gettext("Được bao nhiêu?"), ["made", "unit"]),
                self._part(gettext("Đóng vào thùng nào?"), ["case"]),
                self._part(gettext("Kết quả thế nào?"), ["result"]),
                self._part(gettext("Khi nào?"), ["at"]),
                self._part(gettext("Ở đâu?"), ["place", "new_place"]),
                self._part(gettext("Với ai?"), ["partner", "source"]),
            )
            if part.fields
        ]

    @property
    def further_lots(self) -> list[forms.BoundField]:
        names = [name for row in range(1, self.rows) for name in (f"lot_{row}", f"quantity_{row}")]
        return self._part("", names).fields

    @property
    def further(self) -> list[forms.BoundField]:
        return self._part("", ["best_before", "note", "reason"]).fields

    @property
    def may_ask_for_more(self) -> bool:
        """Say whether the step takes lots beyond those asked for."""
        return self.step.makes and self.step.takes and self.rows < MOST_LOTS

    @property
    def is_further_open(self) -> bool:
        """Say whether what is seldom asked was answered or asked for, or is wrong."""
        return self.rows > ROWS or any(field.errors or field.value() for field in (*self.further_lots, *self.further))

    def _part(self, title: str, names: Iterable[str]) -> Part:
        return Part(title, [self[name] for name in names if name in self.fields])

    # What was told --------------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for row in range(1, self.rows):
            if said.get(f"lot_{row}") and said.get(f"quantity_{row}") is None and f"quantity_{row}" not in self.errors:
                self.add_error(f"quantity_{row}", gettext("Hãy ghi số lượng của lô này."))
        if self.step.makes and not self.remade:
            if not said.get("thing") and not said.get("material") and "thing" not in self.errors:
                self.add_error("material", gettext("Hãy chọn ở trên hoặc ghi tên vào đây."))
            if not said.get("number") and "number" not in self.errors:
                self.add_error("number", gettext("Hãy ghi số lô."))
        if len(said.get("photo") or []) > MOST_PHOTOS:
            self.add_error("photo", gettext("Một bước nhận nhiều nhất 5 ảnh."))
        return said

    def new_step(self, photos: Sequence[StoredFile], place: Location | None) -> NewStep:
        """Return the step as it was told; its photos are kept already."""
        said = self.cleaned_data
        return NewStep(
            step=self.step,
            event_id=said["event_id"],
            at=said["at"],
            taken=self._taken(),
            made=self._made(),
            location=place,
            new_place=said["new_place"],
            partner=said.get("partner", ""),
            source=said.get("source", ""),
            is_in_order=said.get("result", "yes") == "yes",
            case=said.get("case", ""),
            note=said["note"],
            reason=said.get("reason", ""),
            photos=photos,
        )

    def _taken(self) -> list[Taken]:
        said = self.cleaned_data
        rows = [(said.get(f"lot_{row}"), said.get(f"quantity_{row}")) for row in range(self.rows)]
        return [Taken(self.lots[code], quantity) for code, quantity in rows if code]

    def _made(self) -> NewLot | None:
        said = self.cleaned_data
        if not self.step.makes:
            return None
        if self.remade:
            kept = {name: getattr(self.remade, name) for name in ("number", "unit", "product", "material")}
            return NewLot(quantity=said["made"], best_before=said["best_before"], **kept)
        thing = said["thing"]
        key = thing.removeprefix(PRODUCT) if thing.startswith(PRODUCT) else ""
        product = next((each for each in self.offered.products if str(each.pk) == key), None)
        return NewLot(
            number=said["number"],
            quantity=said["made"],
            unit=said["unit"] or PIECES,
            product=product,
            material="" if product else said["material"] or thing.removeprefix(MATERIAL),
            best_before=said["best_before"],
        )


class LotForm(forms.Form):
    """What may be revised of a lot."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(label=_("Số lô"), max_length=LONGEST_NUMBER)
    quantity = _quantity(_("Số lượng làm ra"), required=False)
    unit = forms.ChoiceField(label=_("Đơn vị tính"), choices=_units, required=False)
    made_on = _day(_("Ngày làm ra"))
    best_before = _day(_("Hạn sử dụng"))
    location = forms.ModelChoiceField(
        label=_("Nơi làm"), queryset=Location.objects.none(), required=False, empty_label=_("không ghi")
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["location"]
        field.queryset = places

    @property
    def changes(self) -> Mapping[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class WrongForm(forms.Form):
    reason = forms.CharField(
        label=_("Sai ở chỗ nào"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lý do được giữ lại và hiện cùng bước đã khai sai."),
    )


class TableForm(forms.Form):
    """A table of steps, as a file."""

    file = SentFilesField(
        kinds=Kinds.SHEETS,
        label=_("Bảng các bước"),
        help_text=_("Tệp .xlsx, .xls, .ods hoặc .csv; mỗi dòng một bước, nhiều nhất 500 dòng."),
    )


def _lot_words(lot: Lot, stock: Stock) -> str:
    """Return how a lot is offered: goods, number, what is left."""
    if not stock.is_exact:
        return f"{goods_of(lot)} · {lot.number}"
    left = gettext("còn %(left)s %(unit)s") % {
        "left": figure(stock.left),
        "unit": unit_worded(lot.unit),
    }
    return f"{goods_of(lot)} · {lot.number} · {left}"
