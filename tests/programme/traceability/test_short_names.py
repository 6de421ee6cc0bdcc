"""Events captured before they had short names get those that new ones have, so that both are found alike."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from saolang.programme.traceability.models import Event
from saolang.programme.traceability.services.capture import capture_document
from tests.factories.epcis import a_declaration, an_event, sent

NAMED = "urn:uuid:6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0001"


@pytest.mark.django_db
def test_events_of_before_are_named_as_new_ones_are() -> None:
    event = an_event(eventID=NAMED)
    capture_document(sent(event, a_declaration(event)), by="tests")
    named = dict(Event.objects.values_list("pk", "name"))
    for number, key in enumerate(named):
        Event.objects.filter(pk=key).update(name=bytes([number]))

    migration = import_module("saolang.programme.traceability.migrations.0010_short_names_of_events")
    migration.name(apps, SimpleNamespace(connection=connection))

    assert len(named) == 2
    assert {key: bytes(name) for key, name in Event.objects.values_list("pk", "name")} == {
        key: bytes(name) for key, name in named.items()
    }
