"""Receiving a dossier: the product's code and the slip's number come from the commune's own book of the year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import Act
from saolang.programme.dossiers.rules import receipts as rules
from saolang.programme.dossiers.services.moves import move
from saolang.programme.dossiers.services.receipts import receive
from tests.factories.dossiers import a_dossier

if TYPE_CHECKING:
    from saolang.programme.dossiers.models import Dossier

DAY = dt.date(2026, 6, 2)


def filed_in(commune: Place) -> Dossier:
    return move(dossier=a_dossier(commune), act=Act.FILE, by="tests")


def test_codes_count_on_in_the_commune_and_anew_each_year(commune: Place, filed: Dossier) -> None:
    assert commune.province is not None
    start = f"{commune.province.code}-{commune.code}"

    first = receive(dossier=filed, by="tests", on=DAY)
    second = receive(dossier=filed_in(commune), by="tests", on=DAY)
    next_year = receive(dossier=filed_in(commune), by="tests", on=dt.date(2027, 1, 4))

    codes = [each.official_code for each in (first, second, next_year)]
    assert codes == [f"{start}-1-2026", f"{start}-2-2026", f"{start}-1-2027"]
    assert rules.slip_number(second.official_code) == f"2/PĐK-{start}-2026"


def test_each_commune_counts_for_itself(commune: Place, filed: Dossier) -> None:
    other = Place.objects.filter(map=2, level="commune").exclude(pk=commune.pk).order_by("code")[0]
    receive(dossier=filed, by="tests", on=DAY)

    received = receive(dossier=filed_in(other), by="tests", on=DAY)

    assert received.official_code.endswith("-1-2026")


def test_a_commune_of_the_old_map_gets_the_codes_of_the_unit_it_lies_in(db: None) -> None:
    old = Place.objects.filter(map=1, level="commune", standings__map=2, standings__unit__level="commune")[0]
    unit = old.standings.select_related("unit__province").get(map=2).unit
    assert unit is not None
    assert unit.province is not None

    received = receive(dossier=filed_in(old), by="tests", on=DAY)

    assert received.official_code == f"{unit.province.code}-{unit.code}-1-2026"


def test_a_dossier_is_received_once(filed: Dossier) -> None:
    receive(dossier=filed, by="tests", on=DAY)

    with pytest.raises(Refusal) as refused:
        receive(dossier=filed, by="tests", on=DAY)

    assert refused.value == rules.RECEIVED


def test_a_draft_is_not_received_and_takes_no_number(commune: Place, filed: Dossier) -> None:
    with pytest.raises(Refusal) as refused:
        receive(dossier=a_dossier(commune), by="tests", on=DAY)

    assert refused.value == rules.NOT_FILED
    assert receive(dossier=filed, by="tests", on=DAY).official_code.endswith("-1-2026")
