"""What a person was told: the list, opening one of it, and putting all of it behind one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import signed_in
from saolang.base.notices import services
from saolang.base.notices.queries import notices_of, unread_first
from saolang.base.notices.rules import words_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.base.notices.models import Notice
    from saolang.base.notices.rules import Words
    from saolang.web.account.pages import AccountRequest

PER_PAGE = 25


class Told(NamedTuple):
    """A notice and its words in the language of the page."""

    notice: Notice
    words: Words


@signed_in
@require_safe
def notices(request: AccountRequest) -> HttpResponse:
    """Show what the person was told, the unread first, then the latest."""
    page = Paginator(unread_first(notices_of(request.user.actor)), PER_PAGE).get_page(request.GET.get("page"))
    listed = [Told(notice, words_of(notice)) for notice in page]
    return render(request, "own_account/notices.html", {"page": page, "listed": listed})


@signed_in
@require_POST
def open_notice(request: AccountRequest, number: int) -> HttpResponse:
    """Mark a notice of the person as read and lead to the page it tells of."""
    notice = get_object_or_404(notices_of(request.user.actor), pk=number)
    services.mark_read(key=notice.pk, by=request.user.actor)
    return redirect(notice.path or "account:notices")


@signed_in
@require_POST
def read_all(request: AccountRequest) -> HttpResponse:
    """Mark all the person's notices as read."""
    if services.mark_all_read(by=request.user.actor):
        messages.success(request, gettext("Đã đánh dấu mọi thông báo là đã đọc."))
    return redirect("account:notices")
