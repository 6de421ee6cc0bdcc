"""Producers: registered, revised, followed through forms, people, workers and successors."""

from __future__ import annotations

import datetime as dt
from datetime import UTC
from random import Random
from typing import Any

import pytest

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.queries import history_of
from saolang.base.kit.models import Precision
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.programme.registry import rules
from saolang.programme.registry.choices import EnterpriseSize, LegalForm, Origin, Sex, SuccessionKind
from saolang.programme.registry.models import Labour, Ownership, Producer, ProducerForm, Representative
from saolang.programme.registry.services import facts, producers
from saolang.programme.registry.services.producers import NewProducer, Person, Workers
from tests.factories.registry import SINCE, a_producer, a_product

pytestmark = pytest.mark.django_db

LATER = dt.date(2024, 6, 1)
HOA = Person(full_name="Nguyễn Thị Hoa", position="Giám đốc", sex=Sex.FEMALE, ethnicity="03", has_disability=False)


def owners_on(day: dt.date) -> dict[str, str]:
    """Return who owned each product on the day, by names, as known now."""
    ownerships = Ownership.objects.standing().as_at(day)
    return dict(ownerships.values_list("product__name_vi", "producer__name"))


def test_register_enters_the_producer_with_its_form_its_person_and_its_workers() -> None:
    place = Place.objects.filter(level="commune").first()

    producer = producers.register(
        producer=NewProducer(
            name="  HTX   Tân Long ",
            since=dt.date(2021, 5, 5),
            since_precision=Precision.YEAR,
            legal_form=LegalForm.COOPERATIVE,
            person=HOA,
            workers=Workers(headcount=12, women=7),
            name_km="សហករណ៍",
            place=place,
        ),
        by="user:1",
    )

    assert (producer.name, producer.folded, producer.place) == ("HTX Tân Long", "htx tan long\nសហករណ៍", place)
    assert producer.code.startswith("CT-")
    form = ProducerForm.objects.get(producer=producer)
    assert (form.legal_form, form.began_on, form.began_precision) == ("cooperative", dt.date(2021, 12, 31), "year")
    assert Representative.objects.get(producer=producer).full_name == "Nguyễn Thị Hoa"
    assert Labour.objects.get(producer=producer).women == 7


def test_register_enters_no_fact_the_source_does_not_tell() -> None:
    producer = producers.register(producer=NewProducer(name="Tân Long", since=SINCE), by="user:1")

    counts = [model.objects.filter(producer=producer).count() for model in (ProducerForm, Representative, Labour)]
    assert counts == [0, 0, 0]


def test_register_tells_the_list_of_changes_no_personal_data() -> None:
    producer = producers.register(
        producer=NewProducer(name="Tân Long", since=SINCE, person=HOA, phone="0901 234 567", email="hoa@example.vn"),
        by="user:1",
    )

    [change] = history_of("producer", producer.code)
    assert (change.actor, change.action) == ("user:1", Action.CREATE)
    assert change.after == {"name": "Tân Long", "place": None, "origin": "entered", "legal_form": None}


