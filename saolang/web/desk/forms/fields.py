"""Fields of more than one form: a person names a unit, a producer, a product by code or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saolang.base.kit.formats import day
from saolang.base.kit.search import search
from saolang.base.kit.words import say
from saolang.base.places.queries import find, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model, QuerySet

    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Decision

MOST_CANDIDATES = 8


class NamedField(forms.CharField):
    """A text that means one record. Of several that fit the person chooses by code; none is guessed."""

    default_error_messages = {
        "none": _("Không tìm thấy mã hoặc tên này trong địa bàn của bạn."),
        "several": _("Có nhiều kết quả, hãy ghi mã: %(listed)s."),
    }

    def prepare_value(self, value: Any) -> Any:
        """Show the code of a record; what a person typed stays as it is."""
        return getattr(value, "public_code", None) or getattr(value, "code", value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare by code."""
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> Any:
        """Return the one record meant; None for an empty text where the field may be empty."""
        text = super().clean(value)
        return self._only(self._meant(text)) if text else None

    def _meant(self, text: str) -> Sequence[Any]:
        raise NotImplementedError

    def _in_words(self, record: Any) -> str:
        return f"{record.code} {record}"

    def _only(self, found: Sequence[Any]) -> Any:
        if not found:
            raise forms.ValidationError(self.error_messages["none"], code="none")
        if len(found) > 1:
            listed = "; ".join(self._in_words(record) for record in found[:MOST_CANDIDATES])
            raise forms.ValidationError(self.error_messages["several"], code="several", params={"listed": listed})
        return found[0]


class CodeField(NamedField):
    """A record the person may see, by its code alone; the form gives `records` when it is made."""

    records: QuerySet[Any]

    def _meant(self, text: str) -> Sequence[Model]:
        return list(self.records.filter(code=text.upper()))


class DecisionField(CodeField):
    """A decision chosen from those the person may see: by place, of each the newest first; nothing is typed by hand.

    Each is told by number, day, authority and code: two provinces may have given the same number.
    """

    widget = forms.Select

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Quyết định"))
        options.setdefault("help_text", _("Quyết định chưa có trong danh sách thì nhập ở trang Quyết định trước."))
        super().__init__(**options)

    def offer(self, decisions: QuerySet[Decision]) -> None:
        """Let one of these be chosen."""
        self.records = decisions
        by_place: dict[str, list[tuple[str, str]]] = {}
        newest = F("decided_on").desc(nulls_last=True)
        for each in decisions.select_related("place").order_by("place__sort_key", newest, "-pk"):
            place = str(each.place or gettext("chưa rõ địa bàn"))
            by_place.setdefault(place, []).append((each.code, _told(each)))
        self.widget.choices = [("", "–"), *by_place.items()]


class RecordField(CodeField):
    """A record that has a name, by its code or by words of the name."""

    def _meant(self, text: str) -> Sequence[Model]:
        return super()._meant(text) or list(search(self.records, text)[: MOST_CANDIDATES + 1])


class PlaceField(NamedField):
    """A unit by its code, or by its name with those of the units above it."""

    default_error_messages = {"none": _("Không có đơn vị hành chính nào mang mã hoặc tên này.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Địa bàn"))
        options.setdefault(
            "help_text",
            _("Mã, ví dụ 2-31120, hoặc tên từ thấp lên cao: xã Tân Bình, huyện Phụng Hiệp, tỉnh Hậu Giang."),
        )
        super().__init__(**options)

    def _meant(self, text: str) -> Sequence[Place]:
        names = [name for part in text.split(",") if (name := part.strip())]
        if len(names) == 1:
            return find(names[0])
        commune, *between, above = names
        found = resolve(commune=commune, district=between[0] if between else None, province=above)
        if found.place is None and not between:
            found = resolve(commune=commune, district=above)
        if found.place is None and not found.candidates and found.reason:
            raise forms.ValidationError(say(found.reason))
        return (found.place,) if found.place else found.candidates

    def _in_words(self, record: Place) -> str:
        return f"{record.public_code} {record}" + (f", {record.parent}" if record.parent else "")


def _told(decision: Decision) -> str:
    decided = day(decision.decided_on, decision.decided_precision) if decision.decided_on else gettext("chưa rõ ngày")
    return " · ".join(filter(None, (decision.number, decided, decision.authority, decision.code)))
