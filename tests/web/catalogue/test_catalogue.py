"""What the public finds: products lit only while they bear stars, makers, villages, places old and new."""

from __future__ import annotations

import datetime as dt
import gzip
import html
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from saolang.base.places.models import Place
from saolang.programme.promotion.choices import ChannelKind
from saolang.programme.promotion.models import Presence, Story
from saolang.programme.registry.choices import CraftTie, LegalForm
from saolang.programme.registry.models import CraftProduct, Producer, Product
from saolang.web.catalogue import sitemap
from tests.days import a_year_ago, days_ago, today
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_recognition, a_revocation
from tests.factories.places import a_merged_commune
from tests.factories.promotion import a_story
from tests.factories.registry import a_craft_village, a_producer, a_product

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.registry.models import CraftVillage

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2020, 3, 1)
CARD = re.compile(r'<h3><a href="[^"]*" lang="vi">(.*?)</a>')


def commune() -> Place:
    return Place.objects.filter(map=2, level="commune", province__name="Cà Mau").earliest("pk")


def made(name: str, *, on: dt.date | None = None, stars: int = 3, **known: Any) -> Product:
    """Recognise a product of a household in Cà Mau, a year ago unless another day is told."""
    where = known.pop("place", None) or commune()
    producer = known.pop("producer", None) or a_producer(place=where)
    product = a_product(name, producer=producer, place=where, **known)
    a_recognition(product, on=on or a_year_ago(), stars=stars)
    return product


def tied(village: CraftVillage, product: Product) -> None:
    CraftProduct.objects.create(
        village=village, product=product, tie=CraftTie.MADE_IN, began_on=LONG_AGO, recorded_by="tests"
    )


def sold(product: Product, kind: ChannelKind) -> None:
    Presence.objects.create(
        product=product, kind=kind, name="Siêu thị", address="1 Trần Phú", began_on=LONG_AGO, recorded_by="tests"
    )


def read(client: Client, name: str, *codes: object, **query: str) -> str:
    return client.get(reverse(f"catalogue:{name}", args=codes), query).content.decode()


def cards(page: str) -> list[str]:
    return [html.unescape(name) for name in CARD.findall(page)]