@pytest.mark.parametrize("name", ["", "   "])
def test_register_refuses_a_producer_without_a_name(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        producers.register(producer=NewProducer(name=name, since=SINCE), by="user:1")

    assert refused.value == rules.NAMELESS
    assert Producer.objects.count() == 0


def test_register_refuses_more_women_than_workers() -> None:
    with pytest.raises(Refusal, match="lớn hơn tổng số 5 lao động"):
        producers.register(
            producer=NewProducer(name="Tân Long", since=SINCE, workers=Workers(headcount=5, women=6)), by="user:1"
        )

    assert Producer.objects.count() == 0


def test_register_many_keeps_the_order_and_makes_one_entry() -> None:
    moment = dt.datetime(2022, 1, 12, tzinfo=UTC)
    new = [NewProducer(name=f"Hộ {number}", since=SINCE, legal_form=LegalForm.HOUSEHOLD) for number in range(3)]

    registered = producers.register_many(producers=new, by="user:1", batch="SO-1", at=moment, random=Random(1))

    assert [producer.name for producer in registered] == ["Hộ 0", "Hộ 1", "Hộ 2"]
    assert {form.recorded_at for form in ProducerForm.objects.all()} == {moment}
    assert Change.objects.get(kind="producer").after == {"count": 3}


def test_register_many_enters_all_or_none() -> None:
    with pytest.raises(Refusal):
        producers.register_many(
            producers=[NewProducer(name="Hộ 1", since=SINCE), NewProducer(name="", since=SINCE)],
            by="user:1",
            batch="SO-1",
        )

    assert Producer.objects.count() == 0


def test_revise_changes_the_record_and_what_it_is_found_by() -> None:
    producer = a_producer("Tân Long")

    revised = producers.revise(producer=producer, version=1, by="user:1", reason="sai tên", name="Tân  Hưng")

    assert (revised.name, revised.folded, revised.version) == ("Tân Hưng", "tan hung", 2)
    change = history_of("producer", producer.code)[0]
    assert (change.before, change.after, change.reason) == ({"name": "Tân Long"}, {"name": "Tân Hưng"}, "sai tên")


def test_revise_keeps_a_telephone_out_of_the_list_of_changes() -> None:
    producer = a_producer(phone="0901 234 567")

    producers.revise(producer=producer, version=1, by="user:1", phone="0912 345 678", address="Ấp 1")

    change = history_of("producer", producer.code)[0]
    assert change.after == {"address": "Ấp 1", "personal_data": ["phone"]}
    assert "09" not in f"{change.before}{change.after}"
    assert change.personal == {"before": {"phone": "0901 234 567"}, "after": {"phone": "0912 345 678"}}


def test_revise_tells_the_place_by_its_public_code() -> None:
    producer = a_producer()
    place = Place.objects.get(map=1, code="87")

    producers.revise(producer=producer, version=1, by="user:1", place=place)

    assert history_of("producer", producer.code)[0].after == {"place": "1-87"}


def test_revise_by_two_people_at_once_tells_the_second_and_loses_nothing() -> None:
    producer = a_producer("Tân Long")
    producers.revise(producer=producer, version=1, by="user:1", address="Ấp 1")

    with pytest.raises(Refusal) as refused:
        producers.revise(producer=producer, version=1, by="user:2", address="Ấp 2")

    assert refused.value == rules.REVISED_MEANWHILE
    producer.refresh_from_db()
    assert producer.address == "Ấp 1"


def test_revise_refuses_to_take_the_name_away() -> None:
    producer = a_producer("Tân Long")

    with pytest.raises(Refusal) as refused:
        producers.revise(producer=producer, version=1, by="user:1", name=" ")

    assert refused.value == rules.NAMELESS


def test_revise_of_what_a_person_may_not_set_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="code, origin"):
        producers.revise(producer=a_producer(), version=1, by="user:1", origin="entered", code="CT-1")


def test_change_of_legal_form_ends_the_one_before_that_day() -> None:
    producer = a_producer()

    producers.change_legal_form(
        producer=producer, legal_form=LegalForm.COMPANY, size=EnterpriseSize.SMALL, on=LATER, by="user:1"
    )

    forms = ProducerForm.objects.standing().filter(producer=producer)
    on_days = {day: forms.as_at(day).get().legal_form for day in (SINCE, LATER - dt.timedelta(days=1), LATER)}
    assert on_days == {SINCE: "household", LATER - dt.timedelta(days=1): "household", LATER: "company"}


@pytest.mark.parametrize("on", [SINCE, SINCE - dt.timedelta(days=1)])
def test_change_of_legal_form_on_or_before_the_day_of_the_last_is_a_correction(on: dt.date) -> None:
    producer = a_producer()

    with pytest.raises(Refusal, match="Đã có thông tin từ ngày 01/01/2018"):
        producers.change_legal_form(producer=producer, legal_form=LegalForm.COMPANY, on=on, by="user:1")

    assert ProducerForm.objects.get().legal_form == "household"


