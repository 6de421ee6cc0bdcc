"""A producer's first page: what is to be done today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.dossiers.choices import TOLD_TO_PRODUCER, State
from saolang.programme.dossiers.queries.producers import todo_of
from saolang.programme.dossiers.rules.dossiers import EDITABLE

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.web.requests import PersonRequest


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Show what waits for the person, over all the person's producers, and every dossier."""
    todo = todo_of(request.user, timezone.localdate())
    context = {
        "todo": todo,
        "dossiers": [
            (dossier, TOLD_TO_PRODUCER[State(dossier.state)], dossier.state in EDITABLE) for dossier in todo.dossiers
        ],
    }
    return render(request, "portal/home.html", context)
