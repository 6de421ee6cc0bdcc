"""An indicator as data defines it, checked word by word against the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from saolang.core.indicators.vocabulary import FieldKind, Words
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection

    from saolang.core.indicators.vocabulary import Field, Population, Vocabulary

Scalar = str | int | bool | date
IN_PERIOD = "in_period"
_KEYS = {"code", "label", "counts", "where", "sum", "share", "parts", "reading", "direction"}
_SHARE_KEYS = {"where", "sum"}
_PART_KEYS = {"label", "where"}


class Direction(StrEnum):
    """Which way is better: more certified products, or fewer lost ones."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class Condition:
    """One test on one field: `is_in` values, `at_least`, `at_most`, `between` two days, or `in_period`."""

    field: str
    test: str
    values: tuple[Scalar, ...] = ()


Conditions = tuple[Condition, ...]


@dataclass(frozen=True)
class Part:
    """A named part of an indicator, reported beside its total (kept = upgraded + renewed + extended)."""

    name: str
    label: Words
    where: Conditions


@dataclass(frozen=True)
class Indicator:
    """What is counted: rows of a population under conditions, or a field summed, or the share a part has of that.

    `total`: the field summed, or None to count. `share`: the conditions of the part, or None when no share is asked.
    A share is in percent.
    """

    code: str
    label: Words
    population: str
    where: Conditions = ()
    total: str | None = None
    share: Conditions | None = None
    share_total: str | None = None
    parts: tuple[Part, ...] = ()
    reading: Words | None = None
    direction: Direction = Direction.UP
    unit: Words = field(default=Words("", ""))
    awaited: bool = False

    @property
    def is_share(self) -> bool:
        return self.share is not None


def read_indicators(raw: Any, vocabulary: Vocabulary, *, source: str) -> dict[str, Indicator]:
    """Read one indicator file; `source` names it in refusals.

    Raises Refusal with the file, the indicator and the word that is not in the vocabulary.
    """
    entries = raw.get("indicators") if isinstance(raw, dict) else None
    if not isinstance(entries, list):
        raise Refusal(
            _("Tệp chỉ số %(source)s không có danh sách “indicators”. Xem docs/indicators.md."), source=source
        )
    indicators: dict[str, Indicator] = {}
    for entry in entries:
        indicator = read_indicator(entry, vocabulary, source=source)
        if indicator.code in indicators:
            raise Refusal(_("Tệp %(source)s có hai chỉ số cùng mã %(code)s."), source=source, code=indicator.code)
        indicators[indicator.code] = indicator
    return indicators


def read_indicator(raw: Any, vocabulary: Vocabulary, *, source: str) -> Indicator:
    """Read one definition. Raises Refusal at the first word the vocabulary does not have."""
    where = f"{source}: {raw.get('code', '?') if isinstance(raw, dict) else raw}"
    _mapping(raw, _KEYS, where=where)
    for key in ("code", "label", "counts"):
        if not raw.get(key):
            raise Refusal(_("%(where)s: thiếu “%(key)s”."), where=where, key=key)
    population = vocabulary.populations.get(str(raw["counts"]))
    if population is None:
        known = ", ".join(vocabulary.populations)
        raise Refusal(
            _("%(where)s: không có gì tên “%(counts)s” để đếm. Có thể đếm: %(known)s."),
            where=where,
            counts=raw["counts"],
            known=known,
        )
    total = _measure(raw.get("sum"), population, where=where)
    share, share_total = _share(raw.get("share"), total, population, where=where)
    return Indicator(
        code=_text(raw, "code", where=where),
        label=_words(raw["label"], where=where),
        population=population.name,
        where=read_conditions(raw.get("where"), population, where=where),
        total=total,
        share=share,
        share_total=share_total,
        parts=_parts(raw.get("parts"), population, where=where),
        reading=_words(raw["reading"], where=where) if raw.get("reading") else None,
        direction=_direction(raw.get("direction", Direction.UP), where=where),
        unit=(population.fields[total].measure if total else None) or population.unit,
        awaited=population.awaited,
    )


def read_conditions(raw: Any, population: Population, *, where: str) -> Conditions:
    """Read `{field: value | [values] | {at_least: n} | in_period, ...}` in the order of the fields' names."""
    fields = _mapping({} if raw is None else raw, population.fields, where=f"{where}, where ({population.name})")
    return tuple(_condition(population.fields[name], test, where=where) for name, test in sorted(fields.items()))


def _share(raw: Any, total: str | None, population: Population, *, where: str) -> tuple[Conditions | None, str | None]:
    """Return the conditions and the summed field of the part. A share of nothing in particular is always 100 %."""
    if raw is None:
        return None, None
    part = _mapping(raw, _SHARE_KEYS, where=f"{where}, share")
    conditions = read_conditions(part.get("where"), population, where=where)
    part_total = _measure(part.get("sum"), population, where=where)
    if not conditions and part_total is None:
        raise Refusal(_("%(where)s: “share” phải nói phần nào của tổng, bằng where hoặc sum."), where=where)
    if part_total is not None and total is None:
        raise Refusal(_("%(where)s: “share” cộng một trường thì tổng cũng phải cộng: thiếu “sum”."), where=where)
    return conditions, part_total


