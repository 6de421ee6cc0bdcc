"""The self-score, part by part: every line saved by itself, the result always at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.queries.dossiers import claims_of, proofs_of, standing_of
from saolang.programme.dossiers.rules.checklist import PaperState, kind_for, paper_state
from saolang.programme.dossiers.rules.dossiers import CHANGED_MEANWHILE, EDITABLE, shown
from saolang.programme.dossiers.services.dossiers import claim
from saolang.programme.registry.queries import papers_of
from saolang.web.portal.access import dossier_of, dossier_to_edit

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse, QueryDict

    from saolang.core.scoring import Criterion, Option, Part
    from saolang.programme.dossiers.models import Claim, Dossier
    from saolang.programme.registry.choices import EvidenceKind
    from saolang.programme.registry.models import Evidence
    from saolang.web.requests import PersonRequest


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says: the option, the reason, the papers by code."""

    option: str
    reason: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as the page shows it: what is claimed now, and what was typed where that was not kept."""

    criterion: Criterion
    option: Option | None
    reason: str
    papers: tuple[tuple[Evidence, bool, bool], ...]
    """Every paper that may prove it: whether it does, and whether it still holds."""
    kind: EvidenceKind | None
    seen: str
    saved_at: datetime | None
    refusal: str = ""
    instead: Line | None = None
    """What somebody else has kept meanwhile."""

    @property
    def proved(self) -> int:
        """How many papers prove it."""
        return sum(proves for _paper, proves, _good in self.papers)


@requires(Permission.EDIT_DOSSIERS)
def part(request: PersonRequest, code: str, letter: str) -> HttpResponse:
    """Show one part of the sheet, and take all its lines at once from a browser without scripts."""
    editing = request.method == "POST"
    found = dossier_to_edit(request.user, code) if editing else dossier_of(request.user, code)
    shown_part = _part(found, letter)
    refused = _save_all(request, found, shown_part) if editing else {}
    if editing and not refused:
        messages.success(request, gettext("Đã lưu phần %(letter)s.") % {"letter": letter})
        return redirect("portal:part", found.code, letter)
    known = _lines(found, shown_part)
    context = {
        "dossier": found,
        "part": shown_part,
        "parts": sheet_of(found.edition).parts,
        "lines": [refused.get(line.criterion.code, line) for line in known],
        "standing": standing_of(found),
        "is_editable": found.state in EDITABLE,
    }
    return render(request, "portal/part.html", context, status=422 if refused else 200)


@requires(Permission.EDIT_DOSSIERS)
@require_POST
def line(request: PersonRequest, code: str, criterion: str) -> HttpResponse:
    """Keep one line as soon as something in it changes, and answer with what was kept and the result now."""
    found = dossier_to_edit(request.user, code)
    holding = next((each for each in sheet_of(found.edition).parts if _holds(each, criterion)), None)
    if holding is None:
        raise Http404(criterion)
    refused = _save(request, found, holding, criterion)
    kept = refused or next(one for one in _lines(found, holding) if one.criterion.code == criterion)
    context = {"dossier": found, "line": kept, "standing": standing_of(found), "swapped": True}
    return render(request, "portal/_line_answer.html", context, status=422 if refused else 200)


def _save_all(request: PersonRequest, dossier: Dossier, of: Part) -> dict[str, Line]:
    """Keep every line of the part that was sent; return those that were refused, as they were typed."""
    sent = (criterion.code for criterion in of.criteria if f"seen-{criterion.code}" in request.POST)
    refused = ((code, _save(request, dossier, of, code)) for code in sent)
    return {code: line for code, line in refused if line}


def _save(request: PersonRequest, dossier: Dossier, of: Part, criterion: str) -> Line | None:
    """Keep a line as it was sent. Return None; the line with what was typed and why it was not kept, where refused."""
    said = _said(request.POST, criterion)
    try:
        claim(
            dossier=dossier,
            criterion=criterion,
            option=said.option,
            reason=said.reason,
            papers=list(papers_of(dossier.producer).filter(code__in=said.papers)),
            seen=request.POST.get(f"seen-{criterion}", ""),
            by=request.user.actor,
        )
    except Refusal as refusal:
        now = next(one for one in _lines(dossier, of) if one.criterion.code == criterion)
        return _refused(now, said, say(refusal), is_stale=refusal == CHANGED_MEANWHILE)
    return None


def _said(data: QueryDict, criterion: str) -> Said:
    return Said(
        option=data.get(f"option-{criterion}", ""),
        reason=data.get(f"reason-{criterion}", "").replace("\r\n", "\n").strip(),
        papers=tuple(data.getlist(f"papers-{criterion}")),
    )


def _refused(now: Line, said: Said, sentence: str, *, is_stale: bool) -> Line:
    """Return the line with what was typed in its fields, beside what is kept, to be sent again from what it is now."""
    return Line(
        criterion=now.criterion,
        option=now.criterion.option(said.option),
        reason=said.reason,
        papers=tuple((paper, paper.code in said.papers, good) for paper, _proves, good in now.papers),
        kind=now.kind,
        seen=now.seen,
        saved_at=now.saved_at,
        refusal=sentence,
        instead=now if is_stale else None,
    )


def _lines(dossier: Dossier, of: Part) -> list[Line]:
    """Return the lines of the part. Three queries, however many lines and papers."""
    claims = claims_of(dossier)
    proving: dict[str, set[int]] = {}
    every = {paper.pk: paper for paper in papers_of(dossier.producer)}
    for proof in proofs_of(dossier):
        proving.setdefault(proof.criterion, set()).add(proof.evidence_id)
        every[proof.evidence_id] = proof.evidence
    criteria_set = sheet_of(dossier.edition)
    return [
        _line(
            criterion,
            claims.get(criterion.code),
            proving.get(criterion.code, set()),
            list(every.values()),
            kind_for(criteria_set, criterion.code),
        )
        for criterion in of.criteria
    ]


def _line(
    criterion: Criterion, kept: Claim | None, proving: set[int], vault: list[Evidence], kind: EvidenceKind | None
) -> Line:
    today = timezone.localdate()
    papers = sorted(vault, key=lambda paper: (paper.pk not in proving, paper.kind != kind))
    proofs = [paper.code for paper in vault if paper.pk in proving]
    return Line(
        criterion=criterion,
        option=criterion.option(kept.option) if kept else None,
        reason=kept.reason if kept else "",
        papers=tuple(
            (paper, paper.pk in proving, paper_state(paper, today) == PaperState.GOOD)
            for paper in papers
            if paper.pk in proving or paper_state(paper, today) == PaperState.GOOD
        ),
        kind=kind,
        seen=shown(kept, proofs),
        saved_at=kept.saved_at if kept else None,
    )


def _part(dossier: Dossier, letter: str) -> Part:
    for each in sheet_of(dossier.edition).parts:
        if each.code == letter:
            return each
    raise Http404(letter)


def _holds(of: Part, criterion: str) -> bool:
    return any(each.code == criterion for each in of.criteria)
