"""Open data: the tables as files, what their columns mean, what catalogues of data read of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import orjson
from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.downloads import deliver_in_parts, unchanged
from saolang.reports.open_data.dcat import dcat
from saolang.reports.open_data.files import MEDIA_TYPES, has_parquet, published
from saolang.reports.open_data.tables import TABLES

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

AT_ONCE = 256 * 1024


@opened
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Show what there is to download, and what every column means."""
    making = published()
    files = making.files if making else ()
    context = {
        "making": making,
        "tables": [(table, [file for file in files if file.table == table.name]) for table in TABLES.values()],
        "has_parquet": has_parquet(),
        "licence": settings.OPEN_DATA_LICENCE,
        "is_confirmed": settings.OPEN_DATA_LICENCE_CONFIRMED,
        "publisher": settings.OPEN_DATA_PUBLISHER,
    }
    return render(request, "catalogue/open_data.html", context)


@opened
@require_safe
def open_data_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out a file of what is published now."""
    making = published()
    found = making.file(name) if making else None
    if found is None:
        raise Http404
    if answer := unchanged(request, found.sha256):
        return _for_everybody(answer)
    try:
        parts = default_storage.open(found.path).chunks(AT_ONCE)
    except FileNotFoundError as gone:
        raise Http404 from gone
    return _for_everybody(
        deliver_in_parts(
            parts, name=found.name, media_type=MEDIA_TYPES[found.form], size=found.size, digest=found.sha256
        )
    )


@opened
@require_safe
def open_data_dcat(request: HttpRequest) -> HttpResponseBase:
    """Say what is published by DCAT-AP."""
    said = orjson.dumps(dcat(published()))
    digest = hashlib.sha256(said).hexdigest()
    if answer := unchanged(request, digest):
        return _for_everybody(answer)
    answer = HttpResponse(said, content_type="application/ld+json", headers={"ETag": quote_etag(digest)})
    return _for_everybody(answer)


def _for_everybody(answer: HttpResponseBase) -> HttpResponseBase:
    """Let anybody keep it and pages of other sites read it; whether it has changed is asked each time."""
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag"
    return answer
