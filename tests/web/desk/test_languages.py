"""The desk in two languages: no page mixes them, whatever it shows and whatever it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.locale.reading import data_and, english_in, vietnamese_in, words
from tests.web.desk import registry
from tests.web.desk.conftest import certify
from tests.web.desk.test_access import addresses
from tests.web.desk.test_reports import issue

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from saolang.base.accounts.models import User
    from saolang.programme.plans.models import Plan
    from tests.factories.province import Province

SAMPLES = {"gallery"}
"""Shows each part once, with sample texts that are Vietnamese in any language."""

TEXT = ("text/html", "text/csv")


@pytest.fixture
def pages(province: Province, plan: Plan, desk: Client, coordinator: User) -> dict[str, str]:
    """Return an address of every page of the desk, by name, in a province where everything is there to be shown."""
    certify(province, 6)
    report = issue(desk, plan)
    desk.get("/")  # Says that the report has been issued, once.
    records = registry.records_in(province.communes[0], by=coordinator.actor)
    found = addresses(plan, report) | registry.addresses(records)
    return {name: address for name, address in found.items() if name not in SAMPLES}


def read(client: Client, address: str, language: str, *, post: bool = False) -> HttpResponse:
    ask = client.post if post else client.get
    return ask(address, HTTP_ACCEPT_LANGUAGE=language)


def is_text(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith(TEXT)


@pytest.mark.parametrize("post", [False, True])
def test_english_desk_holds_no_vietnamese(post: bool, desk: Client, pages: dict[str, str]) -> None:  # noqa: FBT001
    answers = {name: read(desk, address, "en", post=post) for name, address in pages.items()}

    data = data_and(registry.SHEET.decode())
    left = {name: vietnamese_in(answer, data) for name, answer in answers.items() if is_text(answer)}
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.parametrize("post", [False, True])
def test_vietnamese_desk_holds_no_english(post: bool, desk: Client, pages: dict[str, str]) -> None:  # noqa: FBT001
    answers = {name: read(desk, address, "vi", post=post) for name, address in pages.items()}

    left = {name: english_in(words(answer)) for name, answer in answers.items() if is_text(answer)}
    assert {name: found for name, found in left.items() if found} == {}
