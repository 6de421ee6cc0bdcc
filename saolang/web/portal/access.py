"""Which producer, dossier, paper or idea a page is about: those of the person's own producers; others are not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from saolang.base.kit.words import say
from saolang.programme.dossiers.models import Idea
from saolang.programme.dossiers.queries.dossiers import own_dossiers
from saolang.programme.dossiers.rules.dossiers import may_edit
from saolang.programme.registry.models import Evidence
from saolang.programme.registry.queries import own_producers

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.registry.models import Producer
    from saolang.web.requests import PersonRequest

CHOSEN = "chu-the"
"""The word of the address that names one of several producers."""


def chosen_producer(request: PersonRequest) -> tuple[Producer, list[Producer]]:
    """Return the producer the address names, the first where it names none, and all of the person's. Raises Http404."""
    own = list(own_producers(request.user).select_related("place"))
    code = request.GET.get(CHOSEN) or (own[0].code if own else "")
    return get_object_or_404(own_producers(request.user).select_related("place"), code=code), own


def dossier_of(user: User, code: str) -> Dossier:
    """Return a dossier of the person's own producers. Raises Http404."""
    found = own_dossiers(user).select_related("producer", "product", "place", "edition__product_set", "renews")
    return get_object_or_404(found, code=code)


def dossier_to_edit(user: User, code: str) -> Dossier:
    """Return a dossier the person works on now. Raises Http404, and PermissionDenied while an office has it."""
    found = dossier_of(user, code)
    if refusal := may_edit(found):
        raise PermissionDenied(say(refusal))
    return found


def paper_of(user: User, code: str) -> Evidence:
    """Return a paper of the vaults of the person's own producers, whatever became of it. Raises Http404."""
    papers = Evidence.objects.filter(producer__in=own_producers(user))
    return get_object_or_404(papers.select_related("producer", "product", "file", "replaced_by", "replaces"), code=code)


def idea_of(user: User, code: str) -> Idea:
    """Return an idea of the person's own producers. Raises Http404."""
    ideas = Idea.objects.filter(producer__in=own_producers(user))
    return get_object_or_404(ideas.select_related("producer", "place", "product_set", "follower"), code=code)
