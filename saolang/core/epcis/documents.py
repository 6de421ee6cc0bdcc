"""Reading what was sent: a document with its events, or one event with its context; and what is wrong with each.

The schema is asked about the whole first, since nearly every document is right; only one that is not is asked about
event by event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from saolang.core.epcis.problems import CAPTURE_LIMIT, Problem, pointer_to
from saolang.core.epcis.schema import TOO_DEEP
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.core.epcis.schema import Schema

CONTEXTS = frozenset(
    f"https://ref.gs1.org/standards/epcis/{version}epcis-context.jsonld" for version in ("", "2.0.0/", "2.0.1/")
) | {"https://gs1.github.io/EPCIS/epcis-context.jsonld"}
"""The addresses of the standard's own context. Known, and never fetched."""
VERSION = "2.0"
EVENT_TYPES = frozenset(
    ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
)
BODIES: Mapping[str, tuple[str, ...]] = {
    "EPCISDocument": ("epcisBody", "eventList"),
    "EPCISQueryDocument": ("epcisBody", "queryResults", "resultsBody", "eventList"),
}
"""Where the events of each kind of document lie."""
DEEPEST_CONTEXT = 20
"""Levels in one another of what a context names; those met have two. It is written into every answer."""

NOT_JSON = gettext_noop("Nội dung gửi lên không phải JSON: %(reason)s.")
NUL = Refusal(gettext_noop("Nội dung gửi lên có ký tự NUL (\\u0000), không lưu được. Hãy bỏ ký tự đó rồi gửi lại."))
NO_DOCUMENT = Refusal(
    gettext_noop("Nội dung gửi lên phải là một EPCISDocument, một EPCISQueryDocument hoặc một sự kiện EPCIS 2.0.")
)
OTHER_VERSION = gettext_noop("Chỉ nhận EPCIS 2.0, còn tài liệu ghi schemaVersion là “%(version)s”.")
NO_CONTEXT = Refusal(gettext_noop("Thiếu @context của EPCIS 2.0."))
TOO_BIG = gettext_noop("Tài liệu lớn hơn %(limit)s byte. Hãy chia thành nhiều tài liệu.")
TOO_MANY = gettext_noop("Tài liệu có nhiều hơn %(limit)s sự kiện. Hãy chia thành nhiều tài liệu.")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one capture takes."""

    events: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Document:
    """Events as they were sent, and what the schema finds wrong with some of them.

    `pointer` leads to the list they lie in; `context` is what the document names beside the standard's own. With
    `refused` there are no events: the document as a whole cannot be taken.
    """

    events: Sequence[Mapping[str, Any]] = ()
    pointer: str = ""
    context: Sequence[Any] = ()
    problems: Mapping[int, Sequence[Problem]] = field(default_factory=dict)
    """By the number of the event, from 0."""
    refused: Sequence[Problem] = ()

    def pointer_to(self, number: int) -> str:
        """Return the JSON pointer of an event; one that stands alone is the whole."""
        return pointer_to(*self.pointer.split("/")[1:], number) if self.pointer else ""


def read(content: bytes, *, schema: Schema, limits: Limits) -> Document:
    """Read what was sent as JSON, in UTF-8."""
    if len(content) > limits.bytes:
        return _refused(Refusal(TOO_BIG, limit=limits.bytes), kind=CAPTURE_LIMIT)
    if b"\\u0000" in content:
        return _refused(NUL)
    try:
        document = orjson.loads(content)
    except ValueError as error:
        return _refused(Refusal(NOT_JSON, reason=str(error)))
    if not isinstance(document, dict):
        return _refused(NO_DOCUMENT)
    if _is_deep(document.get("@context"), DEEPEST_CONTEXT):
        return _refused(TOO_DEEP, pointer_to("@context"))
    return _understood(document, schema, limits)


def take(events: Sequence[Mapping[str, Any]], *, context: Sequence[Any], schema: Schema, limits: Limits) -> Document:
    """Take events made by ourselves, or sent one by one with their own contexts, as if they came in a document."""
    if len(events) > limits.events:
        return _refused(Refusal(TOO_MANY, limit=limits.events), kind=CAPTURE_LIMIT)
    problems = {number: found for number, each in enumerate(events) if (found := _problems_of(each, schema))}
    return Document(events, "/epcisBody/eventList", context, problems)


def own_context(context: object) -> list[Any]:
    """Return what a context names beside the standard's own."""
    several = context if isinstance(context, list) else [context]
    return [each for each in several if each is not None and each not in ({}, *CONTEXTS)]


def is_event(said: object) -> bool:
    """Tell whether what was sent calls itself one event of the standard's."""
    return isinstance(said, dict) and _kind_of(said) in EVENT_TYPES


def _kind_of(document: Mapping[str, Any]) -> str:
    kind = document.get("type")
    return kind if isinstance(kind, str) else ""


def _is_deep(value: object, levels: int) -> bool:
    """Tell whether more levels stand in one another than so many."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return inner is not None and (levels == 0 or any(_is_deep(each, levels - 1) for each in inner))


def _understood(document: Mapping[str, Any], schema: Schema, limits: Limits) -> Document:
    kind = _kind_of(document)
    if kind in EVENT_TYPES:
        return _alone(document, schema)
    if kind not in BODIES:
        return _refused(NO_DOCUMENT)
    version = document.get("schemaVersion", VERSION)
    if isinstance(version, str) and version != VERSION and not version.startswith(f"{VERSION}."):
        return _refused(Refusal(OTHER_VERSION, version=version[:20]), pointer_to("schemaVersion"))
    events = _events(document, BODIES[kind])
    if isinstance(events, list) and len(events) > limits.events:
        return _refused(Refusal(TOO_MANY, limit=limits.events), kind=CAPTURE_LIMIT)
    return _checked(document, BODIES[kind], events, schema)


def _checked(document: Mapping[str, Any], path: tuple[str, ...], events: Any, schema: Schema) -> Document:
    """Return the events of a document, and what the schema finds wrong: with the document, else with each of them."""
    context, pointer = own_context(document.get("@context")), pointer_to(*path)
    if schema.accepts(document):
        return Document(events, pointer, context)
    if not isinstance(events, list):
        return Document(refused=schema.document_problems(document) or [Problem(NO_DOCUMENT)])
    if wrong := schema.document_problems(_without_events(document, path)):
        return Document(refused=wrong)
    problems = {number: found for number, each in enumerate(events) if (found := schema.event_problems(each))}
    return Document(events, pointer, context, problems)


def _alone(event: Mapping[str, Any], schema: Schema) -> Document:
    """Return the document of one event that stands alone, which must bring its context."""
    context = own_context(event.get("@context"))
    bare = {name: value for name, value in event.items() if name != "@context"}
    if "@context" not in event:
        return Document([bare], "", context, {0: [Problem(NO_CONTEXT)]})
    return Document([bare], "", context, {0: found} if (found := _problems_of(event, schema)) else {})


def _problems_of(event: Mapping[str, Any], schema: Schema) -> list[Problem]:
    return [] if schema.accepts_event(event) else schema.event_problems(event)


def _events(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return what lies where the events of the document should."""
    found: Any = document
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _without_events(document: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """Return the document with an empty list of events."""
    step, *further = path
    below: Any = _without_events(document[step], tuple(further)) if further else []
    return {**document, step: below}


def _refused(sentence: Refusal, pointer: str = "", kind: str = "") -> Document:
    problem = Problem(sentence, pointer, kind) if kind else Problem(sentence, pointer)
    return Document(refused=[problem])
