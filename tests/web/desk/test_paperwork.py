"""Papers at the desk: read, issued, handed out; the Word templates of an office."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.papers.choices import PaperKind
from saolang.base.papers.models import IssuedPaper, PaperTemplate
from saolang.base.papers.services.issuing import issue
from saolang.programme.dossiers.queries import papers
from tests.base.papers.reading import words_of_docx, words_of_pdf
from tests.base.papers.rendering.test_docx import a_template
from tests.factories.accounts import GrantFactory
from tests.factories.dossiers import a_dossier
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from saolang.base.places.models import Place
    from saolang.programme.dossiers.models import Dossier
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def signed_in(role: Role, place: Place) -> Client:
    client = Client()
    client.force_login(GrantFactory(role=role, place=place).user)
    return client


@pytest.fixture
def dossier(province: Province) -> Dossier:
    """Return a filed dossier of the first commune."""
    producer = a_producer("HTX Thuận Phát", place=province.communes[0])
    return a_dossier(province.communes[0], producer=producer, filed_at=timezone.now())


def test_official_reads_a_paper_as_pdf_and_word(province: Province, dossier: Dossier) -> None:
    client = signed_in(Role.COORDINATOR, province.place)

    pdf = client.get(f"/dieu-hanh/van-ban/commune_report/{dossier.code}.pdf")
    word = client.get(f"/dieu-hanh/van-ban/commune_report/{dossier.code}.docx")

    assert (pdf["Content-Type"], word["Content-Type"]) == ("application/pdf", WORD)
    assert "HTX Thuận Phát" in words_of_pdf(pdf.content)
    assert "BẢN NHÁP" in words_of_docx(word.content)


def test_paper_in_another_form_or_of_another_kind_is_not_found(province: Province, dossier: Dossier) -> None:
    client = signed_in(Role.COORDINATOR, province.place)

    answers = [
        client.get(f"/dieu-hanh/van-ban/{address}").status_code
        for address in (f"commune_report/{dossier.code}.exe", f"nothing/{dossier.code}.pdf", "minutes/PH-0.pdf")
    ]

    assert answers == [HTTPStatus.NOT_FOUND] * 3


def test_official_of_another_area_finds_no_paper(province: Province, dossier: Dossier) -> None:
    paper = issue(draft=papers.commune_report(dossier), by="tests")
    client = signed_in(Role.COORDINATOR, province.communes[1])

    answers = [
        client.get(address).status_code
        for address in (
            f"/dieu-hanh/van-ban/commune_report/{dossier.code}/",
            f"/dieu-hanh/van-ban/commune_report/{dossier.code}.pdf",
            f"/dieu-hanh/van-ban/da-ban-hanh/{paper.pk}/",
        )
    ]

    assert answers == [HTTPStatus.NOT_FOUND] * 3


def test_reading_a_paper_with_personal_data_is_recorded(province: Province, dossier: Dossier) -> None:
    client = signed_in(Role.COORDINATOR, province.place)
    issued = issue(draft=papers.registration(dossier), by="tests")
    reads = [
        f"/dieu-hanh/van-ban/registration/{dossier.code}.pdf",
        f"/dieu-hanh/van-ban/self_assessment/{dossier.code}.docx",
        f"/dieu-hanh/van-ban/da-ban-hanh/{issued.pk}/",
    ]

    answers = [client.get(address) for address in (f"/dieu-hanh/van-ban/commune_report/{dossier.code}.pdf", *reads)]

    traces = Change.objects.filter(action=Action.READ_PERSONAL_DATA, kind="dossier", code=dossier.code)
    assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * 4
    assert [trace.after["paper"] for trace in traces.order_by("pk")] == [
        "registration",
        "self_assessment",
        "registration",
    ]


def test_paper_with_personal_data_is_refused_to_who_may_not_read_them(province: Province, dossier: Dossier) -> None:
    client = signed_in(Role.READER, province.place)

    assert client.get(f"/dieu-hanh/van-ban/registration/{dossier.code}.pdf").status_code == HTTPStatus.FORBIDDEN
    assert client.get(f"/dieu-hanh/van-ban/commune_report/{dossier.code}.pdf").status_code == HTTPStatus.OK


def test_commune_issues_its_report_and_hands_it_out(province: Province, dossier: Dossier) -> None:
    client = signed_in(Role.COMMUNE, province.communes[0])

    client.post(f"/dieu-hanh/van-ban/commune_report/{dossier.code}/ban-hanh/", {"form": "pdf"})

    paper = IssuedPaper.objects.get()
    page = client.get(f"/dieu-hanh/van-ban/commune_report/{dossier.code}/").content.decode()
    handed_out = client.get(f"/dieu-hanh/van-ban/da-ban-hanh/{paper.pk}/")
    assert ("01/BC-UBND" in page, "đang dùng" in page) == (True, True)
    assert "Số: 01/BC-UBND" in words_of_pdf(b"".join(handed_out.streaming_content))


def test_reader_issues_nothing(province: Province, dossier: Dossier) -> None:
    client = signed_in(Role.READER, province.place)

    answer = client.post(f"/dieu-hanh/van-ban/commune_report/{dossier.code}/ban-hanh/")

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert IssuedPaper.objects.count() == 0


def test_kind_an_office_does_not_issue_is_not_issued(province: Province, dossier: Dossier) -> None:
    client = signed_in(Role.COORDINATOR, province.place)

    answer = client.post(f"/dieu-hanh/van-ban/registration/{dossier.code}/ban-hanh/")

    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_paper_asks_as_often_for_three_issued_as_for_one(
    province: Province, dossier: Dossier, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        issue(draft=papers.commune_report(dossier), by="tests")
    client = signed_in(Role.COORDINATOR, province.place)
    address = f"/dieu-hanh/van-ban/commune_report/{dossier.code}/"
    client.get(address)

    with django_assert_num_queries(10):
        client.get(address)


# Templates --------------------


def send(client: Client, place: Place, template: bytes) -> str:
    sent = SimpleUploadedFile("mau-tinh.docx", template, WORD)
    said = {"kind": PaperKind.RESULT_NOTICE.value, "place": place.public_code, "template": sent}
    return client.post("/dieu-hanh/mau-van-ban/gui/", said, follow=True).content.decode()


def test_coordinator_puts_a_template_and_withdraws_it(province: Province) -> None:
    client = signed_in(Role.COORDINATOR, province.place)

    page = send(client, province.place, a_template("Mẫu của tỉnh: {{ product }}"))

    template = PaperTemplate.objects.get()
    assert "mau-tinh.docx" in page
    assert client.get(f"/dieu-hanh/mau-van-ban/{template.pk}/").status_code == HTTPStatus.OK
    client.post(f"/dieu-hanh/mau-van-ban/{template.pk}/rut/")
    template.refresh_from_db()
    assert template.withdrawn_at is not None


def test_template_with_an_unknown_field_is_refused_in_words(province: Province) -> None:
    client = signed_in(Role.COORDINATOR, province.place)

    page = send(client, province.place, a_template("{{ ten_san_pham }}"))

    assert "Mẫu Word dùng trường “ten_san_pham”" in page
    assert PaperTemplate.objects.count() == 0


def test_template_for_another_area_is_refused(province: Province) -> None:
    client = signed_in(Role.COORDINATOR, province.communes[1])

    send(client, province.place, a_template("{{ product }}"))

    assert PaperTemplate.objects.count() == 0


def test_template_of_another_area_is_not_found(province: Province) -> None:
    send(signed_in(Role.COORDINATOR, province.place), province.place, a_template("{{ product }}"))
    template = PaperTemplate.objects.get()
    client = signed_in(Role.COORDINATOR, province.communes[1])

    assert client.get(f"/dieu-hanh/mau-van-ban/{template.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert client.post(f"/dieu-hanh/mau-van-ban/{template.pk}/rut/").status_code == HTTPStatus.NOT_FOUND


def test_our_template_and_its_fields_are_there_to_begin_from(province: Province) -> None:
    client = signed_in(Role.COORDINATOR, province.place)

    ours = client.get("/dieu-hanh/mau-van-ban/san-co/result_notice.docx").content
    page = client.get("/dieu-hanh/mau-van-ban/truong/result_notice/").content.decode()

    assert io.BytesIO(ours).read(2) == b"PK"
    assert "lines.points" in page
