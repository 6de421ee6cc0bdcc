"""Records that may be one, side by side; a person says whether they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.rules import scopes_of, units_of
from saolang.jobs.look_alikes import look
from saolang.programme.certification.queries import with_certificate
from saolang.programme.certification.services.look_alikes import answer
from saolang.programme.registry import queries as registry
from saolang.programme.registry.choices import LookAlikeKind
from saolang.programme.registry.models import LookAlike, Producer, Product
from saolang.web.acts import carry_out
from saolang.web.desk.access import require
from saolang.web.desk.forms.look_alikes import AnswerForm
from saolang.web.pages import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from saolang.web.desk.access import DeskRequest


class Pair(NamedTuple):
    """A question with its two records."""

    asked: LookAlike
    left: Any
    right: Any


@requires(Permission.EDIT_REGISTRY)
@require_safe
def look_alikes(request: DeskRequest, kind: str = LookAlikeKind.PRODUCT) -> HttpResponse:
    """Show the pairs of the kind that wait for an answer, the most alike first."""
    if kind not in LookAlikeKind.values:
        raise Http404
    page = page_of(request, registry.open_look_alikes(request.user, LookAlikeKind(kind)))
    context = {"kind": kind, "kinds": LookAlikeKind.choices, "page": page, "pairs": _pairs(kind, page)}
    return render(request, "desk/look_alikes/list.html", context)


@requires(Permission.EDIT_REGISTRY)
@require_POST
def find_look_alikes(request: DeskRequest) -> HttpResponse:
    """Have the records of the person's units looked through; the pairs found appear on the list."""
    over_country = (ScopeKind.COUNTRY, "") in scopes_of(request.user, Permission.EDIT_REGISTRY)
    units = [None] if over_country else [unit.pk for unit in units_of(request.user, Permission.EDIT_REGISTRY)]
    for unit in units:
        look.enqueue(place=unit, by=request.user.actor)
    messages.info(request, gettext("Đang tìm. Cặp mới sẽ hiện ở trang này; hãy tải lại sau ít phút."))
    return redirect("desk:look_alikes")


@requires(Permission.EDIT_REGISTRY)
@require_safe
def look_alike(request: DeskRequest, number: int) -> HttpResponse:
    """Show one pair and take the answer, which is confirmed by its own button and given a reason."""
    pair = _pair(request, number)
    return render(request, "desk/look_alikes/pair.html", {"pair": pair, "form": AnswerForm(pair=pair)})


@requires(Permission.EDIT_REGISTRY)
@require_POST
def answer_look_alike(request: DeskRequest, number: int) -> HttpResponse:
    """Enter that the two are one, which merges them, or that they are not."""
    pair = _pair(request, number)
    for record in (pair.left, pair.right):
        require(request.user, Permission.EDIT_REGISTRY, record.place)
    form = AnswerForm(request.POST, pair=pair)

    def say_so() -> bool:
        answer(look_alike=pair.asked, by=request.user.actor, **form.said)
        return True

    if carry_out(form, say_so):
        messages.success(request, gettext("Đã ghi câu trả lời."))
        return redirect("desk:look_alikes_of", pair.asked.kind)
    return render(request, "desk/look_alikes/pair.html", {"pair": pair, "form": form}, status=422)


def _pair(request: DeskRequest, number: int) -> Pair:
    kind = get_object_or_404(LookAlike, pk=number).kind
    asked = get_object_or_404(registry.open_look_alikes(request.user, LookAlikeKind(kind)), pk=number)
    return _pairs(kind, [asked])[0]


def _pairs(kind: str, asked: Iterable[LookAlike]) -> list[Pair]:
    """Return each question with its records, told apart by what a person needs to decide. One query."""
    listed = list(asked)
    codes = {code for one in listed for code in (one.left_code, one.right_code)}
    today, now = timezone.localdate(), timezone.now()
    if kind == LookAlikeKind.PRODUCER:
        records: Any = registry.with_legal_form(Producer.objects.filter(code__in=codes), today, now)
    else:
        products = registry.with_owner(Product.objects.filter(code__in=codes), today, now)
        records = with_certificate(products, today, now)
    by_code = {record.code: record for record in records.select_related("place__parent")}
    return [Pair(one, by_code[one.left_code], by_code[one.right_code]) for one in listed]
