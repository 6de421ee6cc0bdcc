"""The catalogue in a real browser: no barrier at any width, in three languages, nothing the guard of pages stops."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from saolang.base.places.models import Place
from tests.browser.look import assert_holds
from tests.factories.certification import a_recognition
from tests.factories.registry import a_craft_village, a_producer, a_product

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

PAGES = ("home", "products", "producers", "villages", "communes", "country")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_catalogue_holds_at_every_width(language: str, page: Page, live_server: LiveServer) -> None:
    place = Place.objects.filter(map=2, level="commune").earliest("pk")
    product = a_product("Gạo thơm", producer=a_producer("Hợp tác xã Gạo", place=place), place=place)
    a_recognition(product, on=timezone.localdate() - dt.timedelta(days=30))
    a_craft_village("Làng nghề gạo", place=place)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    addresses = [reverse(f"catalogue:{name}") for name in PAGES]

    for address in [*addresses, reverse("catalogue:commune", args=[place.public_code])]:
        page.goto(f"{live_server.url}{address}?hl={language}")
        assert_holds(page)
    for asked in ("goa", f"gạo 3 sao {place.province}", f"goa {place.province}", f"xyz {place.province}"):
        page.goto(f"{live_server.url}{reverse('catalogue:search')}?q={asked}&hl={language}")
        assert_holds(page)

    assert told == []
