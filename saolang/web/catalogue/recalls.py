"""Goods called back: the list anybody may follow, and each recall with what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.languages import language_read
from saolang.programme.certification.queries.certificates import owner_on
from saolang.programme.traceability.models import Recall
from saolang.programme.traceability.queries.recalls import with_lots
from saolang.programme.traceability.rules.identity import page_of as public_page
from saolang.programme.traceability.rules.recalls import is_running, page_of_recall
from saolang.web.pages import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest

NEWEST = 50
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@opened
@never_cache
@require_safe
def recalls(request: HttpRequest) -> HttpResponse:
    """Show what is called back, what runs first, then what has ended; not what was a mistake."""
    found = with_lots(Recall.objects.standing()).order_by("ended_on", "-began_on", "-pk")
    today = timezone.localdate()
    page = page_of(request, found)
    rows = [(each, is_running(each, today)) for each in page]
    return render(request, "catalogue/recalls/list.html", {"page": page, "rows": rows})


@opened
@never_cache
@require_safe
def recall(request: HttpRequest, code: str) -> HttpResponse:
    """Show a recall: which goods, why, what to do; where it was a mistake, that it was."""
    found = get_object_or_404(with_lots(Recall.objects.all()), code=code.upper())
    context = {
        "recall": found,
        "advice": _advice(found),
        "is_running": is_running(found, timezone.localdate()),
        "owner": owner_on(found.product, found.began_on),
        "product_page": public_page(found.product),
        "lots": [(each, public_page(found.product, each.lot.number)) for each in found.lots.all()],
        "hotline": settings.HOTLINE,
    }
    return render(request, "catalogue/recalls/recall.html", context)


@opened
@require_safe
def recalls_rss(request: HttpRequest) -> HttpResponse:
    """Tell of the recalls begun last, as RSS 2.0, in the language asked for."""
    title = gettext("Hàng bị thu hồi")
    own = settings.BASE_URL + request.get_full_path()
    list_page = f"{settings.BASE_URL}/thu-hoi/"
    feed = Rss201rev2Feed(title=title, link=list_page, description=title, language=language_read(), feed_url=own)
    for each in with_lots(Recall.objects.standing()).order_by("-began_on", "-pk")[:NEWEST]:
        page = settings.BASE_URL + page_of_recall(each)
        told = f"{each.get_ground_display()}. {_advice(each)[0]}"
        feed.add_item(_plain(each.product.name_vi), page, _plain(told), unique_id=each.code, pubdate=each.recorded_at)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _advice(recall: Recall) -> tuple[str, str]:
    """Return what people should do, in the language being read where it is known; and in which it is."""
    texts = {"en": recall.advice_en, "km": recall.advice_km}
    language = language_read()
    return (texts[language], language) if texts.get(language) else (recall.advice, "vi")


def _plain(text: str) -> str:
    return NOT_IN_XML.sub("", text)
