"""Products: registered, revised by versions, owned, photographed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from saolang.base.audit.models import Change
from saolang.base.audit.queries import history_of
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.programme.registry import rules
from saolang.programme.registry.choices import LegalForm, Origin
from saolang.programme.registry.models import Ownership, Product, ProductSet, ProductVersion
from saolang.programme.registry.services import product_sets, products
from saolang.programme.registry.services.products import NewProduct
from tests.factories.files import StoredFileFactory
from tests.factories.registry import SINCE, a_producer, a_product

pytestmark = pytest.mark.django_db

LATER = dt.date(2024, 6, 1)
GTIN = "9520123456788"


def test_product_sets_are_the_26_of_the_decision_and_loading_again_changes_nothing() -> None:
    first = product_sets.load(by="setup")
    again = product_sets.load(by="setup")

    assert (first, again, ProductSet.objects.count()) == (26, 26, 26)
    assert Change.objects.filter(kind="product_set").count() == 1
    assert ProductSet.objects.values("industry_code").distinct().count() == 6


def test_product_set_changed_in_the_file_is_changed() -> None:
    product_sets.load(by="setup")
    ProductSet.objects.filter(number=26).update(name_vi="Du lịch")

    product_sets.load(by="setup")

    assert ProductSet.objects.get(number=26).name_vi != "Du lịch"


def test_register_enters_the_product_with_its_owner_and_first_version() -> None:
    producer = a_producer(place=Place.objects.get(map=1, code="87"))

    product = products.register(
        product=NewProduct(
            name_vi=" Đặc  sản ", name_en="Speciality", since=SINCE, producer=producer, story="Chuyện", gtin=GTIN
        ),
        by="user:1",
    )

    assert (product.name_vi, product.folded, product.gtin) == ("Đặc sản", "dac san\nspeciality", "0" + GTIN)
    assert product.place == producer.place
    version = ProductVersion.objects.get(product=product)
    assert (version.name_vi, version.story, version.began_on) == ("Đặc sản", "Chuyện", SINCE)
    assert Ownership.objects.get(product=product).producer == producer
    assert history_of("product", product.code).get().after["producer"] == producer.code


def test_register_leaves_an_unknown_producer_unknown() -> None:
    product = a_product()

    assert Ownership.objects.filter(product=product).count() == 0
    assert history_of("product", product.code).get().after["producer"] is None


def test_register_keeps_a_place_of_its_own() -> None:
    producer = a_producer(place=Place.objects.get(map=1, code="87"))

    product = a_product(producer=producer, place_text="Xã Tân Long")

    assert (product.place, product.place_text) == (None, "Xã Tân Long")


@pytest.mark.parametrize("gtin", ["9520123456789", "952012345678", "95201", "952012345678X"])
def test_register_refuses_a_gtin_with_a_wrong_check_digit_or_length(gtin: str) -> None:
    with pytest.raises(Refusal, match=f"Mã GTIN {gtin} sai số kiểm tra"):
        a_product(gtin=gtin)


def test_register_refuses_a_gtin_another_product_bears() -> None:
    a_product(gtin=GTIN)

    with pytest.raises(Refusal, match="đã gắn với sản phẩm khác"):
        a_product(gtin="0" + GTIN)


def test_register_many_refuses_one_gtin_twice() -> None:
    twice = [NewProduct(name_vi=name, since=SINCE, gtin=GTIN) for name in ("Gạo", "Bánh")]

    with pytest.raises(Refusal, match="đã gắn với sản phẩm khác"):
        products.register_many(products=twice, by="user:1", batch="SO-1")

    assert Product.objects.count() == 0


def test_register_many_keeps_the_order_and_makes_one_entry() -> None:
    producer = a_producer()
    new = [NewProduct(name_vi="Gạo", since=SINCE, producer=producer), NewProduct(name_vi="Bánh", since=SINCE)]

    registered = products.register_many(products=new, by="user:1", batch="SO-1")

    assert [product.name_vi for product in registered] == ["Gạo", "Bánh"]
    assert list(Ownership.objects.values_list("product__name_vi", flat=True)) == ["Gạo"]
    assert Change.objects.get(kind="product").after == {"count": 2}


def test_register_refuses_a_product_without_a_name() -> None:
    with pytest.raises(Refusal) as refused:
        products.register(product=NewProduct(name_vi=" ", since=SINCE), by="user:1")

    assert refused.value == rules.NAMELESS


def test_made_up_producer_never_owns_a_real_product() -> None:
    with pytest.raises(Refusal, match="không thể đứng tên sản phẩm thật"):
        a_product(producer=a_producer(origin=Origin.MADE_UP), origin=Origin.PUBLISHED)

    assert a_product(producer=a_producer(origin=Origin.MADE_UP), origin=Origin.MADE_UP).pk


def test_association_owns_tourism_services_only() -> None:
    product_sets.load(by="setup")
    association = a_producer(legal_form=LegalForm.ASSOCIATION)

    with pytest.raises(Refusal, match="dịch vụ du lịch"):
        a_product(producer=association, product_set=ProductSet.objects.get(number=1))

    assert a_product(producer=association, product_set=ProductSet.objects.get(number=26)).pk
    assert a_product(producer=association).pk


def test_revise_begins_a_new_version_and_keeps_the_one_before() -> None:
    product = a_product("Gạo", story="Cũ")

    revised = products.revise(
        product=product, version=1, on=LATER, by="user:1", name_vi="Gạo  thơm", name_en="Rice", story="Cũ"
    )

    assert (revised.name_vi, revised.folded, revised.version) == ("Gạo thơm", "gao thom\nrice", 2)
    versions = ProductVersion.objects.standing()
    assert (versions.as_at(SINCE).get().name_vi, versions.as_at(LATER).get().name_vi) == ("Gạo", "Gạo thơm")
    change = history_of("product", product.code)[0]
    assert change.before == {"name_en": "", "name_vi": "Gạo"}
    assert change.after == {"name_en": "Rice", "name_vi": "Gạo thơm"}


def test_revise_of_what_is_not_dated_begins_no_version() -> None:
    product = a_product("Gạo")

    products.revise(product=product, version=1, on=LATER, by="user:1", official_code="87-1-1-2024", gtin=GTIN)

    assert ProductVersion.objects.count() == 1
    product.refresh_from_db()
    assert (product.official_code, product.gtin) == ("87-1-1-2024", "0" + GTIN)


def test_revise_may_keep_the_products_own_gtin() -> None:
    product = a_product(gtin=GTIN)

    revised = products.revise(product=product, version=1, on=LATER, by="user:1", gtin=GTIN, packaging="Hộp")

    assert revised.version == 2


def test_revise_by_two_people_at_once_tells_the_second_and_loses_nothing() -> None:
    product = a_product("Gạo")
    products.revise(product=product, version=1, on=LATER, by="user:1", story="Một")

    with pytest.raises(Refusal) as refused:
        products.revise(product=product, version=1, on=LATER, by="user:2", story="Hai")

    assert refused.value == rules.REVISED_MEANWHILE
    assert ProductVersion.objects.standing().get(ended_on=None).story == "Một"


def test_revise_of_what_a_person_may_not_set_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="code"):
        products.revise(product=a_product(), version=1, on=LATER, by="user:1", code="SP-1")


def test_merged_product_is_changed_no_more() -> None:
    kept, dropped = a_product(), a_product("Gạo")
    Product.objects.filter(pk=dropped.pk).update(merged_into=kept, merged_at=timezone.now())

    with pytest.raises(Refusal, match=f"Gạo đã được gộp vào {kept.code}"):
        products.revise(product=dropped, version=1, on=LATER, by="user:1", story="Mới")


def test_owner_found_out_later_is_entered() -> None:
    product, producer = a_product(), a_producer()

    products.change_owner(product=product, producer=producer, on=LATER, by="user:1")

    assert Ownership.objects.standing().get(product=product).began_on == LATER
    assert history_of("product", product.code)[0].after == {"producer": producer.code, "began_on": "2024-06-01"}


def test_owner_found_out_later_is_never_a_made_up_one() -> None:
    made_up = a_producer(origin=Origin.MADE_UP, legal_form=None)

    with pytest.raises(Refusal, match="không thể đứng tên"):
        products.change_owner(product=a_product(), producer=made_up, on=LATER, by="user:1")


def test_photos_stand_in_the_order_they_came() -> None:
    product = a_product()

    first, second = (
        products.add_photo(product=product, file=StoredFileFactory(), caption=caption, by="user:1")
        for caption in (" Gạo ", "Gói")
    )

    assert [(photo.caption, photo.position) for photo in (first, second)] == [("Gạo", 0), ("Gói", 1)]
    assert history_of("product", product.code)[0].after == {"photo": second.file.sha256}
