"""From what a lot was made and what became of it, over every event anybody captured, in one query.

Goods go from one identifier to another in a transformation, from inputs to outputs, and in an aggregation, from what is
packed to what it is packed in. The query walks events, each once: circles end it, and it grows with what it finds.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import unquote

from django.conf import settings
from django.db import connection
from django.db.models import Q

from saolang.base.kit.batches import batched
from saolang.core.gs1.links import CANONICAL, parse_path
from saolang.core.refusal import Refusal
from saolang.programme.traceability.choices import EventType, Part
from saolang.programme.traceability.models import Event, EventIdentifier, Lot
from saolang.programme.traceability.rules.identity import canonical, identifier_of_lot, identifiers_of_lot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from django.db.models import QuerySet

GOES_IN = (Part.INPUT, Part.INPUT_CLASS, Part.CHILD, Part.CHILD_CLASS)
COMES_OUT = (Part.OUTPUT, Part.OUTPUT_CLASS, Part.PARENT)
MOVING = (EventType.TRANSFORMATION, EventType.AGGREGATION)
"""Events in which goods become others, or part of others. One that undoes an aggregation moves nothing."""
NOT_MOVING = "DELETE"

_MOVES = """
    {event}.type IN %s AND {event}.action <> %s AND {event}.declared_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM traceability_event wrong
      WHERE wrong.event_id = {event}.event_id AND wrong.declared_at IS NOT NULL)
"""
"""What `EventQuerySet.standing` keeps, in the words of the one query that walks."""
_JOIN = {
    "sqlite": "JOIN traceability_{table} {name} ON {condition}",
    "postgresql": "JOIN LATERAL (SELECT * FROM traceability_{table} {name} WHERE {condition} OFFSET 0) {name} ON TRUE",
}
"""SQLite joins from the left, by an index. PostgreSQL plans all rounds of a walk at once, without knowing how much each
finds, and would look through every event in each: OFFSET 0 has it look up what one row leads to, and nothing else."""


def _walk(join: str) -> str:
    """Return the query, its tables joined in this manner.

    A transformation may be told in several events of one transformationID (EPCIS 2.0, 7.4.6): they count as one.
    """

    def to(table: str, name: str, condition: str) -> str:
        return join.format(table=table, name=name, condition=condition)

    same = "same.transformation_id = step.transformation_id AND same.transformation_id <> ''"
    step = f"""
      {to("event", "step", "step.id = reached.id")}
      LEFT {to("event", "same", f"{same} AND {_MOVES.format(event='same')}")}
    """
    told = "event_id = COALESCE(same.id, step.id)"
    event = to("event", "event", f"event.id = near.event_id AND {_MOVES.format(event='event')}")
    return f"""
