"""Ideas: registered, revised until the commune answers, answered, followed by somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.queries import holding_scope
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.notices.choices import Kind
from saolang.base.places.queries import unit_on
from saolang.core.text import normalise
from saolang.programme.dossiers.choices import IdeaState
from saolang.programme.dossiers.models import Idea
from saolang.programme.dossiers.rules import ideas as rules
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.programme.dossiers.models import PotentialProduct
    from saolang.programme.registry.models import Producer, Product, ProductSet


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIdea:
    """A product somebody wants to bring to evaluation; `product` where the registry has it already."""

    product_name: str
    product_set: ProductSet
    description: str
    is_new: bool = True
    local_character: str = ""
    materials: str = ""
    customers: str = ""
    product: Product | None = None
    potential: PotentialProduct | None = None
    origin: Origin = Origin.ENTERED


@transaction.atomic
def register(*, producer: Producer, idea: NewIdea, by: str) -> Idea:
    """Register an idea with the commune of today that wholly contains the producer's place.

    Raises Refusal without a name, a description or a place, and where that place was divided.
    """
    if producer.place is None:
        raise rules.PLACELESS
    if (place := unit_on(producer.place, timezone.localdate())) is None:
        raise rules.DIVIDED
    [code] = fresh_codes(Idea.objects.all(), "YT", 1)
    registered = Idea(
        code=code,
        producer=producer,
        place=place,
        product=idea.product,
        potential=idea.potential,
        origin=idea.origin,
        recorded_by=by,
    )
    _say(registered, idea)
    if refusal := rules.check_idea(registered):
        raise refusal
    registered.save(force_insert=True)
    after = {"producer": producer.code, **_told(registered)}
    record(by=by, action=Action.CREATE, kind="idea", code=code, after=after)
    return registered


@transaction.atomic
def revise(*, idea: Idea, said: NewIdea, version: int, by: str) -> Idea:
    """Say an idea anew; `version` is the one the person saw. Raises Refusal once the commune has answered."""
    locked = _lock(idea)
    if refusal := rules.may_revise(locked, version):
        raise refusal
    before = _told(locked)
    _say(locked, said)
    if refusal := rules.check_idea(locked):
        raise refusal
    locked.version += 1
    locked.save()
    after = {name: value for name, value in _told(locked).items() if value != before[name]}
    before = {name: before[name] for name in after}
    record(by=by, action=Action.CHANGE, kind="idea", code=locked.code, before=before, after=after)
    return locked


@transaction.atomic
def decide(*, idea: Idea, state: IdeaState, reason: str, by: str) -> Idea:
    """Take the idea up, or not, for the commune; the producer's people are told.

    Raises Refusal where it was answered already, or is declined without a reason.
    """
    locked = _lock(idea)
    reason = normalise(reason)
    if refusal := rules.may_decide(locked, state, reason):
        raise refusal
    locked.state, locked.decided_reason = state, reason
    locked.decided_at, locked.decided_by = timezone.now(), by
    locked.version += 1
    locked.save()
    after = {"state": str(state)}
    record(by=by, action=Action.CHANGE, kind="idea", code=locked.code, after=after, reason=reason)
    _tell(locked, by=by)
    return locked


@transaction.atomic
def follow(*, idea: Idea, follower: User | None, by: str) -> Idea:
    """Say who of the office follows the idea; None for nobody."""
    locked = _lock(idea)
    before = locked.follower.actor if locked.follower else None
    locked.follower = follower
    locked.save(update_fields=["follower"])
    record(
        by=by,
        action=Action.CHANGE,
        kind="idea",
        code=locked.code,
        before={"follower": before},
        after={"follower": follower.actor if follower else None},
    )
    return locked


def _tell(idea: Idea, *, by: str) -> None:
    params = {"idea": idea.product_name, "state": IdeaState(idea.state).label, "reason": idea.decided_reason}
    page = reverse("portal:idea", args=[idea.code])
    for person in holding_scope(ScopeKind.PRODUCER, idea.producer.code, {Role.PRODUCER, Role.HELPER}):
        tell(person, Kind.IDEA_ANSWERED, params, path=page, once=f"idea-answered:{idea.pk}:{person.pk}", by=by)


def _say(idea: Idea, said: NewIdea) -> None:
    idea.product_name = normalise(said.product_name)
    idea.product_set, idea.is_new = said.product_set, said.is_new
    idea.description, idea.local_character = said.description.strip(), said.local_character.strip()
    idea.materials, idea.customers = said.materials.strip(), said.customers.strip()


def _told(idea: Idea) -> dict[str, Any]:
    return {
        "product_name": idea.product_name,
        "product_set": idea.product_set_id,
        "is_new": idea.is_new,
        "description": idea.description,
        "local_character": idea.local_character,
        "materials": idea.materials,
        "customers": idea.customers,
    }


def _lock(idea: Idea) -> Idea:
    """Return the idea as it is now, held until the transaction ends."""
    return Idea.objects.select_for_update(of=("self",)).select_related("follower", "producer").get(pk=idea.pk)
