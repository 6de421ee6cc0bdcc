"""A producer's own certificates: found by the producer alone, led to paper and check; print runs entered and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.programme.certification.models import MarkRun
from saolang.programme.certification.services import certificates as services
from tests.days import a_year_ago, days_ago, today
from tests.factories.certification import a_certificate, a_decision, a_mark_run, a_recognition, a_revocation
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.certification.models import Certificate
    from saolang.programme.dossiers.models import Dossier

pytestmark = pytest.mark.django_db


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def a_run() -> dict[str, str]:
    return {"what": "túi 500 g", "quantity": "2000", "printed_on": today().isoformat()}


def certified(dossier: Dossier) -> Certificate:
    """Issue a certificate to the producer of the dossier, a year ago."""
    product = a_product(producer=dossier.producer, place=dossier.place)
    return a_certificate(a_recognition(product, on=a_year_ago(), decision=a_decision()), on=a_year_ago())


def test_list_shows_the_producers_own_certificates(portal: Client, dossier: Dossier) -> None:
    own = certified(dossier)
    a_certificate()

    listed = portal.get(reverse("portal:certificates")).context["certificates"]

    assert [(each, state) for each, state in listed] == [(own, "valid")]


@pytest.mark.parametrize("how_many", [1, 3])
def test_list_asks_as_much_whatever_its_length(
    how_many: int, portal: Client, dossier: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(how_many):
        certified(dossier)
    address = reverse("portal:certificates")
    portal.get(address)

    with django_assert_num_queries(5):
        portal.get(address)


def test_page_leads_to_the_paper_the_code_and_the_check(portal: Client, dossier: Dossier) -> None:
    code = certified(dossier).public_code

    page = body(portal.get(reverse("portal:certificate", args=[code])))

    leads = [reverse("portal:paperwork", args=["certificate", code])]
    leads += [reverse(f"catalogue:{name}", args=[code]) for name in ("certificate", "certificate_qr")]
    assert [f'href="{each}"' in page for each in leads] == [True, True, True]


def test_anothers_certificate_is_not_found(portal: Client) -> None:
    certificate = a_certificate()
    run = a_mark_run(certificate.recognition)
    code = certificate.public_code

    answers = [
        portal.get(reverse("portal:certificate", args=[code])),
        portal.post(reverse("portal:mark_run_add", args=[code]), a_run()),
        portal.post(reverse("portal:mark_run_account", args=[code, run.pk]), {"left_over": "0", "note": "hết"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert MarkRun.objects.get().closed_at is None


def test_certificate_that_was_replaced_is_found_no_more(portal: Client, dossier: Dossier) -> None:
    old = certified(dossier)
    new = services.replace(certificate=old, reason="mất giấy", by="tests")

    answers = [portal.get(reverse("portal:certificate", args=[each.public_code])).status_code for each in (old, new)]

    assert answers == [404, 200]


def test_producer_enters_a_print_run(portal: Client, dossier: Dossier) -> None:
    certificate = certified(dossier)

    answer = portal.post(reverse("portal:mark_run_add", args=[certificate.public_code]), a_run(), follow=True)

    run = MarkRun.objects.get()
    assert (run.recognition, run.what, run.quantity, run.printed_on) == (
        certificate.recognition,
        "túi 500 g",
        2000,
        today(),
    )
    assert "Đã ghi lượt in." in body(answer)


def test_print_run_outside_the_term_is_refused_and_nothing_typed_is_lost(portal: Client, dossier: Dossier) -> None:
    address = reverse("portal:mark_run_add", args=[certified(dossier).public_code])
    before = (days_ago(366)).isoformat()

    answer = portal.post(address, a_run() | {"printed_on": before})

    assert (answer.status_code, MarkRun.objects.count()) == (422, 0)
    assert "không được in nhãn hiệu OCOP" in body(answer)
    assert 'value="2000"' in body(answer)


def test_rest_of_a_run_is_accounted_for_when_the_certificate_has_ended(portal: Client, dossier: Dossier) -> None:
    certificate = certified(dossier)
    run = a_mark_run(certificate.recognition, printed_on=days_ago(30))
    address = reverse("portal:mark_run_account", args=[certificate.public_code, run.pk])
    said = {"left_over": "150", "note": "đã hủy"}
    while_it_holds = portal.post(address, said)
    a_revocation(certificate.recognition, today())

    portal.post(address, said)

    run.refresh_from_db()
    assert while_it_holds.status_code == 422
    assert (run.left_over, run.left_over_note) == (150, "đã hủy")
