from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.programme.evaluation.choices import Seat
from tests.factories.evaluation import a_full_council, a_waiting_dossier, an_open_session

if TYPE_CHECKING:
    from django.test import Client

    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.evaluation.models import Case, Council, Membership, Session
    from tests.factories.province import Province


@pytest.fixture
def council(province: Province) -> Council:
    """Return a council of the province with a chair, two members and a secretary."""
    return a_full_council(province.place)


@pytest.fixture
def dossier(province: Province) -> Dossier:
    return a_waiting_dossier(province.communes[0])


@pytest.fixture
def session(council: Council, dossier: Dossier) -> Session:
    """Return a session over one product, open, with everybody there."""
    return an_open_session(council, dossier)


@pytest.fixture
def case(session: Session) -> Case:
    return session.cases.get()


@pytest.fixture
def member(council: Council) -> Membership:
    """Return a member who is neither chair nor secretary."""
    return council.memberships.filter(seat=Seat.MEMBER).order_by("pk")[0]


@pytest.fixture
def as_member(client: Client, member: Membership) -> Client:
    client.force_login(member.user)
    return client


@pytest.fixture
def as_secretary(client: Client, council: Council) -> Client:
    client.force_login(council.memberships.get(seat=Seat.SECRETARY).user)
    return client
