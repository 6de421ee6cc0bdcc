"""What the papers of a producer and of the commune say: Mẫu số 01, 02, 03 and the business plan.

Each is a draft with the fields that `data/documents/fields.yaml` names, in Vietnamese whatever the reader's language.
They hold personal data: who may see it is asked where a paper is shown.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import TextField
from django.utils import timezone
from django.utils.translation import override, pgettext

from saolang.base.kit.formats import figure
from saolang.base.papers.choices import PaperKind
from saolang.base.papers.rules import Draft, Mark
from saolang.base.papers.rules.wording import (
    OFFICE_OF_THE_PROVINCE,
    called,
    committee,
    every_paper,
    in_figures,
    province_of,
)
from saolang.core.caps import written_caps
from saolang.core.scoring import rate_sheet, score
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import Act, Assessor, DossierKind
from saolang.programme.dossiers.models import Assessment, BusinessPlan, Dossier
from saolang.programme.dossiers.queries.dossiers import claims_of, proofs_of, sheet_from_claims
from saolang.programme.dossiers.queries.forms import filled
from saolang.programme.dossiers.rules.assessments import TOPICS
from saolang.programme.dossiers.rules.forms import FieldKind, Section, fields_for
from saolang.programme.dossiers.rules.lines import (
    Row,
    caps_in_words,
    points_in_words,
    remarks_on,
    rows_of,
    words_of,
)
from saolang.programme.dossiers.rules.receipts import slip_number
from saolang.programme.dossiers.rules.samples import needed
from saolang.programme.registry.choices import ETHNIC_GROUPS, EvidenceKind, LegalForm, Origin, Sex
from saolang.programme.registry.models import ProducerForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from saolang.programme.dossiers.models import Claim, Finding, PlanYear, Proof
    from saolang.programme.registry.models import Evidence, Producer

ROWS_OF_THE_LIST = [kind for kind in EvidenceKind if kind != EvidenceKind.OTHER]
"""The 15 rows of the list in Mẫu số 02."""


@override("vi")
def registration(dossier: Dossier) -> Draft:
    """Return Mẫu số 01: who applies with which product, what is enclosed, and the slips of the two offices."""
    answers, content = filled(dossier), dossier.edition.content
    proofs = {proof.evidence_id: proof.evidence for proof in proofs_of(dossier)}
    slip = slip_number(dossier.official_code)
    blank = f"……/{slip.partition('/')[2]}" if slip else _blank_slip(dossier)
    data = {
        **every_paper(dossier.place, made_up=dossier.origin == Origin.MADE_UP),
        "to": [{"name": committee(dossier.place)}, {"name": OFFICE_OF_THE_PROVINCE}],
        "producer": dossier.producer.name,
        "legal_form": _legal_form(dossier.producer),
        "registration_number": dossier.producer.registration_number,
        **{name: answers.get(name, "") for name in ("representative", "position", "address", "phone", "email")},
        "product": dossier.product.name_vi,
        "industry": content["industry"]["vi"],
        "group": content["group"]["vi"],
        "subgroup": content["name_vi"],
        "kinds": [{"words": str(kind.label), "ticked": kind == dossier.kind} for kind in DossierKind],
        "attachments": [
            {"title": "Báo cáo tự đánh giá (Mẫu số 02)"},
            *({"title": _title(paper)} for paper in proofs.values()),
        ],
        "samples": answers.get("samples", ""),
        "commune": committee(dossier.place),
        "commune_slip": slip or blank,
        "commune_received": _received_on(dossier) if slip else "",
        "province": OFFICE_OF_THE_PROVINCE,
        "province_slip": blank,
        "province_received": _proposed_on(dossier),
    }
    return _draft(PaperKind.REGISTRATION, dossier, "mau-01", data)


@override("vi")
def self_assessment(dossier: Dossier) -> Draft:
    """Return Mẫu số 02: general data, the list of papers, results, the self-score with its proof, the plan ahead."""
    answers, claims, proofs = filled(dossier), claims_of(dossier), list(proofs_of(dossier))
    criteria_set, sheet = sheet_of(dossier.edition), sheet_from_claims(dossier, claims.values())
    rating, points = rate_sheet(criteria_set, sheet), score(criteria_set, sheet)
    data = {
        **every_paper(dossier.place, made_up=dossier.origin == Origin.MADE_UP),
        "remarks": remarks_on(dossier.edition),
        "producer": dossier.producer.name,
        "product": dossier.product.name_vi,
        "set": dossier.edition.content["name_vi"],
        "general": [
            {"words": "Loại hình", "text": _legal_form(dossier.producer)},
            *_answered(dossier, answers, Section.REGISTRATION),
            *_answered(dossier, answers, Section.GENERAL),
        ],
        "papers": _list_of_papers(proofs),
        "results": _answered(dossier, answers, Section.RESULTS),
        "changes": _answered(dossier, answers, Section.CHANGES),
        "lines": [_claimed(row, claims, proofs, points) for row in rows_of(dossier.edition.content)],
        "total": points_in_words(rating.total),
        "stars": f"{rating.stars} sao" if rating.stars else "không xếp hạng",
        "capped": caps_in_words(dossier.edition.content, written_caps(criteria_set, points, rating)),
        "ahead": _answered(dossier, answers, Section.AHEAD),
        "representative": answers.get("representative", ""),
    }
    return _draft(PaperKind.SELF_ASSESSMENT, dossier, "mau-02", data)


@override("vi")
def commune_report(dossier: Dossier) -> Draft:
    """Return Mẫu số 03: what the commune found and proposes; blank where it has written nothing yet."""
    report = Assessment.objects.filter(dossier=dossier, assessor=Assessor.COMMUNE).order_by("-pk").first()
    rows = {row.code: row for row in rows_of(dossier.edition.content)}
    data = {
        **every_paper(dossier.place, made_up=dossier.origin == Origin.MADE_UP),
        "remarks": remarks_on(dossier.edition),
        "superior": called(province_of(dossier.place)).upper(),
        "office": committee(dossier.place).upper(),
        "to": OFFICE_OF_THE_PROVINCE,
        "product": dossier.product.name_vi,
        "official_code": dossier.official_code,
        "producer": dossier.producer.name,
        "set": dossier.edition.content["name_vi"],
        "kind": str(DossierKind(dossier.kind).label),
        "received_on": _received_on(dossier),
        "met_on": in_figures(report.met_on) if report else "",
        "findings": [
            {"words": str(words), "text": str(report.answers.get(topic, "")) if report else ""}
            for topic, words in TOPICS[Assessor.COMMUNE]
        ],
        "lines": [_found(rows[each.criterion], each) for each in report.findings.all()] if report else [],
        "conclusion": report.conclusion if report else "",
        "proposal": _proposal(report),
        "samples": str(needed(dossier)),
    }
    return _draft(PaperKind.COMMUNE_REPORT, dossier, "mau-03", data)


@override("vi")
def business_plan(plan: BusinessPlan) -> Draft:
    """Return the business plan with the figures of its years; revenue and profit are computed."""
    idea = plan.idea
    data = {
        **every_paper(idea.place, made_up=idea.origin == Origin.MADE_UP),
        "producer": idea.producer.name,
        "product": idea.product_name,
        "set": idea.product_set.name_vi,
        "first_year": str(plan.first_year),
        "follower": idea.follower.full_name if idea.follower else "",
        "sections": [
            {"words": _capital(str(field.verbose_name)), "text": getattr(plan, field.name)}
            for field in BusinessPlan._meta.fields  # noqa: SLF001 - how Django names it
            if isinstance(field, TextField)
        ],
        "years": [_year(year) for year in plan.years.all()],
    }
    name = f"phuong-an-{idea.code}"
    return Draft(PaperKind.BUSINESS_PLAN, "business_plan", idea.code, idea.place, name, data, Mark.NONE)


def _draft(kind: PaperKind, dossier: Dossier, name: str, data: dict[str, Any]) -> Draft:
    is_settled = bool(dossier.filed_at) and kind != PaperKind.COMMUNE_REPORT
    mark = Mark.NONE if is_settled else Mark.DRAFT
    return Draft(kind, "dossier", dossier.code, dossier.place, f"{name}-{dossier.code}", data, mark)


# Words --------------------


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _legal_form(producer: Producer) -> str:
    form = ProducerForm.objects.standing().as_at(timezone.localdate()).filter(producer=producer).first()
    return str(LegalForm(form.legal_form).label) if form else ""


def _title(paper: Evidence) -> str:
    parts = [paper.title, f"số {paper.number}" if paper.number else ""]
    parts.append(f"ngày {in_figures(paper.issued_on)}" if paper.issued_on else "")
    return ", ".join(filter(None, parts))


def _received_on(dossier: Dossier) -> str:
    return in_figures(timezone.localdate(dossier.filed_at)) if dossier.filed_at else ""


def _proposed_on(dossier: Dossier) -> str:
    proposed = dossier.moves.filter(act=Act.PROPOSE).last()
    return in_figures(timezone.localdate(proposed.at)) if proposed else ""


def _blank_slip(dossier: Dossier) -> str:
    place, today = dossier.place, timezone.localdate()
    return f"……/PĐK-{province_of(place).code}-{place.code}-{today.year}"


def _answered(dossier: Dossier, answers: Mapping[str, str], section: Section) -> list[dict[str, str]]:
    return [
        {"words": str(field.label), "text": answer_in_words(field.kind, answers.get(field.code, ""))}
        for field in fields_for(dossier.kind)
        if field.section == section and field.kind != FieldKind.TICK
    ]


def answer_in_words(kind: FieldKind, text: str) -> str:
    """Return an answer of the forms as people read it; "" where there is none."""
    if not text:
        return ""
    if kind == FieldKind.SEX:
        return str(Sex(text).label)
    if kind == FieldKind.ETHNIC_GROUP:
        return ETHNIC_GROUPS.get(text, text)
    if kind == FieldKind.TICK:
        return pgettext("yes or no", "có")
    return figure(Decimal(text)) if kind == FieldKind.AMOUNT else text


def _list_of_papers(proofs: Iterable[Proof]) -> list[dict[str, Any]]:
    papers = {proof.evidence_id: proof.evidence for proof in proofs}.values()
    titles = {kind: [_title(paper) for paper in papers if paper.kind == kind] for kind in ROWS_OF_THE_LIST}
    return [
        {
            "position": str(position),
            "words": _capital(str(kind.label)),
            "held": bool(titles[kind]),
            "titles": "; ".join(titles[kind]),
        }
        for position, kind in enumerate(ROWS_OF_THE_LIST, 1)
    ]


def _claimed(
    row: Row, claims: Mapping[str, Claim], proofs: Iterable[Proof], points: Mapping[str, Decimal]
) -> dict[str, Any]:
    claim = None if row.is_heading else claims.get(row.code)
    option = next((each for each in row.options if claim and each["id"] == claim.option), None)
    papers = [] if row.is_heading else [_title(proof.evidence) for proof in proofs if proof.criterion == row.code]
    return {
        "code": row.code,
        "name": row.name,
        "heading": row.is_heading,
        "maximum": str(row.maximum),
        "points": points_in_words(sum((points[code] for code in row.covers), Decimal(0))),
        "option": words_of(option) if option else "",
        "reason": claim.reason if claim else "",
        "proofs": "; ".join(papers),
    }


def _found(row: Row, finding: Finding) -> dict[str, str]:
    option = next((each for each in row.options if each["id"] == finding.option), None)
    return {
        "code": row.code,
        "name": row.name,
        "option": words_of(option) if option else "",
        "points": str(option["points"]) if option else "",
        "note": finding.note,
    }


def _proposal(report: Assessment | None) -> str:
    if report is None or report.proposes is None:
        return ""
    return (
        "Đề nghị cấp tỉnh đánh giá, phân hạng sản phẩm."
        if report.proposes
        else "Chưa đề nghị cấp tỉnh đánh giá, phân hạng sản phẩm."
    )


def _year(year: PlanYear) -> dict[str, str]:
    revenue = year.output * year.price
    return {
        "year": str(year.year),
        "output": f"{figure(year.output)} {year.unit}",
        "price": figure(year.price),
        "revenue": figure(revenue),
        "cost": figure(year.cost),
        "profit": figure(revenue - year.cost),
        "investment": figure(year.investment),
        "workers": figure(year.workers),
    }
