"""Mẫu số 01, 02, 03 and the business plan, filled from what is known of a dossier."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.utils.translation import override

from saolang.base.papers.choices import PaperKind
from saolang.programme.dossiers.choices import Assessor, DossierKind, State
from saolang.programme.dossiers.models import Assessment, BusinessPlan, Finding, Idea, PlanYear, Proof
from saolang.programme.dossiers.queries import papers
from saolang.programme.dossiers.queries.papers import answer_in_words
from saolang.programme.dossiers.rules.forms import FieldKind
from saolang.programme.registry.choices import EvidenceKind
from saolang.programme.registry.models import ProductSet
from tests.base.papers.reading import wrong_fields
from tests.factories.dossiers import RICE, a_dossier, a_paper_of
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from saolang.programme.dossiers.models import Dossier
    from tests.factories.province import Province

CHOICES = {"1.1": "1.1-3", "1.2": "1.2-2"}


@pytest.fixture
def dossier(province: Province) -> Dossier:
    """Return a received dossier with two criteria claimed, one of them proved."""
    made = a_dossier(
        province.communes[0],
        choices=CHOICES,
        producer=a_producer("HTX Thuận Phát", place=province.communes[0]),
        forms={"representative": "Nguyễn Thị Hoa", "sex": "female", "revenue": "1850.5", "ahead": "Mở kênh bán."},
        official_code="93-31338-7-2026",
        filed_at=dt.datetime(2026, 10, 5, 3, tzinfo=dt.UTC),
        state=State.COMMUNE,
    )
    paper = a_paper_of(
        made,
        kind=EvidenceKind.MATERIAL_ORIGIN,
        title="Hợp đồng liên kết",
        number="12/HĐ",
        issued_on=dt.date(2026, 1, 2),
    )
    Proof.objects.create(dossier=made, criterion="1.1", evidence=paper, added_by="tests")
    return made


def test_registration_has_the_fields_that_are_promised(dossier: Dossier) -> None:
    data = papers.registration(dossier).data

    assert wrong_fields(PaperKind.REGISTRATION, data) == []
    assert (data["producer"], data["representative"], data["samples"]) == ("HTX Thuận Phát", "Nguyễn Thị Hoa", "5")
    assert [kind["ticked"] for kind in data["kinds"]] == [True, False, False]
    assert data["attachments"][1] == {"title": "Hợp đồng liên kết, số 12/HĐ, ngày 02/01/2026"}


def test_registration_bears_the_slip_of_the_commune_and_leaves_that_of_the_province_open(dossier: Dossier) -> None:
    data = papers.registration(dossier).data

    assert data["commune_slip"] == "7/PĐK-93-31338-2026"
    assert data["province_slip"] == "……/PĐK-93-31338-2026"
    assert data["commune_received"] == "05/10/2026"


def test_self_assessment_has_the_fields_that_are_promised(dossier: Dossier) -> None:
    data = papers.self_assessment(dossier).data

    assert wrong_fields(PaperKind.SELF_ASSESSMENT, data) == []
    assert len(data["papers"]) == 15
    assert [paper["position"] for paper in data["papers"] if paper["held"]] == ["3"]


def test_self_assessment_adds_up_what_is_claimed_by_criterion_heading_and_part(dossier: Dossier) -> None:
    data = papers.self_assessment(dossier).data

    points = {line["code"]: line["points"] for line in data["lines"]}
    assert (points["1.1"], points["1.2"], points["1"], points["Phần A"], data["total"]) == ("3", "1", "4", "4", "4")
    [claimed] = [line for line in data["lines"] if line["code"] == "1.1"]
    assert claimed["option"] == "Trồng tại xã: 75% – 100%"
    assert claimed["proofs"] == "Hợp đồng liên kết, số 12/HĐ, ngày 02/01/2026"


def test_self_assessment_is_in_vietnamese_whatever_the_reader_reads(dossier: Dossier) -> None:
    with override("en"):
        data = papers.self_assessment(dossier).data

    assert {"words": "Giới tính người đại diện", "text": "nữ"} in data["general"]
    assert {"words": "Doanh thu năm gần nhất (triệu đồng)", "text": "1.850,5"} in data["results"]


def test_self_assessment_names_what_has_changed_only_where_a_certificate_is_renewed(dossier: Dossier) -> None:
    first = papers.self_assessment(dossier).data["changes"]
    dossier.kind = DossierKind.RENEWAL

    renewed = papers.self_assessment(dossier).data["changes"]

    assert (first, len(renewed)) == ([], 7)


def test_self_assessment_says_that_the_words_are_ours_until_the_edition_carries_the_official_ones(
    dossier: Dossier,
) -> None:
    ours = papers.self_assessment(dossier).data
    dossier.edition.content = deepcopy(dossier.edition.content)
    for part in dossier.edition.content["parts"]:
        _word_officially(part["criteria"])

    official = papers.self_assessment(dossier).data

    assert ["rút gọn" in ours["remarks"][0]["text"], len(ours["remarks"]), len(official["remarks"])] == [True, 2, 1]
    [line] = [line for line in official["lines"] if line["code"] == "1.1"]
    assert line["option"] == "Lời chính thức 1.1-3"


def test_commune_report_has_the_fields_that_are_promised(dossier: Dossier) -> None:
    report = Assessment.objects.create(
        dossier=dossier,
        assessor=Assessor.COMMUNE,
        answers={"materials": "Lúa trồng tại xã."},
        met_on=dt.date(2026, 10, 14),
        proposes=True,
        conclusion="Đủ hồ sơ.",
        saved_by="tests",
    )
    Finding.objects.create(assessment=report, criterion="1.1", option="1.1-3", note="Đã xem.")

    data = papers.commune_report(dossier).data

    assert wrong_fields(PaperKind.COMMUNE_REPORT, data) == []
    assert data["findings"][0]["text"] == "Lúa trồng tại xã."
    assert data["lines"] == [
        {
            "code": "1.1",
            "name": "Nguồn gốc sản phẩm",
            "option": "Trồng tại xã: 75% – 100%",
            "points": "3",
            "note": "Đã xem.",
        }
    ]
    assert data["proposal"] == "Đề nghị cấp tỉnh đánh giá, phân hạng sản phẩm."


def test_commune_report_nobody_has_written_is_blank(dossier: Dossier) -> None:
    data = papers.commune_report(dossier).data

    assert wrong_fields(PaperKind.COMMUNE_REPORT, data) == []
    assert (data["conclusion"], data["proposal"], data["lines"]) == ("", "", [])


def test_business_plan_computes_revenue_and_profit(dossier: Dossier) -> None:
    idea = Idea.objects.create(
        code="YT-00000001",
        producer=dossier.producer,
        place=dossier.place,
        product_name="Gạo thơm",
        product_set=ProductSet.objects.get(pk=RICE),
        recorded_by="tests",
    )
    plan = BusinessPlan.objects.create(idea=idea, first_year=2027, goal="Bán 40 tấn.", recorded_by="tests")
    figures = {"output": Decimal(40), "unit": "tấn", "price": Decimal("28.5"), "cost": Decimal(890)}
    PlanYear.objects.create(plan=plan, year=2027, **figures)
    plan.refresh_from_db()

    data = papers.business_plan(plan).data

    assert wrong_fields(PaperKind.BUSINESS_PLAN, data) == []
    assert (data["years"][0]["revenue"], data["years"][0]["profit"]) == ("1.140", "250")
    assert data["sections"][0] == {"words": "Mục tiêu", "text": "Bán 40 tấn."}


def _word_officially(nodes: list[dict[str, object]]) -> None:
    for node in nodes:
        _word_officially(node.get("children", []))  # type: ignore[arg-type]
        for option in node.get("options", []):  # type: ignore[attr-defined]
            option["text_vi"] = f"Lời chính thức {option['id']}"


@pytest.mark.parametrize(
    ("kind", "kept", "read"),
    [
        (FieldKind.ETHNIC_GROUP, "05", "Khơ-me"),
        (FieldKind.SEX, "female", "nữ"),
        (FieldKind.AMOUNT, "1234.5", "1.234,5"),
        (FieldKind.LINE, "", ""),
    ],
)
def test_answer_reads_as_people_say_it(kind: FieldKind, kept: str, read: str) -> None:
    assert answer_in_words(kind, kept) == read
