"""The interface keeps to its own description, whatever it is sent: never an error of ours, always words."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

from saolang.api.epcis import resources
from saolang.api.epcis.discovery import OPENAPI
from saolang.api.epcis.problems import PROBLEM_JSON
from saolang.base.kit.meters import Meter
from saolang.programme.traceability.models import CaptureJob, Event
from tests.api.epcis.documents import a_document, alone, an_event
from tests.web.access.routes import routes

if TYPE_CHECKING:
    from tests.api.epcis.conftest import Program

UNBOUNDED = 10**9
DESCRIBED = json.loads(OPENAPI.read_text())
METHODS = ("get", "post", "delete")
OPERATIONS = [
    (path, method.upper()) for path, item in DESCRIBED["paths"].items() for method in METHODS if method in item
]
NAMES = {"captureID": "code", "eventID": "event_id", "subscriptionID": "code"}
"""What the standard calls a part of an address, and what our table does."""
BROKEN_OFF = {"%00", "%0A", "%0D"}
"""What stands in an address is refused by the server itself, before any address is looked at."""


@pytest.fixture(autouse=True)
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the key ask as often as it likes."""
    monkeypatch.setattr(resources, "METER", Meter())
    monkeypatch.setattr(django_settings, "EPCIS_REQUESTS_A_MINUTE", UNBOUNDED)


def test_every_address_is_described_and_no_other() -> None:
    ours = [route.address.removeprefix("/epcis") for route in routes() if route.address.startswith("/epcis/")]
    written = {address.replace("<", "{").replace(">", "}") for address in ours} - {"/openapi.json", "/{rest}"}

    known = set(DESCRIBED["paths"])
    for standard, own in NAMES.items():
        known = {path.replace(standard, own) for path in known}
    assert known == written


def test_description_is_served_to_anybody(client: Program) -> None:
    served = client.get("/epcis/openapi.json").json()

    assert served["openapi"] == "3.1.0"
    assert served["paths"] == DESCRIBED["paths"]
    assert served["servers"] == [{"url": f"{django_settings.BASE_URL}/epcis"}]


@pytest.mark.campaign(test=5, prove=1_000)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_answers_keep_to_the_description(path: str, method: str, program: Program, rounds: int) -> None:
    """Each of the operations: some 35,000 tries in the long form, and the mangled documents beside them."""
    program.send("/capture", a_document(an_event(1), an_event(2, bizStep="packing")))
    program.send("/queries", {"name": "giao-hang", "query": {"EQ_bizStep": ["shipping"]}})
    described = schemathesis.openapi.from_dict(DESCRIBED | {"servers": [{"url": "http://localhost/epcis"}]})
    described.app = get_wsgi_application()
    operation = described[path][method]
    secret = program.made.secret

    @settings(max_examples=rounds, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(GenerationMode))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code < 500 or answer.status_code == 501
        if not any(broken in (answer.request.url or "") for broken in BROKEN_OFF):
            case.validate_response(answer, checks=[response_schema_conformance])

    ask()


@pytest.mark.campaign(test=150, prove=15_000)
def test_mangled_documents_are_refused_in_words_and_leave_nothing_half_kept(program: Program, rounds: int) -> None:
    """Cut, doubled, exchanged and foreign values at random places of a right document."""
    chance = random.Random(20261123)

    for number in range(rounds):
        before = (Event.objects.count(), CaptureJob.objects.count())
        said, address = mangled(chance), chance.choice(("capture", "events", "queries"))
        answer = program.post(f"/epcis/{address}", said, content_type="application/json")
        assert answer.status_code < 500 or answer.status_code == 501, said
        if answer.status_code >= 400:
            assert answer["Content-Type"] == PROBLEM_JSON, number
            assert answer.json()["detail"], number
            assert (Event.objects.count(), CaptureJob.objects.count()) == before, said


FOREIGN: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    10**30,
    "",
    "x",
    "\x00",
    "😀" * 50,
    [],
    {},
    [[]],
    {"a": {}},
    "9" * 500,
)
FOREIGN += ("urn:epc:id:sgtin:1.2.3", "https://id.gs1.org/01/1", "9999-12-31T23:59:59.999999Z", "0000-00-00T00:00:00Z")
FOREIGN += ("%", "%s", "%(x)s", "https://[::1", "../..", "ni:///sha-256;x", {"id": None}, ["x"] * 200)


def mangled(chance: random.Random) -> bytes:
    """Return a right document, event or query, changed in one to three places, now and then cut off."""
    said = chance.choice((a_document(an_event(1), an_event(2)), alone(), {"name": "x", "query": {"EQ_bizStep": ["x"]}}))
    said = json.loads(json.dumps(said))
    for _ in range(chance.randint(1, 3)):
        holder, key = chance.choice(list(places_in(said)))
        match chance.randint(0, 2):
            case 0:
                holder[key] = foreign(chance)
            case 1 if isinstance(holder, dict):
                holder.pop(key)
                holder[str(foreign(chance))[:40]] = foreign(chance)
            case _:
                holder[key] = [holder[key], deepcopy(holder[key])]
    content = json.dumps(said, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return content[: chance.randrange(len(content))] if chance.random() < 0.1 else content


def foreign(chance: random.Random) -> Any:
    """Return one of the foreign values, which may be changed in its turn."""
    return deepcopy(chance.choice(FOREIGN))


def places_in(value: Any) -> Any:
    """Give every place in the value: what holds it, and its key there."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places_in(value[key])
