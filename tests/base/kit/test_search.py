"""A name is found whatever the case, the marks or the script it is asked in."""

from __future__ import annotations

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import text

from saolang.base.kit.search import Best, best, best_as_typed, best_much_like, search, searchable, spelled_like
from saolang.core.text import neighbours, one_slip_apart
from saolang.programme.registry.models import Ownership, Producer, ProducerForm, Product
from tests.factories.registry import a_producer, a_product

KHMER_RUN = "ទឹកត្នោតក្រុមសហករណ៍ត្រាវិញ"
"""No spaces: "palm juice", "cooperative" and "Trà Vinh" run together."""


@pytest.fixture
def _products(db: None) -> None:
    a_product("Đặc sản mắm Bò hóc", name_en="Prahok", name_km=KHMER_RUN)
    a_product("Gạo Hoà Bình")
    a_product("Mật ong 100%")


@pytest.mark.usefixtures("_products")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dac san", ["Đặc sản mắm Bò hóc"]),
        ("ĐẶC SẢN", ["Đặc sản mắm Bò hóc"]),
        ("mắm đặc", ["Đặc sản mắm Bò hóc"]),
        ("Hòa", ["Gạo Hoà Bình"]),
        ("Hoà", ["Gạo Hoà Bình"]),
        ("hoa\u0300 bi\u0300nh", ["Gạo Hoà Bình"]),
        ("prahok", ["Đặc sản mắm Bò hóc"]),
        ("សហករណ៍", ["Đặc sản mắm Bò hóc"]),
        ("ស្ករ", []),
        ("ត្រាវិញ", ["Đặc sản mắm Bò hóc"]),
        ("on", ["Mật ong 100%"]),
        ("100%", ["Mật ong 100%"]),
        ("1%", []),
        ("hoc prahok", ["Đặc sản mắm Bò hóc"]),
        ("", ["Đặc sản mắm Bò hóc", "Gạo Hoà Bình", "Mật ong 100%"]),
    ],
)
def test_search_finds(text: str, names: list[str]) -> None:
    found = search(Product.objects.all(), text)

    assert [product.name_vi for product in found] == names


def test_searchable_keeps_each_name_apart_and_once() -> None:
    assert searchable("Gạo", "Rice", "", "gao") == "gao\nrice"


@pytest.mark.usefixtures("_products")
@pytest.mark.parametrize(
    ("text", "names", "meant"),
    [
        ("gao hoa binh", ["Gạo Hoà Bình"], ""),
        ("goa", ["Gạo Hoà Bình"], "gao"),
        ("prahk", ["Đặc sản mắm Bò hóc"], "prahok"),
        ("mật onng", ["Mật ong 100%"], "mat ong"),
        ("gạoo hoà binhh", ["Gạo Hoà Bình"], "gao hoa binh"),
        ("bò hócc", ["Đặc sản mắm Bò hóc"], "bo hoc"),
        ("សហករណ៍", ["Đặc sản mắm Bò hóc"], ""),
        ("xyz", [], ""),
        ('g"a(o*', [], ""),
        ("AND OR NOT", [], ""),
        ("bo", ["Đặc sản mắm Bò hóc"], ""),
        ("", [], ""),
    ],
)
def test_best_finds_what_was_meant(text: str, names: list[str], meant: str) -> None:
    found = best(Product.objects.all(), text, most=5)

    assert [Product.objects.get(pk=key).name_vi for key in found.keys] == names
    assert (found.meant, found.more) == (meant, False)


@pytest.mark.usefixtures("_products")
def test_best_of_none_is_none() -> None:
    assert best(Product.objects.none(), "gao", most=5) == Best((), more=False)


@pytest.mark.usefixtures("_products")
def test_best_as_typed_forgives_nothing_and_best_much_like_finds_what_was_meant() -> None:
    typed = best_as_typed(Product.objects.all(), "goa", most=5)
    like = best_much_like(Product.objects.all(), spelled_like(["goa"]), most=5)

    assert not typed.keys
    assert ([Product.objects.get(pk=key).name_vi for key in like.keys], like.meant) == (["Gạo Hoà Bình"], "gao")


def test_best_puts_the_name_itself_first_then_what_begins_with_it(db: None) -> None:
    for name in ("Bột gạo", "Ngạo nghễ", "Gạo thơm", "Bún gạo lứt huyết rồng", "Gạo"):
        a_product(name)

    found = best(Product.objects.all(), "gao", most=4)

    names = [Product.objects.get(pk=key).name_vi for key in found.keys]
    assert names == ["Gạo", "Gạo thơm", "Bột gạo", "Bún gạo lứt huyết rồng"]
    assert found.more


def test_best_of_more_than_are_looked_at_still_begins_with_the_words(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saolang.base.kit.search.LOOKED_AT", 3)
    for name in ("Bột gạo", "Bún gạo", "Bánh gạo", "Cốm gạo", "Sữa gạo", "Nước gạo", "Trà gạo", "Gạo thơm"):
        a_product(name)

    found = best(Product.objects.all(), "gao", most=2)

    assert Product.objects.get(pk=found.keys[0]).name_vi == "Gạo thơm"


def test_a_name_that_changes_is_found_by_the_new_one_alone(db: None) -> None:
    product = a_product("Chè lam")

    Product.objects.filter(pk=product.pk).update(folded="banh te")
    found = [list(best(Product.objects.all(), words, most=5).keys) for words in ("che lam", "banh te", "bnah te")]

    assert found == [[], [product.pk], [product.pk]]


def test_a_record_that_goes_is_found_no_more(db: None) -> None:
    producer = a_producer("Hợp tác xã Rạch Kè")

    ProducerForm.objects.filter(producer=producer).delete()
    Producer.objects.filter(pk=producer.pk).delete()

    assert not best(Producer.objects.all(), "rach ke", most=5).keys


@pytest.mark.parametrize("name", ["Product", "Producer", "CraftVillage", "GrowingArea"])
def test_search_asks_the_index_of_each_table(name: str, db: None) -> None:
    model = apps.get_model("registry", name)

    assert list(search(model.objects.all(), "khong co ten nay")) == []


def test_search_follows_a_path_to_the_names(db: None) -> None:
    product = a_product("Mắm bò hóc", producer=a_producer("Tổ hợp tác Ô Lắm"))

    found = search(Ownership.objects.all(), "o lam", column="producer__folded")

    assert [each.product_id for each in found] == [product.pk]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text().map(lambda said: said.replace("\x00", "")))
def test_whatever_is_asked_is_answered(db: None, asked: str) -> None:
    found = best(Producer.objects.all(), asked, most=5)
    narrowed = list(search(Producer.objects.exclude(name=""), asked)[:1])

    assert (list(found.keys), narrowed) == ([], [])


@given(text(alphabet="abcd", min_size=1, max_size=6), text(alphabet="abcd", min_size=1, max_size=6))
def test_words_one_slip_apart_have_a_neighbour_in_common(left: str, right: str) -> None:
    if one_slip_apart(left, right):
        assert neighbours(left) & neighbours(right)
    assert one_slip_apart(left, right) == one_slip_apart(right, left)
