"""Merging products by a person's word, with their recognitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from saolang.programme.certification.services.recognitions import settle
from saolang.programme.registry.models import Producer, Product
from saolang.programme.registry.services import look_alikes

if TYPE_CHECKING:
    from saolang.programme.registry.choices import LookAlikeAnswer
    from saolang.programme.registry.models import LookAlike


@transaction.atomic
def answer(
    *, look_alike: LookAlike, answer: LookAlikeAnswer, by: str, reason: str, keep: str = ""
) -> Producer | Product | None:
    """Enter what a person says of the pair (`registry.services.look_alikes.answer`), of producers or of products.

    Where two products turn out to be one, the recognitions of both become one history: in it only one is a first.
    """
    kept = look_alikes.answer(look_alike=look_alike, answer=answer, by=by, reason=reason, keep=keep)
    if isinstance(kept, Product):
        # At the moment of the merge: what is parted again gets back the names it had before.
        look_alike.refresh_from_db()
        settle(products=[kept.pk], by=by, reason=reason, at=look_alike.answered_at)
    return kept
