"""The event hash of CBV 2.0 (section 8.9.2): one digest for one event, however it is written.

The text that is hashed has the fields in one order, lists sorted, words and identifiers in full, moments in UTC. It
follows the reference program of the standard's authors where the standard leaves a choice: lists of business
transactions, sources and destinations stand among the extensions, and a type before what is of that type.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from saolang.core.epcis.moments import in_milliseconds, read_moment
from saolang.core.epcis.words import (
    BIZ_STEP,
    COMPONENT,
    DISPOSITION,
    FORMER_URNS,
    KNOWN,
    PARTY,
    TRANSACTION,
    WEB_VOCABULARY,
    in_full,
)
from saolang.core.gs1.links import canonical
from saolang.core.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Names = Mapping[str, str]

LONGEST_REMEMBERED = 120
LENGTH_OF_NAME = 16
EXACT = 2**53
"""Below it an integer is the number that a reader of JSON takes it for."""
LEFT_OUT = frozenset({"type", "eventID", "recordTime", "errorDeclaration", "@context"})
"""What is not of the event's own content: who stored it when, under which name, and what was said of it later."""
ITS_ID = frozenset({"id"})
REMARKS = frozenset({"#text", "rdfs:comment", "comment"})
PAIRS = {"bizTransactionList": "bizTransaction", "sourceList": "source", "destinationList": "destination"}
KINDS = {"bizTransactionList": TRANSACTION, "sourceList": PARTY, "destinationList": PARTY}
SENSOR_METADATA = (
    "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules",
)  # fmt: skip
SENSOR_REPORT = (
    "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time", "microorganism",
    "chemicalSubstance", "value", "component", "stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue",
    "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem",
)  # fmt: skip


def namespaces(context: object) -> dict[str, str]:
    """Return what the prefixes of a context stand for: [{"ocop": "https://…/ocop/"}] gives {"ocop": …}."""
    several = context if isinstance(context, list) else [context]
    return {
        name: address
        for each in several
        if isinstance(each, dict)
        for name, address in each.items()
        if isinstance(address, str)
    }


def event_digest(event: Mapping[str, Any], names: Names) -> str:
    """Return the SHA-256 of the event's text, in hexadecimals. Raises ValueError where a moment is none."""
    return hashlib.sha256(event_text(event, names).encode()).hexdigest()


def event_id(digest: str) -> str:
    """Return the digest as a name of the event (RFC 6920)."""
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def short_name(event_id: str, declared_at: datetime | None = None) -> bytes:
    """Return what stands for an event's id in an index; for a declaration of an error in it, with its moment."""
    told = f"{event_id} {declared_at.astimezone(UTC).isoformat()}" if declared_at else event_id
    return hashlib.sha256(told.encode()).digest()[:LENGTH_OF_NAME]


def event_text(event: Mapping[str, Any], names: Names) -> str:
    """Return the text that is hashed; `names` are the namespaces of the document. Raises ValueError as above."""
    parts = [f"eventType={event['type']}"]
    if "@context" in event:
        names = {**names, **namespaces(event["@context"])}
    for field, write in FIELDS:
        if field in event:
            parts.append(write(field, event[field], names))
    further = event.keys() - NO_EXTENSIONS
    rest = [(_pairs if field in PAIRS else _extension)(field, event[field], names) for field in further]
    return "".join(parts + sorted(rest))


def _moment(field: str, value: Any, names: Names) -> str:  # noqa: ARG001 - all writers are called alike
    return f"{field}={in_milliseconds(read_moment(str(value).strip()))}"


def _as_it_is(field: str, value: Any, names: Names) -> str:  # noqa: ARG001 - all writers are called alike
    return f"{field}={value}"


def _plain(field: str, value: Any, names: Names) -> str:
    text = _value(value, names)
    return f"{field}={text}" if text else ""


def _plain_or_several(field: str, value: Any, names: Names) -> str:
    several = value if isinstance(value, list) else [value]
    return "".join(sorted(_plain(field, each, names) for each in several))


def _word_of(kind: str) -> Callable[[str, Any, Names], str]:
    known = KNOWN[kind]

    def write(field: str, value: Any, names: Names) -> str:
        return f"{field}={kind}{value}" if value in known else _plain(field, in_full(value, kind), names)

    return write


def _epcs(field: str, value: Any, names: Names) -> str:
    texts = sorted([_plain("epc", each, names) for each in value])
    return f"{field}{''.join(texts)}" if any(texts) else ""


def _quantities(field: str, value: Any, names: Names) -> str:
    texts = [_quantity(each, names) for each in value]
    return f"{field}{''.join(sorted(texts))}" if texts else ""


def _quantity(element: Mapping[str, Any], names: Names) -> str:
    text = "quantityElement" + _plain("epcClass", element["epcClass"], names)
    if "quantity" in element:
        text += _plain("quantity", element["quantity"], names)
    return text + _plain("uom", element["uom"], names) if "uom" in element else text


def _persistent(field: str, value: Any, names: Names) -> str:
    texts = [
        "".join(sorted(_plain(name, in_full(each, DISPOSITION), names) for each in value[name]))
        for name in ("set", "unset")
        if name in value
    ]
    return f"{field}{''.join(texts)}" if any(texts) else ""


