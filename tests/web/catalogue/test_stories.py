"""Stories as anybody reads them, and buyers who ask."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from saolang.base.files.services import store
from saolang.base.kit.meters import Meter
from saolang.programme.promotion.models import Enquiry
from saolang.web.catalogue import enquiries
from tests.factories.files import a_picture
from tests.factories.promotion import a_story
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 1, 1)
ASKED = {"name": "Quán Sen", "contact": "0911111111", "text": "Cần 50 kg gạo.", "agreed": "on"}


@pytest.fixture(autouse=True)
def meter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enquiries, "METER", Meter(seconds=3_600))


def test_story_is_told_in_the_language_it_was_written_in(client: Client) -> None:
    written = a_story(published=DAY, title_en="A village", body_en="Long ago.")

    english = client.get(f"/bai-viet/{written.code}/?hl=en").content.decode()
    khmer = client.get(f"/bai-viet/{written.code}/?hl=km").content.decode()

    assert "Long ago." in english
    assert "Ngày xưa." not in english
    assert '<article class="panel stack-s prose" lang="vi">' in khmer


def test_heading_of_a_story_is_one(client: Client) -> None:
    written = a_story(published=DAY, body_vi="## Ngày nay\n\n<script>x</script>")

    page = client.get(f"/bai-viet/{written.code}/").content.decode()

    assert "<h2>Ngày nay</h2>" in page
    assert "<script>x" not in page


def test_draft_is_not_found(client: Client) -> None:
    written = a_story()

    assert client.get(f"/bai-viet/{written.code}/").status_code == 404
    assert written.code not in client.get("/bai-viet/").content.decode()


def test_picture_of_a_story_is_handed_out(client: Client) -> None:
    written = a_story(published=DAY, picture=store(a_picture(), by="tests"))

    assert client.get(f"/bai-viet/{written.code}/anh.webp").status_code == 200
    assert client.get(f"/bai-viet/{a_story(published=DAY).code}/anh.webp").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_two_queries_however_many_there_are(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_story(published=DAY)

    with django_assert_num_queries(2):
        client.get("/bai-viet/")


def test_buyer_asks_a_producer(client: Client) -> None:
    producer = a_producer()
    product = a_product(producer=producer)

    answer = client.post(f"/chu-the/{producer.code}/hoi-mua/", ASKED | {"product": product.code})

    made = Enquiry.objects.get()
    assert answer.headers["Location"] == f"/chu-the/{producer.code}/hoi-mua/da-gui/"
    assert (made.producer, made.product, made.contact) == (producer, product, "0911111111")


def test_buyer_who_does_not_agree_sends_nothing(client: Client) -> None:
    asked = {name: value for name, value in ASKED.items() if name != "agreed"}

    answer = client.post(f"/chu-the/{a_producer().code}/hoi-mua/", asked)

    assert answer.status_code == 422
    assert not Enquiry.objects.exists()


def test_product_of_another_producer_is_none_of_the_choices(client: Client) -> None:
    other = a_product(producer=a_producer())

    answer = client.post(f"/chu-the/{a_producer().code}/hoi-mua/", ASKED | {"product": other.code})

    assert answer.status_code == 422


@override_settings(REPORTS_AN_HOUR=1)
def test_flood_of_questions_is_stopped(client: Client) -> None:
    address = f"/chu-the/{a_producer().code}/hoi-mua/"
    client.post(address, ASKED)

    assert client.post(address, ASKED).status_code == 429
