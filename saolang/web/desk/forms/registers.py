"""Registers as a person sends them, corrects their columns and decides their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from saolang.base.files.choices import Kinds
from saolang.base.places.choices import Level, Part
from saolang.base.places.models import Place
from saolang.core.intake.columns import ROUND_FIELDS, Field
from saolang.core.intake.dates import PartialDate
from saolang.core.intake.layout import Layout
from saolang.core.intake.words import text_of
from saolang.programme.intake.choices import Answer, Verdict
from saolang.programme.intake.models import StagedRow
from saolang.programme.registry.choices import LegalForm, LookAlikeKind
from saolang.web.desk.forms.fields import PlaceField, RecordField
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField, SentFilesField

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from saolang.core.intake.sheet import Sheet
    from saolang.programme.registry.models import Product

ROUNDS = 3
ROWS_SHOWN = 3
MOST_COLUMNS = 40
UNSAID = ("", _("chưa rõ"))

FIELD_WORDS = {
    Field.NUMBER: _("Số thứ tự"),
    Field.PRODUCT: pgettext_lazy("one", "Sản phẩm"),
    Field.PRODUCER: pgettext_lazy("one", "Chủ thể"),
    Field.LEGAL_FORM: _("Loại hình chủ thể"),
    Field.COMMUNE: _("Xã, phường"),
    Field.DISTRICT: _("Huyện"),
    Field.PROVINCE: _("Tỉnh"),
    Field.ADDRESS: _("Địa chỉ"),
    Field.REPRESENTATIVE: _("Người đại diện"),
    Field.PHONE: _("Điện thoại"),
    Field.STARS: _("Hạng sao"),
    Field.MARK_THREE: _("Dấu ở cột 3 sao"),
    Field.MARK_FOUR: _("Dấu ở cột 4 sao"),
    Field.MARK_FIVE: _("Dấu ở cột 5 sao"),
    Field.POTENTIAL: _("Tiềm năng 5 sao"),
    Field.DECISION: _("Quyết định"),
    Field.DECISION_DATE: _("Ngày quyết định"),
    Field.DECISION_YEAR: _("Năm công nhận"),
    Field.AUTHORITY: _("Cơ quan công nhận"),
    Field.EXPIRY: _("Hết hạn"),
    Field.GROUP: _("Nhóm sản phẩm"),
    Field.SCORE: _("Điểm"),
    Field.CODE: _("Mã sản phẩm"),
    Field.NOTE: _("Ghi chú"),
}


class ProvinceField(forms.ModelChoiceField[Place]):
    """A province of either map, told apart by its code."""

    def label_from_instance(self, obj: Place) -> str:
        return f"{obj} ({obj.public_code})"


class UploadForm(forms.Form):
    """A register as it came from an office."""

    file = SentFilesField(
        kinds=Kinds.SHEETS,
        label=_("Tệp sổ theo dõi"),
        help_text=_("Excel (.xlsx, .xls), .ods hoặc .csv, như đang có; không cần sửa trước."),
    )
    province = ProvinceField(
        label=_("Tỉnh"), queryset=Place.objects.none(), required=False, empty_label=_("theo tiêu đề của tệp")
    )
    entered_before = DayField(
        label=_("Đã ghi sổ trước ngày"),
        widget=DayInput,
        required=False,
        help_text=_("Chỉ ghi với sổ cũ: số liệu coi như đã biết từ trước ngày này."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, places: QuerySet[Place], everywhere: bool) -> None:
        super().__init__(data, files)
        provinces = Place.objects.filter(pk__in=places.filter(level=Level.PROVINCE))
        field: ProvinceField = self.fields["province"]  # type: ignore[assignment]
        field.queryset = provinces.order_by("map", "sort_key")
        if not everywhere:
            field.required, field.empty_label = True, None


class GuessedColumn(NamedTuple):
    """A column as a person checks it: its letter, heading, first cells, and the field that says what it is."""

    letter: str
    heading: str
    cells: list[str]
    field: forms.BoundField


class Table(NamedTuple):
    """One table of the register with what may be corrected about it."""

    sheet: str
    own: list[forms.BoundField]
    columns: list[GuessedColumn]


class MappingForm(forms.Form):
    """The columns of every table of a register as guessed; a person corrects them."""

    def __init__(self, data: Any = None, *, layouts: Sequence[Layout], sheets: Sequence[Sheet]) -> None:
        super().__init__(data)
        by_name = {sheet.name: sheet for sheet in sheets}
        self._tables = [(layout, by_name[layout.sheet]) for layout in layouts if layout.sheet in by_name]
        if not self._tables:
            self._tables = [(Layout(sheet.name, 0, 0, ()), sheet) for sheet in sheets]
        for number, (layout, sheet) in enumerate(self._tables):
            self._add_fields(number, layout, _width(sheet))

    def _add_fields(self, number: int, layout: Layout, width: int) -> None:
        rows = {"first": _("Dòng đầu của tên cột"), "last": _("Dòng cuối của tên cột")}
        for name, label in rows.items():
            initial = getattr(layout, name) + 1
            self.fields[f"{number}-{name}"] = forms.IntegerField(label=label, min_value=1, initial=initial)
        self.fields[f"{number}-decision_no"] = forms.CharField(
            label=_("Số quyết định cho mọi dòng"), required=False, initial=layout.decision_no
        )
        self.fields[f"{number}-decision_date"] = forms.CharField(
            label=_("Ngày quyết định cho mọi dòng"),
            required=False,
            initial=layout.decision_date,
            help_text=_("2022-12-30, hoặc 2022-12, hoặc 2022."),
            validators=[check_partial_date],
        )
        meant = {column.index: f"{column.field}:{column.round}" for column in layout.columns}
        for index in range(width):
            self.fields[f"{number}-{index}"] = forms.ChoiceField(
                label=_("Cột %(letter)s") % {"letter": _letter(index)},
                choices=_meanings,
                required=False,
                initial=meant.get(index, ""),
            )

    @property
    def tables(self) -> Iterator[Table]:
        """Yield each table with its fields and the beginning of its columns."""
        for number, (layout, sheet) in enumerate(self._tables):
            own = [self[f"{number}-{name}"] for name in ("first", "last", "decision_no", "decision_date")]
            columns = [self._column(number, index, layout, sheet) for index in range(_width(sheet))]
            yield Table(sheet.name, own, [column for column in columns if column.heading or any(column.cells)])

    def _column(self, number: int, index: int, layout: Layout, sheet: Sheet) -> GuessedColumn:
        cells = [text_of(row[index]) if index < len(row) else "" for row in sheet.rows]
        heading = " / ".join(filter(None, cells[layout.first : layout.last + 1]))
        below = cells[layout.last + 1 : layout.last + 1 + ROWS_SHOWN]
        return GuessedColumn(_letter(index), heading, below, self[f"{number}-{index}"])

    @property
    def layouts(self) -> list[dict[str, object]]:
        """Return the corrected layouts, as the service takes them."""
        return [self._corrected(number, layout) for number, (layout, _sheet) in enumerate(self._tables)]

    def _corrected(self, number: int, layout: Layout) -> dict[str, object]:
        said = {
            name.partition("-")[2]: value for name, value in self.cleaned_data.items() if name.startswith(f"{number}-")
        }
        headers = {column.index: column.header for column in layout.columns}
        columns = []
        for name, meaning in said.items():
            if name.isdecimal() and meaning:
                field, _colon, of_round = meaning.partition(":")
                header = headers.get(int(name), "")
                columns.append({"index": int(name), "field": field, "round": int(of_round), "header": header})
        first = said["first"] - 1
        return layout.to_data() | {
            "first": first,
            "last": max(first, said["last"] - 1),
            "columns": columns,
            "decision_no": said["decision_no"] or None,
            "decision_date": said["decision_date"] or None,
        }


class RowFilter(django_filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """What narrows the rows of a register."""

    verdict = django_filters.ChoiceFilter(label=_("Kết luận"), choices=Verdict, empty_label=_("tất cả"))
    q = django_filters.CharFilter(label=_("Sản phẩm hoặc chủ thể"), method="with_words")
    open = django_filters.ChoiceFilter(
        label=_("Quyết định"), method="still_open", choices=[("yes", _("chưa quyết định"))], empty_label=_("tất cả")
    )

    class Meta:
        model = StagedRow
        fields = ("verdict", "q", "open")

    def with_words(self, rows: QuerySet[StagedRow], _name: str, words: str) -> QuerySet[StagedRow]:
        return rows.filter(Q(values__product__icontains=words) | Q(values__producer__icontains=words))

    def still_open(self, rows: QuerySet[StagedRow], _name: str, _value: str) -> QuerySet[StagedRow]:
        return rows.filter(verdict=Verdict.HOLD, answer=Answer.NONE)


class RowForm(forms.Form):
    """What is to become of a row, and what of it was read wrong or is missing."""

    answer = forms.ChoiceField(label=_("Quyết định"), choices=Answer.choices[1:], widget=forms.RadioSelect)
    known = RecordField(
        label=_("Sản phẩm đã có"), required=False, help_text=_("Cần khi chọn “là sản phẩm đã có”: mã (SP-…) hoặc tên.")
    )
    product = forms.CharField(label=pgettext_lazy("one", "Sản phẩm"), max_length=300, required=False)
    producer = forms.CharField(
        label=pgettext_lazy("one", "Chủ thể"),
        max_length=300,
        required=False,
        help_text=_("Để trống là chưa rõ chủ thể."),
    )
    legal_form = forms.ChoiceField(label=_("Loại hình"), choices=[UNSAID, *LegalForm.choices], required=False)
    stars = forms.TypedChoiceField(
        label=_("Hạng sao"),
        choices=[UNSAID, (3, _("3 sao")), (4, _("4 sao")), (5, _("5 sao"))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=80, required=False)
    decision_date = forms.CharField(
        label=_("Ngày quyết định"), required=False, help_text=_("2022-12-30, 2022-12 hoặc 2022.")
    )
    heir = forms.ModelChoiceField(
        label=_("Chọn xã mới"),
        queryset=Place.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=_("giữ xã cũ như sổ ghi"),
        help_text=_("Xã trong sổ đã được chia cho nhiều xã; đã chọn sẵn xã nhận phần chính."),
    )
    place = PlaceField(label=_("Địa bàn khác"), required=False)

    def __init__(self, data: Any = None, *, row: StagedRow, products: QuerySet[Product]) -> None:
        super().__init__(data, initial=_said_by(row))
        self.fields["known"].records = products  # type: ignore[attr-defined] # a RecordField
        self._offer_heirs(row)

    def _offer_heirs(self, row: StagedRow) -> None:
        links = row.place.successor_links.filter(part=Part.SPLIT) if row.place else None
        split = list(links.order_by("-main")) if links is not None and not row.answer else []
        if not split:
            del self.fields["heir"]
            return
        field: forms.ModelChoiceField[Place] = self.fields["heir"]  # type: ignore[assignment]
        field.queryset = Place.objects.filter(pk__in=[link.successor_id for link in split])
        self.initial["heir"] = next((link.successor_id for link in split if link.main), None)

    def clean_decision_date(self) -> str | None:
        text: str = self.cleaned_data["decision_date"]
        check_partial_date(text)
        return text or None

    @property
    def decision(self) -> dict[str, Any]:
        """Return what the service is told: the answer, what is corrected, the place and the known product."""
        said = self.cleaned_data
        corrected = {
            name: said[name] or None
            for name in self.changed_data
            if name in {"product", "producer", "legal_form", "stars", "decision_no", "decision_date"}
        }
        return {
            "answer": Answer(said["answer"]),
            "values": corrected,
            "place": said["place"] or said.get("heir"),
            "product": said["known"],
        }


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(label=_("Lý do hoàn tác"))


def check_partial_date(text: str) -> None:
    """Require a day, a month or a year in ISO."""
    if not text:
        return
    try:
        PartialDate.from_iso(text)
    except (ValueError, TypeError):
        raise forms.ValidationError(_("Hãy ghi ngày dạng 2022-12-30, tháng dạng 2022-12 hoặc năm 2022.")) from None


def _said_by(row: StagedRow) -> dict[str, Any]:
    names = ("product", "producer", "legal_form", "stars", "decision_no", "decision_date")
    said = {name: row.values.get(name) for name in names}
    known = next((one["code"] for one in row.candidates if one["kind"] == LookAlikeKind.PRODUCT), "")
    return said | {"answer": row.answer or Answer.TAKE, "known": row.product.code if row.product else known}


def _meanings() -> list[tuple[str, Any]]:
    """Return what a column may hold; what a recognition says may belong to its first, second or third round."""
    meanings: list[tuple[str, Any]] = [("", gettext("không dùng"))]
    for field, label in FIELD_WORDS.items():
        meanings.append((f"{field}:0", label))
        if field in ROUND_FIELDS:
            meanings += [
                (f"{field}:{number}", gettext("%(field)s, lần %(number)s") % {"field": label, "number": number})
                for number in range(1, ROUNDS + 1)
            ]
    return meanings


def _width(sheet: Sheet) -> int:
    return min(MOST_COLUMNS, max((len(row) for row in sheet.rows), default=0))


def _letter(index: int) -> str:
    """Return the column's letters as a spreadsheet shows them: A, Z, AA."""
    above, last = divmod(index, 26)
    return (_letter(above - 1) if above else "") + chr(ord("A") + last)
