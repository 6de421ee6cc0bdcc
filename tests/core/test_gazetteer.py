from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.gazetteer import NOT_WITHIN, NOTHING_WRITTEN, SEVERAL, UNKNOWN, Entry, Gazetteer, readings, spelling
from saolang.core.refusal import Refusal

OLD, NEW = 1, 2
SPANS = {OLD: (None, date(2025, 6, 30)), NEW: (date(2025, 7, 1), None)}


def entry(
    generation: int, code: str, level: str, title: tuple[str, str], interval: tuple[int, int], **at: int
) -> Entry:
    stands = {
        generation: interval[0],
        **({NEW: at["new"]} if "new" in at else {}),
        **({OLD: at["old"]} if "old" in at else {}),
    }
    return Entry(generation * 100_000 + int(code), generation, code, level, (title,), *interval, stands)


HAU_GIANG = entry(OLD, "93", "province", ("Tỉnh", "Hậu Giang"), (1, 20), new=100)
LONG_MY = entry(OLD, "936", "district", ("Huyện", "Long Mỹ"), (2, 9), new=100)
LONG_MY_TOWN = entry(OLD, "937", "district", ("Thị xã", "Long Mỹ"), (10, 15), new=100)
TAN_PHU = entry(OLD, "31481", "commune", ("Xã", "Tân Phú"), (11, 12), new=110)
WARD_I = entry(OLD, "31318", "commune", ("Phường", "I"), (13, 14), new=110)
HOA_AN = entry(OLD, "31432", "commune", ("Xã", "Hòa An"), (3, 4), new=120)
HOA_AN_ELSEWHERE = entry(OLD, "30000", "commune", ("Xã", "Hóa An"), (33, 34), new=300)
CAN_THO = entry(OLD, "92", "province", ("Thành phố", "Cần Thơ"), (30, 40), new=100)
CAN_THO_TODAY = entry(NEW, "92", "province", ("Thành phố", "Cần Thơ"), (100, 130))
HOA_AN_TODAY = entry(NEW, "31393", "commune", ("Xã", "Hòa An"), (120, 121), old=1)
LONG_MY_TODAY = entry(NEW, "31471", "commune", ("Phường", "Long Mỹ"), (110, 111), old=10)

ENTRIES = [value for value in list(globals().values()) if isinstance(value, Entry)]


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer(ENTRIES, SPANS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("93", [HAU_GIANG]),
        ("92", [CAN_THO, CAN_THO_TODAY]),
        ("2-92", [CAN_THO_TODAY]),
        ("3-92", []),
        ("Hậu Giang", [HAU_GIANG]),
        ("hau giang", [HAU_GIANG]),
        ("TỈNH HẬU GIANG", [HAU_GIANG]),
        ("Ha\u0323\u0302u Giang", [HAU_GIANG]),
        ("TP. Cần Thơ", [CAN_THO, CAN_THO_TODAY]),
        ("T.P Cần Thơ", [CAN_THO, CAN_THO_TODAY]),
        ("Long Mỹ", [LONG_MY, LONG_MY_TOWN, LONG_MY_TODAY]),
        ("TX Long Mỹ", [LONG_MY_TOWN]),
        ("H. Long Mỹ", [LONG_MY]),
        ("Hoà An", [HOA_AN, HOA_AN_TODAY]),
        ("hoa an", [HOA_AN, HOA_AN_ELSEWHERE, HOA_AN_TODAY]),
        ("Phường 1", [WARD_I]),
        ("P.01", [WARD_I]),
        ("Hậu Gian", []),
        ("", []),
    ],
)
def test_find_gives_units_of_that_code_or_name(gazetteer: Gazetteer, text: str, expected: list[Entry]) -> None:
    assert list(gazetteer.find(text)) == expected


