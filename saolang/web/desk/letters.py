"""Letters that wait or could not be sent, and queued work that failed, for whoever looks after the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.notices import services
from saolang.base.notices.choices import Mail
from saolang.base.notices.models import Notice
from saolang.base.notices.queries import dead_letters, waiting_letters
from saolang.base.notices.rules import words_of
from saolang.jobs import failures
from saolang.web.acts import attempt
from saolang.web.pages import page_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpResponse

    from saolang.web.desk.access import DeskRequest

LISTS = {Mail.DEAD: dead_letters, Mail.WAITING: waiting_letters}
TABS = ((Mail.DEAD, _("Không gửi được")), (Mail.WAITING, _("Chờ gửi")))


class Letter(NamedTuple):
    """A letter and what it says on its outside."""

    notice: Notice
    subject: str


@requires(Permission.MANAGE_INSTALLATION)
@require_safe
def letters(request: DeskRequest, which: str = Mail.DEAD) -> HttpResponse:
    """Show the letters nobody tries any more, or those still to be sent."""
    if which not in LISTS:
        raise Http404
    page = page_of(request, LISTS[Mail(which)]())
    listed = [Letter(letter, words_of(letter).subject) for letter in page]
    context = {"which": which, "tabs": TABS, "page": page, "letters": listed, "may_act": which == Mail.DEAD}
    return render(request, "desk/letters/list.html", context)


@requires(Permission.MANAGE_INSTALLATION)
@require_POST
def letter_send_again(request: DeskRequest, number: int) -> HttpResponse:
    """Have one dead letter sent after all."""
    letter = get_object_or_404(Notice, pk=number)
    return _act(
        request,
        lambda: services.send_again(letter=letter, by=request.user.actor),
        gettext("Thư sẽ được gửi lại ngay."),
    )


@requires(Permission.MANAGE_INSTALLATION)
@require_POST
def letters_send_all_again(request: DeskRequest) -> HttpResponse:
    """Have every dead letter sent after all."""
    count = services.send_all_again(by=request.user.actor)
    said = ngettext("%(count)s thư sẽ được gửi lại.", "%(count)s thư sẽ được gửi lại.", count)
    messages.success(request, said % {"count": count})
    return redirect("desk:letters")


@requires(Permission.MANAGE_INSTALLATION)
@require_POST
def letter_give_up(request: DeskRequest, number: int) -> HttpResponse:
    """Leave one dead letter unsent for good."""
    letter = get_object_or_404(Notice, pk=number)
    return _act(
        request,
        lambda: services.give_up(letter=letter, by=request.user.actor),
        gettext("Thư này sẽ không gửi nữa."),
    )


@requires(Permission.MANAGE_INSTALLATION)
@require_safe
def failed_work(request: DeskRequest) -> HttpResponse:
    """Show the queued work that ended with an error."""
    context = {"which": "", "tabs": TABS, "page": page_of(request, failures.failed_work())}
    return render(request, "desk/letters/work.html", context)


@requires(Permission.MANAGE_INSTALLATION)
@require_POST
def run_work_again(request: DeskRequest, number: UUID) -> HttpResponse:
    """Have failed work done again."""
    return _act(
        request,
        lambda: failures.run_again(number=number, by=request.user.actor),
        gettext("Việc này sẽ được làm lại."),
        back="desk:failed_work",
    )


def _act(request: DeskRequest, act: Callable[[], None], said: str, back: str = "desk:letters") -> HttpResponse:
    attempt(request, act, done=said)
    return redirect(back)
