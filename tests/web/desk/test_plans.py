from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from saolang.programme.plans.models import Plan
from saolang.programme.plans.rules import PlanTerms
from saolang.programme.plans.services import revise_plan
from saolang.web.desk.histories import entries
from saolang.web.desk.plans import history_of_plan
from tests.factories.files import a_pdf
from tests.factories.plans import PlanFactory

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.base.accounts.models import User
    from tests.factories.province import Province

SAID = {
    "code": "hau-giang-2030",
    "title_vi": "Kế hoạch OCOP năm 2030",
    "place": "1-93",
    "period": "2030",
    "begins_on": "2030-01-01",
    "ends_on": "2030-12-31",
}


def said_of(plan: Plan, **changed: object) -> dict[str, object]:
    """Return the form of the plan as the page offers it, with what a person changed."""
    names = ("title_vi", "period", "number", "signer", "source")
    said = {name: getattr(plan, name) for name in names}
    dates = {"begins_on": plan.begins_on.isoformat(), "ends_on": plan.ends_on.isoformat()}
    return {**said, **dates, "place": plan.place.public_code, "version": plan.version, "reason": "", **changed}


def test_plan_says_what_the_document_does_not(desk: Client, plan: Plan) -> None:
    page = desk.get(reverse("desk:plan", args=[plan.code])).content.decode()

    for fact in ("Số", "Ngày ban hành", "Người ký"):
        row = page.partition(f"<dt>{fact}</dt>")[2].partition("</div>")[0]
        assert row.strip() == "<dd>không có trong nguồn</dd>"


def test_plan_add_drafts_it(desk: Client, province: Province) -> None:
    answer = desk.post(reverse("desk:plan_add"), SAID)

    plan = Plan.objects.get()
    assert answer.headers["Location"] == reverse("desk:plan", args=["hau-giang-2030"])
    assert (plan.state, plan.place, plan.level, plan.number) == ("draft", province.place, "province", "")


def test_plan_add_in_another_province_is_refused_beside_the_form(desk: Client) -> None:
    answer = desk.post(reverse("desk:plan_add"), {**SAID, "place": "1-04"})

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["Tỉnh Cao Bằng nằm ngoài địa bàn bạn được giao."]
    assert not Plan.objects.exists()


def test_plan_add_with_a_name_that_two_units_bear_lists_them_and_guesses_none(country: Client) -> None:
    answer = country.post(reverse("desk:plan_add"), {**SAID, "place": "Cao Bằng"})

    [error] = answer.context["form"].errors["place"]
    assert "1-04" in error
    assert "2-04" in error
    assert not Plan.objects.exists()


def test_plan_edit_of_an_issued_plan_needs_a_reason(desk: Client, plan: Plan) -> None:
    address = reverse("desk:plan_edit", args=[plan.code])

    refused = desk.post(address, said_of(plan, signer="Nguyễn Văn A"))
    saved = desk.post(address, said_of(plan, signer="Nguyễn Văn A", reason="Công văn 12"))

    plan.refresh_from_db()
    assert (refused.status_code, saved.status_code) == (422, 302)
    assert plan.signer == "Nguyễn Văn A"


def test_plan_edit_after_another_shows_what_changed_and_keeps_what_was_typed(
    desk: Client, plan: Plan, coordinator: User
) -> None:
    seen = said_of(plan, signer="Tôi gõ", reason="sửa")
    revise_plan(
        plan=plan,
        terms=PlanTerms(**{**vars(PlanTerms.of(plan)), "number": "99/KH-UBND"}),
        version=plan.version,
        by=coordinator.actor,
        reason="đính chính",
    )

    overtaken = desk.post(reverse("desk:plan_edit", args=[plan.code]), seen)

    page = overtaken.content.decode()
    assert overtaken.status_code == 422
    assert "<ins>99/KH-UBND</ins>" in page
    assert 'value="Tôi gõ"' in page
    again = overtaken.context["form"].data
    assert desk.post(reverse("desk:plan_edit", args=[plan.code]), again).status_code == 302
    plan.refresh_from_db()
    assert plan.signer == "Tôi gõ"