def test_find_keeps_to_the_map_and_level_asked(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Long Mỹ", generation=NEW) == (LONG_MY_TODAY,)
    assert gazetteer.find("Long Mỹ", level="district") == (LONG_MY, LONG_MY_TOWN)


def test_resolve_takes_a_name_that_exists_once_under_the_district(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve(commune="xã Tân Phú", district="thị xã Long Mỹ", province="Hậu Giang")

    assert (found.entry, found.candidates, found.reason, found.exact) == (TAN_PHU, (), None, True)


def test_resolve_gives_candidates_when_several_fit(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve(district="Long Mỹ", province="Hậu Giang")

    assert found.entry is None
    assert found.candidates == (LONG_MY, LONG_MY_TOWN)
    assert found.reason == Refusal(SEVERAL, count=2, name="Long Mỹ, Hậu Giang")


def test_resolve_tells_maps_apart_by_the_day(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve(province="Cần Thơ").entry is None
    assert gazetteer.resolve(province="Cần Thơ", on=date(2025, 6, 30)).entry == CAN_THO
    assert gazetteer.resolve(province="Cần Thơ", on=date(2025, 7, 1)).entry == CAN_THO_TODAY


def test_resolve_keeps_to_the_map_of_the_higher_unit_when_both_have_the_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve(commune="Xã Hòa An", province="Hậu Giang").entry == HOA_AN
    assert gazetteer.resolve(commune="Xã Hòa An", province="Cần Thơ").entry == HOA_AN_TODAY


def test_resolve_finds_an_old_commune_in_the_territory_of_a_province_of_today(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve(commune="Tân Phú", province="TP Cần Thơ").entry == TAN_PHU


def test_resolve_says_when_marks_or_kind_differ(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve(commune="Phường Tân Phù", province="Hậu Giang")

    assert (found.entry, found.exact) == (TAN_PHU, False)


def test_resolve_refuses_a_kind_of_another_level(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve(commune="Thị xã Long Mỹ", province="Hậu Giang")

    assert found.entry is None
    assert [each.title for each in found.candidates] == ["Thị xã Long Mỹ", "Phường Long Mỹ"]


def test_resolve_offers_the_name_elsewhere_when_the_district_has_none(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve(commune="Tân Phú", district="Huyện Long Mỹ", province="Hậu Giang")

    assert found.entry is None
    assert found.candidates == (TAN_PHU,)
    assert found.reason == Refusal(NOT_WITHIN, name="Tân Phú", within="Huyện Long Mỹ, Hậu Giang")


def test_resolve_offers_a_name_much_like_one_that_does_not_exist(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve(province="Hậu Gian")

    assert found.entry is None
    assert found.candidates == (HAU_GIANG,)
    assert found.reason == Refusal(UNKNOWN, name="Hậu Gian")


def test_resolve_refuses_when_nothing_is_written(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve(commune="  ", province=None)

    assert (found.entry, found.candidates, found.reason) == (None, (), Refusal(NOTHING_WRITTEN))


@given(st.text(max_size=20), st.text(max_size=20))
def test_resolve_gives_a_unit_or_a_reason_whatever_is_written(commune: str, province: str) -> None:
    found = Gazetteer(ENTRIES, SPANS).resolve(commune=commune, province=province)

    assert (found.entry is None) == (found.reason is not None)
    assert not (found.entry and found.candidates)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Xã Phú Lộc", "Xã", "Phú Lộc"),
        ("THỊ TRẤN Một Ngàn", "Thị trấn", "Một Ngàn"),
        ("tp.hcm", "Thành phố", "Hồ Chí Minh"),
        ("Q.1", "Quận", "1"),
        ("đặc khu Phú Quốc", "Đặc khu", "Phú Quốc"),
        ("Tỉnh Bà Rịa-Vũng Tàu", "Tỉnh", "Bà Rịa - Vũng Tàu"),
        ("xã Cư M’gar", "Xã", "Cư M'gar"),
    ],
)
def test_readings_take_the_kind_off_a_name(text: str, kind: str, name: str) -> None:
    assert (kind, name) in [(reading.kind, reading.name) for reading in readings(text)]


def test_spelling_places_old_and_new_tone_marks_alike() -> None:
    assert spelling("Hoà Thuỷ") == spelling("hòa thủy")
    assert spelling("Hòa") != spelling("Hóa")
    assert spelling("Mơ") != spelling("Mo")
