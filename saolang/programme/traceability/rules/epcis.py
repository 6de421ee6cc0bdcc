"""What EPCIS documents and events are held to here: the standard's schema and our limits."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings
from django.utils.translation import gettext

from saolang.core.epcis.documents import Limits
from saolang.core.epcis.schema import Schema
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.choices import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from saolang.core.epcis.events import Ready
    from saolang.core.epcis.problems import Problem

MEGABYTE = 1024 * 1024
SCHEMA = settings.PACKAGE / "data" / "gs1" / "epcis-2.0-json-schema.json"

OTHER_CONTENT = Refusal(
    gettext_noop(
        "Đã có sự kiện khác mang eventID này. Sự kiện đã ghi không sửa được: hãy gửi sự kiện có errorDeclaration."
    )
)
SENT_BY_ANOTHER = Refusal(
    gettext_noop(
        "Sự kiện mang eventID này đã do cơ sở khác gửi, và chỉ cơ sở đó đọc lại được. "
        "Nếu bạn cũng làm bước này, hãy gửi sự kiện của bạn với eventID riêng."
    )
)
NOTHING_TO_CORRECT = Refusal(gettext_noop("Không có sự kiện nào mang eventID này để khai là sai."))
NOT_YOURS = Refusal(gettext_noop("Sự kiện mang eventID này do người khác gửi, nên chỉ người đó khai sai được."))
NOT_THE_SAME = Refusal(
    gettext_noop(
        "Sự kiện có errorDeclaration phải lặp lại đúng nội dung của sự kiện bị khai sai. "
        "Nội dung đúng hãy gửi trong sự kiện mới và ghi eventID của nó ở correctiveEventIDs."
    )
)
DECLARED_OTHERWISE = Refusal(
    gettext_noop(
        "Sự kiện này đã được khai sai vào đúng thời điểm đó với lý do hoặc sự kiện thay thế khác. "
        "Hãy khai lại với declarationTime mới."
    )
)

NOT_YOUR_GOODS = gettext_noop(
    "%(identifier)s là hàng của chủ thể khác, nên chỉ chủ thể đó ghi được việc làm ra lô này. "
    "Việc nhận, giữ, giao, bán lô thì ai cầm hàng cũng ghi được."
)
OUTPUTS = frozenset({Part.OUTPUT, Part.OUTPUT_CLASS})
NAMED = frozenset({Part.EPC, Part.CLASS})


@cache
def schema() -> Schema:
    """Return the standard's schema, read and compiled once a process."""
    return Schema(orjson.loads(SCHEMA.read_bytes()))


def limits() -> Limits:
    return Limits(events=settings.EPCIS_CAPTURE_LIMIT, bytes=settings.EPCIS_FILE_LIMIT_MB * MEGABYTE)


def tolerance() -> timedelta:
    """Return by how much a clock elsewhere may be ahead of ours."""
    return timedelta(seconds=settings.EPCIS_CLOCK_TOLERANCE)


def made_by(event: Ready) -> Iterator[str]:
    """Yield the goods that the event says came to be, which only their producer can say."""
    parts = NAMED if event.type == "ObjectEvent" and event.action == "ADD" else OUTPUTS
    return (identifier for part, identifier in event.identifiers if part in parts)


def check_repetition(is_the_same: bool, its_producer: int | None, producer: int | None) -> Refusal | None:  # noqa: FBT001
    """Answer nothing where an event may be sent again: it says the same, and is one's own or one is the office."""
    if not is_the_same:
        return OTHER_CONTENT
    return None if producer is None or producer == its_producer else SENT_BY_ANOTHER


def check_correction(is_the_same: bool, its_producer: int | None, producer: int | None) -> Refusal | None:  # noqa: FBT001
    """Answer nothing where an error may be declared in an event: it is one's own, or one is the office.

    What declares it repeats it whole: only the record time and the declaration differ (EPCIS 2.0, 7.4.1.4).
    """
    if producer is not None and producer != its_producer:
        return NOT_YOURS
    return None if is_the_same else NOT_THE_SAME


def check_declaration(said: Mapping[str, Any], before: Mapping[str, Any] | None) -> Refusal | None:
    """Answer nothing where nobody declared another thing of the same event at the same moment."""
    return DECLARED_OTHERWISE if before is not None and before != said else None


def as_told(problem: Problem) -> dict[str, Any]:
    """Return a problem as RFC 7807 has it, in the reader's language; `instance` leads to its place in the request."""
    sentence = gettext(problem.sentence.message)
    return {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": sentence % problem.sentence.params if problem.sentence.params else sentence,
        "instance": f"#{problem.pointer}",
    }
