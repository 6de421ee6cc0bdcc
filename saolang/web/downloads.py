"""Stored files handed out, once the view has found whose they are."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.http import Http404

from saolang.base.files.queries import stream
from saolang.base.kit.downloads import deliver_in_parts, unchanged
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from saolang.base.files.models import StoredFile

logger = logging.getLogger(__name__)


def hand_out(request: HttpRequest, file: StoredFile, *, name: str) -> HttpResponseBase:
    """Return the file under the name; a file lost from the storage is not found, and the log says so."""
    if answer := unchanged(request, file.sha256):
        return answer
    try:
        parts = stream(file)
    except Refusal as refusal:
        logger.error("%s", refusal)  # noqa: TRY400 - the sentence says all; where it was raised says nothing
        raise Http404(say(refusal)) from refusal
    return deliver_in_parts(parts, name=name, media_type=file.content_type, size=file.size, digest=file.sha256)
