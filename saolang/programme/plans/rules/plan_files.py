"""Plan files: a plan and its targets as data, each citing its document."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.rules.terms import TargetTerms
from saolang.programme.plans.rules.yaml_files import read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PLANS = Path(__file__).resolve().parents[3] / "data" / "plans"

_MAY_BE_MISSING = frozenset({"number", "issued_on", "signer"})
_PLAN_KEYS = {
    *{"code", "title", "place", "level", "period", "begins_on", "ends_on", "state", "parent", "document"},
    *_MAY_BE_MISSING,
    "not_in_source",
}
_TARGET_KEYS = {
    *{"code", "label", "indicator", "comparator", "goal", "goal_to", "yearly", "phrase", "reading"},
    *{"per", "per_only", "within", "total_in", "serves"},
}
_REPORTED_KEYS = {"indicator", "day", "since", "only", "value", "percent", "phrase"}


@dataclass(frozen=True)
class Reported:
    """A result the plan's document tells of: a number, or a percentage of the indicator, on a day.

    `only` narrows the indicator to one value of a dimension, such as {"stars": "4"}; events count from `since` on.
    """

    indicator: str
    day: date
    phrase: str
    value: Decimal | None = None
    percent: Decimal | None = None
    since: date | None = None
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlanFile:
    """A plan file as read. The place is (generation of the map, code) and the parent a code: both still to be found."""

    source: str
    terms: Mapping[str, Any]
    place: tuple[int, str]
    parent: str
    state: PlanState
    targets: tuple[TargetTerms, ...]
    reported: tuple[Reported, ...]

    @property
    def code(self) -> str:
        return str(self.terms["code"])


def read_plan_file(file: Path) -> PlanFile:
    """Read one plan file; docs/indicators.md tells how to write one.

    What the document does not say must be listed in `not_in_source`: an empty number is then known to be missing from
    the source, not forgotten. Raises Refusal with the file, the entry and the word that is wrong.
    """
    raw = _Entry(read_yaml(file), file.name).limited_to({"plan", "targets", "reported"})
    plan = raw.entry("plan").limited_to(_PLAN_KEYS)
    place = plan.entry("place").limited_to({"generation", "code"})
    title = plan.words("title")
    return PlanFile(
        source=file.name,
        terms={
            "code": plan.text("code"),
            "title_vi": title[0],
            "title_en": title[1],
            "level": plan.text("level"),
            "period": plan.text("period"),
            "begins_on": plan.day("begins_on"),
            "ends_on": plan.day("ends_on"),
            "source": plan.text("document"),
            **_said_or_missing(plan),
        },
        place=(int(place.number("generation")), place.text("code")),
        parent=plan.text("parent", required=False),
        state=PlanState(plan.one_of("state", PlanState.values)),
        targets=_read_targets(raw),
        reported=tuple(_read_reported(entry.limited_to(_REPORTED_KEYS)) for entry in raw.entries("reported")),
    )


def _said_or_missing(plan: _Entry) -> dict[str, Any]:
    missing = plan.raw.get("not_in_source") or []
    for key in sorted(_MAY_BE_MISSING):
        if (key in plan.raw) == (key in missing):
            raise Refusal(
                gettext_noop("%(where)s: “%(key)s” phải có giá trị, hoặc nằm trong not_in_source khi nguồn không ghi."),
                where=plan.where,
                key=key,
            )
    return {
        "number": plan.text("number", required=False),
        "issued_on": plan.day("issued_on") if "issued_on" in plan.raw else None,
        "signer": plan.text("signer", required=False),
    }


def _read_targets(raw: _Entry) -> tuple[TargetTerms, ...]:
    targets: dict[str, TargetTerms] = {}
    for entry in raw.entries("targets"):
        target = _read_target(entry.limited_to(_TARGET_KEYS))
        if target.code in targets:
            raise Refusal(gettext_noop("%(where)s: mã này đã có ở chỉ tiêu khác."), where=entry.where)
        targets[target.code] = target
    return tuple(targets.values())


def _read_target(raw: _Entry) -> TargetTerms:
    label_vi, label_en = raw.words("label")
    reading_vi, reading_en = raw.words("reading", required=False)
    return TargetTerms(
        code=raw.text("code"),
        label_vi=label_vi,
        label_en=label_en,
        indicator=raw.text("indicator"),
        comparator=raw.text("comparator"),
        goal=raw.number("goal") if "goal" in raw.raw else None,
        goal_to=raw.number("goal_to") if "goal_to" in raw.raw else None,
        per=raw.text("per", required=False),
        per_only=raw.text("per_only", required=False),
        yearly=raw.flag("yearly"),
        within=raw.text("within", required=False),
        total_in=raw.text("total_in", required=False),
        phrase=raw.text("phrase", required=False),
        reading_vi=reading_vi,
        reading_en=reading_en,
    )


def _read_reported(raw: _Entry) -> Reported:
    only = raw.raw.get("only") or {}
    return Reported(
        indicator=raw.text("indicator"),
        day=raw.day("day"),
        phrase=raw.text("phrase"),
        value=raw.number("value") if "value" in raw.raw else None,
        percent=raw.number("percent") if "percent" in raw.raw else None,
        since=raw.day("since") if "since" in raw.raw else None,
        only={str(name): str(value) for name, value in only.items()},
    )


class _Entry:
    """One mapping of a plan file; every read names the file and the entry when the value is not what it must be."""

    def __init__(self, raw: Any, where: str) -> None:
        if not isinstance(raw, dict):
            raise Refusal(
                gettext_noop("%(where)s: phải là các cặp “tên: giá trị”. Xem docs/indicators.md."), where=where
            )
        self.raw: dict[str, Any] = raw
        self.where = f"{where}, {raw['code']}" if "code" in raw else where

    def limited_to(self, keys: Collection[str]) -> _Entry:
        if unknown := sorted(str(key) for key in self.raw if key not in keys):
            raise Refusal(
                gettext_noop("%(where)s: không hiểu “%(key)s”. Xem docs/indicators.md."),
                where=self.where,
                key=unknown[0],
            )
        return self

    def entry(self, key: str) -> _Entry:
        return _Entry(self._required(key), f"{self.where}, {key}")

    def entries(self, key: str) -> list[_Entry]:
        raw = self.raw.get(key) or []
        if not isinstance(raw, list):
            raise self._is_not(key, raw)
        return [_Entry(item, f"{self.where}, {key}") for item in raw]

    def text(self, key: str, *, required: bool = True) -> str:
        """Return the text on one line. A number is refused: a code such as "04" must stand in quotes to stay whole."""
        raw = self._required(key) if required else self.raw.get(key, "")
        if not isinstance(raw, str):
            raise self._is_not(key, raw)
        return " ".join(raw.split())

    def words(self, key: str, *, required: bool = True) -> tuple[str, str]:
        """Return the Vietnamese and the English text."""
        if not required and key not in self.raw:
            return "", ""
        entry = self.entry(key).limited_to({"vi", "en"})
        return entry.text("vi"), entry.text("en", required=False)

    def one_of(self, key: str, values: Collection[str]) -> str:
        raw = self.text(key)
        if raw not in values:
            raise self._is_not(key, raw)
        return raw

    def day(self, key: str) -> date:
        raw = self._required(key)
        if type(raw) is not date:
            raise self._is_not(key, raw)
        return raw

    def number(self, key: str) -> Decimal:
        raw = self._required(key)
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise self._is_not(key, raw)
        return Decimal(str(raw))

    def flag(self, key: str) -> bool:
        raw = self.raw.get(key, False)
        if not isinstance(raw, bool):
            raise self._is_not(key, raw)
        return raw

    def _required(self, key: str) -> Any:
        if self.raw.get(key) is None:
            raise Refusal(gettext_noop("%(where)s: thiếu “%(key)s”."), where=self.where, key=key)
        return self.raw[key]

    def _is_not(self, key: str, raw: Any) -> Refusal:
        return Refusal(
            gettext_noop("%(where)s: “%(value)s” không phải giá trị của “%(key)s”. Xem docs/indicators.md."),
            where=self.where,
            value=raw,
            key=key,
        )
