"""Which papers a dossier needs: derived from its set and the options it claims."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import yaml
from django.conf import settings

from saolang.programme.registry.choices import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from saolang.core.scoring import CriteriaSet
    from saolang.programme.registry.models import Evidence

PAPERS = settings.PACKAGE / "data" / "procedures" / "evidence.yaml"


class PaperState(StrEnum):
    """What is to be said of a paper on a day."""

    GOOD = "good"
    ENDED = "ended"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a file of the data says: papers needed always, by industry, and by name of the criterion."""

    confirmed: bool
    always: tuple[EvidenceKind, ...]
    industries: Mapping[str, tuple[EvidenceKind, ...]]
    criteria: Mapping[str, EvidenceKind]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist: a kind of paper, the criteria that ask for it, the papers given.

    `criteria` is empty where the dossier itself needs it. A line no criterion asks for is there because papers are.
    """

    kind: EvidenceKind
    criteria: tuple[str, ...]
    needed: bool
    good: tuple[Evidence, ...]
    ended: tuple[Evidence, ...]

    @property
    def missing(self) -> bool:
        """Whether it is needed and no paper in force is there."""
        return self.needed and not self.good


@lru_cache(maxsize=1)
def needs() -> Needs:
    """Return the file of the data, read once. Raises ValueError for a kind of paper there is none of."""
    said = yaml.safe_load(PAPERS.read_text(encoding="utf-8"))
    return Needs(
        confirmed=said["confirmed"],
        always=tuple(map(EvidenceKind, said["always"])),
        industries={code: tuple(map(EvidenceKind, kinds)) for code, kinds in said["industries"].items()},
        criteria={name: EvidenceKind(kind) for kind, names in said["criteria"].items() for name in names},
    )


def kind_for(criteria_set: CriteriaSet, criterion: str) -> EvidenceKind | None:
    """Return the kind of paper that proves the criterion; None where the council sees it with its own eyes."""
    return needs().criteria.get(criteria_set.criteria[criterion].words["vi"])


def checklist(
    criteria_set: CriteriaSet, industry: str, claims: Mapping[str, str], papers: Iterable[Evidence], day: date
) -> tuple[Line, ...]:
    """Return the checklist in the order of Mẫu số 02: what is needed, and what is there.

    `claims` are the options claimed by criterion; `industry` is the code of the set's ("I" to "VI"). A criterion asks
    for its paper where the option claimed has points.
    """
    asking: dict[EvidenceKind, list[str]] = {}
    for criterion in criteria_set.criteria.values():
        option = criterion.option(claims.get(criterion.code, ""))
        kind = kind_for(criteria_set, criterion.code)
        if kind and option and option.points:
            asking.setdefault(kind, []).append(criterion.code)
    own = {*needs().always, *needs().industries.get(industry, ())}
    given: dict[EvidenceKind, dict[int, Evidence]] = {}
    for paper in papers:
        given.setdefault(EvidenceKind(paper.kind), {})[paper.pk] = paper
    return tuple(
        _line(kind, asking.get(kind, []), own, list(given.get(kind, {}).values()), day)
        for kind in EvidenceKind
        if kind in asking or kind in own or kind in given
    )


def paper_state(paper: Evidence, day: date) -> PaperState:
    """Return what the paper is worth on the day: its last day is printed on it and included."""
    if paper.withdrawn_at:
        return PaperState.WITHDRAWN
    if getattr(paper, "replaced_by", None) is not None:
        return PaperState.REPLACED
    return PaperState.ENDED if paper.expires_on and paper.expires_on < day else PaperState.GOOD


def newest(paper: Evidence) -> Evidence:
    """Return what the paper was replaced by in the end; itself where it was not."""
    while (newer := getattr(paper, "replaced_by", None)) is not None:
        paper = newer
    return paper


def _line(kind: EvidenceKind, criteria: list[str], own: set[EvidenceKind], papers: list[Evidence], day: date) -> Line:
    good = tuple(paper for paper in papers if paper_state(paper, day) == PaperState.GOOD)
    return Line(
        kind=kind,
        criteria=tuple(criteria),
        needed=kind in own or bool(criteria),
        good=good,
        ended=tuple(paper for paper in papers if paper not in good),
    )
