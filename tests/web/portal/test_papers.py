"""The vault on a producer's pages: taken in by file or camera, replaced, withdrawn; of several producers one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.files.queries import read
from saolang.programme.dossiers.services import dossiers as services
from saolang.programme.registry.models import Evidence
from saolang.programme.registry.queries import papers_of, shown_papers
from tests.factories.accounts import GrantFactory
from tests.factories.dossiers import a_dossier, a_paper_of
from tests.factories.files import a_pdf, a_picture
from tests.factories.registry import a_certifying_paper, a_product

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.base.accounts.models import User
    from saolang.programme.dossiers.models import Dossier
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

SAID = {"kind": "test_result", "title": "Phiếu kiểm nghiệm", "number": "12/KN", "expires_on": "2027-01-31"}


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_paper_is_taken_in_with_what_is_printed_on_it(portal: Client, dossier: Dossier) -> None:
    pdf = a_pdf()

    answer = portal.post(reverse("portal:paper_add"), SAID | {"file": SimpleUploadedFile("kn.pdf", pdf)})

    paper = Evidence.objects.get()
    assert answer.headers["Location"] == reverse("portal:paper", args=[paper.code])
    assert (paper.producer, paper.number, paper.expires_on) == (dossier.producer, "12/KN", dt.date(2027, 1, 31))
    assert (paper.file_name, read(paper.file)) == ("kn.pdf", pdf)


def test_paper_is_photographed_instead(portal: Client) -> None:
    photo = SimpleUploadedFile("IMG_1.jpg", a_picture())

    portal.post(reverse("portal:paper_add"), SAID | {"photo": photo})

    assert Evidence.objects.get().file.content_type == "image/webp"
    assert 'capture="environment"' in body(portal.get(reverse("portal:paper_add")))


def test_paper_without_a_file_is_refused_beside_the_field(portal: Client) -> None:
    answer = portal.post(reverse("portal:paper_add"), SAID)

    assert answer.status_code == 422
    assert "Hãy chọn tệp hoặc chụp ảnh giấy tờ." in body(answer)


def test_script_sent_as_a_paper_is_refused(portal: Client) -> None:
    sent = SimpleUploadedFile("kn.pdf", b"<html><script>alert(1)</script></html>")

    answer = portal.post(reverse("portal:paper_add"), SAID | {"file": sent})

    assert (answer.status_code, Evidence.objects.count()) == (422, 0)


def test_same_file_twice_is_refused_by_name(portal: Client) -> None:
    pdf = a_pdf()
    for _ in range(2):
        answer = portal.post(reverse("portal:paper_add"), SAID | {"file": SimpleUploadedFile("kn.pdf", pdf)})

    assert answer.status_code == 422
    assert "Tệp này đã có trong kho giấy tờ" in body(answer)


def test_newer_paper_takes_over_in_the_draft(portal: Client, dossier: Dossier) -> None:
    old = a_paper_of(dossier, expires_on=timezone.localdate() - dt.timedelta(days=1))
    services.prove(dossier=dossier, evidence=old, criterion="1.1", by="tests")
    address = reverse("portal:paper_replace", args=[old.code])

    portal.post(address, SAID | {"file": SimpleUploadedFile("moi.pdf", a_pdf(pages=2))})

    newer = Evidence.objects.get(replaces=old)
    assert dossier.proofs.get().evidence == newer
    assert "Đã có bản mới hơn" in body(portal.get(reverse("portal:paper", args=[old.code])))


def test_ended_paper_lists_the_dossier_it_weakens(portal: Client, dossier: Dossier) -> None:
    paper = a_paper_of(dossier, expires_on=timezone.localdate() - dt.timedelta(days=1))
    services.prove(dossier=dossier, evidence=paper, by="tests")

    page = body(portal.get(reverse("portal:paper", args=[paper.code])))

    assert "Hồ sơ bị yếu đi vì giấy tờ này" in page
    assert dossier.code in page


def test_paper_is_withdrawn_with_a_reason(portal: Client, dossier: Dossier) -> None:
    paper = a_paper_of(dossier)

    portal.post(reverse("portal:paper_withdraw", args=[paper.code]), {"reason": "sai tệp"})

    paper.refresh_from_db()
    assert paper.withdrawn_reason == "sai tệp"
    assert list(papers_of(dossier.producer)) == []


@pytest.mark.parametrize("name", ["paper", "paper_file", "paper_replace", "paper_withdraw"])
def test_anothers_paper_is_not_found(name: str, portal: Client, province: Province) -> None:
    paper = a_paper_of(a_dossier(province.communes[0]))

    assert portal.get(reverse(f"portal:{name}", args=[paper.code])).status_code == 404


def test_file_is_handed_out_to_be_kept(portal: Client, dossier: Dossier) -> None:
    paper = a_paper_of(dossier)

    answer = portal.get(reverse("portal:paper_file", args=[paper.code]))

    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_who_helps_two_producers_chooses(portal: Client, owner: User, dossier: Dossier) -> None:
    other = a_dossier(dossier.place)
    GrantFactory(user=owner, role=Role.HELPER, scope_kind=ScopeKind.PRODUCER, scope_code=other.producer.code)
    mine, theirs = a_paper_of(dossier), a_paper_of(other)

    page = body(portal.get(reverse("portal:papers"), {"chu-the": other.producer.code}))

    assert theirs.title in page
    assert mine.title not in page
    assert f"?chu-the={dossier.producer.code}" in page


def test_producer_of_somebody_else_cannot_be_chosen(portal: Client, province: Province) -> None:
    other = a_dossier(province.communes[0])

    answer = portal.get(reverse("portal:papers"), {"chu-the": other.producer.code})

    assert answer.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_vault_asks_as_often_for_many_papers_as_for_one(
    count: int, portal: Client, dossier: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        services.prove(dossier=dossier, evidence=a_paper_of(dossier), by="tests")
    portal.get(reverse("portal:papers"))

    with django_assert_num_queries(8):
        portal.get(reverse("portal:papers"))


def test_certificate_is_shown_to_buyers_and_taken_off_again(portal: Client, dossier: Dossier) -> None:
    paper = a_certifying_paper(dossier.producer)
    said = {"scheme": "vietgap", "products": [dossier.product.code]}

    portal.post(reverse("portal:paper_show", args=[paper.code]), said)
    shown = list(shown_papers(dossier.product, timezone.localdate()))
    portal.post(reverse("portal:paper_hide", args=[paper.code, shown[0].pk]))

    assert [str(each) for each in shown] == ["VietGAP"]
    assert not shown_papers(dossier.product, timezone.localdate()).exists()


def test_page_of_a_paper_that_cannot_be_shown_says_why(portal: Client, dossier: Dossier) -> None:
    paper = a_paper_of(dossier)

    page = body(portal.get(reverse("portal:paper", args=[paper.code])))

    assert "Loại giấy tờ này không cho hiện công khai." in page
    assert reverse("portal:paper_show", args=[paper.code]) not in page


def test_certificate_is_offered_only_to_own_products(portal: Client, dossier: Dossier) -> None:
    foreign = a_product()
    paper = a_certifying_paper(dossier.producer)

    answer = portal.post(
        reverse("portal:paper_show", args=[paper.code]), {"scheme": "vietgap", "products": [foreign.code]}
    )

    assert answer.status_code == 422
    assert not shown_papers(foreign, timezone.localdate()).exists()