def data_of(page: str) -> dict[str, Any]:
    """Return what search engines read, by its kind."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return {each["@type"]: each for each in map(json.loads, found)}


# Home --------------------


def test_home_leads_to_what_a_shopper_looks_for(client: Client) -> None:
    made("Tôm khô Rạch Gốc", stars=4)

    page = read(client, "home")

    assert cards(page) == ["Tôm khô Rạch Gốc"]
    for name in ("search", "check", "report", "products", "producers", "villages", "country", "rating_sets"):
        assert f'{reverse(f"catalogue:{name}")}"' in page or f"{reverse(f'catalogue:{name}')}?" in page
    assert data_of(page)["WebSite"]["potentialAction"]["@type"] == "SearchAction"


@pytest.mark.parametrize(("count", "word"), [(1, "product"), (2, "products")])
def test_home_counts_in_english(count: int, word: str, client: Client) -> None:
    for number in range(count):
        made(f"Tôm khô {number}", stars=4)

    page = read(client, "home", hl="en")

    assert f'<b class="num-big">{count}</b><span>{word}</span>' in page
    assert f"<span>{count} {'maker' if count == 1 else 'makers'} of products</span>" in page
    assert f"{count} {word} {'bears' if count == 1 else 'bear'} stars today." in read(client, "country", hl="en")


def test_home_with_nothing_says_so(client: Client) -> None:
    page = read(client, "home")

    assert "Chưa có sản phẩm nào đang mang sao" in page


def test_home_leads_a_person_who_signed_in_to_the_work(client: Client) -> None:
    client.force_login(GrantFactory(role="coordinator", place=commune()).user)

    page = read(client, "home")

    assert re.search(r'<a href="/[^"]+">Vào việc của tôi</a>', page)


def test_home_tells_stories_that_are_published_alone(client: Client) -> None:
    for code, day, gone in (("moi", today(), None), ("nhap", None, None), ("rut", today(), timezone.now())):
        Story.objects.create(
            code=code, title_vi=f"Bài {code}", body_vi="…", published_on=day, withdrawn_at=gone, recorded_by="tests"
        )

    page = read(client, "home")

    assert "Bài nhap" not in page
    assert "Bài rut" not in page


# Products --------------------


def test_list_shows_what_bears_stars_today(client: Client) -> None:
    made("Tôm khô")
    made("Cá khô", on=LONG_AGO)
    revoked = made("Mắm ruốc")
    a_revocation(revoked.recognitions.get(), today())
    a_product("Chưa công nhận", producer=a_producer())

    shown, all_of_them = cards(read(client, "products")), cards(read(client, "products", tatca="1"))

    assert (shown, all_of_them) == (["Tôm khô"], ["Cá khô", "Mắm ruốc", "Tôm khô"])


def test_no_star_is_lit_for_a_product_that_bears_none(client: Client) -> None:
    made("Cá khô", on=LONG_AGO)

    page = read(client, "products", tatca="1")

    assert 'class="stars"' not in page
    assert "chứng nhận đã hết hạn" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "tom"}, ["Tôm khô"]),
        ({"sao": "4"}, ["Mật ong"]),
        ({"sao": "5"}, []),
        ({"sao": "9"}, ["Mật ong", "Tôm khô"]),
        ({"kenh": "supermarket"}, ["Tôm khô"]),
        ({"kenh": "moon"}, ["Mật ong", "Tôm khô"]),
        ({"noi": "ca mau"}, ["Mật ong", "Tôm khô"]),
        ({"noi": "2-01"}, []),
        ({"bo": "khong-co"}, []),
        ({"xep": "sao"}, ["Mật ong", "Tôm khô"]),
        ({"xep": "?", "page": "99"}, ["Mật ong", "Tôm khô"]),
    ],
)
def test_list_is_narrowed(query: dict[str, str], names: list[str], client: Client) -> None:
    sold(made("Tôm khô"), ChannelKind.SUPERMARKET)
    made("Mật ong", stars=4)

    assert cards(read(client, "products", **query)) == names


def test_list_begins_with_what_was_recognised_last(client: Client) -> None:
    for name, days, years in (("Mật ong", 30, 1), ("Tôm khô", 10, 1), ("Cá khô", 300, 3)):
        on = days_ago(days)
        a_recognition(a_product(name), on=on, expires_on=on + dt.timedelta(days=365 * years))

    assert cards(read(client, "products", xep="moi")) == ["Tôm khô", "Mật ong", "Cá khô"]


def test_list_is_narrowed_by_craft_village(client: Client) -> None:
    village = a_craft_village("Làng nghề tôm khô")
    tied(village, made("Tôm khô"))
    made("Mật ong")

    assert cards(read(client, "products", lang=village.code)) == ["Tôm khô"]


def test_list_that_finds_nothing_leads_to_the_search_for_everything(client: Client) -> None:
    page = html.unescape(read(client, "products", q="chè Cao Bằng"))

    assert f'<a class="btn quiet" href="{reverse("catalogue:search")}?q=che%20cao%20bang">' in page


def test_facets_count_what_each_answer_would_leave(client: Client) -> None:
    made("Tôm khô")
    made("Mật ong", stars=4)

    page = read(client, "products", sao="4")

    assert ">3 sao (1)</option>" in page
    assert " selected>4 sao (1)</option>" in page
    assert ">Tỉnh Cà Mau (1)</option>" in page


def test_old_place_finds_what_is_made_there_now(client: Client) -> None:
    old, new = a_merged_commune()
    made("Gạo", place=old)

    assert cards(read(client, "products", noi=old.public_code)) == ["Gạo"]
    assert cards(read(client, "products", noi=new.public_code)) == ["Gạo"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_many_questions_whatever_they_show(
    count: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    village = a_craft_village()
    for number in range(count):
        tied(village, made(f"Tôm khô {number}"))

    for name, queries in (("products", 12), ("producers", 3), ("villages", 3), ("country", 4), ("home", 14)):
        with django_assert_num_queries(queries):
            read(client, name)


# Producers, villages, places --------------------


def test_producers_are_those_of_products_shown(client: Client) -> None:
    made("Tôm khô", producer=a_producer("Hộ Ba Khía"))
    a_producer("Chưa có gì")

    page = read(client, "producers")

    assert "Hộ Ba Khía" in page
    assert "Chưa có gì" not in page


@pytest.mark.parametrize(
    ("form", "told"), [(LegalForm.HOUSEHOLD, False), (LegalForm.FARM, False), (LegalForm.COOPERATIVE, True)]
)
def test_telephone_is_shown_of_organisations_alone(form: LegalForm, client: Client, *, told: bool) -> None:
    producer = a_producer("Ba Khía", legal_form=form)
    Producer.objects.update(phone="0912.345.678", email="ba@example.vn", registration_number="6300123456")
    made("Tôm khô", producer=producer)

    page = read(client, "producer", producer.code)

    assert ("0912.345.678" in page, 'href="tel:0912345678"' in page) == (told, told)
    assert "ba@example.vn" not in page
    assert "6300123456" not in page
    assert data_of(page)["Organization"].get("telephone") == ("0912.345.678" if told else None)


def test_producer_without_a_product_shown_is_not_found(client: Client) -> None:
    producer = a_producer("Chưa có gì")

    assert client.get(reverse("catalogue:producer", args=[producer.code])).status_code == 404


def test_village_shows_its_products(client: Client) -> None:
    village = a_craft_village("Làng nghề Đầm Dơi")
    tied(village, made("Tôm khô"))

    page = read(client, "village", village.code.lower())

    assert cards(page) == ["Tôm khô"]
    assert data_of(page)["BreadcrumbList"]["itemListElement"][1]["name"] == "Làng nghề Đầm Dơi"


def test_old_commune_says_where_it_lies_now(client: Client) -> None:
    old, new = a_merged_commune()

    page = read(client, "commune", old.public_code)

    assert reverse("catalogue:commune", args=[new.public_code]) in page
    assert "không còn từ 01/07/2025" in page


def test_new_commune_shows_what_old_ones_made(client: Client) -> None:
    old, new = a_merged_commune()
    made("Gạo", place=old)

    page = read(client, "commune", new.public_code)

    assert cards(page) == ["Gạo"]
    assert str(old) in html.unescape(page)


def test_province_is_drawn_with_its_communes(client: Client) -> None:
    made("Tôm khô")
    province = commune().province
    assert province is not None

    page = read(client, "commune", province.public_code)

    assert 'class="hexmap"' in page
    assert str(commune()) in html.unescape(page)


def test_map_of_the_country_shows_both_archipelagos_and_the_figures_beside(client: Client) -> None:
    made("Tôm khô")

    page = read(client, "country")

    assert page.count("Hoàng Sa</text>") == page.count("Trường Sa</text>") == 1
    assert re.search(r'lang="vi">Tỉnh Cà Mau</a></th><td class="r">1</td>', page)


@pytest.mark.parametrize("code", ["2-99999", "x", "9-1", "2-", "-", "99999999999999999999-1"])
def test_place_that_is_none_is_not_found(code: str, client: Client) -> None:
    assert client.get(reverse("catalogue:commune", args=[code])).status_code == 404


# Search --------------------


def test_search_finds_everything_of_a_name(client: Client) -> None:
    made("Tôm khô Đầm Dơi", producer=a_producer("Hợp tác xã Đầm Dơi"))
    a_craft_village("Làng nghề Đầm Dơi")

    page = html.unescape(read(client, "search", q="dam doi"))

    assert cards(page) == ["Tôm khô Đầm Dơi"]
    for found in ("Hợp tác xã Đầm Dơi", "Làng nghề Đầm Dơi", "Xã Đầm Dơi"):
        assert f">{found}</a>" in page


def test_search_forgives_a_slip_and_says_so(client: Client) -> None:
    made("Tôm khô")

    page = html.unescape(read(client, "search", q="tôn khô"))

    assert cards(page) == ["Tôm khô"]
    assert "Không có gì mang tên “tôn khô”. Dưới đây là kết quả của “tom kho”." in page


def test_search_forgives_nothing_where_something_bears_what_was_typed(client: Client) -> None:
    made("Tôm khô")
    a_craft_village("Làng nghề tôn khô")

    typed, slipped = (html.unescape(read(client, "search", q=words)) for words in ("tôm khô", "tôk khô"))

    assert (cards(typed), "Làng nghề tôn khô" in typed) == (["Tôm khô"], False)
    assert (cards(slipped), "Làng nghề tôn khô" in slipped) == (["Tôm khô"], True)


def test_search_finds_nothing_that_was_never_recognised(client: Client) -> None:
    a_product("Rượu bí mật", producer=a_producer("Hộ bí mật"))

    page = html.unescape(read(client, "search", q="bí mật"))

    assert ("Rượu bí mật" in page, "Hộ bí mật" in page) == (False, False)


def test_search_that_finds_nothing_says_what_to_do(client: Client) -> None:
    page = html.unescape(read(client, "search", q="zzzzzz"))

    assert "Không tìm thấy gì" in page
    assert reverse("catalogue:report") in page


def test_search_by_code_leads_to_the_product(client: Client) -> None:
    product = made("Tôm khô")

    answer = client.get(reverse("catalogue:search"), {"q": f" {product.code.lower()} "})

    assert answer.headers["Location"] == reverse("catalogue:product", args=[product.code])


@pytest.mark.parametrize("asked", ["", "  ", "%", '"', "a" * 500, "(((", "AND", "\u200b", "x y z w v u t s r q"])
def test_search_answers_whatever_is_asked(asked: str, client: Client) -> None:
    assert client.get(reverse("catalogue:search"), {"q": asked}).status_code == 200


def test_search_asks_for_a_place_without_the_kind_before_its_name(client: Client) -> None:
    found = [read(client, "search", q=words) for words in ("xã Đầm Dơi", "huyen dam doi")]

    assert all("Xã Đầm Dơi</a>" in html.unescape(page) for page in found)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("tôm cà mau", ["Tôm khô", "Tôm chua"]),
        ("tom Ca Mau 4 sao", ["Tôm khô"]),
        ("tôm 4 sao", ["Tôm khô", "Tôm nõn"]),
        ("Cà Mau", ["Tôm khô", "Mật ong", "Tôm chua"]),
        ("4 sao", ["Tôm nõn", "Tôm khô"]),
        ("tôm xã Đầm Dơi", []),
    ],
)
def test_search_joins_what_with_where_and_how_many_stars(asked: str, names: list[str], client: Client) -> None:
    elsewhere = Place.objects.filter(map=1, level="commune", province__name="Cao Bằng").earliest("pk")
    made("Tôm khô", stars=4)
    made("Tôm chua")
    made("Mật ong")
    made("Tôm nõn", stars=4, place=elsewhere)

    assert cards(read(client, "search", q=asked)) == names


def test_search_lets_a_place_be_taken_away(client: Client) -> None:
    made("Tôm khô")

    page = html.unescape(read(client, "search", q="tôm 4 sao cà mau", hl="en"))

    assert f'<a href="{reverse("catalogue:search")}?q=t%C3%B4m%204%20sao"><span lang="vi">Tỉnh Cà Mau</span>' in page
    assert f'<a href="{reverse("catalogue:search")}?q=t%C3%B4m%20c%C3%A0%20mau">4 stars' in page


def test_search_for_a_misspelt_place_finds_what_is_made_there(client: Client) -> None:
    made("Tôm khô")

    assert cards(read(client, "search", q="tôm ca mua")) == ["Tôm khô"]


def test_search_leads_to_the_whole_list_of_the_place(client: Client) -> None:
    for number in range(25):
        made(f"Tôm khô {number}", stars=4)

    page = html.unescape(read(client, "search", q="tôm Cà Mau 4 sao"))
    address = re.search(r'<a href="([^"]*)">Xem mọi sản phẩm tìm thấy', page)

    assert address
    assert set(cards(client.get(address[1]).content.decode())) <= {f"Tôm khô {number}" for number in range(25)}
    assert "noi=2-96&sao=4" in address[1]


@pytest.mark.parametrize("count", [1, 3])
def test_search_asks_as_many_questions_whatever_it_finds(
    count: int,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        made(f"Tôm khô {number}", stars=4)

    for asked, queries in (("4 sao", 3), ("tôm 4 sao", 4), ("tôm cà mau 4 sao", 5), ("tôm khô", 11)):
        with django_assert_num_queries(queries):
            read(client, "search", q=asked)
    with django_assert_max_num_queries(24):
        read(client, "search", q="tôn khô")


def test_search_shows_a_province_once(client: Client) -> None:
    province = commune().province
    made("Tôm khô", place=province)

    assert "Tỉnh Cà Mau, Tỉnh Cà Mau" not in read(client, "search", q="tôm khô")


# Around the pages --------------------


def test_pages_say_where_they_are_in_each_language(client: Client) -> None:
    page = html.unescape(read(client, "products", sao="4", hl="en"))

    address = "http://localhost:8000/san-pham/?sao=4"
    assert f'<link rel="canonical" href="{address}&hl=en">' in page
    for language in ("vi", "en", "km"):
        assert f'<link rel="alternate" hreflang="{language}" href="{address}&hl={language}">' in page
    assert f'<link rel="alternate" hreflang="x-default" href="{address}">' in page
    assert '<html lang="en">' in page


def test_what_is_in_a_name_stays_data(client: Client) -> None:
    made("</script><script>alert(1)</script>")

    page = read(client, "products")

    assert data_of(page)["ItemList"]["itemListElement"][0]["name"] == "</script><script>alert(1)</script>"
    assert "<script>alert" not in page


def test_sitemap_lists_what_the_public_sees(client: Client) -> None:
    product = made("Tôm khô")
    hidden = a_product("Bí mật")

    text = read(client, "sitemap")

    assert f"<loc>http://localhost:8000/sp/{product.code}</loc>" in text
    assert hidden.code not in text


def test_sitemap_names_each_page_in_every_language(client: Client) -> None:
    product = made("Tôm khô")

    read_back = ET.fromstring(read(client, "sitemap"))  # noqa: S314 - our own
    urls = {each[0].text: each[1:] for each in read_back}

    page = f"http://localhost:8000/sp/{product.code}"
    addresses = {language: f"{page}?hl={language}" for language in ("vi", "en", "km")} | {"x-default": page}
    for address in addresses.values():
        assert {link.get("hreflang"): link.get("href") for link in urls[address]} == addresses


def test_sitemap_leads_to_pages_that_are_there(client: Client) -> None:
    made("Tôm khô", producer=a_producer("Hộ Ba Khía"))
    a_craft_village("Làng nghề Đầm Dơi")
    a_story(published=today())

    pages = re.findall(r"<loc>http://localhost:8000([^<?]*)</loc>", read(client, "sitemap"))
    by_kind = {page.split("/")[1]: page for page in pages}

    assert set(by_kind) >= {"sp", "chu-the", "lang-nghe", "bai-viet", "tieu-chi", "so-tay", "xa", "thu-hoi", "du-lieu"}
    assert {client.get(page).status_code for page in by_kind.values()} == {200}


def test_sitemap_of_many_is_of_several_files(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saolang.web.catalogue.sitemap.A_FILE", 2_000)

    index, first = read(client, "sitemap"), read(client, "sitemap_file", 1)

    assert "sitemap-2.xml" in index
    assert first.count("<loc>") == 2_000
    assert client.get(reverse("catalogue:sitemap_file", args=[9_999])).status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_whole_file_of_a_sitemap_weighs_less_than_it_may() -> None:
    address = reverse("catalogue:producer", args=["C" * 16])

    weight = len(sitemap._in_each_language(address)) * sitemap._pages_a_file()  # noqa: SLF001

    assert weight < 50_000_000


def test_robots_are_told_of_the_sitemap(client: Client) -> None:
    assert "Sitemap: http://localhost:8000/sitemap.xml" in read(client, "robots")


def test_picture_is_made_of_what_the_public_sees(client: Client) -> None:
    product = made("Tôm khô đất Rạch Gốc phơi ba nắng")
    hidden = a_product("Bí mật")
    address = reverse("catalogue:picture", args=["san-pham", product.code])

    answer = client.get(address)
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.headers["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")
    assert again.status_code == 304
    for kind, code in (("san-pham", hidden.code), ("moon", product.code), ("xa", "9-9"), ("chu-the", "x")):
        assert client.get(reverse("catalogue:picture", args=[kind, code])).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_every_page_names_its_picture_in_each_language(language: str, client: Client) -> None:
    product = made("Tôm khô", producer=(producer := a_producer("Hộ Ba Khía")))
    village = a_craft_village("Làng nghề Đầm Dơi")
    place = commune().public_code

    for address, kind, code in (
        (reverse("catalogue:product", args=[product.code]), "san-pham", product.code),
        (reverse("catalogue:producer", args=[producer.code]), "chu-the", producer.code),
        (reverse("catalogue:village", args=[village.code]), "lang-nghe", village.code),
        (reverse("catalogue:commune", args=[place]), "xa", place),
        (reverse("catalogue:story", args=[a_story(published=today()).code]), "bai-viet", Story.objects.get().code),
        (reverse("catalogue:home"), "trang", "chung"),
        (reverse("catalogue:recalls"), "trang", "chung"),
    ):
        page = client.get(address, {"hl": language}).content.decode()
        found = re.findall(r'<meta property="og:image" content="http://localhost:8000([^"]*)">', page)
        picture = client.get(found[0]).content

        assert [each.partition("?")[0] for each in found] == [reverse("catalogue:picture", args=[kind, code])]
        assert Image.open(io.BytesIO(picture)).size == (1200, 630)
        assert len(picture) < 60_000


@pytest.mark.parametrize(
    ("name", "feed"), [("home", "rss_products"), ("products", "rss_products"), ("stories", "rss_stories")]
)
def test_readers_of_news_find_the_feed(name: str, feed: str, client: Client) -> None:
    found = re.findall('<link rel="alternate" type="application/rss[^>]* href="([^"]*)">', read(client, name))

    assert found == [reverse(f"catalogue:{feed}")]


def test_picture_of_a_product_is_another_after_each_change(client: Client) -> None:
    product = made("Tôm khô")
    address = reverse("catalogue:product", args=[product.code])
    pictures = [re.findall(r"/hinh/[^\"]*", client.get(address).content.decode())[0]]

    a_revocation(product.recognitions.get(), today())
    pictures.append(re.findall(r"/hinh/[^\"]*", client.get(address).content.decode())[0])

    assert pictures[0] != pictures[1]


def test_search_engines_read_the_product_and_its_award_while_it_is_lit(client: Client) -> None:
    product = made("Tôm khô", stars=4, gtin="09520123456788")
    address = reverse("catalogue:product", args=[product.code])

    lit = data_of(client.get(address).content.decode())["Product"]
    a_revocation(product.recognitions.get(), today())
    revoked = data_of(client.get(address).content.decode())["Product"]

    assert (lit["name"], lit["sku"], lit["gtin"], lit["award"]) == (
        "Tôm khô",
        product.code,
        "09520123456788",
        "OCOP 4 sao",
    )
    assert lit["manufacturer"]["@type"] == "Organization"
    assert "award" not in revoked


@pytest.mark.parametrize("name", ["home", "products", "producers", "villages", "country", "communes"])
def test_a_page_weighs_little(name: str, client: Client) -> None:
    for number in range(24):
        made(f"Tôm khô đất Rạch Gốc số {number}")

    page = client.get(reverse(f"catalogue:{name}")).content
    sheets = [finders.find(f"css/{sheet}.css") for sheet in ("saolang", "catalogue")]
    font = finders.find("fonts/be-vietnam-pro-700.woff2")
    packed = [gzip.compress(page), *(gzip.compress(Path(str(sheet)).read_bytes()) for sheet in sheets)]

    assert sum(map(len, packed)) + Path(str(font)).stat().st_size <= 60_000
