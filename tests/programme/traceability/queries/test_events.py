"""Events are found by the parameters of the standard, page by page, by whoever may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saolang.base.accounts.choices import Role
from saolang.core.epcis.questions import WrongQuestion
from saolang.programme.traceability.models import ApiKey, Event
from saolang.programme.traceability.queries.events import ask, events_of_key, events_of_lot, events_visible_to, find
from saolang.programme.traceability.services.capture import capture_document
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.epcis import (
    CONTEXT,
    LEAF,
    TEA,
    WORKSHOP,
    a_declaration,
    a_shipment,
    a_transformation,
    an_event,
    sent,
)
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_lot

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

PACKING = {
    "type": "AggregationEvent",
    "eventID": "urn:x:packing",
    "eventTime": "2026-05-02T08:00:00.000+07:00",
    "eventTimeZoneOffset": "+07:00",
    "parentID": "https://id.gs1.org/00/095200001234567899",
    "childEPCs": ["https://id.gs1.org/01/09520000000011/21/A1"],
    "childQuantityList": [{"epcClass": TEA, "quantity": 12}],
    "action": "ADD",
    "bizStep": "packing",
}
HARVEST = an_event(eventID="urn:x:harvest")
MAKING = a_transformation(eventID="urn:x:making", transformationID="urn:x:run:1", outputEPCList=["urn:x:case"])
SHIPPING = a_shipment(eventID="urn:x:shipping")
DECLARED = a_declaration(SHIPPING, correctiveEventIDs=["urn:x:packing"])


@pytest.fixture
def events() -> None:
    """Harvest on 1 May, making later that day, packing on the 2nd, shipping on the 3rd, told wrong on the 4th."""
    capture(HARVEST, MAKING, PACKING, SHIPPING, DECLARED)


def capture(*events: dict[str, Any], **known: Any) -> None:
    job = capture_document(sent(*events), **{"by": "tests"} | known)
    assert job.success, job.errors


def found(**parameters: Any) -> list[str]:
    """Return the events that answer, by the last of their id."""
    page = find(ask(parameters), Event.objects.all())
    return [event.event_id.rpartition(":")[2] for event in page.events]


ALL = ["harvest", "making", "packing", "shipping", "shipping"]


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ALL),
        ({"eventType": "AggregationEvent|TransformationEvent"}, ["making", "packing"]),
        ({"eventType": ["ObjectEvent"], "EQ_action": "ADD"}, ["harvest"]),
        (
            {"GE_eventTime": "2026-05-01T15:00:00+07:00", "LT_eventTime": "2026-05-03T08:00:00+07:00"},
            ["making", "packing"],
        ),
        ({"GE_eventTime": "2026-05-03T08:00:00 07:00"}, ["shipping", "shipping"]),
        ({"LT_recordTime": "2026-01-01T00:00:00Z"}, []),
        ({"EQ_bizStep": "https://ref.gs1.org/cbv/BizStep-packing,commissioning"}, ["harvest", "packing"]),
        ({"EQ_bizStep": "Packing"}, []),
        ({"EQ_disposition": "in_transit", "EXISTS_errorDeclaration": "false"}, ["shipping"]),
        ({"EQ_readPoint": "urn:epc:id:sgln:9520000.00000.1"}, ["harvest", "shipping", "shipping"]),
        ({"EQ_bizLocation": WORKSHOP, "EQ_eventID": "urn:x:harvest"}, ["harvest"]),
        ({"EQ_transformationID": "urn:x:run:1"}, ["making"]),
        ({"MATCH_epc": "urn:epc:id:sgtin:9520000.000001.A1"}, ["packing"]),
        ({"MATCH_epc": "urn:epc:idpat:sgtin:9520000.000001.*"}, ["packing"]),
        ({"MATCH_epc": "https://id.gs1.org/01/09520000000011/21/*"}, ["packing"]),
        ({"MATCH_epc": "https://id.gs1.org/01/09520000000011/21/a*"}, []),
        ({"MATCH_epc": "urn:x:case"}, []),
        ({"MATCH_outputEPC": "urn:x:case"}, ["making"]),
        ({"MATCH_anyEPC": "urn:x:*|https://id.gs1.org/00/095200001234567899"}, ["making", "packing"]),
        ({"MATCH_parentID": "urn:epc:id:sscc:9520000.0123456789"}, ["packing"]),
        ({"MATCH_inputEPCClass": LEAF}, ["making"]),
        ({"MATCH_epcClass": LEAF}, ["harvest"]),
        ({"MATCH_epcClass": "https://shop.vn/01/09520000000011/10/TEA-0502"}, ["packing", "shipping", "shipping"]),
        ({"MATCH_anyEPCClass": [LEAF, "https://id.gs1.org/01/09520000000011/10/*"]}, ALL),
        ({"MATCH_anyEPCClass": LEAF, "MATCH_outputEPCClass": TEA}, ["making"]),
        ({"EXISTS_errorDeclaration": True}, ["shipping"]),
        ({"EXISTS_errorDeclaration": ""}, ["shipping"]),
        ({"EXISTS_errorDeclaration": None}, ["shipping"]),
        ({"EXISTS_errorDeclaration": 1}, ["shipping"]),
        ({"EXISTS_errorDeclaration": "0", "EQ_disposition": "in_transit"}, ["shipping"]),
        ({"GE_errorDeclaration_Time": "2026-01-01T00:00:00Z"}, ["shipping"]),
        ({"LT_errorDeclaration_Time": "2026-01-01T00:00:00Z"}, []),
        ({"EQ_correctiveEventID": "urn:x:packing"}, ["shipping"]),
        ({"orderBy": "eventTime", "eventType": "ObjectEvent"}, ["shipping", "shipping", "harvest"]),
        ({"orderBy": "eventTime", "orderDirection": "ASC", "eventCountLimit": 2}, ["harvest", "making"]),
        ({"maxEventCount": "5"}, ALL),
    ],
    ids=str,
)
def test_question_is_answered(parameters: dict[str, Any], expected: list[str]) -> None:
    assert found(**parameters) == expected


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    ("parameters", "kind"),
    [
        ({"eventtype": "ObjectEvent"}, "QueryParameterException"),
        ({"eventType": "HarvestEvent"}, "QueryParameterException"),
        ({"EQ_action": ""}, "QueryParameterException"),
        ({"GE_eventTime": "2026-05-01"}, "QueryParameterException"),
        ({"GE_eventTime": ["2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"]}, "QueryParameterException"),
        ({"EXISTS_errorDeclaration": "yes"}, "QueryParameterException"),
        ({"orderBy": "bizStep"}, "QueryParameterException"),
        ({"orderDirection": "ASC"}, "QueryParameterException"),
        ({"eventCountLimit": "0"}, "QueryParameterException"),
        ({"eventCountLimit": "²"}, "QueryParameterException"),
        ({"perPage": "9" * 5000}, "QueryParameterException"),
        ({"eventCountLimit": 1, "maxEventCount": 1}, "QueryParameterException"),
        ({"MATCH_epc": "https://id.gs1.org/01/09520000000012/21/A1"}, "QueryParameterException"),
        ({"MATCH_epc": {"a": 1}}, "QueryParameterException"),
        ({"MATCH_epc": "urn:x:\x00"}, "QueryParameterException"),
        ({"EQ_eventID": [f"urn:x:{number}" for number in range(101)]}, "QueryTooComplexException"),
        ({"maxEventCount": "4"}, "QueryTooLargeException"),
        ({"WD_readPoint": WORKSHOP}, "ImplementationException"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_question_that_cannot_be_answered_is_refused(parameters: dict[str, Any], kind: str) -> None:
    with pytest.raises(WrongQuestion) as refused:
        found(**parameters)

    assert refused.value.problem.title == kind
    assert str(refused.value)


@pytest.mark.parametrize("order", [{}, {"orderBy": "eventTime"}, {"orderBy": "recordTime", "orderDirection": "ASC"}])
def test_pages_neither_repeat_nor_drop_while_events_are_captured(order: dict[str, str]) -> None:
    capture(*(an_event(eventID=f"urn:x:{number}") for number in range(7)))
    seen, token = [], ""
    for number in range(5):
        page = find(ask({"perPage": 2, **order}, token=token), Event.objects.all())
        seen += [event.event_id for event in page.events if not event.event_id.startswith("urn:later")]
        capture(an_event(eventID=f"urn:later:{number}", eventTime="2020-01-01T00:00:00Z"))
        if not (token := page.token):
            break

    assert sorted(seen) == [f"urn:x:{number}" for number in range(7)]


@pytest.mark.usefixtures("events")
def test_limit_counts_over_all_pages() -> None:
    first = find(ask({"perPage": 2, "eventCountLimit": 3}), Event.objects.all())
    second = find(ask({"perPage": 2, "eventCountLimit": 3}, token=first.token), Event.objects.all())

    assert [len(first.events), len(second.events), second.token] == [2, 1, ""]


@pytest.mark.usefixtures("events")
def test_token_of_another_question_or_a_forged_one_leads_nowhere() -> None:
    token = find(ask({"perPage": 2}), Event.objects.all()).token

    for parameters, forged in (({"eventType": "ObjectEvent"}, token), ({}, f"{token}x"), ({}, "1"), ({}, "\x00")):
        with pytest.raises(WrongQuestion):
            find(ask(parameters, token=forged), Event.objects.all())


@pytest.mark.parametrize("limit", [{}, {"eventCountLimit": 4}], ids=["all", "limited"])
def test_page_is_bounded_by_bytes_and_the_next_begins_where_it_ended(
    limit: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saolang.programme.traceability.queries.events.MOST_BYTES", 3_000)
    sizes = [100, 1_000, 5_000, 100, 1_200]
    capture(*(an_event(eventID=f"urn:x:{at}", **{"ocop:n": "ố" * (size // 3)}) for at, size in enumerate(sizes)))
    pages, token = [], ""
    while not pages or token:
        page = find(ask({"perPage": 4, **limit}, token=token), Event.objects.all())
        pages.append([event.event_id.rpartition(":")[2] for event in page.events])
        token = page.token

    assert pages == ([["0", "1"], ["2"], ["3"]] if limit else [["0", "1"], ["2"], ["3", "4"]])


def test_page_counts_what_the_events_mean_as_part_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saolang.programme.traceability.queries.events.MOST_BYTES", 3_000)
    for number in range(2):
        context = [CONTEXT, {"ocop": "https://example.vn/ns/" + "x" * 2_000}]
        job = capture_document(sent(an_event(eventID=f"urn:x:{number}"), **{"@context": context}), by="tests")
        assert job.success

    page = find(ask({}), Event.objects.all())

    assert (len(page.events), bool(page.token)) == (1, True)


def test_page_takes_two_queries_whatever_its_length() -> None:
    capture(an_event())
    counts = []
    for number in (1, 3):
        capture(*(an_event(**{"ocop:n": f"{number}-{each}"}) for each in range(number)))
        with CaptureQueriesContext(connection) as queries:
            find(ask({"MATCH_anyEPCClass": LEAF}), Event.objects.all())
        counts.append(len(queries))

    assert counts == [2, 2]


def test_key_reads_what_its_producer_sent_and_the_office_all() -> None:
    own, other = a_producer(), a_producer()
    capture(HARVEST, producer=own)
    capture(MAKING, producer=other)
    key = ApiKey(producer=own, prefix="sl_1", made_by="tests")

    assert [event.event_id for event in events_of_key(key)] == ["urn:x:harvest"]
    assert events_of_key(ApiKey(prefix="sl_2", made_by="tests")).count() == 2


def test_events_of_a_lot_come_in_the_order_they_happened(province: object) -> None:
    lot = a_lot(a_product(gtin="09520000000011", producer=a_producer()), number="TEA-0502")
    capture(SHIPPING, MAKING, HARVEST, PACKING)

    assert [event.event_id for event in events_of_lot(lot)] == ["urn:x:making", "urn:x:packing", "urn:x:shipping"]


def test_person_reads_the_events_of_the_area_alone(province: Province) -> None:
    here, nowhere = province.producer(), a_producer()
    capture(HARVEST, producer=here)
    capture(MAKING, producer=nowhere)
    capture(SHIPPING)

    def seen(user: User) -> list[str]:
        return [event.event_id for event in events_visible_to(user)]

    assert seen(GrantFactory(place=province.place).user) == ["urn:x:harvest"]
    assert len(seen(GrantFactory().user)) == 3
    assert seen(UserFactory()) == []
    assert seen(GrantFactory(role=Role.PRODUCER, scope_kind="producer", scope_code=nowhere.code).user) == [
        "urn:x:making"
    ]