def _parts(raw: Any, population: Population, *, where: str) -> tuple[Part, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, dict):
        raise _not_a_mapping(f"{where}, parts")
    parts = []
    for name, body in raw.items():
        part = _mapping(body, _PART_KEYS, where=f"{where}, parts, {name}")
        conditions = read_conditions(part.get("where"), population, where=where)
        parts.append(Part(str(name), _words(part.get("label"), where=f"{where}, parts, {name}"), conditions))
    return tuple(parts)


def _condition(known: Field, raw: Any, *, where: str) -> Condition:
    if raw == IN_PERIOD and known.kind is FieldKind.DATE:
        return Condition(known.name, "in_period")
    if isinstance(raw, dict):
        return _comparison(known, raw, where=where)
    values = raw if isinstance(raw, list) else [raw]
    if not values:
        raise Refusal(_("%(where)s: “%(field)s” không nêu giá trị nào."), where=where, field=known.name)
    return Condition(known.name, "is_in", tuple(_scalar(value, known, where=where) for value in values))


def _comparison(known: Field, raw: dict[Any, Any], *, where: str) -> Condition:
    if len(raw) != 1 or not set(raw) <= {"at_least", "at_most", "between"}:
        raise Refusal(
            _("%(where)s: điều kiện của “%(field)s” phải là at_least, at_most hoặc between."),
            where=where,
            field=known.name,
        )
    [(test, value)] = raw.items()
    bounds = value if isinstance(value, list) else [value]
    if known.kind in {FieldKind.NUMBER, FieldKind.DATE} and len(bounds) == (2 if test == "between" else 1):
        values = [_scalar(bound, known, where=where) for bound in bounds]
        if values == sorted(values):
            return Condition(known.name, test, tuple(values))
    raise Refusal(
        _("%(where)s: “%(field)s” không so sánh được bằng %(test)s như vậy."), where=where, field=known.name, test=test
    )


def _scalar(value: Any, known: Field, *, where: str) -> Any:
    fits = {
        FieldKind.NUMBER: type(value) is int,
        FieldKind.FLAG: type(value) is bool,
        FieldKind.DATE: type(value) is date,
        FieldKind.CHOICE: str(value) in known.values,
    }[known.kind]
    if not fits:
        raise Refusal(
            _("%(where)s: “%(value)s” không phải giá trị của “%(field)s”%(known)s."),
            where=where,
            value=value,
            field=known.name,
            known=f" ({', '.join(known.values)})" if known.values else "",
        )
    return str(value) if known.kind is FieldKind.CHOICE else value


def _measure(name: Any, population: Population, *, where: str) -> str | None:
    if name is None:
        return None
    known = population.fields.get(str(name))
    if known is None or known.measure is None:
        raise Refusal(_("%(where)s: không cộng được “%(field)s”."), where=where, field=name)
    return known.name


def _direction(raw: Any, *, where: str) -> Direction:
    if raw not in tuple(Direction):
        raise Refusal(
            _("%(where)s: “direction” phải là up (càng cao càng tốt) hoặc down (càng thấp càng tốt)."), where=where
        )
    return Direction(raw)


def _words(raw: Any, *, where: str) -> Words:
    """Read a label: one text, or one in each language of which the Vietnamese must be there."""
    texts = {"vi": raw} if isinstance(raw, str) else raw
    if not isinstance(texts, dict) or not isinstance(texts.get("vi"), str):
        raise Refusal(_("%(where)s: phải có lời bằng tiếng Việt, dạng {vi: …, en: …}."), where=where)
    return Words.read({language: str(text) for language, text in texts.items() if text})


def _text(raw: dict[Any, Any], key: str, *, where: str) -> str:
    if not isinstance(raw[key], str):
        raise Refusal(_("%(where)s: “%(key)s” phải là chữ."), where=where, key=key)
    return str(raw[key])


def _mapping(raw: Any, keys: Collection[str], *, where: str) -> dict[str, Any]:
    """Return the mapping if it uses none but the keys: a word nobody reads would count something else in silence."""
    if not isinstance(raw, dict):
        raise _not_a_mapping(where)
    unknown = sorted(str(key) for key in raw if key not in keys)
    if unknown:
        raise Refusal(
            _("%(where)s: không hiểu “%(key)s”. Có: %(known)s. Xem docs/indicators.md."),
            where=where,
            key=unknown[0],
            known=", ".join(sorted(keys)),
        )
    return raw


def _not_a_mapping(where: str) -> Refusal:
    return Refusal(_("%(where)s: phải là các cặp “tên: giá trị”. Xem docs/indicators.md."), where=where)
