"""Public pages as they were last made, and the count of the changes after which one is made anew.

A page is kept with the revision of its product and the day it speaks of, and is shown only while both are the same.
The database counts most changes itself (migration 0002); what lies behind an event, services count here.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import deque
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from saolang.base.kit.batches import batched
from saolang.programme.traceability.models import PublicRevision, ReadyPage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from saolang.programme.registry.models import Product
    from saolang.programme.traceability.choices import ScanState
    from saolang.programme.traceability.models import Lot

LEVEL = 6
"""Of gzip: a page is made once and sent often."""
MOST_WAITING = 1000
_made: deque[ReadyPage] = deque(maxlen=MOST_WAITING)
"""Pages of this process that wait to be kept: whoever reads one waits for no writer."""
REMADE = ("product", "lot", "revision", "made_on", "state", "etag", "body")


def touch(product_ids: Iterable[int]) -> None:
    """Count a change of what the public pages of the products say. Call in the transaction of the change.

    In the order of their keys, so that two who touch the same products wait for one another instead of for ever.
    A product without a count had it counted from the moment it was entered, so none is missing but one that is gone.
    """
    wanted = sorted(set(product_ids))
    with transaction.atomic():
        for some in batched(wanted):
            locked = PublicRevision.objects.select_for_update().filter(product__in=some).order_by("product_id")
            counted = list(locked.values_list("product_id", flat=True))
            PublicRevision.objects.filter(product__in=counted).update(revision=F("revision") + 1)


def make_ready(
    content: bytes,
    *,
    address: str,
    language: str,
    product: Product,
    lot: Lot | None,
    revision: int,
    day: date,
    state: ScanState,
    is_kept: bool = True,
) -> ReadyPage:
    """Return the page of the address as it is sent; where many will ask for it, `keep` keeps it.

    `revision` is what the count stood at before anything the page says was read.
    """
    page = ReadyPage(
        address=address,
        language=language,
        product=product,
        lot=lot,
        revision=revision,
        made_on=day,
        state=state,
        etag=hashlib.sha256(content).hexdigest()[:32],
        body=gzip.compress(content, LEVEL, mtime=0),
    )
    if is_kept:
        _made.append(page)
    return page


def keep() -> int:
    """Keep the pages made since the last time, each in place of the one before, and return how many.

    Whichever of two that were made at once is kept last: one that says something older has an older revision, and is
    never shown.
    """
    pages: dict[tuple[str, str], ReadyPage] = {}
    while _made:
        page = _made.popleft()
        pages[page.address, page.language] = page
    if pages:
        ReadyPage.objects.bulk_create(
            pages.values(),
            update_conflicts=True,
            unique_fields=["address", "language"],
            update_fields=REMADE,
        )
    return len(pages)


@transaction.atomic
def forget(*, before: date | None, by: str) -> int:  # noqa: ARG001 - nothing is lost that is not made anew
    """Delete the pages made before the day, or all: after an update of the program they may look otherwise."""
    pages = ReadyPage.objects.all() if before is None else ReadyPage.objects.filter(made_on__lt=before)
    return pages.delete()[0]
