"""What a shopper types is read as words, places and stars, and what narrows can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.base.places.models import Place
from saolang.programme.promotion.queries.questions import bearing, best_in_places, read
from saolang.programme.registry.models import Product
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def narrowing(text: str, *, forgiving: bool = False) -> tuple[str, list[str], int]:
    """Return the words left, the names of the places and the stars."""
    question = read(text, forgiving=forgiving)
    stars = question.stars.stars if question.stars else 0
    return question.words, [str(asked.units[0]) for asked in question.places], stars


@pytest.mark.parametrize(
    ("text", "words", "places", "stars"),
    [
        ("chè Cao Bằng", "che", ["Tỉnh Cao Bằng"], 0),
        ("che cao bang", "che", ["Tỉnh Cao Bằng"], 0),
        ("Cao Bằng chè", "che", ["Tỉnh Cao Bằng"], 0),
        ("chè ở Cao Bằng", "che", ["Tỉnh Cao Bằng"], 0),
        ("tea from Cao Bang", "tea", ["Tỉnh Cao Bằng"], 0),
        ("cua Ca Mau", "cua", ["Tỉnh Cà Mau"], 0),
        ("cam xã Thuận Hòa", "cam", ["Xã Thuận Hòa"], 0),
        ("cam xã Thuận Hoà", "cam", ["Xã Thuận Hòa"], 0),
        ("xoài huyện Cao Lãnh, Đồng Tháp", "xoai", ["Tỉnh Đồng Tháp", "Huyện Cao Lãnh"], 0),
        ("gạo 5 sao", "gao", [], 5),
        ("gạo 5sao", "gao", [], 5),
        ("5★ gạo", "gao", [], 5),
        ("rice 4 stars", "rice", [], 4),
        ("អង្ករ ផ្កាយ 3", "អង្ករ", [], 3),
        ("mật ong 4 sao Trà Vinh", "mat ong", ["Tỉnh Trà Vinh"], 4),
        ("gạo 2 sao", "gao 2 sao", [], 0),
        ("gạo ocop", "gao", [], 0),
        ("ocop", "ocop", [], 0),
        ("đặc sản Trà Vinh", "", ["Tỉnh Trà Vinh"], 0),
        ("hợp tác xã Đồng Tháp", "hop tac xa", ["Tỉnh Đồng Tháp"], 0),
        ("Cao Bằng", "", ["Tỉnh Cao Bằng"], 0),
        ("", "", [], 0),
        ("% ( \u200b", "% (", [], 0),
    ],
)
def test_question_is_read(text: str, words: str, places: list[str], stars: int) -> None:
    assert narrowing(text) == (words, places, stars)


@pytest.mark.parametrize("text", ["gạo", "bún gao", "quế", "rượu đông trung"])
def test_goods_are_no_place(text: str) -> None:
    """There are a xã Gào, a phường Quế and a xã Đồng Trung, which is spelled otherwise."""
    assert read(text).places == ()


def test_commune_of_one_word_is_one_with_its_kind() -> None:
    assert narrowing("cà phê xã Gào") == ("ca phe", ["Xã Gào"], 0)


@pytest.mark.parametrize("text", ["che cao bag", "chè Cao Bàng", "chè cao bnag"])
def test_misspelt_place_is_read_by_who_forgives(text: str) -> None:
    assert narrowing(text)[1] == []
    assert narrowing(text, forgiving=True) == ("che", ["Tỉnh Cao Bằng"], 0)


def test_each_condition_can_be_taken_away() -> None:
    question = read("Mật ong 4 sao ở Hậu Giang")

    assert [asked.without for asked in question.parts] == ["Mật ong 4 sao", "Mật ong ở Hậu Giang"]
    assert read("Hậu Giang").parts == []


def test_place_of_several_provinces_is_called_by_its_name_alone() -> None:
    (several,), (one,) = read("cam xã Thuận Hòa").places, read("gạo Cao Bằng").places

    assert (several.name, several.unit) == ("Xã Thuận Hòa", None)
    assert (one.name, str(one.unit)) == ("Tỉnh Cao Bằng", "Tỉnh Cao Bằng")


def test_question_asks_the_database_as_often_whatever_it_holds(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        read("chè Cao Bằng 4 sao")


def a_commune(province: str) -> Place:
    return Place.objects.filter(map=1, level="commune", province__name=province).earliest("pk")


def test_products_of_a_place_are_found_the_likeliest_first() -> None:
    here, elsewhere = a_commune("Cao Bằng"), a_commune("Trà Vinh")
    for name, place in (("Hạt dẻ tre", here), ("Bột chè", here), ("Chè shan", here), ("Chè lam", elsewhere)):
        a_product(name, place=place)

    found = best_in_places(Product.objects.all(), read("chè Cao Bằng"), most=2)

    assert ([Product.objects.get(pk=key).name_vi for key in found.keys], found.more) == (["Chè shan", "Bột chè"], False)


@pytest.mark.parametrize(("text", "meant"), [("goa Cao Bằng", "gao"), ("thơmm Cao Bằng", "thom")])
def test_slip_is_forgiven_in_a_place(text: str, meant: str) -> None:
    product = a_product("Gạo thơm", place=a_commune("Cao Bằng"))

    found = best_in_places(Product.objects.all(), read(text), most=5)

    assert (list(found.keys), found.meant) == ([product.pk], meant)


def test_short_word_is_not_taken_for_another() -> None:
    a_product("Mứt cay", place=a_commune("Cao Bằng"))

    assert not best_in_places(Product.objects.all(), read("cam Cao Bằng"), most=5).keys


def test_few_records_are_given_in_their_own_order_where_no_word_is_asked_for() -> None:
    for name in ("Bánh", "Chè", "Ấm"):
        a_product(name)

    found = bearing(Product.objects.order_by("-name_vi"), "", most=2)

    assert ([Product.objects.get(pk=key).name_vi for key in found.keys], found.more) == (["Ấm", "Chè"], True)