WITH RECURSIVE reached(id) AS (
  SELECT event.id FROM (
    SELECT event_id FROM traceability_eventidentifier WHERE identifier IN %s AND part IN %s
  ) near {event}
  UNION
  SELECT event.id FROM reached {step}
  {to("eventidentifier", "far", f"far.{told} AND far.part IN %s")}
  {to("eventidentifier", "near", "near.identifier = far.identifier AND near.part IN %s")}
  {event}
)
SELECT reached.id, named.part, named.identifier FROM reached {step}
{to("eventidentifier", "named", f"named.{told} AND named.part IN %s")}
"""  # noqa: S608 - put together from constants alone


_WALK = {vendor: _walk(join) for vendor, join in _JOIN.items()}


Moves: TypeAlias = "dict[int, tuple[list[str], list[str]]]"
"""Of each event, by its key, the identifiers a walk comes from and those it goes to."""


class Reached(NamedTuple):
    """Goods another lot leads to: how many steps away, from which goods, by which event (its key)."""

    identifier: str
    depth: int
    source: str
    event: int


@dataclass(frozen=True)
class Affected:
    """Goods a lot leads to. `lot` is None for a case, and for a lot nobody entered here.

    Those of depth 1 are one step back, or one step forward (Circular 02/2024/TT-BKHCN, Article 6.1). `source` is
    the lot it comes from directly, `source_identifier` its identifier; `event` the one that tells.
    """

    identifier: str
    lot: Lot | None
    depth: int
    source: Lot | None
    source_identifier: str
    event: Event


@dataclass(frozen=True)
class Lineage:
    """Everything upstream and downstream of a lot."""

    lot: Lot
    before: list[Affected] = field(default_factory=list)
    after: list[Affected] = field(default_factory=list)


def affected_by(lot: Lot) -> list[Affected]:
    """Return what came of the lot, however far: nearest first, cases among it. The walk itself is one query."""
    return _told(lot, back=False)


def made_of(lot: Lot) -> list[Affected]:
    """Return what the lot came of, however far: nearest first."""
    return _told(lot, back=True)


def lineage_of(lot: Lot) -> Lineage:
    """Return both."""
    return Lineage(lot, before=made_of(lot), after=affected_by(lot))


def affected_by_names(names: Collection[str]) -> set[str]:
    """Return the identifiers of all that came of the goods so named. One query."""
    return {name for _, targets in _moves_from(names, back=False).values() for name in targets} if names else set()


def lots_named(identifiers: Iterable[str]) -> dict[str, Lot]:
    """Return the lots the identifiers name, in whichever notation. One query for each 2,000 and each kind of name."""
    wanted = set(identifiers)
    by_gtin, by_code, materials = _names_in(wanted)
    found = {
        lot
        for condition, pairs in (("product__gtin__in", by_gtin), ("product__code__in", by_code))
        for some in batched(sorted(pairs))
        for lot in _lots(Q((condition, {goods for goods, _ in some}), number__in={number for _, number in some}))
    }
    found |= {lot for some in batched(sorted(materials)) for lot in _lots(Q(code__in=some))}
    return {name: lot for lot in found for name in identifiers_of_lot(lot) if name in wanted}


def named(text: str) -> tuple[str, Lot | None]:
    """Return the canonical identifier of the lot so called, and the lot: None where nobody entered it here.

    By our code of it, its public address, a Digital Link or an EPC URN. Raises Refusal for a malformed one; the
    identifier is empty for what names no lot.
    """
    said = text.strip()
    if said.upper().startswith("LO-"):
        lot = _lots(Q(code=said.upper())).first()
        return (identifier_of_lot(lot), lot) if lot else ("", None)
    identifier = canonical(said) if ":" in said else ""
    lot = lots_named([identifier]).get(identifier)
    return (identifier, lot) if lot or _gtin_and_lot(identifier) else ("", None)


def _lots(condition: Q) -> QuerySet[Lot]:
    return Lot.objects.filter(condition).select_related("product", "producer__place")


def _names_in(identifiers: Iterable[str]) -> tuple[set[tuple[str, str]], set[tuple[str, str]], set[str]]:
    """Return pairs of GTIN and lot number, pairs of our code and lot number, and codes of lots of materials."""
    by_gtin, by_code, materials = set(), set(), set()
    own = re.compile(rf"{re.escape(settings.BASE_URL)}/(?:sp/([A-Z0-9-]+)/lo/([^/]+)|nl/([A-Z0-9-]+))")
    for identifier in identifiers:
        if identifier.startswith(CANONICAL):
            if pair := _gtin_and_lot(identifier):
                by_gtin.add(pair)
        elif (found := own.fullmatch(identifier)) and found[3]:
            materials.add(found[3])
        elif found and "\x00" not in (number := unquote(found[2])):
            by_code.add((found[1], number))
    return by_gtin, by_code, materials


def _gtin_and_lot(identifier: str) -> tuple[str, str] | None:
    try:
        link = parse_path(identifier.removeprefix(CANONICAL))
    except Refusal:
        return None
    return (link.gtin, link.lot) if link.gtin and link.lot else None


def _told(lot: Lot, *, back: bool) -> list[Affected]:
    """Return every identifier the lot leads to, nearest first, with its lot and the event that tells.

    Lots on the way may stand under two notations, since a product may get its GTIN after lots of it were told of: from
    such a one the walk goes on under the other.
    """
    moves: Moves = {}
    lots = dict.fromkeys(identifiers_of_lot(lot), lot)
    asked, seeds = set(), set(lots)
    while seeds:
        asked |= seeds
        moves |= _moves_from(seeds, back=back)
        named = {name for ends in moves.values() for side in ends for name in side}
        lots |= lots_named(named - lots.keys())
        seeds = _standing_elsewhere(lots.values()) - asked - named
    reached = _nearest(lot, moves, lots)
    events = _events(each.event for each in reached)
    return [
        Affected(
            identifier=each.identifier,
            lot=lots.get(each.identifier),
            depth=each.depth,
            source=lots.get(each.source),
            source_identifier=each.source,
            event=events[each.event],
        )
        for each in reached
    ]


def _standing_elsewhere(lots: Iterable[Lot]) -> set[str]:
    """Return the notations of those lots that have two, as far as events stand under them."""
    known = (identifiers_of_lot(lot) for lot in set(lots))
    doubled = {name for names in known if len(names) > 1 for name in names}
    return {
        name
        for some in batched(doubled)
        for name in EventIdentifier.objects.filter(identifier__in=some).values_list("identifier", flat=True).distinct()
    }


def _events(keys: Iterable[int]) -> dict[int, Event]:
    return {
        event.pk: event
        for some in batched(set(keys))
        for event in Event.objects.filter(pk__in=some).select_related("producer")
    }


def _moves_from(names: Collection[str], *, back: bool) -> Moves:
    """Return the events reached from the names, and of each what it leads from and to. One query."""
    near, far = (COMES_OUT, GOES_IN) if back else (GOES_IN, COMES_OUT)
    moving = (MOVING, NOT_MOVING)
    values = (tuple(names), near, *moving, *moving, far, near, *moving, *moving, (*near, *far))
    statement, parameters = _spelled(_WALK[connection.vendor], values)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    moves: Moves = defaultdict(lambda: ([], []))
    for event, part, identifier in rows:
        moves[event][part not in near].append(identifier)
    return dict(moves)


def _spelled(statement: str, values: Iterable[object]) -> tuple[str, list[str]]:
    """Return the statement with one place for each value of a list, and the values one after the other."""
    places, flat = [], []
    for value in values:
        several = list(value) if isinstance(value, tuple) else [value]
        places.append(f"({', '.join(['%s'] * len(several))})" if isinstance(value, tuple) else "%s")
        flat += [str(each) for each in several]
    return statement % tuple(places), flat


def _nearest(lot: Lot, moves: Moves, lots: Mapping[str, Lot]) -> list[Reached]:
    """Return what the lot leads to by the fewest steps, breadth first; an event that was passed is not passed again."""
    leading: dict[str, list[int]] = defaultdict(list)
    for event, (sources, _targets) in moves.items():
        for source in sources:
            leading[source].append(event)
    found: list[Reached] = []
    passed: set[int] = set()
    ahead = deque((name, 0) for name in identifiers_of_lot(lot))
    seen = {name for name, _depth in ahead}
    while ahead:
        source, depth = ahead.popleft()
        for event in leading[source]:
            if event in passed:
                continue
            passed.add(event)
            for target in moves[event][1]:
                if target not in seen:
                    found.append(Reached(target, depth + 1, source, event))
                    same = {target, *(identifiers_of_lot(lots[target]) if target in lots else ())}
                    seen |= same
                    ahead.extend((name, depth + 1) for name in sorted(same))
    return found
