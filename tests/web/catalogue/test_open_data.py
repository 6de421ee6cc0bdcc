"""Open data: files that agree with one another, what describes them, feeds."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from saolang.programme.registry.choices import Origin
from saolang.reports.open_data import files
from saolang.reports.open_data.tables import TABLES
from tests.factories.certification import a_decision, a_recognition, a_revocation
from tests.factories.promotion import a_story
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from saolang.programme.certification.models import Recognition

pytestmark = pytest.mark.django_db

PAGE = "/du-lieu/"
G = "{http://base.google.com/ns/1.0}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: SettingsWrapper) -> None:
    """Keep the files of each test in a folder of its own: what is published lies beside what was."""
    storage = {"BACKEND": "saolang.base.kit.storage.FolderStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


def a_held(name: str = "", **known: Any) -> Recognition:
    """Certify a product of a producer, some days ago."""
    on = timezone.localdate() - dt.timedelta(days=30)
    product = a_product(name, producer=a_producer("HTX Bảy Ngàn"), **known)
    return a_recognition(product, on=on, decision=a_decision(decided_on=on))


def content_of(client: Client, address: str) -> bytes:
    return b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined] # a StreamingHttpResponse


def test_every_table_is_published_in_every_form_with_its_digest(client: Client) -> None:
    a_held("Gạo thơm")

    made = files.publish()

    assert {file.name for file in made.files} == {f"{name}.{form}" for name in TABLES for form in files.WRITERS}
    for file in made.files:
        content = content_of(client, f"{PAGE}{file.name}")
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.size)


@time_machine.travel("2026-11-22 23:30+00:00")
def test_folder_is_named_after_the_day_the_files_are_of() -> None:
    made = files.publish()

    assert made.day == dt.date(2026, 11, 23)
    assert {file.path.split("/")[1].split("-")[0] for file in made.files} == {"20261123"}


def test_forms_of_a_table_say_the_same(client: Client) -> None:
    a_held("Gạo thơm")
    a_product("Khóm Cầu Đúc")
    files.publish()

    rows = list(csv.DictReader(io.StringIO(content_of(client, f"{PAGE}products.csv").decode("utf-8-sig"))))
    lines = [json.loads(line) for line in content_of(client, f"{PAGE}products.jsonl").splitlines()]
    parquet = pytest.importorskip("pyarrow.parquet").read_table(
        io.BytesIO(content_of(client, f"{PAGE}products.parquet"))
    )

    names = sorted(["Gạo thơm", "Khóm Cầu Đúc"])
    assert sorted(row["name_vi"] for row in rows) == names
    assert sorted(line["name_vi"] for line in lines) == names
    assert sorted(parquet["name_vi"].to_pylist()) == names
    assert [{name: str(value) if value is not None else "" for name, value in line.items()} for line in lines] == rows


def test_cell_that_would_start_a_formula_is_harmless(client: Client) -> None:
    a_product("=HYPERLINK(1)")
    files.publish()

    [row] = csv.DictReader(io.StringIO(content_of(client, f"{PAGE}products.csv").decode("utf-8-sig")))

    assert row["name_vi"] == "'=HYPERLINK(1)"


def test_made_up_rows_say_so(client: Client) -> None:
    a_product(origin=Origin.MADE_UP)
    files.publish()

    [line] = content_of(client, f"{PAGE}products.jsonl").splitlines()

    assert json.loads(line)["origin"] == "made_up"


def test_only_the_last_two_makings_are_kept() -> None:
    for _ in range(3):
        files.publish()

    folders, names = default_storage.listdir(files.FOLDER)

    assert (len(folders), names) == (2, ["published.json"])


def test_making_of_today_is_not_made_again() -> None:
    files.publish_daily()

    assert files.publish_daily() is None
    assert files.publish_daily(every=dt.timedelta(0)) is not None


def test_file_not_changed_is_not_sent_again(client: Client) -> None:
    files.publish()
    first = client.get(f"{PAGE}products.csv")

    again = client.get(f"{PAGE}products.csv", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


@pytest.mark.parametrize("name", ["products.csv", "dcat.jsonld"])
def test_anybody_may_keep_a_file_and_read_it_from_another_site(client: Client, name: str) -> None:
    files.publish()
    first = client.get(f"{PAGE}{name}")

    again = client.get(f"{PAGE}{name}", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    for answer in (first, again):
        told = answer.headers["Cache-Control"], answer.headers["Access-Control-Allow-Origin"]
        assert told == ("public, no-cache", "*")


@pytest.mark.parametrize("name", ["products.xlsx", "../published.json", "published.json"])
def test_what_is_not_published_is_not_found(client: Client, name: str) -> None:
    files.publish()

    assert client.get(f"{PAGE}{name}").status_code == 404


def test_page_before_anything_is_made_says_so(client: Client) -> None:
    page = client.get(PAGE).content.decode()

    assert "chưa làm lần nào" in page
    assert "tỉnh chưa xác nhận" in page


def test_page_leads_to_what_can_be_followed_and_names_its_tables(client: Client) -> None:
    page = client.get(PAGE, {"hl": "en"}).content.decode()

    for path in ("/du-lieu/san-pham-moi.rss", "/du-lieu/bai-viet.rss", "/thu-hoi/moi.rss"):
        assert f'<a href="{path}">' in page
    for title in ("Products", "Producers", "Certificates", "Places", "Criteria sets"):
        assert f"<h2>{title}</h2>" in page


def test_page_says_plainly_that_there_is_no_parquet(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "find_spec", lambda _name: None)

    made = files.publish()

    assert {file.form for file in made.files} == {"csv", "jsonl"}


def test_catalogue_of_data_names_every_file_with_its_digest(client: Client) -> None:
    made = files.publish()

    said = client.get(f"{PAGE}dcat.jsonld").json()

    distributions = [each for dataset in said["dcat:dataset"] for each in dataset["dcat:distribution"]]
    told = {each["@id"]: each["spdx:checksum"]["spdx:checksumValue"]["@value"] for each in distributions}
    assert told == {f"http://localhost:8000/du-lieu/{file.name}": file.sha256 for file in made.files}


def test_google_feed_tells_real_products_that_bear_their_stars(client: Client) -> None:
    held = a_held("Gạo & nếp <thơm>", gtin="09521101530001")
    a_revocation(a_held("Đã thu hồi"), timezone.localdate())
    a_held("Minh họa", origin=Origin.MADE_UP)
    a_product("Chưa công nhận")

    items = ET.fromstring(content_of(client, f"{PAGE}san-ban-hang.xml")).findall("channel/item")  # noqa: S314 - our own

    assert [item.findtext(f"{G}title") for item in items] == ["Gạo & nếp <thơm>"]
    assert items[0].findtext(f"{G}id") == held.product.code
    assert items[0].findtext(f"{G}gtin") == "09521101530001"
    assert items[0].findtext(f"{G}brand") == "HTX Bảy Ngàn"


def test_csv_feed_tells_the_same(client: Client) -> None:
    a_held("Gạo thơm")

    [row] = csv.DictReader(io.StringIO(content_of(client, f"{PAGE}san-ban-hang.csv").decode("utf-8-sig")))

    assert (row["title"], row["stars"]) == ("Gạo thơm", "3")


def test_new_products_are_told_by_rss(client: Client) -> None:
    held = a_held("Gạo thơm")

    feed = ET.fromstring(client.get(f"{PAGE}san-pham-moi.rss").content)  # noqa: S314 - our own

    assert [item.findtext("link") for item in feed.iter("item")] == [f"http://localhost:8000/sp/{held.product.code}"]


def test_stories_are_told_by_rss(client: Client) -> None:
    a_story(published=timezone.localdate())
    a_story(title_vi="Bản nháp")

    feed = ET.fromstring(client.get(f"{PAGE}bai-viet.rss").content)  # noqa: S314 - our own

    assert [item.findtext("title") for item in feed.iter("item")] == ["Chuyện làng nghề"]
