"""The criteria sets in use, for anybody to read and take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.downloads import deliver
from saolang.programme.criteria.models import SetEdition
from saolang.programme.criteria.queries import editions_listed, in_use
from saolang.programme.criteria.rules import as_json, as_yaml
from saolang.web.criteria import readings_in_words, set_words, shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


@opened
@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """List the sets with the edition in use of each."""
    language = get_language() or "vi"
    editions = [(each, set_words(each.product_set, language)) for each in editions_listed()]
    return render(request, "catalogue/criteria/list.html", {"editions": editions})


@opened
@require_safe
def criteria_set(request: HttpRequest, code: str) -> HttpResponse:
    """Show one set whole: criteria, options, points, marks, grounds, questions."""
    edition = edition_in_use(code)
    context = {
        "edition": edition,
        "set": shown(edition, get_language() or "vi"),
        "anomalies": edition.content.get("anomalies", []),
        "readings": readings_in_words(edition),
    }
    return render(request, "catalogue/criteria/set.html", context)


@opened
@require_safe
def criteria_yaml(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand out the set as it can be loaded again, with its edition, digest and legal source at the head."""
    edition = edition_in_use(code)
    return _handed_out(request, edition, as_yaml(edition), "yaml", "application/yaml")


@opened
@require_safe
def criteria_json(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand out the very bytes of which the digest of the edition is the SHA-256."""
    edition = edition_in_use(code)
    content = as_json(edition.content, edition.readings)
    return _handed_out(request, edition, content, "json", "application/json")


def edition_in_use(code: str) -> SetEdition:
    """Return the edition in use of the set. Raises Http404 for a set there is none of."""
    edition = in_use(SetEdition.objects.filter(product_set=code).select_related("product_set")).first()
    if edition is None:
        raise Http404
    return edition


def _handed_out(
    request: HttpRequest, edition: SetEdition, content: bytes, ending: str, media_type: str
) -> HttpResponseBase:
    etag = quote_etag(f"{edition.sha256}-{ending}")
    unchanged: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    response = unchanged or deliver(content, name=f"{edition.code.replace('@', '-')}.{ending}", media_type=media_type)
    response["ETag"] = etag
    return response
