"""Craft villages: registered, recognised, tied to products."""

from __future__ import annotations

import datetime as dt

import pytest

from saolang.base.audit.queries import history_of
from saolang.base.kit.models import Precision
from saolang.core.refusal import Refusal
from saolang.programme.registry import rules
from saolang.programme.registry.choices import CraftTie
from saolang.programme.registry.models import CraftProduct, CraftVillage, CraftVillageRecognition
from saolang.programme.registry.services import craft_villages, facts
from saolang.programme.registry.services.craft_villages import NewTie
from tests.factories.registry import SINCE, a_craft_village, a_product

pytestmark = pytest.mark.django_db

LATER = dt.date(2024, 6, 1)


def test_register_enters_a_village_not_yet_recognised() -> None:
    village = a_craft_village("Làng  dệt  chiếu Định Yên", craft="Dệt chiếu")

    assert (village.name, village.folded) == ("Làng dệt chiếu Định Yên", "lang det chieu dinh yen")
    assert village.code.startswith("LN-")
    assert CraftVillageRecognition.objects.count() == 0
    assert history_of("craft_village", village.code).get().after["name"] == "Làng dệt chiếu Định Yên"


def test_register_refuses_a_village_without_a_name() -> None:
    with pytest.raises(Refusal) as refused:
        a_craft_village("  ")

    assert refused.value == rules.NAMELESS
    assert CraftVillage.objects.count() == 0


def test_recognition_known_to_the_month_counts_from_its_last_day() -> None:
    village = a_craft_village()

    recognition = craft_villages.recognise(
        village=village, on=dt.date(2024, 2, 1), precision=Precision.MONTH, decision_number="12/QĐ-UBND", by="user:1"
    )

    assert recognition.began_on == dt.date(2024, 2, 29)
    assert history_of("craft_village", village.code)[0].after["decision_number"] == "12/QĐ-UBND"


def test_recognition_of_the_same_day_twice_is_refused() -> None:
    village = a_craft_village()
    craft_villages.recognise(village=village, on=LATER, by="user:1")

    with pytest.raises(Refusal, match="Đã có thông tin"):
        craft_villages.recognise(village=village, on=LATER, by="user:1")


def test_tie_says_since_when_a_product_is_the_villages() -> None:
    village, product = a_craft_village(), a_product()

    craft_villages.tie(tie=NewTie(village=village, product=product, since=LATER), by="user:1")

    ties = CraftProduct.objects.standing()
    assert (ties.as_at(SINCE).count(), ties.as_at(LATER).get().product) == (0, product)
    assert history_of("product", product.code)[0].after == {
        "village": village.code,
        "tie": "made_in",
        "began_on": "2024-06-01",
    }


def test_tie_said_already_is_refused_and_another_tie_is_not() -> None:
    village, product = a_craft_village(), a_product()
    craft_villages.tie(tie=NewTie(village=village, product=product, since=SINCE), by="user:1")

    with pytest.raises(Refusal, match="Trùng thời gian"):
        craft_villages.tie(tie=NewTie(village=village, product=product, since=LATER), by="user:1")

    craft_villages.tie(
        tie=NewTie(village=village, product=product, since=LATER, tie=CraftTie.MATERIAL_FROM), by="user:1"
    )
    assert CraftProduct.objects.standing().count() == 2


def test_tie_that_ended_may_begin_again() -> None:
    village, product = a_craft_village(), a_product()
    first = craft_villages.tie(tie=NewTie(village=village, product=product, since=SINCE), by="user:1")
    facts.end(fact=first, on=LATER, by="user:1", reason="chuyển xưởng")

    craft_villages.tie(tie=NewTie(village=village, product=product, since=LATER), by="user:1")

    assert history_of("product", product.code)[1].before == {"fact": "craftproduct"}
    assert CraftProduct.objects.standing().as_at(LATER).count() == 1
