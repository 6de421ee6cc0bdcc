"""Papers issued: numbered, kept as they are, never edited; a later one of the same thing supersedes the earlier."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.files.queries import read
from saolang.base.files.services import store
from saolang.base.papers.choices import Form
from saolang.base.papers.models import Counter, IssuedPaper
from saolang.base.papers.queries import papers_of, template_for
from saolang.base.papers.rendering import as_docx, as_pdf, bound
from saolang.base.papers.rules import may_issue, number_in_words, series_of
from saolang.base.papers.services.numbers import next_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saolang.base.papers.rules import Draft

TURNS = 5
"""How often a paper is made anew because another took its number meanwhile, before it is made while others wait."""


def issue(*, draft: Draft, by: str, form: Form = Form.PDF) -> IssuedPaper:
    """Make the paper with its number and keep its bytes; return it.

    A Word paper is made from the office's template where one stands. The paper is made with the number that would be
    next, and the number is taken only if it still is: nobody else waits while a paper is made. Raises Refusal where
    what it says no longer holds, or the office's template cannot be filled.
    """
    if refusal := may_issue(draft):
        raise refusal
    series = series_of(draft.kind, draft.place, timezone.localdate())
    for _ in range(TURNS):
        number = _upcoming(series)
        content = render(draft, form, number=number)
        if paper := _keep_if_next(draft, form, content, series=series, number=number, by=by):
            return paper
    with transaction.atomic():
        number = next_number(series, by=by)
        return _keep(draft, form, render(draft, form, number=number), series=series, number=number, by=by)


def bind(*, draft: Draft, papers: Iterable[IssuedPaper], by: str) -> IssuedPaper:
    """Keep the issued PDF papers as one file for printing, in their order; return it.

    The draft says which thing the file is about and how it is called. Papers bound already are not bound again.
    """
    content = bound(read(paper.file) for paper in papers)
    latest = papers_of(draft.thing_kind, draft.thing_code).filter(kind=draft.kind).first()
    if latest and latest.file.sha256 == hashlib.sha256(content).hexdigest():
        return latest
    return _keep(draft, Form.PDF, content, series="", number=None, by=by)


def render(draft: Draft, form: Form, *, number: int | None = None, mark: str = "") -> bytes:
    """Return the paper as a file, with the mark across every page.

    Raises Refusal where the office's template cannot be filled.
    """
    data = {**draft.data, "number": number_in_words(draft.kind, number) or draft.data["number"]}
    if form == Form.PDF:
        return as_pdf(draft.kind, data, mark=mark)
    template = template_for(draft.kind, draft.place)
    return as_docx(draft.kind, data, template=read(template.file) if template else None, mark=mark)


def _upcoming(series: str) -> int | None:
    if not series:
        return None
    return 1 + (Counter.objects.filter(series=series).values_list("last", flat=True).first() or 0)


@transaction.atomic
def _keep_if_next(
    draft: Draft, form: Form, content: bytes, *, series: str, number: int | None, by: str
) -> IssuedPaper | None:
    """Take the number and keep the paper under it; None, and nothing done, where another has taken that number."""
    if series and next_number(series, by=by) != number:
        transaction.set_rollback(True)
        return None
    return _keep(draft, form, content, series=series, number=number, by=by)


@transaction.atomic
def _keep(draft: Draft, form: Form, content: bytes, *, series: str, number: int | None, by: str) -> IssuedPaper:
    file = store(content, by=by)
    paper = IssuedPaper.objects.create(
        kind=draft.kind,
        thing_kind=draft.thing_kind,
        thing_code=draft.thing_code,
        place=draft.place,
        series=series,
        sequence=number,
        number=number_in_words(draft.kind, number) if series else draft.data["number"],
        file=file,
        file_name=f"{draft.name}.{form}",
        issued_by=by,
    )
    record(
        by=by,
        action=Action.ISSUE,
        kind="paper",
        code=str(paper.pk),
        after={
            "kind": draft.kind.value,
            "thing": f"{draft.thing_kind} {draft.thing_code}",
            "number": paper.number,
            "sha256": file.sha256,
        },
    )
    return paper
