"""A buyer asks a producer: with consent, without an account."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.meters import Meter
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.promotion.rules import NOT_AGREED
from saolang.programme.promotion.services import enquiries as services
from saolang.programme.promotion.services.enquiries import NewEnquiry
from saolang.programme.registry.models import Producer, Product
from saolang.programme.registry.queries import owned_by, unmerged
from saolang.web.acts import carry_out

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

VISITOR = "visitor"
NOT_AGREED_WORDS = _(NOT_AGREED.message)
METER = Meter(seconds=3_600)
TOO_OFTEN = Refusal(gettext_noop("Từ nơi bạn đang dùng mạng đã có nhiều câu hỏi trong một giờ. Hãy chờ rồi gửi lại."))


class EnquiryForm(forms.Form):
    """What is asked, by whom, and the consent to pass it on."""

    product = forms.ModelChoiceField(
        label=pgettext_lazy("one", "Sản phẩm"),
        queryset=Product.objects.none(),
        required=False,
        to_field_name="code",
        widget=forms.Select(attrs={"lang": "vi"}),
    )
    text = forms.CharField(
        label=_("Bạn cần mua gì, bao nhiêu?"),
        widget=forms.Textarea({"rows": 4}),
        validators=[MaxLengthValidator(2_000)],
    )
    name = forms.CharField(label=_("Tên bạn hoặc đơn vị"), max_length=200)
    contact = forms.CharField(label=_("Điện thoại hoặc thư điện tử"), max_length=120)
    agreed = forms.BooleanField(
        label=_("Tôi đồng ý chuyển tên, cách liên hệ và câu hỏi này cho chủ thể."),
        error_messages={"required": NOT_AGREED_WORDS},
    )

    def __init__(self, *args: Any, products: QuerySet[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products  # type: ignore[attr-defined] # a ModelChoiceField


@opened
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what the buyer wants; pass it on to the producer."""
    producer = _producer(code)
    products = owned_by(unmerged(Product.objects.all()), producer, timezone.localdate(), timezone.now())
    form = EnquiryForm(request.POST or None, products=products, initial={"product": request.GET.get("sp", "")[:20]})
    wait = 0
    if form.is_valid():
        wait = METER.wait_for_address(request, settings.REPORTS_AN_HOUR)
        new = NewEnquiry(producer=producer, **form.cleaned_data)
        if wait:
            form.add_error(None, say(TOO_OFTEN))
        elif carry_out(form, lambda: services.ask(enquiry=new, by=VISITOR)):
            return redirect("catalogue:enquiry_sent", producer.code)
    return _show(request, {"producer": producer, "form": form, "days": settings.ENQUIRY_DAYS}, wait)


@opened
@require_safe
def enquiry_sent(request: HttpRequest, code: str) -> HttpResponse:
    """Say that it was passed on."""
    return render(request, "catalogue/enquiry_sent.html", {"producer": _producer(code), "days": settings.ENQUIRY_DAYS})


def _producer(code: str) -> Producer:
    return get_object_or_404(unmerged(Producer.objects.all()), code=code.upper())


def _show(request: HttpRequest, context: dict[str, Any], wait: int) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["form"].is_bound else HTTPStatus.OK
    status = HTTPStatus.TOO_MANY_REQUESTS if wait else status
    response = render(request, "catalogue/enquiry.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response
