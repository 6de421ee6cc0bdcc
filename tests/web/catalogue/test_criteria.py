from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING

import pytest
import yaml
from django.urls import reverse

from saolang.programme.criteria.rules import shipped_contents
from saolang.programme.criteria.services.editions import load_shipped
from tests.factories.dossiers import an_edition

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

WATER = "qd26-16"


def test_list_asks_the_same_for_one_set_as_for_26(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_edition(WATER)
    with django_assert_num_queries(1):
        one = client.get(reverse("catalogue:criteria"))
    load_shipped(by="tests")
    with django_assert_num_queries(1):
        all_of_them = client.get(reverse("catalogue:criteria"))

    assert (len(one.context["editions"]), len(all_of_them.context["editions"])) == (1, 26)


def test_nothing_loaded_says_what_to_do(client: Client) -> None:
    assert "Chưa có bộ tiêu chí nào" in client.get(reverse("catalogue:criteria")).content.decode()


def test_sets_tell_source_digest_and_that_nobody_checked(client: Client) -> None:
    edition = an_edition(WATER)

    page = client.get(reverse("catalogue:criteria_set", args=[WATER])).content.decode()

    assert "Quyết định 26/2026/QĐ-TTg, Phụ lục II" in page
    assert edition.sha256 in page
    assert "Chưa đối chiếu với văn bản gốc" in page


def test_official_wording_is_shown_where_the_edition_carries_it(client: Client) -> None:
    content = json.loads(json.dumps(shipped_contents()[WATER]))
    content["parts"][0]["criteria"][0]["children"][0]["options"][0]["text_vi"] = "Nguyên văn của Quyết định"
    an_edition(WATER, content=content)

    page = client.get(reverse("catalogue:criteria_set", args=[WATER])).content.decode()

    assert "Nguyên văn của Quyết định" in page
    assert "Nguyên liệu trong tỉnh: dưới 50%" not in page


def test_json_is_the_very_bytes_of_the_digest(client: Client) -> None:
    edition = an_edition(WATER)

    response = client.get(reverse("catalogue:criteria_json", args=[WATER]))

    assert hashlib.sha256(response.content).hexdigest() == edition.sha256
    assert response.headers["Content-Disposition"] == 'attachment; filename="qd26-16-0.json"'


def test_yaml_tells_source_and_digest_and_holds_the_set(client: Client) -> None:
    edition = an_edition(WATER)

    response = client.get(reverse("catalogue:criteria_yaml", args=[WATER]))

    text = response.content.decode()
    assert text.splitlines()[:3] == [
        "# qd26-16@0, Decision 26/2026/QĐ-TTg of 2026-05-22",
        f"# SHA-256 of content and readings as canonical JSON: {edition.sha256}",
        "# Checked against the official text: not yet",
    ]
    assert yaml.safe_load(text) == shipped_contents()[WATER]
    assert response.headers["Content-Disposition"] == 'attachment; filename="qd26-16-0.yaml"'


def test_yaml_tells_the_day_of_the_check_as_it_was_here(client: Client) -> None:
    edition = an_edition(WATER)
    edition.checked_at, edition.checked_by = dt.datetime(2026, 6, 1, 18, tzinfo=dt.UTC), "tests"
    edition.save()

    text = client.get(reverse("catalogue:criteria_yaml", args=[WATER])).content.decode()

    assert text.splitlines()[2] == "# Checked against the official text: 2026-06-02"


@pytest.mark.parametrize("name", ["criteria_json", "criteria_yaml"])
def test_file_not_changed_is_not_sent_again(client: Client, name: str) -> None:
    an_edition(WATER)
    first = client.get(reverse(f"catalogue:{name}", args=[WATER]))

    again = client.get(reverse(f"catalogue:{name}", args=[WATER]), HTTP_IF_NONE_MATCH=first.headers["ETag"])

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["criteria_set", "criteria_json", "criteria_yaml"])
def test_unknown_set_is_not_found(client: Client, name: str) -> None:
    assert client.get(reverse(f"catalogue:{name}", args=["qd26-99"])).status_code == 404
