"""An indicator as data defines it, checked word by word against the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from saolang.core.indicators.vocabulary import FieldKind, Words
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.core.indicators.vocabulary import Field, Population, Vocabulary

Scalar = str | int | bool | date
IN_PERIOD = "in_period"
_KEYS = {"code", "label", "counts", "where", "sum", "share", "parts", "reading", "direction"}


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
    unit: Words = field(default=Words("", ""))
    awaited: bool = False

    @property
    def is_share(self) -> bool:
        return self.share is not None


def read_indicators(raw: Mapping[str, Any], vocabulary: Vocabulary, *, source: str) -> dict[str, Indicator]:
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


def read_indicator(raw: Mapping[str, Any], vocabulary: Vocabulary, *, source: str) -> Indicator:
    """Read one definition. Raises Refusal at the first word the vocabulary does not have."""
    where = f"{source}: {raw.get('code', '?') if isinstance(raw, dict) else raw}"
    for key in ("code", "label", "counts"):
        if not isinstance(raw, dict) or not raw.get(key):
            raise Refusal(_("%(where)s: thiếu “%(key)s”."), where=where, key=key)
    if unknown := sorted(set(raw) - _KEYS):
        raise Refusal(_("%(where)s: không hiểu “%(key)s”. Xem docs/indicators.md."), where=where, key=unknown[0])
    population = vocabulary.populations.get(raw["counts"])
    if population is None:
        known = ", ".join(vocabulary.populations)
        raise Refusal(
            _("%(where)s: không có gì tên “%(counts)s” để đếm. Có thể đếm: %(known)s."),
            where=where,
            counts=raw["counts"],
            known=known,
        )
    share = raw.get("share")
    return Indicator(
        code=raw["code"],
        label=Words.read(raw["label"]),
        population=population.name,
        where=read_conditions(raw.get("where") or {}, population, where=where),
        total=_measure(raw.get("sum"), population, where=where),
        share=None if share is None else read_conditions(share.get("where") or {}, population, where=where),
        share_total=_measure((share or {}).get("sum"), population, where=where),
        parts=tuple(
            Part(name, Words.read(body["label"]), read_conditions(body["where"], population, where=where))
            for name, body in (raw.get("parts") or {}).items()
        ),
        reading=Words.read(raw["reading"]) if raw.get("reading") else None,
        unit=population.unit,
        awaited=population.awaited,
    )


def read_conditions(raw: Mapping[str, Any], population: Population, *, where: str) -> Conditions:
    """Read `{field: value | [values] | {at_least: n} | in_period, ...}` in the order of the fields' names."""
    return tuple(
        _condition(_known(name, population, where=where), test, where=where) for name, test in sorted(raw.items())
    )


def _condition(known: Field, raw: Any, *, where: str) -> Condition:
    if raw == IN_PERIOD and known.kind is FieldKind.DATE:
        return Condition(known.name, "in_period")
    if isinstance(raw, dict):
        if len(raw) != 1 or not set(raw) <= {"at_least", "at_most", "between"}:
            raise Refusal(
                _("%(where)s: điều kiện của “%(field)s” phải là at_least, at_most hoặc between."),
                where=where,
                field=known.name,
            )
        [(test, values)] = raw.items()
        bounds = tuple(values) if isinstance(values, list) else (values,)
        if known.kind not in {FieldKind.NUMBER, FieldKind.DATE} or len(bounds) != (2 if test == "between" else 1):
            raise Refusal(
                _("%(where)s: “%(field)s” không so sánh được bằng %(test)s như vậy."),
                where=where,
                field=known.name,
                test=test,
            )
        return Condition(known.name, test, tuple(_scalar(value, known, where=where) for value in bounds))
    values = raw if isinstance(raw, list) else [raw]
    return Condition(known.name, "is_in", tuple(_scalar(value, known, where=where) for value in values))


def _scalar(value: Any, known: Field, *, where: str) -> Scalar:
    fits = {
        FieldKind.NUMBER: isinstance(value, int) and not isinstance(value, bool),
        FieldKind.FLAG: isinstance(value, bool),
        FieldKind.DATE: isinstance(value, date),
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


def _known(name: str, population: Population, *, where: str) -> Field:
    if name not in population.fields:
        raise Refusal(
            _("%(where)s: “%(population)s” không có “%(field)s”. Có: %(known)s."),
            where=where,
            population=population.name,
            field=name,
            known=", ".join(population.fields),
        )
    return population.fields[name]


def _measure(name: str | None, population: Population, *, where: str) -> str | None:
    if name is None:
        return None
    if not _known(name, population, where=where).measure:
        raise Refusal(_("%(where)s: không cộng được “%(field)s”."), where=where, field=name)
    return name
