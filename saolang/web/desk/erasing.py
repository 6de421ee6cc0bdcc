"""Erasing what identifies a person who has an account here, when the person asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import may_erase
from saolang.base.accounts.services.erasing import erase_person
from saolang.web.acts import carry_out
from saolang.web.desk.access import refuse_page
from saolang.web.desk.accounts import back_to_person, whereabouts_of
from saolang.web.desk.forms.changes import ErasingPersonForm
from saolang.web.desk.pages import ask

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.web.desk.access import DeskRequest


@requires(Permission.MANAGE_INSTALLATION)
def erase_account(request: DeskRequest, number: int) -> HttpResponse:
    """Ask for the reason, and once more, whether to erase what identifies the person; then do it."""
    person = get_object_or_404(User, pk=number)
    refuse_page(may_erase(person))
    form = ErasingPersonForm(request.POST if request.method == "POST" else None)
    erased = carry_out(
        form,
        lambda: erase_person(
            user=person,
            whereabouts=whereabouts_of(person.grants.all()),
            reason=form.cleaned_data["reason"],
            by=request.user.actor,
        ),
    )
    if erased:
        messages.success(request, gettext("Đã xóa dữ liệu cá nhân của tài khoản."))
        return redirect("desk:account", person.pk)
    lead = gettext(
        "Họ tên, địa chỉ thư, cách đăng nhập, thông báo và dấu vết cá nhân trong nhật ký bị xóa; vai trò kết thúc. "
        "Văn bản đã ban hành và chữ ký vẫn giữ theo luật."
    )
    return ask(
        request,
        form,
        title=gettext("Xóa dữ liệu cá nhân: %(name)s") % {"name": person.full_name},
        lead=lead,
        back=back_to_person(person),
        button=gettext("Xóa dữ liệu cá nhân"),
    )
