"""The resolver answers as GS1-Conformant Resolver 1.2.0 asks."""

from __future__ import annotations

import datetime as dt
import json
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from saolang.api.resolver.negotiation import LINKSET, link_type_in, preferred
from saolang.api.resolver.targets import VOCABULARY
from saolang.api.resolver.views import parsed
from saolang.core.refusal import Refusal
from saolang.programme.promotion.choices import ChannelKind
from saolang.programme.promotion.models import Presence
from saolang.programme.registry.models import ProductVersion
from saolang.programme.traceability.models import ScanCount
from saolang.programme.traceability.services import pages, scans
from tests.factories.certification import a_certificate, an_owned_recognition
from tests.factories.traceability import a_location, a_lot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from saolang.programme.registry.models import Product
    from saolang.programme.traceability.models import Lot

GTIN = "09520000000011"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
OURS = "http://localhost:8000"


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    yield
    pages._made.clear()  # noqa: SLF001
    scans._noted.clear()  # noqa: SLF001


@pytest.fixture
def product(province: object) -> Product:
    recognition = an_owned_recognition()
    a_certificate(recognition)
    product = recognition.product
    product.gtin = GTIN
    product.save()
    return product


@pytest.fixture
def lot(product: Product) -> Lot:
    return a_lot(product, number="TEA-0502")


def ask(path: str, *, accept: str | None = BROWSER, method: str = "get", **query: str) -> HttpResponse:
    headers = {"HTTP_ACCEPT": accept} if accept is not None else {}
    return getattr(Client(), method)(path, query_params=query, **headers)


def location(response: HttpResponse) -> str:
    return response.headers["Location"].removeprefix(OURS)


@pytest.mark.django_db
@pytest.mark.parametrize("accept", [BROWSER, "*/*", "", None])
@pytest.mark.parametrize("method", ["get", "head"])
def test_link_leads_to_the_page_of_what_it_names(lot: Lot, product: Product, accept: str | None, method: str) -> None:
    response = ask(f"/01/{GTIN}/10/{lot.number}", accept=accept, method=method)

    assert response.status_code == HTTPStatus.TEMPORARY_REDIRECT
    assert location(response) == f"/sp/{product.code}/lo/{lot.number}"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Link"] == (
        f'<{OURS}/01/{GTIN}/10/{lot.number}?linkType=linkset>; rel="linkset"; type="application/linkset+json", '
        f'<https://id.gs1.org/01/{GTIN}/10/{lot.number}>; rel="owl:sameAs"'
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "page"),
    [
        (f"/01/{GTIN}", ""),
        (f"/01/{GTIN}/", ""),
        (f"/01/{GTIN}/10/UNKNOWN", "/lo/UNKNOWN"),
        (f"/01/{GTIN}/21/K7Q2", "/so/K7Q2"),
        (f"/01/{GTIN}/22/2A/10/L1/21/K7Q2", "/lo/L1/so/K7Q2"),
        (f"/01/{GTIN}/10/A%2FB", "/lo/A%2FB"),
        (f"/01/{GTIN}/10/A%25FF", "/lo/A%25FF"),
        (f"/01/{GTIN}/10/...", "/lo/..."),
        (f"/01/{GTIN}?17=270101", "?17=270101"),
        (f"/01/{GTIN}?linkType=gs1:pip&a=b", "?linkType=gs1:pip&a=b"),
        (f"/01/{GTIN}?linkType=https://gs1.org/voc/traceability", "?linkType=https://gs1.org/voc/traceability#hanh-trinh"),
    ],
)  # fmt: skip
def test_lot_serial_and_query_are_passed_on(product: Product, asked: str, page: str) -> None:
    response = ask(asked)

    assert response.status_code == HTTPStatus.TEMPORARY_REDIRECT
    assert location(response) == f"/sp/{product.code}{page}"


