"""The tables: what each holds, column by column, in words. The API, the files and the data dictionary are made of them.

None holds personal data: producers are named as on their certificates, people and how to reach them are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case, CharField, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saolang.base.kit.codes import number_in
from saolang.base.places.models import Place
from saolang.base.places.queries import with_public_codes
from saolang.core.lifecycle import HELD
from saolang.programme.certification.models import Certificate
from saolang.programme.certification.queries import with_certificate
from saolang.programme.certification.queries.certificates import with_certificate_state
from saolang.programme.criteria.choices import EditionState
from saolang.programme.criteria.models import SetEdition
from saolang.programme.registry.models import CraftVillage, CraftVillageRecognition, Producer, Product
from saolang.programme.registry.queries import unmerged, with_legal_form, with_owner
from saolang.programme.traceability.models import Recall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable
    from django.utils.functional import _StrPromise

AT_ONCE = 2_000


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"


@dataclass(frozen=True)
class Field:
    """One column: its name everywhere, what it holds, what it means, and which value of the query it is."""

    name: str
    kind: Kind
    words: str | _StrPromise
    read: str = ""
    required: bool = False

    @property
    def source(self) -> str:
        return self.read or self.name


@dataclass(frozen=True)
class Table:
    """One table. `records` gives its rows as true on the day, as known at the moment.

    `order` is the column the rows stand in order of and a page goes on after; `named` finds the row a public code names
    where that is no column; `narrowed` are the words by which the API can be asked.
    """

    name: str
    title: str | _StrPromise
    lead: str | _StrPromise
    fields: tuple[Field, ...]
    records: Callable[[date, datetime], QuerySet[Any]]
    order: str = "code"
    named: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    narrowed: tuple[str, ...] = ()

    def find(self, records: QuerySet[Any], code: str) -> QuerySet[Any]:
        """Keep the row of the public code."""
        return self.named(records, code) if self.named else records.filter(**{self.order: code.upper()})

    def values(self, records: QuerySet[Any]) -> QuerySet[Any]:
        """Return the columns of the rows, in the order of the fields, and before them what they are ordered by."""
        return records.order_by(self.order).values_list(self.order, *(field.source for field in self.fields))

    def row(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return one row by the names of its columns: an empty text is None, a day stays a day."""
        return {
            field.name: bool(value) if field.kind == Kind.FLAG else None if value == "" else value
            for field, value in zip(self.fields, values[1:], strict=True)
        }

    def rows(self, day: date, moment: datetime) -> Iterator[dict[str, Any]]:
        """Yield all rows, some thousand in memory at a time."""
        for values in self.values(self.records(day, moment)).iterator(AT_ONCE):
            yield self.row(values)


def code_of(path: str) -> Combinable:
    """Return the public code ("2-92") of the place at the path; empty where there is none."""
    public = Concat(Cast(f"{path}map_id", CharField()), Value("-"), f"{path}code", output_field=CharField())
    there = f"{path.removesuffix('__')}__isnull"
    return public if not path else Case(When(**{there: True}, then=Value("")), default=public)


def name_of(path: str) -> Combinable:
    """Return the name of the place at the path, with its kind; empty where there is none."""
    name = Concat(f"{path}kind", Value(" "), f"{path}name", output_field=CharField())
    there = f"{path.removesuffix('__')}__isnull"
    return name if not path else Case(When(**{there: True}, then=Value("")), default=name)


def _page(folder: str, code: str = "code") -> Combinable:
    return Concat(Value(f"{settings.BASE_URL}/{folder}/"), code, output_field=CharField())


def _placed(records: QuerySet[Any]) -> Any:
    return records.annotate(place_code=code_of("place__"), place_name=name_of("place__"))


def _products(day: date, moment: datetime) -> Any:
    found = with_owner(with_certificate(unmerged(Product.objects.all()), day, moment), day, moment)
    return _placed(found).annotate(
        stars_today=Case(When(state__in=HELD, then=F("stars")), default=Value(None)), page=_page("sp")
    )


def _producers(day: date, moment: datetime) -> Any:
    return _placed(with_legal_form(unmerged(Producer.objects.all()), day, moment))


def _certificates(day: date, moment: datetime) -> Any:
    issued = Certificate.objects.filter(recognition__withdrawn_at=None, issued_on__lte=day)
    return with_certificate_state(issued, day, moment).annotate(
        page=_page("gcn", "public_code"),
        made_up=Exists(Product.objects.filter(pk=OuterRef("recognition__product"), origin="made_up")),
    )


