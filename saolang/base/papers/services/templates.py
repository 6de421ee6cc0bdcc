"""Word templates an office puts in place of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.files.queries import read
from saolang.base.papers.models import PaperTemplate
from saolang.base.papers.rendering import try_template
from saolang.base.papers.rules import WITHDRAWN, sample

if TYPE_CHECKING:
    from saolang.base.files.models import StoredFile
    from saolang.base.papers.choices import PaperKind
    from saolang.base.places.models import Place


def put(*, kind: PaperKind, place: Place, file: StoredFile, name: str, by: str) -> PaperTemplate:
    """Let papers of the kind be made from the template in that unit, once it has been filled with sample data.

    The one in use before is withdrawn; papers issued stay as they are. Raises Refusal where the template cannot be
    filled, naming the field it asks for and the paper does not have. Not within a transaction: nobody should wait while
    a template is tried.
    """
    try_template(read(file), sample(kind))
    return _put(kind=kind, place=place, file=file, name=name, by=by)


@transaction.atomic
def withdraw(*, template: PaperTemplate, by: str) -> PaperTemplate:
    """Let papers be made from the next template around, or from ours, again. Raises Refusal when it is withdrawn."""
    locked = PaperTemplate.objects.select_for_update().get(pk=template.pk)
    if locked.withdrawn_at:
        raise WITHDRAWN
    return _withdraw(locked, by=by)


@transaction.atomic
def _put(*, kind: PaperKind, place: Place, file: StoredFile, name: str, by: str) -> PaperTemplate:
    used = PaperTemplate.objects.select_for_update().filter(kind=kind, place=place, withdrawn_at=None)
    for before in used:
        _withdraw(before, by=by)
    template = PaperTemplate.objects.create(kind=kind, place=place, file=file, file_name=name[:200], added_by=by)
    record(
        by=by,
        action=Action.CREATE,
        kind="paper_template",
        code=str(template.pk),
        after={"kind": kind.value, "place": place.public_code, "sha256": file.sha256},
    )
    return template


def _withdraw(template: PaperTemplate, *, by: str) -> PaperTemplate:
    template.withdrawn_at, template.withdrawn_by = timezone.now(), by
    template.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(by=by, action=Action.WITHDRAW, kind="paper_template", code=str(template.pk), before={"kind": template.kind})
    return template
