"""An event made ready to be kept: its identifiers in one notation, its words bare, what the schema cannot hold checked.

The rules are those of EPCIS 2.0, sections 7.3 and 7.4, and of CBV 2.0, section 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from saolang.core.epcis.documents import EVENT_TYPES
from saolang.core.epcis.hashing import event_digest, event_id, namespaces, short_name
from saolang.core.epcis.moments import read_moment
from saolang.core.epcis.problems import Problem, pointer_to
from saolang.core.epcis.schema import TOO_DEEP
from saolang.core.epcis.words import BIZ_STEP, DISPOSITION, PARTY, TRANSACTION, bare, is_known
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

EPCS: Mapping[str, str] = {
    "epcList": "epc",
    "childEPCs": "child",
    "inputEPCList": "input",
    "outputEPCList": "output",
}
"""Lists of things, each by itself, and the part they play."""
CLASSES: Mapping[str, str] = {
    "quantityList": "class",
    "childQuantityList": "child_class",
    "inputQuantityList": "input_class",
    "outputQuantityList": "output_class",
}
"""Lists of lots and kinds with their quantities."""
PARENT = "parent"
CORRECTIVE = "corrective"
PLACES = ("readPoint", "bizLocation")
PAIRS: Mapping[str, tuple[str, str]] = {
    "bizTransactionList": ("bizTransaction", TRANSACTION),
    "sourceList": ("source", PARTY),
    "destinationList": ("destination", PARTY),
}
NAMING = (*EPCS, *CLASSES, *PAIRS)
"""Lists in which things, lots, transactions and parties are named."""
WORDS: Mapping[str, str] = {"bizStep": BIZ_STEP, "disposition": DISPOSITION}
LONGEST = 400
"""Characters of an identifier or a word that is kept to be found by."""

NO_TYPE = gettext_noop("Loại sự kiện “%(type)s” không thuộc năm loại của EPCIS 2.0.")
NO_WORD = gettext_noop("“%(word)s” không phải từ của CBV 2.0.")
NO_MOMENT = gettext_noop("“%(moment)s” không phải một thời điểm.")
IN_FUTURE = gettext_noop("Thời điểm sự kiện %(moment)s ở tương lai. Hãy kiểm tra đồng hồ và múi giờ.")
DECLARED_LATER = gettext_noop("Thời điểm khai sai %(moment)s ở tương lai. Hãy kiểm tra đồng hồ và múi giờ.")
SENSED_LATER = gettext_noop("Thời điểm đo %(moment)s muộn hơn thời điểm sự kiện.")
NO_QUANTITY = gettext_noop("Số lượng phải lớn hơn 0.")
TOO_LONG = gettext_noop("Giá trị này dài hơn %(longest)s ký tự.")


class Ready(NamedTuple):
    """An event as it is kept. `text` is its JSON without recordTime; `identifiers` are pairs of part and notation."""

    text: str
    digest: str
    name: bytes
    event_id: str
    type: str
    event_time: datetime
    action: str
    biz_step: str
    disposition: str
    read_point: str
    biz_location: str
    transformation_id: str
    declared_at: datetime | None
    identifiers: tuple[tuple[str, str], ...]


class Wrong(Exception):  # noqa: N818 - carries problems up to who asked
    """What is wrong with an event."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem.sentence))
        self.problem = problem


def make_ready(
    event: Mapping[str, Any], *, names: Mapping[str, str], canonical: Callable[[str], str], latest: datetime
) -> Ready:
    """Return a valid event as it is kept; the event itself is left as it is.

    `names` are the namespaces of its document, `canonical` gives an identifier its one notation or raises Refusal,
    `latest` is the moment after which an event cannot have been yet. Raises Wrong.
    """
    kind = event["type"]
    if kind not in EVENT_TYPES:
        raise Wrong(Problem(Refusal(NO_TYPE, type=str(kind)[:80]), "/type"))
    document = dict(event)
    document.pop("recordTime", None)
    identifiers = dict.fromkeys(_identify(document, canonical))
    _spell(document)
    moment = _moment(event["eventTime"], "/eventTime")
    if moment > latest:
        raise Wrong(Problem(Refusal(IN_FUTURE, moment=event["eventTime"]), "/eventTime"))
    if "sensorElementList" in event:
        _check_sensors(event["sensorElementList"], moment)
    if "@context" in event:
        names = {**names, **namespaces(event["@context"])}
    try:
        digest = event_digest(document, names)
        document.setdefault("eventID", event_id(digest))
        text = orjson.dumps(document).decode()
    except (RecursionError, orjson.JSONEncodeError):
        raise Wrong(Problem(TOO_DEEP)) from None
    id_, declaration = _short(document["eventID"], "/eventID"), event.get("errorDeclaration")
    declared_at = _declared(declaration, latest)
    return Ready(
        text,
        digest,
        short_name(id_, declared_at),
        id_,
        kind,
        moment,
        document.get("action", ""),
        _short(document.get("bizStep", ""), "/bizStep"),
        _short(document.get("disposition", ""), "/disposition"),
        document["readPoint"]["id"] if "readPoint" in document else "",
        document["bizLocation"]["id"] if "bizLocation" in document else "",
        _short(document.get("transformationID", ""), "/transformationID"),
        declared_at,
        (*identifiers, *_corrective(declaration)),
    )


