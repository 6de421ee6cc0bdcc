"""Deny by default: who gets to see and do what at the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.programme.plans.services import issue_report
from saolang.web.desk import urls
from tests.factories.accounts import UserFactory
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client

    from saolang.programme.plans.models import IssuedReport, Plan

READING = ("plan", "plan_history", "plan_map", "plan_expiring", "plan_expiring_csv", "plan_reports", "report_changes")
EDITING = ("plan_edit", "plan_attach", "target_add")
OF_A_TARGET = ("target", "target_names")
EDITING_A_TARGET = ("target_edit",)
OPEN = {"indicators"}


@pytest.fixture
def report(plan: Plan) -> IssuedReport:
    return issue_report(
        plan=plan,
        as_at=date(2022, 12, 31),
        as_known=datetime(2023, 1, 12, tzinfo=UTC),
        figures={"targets": []},
        content=b"%PDF-1.7 report",
        file_name="bao-cao.pdf",
        by="tests",
    )


def addresses(plan: Plan, report: IssuedReport) -> dict[str, str]:
    """Return an address of every page of the first half of the desk."""
    made = {}
    for pattern in (*urls.HOME, *urls.PLANS, *urls.REPORTS):
        known = {"code": plan.code, "target_code": "T-01", "number": report.pk, "extension": "csv"}
        given = {name: known[name] for name in pattern.pattern.converters}
        made[str(pattern.name)] = reverse(f"desk:{pattern.name}", kwargs=given)
    return made


def test_every_page_sends_a_stranger_to_sign_in_but_the_open_ones(
    client: Client, plan: Plan, report: IssuedReport
) -> None:
    opened = set()
    for name, address in addresses(plan, report).items():
        answer = client.get(address)
        if answer.status_code == 200:
            opened.add(name)
        else:
            assert (name, answer.status_code) == (name, 302)
            assert answer.headers["Location"].startswith(reverse("account_login"))

    assert opened == OPEN


@pytest.mark.parametrize("name", [*READING, *EDITING])
def test_page_of_another_province_is_not_found(name: str, neighbour: Client, plan: Plan) -> None:
    assert neighbour.get(reverse(f"desk:{name}", args=[plan.code])).status_code == 404


@pytest.mark.parametrize("name", [*OF_A_TARGET, *EDITING_A_TARGET])
def test_target_of_another_province_is_not_found(name: str, neighbour: Client, plan: Plan) -> None:
    assert neighbour.get(reverse(f"desk:{name}", args=[plan.code, "T-01"])).status_code == 404


def test_exports_and_reports_of_another_province_are_not_found(
    neighbour: Client, plan: Plan, report: IssuedReport
) -> None:
    answers = [
        neighbour.get(reverse("desk:plan_export", args=[plan.code, "xlsx"])),
        neighbour.get(reverse("desk:report_file", args=[report.pk])),
        neighbour.post(reverse("desk:plan_move", args=[plan.code]), {"to": "closed", "version": 1}),
        neighbour.post(reverse("desk:target_remove", args=[plan.code, "T-01"]), {"version": 1, "reason": "x"}),
        neighbour.get(reverse("desk:home"), {"plan": plan.code}),
    ]

    assert [answer.status_code for answer in answers][:4] == [404] * 4
    assert plan.title_vi not in answers[4].content.decode()


@pytest.mark.parametrize("name", READING)
def test_reader_opens_every_page_for_reading(name: str, reader: Client, plan: Plan) -> None:
    assert reader.get(reverse(f"desk:{name}", args=[plan.code])).status_code == 200


@pytest.mark.parametrize("name", EDITING)
def test_reader_is_refused_editing_with_the_rules_sentence(name: str, reader: Client, plan: Plan) -> None:
    answer = reader.get(reverse(f"desk:{name}", args=[plan.code]))

    assert answer.status_code == 403
    assert "Tài khoản của bạn chưa được giao quyền này." in answer.content.decode()


def test_reader_is_refused_every_act(reader: Client, plan: Plan) -> None:
    acts = {
        reverse("desk:plan_add"): {},
        reverse("desk:plan_move", args=[plan.code]): {"to": "closed", "version": plan.version},
        reverse("desk:target_edit", args=[plan.code, "T-01"]): {},
        reverse("desk:target_remove", args=[plan.code, "T-01"]): {"version": plan.version, "reason": "x"},
        reverse("desk:plan_reports", args=[plan.code]): {"extension": "pdf"},
    }

    statuses = {address: reader.post(address, data).status_code for address, data in acts.items()}

    assert set(statuses.values()) == {403}
    plan.refresh_from_db()
    assert (plan.state, plan.targets.filter(removed_at=None).count(), plan.reports.count()) == ("issued", 3, 0)


def test_person_without_a_grant_is_led_from_home_to_the_own_account(plan: Plan) -> None:
    answer = signed_in(UserFactory()).get(reverse("desk:home"))

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("account:profile"))


@pytest.mark.parametrize("name", ["plan_move", "target_remove"])
def test_act_is_never_done_by_a_link(name: str, desk: Client, plan: Plan) -> None:
    arguments = [plan.code, "T-01"] if name == "target_remove" else [plan.code]

    assert desk.get(reverse(f"desk:{name}", args=arguments)).status_code == 405
