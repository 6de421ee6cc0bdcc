"""What our own words mean is told at the address that stands for them."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings

from saolang.api.vocabulary.views import LANGUAGES, words
from saolang.programme.traceability.rules.steps import namespace

if TYPE_CHECKING:
    from django.test import Client

USED = re.compile(r'"ocop:(\w+)"')


def test_every_word_we_use_is_described_and_no_other() -> None:
    used = {name for file in settings.PACKAGE.rglob("*.py") for name in USED.findall(file.read_text("utf-8"))}

    assert used == set(words())


def test_document_is_a_context_and_says_what_each_word_means(client: Client) -> None:
    answer = client.get("/ns/ocop/")

    said = answer.json()
    about, *terms = said["@graph"]
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert said["@context"]["ocop"] == about["@id"] == namespace()
    assert said["@context"]["step"] == "ocop:step"
    assert [each["@id"] for each in terms] == [f"ocop:{name}" for name in words()]
    for each in terms:
        for told in (each["rdfs:label"], each["rdfs:comment"]):
            assert [(text["@language"], bool(text["@value"])) for text in told] == [(name, True) for name in LANGUAGES]
        assert each["rdfs:range"]["@id"].partition(":")[0] in said["@context"]


def test_address_of_a_word_says_what_it_means(client: Client) -> None:
    said = client.get("/ns/ocop/step").json()

    assert (said["@id"], said["@context"]["ocop"]) == ("ocop:step", namespace())
    assert said["rdfs:label"][1] == {"@language": "en", "@value": "Step of the craft"}


def test_word_that_is_none_is_not_found(client: Client) -> None:
    assert client.get("/ns/ocop/nothing").status_code == HTTPStatus.NOT_FOUND
