"""Recalls as anybody reads them: at once, in three languages, and what was a mistake said to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.programme.traceability.services.recalls import NewRecall, end, start, withdraw
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_lot

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.traceability.models import Recall

pytestmark = pytest.mark.django_db


def a_recall(**known: str) -> Recall:
    texts = {"danger": "Có nấm mốc.", "advice": "Đừng dùng.", "advice_en": "Do not eat it.", "advice_km": "កុំញ៉ាំ។"}
    lot = a_lot(a_product("Chè gói", producer=a_producer()), number="L2605-07")
    return start(recall=NewRecall(**{"ground": "unsafe", **texts, **known}), lots=[lot], by="tests")[0]


@pytest.mark.parametrize(("language", "advice"), [("vi", "Đừng dùng."), ("en", "Do not eat it."), ("km", "កុំញ៉ាំ។")])
def test_recall_says_what_to_do_in_the_language_being_read(language: str, advice: str, client: Client) -> None:
    recall = a_recall()

    page = client.get(f"/thu-hoi/{recall.code}/?hl={language}").content.decode()

    assert f'<span lang="{language}">{advice}</span>' in page
    assert "L2605-07" in page


def test_advice_known_in_vietnamese_alone_is_shown_as_such(client: Client) -> None:
    recall = a_recall(advice_en="")

    page = client.get(f"/thu-hoi/{recall.code}/?hl=en").content.decode()

    assert '<span lang="vi">Đừng dùng.</span>' in page


def test_scan_page_of_the_lot_says_recalled_on_the_next_request(client: Client) -> None:
    lot = a_lot()
    assert lot.product
    address = f"/sp/{lot.product.code}/lo/{lot.number}"
    before = client.get(address).content.decode()

    recall = start(recall=NewRecall(ground="label", danger="Sai hạn.", advice="Mang đổi."), lots=[lot], by="tests")[0]
    during = client.get(address).content.decode()
    withdraw(recall=recall, reason="Nhầm.", by="tests")
    after = client.get(address).content.decode()

    assert ["Mang đổi." in page for page in (before, during, after)] == [False, True, False]


def test_list_has_what_runs_and_what_ended_but_no_mistakes(client: Client) -> None:
    running, ended, mistaken = a_recall(), a_recall(), a_recall()
    end(recall=ended, account="Đã thu xong.", quantities={}, by="tests")
    withdraw(recall=mistaken, reason="Nhầm.", by="tests")

    rows = client.get("/thu-hoi/").context["rows"]

    assert {(each.code, is_running) for each, is_running in rows} == {(running.code, True), (ended.code, False)}


def test_recall_that_was_a_mistake_says_so(client: Client) -> None:
    recall = a_recall()
    withdraw(recall=recall, reason="Nhầm số lô.", by="tests")

    page = client.get(f"/thu-hoi/{recall.code}/").content.decode()

    assert "Nhầm số lô." in page
    assert "Có nấm mốc." not in page


def test_rss_tells_of_recalls_and_survives_what_xml_cannot_hold(client: Client) -> None:
    recall = a_recall(advice_en="Do not eat\x0b it.")

    answer = client.get("/thu-hoi/moi.rss?hl=en")

    text = answer.content.decode()
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert f"/thu-hoi/{recall.code}/</link>" in text
    assert "Do not eat" in text


@pytest.mark.parametrize("path", ["/thu-hoi/khong-co/", "/thu-hoi/TH-00000000/"])
def test_unknown_recall_is_not_found(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    count: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_recall()

    with django_assert_num_queries(3):
        page = client.get("/thu-hoi/")

    assert len(page.context["rows"]) == count
