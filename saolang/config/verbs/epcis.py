"""Capture the EPCIS events of a file, as POST /epcis/capture does, or answer a question about events.

`FILE` is an EPCISDocument, an EPCISQueryDocument or one event, in JSON; - is the standard input. `--query` asks
instead: `./run epcis --query EQ_bizStep=shipping --query MATCH_anyEPCClass=https://id.gs1.org/01/…` prints an
EPCISQueryDocument. Ends with 0 when captured or answered, with 1 when refused, with 2 on bad use.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from saolang.config.cli import FAILED
from saolang.config.command_files import read_file
from saolang.config.verbs import setup
from saolang.core.epcis.questions import WrongQuestion
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.registry.models import Producer
from saolang.programme.traceability.choices import ErrorBehaviour
from saolang.programme.traceability.models import Event
from saolang.programme.traceability.queries.documents import query_document
from saolang.programme.traceability.queries.events import ask, find
from saolang.programme.traceability.rules.epcis import as_told
from saolang.programme.traceability.services.capture import capture_document

if TYPE_CHECKING:
    from saolang.programme.traceability.models import CaptureJob

BY = "command-line"
"""Who is named for what the command line enters."""
NO_SUCH_PRODUCER = gettext_noop("Không có chủ thể %(code)s. Hãy xem lại mã chủ thể (CT-…).")
FILE_OR_QUERY = Refusal(gettext_noop("Hãy đưa một tệp, hoặc hỏi bằng --query TÊN=GIÁ-TRỊ. Xem ./run epcis --help."))
NOT_A_QUERY = gettext_noop("“%(text)s” không phải TÊN=GIÁ-TRỊ.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file or the question."""
    parser.add_argument("file", metavar="FILE", nargs="?", help="what to capture; - for the standard input")
    parser.add_argument("--json", action="store_true", help="print for programs")
    parser.add_argument("--producer", metavar="CODE", help="for whom, such as CT-0123ABCD; the office if absent")
    parser.add_argument("--proceed", action="store_true", help="keep what is right of it, even if something is wrong")
    parser.add_argument(
        "--query", metavar="NAME=VALUE", action="append", help="a parameter of EPCIS 2.0; may be repeated"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked. Raises Refusal on bad use."""
    if (arguments.file is None) == (arguments.query is None):
        raise FILE_OR_QUERY
    set_up_if_new()
    producer = _producer(arguments.producer) if arguments.producer else None
    if arguments.query is not None:
        return _answer(arguments.query, producer)
    behaviour = ErrorBehaviour.PROCEED if arguments.proceed else ErrorBehaviour.ROLLBACK
    job = capture_document(read_file(arguments.file), by=BY, producer=producer, behaviour=behaviour)
    print(_as_json(job) if arguments.json else _in_words(job))
    return 0 if job.success else FAILED


def set_up_if_new() -> None:
    """Set the installation up where there is none yet: whoever only tries a file out has never served it."""
    settings.VAR.mkdir(parents=True, exist_ok=True)
    if Event._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 - Django's name for it
        setup.run(argparse.Namespace())


def _answer(said: list[str], producer: Producer | None) -> int:
    events = Event.objects.filter(producer=producer) if producer else Event.objects.all()
    try:
        page = find(ask(_parameters(said)), events)
    except WrongQuestion as wrong:
        print(json.dumps(as_told(wrong.problem), ensure_ascii=False))
        return FAILED
    sys.stdout.buffer.write(query_document(page.events) + b"\n")
    return 0


def _parameters(said: list[str]) -> dict[str, list[str]]:
    parameters: dict[str, list[str]] = {}
    for text in said:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise Refusal(NOT_A_QUERY, text=text)
        parameters.setdefault(name, []).append(value)
    return parameters


def _producer(code: str) -> Producer:
    found = Producer.objects.filter(code=code.upper()).first()
    if found is None:
        raise Refusal(NO_SUCH_PRODUCER, code=code)
    return found


def _as_json(job: CaptureJob) -> str:
    told: dict[str, Any] = {"success": bool(job.success), "captured": job.captured, "errors": job.errors}
    return json.dumps(told, ensure_ascii=False, indent=2)


def _in_words(job: CaptureJob) -> str:
    lines = [f"{error['instance']}  {error['detail']}" for error in job.errors]
    return "\n".join([*lines, f"{job.captured} sự kiện đã ghi" if job.pk else "Không ghi sự kiện nào."])