def _declared(declaration: Mapping[str, Any] | None, latest: datetime) -> datetime | None:
    """Return when the event was declared wrong; None where it was not."""
    if not declaration:
        return None
    moment = _moment(declaration["declarationTime"], pointer := "/errorDeclaration/declarationTime")
    if moment > latest:
        raise Wrong(Problem(Refusal(DECLARED_LATER, moment=declaration["declarationTime"]), pointer))
    return moment


def _corrective(declaration: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Yield the events that say right what the declaration says was wrong."""
    for at, each in enumerate((declaration or {}).get("correctiveEventIDs", ())):
        yield CORRECTIVE, _short(each, pointer_to("errorDeclaration", "correctiveEventIDs", at))


def with_record_time(event: Ready, moment: str) -> str:
    """Return the event's JSON with the moment at which it is kept."""
    return f'{event.text[:-1]},"recordTime":"{moment}"}}'


def _identify(document: dict[str, Any], canonical: Callable[[str], str]) -> list[tuple[str, str]]:
    """Write every identifier of the document in its one notation; return what the event is about, by its part."""
    named: list[tuple[str, str]] = []
    for field in [each for each in NAMING if each in document]:
        found = enumerate(document[field])
        if part := EPCS.get(field):
            document[field] = epcs = [_one(each, canonical, field, at) for at, each in found]
            named += [(part, each) for each in epcs]
        elif part := CLASSES.get(field):
            document[field] = elements = [_counted(each, canonical, field, at) for at, each in found]
            named += [(part, each["epcClass"]) for each in elements]
        else:
            document[field] = [_pair(each, *PAIRS[field], canonical, pointer_to(field, at)) for at, each in found]
    if "parentID" in document:
        document["parentID"] = parent = _one(document["parentID"], canonical, "parentID")
        named.append((PARENT, parent))
    _locate(document, canonical)
    return named


def _locate(document: dict[str, Any], canonical: Callable[[str], str]) -> None:
    """Write where the event was, and of which transformation it is, in one notation."""
    for field in PLACES:
        if field in document:
            place = document[field]
            found = _one(place["id"], canonical, field, "id")
            document[field] = place if found == place["id"] else {**place, "id": found}
    if "transformationID" in document:
        document["transformationID"] = _one(document["transformationID"], canonical, "transformationID")


def _one(identifier: str, canonical: Callable[[str], str], *steps: str | int) -> str:
    try:
        found = canonical(identifier)
    except Refusal as refusal:
        raise Wrong(Problem(refusal, pointer_to(*steps))) from None
    return found if len(found) <= LONGEST else _short(found, pointer_to(*steps))


def _counted(element: Mapping[str, Any], canonical: Callable[[str], str], field: str, at: int) -> Mapping[str, Any]:
    if element.get("quantity", 1) <= 0:
        raise Wrong(Problem(Refusal(NO_QUANTITY), pointer_to(field, at, "quantity")))
    found = _one(element["epcClass"], canonical, field, at, "epcClass")
    return element if found == element["epcClass"] else {**element, "epcClass": found}


def _pair(
    pair: Mapping[str, Any], name: str, kind: str, canonical: Callable[[str], str], pointer: str
) -> dict[str, Any]:
    try:
        found = {**pair, name: canonical(pair[name])}
    except Refusal as refusal:
        raise Wrong(Problem(refusal, f"{pointer}/{name}")) from None
    if "type" in pair:
        found["type"] = _word(pair["type"], kind, f"{pointer}/type")
    return found


def _spell(document: dict[str, Any]) -> None:
    """Write the words of the standard bare."""
    for field, kind in WORDS.items():
        if field in document:
            document[field] = _word(document[field], kind, f"/{field}")
    if "persistentDisposition" in document:
        document["persistentDisposition"] = {
            name: [_word(each, DISPOSITION, f"/persistentDisposition/{name}") for each in several]
            for name, several in document["persistentDisposition"].items()
        }


def _word(word: str, kind: str, pointer: str) -> str:
    found = bare(word, kind)
    # A web address of the standard's own with a word it does not have comes back bare, too.
    if not is_known(found, kind):
        raise Wrong(Problem(Refusal(NO_WORD, word=word[:80]), pointer))
    return found


def _check_sensors(elements: list[Mapping[str, Any]], moment: datetime) -> None:
    """Refuse a measurement later than the event that reports it (7.3.7)."""
    for at, element in enumerate(elements):
        metadata = element.get("sensorMetadata", {})
        for name in ("time", "startTime", "endTime"):
            if name in metadata:
                _check_sensed(metadata[name], moment, pointer_to("sensorElementList", at, "sensorMetadata", name))
        for number, report in enumerate(element["sensorReport"]):
            if "time" in report:
                where = pointer_to("sensorElementList", at, "sensorReport", number, "time")
                _check_sensed(report["time"], moment, where)


def _check_sensed(text: str, moment: datetime, pointer: str) -> None:
    if _moment(text, pointer) > moment:
        raise Wrong(Problem(Refusal(SENSED_LATER, moment=text), pointer))


def _moment(text: str, pointer: str) -> datetime:
    try:
        return read_moment(text)
    except ValueError:
        raise Wrong(Problem(Refusal(NO_MOMENT, moment=text[:80]), pointer)) from None


def _short(text: str, pointer: str) -> str:
    if len(text) > LONGEST:
        raise Wrong(Problem(Refusal(TOO_LONG, longest=LONGEST), pointer))
    return text
