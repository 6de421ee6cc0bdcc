"""EPCIS on the command line: a file is captured or refused, a question answered, with exit codes that say so."""

from __future__ import annotations

import argparse
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from saolang.config.verbs import epcis as verb
from saolang.core.refusal import Refusal
from saolang.programme.traceability.models import Event
from tests.api.epcis.documents import a_document, an_event
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
WRONG = an_event(2, eventTime="22-07-2026")


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    verb.add_arguments(parser)
    return verb.run(parser.parse_args(words))


def written(folder: Path, said: object) -> str:
    file = folder / "events.json"
    file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    return str(file)


def test_document_is_captured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(written(tmp_path, a_document(an_event(1), an_event(2))), "--json")

    assert (code, Event.objects.count()) == (0, 2)
    assert json.loads(capsys.readouterr().out) == {"success": True, "captured": 2, "errors": []}


def test_document_is_captured_for_a_producer(tmp_path: Path) -> None:
    producer = a_producer()

    run(written(tmp_path, a_document()), "--producer", producer.code.lower())

    assert Event.objects.get().producer == producer


@pytest.mark.parametrize("said", [a_document(an_event(1), WRONG), "{", "[]", {"type": "EPCISDocument"}])
def test_what_is_wrong_is_refused_and_told(said: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(written(tmp_path, said), "--json")

    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (code, Event.objects.count()) == (1, 0)
    assert (told["success"], told["captured"]) == (False, 0)
    assert {"type", "title", "status", "detail", "instance"} == set(told["errors"][0])


def test_what_is_right_is_kept_where_that_is_wanted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(written(tmp_path, a_document(an_event(1), WRONG)), "--proceed", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (code, told["captured"], len(told["errors"])) == (1, 1, 1)


def test_words_are_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(written(tmp_path, a_document()))
    run(written(tmp_path, a_document(WRONG)))

    said = capsys.readouterr().out.splitlines()
    assert (said[0], said[-1]) == ("1 sự kiện đã ghi", "Không ghi sự kiện nào.")
    assert said[1].startswith("#/epcisBody/eventList/0/eventTime")


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = io.TextIOWrapper(io.BytesIO(json.dumps(a_document()).encode()))
    monkeypatch.setattr("sys.stdin", content)

    assert run("-") == 0


def test_question_is_answered(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    run(written(tmp_path, a_document(an_event(1), an_event(2, bizStep="packing"))))
    capfdbinary.readouterr()

    code = run("--query", "EQ_bizStep=packing", "--query", "eventType=ObjectEvent")

    document = json.loads(capfdbinary.readouterr().out)
    events = document["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert (code, [event["bizStep"] for event in events]) == (0, ["packing"])


def test_question_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--query", "colour=green") == 1
    assert json.loads(capsys.readouterr().out)["type"] == "epcisException:QueryParameterException"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("there-is-none.json",),
        ("file.json", "--query", "EQ_bizStep=packing"),
        ("--query", "packing"),
        ("--query", "a=b", "--producer", "CT-00000000"),
    ],
)
def test_bad_use_is_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(Refusal):
        run(*words)
