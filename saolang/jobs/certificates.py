"""Issuing and printing the certificates of a decision, longer than a person waits, and the radar of those that run out.

How far the work is, its page asks of the certificates and their papers themselves.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django_tasks import task

from saolang.core.refusal import Refusal
from saolang.jobs.sealing import BY
from saolang.programme.certification.models import Decision
from saolang.programme.certification.services.certificates import Skipped, issue_of
from saolang.programme.certification.services.expiry import warn
from saolang.programme.certification.services.printing import keep_papers

warn_of_expiry = partial(warn, by=BY)


@task()  # type: ignore[untyped-decorator] # django_tasks is not looked into
def issue_certificates(*, code: str, by: str) -> list[dict[str, Any]]:
    """Issue what the decision of that code still lacks; return those that were not issued, each with why.

    Begun again after an interruption, it goes on where it was.
    """
    decision = Decision.objects.get(code=code)
    return [
        {"product": skipped.product.code, "refusal": skipped.refusal.as_data()}
        for skipped in issue_of(decision=decision, by=by)
        if isinstance(skipped, Skipped)
    ]


@task()  # type: ignore[untyped-decorator] # django_tasks is not looked into
def print_certificates(*, code: str, by: str) -> dict[str, Any] | None:
    """Keep the PDF of each certificate of the decision of that code, and one of them all; return why not, or None."""
    try:
        keep_papers(decision=Decision.objects.get(code=code), by=by)
    except Refusal as refusal:
        return refusal.as_data()
    return None
