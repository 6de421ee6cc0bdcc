"""Everybody who could ask for a page: each role where the records are, each role elsewhere, and those with none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from saolang.base.accounts.choices import TERMS, Role, ScopeKind
from saolang.base.places.models import Place
from tests.factories.accounts import GrantFactory, UserFactory
from tests.web.access.of_councils import ANOTHER, COUNCIL, take_a_seat
from tests.web.access.records import belongings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saolang.base.accounts.models import User
    from tests.web.access.records import Records

ANOTHER_PROVINCE = "04"
STRANGER, WITHOUT_A_ROLE = "not signed in", "no role"


@dataclass(frozen=True)
class Asker:
    """One who asks. `column` is the role, or what stands for it; `far`: the role was given somewhere else."""

    column: Role | str
    user: User | None
    far: bool = False


def askers(records: Records) -> list[Asker]:
    """Make an account for each; the coordinator also has what belongs to a person alone."""
    made = [Asker(STRANGER, None), Asker(WITHOUT_A_ROLE, UserFactory())]
    for role in Role:
        scopes = _scopes(role, records)
        made += [Asker(role, _granted(role, *scope), far=bool(far)) for far, scope in enumerate(scopes)]
    belongings_of(next(asker.user for asker in made if asker.user and asker.column == Role.COORDINATOR))
    return made


def _scopes(role: Role, records: Records) -> Iterator[tuple[ScopeKind, str]]:
    """Give the scope that holds the records, then one that does not: there is none beside the whole country."""
    kinds = TERMS[role].scopes
    elsewhere = Place.objects.get(map=1, code=ANOTHER_PROVINCE)
    if role in {Role.ADMINISTRATOR, Role.CENTRAL}:
        yield ScopeKind.COUNTRY, ""
    elif role == Role.COMMUNE:
        yield ScopeKind.PLACE, records.place.public_code
        yield ScopeKind.PLACE, Place.objects.filter(map=1, province=elsewhere, level="commune")[0].public_code
    elif ScopeKind.PLACE in kinds:
        yield ScopeKind.PLACE, records.province.public_code
        yield ScopeKind.PLACE, elsewhere.public_code
    elif ScopeKind.PRODUCER in kinds:
        yield ScopeKind.PRODUCER, records.producer.code
        yield ScopeKind.PRODUCER, records.other_producer.code
    else:
        yield ScopeKind.COUNCIL, COUNCIL
        yield ScopeKind.COUNCIL, ANOTHER


def _granted(role: Role, kind: ScopeKind, code: str) -> User:
    person: User = GrantFactory(role=role, scope_kind=kind, scope_code=code).user
    take_a_seat(person)
    return person
