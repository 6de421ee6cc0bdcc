"""Mẫu số 01 and 02 (D26, Phụ lục III): what they ask, of which kind of dossier, and what an answer must be.

What the registry knows is not asked again (`queries.forms`). What hides behind a field of Mẫu số 02, part III is the
self-score, kept as claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.dossiers.choices import DossierKind
from saolang.programme.registry.choices import ETHNIC_GROUPS, Sex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

EVERY = frozenset(DossierKind)
ONCE_RECOGNISED = frozenset({DossierKind.RENEWAL})
LONGEST_LINE = 300
LONGEST_TEXT = 5_000
TICKED = "yes"


class FieldKind(StrEnum):
    """What an answer is."""

    LINE = "line"
    TEXT = "text"
    WHOLE = "whole"
    AMOUNT = "amount"
    """A number with decimals, as "1234.5"."""
    SEX = "sex"
    ETHNIC_GROUP = "ethnic_group"
    """The code of one, as "01"."""
    TICK = "tick"


class Section(StrEnum):
    """Where a field stands in the forms."""

    REGISTRATION = "registration"
    GENERAL = "general"
    RESULTS = "results"
    CHANGES = "changes"
    AHEAD = "ahead"


SECTIONS: dict[Section, _StrPromise] = {
    Section.REGISTRATION: _("Mẫu số 01: phiếu đăng ký"),
    Section.GENERAL: _("Mẫu số 02, phần I: thông tin chung"),
    Section.RESULTS: _("Mẫu số 02, phần II: kết quả sản xuất, kinh doanh"),
    Section.CHANGES: _("Mẫu số 02: thay đổi sau ba năm"),
    Section.AHEAD: _("Mẫu số 02, phần IV: kế hoạch thời gian tới"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks. `needed`: without it the dossier is not handed in. `kinds`: of which dossiers."""

    code: str
    label: _StrPromise
    section: Section
    kind: FieldKind = FieldKind.LINE
    needed: bool = True
    kinds: frozenset[DossierKind] = EVERY
    hint: _StrPromise | str = ""
    personal: bool = False


FIELDS: tuple[Field, ...] = (
    Field("representative", _("Người đại diện theo pháp luật"), Section.REGISTRATION, personal=True),
    Field("position", _("Chức vụ"), Section.REGISTRATION, personal=True),
    Field("address", _("Địa chỉ"), Section.REGISTRATION),
    Field("phone", _("Điện thoại"), Section.REGISTRATION, personal=True),
    Field("email", _("Thư điện tử"), Section.REGISTRATION, needed=False, personal=True),
    Field("samples", _("Số mẫu sản phẩm nộp kèm"), Section.REGISTRATION, FieldKind.WHOLE),
    Field(
        "pledge",
        _("Chúng tôi cam kết nội dung hồ sơ là đúng sự thật và chịu trách nhiệm trước pháp luật"),
        Section.REGISTRATION,
        FieldKind.TICK,
    ),
    Field("sex", _("Giới tính người đại diện"), Section.GENERAL, FieldKind.SEX, personal=True),
    Field("ethnicity", _("Dân tộc người đại diện"), Section.GENERAL, FieldKind.ETHNIC_GROUP, personal=True),
    Field("founded", _("Năm thành lập"), Section.GENERAL, FieldKind.WHOLE, needed=False),
    Field(
        "output",
        _("Sản lượng năm gần nhất"),
        Section.RESULTS,
        FieldKind.AMOUNT,
        hint=_("Chỉ ghi số; đơn vị ghi ở dưới."),
    ),
    Field("output_unit", _("Đơn vị sản lượng"), Section.RESULTS, hint=_("Ví dụ: tấn, chai, bộ, lượt khách.")),
    Field("revenue", _("Doanh thu năm gần nhất (triệu đồng)"), Section.RESULTS, FieldKind.AMOUNT),
    Field("profit", _("Lợi nhuận năm gần nhất (triệu đồng)"), Section.RESULTS, FieldKind.AMOUNT, needed=False),
    Field("workers", _("Số lao động"), Section.RESULTS, FieldKind.WHOLE),
    Field(
        "results",
        _("Kết quả thực hiện phương án sản xuất, kinh doanh"),
        Section.RESULTS,
        FieldKind.TEXT,
        hint=_("Đã làm được gì so với phương án: sản lượng, chất lượng, thị trường, việc làm."),
    ),
    Field(
        "upgraded",
        _("Điều đã cải thiện để được nâng hạng"),
        Section.CHANGES,
        FieldKind.TEXT,
        kinds=frozenset({DossierKind.UPGRADE}),
        hint=_("Nêu điều đã thay đổi và giấy tờ chứng minh."),
    ),
    *(
        Field(f"changed_{code}", label, Section.CHANGES, FieldKind.TEXT, kinds=ONCE_RECOGNISED, hint=hint)
        for code, label, hint in (
            ("materials", _("Nguyên liệu có gì thay đổi"), _("Không thay đổi thì ghi “không”.")),
            ("technology", _("Công nghệ, thiết bị có gì thay đổi"), ""),
            ("packaging", _("Bao bì, nhãn có gì thay đổi"), ""),
            ("declaration", _("Công bố chất lượng có gì thay đổi"), ""),
            ("markets", _("Thị trường có gì thay đổi"), ""),
            ("output", _("Sản lượng có gì thay đổi"), ""),
            ("revenue", _("Doanh thu có gì thay đổi"), ""),
        )
    ),
    Field(
        "ahead",
        _("Kế hoạch phát triển sản phẩm"),
        Section.AHEAD,
        FieldKind.TEXT,
        hint=_("Mục tiêu, sản lượng, thị trường và việc cần làm trong ba năm tới."),
    ),
)
CHOICES: dict[FieldKind, frozenset[str]] = {
    FieldKind.SEX: frozenset(Sex),
    FieldKind.ETHNIC_GROUP: frozenset(ETHNIC_GROUPS),
    FieldKind.TICK: frozenset({TICKED}),
}
"""What is taken as an answer where not everything is."""
BY_CODE = {field.code: field for field in FIELDS}


def fields_for(kind: str) -> tuple[Field, ...]:
    """Return the fields of the forms that a dossier of the kind fills in, in their order."""
    return tuple(field for field in FIELDS if kind in field.kinds)


def read_answer(field: Field, text: str) -> str:
    """Return the answer as it is kept; "" where nothing was answered. Raises Refusal naming the field."""
    text = text.strip()
    if not text:
        return ""
    if field.kind in {FieldKind.WHOLE, FieldKind.AMOUNT}:
        return _number(field, text)
    longest = LONGEST_TEXT if field.kind == FieldKind.TEXT else LONGEST_LINE
    if len(text) > longest or (field.kind in CHOICES and text not in CHOICES[field.kind]):
        raise Refusal(
            gettext_noop("Mục “%(label)s” không nhận nội dung này, hoặc nội dung quá dài. Hãy sửa rồi lưu lại."),
            label=field.label,
        )
    return text


def unanswered(kind: str, answers: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the fields without which a dossier of the kind is not handed in, and which have no answer."""
    return tuple(field for field in fields_for(kind) if field.needed and not answers.get(field.code))


def _number(field: Field, text: str) -> str:
    refusal = Refusal(gettext_noop("Mục “%(label)s” cần một số không âm. Hãy sửa rồi lưu lại."), label=field.label)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise refusal from None
    fits = number.is_finite() and 0 <= number < Decimal(10) ** 12
    if not fits or (field.kind == FieldKind.WHOLE and number != number.to_integral_value()):
        raise refusal
    return f"{number.normalize():f}"
