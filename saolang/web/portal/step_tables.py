"""A producer's own table of steps: what each row would become, then recorded at one press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.files.choices import Kinds
from saolang.base.files.models import StoredFile
from saolang.base.files.queries import read
from saolang.base.kit.downloads import deliver
from saolang.programme.registry.queries import own_producers
from saolang.programme.traceability.services import step_tables
from saolang.web.acts import attempt, carry_out
from saolang.web.pages import back_to
from saolang.web.portal.access import CHOSEN, chosen_producer
from saolang.web.portal.pages import ask
from saolang.web.portal.step_forms import TableForm
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from saolang.base.accounts.models import User
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.services.step_tables import Verdict
    from saolang.web.requests import PersonRequest

SALT = "table of steps"
HEAD = (
    "Bước,Ngày,Giờ,Sản phẩm/nguyên liệu,Số lô,Từ lô,Số lượng vào,Số lượng,Đơn vị tính,Nơi làm,Giao cho,"
    "Lô đã nhận,Ghi chú"
)
SAMPLE = f"""{HEAD}
Thu hoạch,03/11/2026,07:30,Chè búp tươi,BUP-01,,,50,kg,,,,
Rang,03/11/2026,14:00,Chè rang,RANG-01,BUP-01,50,12,kg,,,,chảo gang
Đóng gói,04/11/2026,09:00,Chè gói 100 g,GOI-01,RANG-01,12,120,gói,,,,
Giao hàng,05/11/2026,08:00,,GOI-01,,,40,gói,,Cửa hàng OCOP huyện,,
"""


@requires(Permission.RECORD_EVENTS)
def step_table(request: PersonRequest) -> HttpResponse:
    """Take in a table and show what each row would become; nothing is recorded yet."""
    producer, _own = chosen_producer(request)
    form = TableForm(request.POST or None, request.FILES or None)
    form.fields["file"].help_text += _sample_link()
    tried = carry_out(form, lambda: _tried(form, producer, request.user))
    back = back_to("portal:lots", gettext("Lô hàng và truy xuất"), query=f"?{CHOSEN}={producer.code}")
    if tried:
        file, verdicts = tried
        token = signing.dumps([file.sha256, producer.code, request.user.actor], salt=SALT)
        context = {"verdicts": verdicts, "token": token, "producer": producer, "back": back}
        return render(request, "portal/lots/table.html", context | {"new": sum(each.is_new for each in verdicts)})
    lead = gettext("Mỗi dòng một bước, theo thứ tự làm. Hệ thống xem từng dòng rồi mới hỏi bạn có ghi không.")
    title = gettext("Nhập các bước từ bảng")
    return ask(request, form, title=title, lead=lead, back=back, button=gettext("Xem từng dòng"))


@requires(Permission.RECORD_EVENTS)
@require_POST
def apply_table(request: PersonRequest) -> HttpResponse:
    """Record the rows of a table that was shown before."""
    file, producer = _shown(request)

    def apply() -> None:
        verdicts = step_tables.apply(producer=producer, content=read(file), by=request.user.actor)
        done = sum(each.is_new for each in verdicts)
        left = sum(each.refusal is not None for each in verdicts)
        said = gettext("Đã ghi %(done)d bước; %(left)d dòng chưa ghi được, hãy sửa trong bảng rồi gửi lại.")
        messages.info(request, said % {"done": done, "left": left})

    attempt(request, apply, done=gettext("Đã xử lý xong bảng."))
    return redirect(f"{reverse('portal:lots')}?{CHOSEN}={producer.code}")


@requires(Permission.RECORD_EVENTS)
@require_safe
def table_sample(_request: PersonRequest) -> HttpResponse:
    """Hand out a table to begin from."""
    return deliver(f"\ufeff{SAMPLE}".encode(), name="cac-buoc", media_type="text/csv")


def _sample_link() -> SafeString:
    """Return the words under the field that lead to the table to begin from."""
    link = '<br><a href="{}">{}</a>'
    return format_html(link, reverse("portal:step_table_sample"), gettext("Tải bảng mẫu về để điền"))


def _tried(form: TableForm, producer: Producer, user: User) -> tuple[StoredFile, list[Verdict]]:
    [sent] = form.cleaned_data["file"]
    file = take_in(sent, kinds=Kinds.SHEETS, user=user).file
    return file, step_tables.try_out(producer=producer, content=read(file), by=user.actor)


def _shown(request: PersonRequest) -> tuple[StoredFile, Producer]:
    """Return the table that was shown to this person, and whose steps it tells. Raises Http404 for no such one."""
    try:
        sha256, code, actor = signing.loads(request.POST.get("table", ""), salt=SALT, max_age=86_400)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    if actor != request.user.actor:
        raise Http404
    return get_object_or_404(StoredFile, sha256=sha256), get_object_or_404(own_producers(request.user), code=code)
