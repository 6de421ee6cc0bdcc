"""In which language a page is read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from saolang.base.kit.languages import in_language_read, language_for, language_read


@pytest.mark.parametrize(
    ("asked", "chosen", "accepted", "language"),
    [
        ("", "", "", "vi"),
        ("km", "en", "vi", "km"),
        ("xx", "en", "vi", "en"),
        ("", "xx", "en-GB,vi;q=0.5", "en"),
        ("", "", "*, en", "vi"),
        ("", "", "fr, km;q=0.3", "km"),
        ("", "x" * 600, ", ;q=", "vi"),
    ],
)
def test_language_is_the_one_asked_for_then_chosen_then_accepted(
    asked: str, chosen: str, accepted: str, language: str
) -> None:
    assert language_for(asked, chosen, accepted) == language


@pytest.mark.parametrize(("activated", "language"), [("en-gb", "en"), ("km", "km"), (None, "vi")])
def test_language_read_is_bare_of_its_region(activated: str | None, language: str) -> None:
    with translation.override(activated):
        assert language_read() == language


@pytest.mark.parametrize(("activated", "said"), [("en-gb", "dried"), ("vi", "phơi khô"), ("km", "phơi khô")])
def test_data_speaks_the_language_read_or_vietnamese(activated: str, said: str) -> None:
    with translation.override(activated):
        assert in_language_read({"vi": "phơi khô", "en": "dried"}) == said


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["en", "km"])
def test_page_is_read_in_the_language_its_address_asks_for(asked: str) -> None:
    response = Client().get("/tra-cuu/", {"hl": asked}, HTTP_ACCEPT_LANGUAGE="vi")

    assert response.headers["Content-Language"] == asked
    assert f'<html lang="{asked}">' in response.content.decode()


def test_long_headers_are_understood_by_their_beginning() -> None:
    assert {language_for("x" * 9_000 + each, "y" * 9_000 + each, "en," * 9_000 + each) for each in "abc"} == {"en"}
