from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.programme.plans.models import IssuedReport
from tests.factories.accounts import PASSWORD
from tests.web.desk.conftest import certify

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.plans.models import Plan
    from tests.factories.province import Province


def issue(desk: Client, plan: Plan, extension: str = "xlsx", **sight: str) -> IssuedReport:
    answer = desk.post(reverse("desk:plan_reports", args=[plan.code]), {"extension": extension, **sight})
    assert answer.status_code == 302
    return IssuedReport.objects.latest("pk")


def sign_in_the_list(desk: Client, report: IssuedReport) -> None:
    answer = desk.post(reverse("account:signing", args=["plan_report", report.code]), {"password": PASSWORD})
    assert answer.status_code == 302


def test_reports_show_who_signed_which(desk: Client, plan: Plan) -> None:
    signed, unsigned = issue(desk, plan), issue(desk, plan, "pdf")
    sign_in_the_list(desk, signed)

    page = desk.get(reverse("desk:plan_reports", args=[plan.code]))

    told = {report.pk: [one.name for one in signatures] for report, _, signatures in page.context["reports"]}
    assert told == {signed.pk: ["Lê Văn Hậu"], unsigned.pk: []}
    assert page.content.decode().count("Chữ ký đúng") == 1
    assert reverse("account:signing", args=["plan_report", unsigned.code]) in page.content.decode()


@pytest.mark.parametrize("extension", ["xlsx", "pdf"])
def test_issued_report_keeps_its_bytes_whatever_comes_later(
    extension: str, desk: Client, province: Province, plan: Plan
) -> None:
    certify(province, 1)
    report = issue(desk, plan, extension)
    at_first = desk.get(reverse("desk:report_file", args=[report.pk])).getvalue()
    certify(province, 5)

    later = desk.get(reverse("desk:report_file", args=[report.pk]))

    assert later.getvalue() == at_first
    assert hashlib.sha256(at_first).hexdigest() == report.file.sha256
    assert later.headers["Content-Disposition"] == f'attachment; filename="{plan.code}-2022-12-31.{extension}"'
    assert report.file.sha256 in desk.get(reverse("desk:plan_reports", args=[plan.code])).content.decode()


def test_issued_report_never_carries_a_sum_of_persons_under_five(desk: Client, province: Province, plan: Plan) -> None:
    certify(province, 4)

    report = issue(desk, plan)

    assert [target["value"] for target in report.figures["targets"]] == [4, None, None]


def test_two_reports_are_compared_the_earlier_first_however_chosen(
    desk: Client, province: Province, plan: Plan
) -> None:
    certify(province, 1)
    earlier = issue(desk, plan)
    certify(province, 1)
    later = issue(desk, plan)

    page = desk.get(reverse("desk:report_changes", args=[plan.code]), {"before": later.pk, "after": earlier.pk})

    assert (page.context["earlier"], page.context["later"]) == (earlier, later)
    [change] = page.context["changes"]
    assert (change.code, change.before["value"], change.after["value"]) == ("T-01", 1, 2)


def test_reports_of_the_same_figures_say_the_same(desk: Client, province: Province, plan: Plan) -> None:
    certify(province, 1)
    reports = [issue(desk, plan), issue(desk, plan)]

    page = desk.get(reverse("desk:report_changes", args=[plan.code]), {"before": reports[0].pk, "after": reports[1].pk})

    assert "Hai báo cáo nói như nhau về mọi chỉ tiêu." in page.content.decode()


@pytest.mark.parametrize("chosen", [{}, {"before": "999", "after": "x"}])
def test_report_changes_without_two_reports_asks_for_them(chosen: dict[str, str], desk: Client, plan: Plan) -> None:
    page = desk.get(reverse("desk:report_changes", args=[plan.code]), chosen)

    assert page.status_code == 200
    assert page.context["changes"] is None


@pytest.mark.parametrize("extension", ["xlsx", "pdf", "csv", "json"])
def test_export_hands_out_the_page_as_it_stands(extension: str, reader: Client, plan: Plan) -> None:
    answer = reader.get(reverse("desk:plan_export", args=[plan.code, extension]))

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{plan.code}-2022-12-31.{extension}"'
    assert answer.content


def test_export_as_json_has_the_values_of_the_page(desk: Client, province: Province, plan: Plan) -> None:
    certify(province, 3)

    page = desk.get(reverse("desk:home"))
    exported = desk.get(reverse("desk:plan_export", args=[plan.code, "json"])).json()

    shown = [line.row.value for line in page.context["lines"]]
    assert [target["value"] for target in exported["targets"]] == shown == [3, 100, None]


def test_export_in_a_form_there_is_not_is_not_found(desk: Client, plan: Plan) -> None:
    assert desk.get(reverse("desk:plan_export", args=[plan.code, "exe"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_reports_ask_as_many_queries_whatever_the_rows(
    count: int, desk: Client, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        report = issue(desk, plan)
        sign_in_the_list(desk, report)
    desk.get(reverse("desk:plan_reports", args=[plan.code]))

    with django_assert_num_queries(9):
        desk.get(reverse("desk:plan_reports", args=[plan.code]))
