"""How many stars would your product get? Reckoned for anybody, by the server; nothing is kept there."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.words import say
from saolang.base.places.choices import Level
from saolang.base.places.models import Place
from saolang.base.places.queries import map_on
from saolang.core.refusal import Refusal
from saolang.core.scoring import Sheet
from saolang.programme.criteria.queries import editions_listed, terms_for
from saolang.programme.criteria.rules import sheet_of
from saolang.web.catalogue.criteria import edition_in_use
from saolang.web.criteria import industry_words, set_words, shown
from saolang.web.stars import outcome_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from saolang.programme.criteria.models import SetEdition
    from saolang.programme.criteria.rules import Wording
    from saolang.web.stars import Outcome

CHOICE = "c-"
"""Begins the name of the field of a criterion."""
GROUND = "g"
PROVINCE = "tinh"
FRAGMENT = "phan"
"""Asks, where scripts run, for the result alone."""
LONGEST = 40
"""Letters of a code that a form may carry; the longest of ours have 30."""


@opened
@require_safe
def rating_sets(request: HttpRequest) -> HttpResponse:
    """Let people choose what kind of product theirs is."""
    language = get_language() or "vi"
    groups: dict[Wording, list[tuple[SetEdition, Wording]]] = {}
    for edition in editions_listed():
        industry = industry_words(edition.product_set, language)
        groups.setdefault(industry, []).append((edition, set_words(edition.product_set, language)))
    return render(request, "catalogue/rating/sets.html", {"groups": groups.items()})


@opened
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, code: str) -> HttpResponse:
    """Ask about each criterion; say, once asked to, how many stars that is and what leads further."""
    edition = edition_in_use(code)
    provinces = _provinces()
    sheet, province = sheet_from(request), _province(request, provinces)
    outcome, refusal = _outcome(edition, sheet, province)
    context: dict[str, Any] = {
        "edition": edition,
        "outcome": outcome,
        "refusal": refusal,
        "province": province,
        "shown": bool(outcome and (sheet.choices or sheet.knock_outs)),
    }
    if FRAGMENT in request.POST:
        return render(request, "catalogue/rating/_result.html", context)
    context |= {
        "set": shown(edition, get_language() or "vi"),
        "provinces": provinces,
        "chosen": frozenset(sheet.choices.values()),
        "found": sheet.knock_outs,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return render(request, "catalogue/rating/sheet.html", context, status=status)


def sheet_from(request: HttpRequest) -> Sheet:
    """Return what was ticked; a form of any other page carries nothing of it."""
    ticked = {name.removeprefix(CHOICE): str(said) for name, said in request.POST.items() if name.startswith(CHOICE)}
    choices = {code: option for code, option in ticked.items() if option and max(len(code), len(option)) <= LONGEST}
    return Sheet(choices, knock_outs=frozenset(each for each in request.POST.getlist(GROUND) if len(each) <= LONGEST))


def _outcome(edition: SetEdition, sheet: Sheet, province: Place | None) -> tuple[Outcome | None, str]:
    """Return what the sheet comes to, or why it cannot be reckoned."""
    terms = terms_for(province, edition.product_set)
    try:
        return outcome_of(sheet_of(edition), sheet, terms, get_language() or "vi"), ""
    except Refusal as refusal:
        return None, say(refusal)


def _provinces() -> QuerySet[Place]:
    return Place.objects.filter(map=map_on(timezone.localdate()), level=Level.PROVINCE)


def _province(request: HttpRequest, provinces: QuerySet[Place]) -> Place | None:
    code = request.POST.get(PROVINCE, "")[:LONGEST].rpartition("-")[2]
    return provinces.filter(code=code).first() if code else None