def test_change_of_representative_tells_the_position_but_not_the_person() -> None:
    producer = a_producer(person=HOA)

    producers.change_representative(
        producer=producer, person=Person(full_name="Lê Văn Tám", position="Giám đốc"), on=LATER, by="user:1"
    )

    change = history_of("producer", producer.code)[0]
    assert change.after == {
        "position": "Giám đốc",
        "began_on": "2024-06-01",
        "personal_data": ["ethnicity", "full_name", "has_disability", "sex"],
    }
    assert change.personal == {"after": {"full_name": "Lê Văn Tám"}}
    assert list(Representative.objects.standing().as_at(LATER).values_list("full_name", flat=True)) == ["Lê Văn Tám"]


def test_declared_labour_follows_the_figure_before() -> None:
    producer = a_producer(workers=Workers(headcount=5))

    producers.declare_labour(producer=producer, workers=Workers(headcount=9, trained=9), on=LATER, by="user:1")

    figures = Labour.objects.standing()
    assert (figures.as_at(SINCE).get().headcount, figures.as_at(LATER).get().headcount) == (5, 9)


def test_declared_labour_with_more_trained_than_workers_is_refused() -> None:
    with pytest.raises(Refusal, match="tổng số 9 lao động"):
        producers.declare_labour(producer=a_producer(), workers=Workers(headcount=9, trained=10), on=LATER, by="user:1")


def succeed(predecessor: Producer, successor: Producer, kind: SuccessionKind, **values: Any) -> Any:
    return producers.succeed(predecessor=predecessor, successor=successor, kind=kind, on=LATER, by="user:1", **values)


def test_household_that_becomes_a_company_takes_its_products_along() -> None:
    household, company = a_producer("Hộ Tân Long"), a_producer("Công ty Tân Long", legal_form=LegalForm.COMPANY)
    a_product("Gạo", producer=household)
    a_product("Bánh", producer=household)

    succeed(household, company, SuccessionKind.CONVERSION)

    assert owners_on(LATER - dt.timedelta(days=1)) == {"Gạo": "Hộ Tân Long", "Bánh": "Hộ Tân Long"}
    assert owners_on(LATER) == {"Gạo": "Công ty Tân Long", "Bánh": "Công ty Tân Long"}


def test_merger_of_three_is_told_pair_by_pair() -> None:
    one, two, union = a_producer("Một"), a_producer("Hai"), a_producer("Liên hiệp")
    a_product("Gạo", producer=one)
    a_product("Bánh", producer=two)

    succeed(one, union, SuccessionKind.MERGER)
    succeed(two, union, SuccessionKind.MERGER)

    assert owners_on(LATER) == {"Gạo": "Liên hiệp", "Bánh": "Liên hiệp"}


def test_split_moves_only_the_products_named() -> None:
    whole, part = a_producer("Mẹ"), a_producer("Con")
    rice = a_product("Gạo", producer=whole)
    a_product("Bánh", producer=whole)

    succeed(whole, part, SuccessionKind.SPLIT, products=[rice])

    assert owners_on(LATER) == {"Gạo": "Con", "Bánh": "Mẹ"}


@pytest.mark.parametrize("kind", [SuccessionKind.SPLIT, SuccessionKind.TRANSFER])
def test_split_or_transfer_without_products_is_refused(kind: SuccessionKind) -> None:
    with pytest.raises(Refusal, match="phải nêu rõ sản phẩm"):
        succeed(a_producer(), a_producer(), kind)


@pytest.mark.parametrize("kind", [SuccessionKind.CONVERSION, SuccessionKind.MERGER])
def test_conversion_or_merger_with_chosen_products_is_refused(kind: SuccessionKind) -> None:
    owner = a_producer()

    with pytest.raises(Refusal, match="không chọn riêng"):
        succeed(owner, a_producer(), kind, products=[a_product(producer=owner)])


