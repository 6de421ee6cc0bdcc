"""Questions about events: the parameters of the SimpleEventQuery (EPCIS 2.0, 8.2.7.1), read and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from saolang.core.epcis.documents import EVENT_TYPES
from saolang.core.epcis.moments import read_moment
from saolang.core.epcis.problems import IMPLEMENTATION, QUERY_PARAMETER, QUERY_TOO_COMPLEX, Problem
from saolang.core.epcis.words import BIZ_STEP, DISPOSITION, bare
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

MOST_VALUES = 100
"""Values of one parameter."""
MOST_PER_PAGE = 1_000
PER_PAGE = 30
LARGEST_LIMIT = 1_000_000

EPCS = ("epc", "child")
CLASSES = ("class", "child_class")
PARTS: Mapping[str, tuple[str, ...]] = {
    "MATCH_epc": EPCS,
    "MATCH_parentID": ("parent",),
    "MATCH_inputEPC": ("input",),
    "MATCH_outputEPC": ("output",),
    "MATCH_anyEPC": (*EPCS, "parent", "input", "output"),
    "MATCH_epcClass": CLASSES,
    "MATCH_inputEPCClass": ("input_class",),
    "MATCH_outputEPCClass": ("output_class",),
    "MATCH_anyEPCClass": (*CLASSES, "input_class", "output_class"),
    "EQ_correctiveEventID": ("corrective",),
}
"""Parameters that ask for an identifier, and in which parts of an event it may stand."""
TIMES: Mapping[str, tuple[str, str]] = {
    "GE_eventTime": ("event_time", "gte"),
    "LT_eventTime": ("event_time", "lt"),
    "GE_recordTime": ("record_time", "gte"),
    "LT_recordTime": ("record_time", "lt"),
    "GE_errorDeclarationTime": ("declared_at", "gte"),
    "LT_errorDeclarationTime": ("declared_at", "lt"),
    "GE_errorDeclaration_Time": ("declared_at", "gte"),
    "LT_errorDeclaration_Time": ("declared_at", "lt"),
}
"""The text of the standard and its schema of queries spell the last two differently: both are read."""
WORDS: Mapping[str, str] = {
    "eventType": "type",
    "EQ_action": "action",
    "EQ_bizStep": "biz_step",
    "EQ_disposition": "disposition",
}
NAMES: Mapping[str, str] = {
    "EQ_eventID": "event_id",
    "EQ_readPoint": "read_point",
    "EQ_bizLocation": "biz_location",
    "EQ_transformationID": "transformation_id",
}
OF_EVENTS = frozenset(("EQ_eventID", "EQ_correctiveEventID"))
"""Names of events, which are kept as they were given."""
ORDERS: Mapping[str, str] = {"eventTime": "event_time", "recordTime": "record_time"}
KINDS: Mapping[str, str] = {"EQ_bizStep": BIZ_STEP, "EQ_disposition": DISPOSITION}
ONE_OF: Mapping[str, frozenset[str]] = {"EQ_action": frozenset(("ADD", "OBSERVE", "DELETE")), "eventType": EVENT_TYPES}
ONE_VALUE = frozenset(
    ("EXISTS_errorDeclaration", "orderBy", "orderDirection", "eventCountLimit", "maxEventCount", "perPage")
)
SENSED = (
    "type|deviceID|deviceMetadata|rawData|dataProcessingMethod|microorganism|chemicalSubstance|bizRules|stringValue"
    "|booleanValue|hexBinaryValue|uriValue"
)
TRUE_OR_NOT = frozenset(("EXISTS_errorDeclaration",))
LEFT_OUT = re.compile(
    r"WD_(?:readPoint|bizLocation)|(?:HASATTR|EQATTR|EQ_ATTR)_.+|EQ_errorReason"
    r"|EQ_(?:bizTransaction|source|destination)_.+"
    r"|EQ_persistentDisposition_(?:set|unset)|(?:EQ|GT|GE|LT|LE)_(?:quantity|value|minValue|maxValue|meanValue|sDev"
    r"|percRank|percValue)(?:_.+)?|(?:EQ|EXISTS|GT|GE|LT|LE)_(?:INNER_)?(?:ILMD|SENSORELEMENT|SENSORMETADATA"
    rf"|SENSORREPORT|READPOINT|BIZLOCATION|ERROR_DECLARATION)_.+|EXISTS_sensorElementList|EQ_(?:{SENSED})"
    # Extension fields are named by a prefix or by their whole namespace: EQ_ocop:step, EXISTS_https://x.vn/ns#step.
    r"|(?:GE|LT)_(?:time|startTime|endTime)|(?:EQ|EXISTS|GT|GE|LT|LE)_(?:INNER_)?[^_]*[:#].+",
    re.DOTALL,
)
"""Parameters of the standard that are not answered here."""
TRUTHS: Mapping[str, str] = {"true": "true", "false": "false", "1": "true", "0": "false", "": "true"}
"""What asks whether something is there has no value in the standard (Void, 8.2.7.1): being named is enough."""
PATTERN = re.compile(r"urn:epc:idpat:(?P<kind>[a-z]+):.*\*", re.DOTALL)

UNKNOWN = gettext_noop("Không có tham số “%(name)s”. Hãy xem lại tên tham số của EPCIS 2.0.")
NOT_ANSWERED = gettext_noop("Tham số “%(name)s” có trong EPCIS 2.0 nhưng hệ thống này chưa trả lời được.")
EMPTY = gettext_noop("Tham số “%(name)s” chưa có giá trị.")
ONLY_ONE = gettext_noop("Tham số “%(name)s” chỉ nhận một giá trị.")
TOO_MANY = gettext_noop("Tham số “%(name)s” có nhiều hơn %(most)s giá trị. Hãy chia thành nhiều câu hỏi.")
NOT_ONE_OF = gettext_noop("Tham số “%(name)s” không nhận giá trị “%(value)s”.")
NO_MOMENT = gettext_noop(
    "Tham số “%(name)s” phải là thời điểm có múi giờ, ví dụ 2026-05-01T06:30:00+07:00 (dấu + viết là %%2B)."
)
NO_COUNT = gettext_noop("Tham số “%(name)s” phải là số nguyên từ 1 đến %(most)s.")
BOTH_LIMITS = Refusal(gettext_noop("eventCountLimit và maxEventCount không dùng cùng nhau được. Hãy bỏ bớt một."))
DIRECTION_ALONE = Refusal(gettext_noop("orderDirection cần có orderBy."))


class Name(NamedTuple):
    """An identifier in the notation it is kept in, or all that begin so."""

    text: str
    is_beginning: bool = False


class Match(NamedTuple):
    """That the event names one of these, in one of these parts of it."""

    parts: tuple[str, ...]
    names: tuple[Name, ...]


class Bound(NamedTuple):
    """That a moment of the event is not before ("gte"), or is before ("lt"), another."""

    column: str
    comparison: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class EventQuestion:
    """What is asked, in the order of the columns; every condition must hold, one of the values in each.

    `limit` events at most are answered over all pages; more than `most` is refused.
    """

    bounds: tuple[Bound, ...] = ()
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    matches: tuple[Match, ...] = ()
    declares_error: bool | None = None
    order: str = "event_time"
    is_descending: bool = False
    limit: int | None = None
    most: int | None = None
    per_page: int = PER_PAGE
    token: str = field(default="", compare=False)

    @property
    def asked(self) -> str:
        """What is asked as a text, whichever page of it."""
        return repr(replace(self, token="", per_page=PER_PAGE))


class WrongQuestion(Exception):  # noqa: N818 - carries the problem to who asked
    """What is wrong with a question."""

    def __init__(self, sentence: Refusal, kind: str = QUERY_PARAMETER) -> None:
        super().__init__(str(sentence))
        self.problem = Problem(sentence, type=kind)


def read_question(
    parameters: Mapping[str, object], *, canonical: Callable[[str], str], token: str = ""
) -> EventQuestion:
    """Read the parameters by name; each value is a text with "|" between several, a list, a number or a truth value.

    `canonical` gives an identifier its one notation or raises Refusal. `token` leads to a further page. Raises
    WrongQuestion.
    """
    said = {name: _values(name, value) for name, value in parameters.items()}
    for name in said:
        _check_name(name)
    if "eventCountLimit" in said and "maxEventCount" in said:
        raise WrongQuestion(BOTH_LIMITS)
    if "orderDirection" in said and "orderBy" not in said:
        raise WrongQuestion(DIRECTION_ALONE)
    return EventQuestion(
        bounds=tuple(_bound(name, said[name]) for name in TIMES if name in said),
        columns=tuple((column, _words(name, said[name])) for name, column in WORDS.items() if name in said)
        + tuple((column, _names(name, said[name], canonical)) for name, column in NAMES.items() if name in said),
        matches=tuple(_match(name, said[name], canonical) for name in PARTS if name in said),
        declares_error=_truth("EXISTS_errorDeclaration", said),
        order=_choice("orderBy", said, ORDERS) or "event_time",
        is_descending="orderBy" in said
        and (_choice("orderDirection", said, {"ASC": "ASC", "DESC": "DESC"}) or "DESC") == "DESC",
        limit=_count("eventCountLimit", said, LARGEST_LIMIT),
        most=_count("maxEventCount", said, LARGEST_LIMIT),
        per_page=_count("perPage", said, MOST_PER_PAGE) or PER_PAGE,
        token=token,
    )


def _check_name(name: str) -> None:
    if name in TIMES or name in WORDS or name in NAMES or name in PARTS or name in ONE_VALUE:
        return
    if LEFT_OUT.fullmatch(name):
        raise WrongQuestion(Refusal(NOT_ANSWERED, name=name[:80]), IMPLEMENTATION)
    raise WrongQuestion(Refusal(UNKNOWN, name=name[:80]))


def _values(name: str, value: object) -> list[str]:
    several: Iterable[object] = value if isinstance(value, list | tuple) else [value]
    split = "|," if name in WORDS else "|"
    texts = [text for each in several for text in _split(_text(name, each), split)]
    if name in TRUE_OR_NOT:
        texts = [TRUTHS.get(text, text) for text in texts]
    if not texts or "" in texts:
        raise WrongQuestion(Refusal(EMPTY, name=name[:80]))
    if len(texts) > MOST_VALUES:
        raise WrongQuestion(Refusal(TOO_MANY, name=name[:80], most=MOST_VALUES), QUERY_TOO_COMPLEX)
    if (name in ONE_VALUE or name in TIMES) and len(texts) > 1:
        raise WrongQuestion(Refusal(ONLY_ONE, name=name))
    return texts


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None and name in TRUE_OR_NOT:
        return ""
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str) or "\x00" in value:
        raise WrongQuestion(Refusal(NOT_ONE_OF, name=name[:80], value=_shown(value)))
    return value


def _shown(value: object) -> str:
    """Return a value as a sentence may repeat it; what has values in it may lie too deep for that."""
    return "…" if isinstance(value, list | dict) else str(value)[:80].replace("\x00", "")


def _split(text: str, separators: str) -> list[str]:
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return text.split(separators[0])


def _bound(name: str, values: Sequence[str]) -> Bound:
    try:
        # A plus sign that was not encoded in an address arrives as a space.
        return Bound(*TIMES[name], read_moment(values[0].replace(" ", "+")))
    except ValueError:
        raise WrongQuestion(Refusal(NO_MOMENT, name=name)) from None


def _words(name: str, values: Sequence[str]) -> tuple[str, ...]:
    allowed = ONE_OF.get(name)
    if allowed is not None and (wrong := [each for each in values if each not in allowed]):
        raise WrongQuestion(Refusal(NOT_ONE_OF, name=name, value=wrong[0][:80]))
    return tuple(sorted(bare(each, KINDS[name]) if name in KINDS else each for each in values))


def _names(name: str, values: Sequence[str], canonical: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(sorted(values if name in OF_EVENTS else (_canonical(each, canonical) for each in values)))


def _match(name: str, values: Sequence[str], canonical: Callable[[str], str]) -> Match:
    if name in OF_EVENTS:
        return Match(PARTS[name], tuple(Name(each) for each in sorted(values)))
    return Match(PARTS[name], tuple(sorted(_name(each, PARTS[name], canonical) for each in values)))


def _name(value: str, parts: tuple[str, ...], canonical: Callable[[str], str]) -> Name:
    """Return the identifier asked for; one that ends with a star asks for all that begin so."""
    pattern = PATTERN.fullmatch(value)
    if pattern:
        found = _canonical(value, canonical)
        if parts[0] in CLASSES or parts[0].endswith("_class"):
            return Name(found)
        return Name(f"{found}/21/" if pattern["kind"] == "sgtin" else found, is_beginning=True)
    if not value.endswith("*"):
        return Name(_canonical(value, canonical))
    return Name(_beginning(value[:-1], canonical), is_beginning=True)


def _beginning(text: str, canonical: Callable[[str], str]) -> str:
    """Return what names begin with, in the notation they are kept in as far as the text is that of a name."""
    head, _, last = text.removesuffix("/").rpartition("/")
    try:
        return f"{canonical(head)}/{last}/" if text.endswith("/") else canonical(text)
    except Refusal:
        return text


def _canonical(value: str, canonical: Callable[[str], str]) -> str:
    try:
        return canonical(value)
    except Refusal as refusal:
        raise WrongQuestion(refusal) from None


def _truth(name: str, said: Mapping[str, Sequence[str]]) -> bool | None:
    return (
        {"true": True, "false": False}[_choice(name, said, {"true": "true", "false": "false"})]
        if name in said
        else None
    )


def _choice(name: str, said: Mapping[str, Sequence[str]], choices: Mapping[str, str]) -> str:
    """Return what the value stands for; "" where the parameter is not there."""
    if name not in said:
        return ""
    if said[name][0] not in choices:
        raise WrongQuestion(Refusal(NOT_ONE_OF, name=name, value=said[name][0][:80]))
    return choices[said[name][0]]


def _count(name: str, said: Mapping[str, Sequence[str]], most: int) -> int | None:
    if name not in said:
        return None
    text = said[name][0]
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)) or not 1 <= int(text) <= most:
        raise WrongQuestion(Refusal(NO_COUNT, name=name, most=most))
    return int(text)
