"""Reports from outside: sent without an account, asked after by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from saolang.base.kit.meters import Meter
from saolang.programme.monitoring import services
from saolang.programme.monitoring.models import ConsumerReport
from saolang.web.catalogue import reports
from tests.factories.files import a_picture
from tests.factories.monitoring import a_report
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PAGE = "/phan-anh/"
SAID = {"kind": "suspected_fake", "text": "Tem bị mờ."}


@pytest.fixture(autouse=True)
def meter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "METER", Meter(seconds=3_600))


def test_form_is_filled_from_the_scanned_page(client: Client) -> None:
    page = client.get(PAGE, {"sp": "SP-7K3M9QXW", "lo": "L01", "so": "0007"}).content.decode()

    assert 'value="SP-7K3M9QXW"' in page
    assert 'value="L01"' in page
    assert 'value="0007"' in page


def test_report_with_a_picture_is_taken_in(client: Client) -> None:
    product = a_product()
    photo = SimpleUploadedFile("tem.jpg", a_picture(), "image/jpeg")

    answer = client.post(PAGE, SAID | {"product": product.code, "lot": "L01", "photo": photo})

    made = ConsumerReport.objects.get()
    assert answer.headers["Location"] == f"/phan-anh/{made.code}/"
    assert (made.product, made.lot_number, made.text) == (product, "L01", "Tem bị mờ.")
    assert made.photo is not None
    assert made.photo.content_type == "image/webp"


def test_code_we_do_not_know_is_kept_in_the_words(client: Client) -> None:
    client.post(PAGE, SAID | {"product": "SP-00000000"})

    made = ConsumerReport.objects.get()
    assert made.product is None
    assert "SP-00000000" in made.text


def test_file_that_is_no_picture_is_refused_in_words(client: Client) -> None:
    photo = SimpleUploadedFile("tem.jpg", b"MZ no picture", "image/jpeg")

    answer = client.post(PAGE, SAID | {"photo": photo})

    assert answer.status_code == 422
    assert not ConsumerReport.objects.exists()


@pytest.mark.parametrize("wrong", [{"text": ""}, {"kind": "x"}, {"text": "x" * 4_001}, {"lot": "x" * 21}])
def test_report_not_in_order_is_asked_again(client: Client, wrong: dict[str, str]) -> None:
    answer = client.post(PAGE, SAID | wrong)

    assert answer.status_code == 422
    assert not ConsumerReport.objects.exists()


@override_settings(REPORTS_AN_HOUR=2)
def test_flood_from_one_address_is_stopped_and_another_is_not(client: Client) -> None:
    for _ in range(2):
        client.post(PAGE, SAID)

    refused = client.post(PAGE, SAID)
    other = client.post(PAGE, SAID, REMOTE_ADDR="203.0.113.9")

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert other.status_code == 302
    assert ConsumerReport.objects.count() == 3


def test_state_tells_the_answer_and_nothing_of_the_sender(client: Client) -> None:
    made = a_report(name="Nguyễn Thị Mua", contact="0900000000", text="Lời kể riêng")
    services.answer(report=made, version=1, text="Đã thu giữ hàng giả.", by="user:1")

    page = client.get(f"/phan-anh/{made.code.lower()}/").content.decode()

    assert "Đã thu giữ hàng giả." in page
    assert not [word for word in ("Nguyễn Thị Mua", "0900000000", "Lời kể riêng") if word in page]


def test_state_of_no_report_is_not_found(client: Client) -> None:
    assert client.get("/phan-anh/PA-00000000/").status_code == 404


@override_settings(HOTLINE="0299 123 456")
def test_hotline_is_shown(client: Client) -> None:
    assert "0299 123 456" in client.get(PAGE).content.decode()