@pytest.mark.django_db
def test_short_gtin_is_led_to_its_14_digits(product: Product) -> None:
    response = ask("/01/9520000000011/10/L1?a=b")

    assert response.status_code == HTTPStatus.TEMPORARY_REDIRECT
    assert location(response) == f"/01/{GTIN}/10/L1?a=b"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        "/01/09520000000012",
        "/01/abc",
        f"/01/{GTIN}/21/x/10/y",
        f"/01/{GTIN}/10/{'L' * 21}",
        f"/01/{GTIN}?10=L1",
        f"/01/{GTIN}/99/x",
        f"/01/{GTIN}/10/có",
        f"/01/{GTIN}/10/%0A",
        f"/01/{GTIN}/10/.",
        f"/01/{GTIN}/10/%2E%2E",
        f"/01/{GTIN}/10/L1/21/..",
        "/414/123",
        "/01",
        "/01/",
        "/00/1",
    ],
)
def test_malformed_link_is_refused_in_a_sentence(product: Product, wrong: str) -> None:
    page, problem = ask(wrong), ask(wrong, accept="application/json")

    assert page.status_code == problem.status_code == HTTPStatus.BAD_REQUEST
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert json.loads(problem.content)["detail"].endswith(".")
    assert page.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_unknown_gtin_is_not_found_and_counted_without_what_was_typed(province: object) -> None:
    response = ask(f"/01/{GTIN}/10/L1")
    scans.flush()

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Mã này không có trong hệ thống" in response.content.decode()
    assert list(ScanCount.objects.values_list("product_code", "lot_number", "state")) == [("", "", "unknown")]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{"linkType": "linkset"}, {"linkType": "all"}, {}])
def test_linkset_is_sent_to_who_asks_for_it(lot: Lot, product: Product, asked: dict[str, str]) -> None:
    accept = BROWSER if asked else LINKSET

    response = ask(f"/01/{GTIN}/10/{lot.number}", accept=accept, **asked)

    (said,) = json.loads(response.content)["linkset"]
    assert response.status_code == HTTPStatus.OK
    assert response.headers["Content-Type"] == LINKSET
    assert 'rel="http://www.w3.org/ns/json-ld#context"' in response.headers["Link"]
    assert said["anchor"] == f"{OURS}/01/{GTIN}/10/{lot.number}"
    assert len(said[f"{VOCABULARY}defaultLink"]) == 1
    types = {name.removeprefix(VOCABULARY) for name in said} - {"anchor", "itemDescription"}
    assert types == {
        "defaultLink", "pip", "traceability", "certificationInfo", "epcis", "recallStatus", "safetyInfo", "dpp",
        "verificationService", "registryEntry", "homepage", "leaveReview", "support",
    }  # fmt: skip
    assert all(each["href"].startswith(OURS) and each["title"] for name in types for each in said[VOCABULARY + name])


@pytest.mark.django_db
def test_linkset_says_what_changed_on_the_very_next_request(product: Product) -> None:
    ask(f"/01/{GTIN}", linkType="linkset")
    pages.keep()

    a_shop(product, "https://shop.example/a")

    (said,) = json.loads(ask(f"/01/{GTIN}", linkType="linkset").content)["linkset"]
    assert [each["href"] for each in said[f"{VOCABULARY}hasRetailers"]] == ["https://shop.example/a"]


def a_shop(product: Product, url: str) -> None:
    Presence.objects.create(
        product=product, kind=ChannelKind.WEBSITE, name="Chợ", url=url, began_on=dt.date(2026, 1, 1), recorded_by="t"
    )


@pytest.mark.django_db
def test_several_equally_good_links_are_offered(product: Product) -> None:
    a_shop(product, "https://shop.example/a")
    a_shop(product, "https://shop.example/b")

    response = ask(f"/01/{GTIN}", linkType="gs1:hasRetailers")

    assert response.status_code == HTTPStatus.MULTIPLE_CHOICES
    (said,) = json.loads(response.content)["linkset"]
    assert {each["href"] for each in said[f"{VOCABULARY}hasRetailers"]} == {
        "https://shop.example/a", "https://shop.example/b",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["gs1:hasRetailers", "gs1:instructions", "gs1:nutritionalInfo", "gs1:allergenInfo"])
def test_link_of_which_there_is_none_is_not_found(product: Product, missing: str) -> None:
    assert ask(f"/01/{GTIN}", linkType=missing).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "link_type"),
    [
        ("materials", "ingredientsInfo"),
        ("instructions", "instructions"),
        ("nutrition", "nutritionalInfo"),
        ("allergens", "allergenInfo"),
    ],
)
def test_link_to_what_is_told_of_the_goods_leads_to_their_passport(product: Product, told: str, link_type: str) -> None:
    ProductVersion.objects.filter(product=product).update(**{told: "Có đậu phộng."})

    asked = f"/sp/{product.code}?linkType=gs1%3A{link_type}#ho-chieu"
    assert location(ask(f"/01/{GTIN}", linkType=f"gs1:{link_type}")) == asked


