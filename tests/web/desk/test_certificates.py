"""Certificates at the desk: issued, listed, replaced; suspended, questioned, taken back; print runs; the radar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.places.models import Place
from saolang.programme.certification.models import (
    CaseToAnswer,
    Certificate,
    MarkRun,
    Recognition,
    Revocation,
    Suspension,
)
from saolang.programme.certification.services.expiry import warn
from tests.days import a_year_ago, days_ago, today
from tests.factories.accounts import GrantFactory
from tests.factories.certification import (
    a_case,
    a_certificate,
    a_decision,
    a_mark_run,
    a_recognition,
    a_revocation,
    a_suspension,
    an_owned_recognition,
)
from tests.factories.registry import a_producer, a_product
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


def recognised(**known: object) -> Recognition:
    """Recognise a product of old Hậu Giang a year ago, by a decision there."""
    decision = a_decision(place=Place.objects.get(map=1, code="93"))
    return an_owned_recognition(**{"on": a_year_ago(), "decision": decision} | known)


def certified() -> Certificate:
    return a_certificate(recognised(), on=a_year_ago())


def of(recognition: Recognition, name: str) -> str:
    return reverse(f"desk:{name}", args=[recognition.product.code, recognition.pk])


def said(answer: HttpResponse) -> str:
    return answer.content.decode()


# Reading --------------------


def test_list_shows_the_certificates_of_the_persons_places(desk: Client, neighbour: Client) -> None:
    certificate = certified()
    address = reverse("desk:certificates")

    assert [list(each.get(address).context["page"]) for each in (desk, neighbour)] == [[certificate], []]
    page = reverse("desk:certificate", args=[certificate.public_code])
    assert [each.get(page).status_code for each in (desk, neighbour)] == [200, 404]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "valid"}, ["valid"]),
        ({"state": "suspended"}, ["suspended"]),
        ({"state": "revoked"}, ["revoked"]),
        ({"q": "trà"}, ["valid"]),
        ({"place": "1-93"}, ["revoked", "suspended", "valid"]),
        ({"place": "1-04"}, []),
    ],
)
def test_list_is_narrowed_as_asked(asked: dict[str, str], found: list[str], desk: Client) -> None:
    place = Place.objects.filter(map=1, level="commune", province__code="93").earliest("pk")
    tea = a_product("trà mãng cầu", producer=a_producer(place=place), place=place)
    a_certificate(a_recognition(tea, on=a_year_ago(), decision=a_decision()), on=a_year_ago())
    a_suspension(certified().recognition, today())
    a_revocation(certified().recognition, today())

    page = desk.get(reverse("desk:certificates"), asked).context["page"]

    assert sorted(each.state for each in page) == found


def test_list_is_narrowed_to_the_year_of_issue(desk: Client) -> None:
    certificate = certified()

    years = (certificate.issued_on.year, 2001)
    pages = [desk.get(reverse("desk:certificates"), {"year": str(year)}).context["page"] for year in years]

    assert [list(page) for page in pages] == [[certificate], []]


@pytest.mark.parametrize("how_many", [1, 3])
def test_list_asks_as_much_whatever_its_length(
    how_many: int, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(how_many):
        certified()
    desk.get(reverse("desk:certificates"))

    with django_assert_num_queries(7):
        desk.get(reverse("desk:certificates"))


@pytest.mark.parametrize("how_many", [1, 3])
def test_page_asks_as_much_whatever_happened(
    how_many: int, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    certificate = certified()
    for _ in range(how_many):
        a_case(certificate.recognition, found_on=today())
        a_mark_run(certificate.recognition, printed_on=today())
    address = reverse("desk:certificate", args=[certificate.public_code])
    desk.get(address)

    with django_assert_num_queries(14):
        desk.get(address)


def test_decision_over_a_wider_place_is_named_and_leads_nowhere_the_reader_may_not_go(
    desk: Client, province: Province
) -> None:
    certificate = certified()
    case = a_case(certificate.recognition, found_on=today())
    taken_back_by = a_decision(place=province.place, number="99/QĐ-UBND")
    official = signed_in(GrantFactory(place=certificate.recognition.product.place, role=Role.COMMUNE).user)
    desk.post(
        reverse("desk:case_revoke", args=[case.pk]),
        {"on": today().isoformat(), "decision": taken_back_by.code, "reason": "vi phạm"},
    )
    pages = {
        reverse("desk:product", args=[certificate.recognition.product.code]): certificate.recognition.decision,
        reverse("desk:certificate", args=[certificate.public_code]): certificate.recognition.decision,
        reverse("desk:case", args=[case.pk]): taken_back_by,
    }

    for page, decision in pages.items():
        link = f'<a href="{reverse("desk:decision", args=[decision.code])}">{decision.number}</a>'  # type: ignore[union-attr]
        seen = [said(browser.get(page)) for browser in (desk, official)]
        assert [link in each for each in seen] == [True, False]
        assert all(decision.number in each for each in seen)  # type: ignore[union-attr]
        assert official.get(reverse("desk:decision", args=[decision.code])).status_code == 404  # type: ignore[union-attr]


def test_list_as_a_file_is_safe_from_formulas(desk: Client) -> None:
    place = Place.objects.filter(map=1, level="commune", province__code="93").earliest("pk")
    product = a_product("=1+1", producer=a_producer(place=place), place=place)
    a_certificate(a_recognition(product, on=a_year_ago(), decision=a_decision()), on=a_year_ago())

    lines = desk.get(reverse("desk:certificates_csv")).content.decode("utf-8-sig").splitlines()

    assert "'=1+1" in lines[1]


def test_page_warns_of_a_credential_that_does_not_verify(desk: Client) -> None:
    certificate = certified()
    address = reverse("desk:certificate", args=[certificate.public_code])
    whole = said(desk.get(address))

    forged = certificate.credential | {"validUntil": "2099-01-01T00:00:00+07:00"}
    Certificate.objects.filter(pk=certificate.pk).update(credential=forged)

    assert ["không khớp với khóa" in page for page in (whole, said(desk.get(address)))] == [False, True]


# Issuing --------------------


def test_button_issues_the_certificate_of_a_recognition(desk: Client) -> None:
    recognition = recognised()

    desk.post(of(recognition, "certificate_issue"))

    certificate = Certificate.objects.get()
    assert (certificate.recognition, certificate.issued_on) == (recognition, today())


def test_button_says_why_it_is_refused(desk: Client) -> None:
    recognition = recognised(decision=None)

    answer = desk.post(of(recognition, "certificate_issue"), follow=True)

    assert "chưa ghi quyết định" in said(answer)
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("role", [Role.READER, Role.COMMUNE, Role.ADVISER, Role.INSPECTOR])
def test_issuing_is_not_for_everybody(role: Role, province: Province) -> None:
    recognition = recognised()
    person = signed_in(GrantFactory(role=role, place=province.place).user)

    assert person.post(of(recognition, "certificate_issue")).status_code == 403
    assert not Certificate.objects.exists()


def test_issuing_elsewhere_is_not_found(neighbour: Client) -> None:
    assert neighbour.post(of(recognised(), "certificate_issue")).status_code == 404


def test_decision_issues_all_it_lacks_and_says_what_it_could_not(desk: Client) -> None:
    decision = a_decision(place=Place.objects.get(map=1, code="93"))
    given = [recognised(decision=decision) for _ in range(3)]
    a_revocation(given[1], today())
    address = reverse("desk:decision_certificates", args=[decision.code])

    before = desk.get(address).context["progress"]
    after = desk.post(address, follow=True)

    assert (before, after.context["progress"]) == ((0, 3), (2, 3))
    assert f"{given[1].product.code}: " in said(after)
    assert sorted(Certificate.objects.values_list("recognition", flat=True)) == [given[0].pk, given[2].pk]


def test_decision_issued_twice_gives_each_one_certificate(desk: Client) -> None:
    recognition = recognised()
    address = reverse("desk:decision_certificates", args=[recognition.decision.code])  # type: ignore[union-attr]

    for _ in range(2):
        desk.post(address)

    assert Certificate.objects.count() == 1


def test_decision_is_printed_and_handed_out_as_one_file(desk: Client) -> None:
    certificate = certified()
    decision = certificate.recognition.decision
    assert decision is not None
    address = reverse("desk:decision_certificates", args=[decision.code])
    printed = reverse("desk:decision_printed", args=[decision.code])

    before = (desk.get(address).context["printing"], desk.get(printed).status_code)
    after = desk.post(reverse("desk:decision_print", args=[decision.code]), follow=True)

    assert before == ((0, 1), 404)
    assert after.context["printing"] == (1, 1)
    assert "Bản in của quyết định đã sẵn sàng." in said(after)
    assert b"".join(desk.get(printed).streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_decision_without_certificates_says_there_is_nothing_to_print(desk: Client) -> None:
    decision = recognised().decision
    assert decision is not None

    answer = desk.post(reverse("desk:decision_print", args=[decision.code]), follow=True)

    assert "chưa có giấy chứng nhận nào còn hiệu lực" in said(answer)


def test_replacing_leads_to_the_new_certificate(desk: Client) -> None:
    lost = certified()

    answer = desk.post(
        reverse("desk:certificate_replace", args=[lost.public_code]), {"on": today().isoformat(), "reason": "bị mất"}
    )

    new = Certificate.objects.get(replaces=lost)
    assert answer.headers["Location"] == reverse("desk:certificate", args=[new.public_code])


def test_transfer_without_a_new_owner_keeps_what_was_typed(desk: Client) -> None:
    certificate = certified()

    answer = desk.post(
        reverse("desk:certificate_transfer", args=[certificate.public_code]),
        {"on": today().isoformat(), "reason": "chuyển đổi loại hình"},
    )

    assert answer.status_code == 422
    assert "Chủ thể của sản phẩm chưa đổi" in said(answer)
    assert "chuyển đổi loại hình" in said(answer)


# Suspending, cases, print runs --------------------


def test_suspending_and_lifting(desk: Client) -> None:
    certificate = certified()
    recognition = certificate.recognition
    page = reverse("desk:certificate", args=[certificate.public_code])

    said = {"on": today().isoformat()}
    desk.post(of(recognition, "suspend"), said | {"ground": "breach_of_law", "note": "chờ kết luận"})
    suspended = desk.get(page).context["certificate"].state
    desk.post(of(recognition, "lift"), said | {"reason": "đạt"})

    assert (suspended, desk.get(page).context["certificate"].state) == ("suspended", "valid")
    assert Suspension.objects.standing().get().ended_on == today()


def test_case_is_entered_shown_with_its_days_and_answered_by_a_revocation(desk: Client) -> None:
    certificate = certified()
    decision = certificate.recognition.decision
    found_on = days_ago(10)
    desk.post(
        of(certificate.recognition, "case_add"),
        {"ground": "misuse_of_mark", "found_on": found_on.isoformat(), "note": "in 5 sao"},
    )
    case = CaseToAnswer.objects.get()

    rows = desk.get(reverse("desk:cases")).context["rows"]
    desk.post(
        reverse("desk:case_revoke", args=[case.pk]),
        {"on": today().isoformat(), "decision": decision.code, "reason": "vi phạm"},  # type: ignore[union-attr]
    )

    assert rows == [(case, 5)]
    case.refresh_from_db()
    assert case.revocation == Revocation.objects.get()
    assert desk.get(reverse("desk:cases")).context["rows"] == []
    assert len(desk.get(reverse("desk:cases"), {"tat-ca": "1"}).context["rows"]) == 1


def test_decision_that_takes_back_is_chosen_by_place_the_newest_first(desk: Client) -> None:
    place = Place.objects.get(map=1, code="93")
    older = a_decision(place=place, number="9/QĐ", decided_on=dt.date(2024, 5, 1))
    newer = a_decision(place=place, number="9/QĐ", authority="UBND tỉnh", decided_on=dt.date(2025, 5, 1))
    a_decision(place=Place.objects.get(map=1, code="87"), number="9/QĐ")
    case = a_case(recognised(decision=older), found_on=today())

    form = desk.get(reverse("desk:case_revoke", args=[case.pk])).context["form"]

    offered = dict(form.fields["decision"].widget.choices)
    assert list(offered) == ["", str(place)]
    told = [(code, words) for code, words in offered[str(place)] if words.startswith("9/QĐ ")]
    assert [code for code, _ in told] == [newer.code, older.code]
    assert told[0][1] == f"9/QĐ · 01/05/2025 · UBND tỉnh · {newer.code}"


@pytest.mark.parametrize("typed", ["9/QĐ", "QD-00000000", "QĐ"])
def test_decision_typed_by_hand_takes_nothing_back(desk: Client, typed: str) -> None:
    a_decision(place=Place.objects.get(map=1, code="93"), number="9/QĐ")
    case = a_case(recognised(decision=None), found_on=today())

    answer = desk.post(
        reverse("desk:case_revoke", args=[case.pk]), {"on": today().isoformat(), "decision": typed, "reason": "vi phạm"}
    )

    assert answer.status_code == 422
    assert not Revocation.objects.exists()


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "99999-01-01", "hôm qua"])
def test_day_beyond_the_calendar_is_answered_on_the_form(desk: Client, on: str) -> None:
    case = a_case(recognised(), found_on=today())

    answer = desk.post(reverse("desk:case_revoke", args=[case.pk]), {"on": on, "reason": "vi phạm"})

    assert (answer.status_code, Revocation.objects.count()) == (422, 0)
    assert answer.context["form"].errors["on"]


def test_case_is_dismissed_with_a_reason(desk: Client) -> None:
    case = a_case(recognised(), found_on=today())

    without = desk.post(reverse("desk:case_dismiss", args=[case.pk]), {"reason": " "})
    desk.post(reverse("desk:case_dismiss", args=[case.pk]), {"reason": "đã khắc phục"})

    case.refresh_from_db()
    assert (without.status_code, case.answer) == (422, "đã khắc phục")


def test_case_elsewhere_is_not_found(neighbour: Client) -> None:
    case = a_case(recognised(), found_on=today())

    assert [
        neighbour.get(reverse(f"desk:{name}", args=[case.pk])).status_code for name in ("case", "case_dismiss")
    ] == [
        404,
        404,
    ]


@pytest.mark.parametrize("how_many", [1, 3])
def test_cases_ask_as_much_whatever_their_number(
    how_many: int, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(how_many):
        a_case(recognised(), found_on=today())
        ended = recognised()
        a_mark_run(ended, printed_on=a_year_ago())
        a_revocation(ended, today())
    desk.get(reverse("desk:cases"))

    with django_assert_num_queries(8):
        desk.get(reverse("desk:cases"))


def test_print_run_is_entered_and_accounted_for_when_the_certificate_ends(desk: Client) -> None:
    recognition = certified().recognition
    desk.post(of(recognition, "mark_run_add"), {"what": "túi", "quantity": "500", "printed_on": today().isoformat()})
    run = MarkRun.objects.get()
    address = reverse("desk:mark_run_account", args=[run.pk])

    early = desk.post(address, {"left_over": "20", "note": "hủy"})
    a_revocation(recognition, today())
    listed = [each.pk for each in desk.get(reverse("desk:cases")).context["runs"]]
    desk.post(address, {"left_over": "20", "note": "hủy"})

    assert (early.status_code, listed) == (422, [run.pk])
    run.refresh_from_db()
    assert (run.left_over, run.left_over_note) == (20, "hủy")


def test_print_run_outside_the_term_is_refused_on_the_form(desk: Client) -> None:
    recognition = recognised()
    on = days_ago(366)

    answer = desk.post(of(recognition, "mark_run_add"), {"what": "túi", "quantity": "5", "printed_on": on.isoformat()})

    assert answer.status_code == 422
    assert "không được in nhãn hiệu OCOP" in said(answer)


# The radar --------------------


def test_radar_shows_what_runs_out_when_to_file_and_who_was_told(desk: Client) -> None:
    soon = recognised(expires_on=today() + dt.timedelta(days=100))
    recognised(expires_on=today() + dt.timedelta(days=181))
    warn(by="schedule")

    (due,) = desk.get(reverse("desk:certificates_expiring")).context["rows"]

    assert (due.recognition, due.left) == (soon, 100)
    assert (due.filed_from, due.filed_until) == (days_ago(80), days_ago(20))
    assert [each.threshold for each in due.warnings] == [120]


def test_radar_is_of_the_persons_places(neighbour: Client) -> None:
    recognised(expires_on=today() + dt.timedelta(days=100))

    assert neighbour.get(reverse("desk:certificates_expiring")).context["rows"] == []


@pytest.mark.parametrize("how_many", [1, 3])
def test_radar_asks_as_much_whatever_its_length(
    how_many: int, desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(how_many):
        recognised(expires_on=today() + dt.timedelta(days=100))
    desk.get(reverse("desk:certificates_expiring"))

    with django_assert_num_queries(8):
        desk.get(reverse("desk:certificates_expiring"))
