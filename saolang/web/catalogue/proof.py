"""What anybody needs to find out whether the list of changes was altered: its digests, and the keys that sign them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.audit.models import Checkpoint, SigningKey
from saolang.base.audit.queries import FORMAT, as_published, as_published_key
from saolang.base.kit.codes import number_in

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

SHOWN = 24
"""Checkpoints on the page: those of a day."""
AT_ONCE = 500
"""Checkpoints in one answer for programs."""


@opened
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """Show the latest checkpoints of the list of changes, the keys, and what they prove."""
    context = {"checkpoints": list(_latest()[:SHOWN]), "keys": list(SigningKey.objects.order_by("-pk"))}
    return render(request, "catalogue/proof.html", context)


@opened
@require_safe
def published_digests(request: HttpRequest) -> JsonResponse:
    """Give the same to programs, some at a time: `next` leads to the checkpoints before these."""
    found = list(_before(request)[:AT_ONCE])
    more = len(found) == AT_ONCE
    keys = SigningKey.objects.order_by("-pk")
    return JsonResponse(
        {
            "format": FORMAT,
            "checkpoints": [as_published(checkpoint) for checkpoint in found],
            "keys": [as_published_key(key) for key in keys],
            "next": f"{reverse('catalogue:published_digests')}?truoc={found[-1].position}" if more else None,
        }
    )


def _latest() -> QuerySet[Checkpoint]:
    return Checkpoint.objects.select_related("key").order_by("-position")


def _before(request: HttpRequest) -> QuerySet[Checkpoint]:
    """Return the checkpoints before the position asked for, or all. Raises Http404 for what is no position."""
    asked = request.GET.get("truoc", "")
    if not asked:
        return _latest()
    if not asked.isdecimal():
        raise Http404
    position = number_in(asked)
    return _latest() if position is None else _latest().filter(position__lt=position)