def _villages(day: date, moment: datetime) -> Any:
    decided = CraftVillageRecognition.objects.as_known(moment).as_at(day).filter(village=OuterRef("pk"))
    return _placed(CraftVillage.objects.all()).annotate(
        recognised_on=Subquery(decided.values("began_on")[:1]),
        decision_number=Subquery(decided.values("decision_number")[:1]),
    )


def _places(_day: date, _moment: datetime) -> QuerySet[Any]:
    return Place.objects.annotate(public=code_of(""), above=code_of("parent__"))


def _recalls(_day: date, moment: datetime) -> QuerySet[Any]:
    return Recall.objects.as_known(moment).annotate(page=_page("sp", "product__code"))


def _editions(_day: date, _moment: datetime) -> QuerySet[Any]:
    named = Concat("product_set_id", Value("@"), Cast("number", CharField()), output_field=CharField())
    return SetEdition.objects.filter(state=EditionState.APPROVED).annotate(
        named=named, page=_page("tieu-chi", "product_set_id")
    )


def _place_named(places: QuerySet[Any], code: str) -> QuerySet[Any]:
    return with_public_codes(places, [code])


def _edition_named(editions: QuerySet[Any], code: str) -> QuerySet[Any]:
    product_set, _at, number = code.lower().partition("@")
    found = number_in(number)
    return editions.none() if found is None else editions.filter(product_set=product_set, number=found)