@pytest.mark.django_db
def test_program_that_wants_json_ld_is_led_to_the_passport(product: Product) -> None:
    response = ask(f"/01/{GTIN}", accept="application/ld+json")

    assert location(response) == f"/sp/{product.code}/ho-chieu.jsonld"


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["414", "417"])
def test_gln_leads_to_the_producer_whose_place_it_is(province: object, key: str) -> None:
    place = a_location(gln="9520000000004")

    response = ask(f"/{key}/9520000000004")

    assert response.status_code == HTTPStatus.TEMPORARY_REDIRECT
    assert location(response) == f"/chu-the/{place.producer.code}/"


@pytest.mark.parametrize("path", [f"/01/{GTIN}", "/.well-known/gs1resolver"])
def test_methods_are_declared(path: str) -> None:
    response = Client().options(path, HTTP_ORIGIN="https://elsewhere.example")

    assert response.status_code == HTTPStatus.NO_CONTENT
    assert response.headers["Allow"] == response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Content-Type" not in response.headers


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("path", [f"/01/{GTIN}", "/.well-known/gs1resolver"])
def test_method_that_would_write_is_refused_whoever_sends_it(path: str, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(path)

    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.django_db
@pytest.mark.parametrize("link_type", ["gs1:recipeInfo", "nonsense", "https://ref.gs1.org/voc/epil"])
def test_link_type_of_which_there_is_no_link_is_not_found(product: Product, link_type: str) -> None:
    assert ask(f"/01/{GTIN}", linkType=link_type).status_code == HTTPStatus.NOT_FOUND


def test_link_that_fits_nowhere_is_given_up_at_once() -> None:
    began = monotonic()

    with pytest.raises(Refusal):
        parsed(f"/01/1/22/a{'/10/a' * 800}{'/21/a' * 800}\n", "")

    assert monotonic() - began < 1


def test_resolver_describes_itself() -> None:
    said = Client().get("/.well-known/gs1resolver").json()

    assert said["resolverRoot"] == OURS
    assert said["supportedPrimaryKeys"] == ["00", "01", "414", "417"]
    assert "dpp" in said["supportedLinkType"][0]["linkTypes"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/html"),
        ("nonsense", "text/html"),
        (BROWSER, "text/html"),
        ("application/linkset+json", LINKSET),
        ("text/html;q=0.5, application/ld+json", "application/ld+json"),
        ("application/json;q=abc", "application/json"),
    ],
)
def test_media_type_wanted_most_is_sent(accept: str, media_type: str) -> None:
    assert preferred(accept) == media_type


@given(st.text(), st.text())
def test_any_path_is_a_link_or_refused(path: str, query: str) -> None:
    try:
        link = parsed(f"/01/{path}", query)
    except Refusal:
        return
    assert link.path


@given(st.text())
def test_any_accept_and_link_type_is_understood_or_passed_by(text: str) -> None:
    preferred(text)
    link_type_in(text)


def test_long_accept_is_understood_by_its_beginning() -> None:
    assert {preferred(f"{LINKSET}, {'a/b, ' * 9_000}{number}") for number in range(3)} == {LINKSET}


OTHER_KEYS = {
    "00": ("095200001234567899", "095200001234567890"),
    "253": ("9520000000004A1", "9520000000005A1"),
    "255": ("952000000000412", "952000000000512"),
    "401": ("9520000A1", "có"),
    "402": ("95200001234567851", "95200001234567852"),
    "417": ("9520000000004", "9520000000005"),
    "8003": ("09520000000004A1", "09520000000005A1"),
    "8004": ("9520000A1", "9" * 31),
    "8006": ("095200000000110102", "095200000000120102"),
    "8010": ("9520000A1", "9520000a1"),
    "8013": ("9520000A1", "9" * 26),
    "8017": ("952000012345678907", "952000012345678908"),
    "8018": ("952000012345678907", "952000012345678908"),
}
"""Of every further key a Digital Link may begin with: one that is right, and one that is not."""


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en", "km"])
@pytest.mark.parametrize("path", [f"/01/{GTIN}/10/A%2FB", "/01/abc"], ids=["unknown", "malformed"])
def test_refusal_can_be_read_in_each_language(province: object, path: str, language: str) -> None:
    page = ask(path, hl=language).content.decode()

    assert f'<html lang="{language}">' in page
    for other in ("vi", "en", "km"):
        assert f'href="{path}?hl={other}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("ai", OTHER_KEYS)
def test_key_nothing_is_known_of_is_not_found_and_a_wrong_one_refused(ai: str) -> None:
    right, wrong = (ask(f"/{ai}/{value}", accept="application/json") for value in OTHER_KEYS[ai])

    assert (right.status_code, wrong.status_code) == (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
    assert f"<{OURS}/{ai}/" in right.headers["Link"]
