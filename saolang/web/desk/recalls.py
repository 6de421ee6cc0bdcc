"""Calling goods back: which lots are affected, asked once more, where the goods are, how it ended.

One page for producers, who call back their own goods, and for officers, who do so in their area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.formats import day
from saolang.programme.registry.queries import own_producers
from saolang.programme.traceability.models import Lot
from saolang.programme.traceability.queries.lineage import affected_by
from saolang.programme.traceability.queries.lots import stocks_of
from saolang.programme.traceability.queries.recalls import (
    goods_of,
    holders_of,
    lots_to_recall,
    recalls_led_by,
    with_lots,
)
from saolang.programme.traceability.rules.recalls import MOST_LOTS, is_running
from saolang.programme.traceability.services import recalls as services
from saolang.web.acts import carry_out
from saolang.web.desk.forms.recalls import (
    RecallEndForm,
    RecallForm,
    RecallReopeningForm,
    RecallRevisionForm,
    RecallWithdrawalForm,
)
from saolang.web.desk.listing import Column, as_csv
from saolang.web.desk.pages import ask
from saolang.web.pages import Back, back_to, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.programme.traceability.models import Recall
    from saolang.programme.traceability.queries.lineage import Affected
    from saolang.programme.traceability.queries.recalls import Delivery, Holder
    from saolang.web.desk.access import DeskRequest


class Call(NamedTuple):
    """One delivery of goods called back, and whom to phone about it."""

    holder: Holder
    delivery: Delivery


CALLS = (
    Column(_("Bên nhận"), lambda call: call.holder.name),
    Column(_("Điện thoại"), lambda call: call.holder.producer.phone if call.holder.producer else ""),
    Column(_("Địa chỉ"), lambda call: call.holder.producer.address if call.holder.producer else ""),
    Column(_("Mã chủ thể"), lambda call: call.holder.producer.code if call.holder.producer else ""),
    Column(_("Định danh"), lambda call: call.holder.identifier),
    Column(_("Số lô"), lambda call: call.delivery.lot.number),
    Column(_("Số lượng"), lambda call: call.delivery.quantity),
    Column(_("Đơn vị tính"), lambda call: call.delivery.unit),
    Column(_("Trong thùng"), lambda call: call.delivery.case),
    Column(_("Ngày giao"), lambda call: timezone.localdate(call.delivery.at)),
)


@requires(Permission.RECALL)
@require_safe
def recalls(request: DeskRequest) -> HttpResponse:
    """Show the recalls the person leads, those that run first."""
    found = with_lots(recalls_led_by(request.user))
    page = page_of(request, found.order_by("ended_on", "withdrawn_at", "-began_on", "-pk"))
    return render(request, "desk/recalls/list.html", {"page": page})


@requires(Permission.RECALL)
def recall_of_lot(request: DeskRequest, code: str) -> HttpResponse:
    """Propose the lot and all that came of it to be called back; asked once more before it starts."""
    origin = get_object_or_404(lots_to_recall(request.user).select_related("product", "producer"), code=code)
    affected = affected_by(origin)
    own = lots_to_recall(request.user).filter(pk__in=_goods(origin, affected))
    ways = _ways(origin, affected)
    chosen = {"lots": own, "confirmed": False}
    is_producer = origin.producer in own_producers(request.user)
    form = RecallForm(request.POST or None, initial=chosen, lots=own, ways=ways, is_producer=is_producer)
    is_confirmed = form.is_bound and form.is_valid() and form.cleaned_data["confirmed"]
    if is_confirmed and (begun := carry_out(form, lambda: _start(form, request.user.actor))):
        return _after_start(request, begun)
    is_asked = form.is_bound and form.is_valid() and (form.chosen or form.products)
    context = {
        "form": form,
        "lot": origin,
        "others": [each for each in affected if each.lot is None or each.lot.pk not in {lot.pk for lot in own}],
        "holders": holders_of(_meant(form)) if is_asked else [],
        "goods": _meant(form) if is_asked else [],
        "back": _back_to_lot(request.user, origin),
    }
    template = "desk/recalls/confirm.html" if is_asked and not form.errors else "desk/recalls/start.html"
    return render(request, template, context, status=422 if form.errors else 200)


@requires(Permission.RECALL)
@require_safe
def recall(request: DeskRequest, code: str) -> HttpResponse:
    """Show a recall: what it says, where the goods are, who got them."""
    found = _recall(request.user, code)
    goods = goods_of(found)
    stocks = stocks_of(goods)
    accounts = {each.lot_id: each for each in found.lots.all()}
    context = {
        "recall": found,
        "goods": [(lot, stocks[lot.pk], accounts.get(lot.pk)) for lot in goods],
        "holders": holders_of(goods),
        "is_running": is_running(found, timezone.localdate()),
        "may_read_phones": may(request.user, Permission.READ_PERSONAL_DATA, found.product.place) is None,
    }
    return render(request, "desk/recalls/recall.html", context)


@requires(Permission.RECALL)
@require_POST
def recall_holders(request: DeskRequest, code: str) -> HttpResponse:
    """Hand out the list to phone: telephone numbers are read in bulk, which is noted."""
    found = _recall(request.user, code)
    holders = holders_of(goods_of(found))
    columns = list(CALLS)
    if may(request.user, Permission.READ_PERSONAL_DATA, found.product.place) is None:
        record(by=request.user.actor, action=Action.READ_PERSONAL_DATA, kind="recall", code=found.code)
    else:
        del columns[1]
    calls = [Call(holder, delivery) for holder in holders for delivery in holder.deliveries]
    return as_csv(f"thu-hoi-{found.code}", columns, calls)


@requires(Permission.RECALL)
def recall_end(request: DeskRequest, code: str) -> HttpResponse:
    """End the recall with an account."""
    found = _recall(request.user, code)
    form = RecallEndForm(request.POST or None, lots=found.lots.all())
    ended = carry_out(
        form,
        lambda: services.end(
            recall=found, account=form.cleaned_data["account"], quantities=form.quantities, by=request.user.actor
        ),
    )
    if ended:
        messages.success(request, gettext("Đã kết thúc đợt thu hồi."))
        return redirect("desk:recall", code)
    lead = gettext("Trang các lô đã thu hồi vẫn báo thu hồi: gói còn sót trong tay ai thì vẫn không dùng được.")
    title = gettext("Kết thúc thu hồi")
    return ask(request, form, title=title, back=_back(found), lead=lead, button=title)


@requires(Permission.RECALL)
def recall_revise(request: DeskRequest, code: str) -> HttpResponse:
    """Say anew what a running recall says, and which lots it names."""
    found = _recall(request.user, code)
    form = RecallRevisionForm(request.POST or None, recall=found, lots=_lots_to_name(request.user, found))
    revised = carry_out(
        form,
        lambda: services.revise(
            recall=found,
            seen=form.cleaned_data["seen"],
            words=form.recall,
            lots=form.chosen,
            reason=form.cleaned_data["reason"],
            by=request.user.actor,
        ),
    )
    if revised:
        messages.success(request, gettext("Đã sửa. Trang người mua quét nay báo nội dung mới."))
        return redirect("desk:recall", code)
    title = gettext("Sửa nội dung, số lô")
    lead = gettext("Nội dung cũ vẫn còn trong nhật ký. Những người đã được báo thu hồi nhận lý do sửa.")
    return ask(request, form, title=title, back=_back(found), lead=lead, button=gettext("Lưu và báo lại"))


@requires(Permission.RECALL)
def recall_reopen(request: DeskRequest, code: str) -> HttpResponse:
    """Take up again a recall that has ended."""
    found = _recall(request.user, code)
    form = RecallReopeningForm(request.POST or None)
    if carry_out(form, lambda: services.reopen(recall=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đợt thu hồi đã được mở lại."))
        return redirect("desk:recall", code)
    title = gettext("Mở lại đợt thu hồi")
    lead = gettext("Kết quả đã ghi lần trước vẫn còn, ai cũng đọc được cùng lý do mở lại.")
    return ask(request, form, title=title, back=_back(found), lead=lead, button=title)


@requires(Permission.RECALL)
def recall_withdraw(request: DeskRequest, code: str) -> HttpResponse:
    """Withdraw a recall that was a mistake."""
    found = _recall(request.user, code)
    form = RecallWithdrawalForm(request.POST or None)
    if carry_out(form, lambda: services.withdraw(recall=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã rút lại thông báo thu hồi."))
        return redirect("desk:recall", code)
    lead = gettext("Chỉ rút khi thông báo là nhầm. Khi hàng đã thu xong, hãy kết thúc thay vì rút.")
    title = gettext("Rút lại vì nhầm")
    return ask(request, form, title=title, back=_back(found), lead=lead, button=title)


# Shared --------------------


def _recall(user: User, code: str) -> Recall:
    """Return a recall the person leads. Raises Http404."""
    return get_object_or_404(with_lots(recalls_led_by(user)), code=code)


def _lots_to_name(user: User, found: Recall) -> QuerySet[Lot]:
    """Return the lots a recall may name: those it names, and the product's latest that the person may call back."""
    may_call = lots_to_recall(user).filter(product=found.product).order_by("-pk").values("pk")[:MOST_LOTS]
    named = [each.lot_id for each in found.lots.all()]
    return Lot.objects.filter(Q(pk__in=list(may_call.values_list("pk", flat=True))) | Q(pk__in=named))


