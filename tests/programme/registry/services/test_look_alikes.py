"""Records that may be one: the system asks, a person answers, nothing merges by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from saolang.base.audit.choices import Action
from saolang.base.audit.queries import history_of
from saolang.base.places.models import Place, Standing
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.models import Dossier
from saolang.programme.registry import rules
from saolang.programme.registry.choices import LegalForm, LookAlikeAnswer, LookAlikeKind, Origin, SuccessionKind
from saolang.programme.registry.models import (
    LookAlike,
    Ownership,
    Producer,
    ProducerForm,
    ProducerSuccession,
    Product,
    ProductVersion,
)
from saolang.programme.registry.services import facts, look_alikes, producers
from tests.factories.dossiers import a_dossier, a_paper_of
from tests.factories.registry import a_producer, a_product

pytestmark = pytest.mark.django_db

PRODUCERS, PRODUCTS = LookAlikeKind.PRODUCER, LookAlikeKind.PRODUCT


@pytest.fixture
def communes(db: None) -> list[Place]:
    """Two communes of old Hậu Giang that are today within two different ones."""
    standings = Standing.objects.filter(map=2, unit__level="commune", place__map=1, place__province__code="93")
    by_unit = {standing.unit_id: standing.place for standing in standings.select_related("place")}
    return list(by_unit.values())[:2]


def asked(kind: LookAlikeKind, **values: Any) -> list[set[str]]:
    """Look for pairs and return what is asked, by names."""
    look_alikes.find(kind=kind, by="user:1", **values)
    model = Producer if kind == PRODUCERS else Product
    names = {record.code: str(record) for record in model.objects.all()}
    return [{names[pair.left_code], names[pair.right_code]} for pair in LookAlike.objects.filter(kind=kind)]


def test_producers_of_one_name_in_one_place_are_asked_about(communes: list[Place]) -> None:
    a_producer("HTX Tân Long", place=communes[0])
    a_producer("Hợp tác xã Tân Long", place=communes[0])

    assert asked(PRODUCERS) == [{"HTX Tân Long", "Hợp tác xã Tân Long"}]


def test_producers_of_one_name_in_two_places_are_not(communes: list[Place]) -> None:
    a_producer("HTX Tân Long", place=communes[0])
    a_producer("HTX Tân Long", place=Place.objects.get(map=1, code="87"))

    assert asked(PRODUCERS) == []


def test_neighbours_whose_names_differ_in_a_word_are_not(communes: list[Place]) -> None:
    a_producer("Cơ sở mắm Bà Sáu", place=communes[0])
    a_producer("Cơ sở mắm Bà Bảy", place=communes[0])

    assert asked(PRODUCERS) == []


def test_producers_of_one_name_whose_place_is_not_known_are_not() -> None:
    a_producer("HTX Tân Long")
    a_producer("HTX Tân Long")

    assert asked(PRODUCERS) == []


def test_producers_of_one_name_and_telephone_are_asked_about() -> None:
    a_producer("HTX Tân Long", phone="0901 234 567")
    a_producer("Tân Long", phone="0901234567")

    assert asked(PRODUCERS) == [{"HTX Tân Long", "Tân Long"}]


def test_producers_of_one_registration_number_are_asked_about_whatever_their_names() -> None:
    a_producer("HTX Tân Long", registration_number="1800999999")
    a_producer("Công ty Mekong", registration_number="1800999999")

    assert asked(PRODUCERS) == [{"HTX Tân Long", "Công ty Mekong"}]


def test_old_and_new_name_of_one_commune_are_one_place(communes: list[Place]) -> None:
    commune = communes[0]
    today = commune.standings.get(map=2).unit
    a_producer("HTX Tân Long", place=commune)
    a_producer("Tân Long", place=today)

    assert asked(PRODUCERS) == [{"HTX Tân Long", "Tân Long"}]


def test_cabbage_of_three_cooperatives_is_normal(communes: list[Place]) -> None:
    for name in ("HTX Tân Long", "HTX Rạch Gòi", "HTX Bảy Ngàn"):
        a_product("Cải bắp", producer=a_producer(name, place=communes[0]))

    assert asked(PRODUCTS) == []


def test_product_entered_twice_for_one_producer_is_asked_about() -> None:
    producer = a_producer()
    a_product("Mắm cá mè vinh", producer=producer)
    a_product("Mắm cá mè Vinh", producer=producer)
    a_product("Mắm cá lóc", producer=producer)

    assert asked(PRODUCTS) == [{"Mắm cá mè vinh", "Mắm cá mè Vinh"}]


def test_product_entered_under_two_spellings_of_its_producer_is_asked_about(communes: list[Place]) -> None:
    a_product("Gạo thơm", producer=a_producer("HTX Tân Long", place=communes[0]))
    a_product("gạo thơm ", producer=a_producer("Hợp tác xã Tân Long", place=communes[0]))

    assert asked(PRODUCTS) == [{"Gạo thơm", "gạo thơm"}]


@pytest.mark.parametrize("known", [{"phone": "0901234567"}, {"registration_number": "1800999999"}])
def test_product_of_producers_reached_at_one_number_is_asked_about(
    communes: list[Place], known: dict[str, str]
) -> None:
    a_product("Gạo thơm", producer=a_producer("HTX Tân Long", place=communes[0], **known))
    a_product("Gạo  thơm OCOP", producer=a_producer("Công ty Mekong", place=communes[0], **known))

    assert asked(PRODUCTS) == [{"Gạo thơm", "Gạo thơm OCOP"}]


def test_product_without_a_known_producer_is_asked_about_in_its_place(communes: list[Place]) -> None:
    a_product("Gạo thơm", producer=a_producer(place=communes[0]))
    a_product("Gạo  thơm", place=communes[0])
    a_product("Gạo thơm", place=communes[1])

    assert len(asked(PRODUCTS)) == 1


def test_place_that_is_only_written_counts_as_written() -> None:
    a_product("Gạo thơm", place_text="Xã Tân Long, huyện Phụng Hiệp")
    a_product("Gạo thơm", place_text="xã Tân Long, Huyện Phụng Hiệp")
    a_product("Gạo thơm", place_text="Xã Bảy Ngàn")

    assert len(asked(PRODUCTS)) == 1


def test_products_of_which_neither_place_nor_producer_is_known_are_not_asked_about() -> None:
    a_product("Gạo thơm")
    a_product("Gạo thơm")

    assert asked(PRODUCTS) == []


def test_find_within_a_place_leaves_the_rest_alone(communes: list[Place]) -> None:
    elsewhere = Place.objects.filter(map=1, level="commune", province__code="87").first()
    for place in (communes[0], elsewhere):
        a_producer("HTX Tân Long", place=place)
        a_producer("Tân Long", place=place)

    look_alikes.find(kind=PRODUCERS, by="user:1", scope=Place.objects.get(map=1, code="93"))

    assert LookAlike.objects.count() == 1


def test_find_asks_once_and_not_again_what_was_answered(communes: list[Place]) -> None:
    a_producer("HTX Tân Long", place=communes[0])
    a_producer("Tân Long", place=communes[0])
    first = look_alikes.find(kind=PRODUCERS, by="user:1")
    look_alikes.answer(
        look_alike=LookAlike.objects.get(), answer=LookAlikeAnswer.DIFFERENT, by="user:1", reason="đã hỏi"
    )

    again = look_alikes.find(kind=PRODUCERS, by="user:1")

    assert (first, again) == (1, 0)
    assert Producer.objects.filter(merged_into=None).count() == 2


def pair(kind: LookAlikeKind, one: Producer | Product, other: Producer | Product) -> LookAlike:
    left, right = sorted((one.code, other.code))
    return LookAlike.objects.get_or_create(kind=kind, left_code=left, right_code=right, defaults={"likeness": 1})[0]


def same(kind: LookAlikeKind, kept: Producer | Product, dropped: Producer | Product) -> Any:
    return look_alikes.answer(
        look_alike=pair(kind, kept, dropped),
        answer=LookAlikeAnswer.SAME,
        by="user:1",
        reason="một cơ sở nhập hai lần",
        keep=kept.code,
    )


def test_merged_producers_products_pass_to_the_kept_one() -> None:
    kept, dropped = a_producer("Giữ"), a_producer("Bỏ", legal_form=LegalForm.COMPANY)
    a_product("Gạo", producer=kept)
    a_product("Bánh", producer=dropped)

    answered = same(PRODUCERS, kept, dropped)

    assert answered == kept
    assert dict(Ownership.objects.standing().values_list("product__name_vi", "producer__name")) == {
        "Gạo": "Giữ",
        "Bánh": "Giữ",
    }
    dropped.refresh_from_db()
    assert (dropped.merged_into, dropped.version) == (kept, 2)
    assert dropped.merged_at is not None


def test_merged_producers_second_legal_form_is_withdrawn_not_lost() -> None:
    kept, dropped = a_producer(), a_producer(legal_form=LegalForm.COMPANY)

    same(PRODUCERS, kept, dropped)

    assert ProducerForm.objects.standing().get().producer == kept
    withdrawn = ProducerForm.objects.exclude(withdrawn_at=None).get()
    assert (withdrawn.legal_form, withdrawn.withdrawn_reason) == ("company", "một cơ sở nhập hai lần")


def test_merged_producers_form_passes_where_the_kept_one_has_none_then() -> None:
    kept = a_producer(since=dt.date(2022, 1, 1), legal_form=LegalForm.COMPANY)
    dropped = a_producer(since=dt.date(2018, 1, 1))
    form = ProducerForm.objects.get(producer=dropped)
    ProducerForm.objects.filter(pk=form.pk).update(ended_on=dt.date(2022, 1, 1))

    same(PRODUCERS, kept, dropped)

    forms = ProducerForm.objects.standing().filter(producer=kept)
    assert list(forms.order_by("began_on").values_list("legal_form", flat=True)) == ["household", "company"]


def test_merged_producers_form_that_had_ended_but_overlaps_is_withdrawn() -> None:
    kept = a_producer(since=dt.date(2020, 1, 1), legal_form=LegalForm.COMPANY)
    dropped = a_producer(since=dt.date(2018, 1, 1))
    ProducerForm.objects.filter(producer=dropped).update(ended_on=dt.date(2022, 1, 1))

    same(PRODUCERS, kept, dropped)

    assert ProducerForm.objects.standing().get().legal_form == "company"


def test_merge_of_predecessor_and_successor_withdraws_the_succession() -> None:
    household, company = a_producer(), a_producer()
    producers.succeed(
        predecessor=household, successor=company, kind=SuccessionKind.CONVERSION, on=dt.date(2024, 1, 1), by="user:1"
    )

    same(PRODUCERS, company, household)

    assert ProducerSuccession.objects.standing().count() == 0


def test_merged_products_keep_one_version_and_one_owner() -> None:
    producer = a_producer()
    kept, dropped = a_product("Gạo", producer=producer), a_product("Gao", producer=producer)

    same(PRODUCTS, kept, dropped)

    assert ProductVersion.objects.standing().get().product == kept
    assert Ownership.objects.standing().get().product == kept
    assert history_of("product", dropped.code)[0].action == Action.MERGE


def test_merge_of_what_is_real_with_what_is_made_up_is_refused() -> None:
    with pytest.raises(Refusal, match="trình diễn"):
        same(PRODUCERS, a_producer(), a_producer(origin=Origin.MADE_UP))

    assert LookAlike.objects.count() == 1
    assert LookAlike.objects.get().answer == LookAlikeAnswer.OPEN


def test_merge_of_what_was_merged_before_is_refused() -> None:
    kept, dropped = a_producer(), a_producer("Tân Long")
    same(PRODUCERS, kept, dropped)

    with pytest.raises(Refusal, match="Tân Long đã được gộp"):
        same(PRODUCERS, a_producer(), dropped)


def test_record_that_has_a_dossier_is_kept(communes: list[Place]) -> None:
    dossier = a_dossier(communes[0])
    others = a_producer(), a_product()

    for kind, other, built_on in ((PRODUCERS, others[0], dossier.producer), (PRODUCTS, others[1], dossier.product)):
        with pytest.raises(Refusal, match="đã có hồ sơ") as refused:
            same(kind, other, built_on)

        assert refused.value.params == {"record": str(built_on)}
        assert same(kind, built_on, other) == built_on


def test_record_with_a_paper_in_its_vault_is_kept(communes: list[Place]) -> None:
    paper = a_paper_of(a_dossier(communes[0]))
    Dossier.objects.all().delete()

    with pytest.raises(Refusal, match="đã có hồ sơ"):
        same(PRODUCERS, a_producer(), paper.producer)


def test_answer_given_twice_is_refused() -> None:
    asked_pair = pair(PRODUCERS, a_producer(), a_producer())
    look_alikes.answer(look_alike=asked_pair, answer=LookAlikeAnswer.DIFFERENT, by="user:1", reason="")

    with pytest.raises(Refusal) as refused:
        look_alikes.answer(look_alike=asked_pair, answer=LookAlikeAnswer.DIFFERENT, by="user:2", reason="")

    assert refused.value == rules.ANSWERED_ALREADY


def test_answer_same_without_saying_which_to_keep_is_refused() -> None:
    with pytest.raises(Refusal, match="giữ bản ghi nào"):
        look_alikes.answer(
            look_alike=pair(PRODUCERS, a_producer(), a_producer()), answer=LookAlikeAnswer.SAME, by="user:1", reason=""
        )


def test_parted_again_each_record_has_what_it_had() -> None:
    kept, dropped = a_producer("Giữ"), a_producer("Bỏ", legal_form=LegalForm.COMPANY)
    a_product("Gạo", producer=kept)
    a_product("Bánh", producer=dropped)
    same(PRODUCERS, kept, dropped)

    revived = look_alikes.part(look_alike=LookAlike.objects.get(), by="user:2", reason="hai cơ sở khác nhau")

    assert dict(Ownership.objects.standing().values_list("product__name_vi", "producer__name")) == {
        "Gạo": "Giữ",
        "Bánh": "Bỏ",
    }
    forms = ProducerForm.objects.standing().values_list("producer__name", "legal_form")
    assert dict(forms) == {"Giữ": "household", "Bỏ": "company"}
    assert (revived, revived.merged_into, revived.merged_at, revived.version) == (dropped, None, None, 3)
    assert LookAlike.objects.get().answer == LookAlikeAnswer.DIFFERENT
    assert history_of("producer", dropped.code)[0].action == Action.UNDO


def test_parted_predecessor_and_successor_have_their_succession_once() -> None:
    household, company = a_producer(), a_producer()
    producers.succeed(
        predecessor=household, successor=company, kind=SuccessionKind.CONVERSION, on=dt.date(2024, 1, 1), by="user:1"
    )
    same(PRODUCERS, company, household)

    look_alikes.part(look_alike=LookAlike.objects.get(), by="user:2", reason="")

    succession = ProducerSuccession.objects.standing().get()
    assert (succession.predecessor, succession.successor) == (household, company)


def test_parting_what_is_not_merged_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        look_alikes.part(look_alike=pair(PRODUCERS, a_producer(), a_producer()), by="user:2", reason="")

    assert refused.value == rules.NOT_MERGED


def test_parting_after_a_fact_that_passed_over_was_corrected_is_refused() -> None:
    kept, dropped = a_producer(legal_form=None), a_producer()
    same(PRODUCERS, kept, dropped)
    facts.correct(fact=ProducerForm.objects.standing().get(), by="user:1", reason="", legal_form=LegalForm.FARM)

    with pytest.raises(Refusal) as refused:
        look_alikes.part(look_alike=LookAlike.objects.get(), by="user:2", reason="")

    assert refused.value == rules.CHANGED_SINCE_THE_MERGE
    dropped.refresh_from_db()
    assert dropped.merged_into == kept
