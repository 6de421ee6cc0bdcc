from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from saolang.base.places.models import Map, Place, Standing
from saolang.base.places.queries import (
    alike,
    find,
    gazetteer,
    map_on,
    not_placeable,
    resolve,
    standing_in,
    story,
    unit_on,
    units_on_map,
    within,
)
from tests.factories.places import a_divided_commune, a_merged_commune

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def place(public_code: str) -> Place:
    number, code = public_code.split("-")
    return Place.objects.get(map=int(number), code=code)


def old_map() -> Map:
    return Map.objects.get(number=1)


def new_map() -> Map:
    return Map.objects.get(number=2)


def codes(places: list[Place]) -> list[str]:
    return [each.public_code for each in places]


def test_unit_on_is_the_commune_of_the_day_that_wholly_contains_the_old_one() -> None:
    old, unit = a_merged_commune()

    assert unit_on(old, date(2025, 7, 1)) == unit
    assert unit_on(old, date(2025, 6, 30)) == old


def test_unit_on_is_none_for_a_commune_that_was_divided() -> None:
    assert unit_on(a_divided_commune(), date(2025, 7, 1)) is None


def test_units_on_map_are_each_named_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    old, unit = a_merged_commune()
    divided = a_divided_commune()

    with django_assert_num_queries(1):
        found = units_on_map([old, unit, divided], 2)

    assert set(found) == {unit, divided.standings.get(map=2).unit}
    assert {each.parent for each in found if each == unit} == {unit.parent}


def test_map_on_is_the_one_in_force() -> None:
    assert map_on(date(2025, 6, 30)) == old_map()
    assert map_on(date(2025, 7, 1)) == new_map()


def test_within_keeps_the_unit_and_its_parts() -> None:
    inside = within(Place.objects.all(), place("1-93"))

    assert inside.count() == 1 + 8 + 75
    assert set(inside.values_list("province__code", flat=True)) == {"93"}


def test_standing_in_adds_places_of_the_other_map() -> None:
    inside = Place.objects.filter(pk__in=standing_in(place("1-93"), old_map()))

    assert inside.filter(map=1).count() == 84
    assert inside.filter(map=2).count() == 28


def test_standing_in_holds_whole_old_provinces_in_that_of_today() -> None:
    today = set(standing_in(place("2-92"), new_map()))

    for old in ("1-92", "1-93", "1-94"):
        assert set(within(Place.objects.all(), place(old)).values_list("pk", flat=True)) <= today
    assert Place.objects.filter(pk__in=today, map=2).count() == 104


def test_standing_in_of_a_commune_leaves_out_the_split_ones() -> None:
    """Cống Vị went into Ngọc Hà and Giảng Võ: it stands in Hà Nội and in neither of them."""
    cong_vi = place("1-00007")

    assert cong_vi.pk not in standing_in(place("2-00008"), new_map())
    assert cong_vi.pk in standing_in(place("2-01"), new_map())


def test_standing_in_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit, on_map = place("2-92"), new_map()

    with django_assert_num_queries(1):
        list(Place.objects.filter(pk__in=standing_in(unit, on_map)))


def test_standing_in_refuses_a_unit_of_another_map() -> None:
    with pytest.raises(ValueError, match="1-93 is not a unit of map 2"):
        standing_in(place("1-93"), new_map())


def test_not_placeable_names_what_may_lie_in_the_unit_only_in_part() -> None:
    listed = not_placeable(place("2-00008"), new_map())

    found = set(codes(list(listed)))
    assert {"1-00007", "1-001", "1-01", "2-01"} <= found
    assert "1-00006" not in found  # Vĩnh Phúc went whole into Ngọc Hà
    assert "1-31318" not in found  # of another province


def test_not_placeable_on_the_old_map_is_the_province_of_today() -> None:
    assert codes(list(not_placeable(place("1-93"), old_map()))) == ["2-92"]


def test_not_placeable_and_standing_in_are_apart() -> None:
    for unit in (place("2-00008"), place("1-93"), place("1-934")):
        inside = set(standing_in(unit, unit.map))
        assert inside.isdisjoint(not_placeable(unit, unit.map).values_list("pk", flat=True))


def test_find_takes_codes_and_names() -> None:
    assert codes(find("87")) == ["1-87"]
    assert codes(find("tỉnh Đồng Tháp")) == ["1-87", "2-82"]
    assert codes(find("Đồng Tháp")) == ["1-87", "2-82", "1-09826"]
    assert codes(find("Thừa Thiên Huế")) == ["1-46"]
    assert codes(find("dong thap", on_map=new_map())) == ["2-82"]
    assert codes(find("Hà Nam", level="province")) == ["1-35"]


def test_find_answers_as_the_whole_gazetteer() -> None:
    whole = gazetteer()

    for text in ("92", "Cần Thơ", "hoa an", "TP Huế", "Phường 1", "không có đâu"):
        assert [each.pk for each in find(text)] == [entry.key for entry in whole.find(text)]


def test_alike_offers_names_near_the_one_written() -> None:
    assert "1-93" in codes(alike("Hậu Gian"))


def test_resolve_gives_the_place() -> None:
    found = resolve(commune="Hoà Ân", district="Cầu Kè", province="Trà Vinh")

    assert found.place == place("1-29311")
    assert (found.candidates, found.reason, found.exact) == ((), None, True)


def test_resolve_gives_candidates_with_a_reason() -> None:
    found = resolve(commune="Tân Phú", province="Đồng Tháp")

    assert found.place is None
    assert len(found.candidates) > 1
    assert str(found.reason) == f"Có {len(found.candidates)} đơn vị tên “Tân Phú, Đồng Tháp”. Hãy chọn một."


def test_gazetteer_is_made_with_four_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):
        gazetteer()


def test_gazetteer_resolves_every_commune_by_its_names() -> None:
    """A commune is found again under its district and province: by its own map, unless two bear one name."""
    index = gazetteer()
    communes = Place.objects.filter(map=1, province__code="93", level="commune").select_related("parent")

    lost = [
        commune.public_code
        for commune in communes
        if (entry := index.resolve(commune=str(commune), district=str(commune.parent), province="Hậu Giang").entry)
        is None
        or entry.key != commune.pk
    ]

    assert lost == []


def test_story_of_an_old_province_tells_what_it_became() -> None:
    told = story(place("1-87"))

    (heir,) = told.became
    assert (heir.place.public_code, heir.part, heir.old_communes, heir.new_communes) == ("2-82", "whole", 141, 45)
    assert (told.communes, told.split, told.came_from, told.same_code) == (141, 3, [], [])


def test_story_of_a_province_of_today_tells_what_it_came_from() -> None:
    told = story(place("2-82"))

    assert [(tie.place.public_code, tie.old_communes) for tie in told.came_from] == [("1-87", 141), ("1-82", 164)]
    assert codes(told.same_code) == ["1-82"]
    assert len(told.parts) == 102


def test_story_of_a_split_commune_names_its_main_heir() -> None:
    told = story(place("1-00007"))

    assert [(tie.place.public_code, tie.part, tie.main) for tie in told.became] == [
        ("2-00025", "split", False),
        ("2-00008", "split", True),
    ]


def test_story_of_a_district_gathers_its_communes() -> None:
    told = story(place("1-934"))

    assert sum(tie.old_communes for tie in told.became) == told.communes == 15
    assert {tie.part for tie in told.became} == {"whole"}


def test_every_place_has_a_standing_on_every_map() -> None:
    assert Standing.objects.filter(place__map=1).count() == 2 * Place.objects.filter(map=1).count()
