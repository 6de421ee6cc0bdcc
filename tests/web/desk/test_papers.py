"""Papers of a decision: added several at once, handed out to who sees the decision, withdrawn with a reason."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from saolang.base.files.services import store
from saolang.programme.certification.models import DecisionPaper
from saolang.programme.certification.services import papers
from tests.factories.certification import a_decision
from tests.factories.files import StoredFileFactory, a_document, a_pdf, a_picture

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.certification.models import Decision
    from tests.factories.province import Province


@pytest.fixture
def decision(province: Province) -> Decision:
    return a_decision(number="86/QĐ-UBND", place=province.place)


@pytest.fixture
def paper(decision: Decision) -> DecisionPaper:
    return papers.add(decision=decision, file=store(a_pdf(), by="tests"), name="Quyết định 86.pdf", by="tests")


def send(client: Client, decision: Decision, **files: bytes) -> HttpResponse:
    sent = [SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()]
    return client.post(reverse("desk:papers_add", args=[decision.code]), {"papers": sent}, follow=True)


def address(name: str, paper: DecisionPaper) -> str:
    return reverse(f"desk:{name}", args=[paper.decision.code, paper.pk])


def test_several_papers_are_added_at_once(desk: Client, decision: Decision) -> None:
    answer = send(desk, decision, ky_pdf=a_pdf(), anh_jpg=a_picture(), phu_docx=a_document())

    page = answer.content.decode()
    assert [(paper.name, paper.file.content_type.rpartition(".")[2]) for paper in decision.papers.all()] == [
        ("ky.pdf", "application/pdf"),
        ("anh.jpg", "image/webp"),
        ("phu.docx", "document"),
    ]
    assert "Đã thêm tệp “ky.pdf”." in page


def test_one_that_is_refused_keeps_out_no_other(desk: Client, decision: Decision) -> None:
    answer = send(desk, decision, a_html=b"<script>", b_pdf=a_pdf())

    assert [paper.name for paper in decision.papers.all()] == ["b.pdf"]
    assert "a.html: Tệp không thuộc loại nào được nhận ở đây." in answer.content.decode()


def test_no_paper_at_all_is_asked_for(desk: Client, decision: Decision) -> None:
    answer = desk.post(reverse("desk:papers_add", args=[decision.code]), {"other": "x"})

    assert (answer.status_code, decision.papers.count()) == (422, 0)


def test_paper_is_handed_out_to_who_sees_the_decision(
    desk: Client, reader: Client, neighbour: Client, client: Client, paper: DecisionPaper
) -> None:
    answer = reader.get(address("paper", paper))

    assert hashlib.sha256(answer.getvalue()).hexdigest() == paper.file.sha256
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Quy%E1%BA%BFt")
    assert desk.get(address("paper", paper), headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert neighbour.get(address("paper", paper)).status_code == 404
    assert neighbour.get(address("paper", paper), headers={"If-None-Match": answer["ETag"]}).status_code == 404
    assert client.get(address("paper", paper)).status_code == 302


def test_paper_of_another_decision_is_not_found_under_this_one(
    desk: Client, paper: DecisionPaper, province: Province
) -> None:
    other = a_decision(place=province.place)

    assert desk.get(reverse("desk:paper", args=[other.code, paper.pk])).status_code == 404


def test_paper_lost_from_the_storage_is_not_found(desk: Client, paper: DecisionPaper) -> None:
    default_storage.delete(paper.file.path)

    assert desk.get(address("paper", paper)).status_code == 404


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/pdf", "text/plain"])
def test_nothing_that_could_run_comes_inline(content_type: str, desk: Client, paper: DecisionPaper) -> None:
    type(paper.file).objects.filter(pk=paper.file_id).update(content_type=content_type)

    answer = desk.get(address("paper", paper))

    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_paper_is_withdrawn_with_a_reason_and_stays_in_the_history(desk: Client, paper: DecisionPaper) -> None:
    without = desk.post(address("paper_withdraw", paper), {"reason": ""})
    desk.post(address("paper_withdraw", paper), {"reason": "gửi nhầm"})

    assert without.status_code == 422
    paper.refresh_from_db()
    assert (paper.withdrawn_reason, paper.withdrawn_at is None) == ("gửi nhầm", False)
    assert desk.get(address("paper", paper)).status_code == 404
    assert paper.name not in desk.get(reverse("desk:decision", args=[paper.decision.code])).content.decode()


def test_reader_and_neighbour_change_nothing(reader: Client, neighbour: Client, paper: DecisionPaper) -> None:
    for client, status in ((reader, 403), (neighbour, 404)):
        assert send(client, paper.decision, b_pdf=a_pdf(pages=2)).status_code == status
        assert client.post(address("paper_withdraw", paper), {"reason": "x"}).status_code == status
    assert [found.withdrawn_at for found in DecisionPaper.objects.all()] == [None]


def test_reader_is_offered_the_file_and_nothing_to_change(reader: Client, paper: DecisionPaper) -> None:
    page = reader.get(reverse("desk:decision", args=[paper.decision.code])).content.decode()

    assert address("paper", paper) in page
    assert address("paper_withdraw", paper) not in page
    assert reverse("desk:papers_add", args=[paper.decision.code]) not in page


@pytest.mark.parametrize("count", [1, 3])
def test_decision_asks_as_many_queries_whatever_its_papers(
    count: int, desk: Client, decision: Decision, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        papers.add(decision=decision, file=StoredFileFactory(), name=f"{number}.pdf", by="tests")
    address = reverse("desk:decision", args=[decision.code])
    desk.get(address)

    with django_assert_num_queries(9):
        desk.get(address)
