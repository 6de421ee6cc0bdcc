from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.base.audit.models import Change
from saolang.programme.plans.models import Target
from saolang.programme.registry.models import Product
from tests.web.desk.conftest import certify

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.plans.models import Plan
    from tests.factories.province import Province

ADDED = {"code": "T-09", "label_vi": "Chủ thể", "indicator": "producers.active", "comparator": ">=", "goal": "3"}


def test_target_lists_exactly_what_its_number_counted(desk: Client, province: Province, plan: Plan) -> None:
    certify(province, 3)
    province.product()

    page = desk.get(reverse("desk:target", args=[plan.code, "T-01"]))

    certified = Product.objects.filter(recognitions__isnull=False)
    assert page.context["line"].row.value == page.context["page"].paginator.count == 3
    assert {name.code for name in page.context["page"]} == set(certified.values_list("code", flat=True))


def test_target_reads_the_day_asked(desk: Client, province: Province, plan: Plan) -> None:
    certify(province, 1)
    certify(province, 2, on=date(2022, 9, 1))

    page = desk.get(reverse("desk:target", args=[plan.code, "T-01"]), {"as_at": "2022-06-30"})

    assert page.context["page"].paginator.count == 1


def test_target_names_go_out_as_csv_whole_and_harmless(desk: Client, province: Province, plan: Plan) -> None:
    certify(province, 2)
    Product.objects.filter(pk=Product.objects.first().pk).update(name_vi="=HYPERLINK(1)")

    answer = desk.get(reverse("desk:target_names", args=[plan.code, "T-01"]))

    text = answer.content.decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert ",'=HYPERLINK(1)," in text


def test_target_marks_made_up_records(desk: Client, province: Province, plan: Plan) -> None:
    certify(province, 2)
    Product.objects.filter(pk=Product.objects.first().pk).update(origin="made_up")

    page = desk.get(reverse("desk:target", args=[plan.code, "T-01"])).content.decode()

    assert page.count("số liệu trình diễn") == 1


def test_target_on_persons_opens_only_to_who_may_read_them_and_leaves_a_trace(
    desk: Client, reader: Client, province: Province, plan: Plan
) -> None:
    certify(province, 6)
    address = reverse("desk:target", args=[plan.code, "T-02"])

    refused = [reader.get(address), reader.get(reverse("desk:target_names", args=[plan.code, "T-02"]))]
    assert [answer.status_code for answer in refused] == [403, 403]
    assert not Change.objects.filter(action="read_personal_data").exists()

    opened = desk.get(address)
    assert opened.context["page"].paginator.count == 6
    [trace] = Change.objects.filter(action="read_personal_data")
    assert (trace.kind, trace.code) == ("target", f"{plan.code}/T-02")


@pytest.mark.parametrize(("women", "shown"), [(4, None), (5, 100)])
def test_sum_of_persons_under_five_is_kept_back_from_a_reader(
    women: int, shown: int | None, *, reader: Client, desk: Client, province: Province, plan: Plan
) -> None:
    certify(province, women)

    def line(client: Client) -> object:
        return client.get(reverse("desk:home")).context["lines"][1]

    assert line(reader).row.value == shown
    assert line(reader).too_few == (shown is None)
    assert line(desk).row.value == 100
    exported = reader.get(reverse("desk:plan_export", args=[plan.code, "json"])).json()["targets"][1]
    assert (exported["value"], exported["part"]) == ((100, women) if shown else (None, None))


def test_target_form_shows_what_it_would_count_before_anything_is_saved(
    desk: Client, province: Province, plan: Plan
) -> None:
    certify(province, 2)

    page = desk.post(reverse("desk:target_add", args=[plan.code]), {**ADDED, "version": plan.version, "preview": "1"})

    line = page.context["line"]
    assert (line.row.value, line.row.verdict) == (2, "missed")
    assert not Target.objects.filter(code="T-09").exists()


def test_target_form_refuses_what_a_plan_cannot_hold_at_the_preview(desk: Client, plan: Plan) -> None:
    said = {**ADDED, "indicator": "producers.share_women", "goal": "140", "version": plan.version, "preview": "1"}

    page = desk.post(reverse("desk:target_add", args=[plan.code]), said)

    assert page.status_code == 422
    assert "100" in page.context["form"].non_field_errors()[0]


def test_target_is_added_changed_and_removed_with_its_history(desk: Client, plan: Plan) -> None:
    add = {**ADDED, "version": plan.version, "reason": "bổ sung"}
    desk.post(reverse("desk:target_add", args=[plan.code]), add)
    plan.refresh_from_db()
    change = {**add, "goal": "5", "version": plan.version}
    desk.post(reverse("desk:target_edit", args=[plan.code, "T-09"]), change)
    plan.refresh_from_db()
    desk.post(
        reverse("desk:target_remove", args=[plan.code, "T-09"]), {"version": plan.version, "reason": "bỏ theo 12/KH"}
    )

    listed = desk.get(reverse("desk:plan_history", args=[plan.code])).context["entries"]
    assert [(entry.what, entry.reason) for entry in listed] == [
        ("rút lại: chỉ tiêu T-09", "bỏ theo 12/KH"),
        ("sửa: chỉ tiêu T-09", "bổ sung"),
        ("tạo mới: chỉ tiêu T-09", "bổ sung"),
    ]
    assert [(one.field, one.before, one.after) for one in listed[1].differences] == [("mức", "3", "5")]
    assert desk.get(reverse("desk:target", args=[plan.code, "T-09"])).status_code == 404


def test_target_edit_after_another_keeps_what_was_typed(desk: Client, plan: Plan) -> None:
    seen = {"label_vi": "Tôi gõ", "indicator": "products.certified", "comparator": ">=", "goal": "2"}
    stale = {**seen, "version": plan.version, "reason": "sửa"}
    desk.post(reverse("desk:target_add", args=[plan.code]), {**ADDED, "version": plan.version, "reason": "x"})

    page = desk.post(reverse("desk:target_edit", args=[plan.code, "T-01"]), stale)

    assert page.status_code == 422
    assert [entry.what for entry in page.context["overtaken"]] == ["tạo mới: chỉ tiêu T-09"]
    assert "Tôi gõ" in page.content.decode()
    assert Target.objects.get(plan=plan, code="T-01").label_vi == "Chỉ tiêu 1"


def test_target_remove_without_a_reason_is_refused_on_an_issued_plan(desk: Client, plan: Plan) -> None:
    answer = desk.post(reverse("desk:target_remove", args=[plan.code, "T-01"]), {"version": plan.version}, follow=True)

    assert "Hãy ghi lý do sửa" in answer.content.decode()
    assert plan.targets.filter(code="T-01", removed_at=None).exists()


@pytest.mark.parametrize("products", [1, 3])
def test_target_asks_as_many_queries_whatever_the_rows(
    products: int, desk: Client, province: Province, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    certify(province, products)

    with django_assert_num_queries(10):
        desk.get(reverse("desk:target", args=[plan.code, "T-01"]))
