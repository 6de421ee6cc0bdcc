"""What a member reads on a score sheet: the criteria under their headings, and beside each what others have said of it.

Nothing of another member's sheet is among it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from saolang.core.criteria_files import scored
from saolang.core.scoring import ZERO, Ground
from saolang.programme.criteria.rules import Wording, sheet_of, wording, words
from saolang.programme.dossiers.models import Finding
from saolang.programme.dossiers.queries.dossiers import claims_of, proofs_of
from saolang.programme.evaluation.choices import FOUND, NOTHING
from saolang.programme.evaluation.rules.sheets import rated, unanswered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from saolang.core.scoring import CriteriaSet, Criterion, KnockOut, Option
    from saolang.programme.dossiers.models import Dossier, Proof
    from saolang.programme.evaluation.models import Case, SheetLine


@dataclass(frozen=True)
class Paper:
    """A paper that proves a criterion, as a link."""

    title: str
    url: str
    detail: str
    has_ended: bool


@dataclass(frozen=True)
class Said:
    """What the producer, the commune or the advisory team says of a criterion."""

    option: Option | None
    note: str
    who: str = ""


@dataclass(frozen=True)
class Ticked:
    """A knock-out with its box; where the words are a requirement, the box says that it is not met."""

    code: str
    words: Wording
    found: bool
    reason: str
    is_requirement: bool


@dataclass(frozen=True)
class Choice:
    """An option with its box; `case` are the words of the case it opens, where it is the first of one.

    Without words it is the one for a criterion of which no line is true.
    """

    code: str
    points: Decimal
    chosen: bool
    words: Wording | None = None
    mark: int | None = None
    case: Wording | None = None


@dataclass(frozen=True)
class Line:
    """One criterion."""

    code: str
    words: Wording
    maximum: Decimal
    choices: list[Choice]
    reason: str
    questions: list[Wording]
    needs: str
    claim: Said | None
    proposals: list[Said]
    papers: list[Paper]
    grounds: list[Ticked]

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.chosen), None)


@dataclass(frozen=True)
class Heading:
    """A numbered heading of the sheet; `maximum` is what its criteria come to."""

    code: str
    words: Wording
    maximum: int
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """One of the three parts."""

    code: str
    words: Wording
    maximum: Decimal
    headings: list[Heading]


@dataclass(frozen=True)
class Page:
    """The whole sheet; `grounds` are the knock-outs that stand beside no criterion."""

    parts: list[Part]
    grounds: list[Ticked]
    general_papers: list[Paper]


@dataclass(frozen=True)
class PartPoints:
    """A part with the points it has now."""

    code: str
    words: Wording
    maximum: Decimal
    points: Decimal


@dataclass(frozen=True)
class Standing:
    """What the sheet comes to now.

    `caps` are the criteria whose marks are missed, `grounds` what ended the evaluation, `left` the criteria without an
    answer, `order` the highest number of a click.
    """

    points: Decimal
    stars: int
    stars_by_points: int
    caps: list[str]
    grounds: list[Wording]
    parts: list[PartPoints]
    left: list[str]
    all: int
    order: int

    @property
    def done(self) -> int:
        return self.all - len(self.left)

    @property
    def is_begun(self) -> bool:
        """Tell whether a criterion has an answer: a sheet nobody has touched comes to no stars."""
        return self.done > 0


def page_of(case: Case, lines: Iterable[SheetLine]) -> Page:
    """Return the member's sheet of the product as it stands. At most four queries."""
    return _Builder(case, lines).page()


def standing_of(criteria_set: CriteriaSet, lines: list[SheetLine]) -> Standing:
    """Return what stands on the lines, computed. No query."""
    rating = rated(criteria_set, lines)
    language = get_language() or "vi"
    return Standing(
        points=rating.total,
        stars=rating.stars,
        stars_by_points=rating.stars_by_points,
        caps=[mark.criterion for mark in rating.missed],
        grounds=[words(each, language) for each in rating.knocked_out],
        parts=[
            PartPoints(part.code, words(part, language), part.maximum, rating.by_part[part.code])
            for part in criteria_set.parts
        ],
        left=unanswered(criteria_set, lines),
        all=len(criteria_set.criteria),
        order=max((line.order for line in lines), default=0),
    )


def papers_of(case: Case, today: date) -> dict[str, list[Paper]]:
    """Return the papers of the dossier by the criterion they prove; "" holds the dossier's own. One query."""
    papers: dict[str, list[Paper]] = defaultdict(list)
    for proof in proofs_of(case.dossier):
        papers[proof.criterion].append(_paper(case, proof, today))
    return papers


