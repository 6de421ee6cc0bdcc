"""Documents and single events sent to be captured, and what is told of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from saolang.programme.traceability.models import CaptureJob, Event
from tests.api.epcis.documents import CONTEXT, NESTED, a_document, alone, an_event

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

    from tests.api.epcis.conftest import Program

WRONG = an_event(2, quantityList=[{"epcClass": "https://id.gs1.org/01/09520000000012/10/L", "quantity": 1}])
"""Its GTIN has a wrong check digit."""


def sent(program: Program, content: bytes, address: str = "capture", kind: str = "application/json") -> HttpResponse:
    return program.post(f"/epcis/{address}", content, content_type=kind)


def problem(answer: HttpResponse) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["detail"]
    return answer.status_code, told["type"].removeprefix("epcisException:")


def test_document_is_captured_and_its_job_told(program: Program) -> None:
    answer = program.send("/capture", a_document(an_event(1), an_event(2)))

    told = program.get(answer["Location"]).json()
    assert answer.status_code == 202
    assert Event.objects.filter(producer=program.made.key.producer).count() == 2
    assert (told["success"], told["running"], told["errors"]) == (True, False, [])
    assert told["captureErrorBehaviour"] == "rollback"
    assert answer["Location"].endswith(told["captureID"])


def test_key_and_producer_stand_with_the_capture(program: Program) -> None:
    program.send("/capture", a_document())

    job = CaptureJob.objects.get()
    assert (job.key, job.producer, job.captured_by) == (
        program.made.key,
        program.made.key.producer,
        program.made.key.prefix,
    )


def test_document_as_linked_data_is_captured(program: Program) -> None:
    assert sent(program, json.dumps(a_document()).encode(), kind="application/ld+json").status_code == 202


def test_document_with_one_wrong_event_leaves_nothing(program: Program) -> None:
    answer = program.send("/capture", a_document(an_event(1), WRONG))

    assert problem(answer) == (400, "ValidationException")
    assert answer.json()["errors"][0]["instance"].startswith("#/epcisBody/eventList/1")
    assert (Event.objects.count(), CaptureJob.objects.count()) == (0, 0)


def test_proceeding_keeps_what_is_right(program: Program) -> None:
    answer = program.send("/capture", a_document(an_event(1), WRONG), GS1_Capture_Error_Behaviour="proceed")

    told = program.get(answer["Location"]).json()
    assert answer.status_code == 202
    assert (told["success"], len(told["errors"]), Event.objects.count()) == (False, 1, 1)


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b" ", "application/json", (400, "ValidationException")),
        (b"{", "application/json", (400, "ValidationException")),
        (b"[]", "application/json", (400, "ValidationException")),
        (b"{}", "application/json", (400, "ValidationException")),
        (b"null", "application/json", (400, "ValidationException")),
        (b"\xff\xfe", "application/json", (400, "ValidationException")),
        (b"[" * 5_000, "application/json", (400, "ValidationException")),
        (f'{{"type": {NESTED}}}'.encode(), "application/json", (400, "ValidationException")),
        (f'{{"type": "ObjectEvent", "@context": {NESTED}}}'.encode(), "application/json", (400, "ValidationException")),
        (b"<a/>", "application/xml", (415, "UnsupportedMediaTypeException")),
        (b"a=b", "application/x-www-form-urlencoded", (415, "UnsupportedMediaTypeException")),
        (b"{}", "", (415, "UnsupportedMediaTypeException")),
    ],
)
@pytest.mark.parametrize("address", ["capture", "events"])
def test_what_is_no_document_is_refused(
    address: str, content: bytes, kind: str, expected: tuple[int, str], program: Program
) -> None:
    assert problem(sent(program, content, address, kind)) == expected
    assert CaptureJob.objects.count() == 0


def test_more_than_is_taken_at_once_is_refused(program: Program, settings: SettingsWrapper) -> None:
    settings.EPCIS_CAPTURE_LIMIT = 1
    assert problem(program.send("/capture", a_document(an_event(1), an_event(2)))) == (
        413,
        "CaptureLimitExceededException",
    )
    settings.EPCIS_FILE_LIMIT_MB = 0
    assert problem(program.send("/capture", a_document())) == (413, "CaptureLimitExceededException")
    assert Event.objects.count() == 0


def test_document_in_chunks_is_refused_for_what_it_is(program: Program) -> None:
    answer = program.send("/capture", a_document(), Transfer_Encoding="chunked", Content_Length="")

    assert problem(answer) == (411, "about:blank")


def test_behaviour_there_is_none_of_is_refused(program: Program) -> None:
    answer = program.send("/capture", a_document(), GS1_Capture_Error_Behaviour="perhaps")

    assert problem(answer) == (400, "ValidationException")


def test_single_event_is_captured_and_read(program: Program) -> None:
    answer = program.send("/events", alone())

    read = program.get(answer["Location"]).json()
    assert answer.status_code == 201
    assert read.pop("recordTime")
    assert read == alone()


def test_single_event_without_an_id_gets_its_hash(program: Program) -> None:
    event = alone()
    del event["eventID"]

    answers = [program.send("/events", event) for _ in range(2)]

    read = program.get(answers[0]["Location"]).json()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert read["eventID"].startswith("ni:///sha-256;")
    assert Event.objects.count() == 1


def test_same_id_with_other_content_is_refused(program: Program) -> None:
    program.send("/events", alone())

    assert problem(program.send("/events", alone(bizStep="receiving"))) == (400, "ValidationException")


def test_correction_stands_where_the_event_is_read(program: Program) -> None:
    program.send("/events", alone())
    declaration = {"declarationTime": "2026-05-03T08:00:00.000+07:00", "reason": "incorrect_data"}

    answer = program.send("/events", alone(errorDeclaration=declaration))

    assert program.get(answer["Location"]).json()["errorDeclaration"] == declaration
    assert Event.objects.count() == 2


def test_document_of_several_events_is_no_event(program: Program) -> None:
    assert problem(program.send("/events", a_document())) == (400, "ValidationException")


def test_event_without_its_context_is_refused(program: Program) -> None:
    assert problem(program.send("/events", an_event())) == (400, "ValidationException")


def test_jobs_are_listed_page_by_page(program: Program) -> None:
    sent_jobs = [program.send("/capture", a_document(an_event(number)))["Location"] for number in (1, 2, 3)]

    first = program.get("/epcis/capture?perPage=2")
    second = program.get(first["Link"].partition(">")[0][1:])

    listed = [job["captureID"] for answer in (first, second) for job in answer.json()]
    assert listed == [location.rpartition("/")[2] for location in reversed(sent_jobs)]
    assert "Link" not in second
    assert first["GS1-Next-Page-Token-Expires"]


@pytest.mark.parametrize("query", ["perPage=0", "perPage=1001", "perPage=x", "nextPageToken=x", "eventType=x"])
def test_page_that_is_none_is_refused(query: str, program: Program) -> None:
    assert problem(program.get(f"/epcis/capture?{query}")) == (400, "QueryParameterException")


@pytest.mark.parametrize("code", ["6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0001", "x", "6F2B1C2E-2F0A-4C53-9A35-5B8F4F6F0001"])
def test_job_there_is_none_of_is_not_found(code: str, program: Program) -> None:
    assert problem(program.get(f"/epcis/capture/{code}")) == (404, "NoSuchResourceException")


def test_context_of_extensions_comes_back(program: Program) -> None:
    program.send("/events", alone(**{"ocop:batch": "b"}))

    read: dict[str, Any] = program.get("/epcis/events").json()
    assert read["@context"] == CONTEXT
