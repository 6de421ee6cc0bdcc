"""Pages in two languages: none mixes them, whatever it shows and whatever it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.core.councils import SETTINGS
from saolang.programme.registry.choices import ETHNIC_GROUPS
from tests.factories.accounts import GrantFactory
from tests.locale.reading import data_and, english_in, vietnamese_in, words
from tests.web.access.people import belongings_of
from tests.web.access.records import a_record_of_each_kind
from tests.web.access.routes import routes
from tests.web.desk import registry
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.web.access.records import Records

OURS = ("desk:", "account:", "catalogue:", "portal:", "council:")
SAMPLES = {"desk:gallery", "desk:paper_fields", "portal:step_table_sample"}
"""Show each part once, or the fields of papers, with sample texts that are Vietnamese in any language."""

NAMES = (
    *ETHNIC_GROUPS.values(),
    *(setting.source for setting in SETTINGS.values()),
)
"""Names that are Vietnamese in any language, and stand in our data files."""

EXAMPLES = ("Quy chế kèm Quyết định 12/QĐ-HĐ ngày 05/06/2026.", "02/BB-HĐOCOP.")
"""How a Vietnamese paper is called, told as an example."""

AS_NAMED = {"desk:changes_csv", "catalogue:open_data"}
"""Carry names in English: of the values of a change as they are sealed, of the columns of open data."""

TEXT = ("text/html", "text/csv")


@pytest.fixture
def records(db: None) -> Records:
    return a_record_of_each_kind()


@pytest.fixture
def pages(records: Records) -> dict[str, str]:
    """Return the address of every page of ours, by name, where there is a record of each kind to be shown."""
    ours = [route for route in routes() if route.name.startswith(OURS)]
    return {route.name: records.address(route) for route in ours if route.name not in SAMPLES}


@pytest.fixture
def everywhere(pages: dict[str, str], records: Records) -> Client:
    """Return the browser of one who runs the programme and the installation and a producer: who opens every page."""
    person = GrantFactory(role=Role.COORDINATOR).user
    GrantFactory(role=Role.ADMINISTRATOR, user=person)
    producer = {"scope_kind": ScopeKind.PRODUCER, "scope_code": records.producer.code}
    GrantFactory(role=Role.PRODUCER, user=person, **producer)
    belongings_of(person)
    return signed_in(person)


def read(client: Client, address: str, language: str, *, post: bool = False) -> HttpResponse:
    """Ask for the page; what is done by asking is taken back, so that the next page is as it was."""
    with transaction.atomic():
        answer = (client.post if post else client.get)(address, HTTP_ACCEPT_LANGUAGE=language)
        transaction.set_rollback(True)
    return answer


def is_text(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith(TEXT)


@pytest.mark.parametrize("post", [False, True])
def test_english_page_holds_no_vietnamese(post: bool, everywhere: Client, pages: dict[str, str]) -> None:  # noqa: FBT001
    answers = {name: read(everywhere, address, "en", post=post) for name, address in pages.items()}

    data = data_and(registry.SHEET.decode(), "Tiếng Việt", *NAMES, *EXAMPLES)
    left = {name: vietnamese_in(answer, data) for name, answer in answers.items() if is_text(answer)}
    assert {name: found for name, found in left.items() if found} == {}


@pytest.mark.parametrize("post", [False, True])
def test_vietnamese_page_holds_no_english(post: bool, everywhere: Client, pages: dict[str, str]) -> None:  # noqa: FBT001
    answers = {name: read(everywhere, address, "vi", post=post) for name, address in pages.items()}

    shown = {name: answer for name, answer in answers.items() if is_text(answer) and name not in AS_NAMED}
    left = {name: english_in(words(answer)) for name, answer in shown.items()}
    assert {name: found for name, found in left.items() if found} == {}