def _paper(case: Case, proof: Proof, today: date) -> Paper:
    evidence = proof.evidence
    return Paper(
        title=evidence.title,
        url=reverse("council:evidence", args=[case.session.code, case.position, evidence.code]),
        detail=" ".join(filter(None, [evidence.number, evidence.issuer])),
        has_ended=evidence.expires_on is not None and evidence.expires_on < today,
    )


class _Builder:
    """Puts together what several tables know of one sheet."""

    def __init__(self, case: Case, lines: Iterable[SheetLine]) -> None:
        self.case = case
        dossier = case.dossier
        self.content: Mapping[str, Any] = dossier.edition.content
        self.criteria_set = sheet_of(dossier.edition)
        self.language = get_language() or "vi"
        self.lines = {line.criterion: line for line in lines}
        self.claims = claims_of(dossier)
        self.papers = papers_of(self.case, timezone.localdate())
        self.findings = _findings(dossier)
        self.cases = dict(_cases(self.content))

    def page(self) -> Page:
        return Page(
            parts=[self._part(part) for part in self.content["parts"]],
            grounds=[self._ticked(each) for each in self.criteria_set.knock_outs if ":" not in each.code],
            general_papers=self.papers[""],
        )

    def _part(self, node: Mapping[str, Any]) -> Part:
        part = next(part for part in self.criteria_set.parts if part.code == node["code"])
        return Part(
            part.code, words(part, self.language), part.maximum, [self._heading(each) for each in node["criteria"]]
        )

    def _heading(self, node: Mapping[str, Any]) -> Heading:
        lines = [self._line(self.criteria_set.criteria[each["code"]]) for each in scored([dict(node)])]
        named = {language: node[f"name_{language}"] for language in ("vi", "en") if f"name_{language}" in node}
        return Heading(node["code"], wording(named, self.language), node["max"], lines)

    def _line(self, criterion: Criterion) -> Line:
        line = self.lines.get(criterion.code)
        claim = self.claims.get(criterion.code)
        return Line(
            code=criterion.code,
            words=words(criterion, self.language),
            maximum=criterion.maximum,
            choices=list(self._choices(criterion, line.option if line else "")),
            reason=line.reason if line else "",
            questions=[wording(question, self.language) for question in criterion.questions],
            needs=criterion.needs,
            claim=Said(criterion.option(claim.option), claim.reason) if claim else None,
            proposals=[
                Said(criterion.option(finding.option), finding.note, finding.assessment.get_assessor_display())
                for finding in self.findings[criterion.code]
            ],
            papers=self.papers[criterion.code],
            grounds=[self._ticked(each) for each in self.criteria_set.knock_outs if _stands_beside(each, criterion)],
        )

    def _choices(self, criterion: Criterion, chosen: str) -> Iterator[Choice]:
        """Yield the options, each case opened by its words, and last the one for nothing where none is worth 0."""
        case = ""
        for option in criterion.options:
            opens, case = option.case != case, option.case
            yield Choice(
                code=option.code,
                points=option.points,
                chosen=option.code == chosen,
                words=words(option, self.language),
                mark=option.mark,
                case=self._case(criterion, case) if opens else None,
            )
        if all(option.points for option in criterion.options):
            yield Choice(NOTHING, ZERO, chosen=chosen == NOTHING)

    def _case(self, criterion: Criterion, case: str) -> Wording:
        return wording(self.cases.get((criterion.code, case), {"vi": case}), self.language)

    def _ticked(self, ground: KnockOut) -> Ticked:
        line = self.lines.get(ground.code)
        return Ticked(
            code=ground.code,
            words=words(ground, self.language),
            found=line is not None and line.option == FOUND,
            reason=line.reason if line else "",
            is_requirement=ground.ground == Ground.REQUIREMENT,
        )


def _stands_beside(ground: KnockOut, criterion: Criterion) -> bool:
    """Tell whether the assessor is asked about the ground beside the criterion; a zero that stops is not."""
    beside, _, kind = ground.code.partition(":")
    return bool(kind) and kind != Ground.STOP_IF_ZERO and beside == criterion.code


def _findings(dossier: Dossier) -> dict[str, list[Finding]]:
    """Return what the commune and the advisory team found, once they have handed it on, by criterion."""
    handed_on = Finding.objects.filter(assessment__dossier=dossier, assessment__locked_at__isnull=False)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in handed_on.select_related("assessment").order_by("assessment_id", "id"):
        findings[finding.criterion].append(finding)
    return findings


def _cases(content: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Mapping[str, str]]]:
    """Yield the words of each case by criterion and code (set 26)."""
    for part in content["parts"]:
        for node in _nodes(part["criteria"]):
            for case in node.get("cases", ()):
                yield (node["code"], case["code"]), case


def _nodes(nodes: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for node in nodes:
        yield node
        yield from _nodes(node.get("children", ()))
