from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Signature
from saolang.base.files.services import store
from saolang.base.places.models import Place
from tests.base.kit.certificates import Holder
from tests.factories.accounts import PASSWORD, GrantFactory
from tests.factories.plans import IssuedReportFactory
from tests.web.account.passkeys import signed_in

if TYPE_CHECKING:
    from django.test import Client

    from saolang.programme.plans.models import IssuedReport

pytestmark = pytest.mark.django_db

DOCUMENT = b"%PDF-1.7\nissued\n%%EOF\n"


@pytest.fixture(scope="module")
def holder() -> Holder:
    return Holder("TRẦN VĂN BÌNH", kind="ec")


@pytest.fixture
def report() -> IssuedReport:
    return IssuedReportFactory(file=store(DOCUMENT, by="tests"))


@pytest.fixture
def desk(report: IssuedReport) -> Client:
    """Return the browser of a leader who has signed the report."""
    client = signed_in(GrantFactory(role=Role.LEADER, place=report.plan.place).user)
    client.post(signing_page(report), {"password": PASSWORD})
    return client


def signing_page(report: IssuedReport) -> str:
    return reverse("account:signing", args=["plan_report", report.code])


def attach(desk: Client, content: bytes, name: str = "bao-cao.p7s") -> str:
    """Send the file for the one signature there is; return what the page says then."""
    address = reverse("account:state_signature", args=[Signature.objects.get().pk])
    return desk.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True).content.decode()


def test_signature_beside_the_document_is_attached_and_handed_out_again(desk: Client, holder: Holder) -> None:
    content = holder.sign(DOCUMENT)

    page = attach(desk, content)

    signature = Signature.objects.get()
    assert "Chứng thư ghi tên TRẦN VĂN BÌNH" in page
    assert "chưa được đối chiếu với cơ quan cấp chứng thư" in page
    answer = desk.get(reverse("account:state_signature", args=[signature.pk]))
    assert b"".join(answer) == content
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bao-cao.p7s"'


def test_signature_of_another_document_is_refused(desk: Client, holder: Holder) -> None:
    page = attach(desk, holder.sign(DOCUMENT + b"."))

    assert "không phải của đúng văn bản" in page
    assert Signature.objects.get().state_signature is None


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7\nunsigned\n%%EOF\n", b"\x30\x80"])
def test_what_is_no_signature_is_refused(desk: Client, content: bytes) -> None:
    page = attach(desk, content)

    assert "không phải chữ ký số đọc được" in page
    assert Signature.objects.get().state_signature is None


def test_signed_pdf_of_other_pages_is_refused(desk: Client, holder: Holder) -> None:
    page = attach(desk, holder.sign_pdf(b"%PDF-1.7\nanother\n%%EOF\n"), "bao-cao.pdf")

    assert "không phải của đúng văn bản" in page


def test_second_signature_is_refused(desk: Client, holder: Holder) -> None:
    attach(desk, holder.sign(DOCUMENT))

    page = attach(desk, holder.sign(DOCUMENT))

    assert "đã có chữ ký số đính kèm" in page


def test_signature_of_another_person_is_left_alone(desk: Client, report: IssuedReport, holder: Holder) -> None:
    other = signed_in(GrantFactory(role=Role.LEADER, place=report.plan.place).user)

    page = attach(other, holder.sign(DOCUMENT))

    assert "Chỉ người đã ký" in page
    assert Signature.objects.get().state_signature is None


def test_state_signature_is_not_found_from_another_place(desk: Client, holder: Holder) -> None:
    attach(desk, holder.sign(DOCUMENT))
    stranger = signed_in(GrantFactory(role=Role.LEADER, place=Place.objects.get(map=1, code="93")).user)

    answer = stranger.get(reverse("account:state_signature", args=[Signature.objects.get().pk]))

    assert answer.status_code == 404


def test_state_signature_that_is_not_there_is_not_found(desk: Client) -> None:
    answer = desk.get(reverse("account:state_signature", args=[Signature.objects.get().pk]))

    assert answer.status_code == 404
