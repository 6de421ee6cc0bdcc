"""Stories and channels at the desk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from saolang.programme.promotion.models import Presence, Story
from tests.factories.promotion import a_presence, a_story
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province

CHANNELS, STORIES = "/dieu-hanh/noi-ban/", "/dieu-hanh/bai-viet/"


def test_story_is_written_revised_published_and_withdrawn(province: Province, desk: Client) -> None:
    said = {"title_vi": "Chuyện lúa", "body_vi": "Ngày xưa.", "place": province.communes[0].public_code}
    desk.post(f"{STORIES}viet/", said)
    written = Story.objects.get()

    desk.post(f"{STORIES}{written.code}/sua/", said | {"body_vi": "Khác.", "version": 1})
    desk.post(f"{STORIES}{written.code}/dang/")
    published = desk.get(f"/bai-viet/{written.code}/")
    desk.post(f"{STORIES}{written.code}/go/", {"reason": "sai"})

    assert "Khác." in published.content.decode()
    assert desk.get(f"/bai-viet/{written.code}/").status_code == 404


def test_story_of_another_province_is_not_found(province: Province, neighbour: Client) -> None:
    written = a_story(place=province.communes[0])

    assert neighbour.get(f"{STORIES}{written.code}/").status_code == 404


def test_story_in_another_province_is_refused(province: Province, neighbour: Client) -> None:
    said = {"title_vi": "Chuyện lúa", "body_vi": "Ngày xưa.", "place": province.communes[0].public_code}

    assert neighbour.post(f"{STORIES}viet/", said).status_code == 422
    assert not Story.objects.exists()


def test_channel_is_entered_and_ended(province: Province, desk: Client) -> None:
    product = a_product(place=province.communes[0])
    said = {"product": product.code, "kind": "shop", "name": "Cửa hàng", "address": "Chợ", "since": "2026-01-01"}

    desk.post(f"{CHANNELS}them/", said)
    desk.post(f"{CHANNELS}{Presence.objects.get().pk}/thoi/", {"on": "2026-02-01"})

    assert Presence.objects.standing().get().ended_on == dt.date(2026, 2, 1)


def test_channel_entered_by_mistake_is_withdrawn(province: Province, desk: Client) -> None:
    made = a_presence(product=a_product(place=province.communes[0]))

    desk.post(f"{CHANNELS}{made.pk}/rut/", {"reason": "nhầm"})

    assert not Presence.objects.standing().exists()


def test_channel_of_another_province_is_not_found(province: Province, neighbour: Client) -> None:
    made = a_presence(product=a_product(place=province.communes[0]))

    assert neighbour.get(f"{CHANNELS}{made.pk}/thoi/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_channels_asks_as_many_queries_however_many_there_are(
    province: Province, desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_presence(product=a_product(place=province.communes[0]))

    with django_assert_num_queries(7):
        desk.get(CHANNELS)


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_stories_asks_as_many_queries_however_many_there_are(
    province: Province, desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_story(place=province.communes[0])

    with django_assert_num_queries(7):
        desk.get(STORIES)
