"""Documents are read by the standard's schema with its formats, and told wrong where they are."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.epcis.documents import Document, Limits, read
from saolang.core.epcis.problems import CAPTURE_LIMIT, VALIDATION
from saolang.programme.traceability.rules.epcis import schema
from tests.factories.epcis import CONTEXT, OCOP, a_declaration, a_document, a_shipment, a_transformation, an_event, sent

LIMITS = Limits(events=5, bytes=10_000)


def reading(content: bytes) -> Document:
    return read(content, schema=schema(), limits=LIMITS)


def test_document_gives_its_events_and_what_its_prefixes_mean() -> None:
    document = reading(sent(an_event(), a_transformation()))

    assert (document.events, document.context) == ([an_event(), a_transformation()], [OCOP])
    assert (document.problems, document.refused) == ({}, ())


def test_query_document_gives_its_events() -> None:
    results = {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": [an_event()]}}
    document = a_document(type="EPCISQueryDocument", epcisBody={"queryResults": results})

    found = reading(orjson.dumps(document))

    assert found.events == [an_event()]
    assert found.pointer_to(0) == "/epcisBody/queryResults/resultsBody/eventList/0"


def test_event_that_stands_alone_needs_its_context() -> None:
    alone = {"@context": [CONTEXT, OCOP], **an_event()}

    assert reading(orjson.dumps(alone)).context == [OCOP]
    assert reading(orjson.dumps(an_event())).problems.keys() == {0}


@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        (an_event(bizStep="growing"), "/bizStep"),
        (an_event(disposition="fresh"), "/disposition"),
        (an_event(eventTime="22-07-2026"), "/eventTime"),
        (an_event(eventTimeZoneOffset="7"), "/eventTimeZoneOffset"),
        (an_event(action="MAKE"), "/action"),
        (an_event(action=None), ""),
        (an_event(type="HarvestEvent"), "/type"),
        (an_event(quantityList=[{"epcClass": "TEA-0502"}]), "/quantityList/0/epcClass"),
        (an_event(quantityList=[]), ""),
        (an_event(note="không có tiền tố"), ""),
        (an_event(eventID="1"), "/eventID"),
        (a_shipment(ilmd={"ocop:x": "1"}), ""),
        (a_declaration(an_event(), reason="oops"), "/errorDeclaration/reason"),
        (a_transformation(outputQuantityList=None), ""),
    ],
)
def test_event_against_the_schema_is_told_by_its_place(event: dict[str, Any], pointer: str) -> None:
    found = reading(sent(an_event(), event))

    assert found.problems.keys() == {1}
    assert pointer in {problem.pointer for problem in found.problems[1]}
    assert all(str(problem.sentence) for problem in found.problems[1])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", VALIDATION),
        (b"{", VALIDATION),
        (b"\xff\xfe", VALIDATION),
        (b"[]", VALIDATION),
        (b"null", VALIDATION),
        (b'{"type": ["EPCISDocument"]}', VALIDATION),
        (b'{"type": "EPCISDocument"}', VALIDATION),
        (b'{"type": "EPCISDocument", "epcisBody": []}', VALIDATION),
        (b'{"type": "EPCISDocument", "epcisBody": {"eventList": {}}}', VALIDATION),
        (b'{"type": "EPCISQueryDocument", "epcisBody": {"queryResults": 3}}', VALIDATION),
        (b"[" * 5_000, VALIDATION),
        (sent(an_event(**{"ocop:x": "\x00"})), VALIDATION),
        (sent(an_event(), schemaVersion="1.2"), VALIDATION),
        (sent(an_event(), creationDate="hôm qua"), VALIDATION),
        (sent(an_event(), id="_:doc1"), VALIDATION),
        (sent(*[an_event()] * 6), CAPTURE_LIMIT),
        (b" " * 10_001, CAPTURE_LIMIT),
    ],
    ids=str,
)
def test_document_that_cannot_be_taken_has_no_events(content: bytes, kind: str) -> None:
    found = reading(content)

    assert {problem.type for problem in found.refused} == {kind}
    assert not found.events


json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
)
fields = st.sampled_from([*an_event(), "errorDeclaration", "sensorElementList", "ilmd", "@context", "eventID"])


@given(st.lists(st.tuples(fields, json), max_size=3))
def test_whatever_stands_in_an_event_is_read_or_told_wrong(changes: list[tuple[str, Any]]) -> None:
    try:
        content = sent(an_event(**dict(changes)))
    except (TypeError, ValueError):
        return

    found = reading(content)

    assert found.refused or len(found.events) == 1


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    assert reading(content).refused or reading(content).events is not None


def test_context_too_deep_to_be_written_into_every_answer_is_refused() -> None:
    said: object = "x"
    for _ in range(100):
        said = {"ocop:inner": said}

    alone, document = an_event() | {"@context": [CONTEXT, said]}, a_document() | {"@context": [CONTEXT, said]}

    assert [each.pointer for each in reading(orjson.dumps(alone)).refused] == ["/@context"]
    assert [each.pointer for each in reading(orjson.dumps(document)).refused] == ["/@context"]