CODE_WORDS = _("mã công khai, không đổi")
ORIGIN = Field(
    "origin", Kind.TEXT, _("xuất xứ của dòng: “made_up” là số liệu trình diễn, không có thật"), required=True
)
PLACED = (
    Field("place_code", Kind.TEXT, _("mã đơn vị hành chính nơi ghi nhận, gồm số thứ tự bản đồ và mã đơn vị")),
    Field("place_name", Kind.TEXT, _("tên đơn vị hành chính")),
)
STATES = _("tình trạng hôm nay: valid, extended, suspended, expired, revoked, superseded")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "products",
            _("Sản phẩm"),
            _("Sản phẩm trong sổ bộ, với hạng sao và tình trạng chứng nhận hôm nay."),
            (
                Field("code", Kind.TEXT, CODE_WORDS, required=True),
                Field("name_vi", Kind.TEXT, _("tên sản phẩm"), required=True),
                Field("name_en", Kind.TEXT, _("tên tiếng Anh")),
                Field("name_km", Kind.TEXT, _("tên tiếng Khmer")),
                Field("product_set", Kind.TEXT, _("mã bộ sản phẩm"), "product_set_id"),
                Field("product_set_name", Kind.TEXT, _("tên bộ sản phẩm"), "product_set__name_vi"),
                Field("gtin", Kind.TEXT, _("mã GS1 của sản phẩm (GTIN)")),
                Field("producer_code", Kind.TEXT, _("mã chủ thể hôm nay"), "owner_code"),
                Field("producer_name", Kind.TEXT, _("tên chủ thể hôm nay"), "owner_name"),
                *PLACED,
                Field("stars", Kind.INTEGER, _("hạng sao đang được mang hôm nay; trống khi không"), "stars_today"),
                Field("state", Kind.TEXT, STATES),
                Field("expires_on", Kind.DAY, _("ngày cuối của chứng nhận mới nhất")),
                Field("page", Kind.TEXT, _("trang công khai của sản phẩm"), required=True),
                ORIGIN,
            ),
            _products,
            narrowed=("place", "state", "product_set"),
        ),
        Table(
            "producers",
            _("Chủ thể"),
            _("Chủ thể sản xuất, không có dữ liệu cá nhân."),
            (
                Field("code", Kind.TEXT, CODE_WORDS, required=True),
                Field("name", Kind.TEXT, _("tên chủ thể"), required=True),
                Field("name_en", Kind.TEXT, _("tên tiếng Anh")),
                Field("legal_form", Kind.TEXT, _("loại hình hôm nay")),
                *PLACED,
                ORIGIN,
            ),
            _producers,
            narrowed=("place",),
        ),
        Table(
            "certificates",
            pgettext_lazy("table", "Giấy chứng nhận"),
            _("Giấy chứng nhận đã cấp, với tình trạng hôm nay."),
            (
                Field("code", Kind.TEXT, CODE_WORDS, "public_code", required=True),
                Field("number", Kind.TEXT, _("số giấy chứng nhận"), required=True),
                Field("product_code", Kind.TEXT, _("mã sản phẩm"), "recognition__product__code", required=True),
                Field("product_name", Kind.TEXT, _("tên sản phẩm"), "recognition__product__name_vi", required=True),
                Field("holder_code", Kind.TEXT, _("mã chủ thể được cấp"), "holder__code", required=True),
                Field("holder_name", Kind.TEXT, _("tên chủ thể được cấp"), "holder__name", required=True),
                Field("stars", Kind.INTEGER, _("hạng sao ghi trên giấy"), "recognition__stars", required=True),
                Field("issued_on", Kind.DAY, _("ngày cấp"), required=True),
                Field("expires_on", Kind.DAY, _("ngày cuối"), "recognition__expires_on", required=True),
                Field("state", Kind.TEXT, STATES),
                Field("decision", Kind.TEXT, _("số quyết định"), "recognition__decision__number"),
                Field("page", Kind.TEXT, _("trang kiểm tra giấy"), required=True),
                Field("made_up", Kind.FLAG, _("đúng khi là số liệu trình diễn, không có thật"), required=True),
            ),
            _certificates,
            order="public_code",
            narrowed=("state",),
        ),
        Table(
            "craft-villages",
            _("Làng nghề"),
            _("Làng nghề và nghề truyền thống."),
            (
                Field("code", Kind.TEXT, CODE_WORDS, required=True),
                Field("name", Kind.TEXT, _("tên làng nghề"), required=True),
                Field("kind", Kind.TEXT, _("loại"), required=True),
                Field("craft", Kind.TEXT, _("nghề")),
                Field("recognised_on", Kind.DAY, _("ngày công nhận")),
                Field("decision", Kind.TEXT, _("số quyết định"), "decision_number"),
                *PLACED,
                ORIGIN,
            ),
            _villages,
            narrowed=("place",),
        ),
        Table(
            "places",
            pgettext_lazy("table", "Địa bàn"),
            _("Đơn vị hành chính của mọi bản đồ, trước và sau các lần sắp xếp."),
            (
                Field("code", Kind.TEXT, CODE_WORDS, "public", required=True),
                Field("map", Kind.INTEGER, _("số thứ tự bản đồ"), "map_id", required=True),
                Field("level", Kind.TEXT, _("cấp"), required=True),
                Field("kind", Kind.TEXT, _("loại đơn vị"), required=True),
                Field("name", Kind.TEXT, _("tên"), required=True),
                Field("parent_code", Kind.TEXT, _("mã đơn vị cấp trên"), "above"),
                Field("lat", Kind.NUMBER, _("vĩ độ")),
                Field("lon", Kind.NUMBER, _("kinh độ")),
            ),
            _places,
            order="pk",
            named=_place_named,
            narrowed=("level",),
        ),
        Table(
            "recalls",
            _("Thu hồi hàng hóa"),
            _("Các đợt thu hồi hàng hóa đã công bố."),
            (
                Field("code", Kind.TEXT, CODE_WORDS, required=True),
                Field("product_code", Kind.TEXT, _("mã sản phẩm"), "product__code", required=True),
                Field("product_name", Kind.TEXT, _("tên sản phẩm"), "product__name_vi", required=True),
                Field("ground", Kind.TEXT, _("lý do"), required=True),
                Field("danger", Kind.TEXT, _("nguy cơ"), required=True),
                Field("advice", Kind.TEXT, _("người mua cần làm gì"), required=True),
                Field("whole_product", Kind.FLAG, _("đúng khi thu hồi mọi lô"), required=True),
                Field("began_on", Kind.DAY, _("từ ngày"), required=True),
                Field("ended_on", Kind.DAY, _("đến trước ngày")),
                Field("page", Kind.TEXT, _("trang công khai của sản phẩm"), required=True),
            ),
            _recalls,
        ),
        Table(
            "criteria",
            pgettext_lazy("table", "Bộ tiêu chí"),
            _("Các bản đã duyệt của từng bộ tiêu chí; nội dung ở trang của bộ."),
            (
                Field("code", Kind.TEXT, CODE_WORDS, "named", required=True),
                Field("product_set", Kind.TEXT, _("mã bộ sản phẩm"), "product_set_id", required=True),
                Field("name_vi", Kind.TEXT, _("tên bộ sản phẩm"), "product_set__name_vi", required=True),
                Field("name_en", Kind.TEXT, _("tên tiếng Anh"), "product_set__name_en"),
                Field("number", Kind.INTEGER, _("bản thứ"), required=True),
                Field("sha256", Kind.TEXT, _("mã băm của nội dung"), required=True),
                Field("page", Kind.TEXT, _("trang của bộ tiêu chí"), required=True),
            ),
            _editions,
            order="pk",
            named=_edition_named,
        ),
    )
}
"""By name, which is also the word of the address."""
