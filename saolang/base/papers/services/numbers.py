"""Numbers without gaps: of papers, certificates, slips, codes."""

from __future__ import annotations

from django.db import transaction

from saolang.base.papers.models import Counter


@transaction.atomic
def next_number(series: str, *, by: str) -> int:
    """Take the next number of a series such as "certificate/2-92/2026", and return it: 1, 2, 3 and so on.

    Called within the transaction that uses the number: the counter stays locked until that one ends, and one that is
    undone gives its number back. So no number is taken twice and none is left out. Whoever uses it records it.
    """
    Counter.objects.get_or_create(series=series)
    counter = Counter.objects.select_for_update().get(series=series)
    counter.last += 1
    counter.last_by = by
    counter.save(update_fields=["last", "last_by"])
    return counter.last
