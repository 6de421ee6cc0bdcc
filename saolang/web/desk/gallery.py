"""The gallery: every part of the look once, with invented figures, for those who write pages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import signed_in
from saolang.base.kit.charts import Band, Bar, Point
from saolang.base.places.choices import Level
from saolang.base.places.drawing import DRAWN_MAP, Mark, legend, province_tiles
from saolang.base.places.models import Place

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TODAY = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Tên sản phẩm"), help_text=_("Ghi đúng như trên bao bì."))
    stars = forms.ChoiceField(
        label=_("Hạng sao"), choices=[("", _("Tất cả")), ("3", _("3 sao")), ("4", _("4 sao"))], required=False
    )
    kind = forms.ChoiceField(
        label=_("Loại hình"), widget=forms.RadioSelect, choices=[("h", _("Hộ kinh doanh")), ("c", _("Hợp tác xã"))]
    )
    checked = forms.BooleanField(label=_("Đã đối chiếu bản gốc"), help_text=_("Đánh dấu khi đã xem quyết định."))
    note = forms.CharField(label=_("Ghi chú"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class SampleUploadForm(forms.Form):
    """A file, as a register is sent in."""

    file = forms.FileField(label=_("Tệp danh mục"), help_text=_(".xlsx, .xls, .ods hoặc .csv, không quá 25 MB"))


@signed_in
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component; the form is bound and empty, so that its errors show."""
    provinces = Place.objects.filter(map=DRAWN_MAP, level=Level.PROVINCE)
    marks = {province: Mark(7 * at % 60) for at, province in enumerate(provinces)}
    context = {
        "map": province_tiles(marks, title="Bản đồ ô 34 tỉnh, thành phố và hai quần đảo Hoàng Sa, Trường Sa: số mẫu"),
        "legend": legend(marks),
        "filter_form": SampleForm(prefix="loc"),
        "form": SampleForm({}),
        "upload_form": SampleUploadForm(),
        "page": Paginator(range(1234), 25).page(2),
        "today": TODAY.date(),
        "now": TODAY,
        "points": [
            Point(dt.date(2026, 1, 1), 0),
            Point(dt.date(2026, 3, 31), 12),
            Point(dt.date(2026, 6, 30), 30),
            Point(dt.date(2026, 9, 30), 52),
            Point(TODAY.date(), 64),
        ],
        "goal": Point(dt.date(2026, 12, 31), 80),
        "forecast": Band(dt.date(2026, 12, 31), 66, 71, 78),
        "bars": [
            Bar("Xã tiếp nhận", 23, "#bang"),
            Bar("Chờ bổ sung", 17, "#bang"),
            Bar("Cấp tỉnh thẩm định", 12),
            Bar("Chờ quyết định", 4),
        ],
    }
    return render(request, "desk/gallery.html", context)
