"""Files sent piece by piece: tus 1.0.0 as its page says it, for one's own uploads alone."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.http import UnreadablePostError
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.files.models import StoredFile, Upload
from saolang.base.files.queries import offset_of, read
from saolang.base.kit import tus
from saolang.programme.certification.models import DecisionPaper
from saolang.programme.intake.models import Register
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_decision
from tests.factories.files import a_pdf
from tests.web.desk.conftest import signed_in
from tests.web.desk.registry import SHEET

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from saolang.base.accounts.models import User
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

VERSION = {"Tus-Resumable": "1.0.0"}
PDF = a_pdf()


def begin(client: Client, size: int, name: str = "quyết định.pdf", kinds: str = "papers") -> HttpResponse:
    metadata = f"filename {base64.b64encode(name.encode()).decode()},last"
    headers = VERSION | {"Upload-Length": str(size), "Upload-Metadata": metadata}
    return client.post(reverse("desk:begin_upload", args=[kinds]), headers=headers)


def begun(client: Client, size: int, kinds: str = "papers") -> str:
    return str(begin(client, size, kinds=kinds).headers["Location"])


def patch(client: Client, address: str, offset: int, content: bytes, **more: str) -> HttpResponse:
    headers = VERSION | {"Upload-Offset": str(offset)} | {name.replace("_", "-"): value for name, value in more.items()}
    return client.patch(address, content, content_type="application/offset+octet-stream", headers=headers)


def offset(client: Client, address: str) -> str:
    return str(client.head(address, headers=VERSION).headers["Upload-Offset"])


def sent(client: Client, content: bytes, kinds: str = "papers") -> UUID:
    """Send all of it and return the number of the upload."""
    address = begun(client, len(content), kinds)
    patch(client, address, 0, content)
    return UUID(address.split("/")[-2])


def test_abilities_are_told(desk: Client) -> None:
    answer = desk.options(reverse("desk:begin_upload", args=["papers"]))

    assert answer.status_code == 204
    assert {name: answer[name] for name in ("Tus-Version", "Tus-Extension", "Tus-Checksum-Algorithm")} == {
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,termination,checksum,expiration",
        "Tus-Checksum-Algorithm": "sha1,sha256",
    }


def test_file_comes_in_pieces(desk: Client, coordinator: User) -> None:
    created = begin(desk, len(PDF))
    address = created["Location"]
    first = patch(desk, address, 0, PDF[:100])
    told = desk.head(address, headers=VERSION)
    last = patch(desk, address, 100, PDF[100:])

    assert (created.status_code, first.status_code, last.status_code) == (201, 204, 204)
    assert (first["Upload-Offset"], last["Upload-Offset"]) == ("100", str(len(PDF)))
    assert (told["Upload-Offset"], told["Upload-Length"], told["Cache-Control"]) == ("100", str(len(PDF)), "no-store")
    assert created["Upload-Expires"] == told["Upload-Expires"]
    upload = Upload.objects.get()
    assert (upload.owner, upload.name) == (coordinator.actor, "quyết định.pdf")
    assert upload.file is not None
    assert read(upload.file) == PDF


@pytest.mark.parametrize("wrong", [0, 50, 101])
def test_piece_at_another_offset_conflicts(wrong: int, desk: Client) -> None:
    address = begun(desk, len(PDF))
    patch(desk, address, 0, PDF[:100])

    answer = patch(desk, address, wrong, PDF[:10])

    assert answer.status_code == 409
    assert offset(desk, address) == "100"


def checksum(algorithm: str, content: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


@pytest.mark.parametrize(
    ("said", "status", "reached"),
    [
        (checksum("sha1", PDF[:100]), 204, "100"),
        (checksum("sha256", PDF[:100]), 204, "100"),
        (checksum("sha1", PDF[:99]), 460, "0"),
        (checksum("md5", PDF[:100]), 400, "0"),
        ("sha1", 460, "0"),
    ],
)
def test_piece_is_kept_as_its_checksum_says(said: str, status: int, reached: str, desk: Client) -> None:
    address = begun(desk, len(PDF))

    answer = patch(desk, address, 0, PDF[:100], Upload_Checksum=said)

    assert (answer.status_code, offset(desk, address)) == (status, reached)


def test_what_came_before_the_line_broke_is_kept(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tus, "_A_READ", 40)
    address = begun(desk, len(PDF))
    reading = iter([PDF[:40], PDF[40:80]])

    def broken(_request: object, _size: int) -> bytes:
        try:
            return next(reading)
        except StopIteration:
            raise UnreadablePostError from None

    monkeypatch.setattr("django.core.handlers.wsgi.WSGIRequest.read", broken)
    answer = patch(desk, address, 0, PDF)

    assert (answer.status_code, answer["Upload-Offset"]) == (204, "80")
    assert offset_of(Upload.objects.get()) == 80


def test_more_than_was_announced_is_refused(desk: Client) -> None:
    address = begun(desk, 10)

    assert patch(desk, address, 0, PDF).status_code == 413
    assert offset(desk, address) == "0"


@pytest.mark.parametrize("size", ["25000001", "20000000000"])
def test_too_large_is_refused_in_words(size: str, desk: Client) -> None:
    answer = begin(desk, int(size))

    assert (answer.status_code, answer.content.decode()) == (
        413,
        "Tệp lớn hơn 25 MB. Hãy thu nhỏ hoặc tách thành nhiều tệp.",
    )
    assert not Upload.objects.exists()


def test_file_that_may_not_be_kept_is_refused_in_words(desk: Client) -> None:
    address = begun(desk, 8)

    answer = patch(desk, address, 0, b"MZ\x90\x00\x01\x02\x03\x04")

    assert answer.status_code == 422
    assert answer.content.decode().startswith("Tệp không thuộc loại nào được nhận ở đây.")
    assert desk.head(address, headers=VERSION).status_code == 404
    assert not StoredFile.objects.exists()


def test_scanner_that_does_not_answer_is_asked_again_later(desk: Client, settings: SettingsWrapper) -> None:
    settings.CLAMAV = "tcp://127.0.0.1:1"
    address = begun(desk, len(PDF))

    answer = patch(desk, address, 0, PDF)

    assert (answer.status_code, offset(desk, address)) == (503, str(len(PDF)))


def test_upload_is_ended(desk: Client) -> None:
    address = begun(desk, len(PDF))
    patch(desk, address, 0, PDF[:100])

    answer = desk.delete(address, headers=VERSION)

    assert answer.status_code == 204
    assert desk.head(address, headers=VERSION).status_code == 404


def test_method_may_be_said_in_a_header(desk: Client) -> None:
    address = begun(desk, len(PDF))

    answer = desk.post(address, headers=VERSION | {"X-HTTP-Method-Override": "DELETE"})

    assert (answer.status_code, Upload.objects.count()) == (204, 0)


def test_link_does_not_do_what_its_header_says(desk: Client) -> None:
    address = begun(desk, len(PDF))

    answer = desk.get(address, headers=VERSION | {"X-HTTP-Method-Override": "DELETE"})

    assert (answer.status_code, Upload.objects.count()) == (405, 1)


@pytest.mark.parametrize("version", ["", "0.2.2"])
def test_another_version_is_not_spoken(version: str, desk: Client) -> None:
    answer = desk.post(reverse("desk:begin_upload", args=["papers"]), headers={"Tus-Resumable": version})

    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Metadata": "filename YQ=="},
        {"Upload-Length": "-1", "Upload-Metadata": "filename YQ=="},
        {"Upload-Length": "١", "Upload-Metadata": "filename YQ=="},
        {"Upload-Length": "10"},
        {"Upload-Length": "10", "Upload-Metadata": "filename !"},
        {"Upload-Length": "10", "Upload-Metadata": "filename /w=="},
        {"Upload-Length": "10", "Upload-Metadata": "filename " + base64.b64encode(b"a" * 201).decode()},
        {"Upload-Defer-Length": "1", "Upload-Metadata": "filename YQ=="},
    ],
)
def test_upload_badly_said_is_refused(headers: dict[str, str], desk: Client) -> None:
    answer = desk.post(
        reverse("desk:begin_upload", args=["papers"]),
        headers=VERSION | {name: value for name, value in headers.items() if value.isascii()},
    )

    assert (answer.status_code, Upload.objects.count()) == (400, 0)


def test_piece_of_another_media_type_is_refused(desk: Client) -> None:
    address = begun(desk, 10)

    answer = desk.patch(address, b"x", content_type="text/plain", headers=VERSION | {"Upload-Offset": "0"})

    assert answer.status_code == 415


def test_get_is_no_word_of_the_protocol(desk: Client) -> None:
    assert desk.get(begun(desk, 10), headers=VERSION).status_code == 405


def test_anothers_upload_is_not_found(desk: Client, neighbour: Client, country: Client) -> None:
    address = begun(desk, len(PDF))

    for client in (neighbour, country):
        assert client.head(address, headers=VERSION).status_code == 404
        assert patch(client, address, 0, PDF).status_code == 404
        assert client.delete(address, headers=VERSION).status_code == 404
    assert offset(desk, address) == "0"


def test_stranger_is_sent_to_sign_in(client: Client, desk: Client) -> None:
    address = begun(desk, len(PDF))

    for answer in (begin(client, 10), client.head(address, headers=VERSION), patch(client, address, 0, PDF)):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize(("kinds", "status"), [("pictures", 403), ("sheets", 403), ("programs", 404)])
def test_who_may_do_nothing_with_a_file_begins_none(kinds: str, status: int, reader: Client) -> None:
    assert begin(reader, 10, kinds=kinds).status_code == status
    assert not Upload.objects.exists()


# Taken in --------------------


def test_register_is_taken_from_what_was_sent_before(desk: Client, province: Province) -> None:
    number = sent(desk, SHEET, "sheets")

    answer = desk.post(
        reverse("desk:register_upload"), {"file-sent": number, "province": province.place.pk}, follow=True
    )

    assert answer.status_code == 200
    assert Register.objects.get().name == "quyết định.pdf"


@pytest.mark.parametrize("whose", ["nobody", "another", "another kind"])
def test_what_was_not_sent_here_by_this_person_is_not_taken(whose: str, desk: Client, province: Province) -> None:
    other = signed_in(GrantFactory(place=province.place, role=Role.COORDINATOR).user)
    number = {"nobody": uuid4, "another": lambda: sent(other, SHEET, "sheets"), "another kind": lambda: sent(desk, PDF)}

    answer = desk.post(reverse("desk:register_upload"), {"file-sent": number[whose](), "province": province.place.pk})

    assert answer.status_code == 422
    assert "Không tìm thấy tệp đã gửi" in answer.content.decode()
    assert not Register.objects.exists()


def test_what_is_not_whole_is_not_taken(desk: Client, province: Province) -> None:
    address = begun(desk, len(SHEET), "sheets")
    patch(desk, address, 0, SHEET[:10])

    answer = desk.post(
        reverse("desk:register_upload"), {"file-sent": address.split("/")[-2], "province": province.place.pk}
    )

    assert "Tệp chưa được gửi xong" in answer.content.decode()


@pytest.mark.parametrize("number", ["", "x", "1"])
def test_number_that_is_none_asks_for_the_file(number: str, desk: Client, province: Province) -> None:
    answer = desk.post(reverse("desk:register_upload"), {"file-sent": number, "province": province.place.pk})

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == ["Hãy chọn tệp rồi gửi lại."]


def test_papers_are_taken_from_what_was_sent_before(desk: Client, province: Province) -> None:
    decision = a_decision(place=province.place)
    number = sent(desk, PDF)

    desk.post(reverse("desk:papers_add", args=[decision.code]), {"papers-sent": number})

    assert [(paper.name, read(paper.file)) for paper in DecisionPaper.objects.all()] == [("quyết định.pdf", PDF)]


@pytest.mark.parametrize("name", ["../../quyết\r\n định\0.pdf", "C:\\Users\\quyết định.pdf"])
def test_name_is_kept_as_one_that_comes_with_a_form(desk: Client, name: str) -> None:
    begin(desk, len(PDF), name=name)

    assert Upload.objects.get().name == "quyết định.pdf"


@pytest.mark.parametrize("name", ["", "\0", "/"])
def test_file_without_a_name_is_not_begun(desk: Client, name: str) -> None:
    assert begin(desk, len(PDF), name=name).status_code == 400
