"""Asking for events: by question, by browsing, in the notation, version and type asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from saolang.api.epcis.resources import LONGEST_ADDRESS
from saolang.programme.traceability.models import CompanyPrefix
from tests.api.epcis.documents import LEAF, TEA, WORKSHOP, a_document, an_event
from tests.api.epcis.test_captures import problem

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.api.epcis.conftest import Program

SECOND = "/epcis/events/urn:uuid:6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0002"
HARVEST = {"bizStep": "commissioning", "disposition": "active", "action": "ADD"}
OF_LEAF = {"quantityList": [{"epcClass": LEAF, "quantity": 500, "uom": "KGM"}]}


def listed(answer: HttpResponse) -> list[int]:
    """Return the numbers of the events in a document."""
    events = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return [int(event["eventID"][-4:]) for event in events]


@pytest.fixture
def shipped(program: Program) -> Program:
    """Send a harvest and three shipments."""
    program.send("/capture", a_document(an_event(1, **HARVEST, **OF_LEAF), *map(an_event, (2, 3, 4))))
    return program


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3, 4]),
        ("EQ_bizStep=commissioning", [1]),
        ("EQ_bizStep=shipping&perPage=2", [2, 3]),
        (f"MATCH_anyEPCClass={quote(LEAF, safe='')}", [1]),
        ("MATCH_anyEPCClass=urn:epc:class:lgtin:9520000.000001.TEA-0502", [2, 3, 4]),
        ("GE_eventTime=2026-05-01T09:03:00%2B07:00", [3, 4]),
        ("LT_eventTime=2026-05-01T09:03:00%2B07:00", [1, 2]),
        ("orderBy=eventTime&orderDirection=DESC&eventCountLimit=2", [4, 3]),
        ("eventType=AggregationEvent", []),
    ],
)
def test_question_is_answered(query: str, numbers: list[int], shipped: Program) -> None:
    assert listed(shipped.get(f"/epcis/events?{query}")) == numbers


def test_pages_follow_one_another(shipped: Program) -> None:
    first = shipped.get("/epcis/events?perPage=3")
    shipped.send("/capture", a_document(an_event(0)))
    second = shipped.get(first["Link"].partition(">")[0][1:])

    assert (listed(first), listed(second)) == ([1, 2, 3], [4])
    assert "Link" not in second


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("colour=green", (400, "QueryParameterException")),
        ("GE_eventTime=yesterday", (400, "QueryParameterException")),
        ("nextPageToken=x", (400, "QueryParameterException")),
        ("eventCountLimit=1&maxEventCount=1", (400, "QueryParameterException")),
        ("maxEventCount=2", (413, "QueryTooLargeException")),
        ("WD_readPoint=https://id.gs1.org/414/9520000000004", (501, "ImplementationException")),
        ("EQ_bizStep=" + "x" * LONGEST_ADDRESS, (414, "URITooLongException")),
    ],
)
def test_question_that_is_none_is_refused(query: str, expected: tuple[int, str], shipped: Program) -> None:
    assert problem(shipped.get(f"/epcis/events?{query}")) == expected


@pytest.mark.parametrize(
    ("header", "said", "expected"),
    [
        ("Accept", "application/xml", (406, "NotAcceptableException")),
        ("Accept", "application/json, " * 1_000, (406, "NotAcceptableException")),
        ("GS1-EPCIS-Version", "1.2", (406, "NotAcceptableException")),
        ("GS1-EPCIS-Version", "two", (406, "NotAcceptableException")),
        ("GS1-EPCIS-Min", "2.1", (406, "NotAcceptableException")),
        ("GS1-EPCIS-Max", "1.2", (406, "NotAcceptableException")),
        ("GS1-CBV-Version", "1.2", (406, "NotAcceptableException")),
        ("GS1-EPC-Format", "Always", (406, "NotAcceptableException")),
    ],
)
def test_what_cannot_be_answered_so_is_refused(
    header: str, said: str, expected: tuple[int, str], program: Program
) -> None:
    assert problem(program.get("/epcis/events", headers={header: said})) == expected


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("GS1-EPCIS-Version", "2.0"),
        ("GS1-EPCIS-Version", "2.0.0"),
        ("GS1-EPCIS-Version", "1.2, 2.0"),
        ("GS1-EPCIS-Min", "1.2"),
        ("GS1-EPCIS-Max", "2.1"),
        ("Accept", "*/*"),
        ("Accept", ""),
        ("Accept", "text/html, application/json;q=0.5"),
    ],
)
def test_what_can_be_answered_so_is(header: str, said: str, program: Program) -> None:
    answer = program.get("/epcis/events", headers={header: said})

    assert answer.status_code == 200
    assert [answer[name] for name in ("GS1-EPCIS-Version", "GS1-CBV-Version")] == ["2.0", "2.0"]


@pytest.mark.parametrize("kind", ["application/json", "application/ld+json"])
def test_answer_is_of_the_type_asked_for(kind: str, program: Program) -> None:
    assert program.get("/epcis/events", headers={"Accept": kind})["Content-Type"] == kind


def test_identifiers_are_written_as_asked(shipped: Program) -> None:
    CompanyPrefix.objects.create(
        producer=shipped.made.key.producer, prefix="9520000", began_on="2026-01-01", recorded_by="tests"
    )

    def classes(notation: str) -> list[str]:
        answer = shipped.get(
            "/epcis/events/urn:uuid:6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0002", headers={"GS1-EPC-Format": notation}
        )
        read = answer.json()
        return [read["quantityList"][0]["epcClass"], read["readPoint"]["id"]]

    links = [TEA, f"{WORKSHOP}/254/3"]
    urns = ["urn:epc:class:lgtin:9520000.000001.TEA-0502", "urn:epc:id:sgln:9520000.00000.3"]
    assert [classes(each) for each in ("No_Preference", "Always_GS1_Digital_Link", "Never_Translates")] == [links] * 3
    assert classes("Always_EPC_URN") == urns


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("epcs", [TEA, LEAF]),
        ("bizSteps", ["commissioning", "shipping"]),
        ("dispositions", ["active", "in_transit"]),
        ("readPoints", [f"{WORKSHOP}/254/3"]),
        ("bizLocations", [WORKSHOP]),
    ],
)
def test_browsing_lists_what_there_is(kind: str, members: list[str], shipped: Program) -> None:
    whole = shipped.get(f"/epcis/{kind}").json()
    first = shipped.get(f"/epcis/{kind}?perPage=1")

    assert (whole["type"], whole["member"]) == ("Collection", members)
    assert first.json()["member"] == members[:1]
    if len(members) > 1:
        assert shipped.get(first["Link"].partition(">")[0][1:]).json()["member"] == members[1:2]


@pytest.mark.parametrize(
    ("address", "numbers"),
    [
        (f"epcs/{quote(LEAF, safe='')}", [1]),
        (f"epcs/{LEAF}", [1]),
        (f"epcs/{LEAF.replace('//', '/')}", [1]),
        ("epcs/urn:epc:class:lgtin:9520000.000002.LEAF-0501", [1]),
        ("epcs/https://id.gs1.org/01/09520000000011/21/1", []),
        ("bizSteps/shipping", [2, 3, 4]),
        ("dispositions/active", [1]),
        (f"readPoints/{quote(f'{WORKSHOP}/254/3', safe='')}", [1, 2, 3, 4]),
        (f"bizLocations/{quote(WORKSHOP, safe='')}", [1, 2, 3, 4]),
        ("eventTypes/ObjectEvent", [1, 2, 3, 4]),
        ("eventTypes/AggregationEvent", []),
    ],
)
def test_browsing_leads_to_events(address: str, numbers: list[int], shipped: Program) -> None:
    assert shipped.get(f"/epcis/{address}").json()["member"] == ["events"]
    assert listed(shipped.get(f"/epcis/{address}/events")) == numbers


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("eventTypes/Party", (404, "NoSuchResourceException")),
        ("eventTypes/Party/events", (404, "NoSuchResourceException")),
        ("vocabularies", (404, "NoSuchResourceException")),
        ("events/urn:uuid:0", (404, "NoSuchResourceException")),
        ("bizSteps/shipping/events?EQ_bizStep=packing", (400, "QueryParameterException")),
        ("epcs/https://id.gs1.org/01/09520000000012/events", (400, "QueryParameterException")),
        ("epcs/https://id.gs1.org/01/09520000000012", (400, "QueryParameterException")),
        ("bizLocations/urn:epc:id:sgln:952.0", (400, "QueryParameterException")),
        ("bizSteps?eventType=ObjectEvent", (400, "QueryParameterException")),
        ("bizSteps?perPage=0", (400, "QueryParameterException")),
    ],
)
def test_browsing_to_nothing_is_refused(address: str, expected: tuple[int, str], shipped: Program) -> None:
    assert problem(shipped.get(f"/epcis/{address}")) == expected


def test_head_is_get_without_its_body(shipped: Program) -> None:
    got, asked = shipped.get(SECOND), shipped.head(SECOND)

    assert (asked.status_code, asked.content) == (200, b"")
    assert asked["Content-Length"] == str(len(got.content))


def test_options_tells_versions_and_limits_to_anybody(client: Program) -> None:
    told = client.options("/epcis/capture")

    assert (told.status_code, told.content) == (204, b"")
    assert told["Allow"] == "GET, POST, HEAD, OPTIONS"
    names = ("GS1-EPCIS-Version", "GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Version", "GS1-CBV-Min", "GS1-CBV-Max")
    assert [told[name] for name in names] == ["2.0"] * 6
    assert told["GS1-EPCIS-Capture-Limit"] == "1000"
    assert told["GS1-EPCIS-Capture-File-Size-Limit"] == "5242880"
    assert told["GS1-Capture-Error-Behaviour"] == "rollback, proceed"
    assert [name in told for name in ("GS1-Extensions", "GS1-Vendor-Version", "GS1-CBV-XML-Format")] == [True] * 3


@pytest.mark.parametrize(("method", "address"), [("DELETE", "events"), ("PUT", "capture"), ("POST", "epcs")])
def test_method_there_is_none_of_is_refused(method: str, address: str, program: Program) -> None:
    answer = program.generic(method, f"/epcis/{address}", b"{}", "application/json")

    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert "GET" in answer["Allow"]
