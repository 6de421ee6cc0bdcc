"""Reporting what is wrong with goods or with these pages: without signing in, and asking later what became of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from saolang.base.accounts.access import opened
from saolang.base.files.choices import Kinds
from saolang.base.files.rules import check_size, most_bytes
from saolang.base.files.services import admit
from saolang.base.kit.meters import Meter
from saolang.base.kit.words import say
from saolang.base.places.choices import Level
from saolang.base.places.models import Place
from saolang.base.places.queries import map_on
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.monitoring import services
from saolang.programme.monitoring.choices import ReportKind
from saolang.programme.monitoring.models import ConsumerReport
from saolang.programme.monitoring.rules import ENDED
from saolang.programme.monitoring.services import NewReport
from saolang.programme.registry.models import Product
from saolang.web.acts import carry_out

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from saolang.base.files.models import StoredFile

VISITOR = "visitor"
ASKED = {"product": "sp", "lot": "lo", "serial": "so"}
"""By the name of the field, that of the address with which a scanned page leads here."""
LONGEST_TEXT = 4_000
METER = Meter(seconds=3_600)
TOO_OFTEN = Refusal(
    gettext_noop("Từ nơi bạn đang dùng mạng đã có nhiều phản ánh trong một giờ. Hãy chờ rồi gửi lại, hoặc gọi điện.")
)


def provinces() -> QuerySet[Place]:
    """Return the provinces of today's map."""
    return Place.objects.filter(map=map_on(timezone.localdate()), level=Level.PROVINCE)


class ReportForm(forms.Form):
    """What somebody reports; only what was seen has to be said."""

    kind = forms.ChoiceField(label=_("Việc gì?"), choices=ReportKind, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Bạn thấy điều gì?"),
        widget=forms.Textarea({"rows": 5}),
        validators=[MaxLengthValidator(LONGEST_TEXT)],
        help_text=_("Càng rõ càng dễ kiểm tra: hàng gì, ngày nào, khác hàng thật ở chỗ nào."),
    )
    photo = forms.FileField(
        label=_("Ảnh, nếu có"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
        help_text=_("Ảnh bao bì, mã hoặc nơi bán: JPEG, PNG hoặc WebP. Vị trí chụp trong ảnh được bỏ đi."),
    )
    where = forms.CharField(label=_("Mua hoặc thấy ở đâu?"), required=False, max_length=200)
    province = forms.ModelChoiceField(
        label=_("Tỉnh, thành phố"),
        queryset=Place.objects.none(),
        required=False,
        widget=forms.Select(attrs={"lang": "vi"}),
    )
    product = forms.CharField(
        label=_("Mã sản phẩm"), required=False, max_length=20, help_text=_("Ví dụ SP-7K3M9QXW, nếu bạn biết.")
    )
    lot = forms.CharField(label=_("Số lô"), required=False, max_length=20)
    serial = forms.CharField(label=_("Số sê-ri"), required=False, max_length=20)
    name = forms.CharField(label=_("Tên của bạn (không bắt buộc)"), required=False, max_length=120)
    contact = forms.CharField(
        label=_("Điện thoại hoặc thư điện tử (không bắt buộc)"),
        required=False,
        max_length=120,
        help_text=_("Chỉ người xử lý phản ánh xem được, và mỗi lần xem đều được ghi lại."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].queryset = provinces()  # type: ignore[attr-defined] # a ModelChoiceField

    def clean_photo(self) -> UploadedFile[Any] | None:
        """Return the picture, not yet looked into. Raises ValidationError for one too large."""
        sent: UploadedFile[Any] | None = self.cleaned_data["photo"]
        if sent and (refusal := check_size(sent.size or 0, most=most_bytes(Kinds.PICTURES))):
            raise forms.ValidationError(say(refusal))
        return sent

    def new(self, photo: StoredFile | None) -> NewReport:
        """Return the report. A code we do not know is kept in the words: it is what was on the packet."""
        said = self.cleaned_data
        code = said["product"].strip().upper()
        product = Product.objects.filter(code=code).first() if code else None
        unknown = gettext("Mã trên bao bì, không có trong hệ thống: %(code)s.") % {"code": code}
        return NewReport(
            kind=ReportKind(said["kind"]),
            text=said["text"] if product or not code else f"{said['text']}\n\n{unknown}",
            product=product,
            lot_number=said["lot"],
            serial_number=said["serial"],
            where=said["where"],
            place=said["province"],
            photo=photo,
            name=said["name"],
            contact=said["contact"],
        )


@opened
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Ask what is wrong; with a code to ask later, once it is told."""
    known = {name: request.GET.get(asked, "")[:20] for name, asked in ASKED.items()}
    form = ReportForm(request.POST or None, request.FILES or None, initial=known)
    wait = 0
    if form.is_valid():
        wait = METER.wait_for_address(request, settings.REPORTS_AN_HOUR)
        if wait:
            form.add_error(None, say(TOO_OFTEN))
        elif made := carry_out(form, lambda: _take_in(form)):
            return redirect("catalogue:report_state", made.code)
    return _show(request, form, wait)


@opened
@never_cache
@require_safe
def report_state(request: HttpRequest, code: str) -> HttpResponse:
    """Say what became of a report, to whoever has its code: never who sent it, nor what it said."""
    found = get_object_or_404(ConsumerReport.objects.select_related("product"), code=code.upper())
    return render(request, "catalogue/reports/state.html", {"report": found, "is_ended": found.state in ENDED})


def _take_in(form: ReportForm) -> ConsumerReport:
    sent = form.cleaned_data["photo"]
    photo = admit(sent.read(), name=sent.name or "", kinds=Kinds.PICTURES, by=VISITOR) if sent else None
    return services.report(new=form.new(photo), by=VISITOR)


def _show(request: HttpRequest, form: ReportForm, wait: int) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    status = HTTPStatus.TOO_MANY_REQUESTS if wait else status
    response = render(request, "catalogue/reports/report.html", {"form": form}, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response
