"""A program with a key of a producer, one of another's, and one of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.factories.registry import a_producer
from tests.factories.traceability import an_api_key

if TYPE_CHECKING:
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.services.keys import MadeKey


class Program(Client):
    """Sends and reads JSON under its key."""

    def __init__(self, made: MadeKey) -> None:
        super().__init__(headers={"Authorization": f"Bearer {made.secret}"})
        self.made = made

    def send(self, address: str, said: object, **headers: str) -> object:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.post(f"/epcis{address}", said, content_type="application/json", headers=named)


@pytest.fixture
def producer(db: None) -> Producer:
    return a_producer()


@pytest.fixture
def program(producer: Producer) -> Program:
    return Program(an_api_key(producer))


@pytest.fixture
def another(db: None) -> Program:
    return Program(an_api_key(a_producer()))


@pytest.fixture
def office(db: None) -> Program:
    return Program(an_api_key(None))