@pytest.mark.parametrize(
    ("state", "offered"), [("draft", {"comment", "issued"}), ("issued", {"closed"}), ("closed", set())]
)
def test_plan_offers_the_states_it_may_go_to(state: str, offered: set[str], desk: Client, province: Province) -> None:
    plan = PlanFactory(place=province.place, state=state)

    page = desk.get(reverse("desk:plan", args=[plan.code]))

    assert set(page.context["moves"]) == offered
    assert ("Sửa kế hoạch" in page.content.decode()) == (state != "closed")


def test_plan_move_takes_it_to_the_next_state_and_tells_the_history(desk: Client, plan: Plan) -> None:
    desk.post(reverse("desk:plan_move", args=[plan.code]), {"to": "closed", "version": plan.version})

    plan.refresh_from_db()
    assert plan.state == "closed"
    [entry] = entries(history_of_plan(plan))
    assert (entry.who, entry.what) == ("Lê Văn Hậu", "kết thúc: kế hoạch")
    assert [(one.before, one.after) for one in entry.differences] == [("đã ban hành", "đã kết thúc")]


def test_plan_move_to_where_it_may_not_go_changes_nothing(desk: Client, plan: Plan) -> None:
    answer = desk.post(
        reverse("desk:plan_move", args=[plan.code]), {"to": "draft", "version": plan.version}, follow=True
    )

    plan.refresh_from_db()
    assert plan.state == "issued"
    assert "không chuyển sang “dự thảo” được" in answer.content.decode()


def test_plan_document_goes_out_as_it_came_in(desk: Client, reader: Client, plan: Plan) -> None:
    content = a_pdf()
    sent = {"file": SimpleUploadedFile("kế hoạch.pdf", content), "version": plan.version, "reason": "bản ký"}

    desk.post(reverse("desk:plan_attach", args=[plan.code]), sent)
    handed_out = reader.get(reverse("desk:plan_document", args=[plan.code]))

    assert handed_out.getvalue() == content
    assert handed_out.headers["Content-Type"] == "application/pdf"
    assert handed_out.headers["Content-Disposition"].startswith("attachment;")


def test_plan_document_of_the_wrong_kind_is_refused_in_words(desk: Client, plan: Plan) -> None:
    sent = {"file": SimpleUploadedFile("a.html", b"<script>"), "version": plan.version, "reason": "x"}

    answer = desk.post(reverse("desk:plan_attach", args=[plan.code]), sent)

    assert answer.context["form"].errors["file"][0].startswith("Tệp không thuộc loại nào được nhận")


def test_plan_document_that_is_not_there_is_not_found(desk: Client, plan: Plan) -> None:
    assert desk.get(reverse("desk:plan_document", args=[plan.code])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "ke hoach thu"}, 1),
        ({"words": "Đồng"}, 0),
        ({"year": "2022"}, 1),
        ({"year": "2019"}, 0),
        ({"state": "draft"}, 0),
    ],
)
def test_plans_are_narrowed_by_words_year_and_state(
    asked: dict[str, str], found: int, desk: Client, plan: Plan
) -> None:
    page = desk.get(reverse("desk:plans"), asked)

    assert page.context["page"].paginator.count == found


@pytest.mark.parametrize("count", [1, 3])
def test_plans_ask_as_many_queries_whatever_the_rows(
    count: int, desk: Client, province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    PlanFactory.create_batch(count, place=province.place)

    with django_assert_num_queries(8):
        desk.get(reverse("desk:plans"))


@pytest.mark.parametrize("changes", [1, 3])
def test_plan_history_asks_as_many_queries_whatever_the_rows(
    changes: int, desk: Client, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(changes):
        plan.refresh_from_db()
        said = said_of(plan, signer=f"Người {number}", reason="sửa")
        desk.post(reverse("desk:plan_edit", args=[plan.code]), said)

    with django_assert_num_queries(9):
        page = desk.get(reverse("desk:plan_history", args=[plan.code]))

    assert len(page.context["entries"]) == changes
