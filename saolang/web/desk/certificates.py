"""Certificates of a product: entered, corrected, withdrawn, revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.certification.queries import decisions_visible_to
from saolang.programme.certification.services import recognitions as services
from saolang.web.acts import carry_out
from saolang.web.desk.forms.products import (
    RecognitionCorrectionForm,
    RecognitionForm,
    RevocationForm,
    WithdrawalForm,
)
from saolang.web.desk.pages import ask
from saolang.web.desk.products import back_to_product, editable_product, show_product

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.programme.certification.models import Recognition
    from saolang.programme.registry.models import Product
    from saolang.web.desk.access import DeskRequest


@requires(Permission.EDIT_REGISTRY)
def recognise(request: DeskRequest, code: str) -> HttpResponse:
    found = editable_product(request, code)
    form = RecognitionForm(request.POST or None, decisions=decisions_visible_to(request.user))
    if carry_out(
        form,
        lambda: services.recognise(recognition=form.recognition_of(found), by=request.user.actor),
    ):
        return show_product(request, found, gettext("Đã ghi lần công nhận."))
    lead = gettext("Hình thức, bộ tiêu chí và thời hạn tự tính từ những gì đã có.")
    return ask(request, form, title=gettext("Ghi lần công nhận"), back=back_to_product(found), lead=lead)


@requires(Permission.EDIT_REGISTRY)
def correct_recognition(request: DeskRequest, code: str, number: int) -> HttpResponse:
    found = editable_product(request, code)
    recognition = _recognition(found, number)
    form = RecognitionCorrectionForm(request.POST or None, recognition=recognition)
    if carry_out(
        form,
        lambda: services.correct(
            recognition=recognition, by=request.user.actor, reason=form.cleaned_data["reason"], **form.changes
        ),
    ):
        return show_product(request, found, gettext("Đã đính chính. Bản ghi cũ vẫn giữ trong lịch sử."))
    return ask(
        request,
        form,
        title=gettext("Đính chính lần công nhận"),
        back=back_to_product(found),
        button=gettext("Đính chính"),
    )


@requires(Permission.EDIT_REGISTRY)
def withdraw_recognition(request: DeskRequest, code: str, number: int) -> HttpResponse:
    found = editable_product(request, code)
    recognition = _recognition(found, number)
    form = WithdrawalForm(request.POST or None)

    def withdraw() -> bool:
        services.withdraw(recognition=recognition, by=request.user.actor, reason=form.cleaned_data["reason"])
        return True

    if carry_out(form, withdraw):
        return show_product(request, found, gettext("Đã rút lại lần công nhận ghi nhầm."))
    lead = gettext("Chỉ dùng khi lần công nhận này chưa từng có. Thu hồi chứng nhận là việc khác.")
    return ask(
        request,
        form,
        title=gettext("Rút lại bản ghi nhầm"),
        back=back_to_product(found),
        lead=lead,
        button=gettext("Rút lại"),
    )


@requires(Permission.EDIT_REGISTRY)
def revoke(request: DeskRequest, code: str, number: int) -> HttpResponse:
    found = editable_product(request, code)
    recognition = _recognition(found, number)
    form = RevocationForm(request.POST or None, decisions=decisions_visible_to(request.user))
    if carry_out(form, lambda: services.revoke(revocation=form.revocation_of(recognition), by=request.user.actor)):
        return show_product(request, found, gettext("Đã ghi việc thu hồi."))
    lead = gettext("Từ ngày thu hồi, sản phẩm không còn mang sao của chứng nhận này.")
    return ask(
        request,
        form,
        title=gettext("Thu hồi chứng nhận"),
        back=back_to_product(found),
        lead=lead,
        button=gettext("Thu hồi"),
    )


def _recognition(found: Product, number: int) -> Recognition:
    return get_object_or_404(found.recognitions.standing().select_related("product"), pk=number)
