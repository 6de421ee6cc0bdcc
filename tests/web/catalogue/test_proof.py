"""The public page of digests, and what programs read of it."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone, translation

from saolang.base.audit.models import Checkpoint
from saolang.base.audit.rules import checkpoint_statement, verifies
from saolang.base.audit.services.chain import publish_checkpoint, seal
from saolang.base.audit.services.keys import current_key, rotate
from saolang.web.catalogue import proof
from tests.factories.audit import ChangeFactory

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

PAGE, DIGESTS = "/kiem-chung/", "/kiem-chung/so-bam.json"


def publish(count: int) -> list[Checkpoint]:
    """Publish so many checkpoints, the latest first."""
    made = []
    for _ in range(count):
        ChangeFactory()
        seal()
        made.append(publish_checkpoint(by="tests"))
    return [checkpoint for checkpoint in reversed(made) if checkpoint]


def test_page_shows_the_digests_to_a_stranger(client: Client) -> None:
    latest, earlier = publish(2)

    page = client.get(PAGE).content.decode()

    assert page.index(latest.digest) < page.index(earlier.digest)
    assert current_key(by="tests").public in page


def test_page_before_anything_is_published_says_so(client: Client) -> None:
    page = client.get(PAGE).content.decode()

    assert "Chưa công bố mã băm nào" in page


def test_page_shows_retired_keys_with_their_days(client: Client) -> None:
    publish(1)
    retired = current_key(by="tests").public
    rotate(by="tests")

    page = client.get(PAGE).content.decode()

    assert retired in page
    assert current_key(by="tests").public in page
    assert page.count("đang dùng") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_two_queries_however_many_there_are(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(count)

    with django_assert_num_queries(2):
        client.get(PAGE)


def test_page_is_light_and_has_no_script(client: Client) -> None:
    key = current_key(by="tests")
    Checkpoint.objects.bulk_create(
        Checkpoint(
            position=position,
            digest=f"{position:02d}" * 32,
            at=timezone.now() - timedelta(hours=30 - position),
            key=key,
            signature="s" * 88,
        )
        for position in range(1, 31)
    )

    content = client.get(PAGE).content

    assert b"<script" not in content
    assert len(gzip.compress(content)) < 20_000
    assert content.count(b"<code>") == proof.SHOWN + 1


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_page_answers_in_each_language(client: Client, language: str) -> None:
    publish(1)

    page = client.get(PAGE, headers={"Accept-Language": language})

    assert page.headers["Content-Language"] == language
    with translation.override(language):
        assert translation.gettext("Kiểm chứng nhật ký thay đổi") in page.content.decode()


def test_digests_can_be_checked_with_what_is_given(client: Client) -> None:
    latest, _ = publish(2)

    given = client.get(DIGESTS).json()

    first = given["checkpoints"][0]
    statement = json.dumps(
        {name: first[name] for name in ("at", "digest", "position")}, sort_keys=True, separators=(",", ":")
    )
    assert statement.encode() == checkpoint_statement(latest.position, latest.digest, latest.at)
    assert verifies(given["keys"][0]["key"], statement.encode(), first["signature"])
    assert given["next"] is None


def test_digests_are_given_some_at_a_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "AT_ONCE", 2)
    positions = [checkpoint.position for checkpoint in publish(3)]

    first = client.get(DIGESTS).json()
    second = client.get(first["next"]).json()

    assert [each["position"] for each in first["checkpoints"] + second["checkpoints"]] == positions
    assert second["next"] is None


@pytest.mark.parametrize("asked", ["x", "-1", "1.5"])
def test_what_is_no_position_is_not_found(client: Client, asked: str) -> None:
    assert client.get(DIGESTS, {"truoc": asked}).status_code == 404


@pytest.mark.parametrize("asked", ["0", "9" * 30])
def test_position_beyond_the_chain_is_answered(client: Client, asked: str) -> None:
    assert client.get(DIGESTS, {"truoc": asked}).status_code == 200


@pytest.mark.parametrize("address", [PAGE, DIGESTS])
def test_nothing_can_be_posted(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
