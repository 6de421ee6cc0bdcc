"""What a person may see of the registry, and how it is found."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from saolang.base.places.models import Place
from saolang.programme.registry.choices import EnterpriseSize, LegalForm, LinkKind, LookAlikeAnswer, LookAlikeKind
from saolang.programme.registry.models import LookAlike, Producer, Product, ValueChainLink
from saolang.programme.registry.queries import (
    found,
    open_look_alikes,
    owned_by,
    unmerged,
    visible_to,
    with_legal_form,
    with_owner,
)
from saolang.programme.registry.services import growing_areas, producers
from saolang.programme.registry.services.growing_areas import NewLink
from saolang.programme.registry.services.products import NewProduct, register
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.registry import SINCE, a_producer, a_product

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db

LATER = dt.date(2024, 6, 1)


def commune_of(province: str) -> Place:
    return Place.objects.filter(map=1, level="commune", province__code=province).order_by("code")[0]


def official_of(code: str | None) -> User:
    """Return a coordinator of a province of the old map, or of the whole country."""
    user: User = UserFactory()
    GrantFactory(user=user, place=code and Place.objects.get(map=1, code=code))
    return user


def names(records: Any) -> list[str]:
    return sorted(str(record) for record in records)


@pytest.fixture
def _scattered() -> None:
    """One product in each of two provinces, one whose place is not known."""
    a_product("Hậu Giang", place=commune_of("93"))
    a_product("Đồng Tháp", place=commune_of("87"))
    a_product("Chưa rõ", place_text="Xã Tân Long")


@pytest.mark.usefixtures("_scattered")
@pytest.mark.parametrize(
    ("province", "seen"), [("93", ["Hậu Giang"]), ("87", ["Đồng Tháp"]), (None, ["Chưa rõ", "Hậu Giang", "Đồng Tháp"])]
)
def test_visible_is_what_lies_in_the_places_of_the_grants(province: str | None, seen: list[str]) -> None:
    assert names(visible_to(Product.objects.all(), official_of(province))) == seen


@pytest.mark.usefixtures("_scattered")
def test_visible_is_nothing_without_a_grant_or_when_no_longer_active() -> None:
    gone = official_of(None)
    gone.is_active = False

    assert names(visible_to(Product.objects.all(), UserFactory())) == []
    assert names(visible_to(Product.objects.all(), gone)) == []


@pytest.mark.usefixtures("_scattered")
def test_visible_without_a_place_is_what_the_person_entered() -> None:
    official = official_of("93")
    register(product=NewProduct(name_vi="Của tôi", since=SINCE), by=official.actor)

    assert names(visible_to(Product.objects.all(), official)) == ["Của tôi", "Hậu Giang"]


def test_visible_link_is_that_of_a_visible_producer() -> None:
    for province in ("93", "87"):
        producer = a_producer(place=commune_of(province))
        new = NewLink(producer=producer, kind=LinkKind.SALES, partner=province, since=SINCE)
        growing_areas.add_link(link=new, by="user:1")

    seen = visible_to(ValueChainLink.objects.all(), official_of("93"))

    assert [link.partner for link in seen] == ["93"]


@pytest.mark.parametrize("how_many", [1, 3])
def test_list_of_products_takes_the_same_queries_whatever_its_length(
    how_many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(how_many):
        a_product(producer=a_producer(place=commune_of("93")))
    official = official_of("93")

    with django_assert_num_queries(3):
        listed = list(with_owner(visible_to(Product.objects.all(), official), LATER, timezone.now()))

    assert len(listed) == how_many


def test_found_by_code_or_by_name() -> None:
    rice, cake = a_product("Gạo nếp"), a_product("Bánh gạo")

    assert list(found(Product.objects.all(), f" {rice.code.lower()} ")) == [rice]
    assert set(found(Product.objects.all(), "GAO")) == {rice, cake}


def test_owner_is_the_one_of_the_day() -> None:
    old, new = a_producer("Hộ Tân Long"), a_producer("Công ty Tân Long")
    product = a_product("Gạo", producer=old)
    a_product("Bánh")
    producers.succeed(predecessor=old, successor=new, kind="conversion", on=LATER, by="user:1")
    moment = timezone.now()

    owners = {
        day: list(with_owner(Product.objects.order_by("name_vi"), day, moment).values_list("name_vi", "owner_name"))
        for day in (SINCE, LATER)
    }

    assert owners[SINCE] == [("Bánh", None), ("Gạo", "Hộ Tân Long")]
    assert owners[LATER] == [("Bánh", None), ("Gạo", "Công ty Tân Long")]
    assert list(owned_by(Product.objects.all(), new, LATER, moment)) == [product]
    assert list(owned_by(Product.objects.all(), old, LATER, moment)) == []


def test_legal_form_is_the_one_of_the_day_as_known_at_the_moment() -> None:
    producer = a_producer()
    before = timezone.now()
    producers.change_legal_form(
        producer=producer, legal_form=LegalForm.COMPANY, size=EnterpriseSize.SMALL, on=LATER, by="user:1"
    )

    told = [
        with_legal_form(Producer.objects.all(), LATER, moment).values_list("legal_form", "size").get()
        for moment in (before, timezone.now())
    ]

    assert told == [("household", "unknown"), ("company", "small")]


def test_merged_records_are_left_out() -> None:
    kept, dropped = a_producer("Giữ"), a_producer("Bỏ")
    Producer.objects.filter(pk=dropped.pk).update(merged_into=kept, merged_at=timezone.now())

    assert list(unmerged(Producer.objects.all())) == [kept]


def test_open_look_alikes_are_those_of_which_the_person_may_see_both() -> None:
    here, there = commune_of("93"), commune_of("87")
    couples = [(here, here), (here, there), (there, there)]
    for places in couples:
        left, right = sorted(a_producer(place=place).code for place in places)
        LookAlike.objects.create(kind=LookAlikeKind.PRODUCER, left_code=left, right_code=right, likeness=1)
    answered_left, answered_right = sorted(a_producer(place=here).code for _ in range(2))
    LookAlike.objects.create(
        kind=LookAlikeKind.PRODUCER,
        left_code=answered_left,
        right_code=answered_right,
        likeness=1,
        answer=LookAlikeAnswer.DIFFERENT,
    )

    counts = {code: open_look_alikes(official_of(code), LookAlikeKind.PRODUCER).count() for code in ("93", "87", None)}

    assert counts == {"93": 1, "87": 1, None: 3}
    assert open_look_alikes(official_of(None), LookAlikeKind.PRODUCT).count() == 0