def test_transfer_of_another_producers_product_is_refused() -> None:
    with pytest.raises(Refusal, match="không đứng tên sản phẩm Gạo"):
        succeed(a_producer(), a_producer(), SuccessionKind.TRANSFER, products=[a_product("Gạo", producer=a_producer())])


def test_transfer_before_the_product_came_to_the_producer_is_refused_whole() -> None:
    owner, buyer = a_producer("Chủ"), a_producer("Khách")
    a_product("Bánh", producer=owner)
    a_product("Gạo", producer=owner, since=LATER)

    with pytest.raises(Refusal, match="Đã có thông tin từ ngày 01/06/2024"):
        succeed(owner, buyer, SuccessionKind.CONVERSION)

    assert owners_on(LATER) == {"Gạo": "Chủ", "Bánh": "Chủ"}


def test_producer_that_went_on_as_another_does_not_go_on_twice() -> None:
    household = a_producer("Hộ Tân Long")
    succeed(household, a_producer(), SuccessionKind.CONVERSION)

    with pytest.raises(Refusal, match="Hộ Tân Long đã được chủ thể khác kế thừa từ ngày 01/06/2024"):
        succeed(household, a_producer(), SuccessionKind.MERGER)


def test_producer_does_not_succeed_itself() -> None:
    producer = a_producer()

    with pytest.raises(Refusal, match="phải khác"):
        succeed(producer, producer, SuccessionKind.MERGER)


def test_made_up_producer_never_gets_a_real_product() -> None:
    real, made_up = a_producer("Thật"), a_producer("Trình diễn", origin=Origin.MADE_UP)
    a_product("Gạo", producer=real)

    with pytest.raises(Refusal, match="Chủ thể trình diễn Trình diễn không thể đứng tên sản phẩm thật Gạo"):
        succeed(real, made_up, SuccessionKind.CONVERSION)

    assert owners_on(LATER) == {"Gạo": "Thật"}


def test_merged_producer_is_changed_no_more() -> None:
    kept, dropped = a_producer(), a_producer("Tân Long")
    Producer.objects.filter(pk=dropped.pk).update(merged_into=kept, merged_at=dt.datetime(2026, 1, 1, tzinfo=UTC))

    with pytest.raises(Refusal, match=f"Tân Long đã được gộp vào {kept.code}"):
        producers.revise(producer=dropped, version=1, by="user:1", address="Ấp 1")


def test_correction_of_a_form_is_told_with_both_values() -> None:
    producer = a_producer()

    facts.correct(fact=ProducerForm.objects.get(), by="user:1", reason="nhầm", legal_form=LegalForm.FARM)

    change = history_of("producer", producer.code)[0]
    assert (change.before, change.after) == (
        {"fact": "producerform", "legal_form": "household"},
        {"legal_form": "farm"},
    )


def test_correction_that_makes_two_forms_true_on_one_day_is_refused() -> None:
    producer = a_producer()
    producers.change_legal_form(producer=producer, legal_form=LegalForm.COMPANY, on=LATER, by="user:1")
    household = ProducerForm.objects.standing().get(legal_form="household")

    with pytest.raises(Refusal, match="Trùng thời gian với thông tin có hiệu lực từ ngày 01/06/2024"):
        facts.correct(fact=household, by="user:1", reason="nhầm", ended_on=LATER + dt.timedelta(days=1))


def test_end_of_a_form_is_told() -> None:
    producer = a_producer()

    facts.end(fact=ProducerForm.objects.get(), on=LATER, by="user:1", reason="giải thể")

    change = history_of("producer", producer.code)[0]
    assert (change.action, change.after, change.reason) == (Action.CLOSE, {"ended_on": "2024-06-01"}, "giải thể")
    assert ProducerForm.objects.standing().as_at(LATER).count() == 0


def test_withdrawal_of_a_form_is_told() -> None:
    producer = a_producer()

    facts.withdraw(fact=ProducerForm.objects.get(), by="user:1", reason="nhầm chủ thể")

    assert history_of("producer", producer.code)[0].action == Action.WITHDRAW
    assert ProducerForm.objects.standing().count() == 0