def _place(field: str, value: Any, names: Names) -> str:
    text = field + _plain("id", value["id"], names)
    return text if len(value) == 1 else text + _extensions(value, ITS_ID, names)


def _pairs(field: str, value: Iterable[Mapping[str, Any]], names: Names) -> str:
    name, kind = PAIRS[field], KINDS[field]
    texts = sorted(
        (_plain("type", in_full(each["type"], kind), names) if "type" in each else "") + _plain(name, each[name], names)
        for each in value
    )
    return field + "".join(texts)


def _sensors(field: str, value: Any, names: Names) -> str:
    return field + "".join(sorted(f"sensorElement{_sensor(each, names)}" for each in value))


def _sensor(element: Mapping[str, Any], names: Names) -> str:
    metadata = element.get("sensorMetadata")
    told = "" if metadata is None else _named(metadata, SENSOR_METADATA, names)
    reports = sorted(f"sensorReport{_named(each, SENSOR_REPORT, names)}" for each in element["sensorReport"])
    rest = _extensions(element, frozenset({"sensorMetadata", "sensorReport"}), names)
    return (f"sensorMetadata{told}" if told else "") + "".join(reports) + rest


def _named(element: Mapping[str, Any], order: tuple[str, ...], names: Names) -> str:
    """Return the fields of a part of an event in their order, then what extends it."""
    texts = []
    for name in order:
        if name in element:
            if name in {"time", "startTime", "endTime"}:
                texts.append(_moment(name, element[name], names))
            else:
                texts.append(_plain(name, _sensor_word(name, element[name]), names))
    return "".join(texts) + _extensions(element, frozenset(order), names)


def _sensor_word(name: str, value: Any) -> Any:
    """Return the words of sensors in full: their kinds stand in GS1's web vocabulary, directions in CBV."""
    if not isinstance(value, str) or ":" in value:
        return value
    return {"type": WEB_VOCABULARY, "exception": WEB_VOCABULARY, "component": COMPONENT}.get(name, "") + value


def _extensions(element: Mapping[str, Any], known: frozenset[str], names: Names) -> str:
    further = element.keys() - known - REMARKS
    return "".join(sorted([_extension(name, element[name], names) for name in further]))


def _extension(field: str, value: Any, names: Names) -> str:
    """Return a field that extends the standard's, with all that lies in it; a list repeats its field."""
    name = _full_name(field, names)
    if isinstance(value, str | dict) and not name.endswith("List"):
        return _branch(name, value, names)
    several = value if isinstance(value, list) else [value]
    if name.endswith("List"):
        inner = name.removesuffix("List")
        return name + "".join(sorted(_branch(inner, each, names) for each in several))
    return "".join(sorted(_branch(name, each, names) for each in several))


def _branch(name: str, value: Any, names: Names) -> str:
    if isinstance(value, dict):
        return name + _extensions(value, frozenset(), names)
    if isinstance(value, list):
        return name + "".join(sorted(_branch("", each, names) for each in value))
    text = _value(value, names)
    return f"{name}={text}" if text else name


def _full_name(field: str, names: Names) -> str:
    prefix, colon, local = field.partition(":")
    return f"{{{names[prefix]}}}{local}" if colon and prefix in names else field


def _value(value: Any, names: Names) -> str:
    if isinstance(value, str):
        if not value.startswith("https:"):
            prefix, colon, local = value.partition(":")
            if colon and prefix in names:
                value = names[prefix] + local
        return _remembered(value) if len(value) <= LONGEST_REMEMBERED else _canonical_value(value)
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int) and -EXACT < value < EXACT:
        return str(value)
    return _number(float(value))


def _canonical_value(text: str) -> str:
    text = text.strip()
    for urn, address in FORMER_URNS.items():
        text = text.replace(urn, address)
    try:
        number = float(text)
    except ValueError:
        pass
    else:
        return _number(number) if isfinite(number) else text
    try:
        return canonical(text)
    except Refusal:
        return text


_remembered = lru_cache(maxsize=65536)(_canonical_value)


def _number(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)


FIELDS: tuple[tuple[str, Callable[[str, Any, Names], str]], ...] = (
    ("eventTime", _moment),
    ("eventTimeZoneOffset", _as_it_is),
    ("certificationInfo", _plain_or_several),
    ("parentID", _plain),
    ("epcList", _epcs),
    ("inputEPCList", _epcs),
    ("childEPCs", _epcs),
    ("quantityList", _quantities),
    ("childQuantityList", _quantities),
    ("inputQuantityList", _quantities),
    ("outputEPCList", _epcs),
    ("outputQuantityList", _quantities),
    ("action", _as_it_is),
    ("transformationID", _plain),
    ("bizStep", _word_of(BIZ_STEP)),
    ("disposition", _word_of(DISPOSITION)),
    ("persistentDisposition", _persistent),
    ("readPoint", _place),
    ("bizLocation", _place),
    ("sensorElementList", _sensors),
)
NO_EXTENSIONS = LEFT_OUT | REMARKS | {field for field, _ in FIELDS}