def _goods(origin: Lot, affected: Sequence[Affected]) -> list[int]:
    """Return the keys of the lots of products among the lot and what came of it."""
    lots = [origin, *(each.lot for each in affected if each.lot)]
    return [lot.pk for lot in lots if lot.product_id]


def _ways(origin: Lot, affected: Sequence[Affected]) -> dict[int, str]:
    """Return in words how the lot leads to each of the others, by their keys."""
    ways = {origin.pk: gettext("lô đang xem")}
    for each in affected:
        if each.lot:
            source = each.source.number if each.source else each.source_identifier
            said = {"source": source, "day": day(timezone.localdate(each.event.event_time))}
            ways[each.lot.pk] = gettext("từ %(source)s, %(day)s") % said
    return ways


def _meant(form: RecallForm) -> list[Lot]:
    """Return the lots the form means to call back, as far as they are known."""
    return list(form.cleaned_data["lots"])


def _start(form: RecallForm, by: str) -> list[Recall]:
    return services.start(recall=form.recall, lots=form.chosen, whole=form.products, by=by)


def _after_start(request: DeskRequest, begun: list[Recall]) -> HttpResponse:
    messages.success(request, gettext("Đã bắt đầu thu hồi. Trang người mua quét nay báo thu hồi."))
    return redirect("desk:recall", begun[0].code) if len(begun) == 1 else redirect("desk:recalls")


def _back(found: Recall) -> Back:
    return back_to("desk:recall", found.code, found.code)


def _back_to_lot(user: User, lot: Lot) -> Back:
    """Lead back to where the person reads lots: the desk, or the producer's own pages."""
    if may(user, Permission.READ_DESK) is None:
        return back_to("desk:lot", lot.number, lot.code)
    return back_to("portal:lot", lot.number, lot.code)
