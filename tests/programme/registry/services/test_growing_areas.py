"""Growing areas, and the contracts of value chains with their claims."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from saolang.base.audit.queries import history_of
from saolang.base.files.services import store
from saolang.core.refusal import Refusal
from saolang.programme.registry import rules
from saolang.programme.registry.choices import LinkKind
from saolang.programme.registry.models import GrowingArea, Producer, ValueChainLink
from saolang.programme.registry.services import growing_areas
from saolang.programme.registry.services.growing_areas import NewGrowingArea, NewLink
from tests.factories.registry import SINCE, a_producer

pytestmark = pytest.mark.django_db


def link(producer: Producer, **known: Any) -> NewLink:
    return NewLink(**{"producer": producer, "kind": LinkKind.SUPPLY, "partner": "HTX Tân Long", "since": SINCE} | known)


def test_register_enters_an_area_with_its_size() -> None:
    area = growing_areas.register(
        area=NewGrowingArea(name="Vùng dừa Càng Long", crop="Dừa", area_ha=Decimal("120.50"), growers=300), by="user:1"
    )

    assert (area.code[:3], area.folded, area.area_ha) == ("VN-", "vung dua cang long", Decimal("120.50"))
    assert history_of("growing_area", area.code).get().after["crop"] == "Dừa"


def test_register_refuses_an_area_without_a_name() -> None:
    with pytest.raises(Refusal) as refused:
        growing_areas.register(area=NewGrowingArea(name=""), by="user:1")

    assert refused.value == rules.NAMELESS
    assert GrowingArea.objects.count() == 0


@pytest.mark.parametrize("claim", ["is_circular", "is_green"])
def test_claim_without_evidence_is_refused(claim: str) -> None:
    with pytest.raises(Refusal) as refused:
        growing_areas.add_link(link=link(a_producer(), **{claim: True}), by="user:1")

    assert refused.value == rules.CLAIM_WITHOUT_EVIDENCE
    assert ValueChainLink.objects.count() == 0


def test_claim_is_proved_by_words_or_by_a_file() -> None:
    producer, file = a_producer(), store(b"%PDF-1.4", by="user:1")

    growing_areas.add_link(link=link(producer, is_green=True, evidence="Giấy chứng nhận hữu cơ"), by="user:1")
    growing_areas.add_link(link=link(producer, is_circular=True, evidence_file=file), by="user:1")

    assert ValueChainLink.objects.count() == 2
    assert history_of("producer", producer.code)[0].after["is_circular"] is True


def test_link_without_a_claim_needs_no_evidence_but_a_partner() -> None:
    producer = a_producer()

    growing_areas.add_link(link=link(producer, until=dt.date(2025, 1, 1)), by="user:1")
    with pytest.raises(Refusal) as refused:
        growing_areas.add_link(link=link(producer, partner=" "), by="user:1")

    assert refused.value == rules.NAMELESS
    assert ValueChainLink.objects.get().ended_on == dt.date(2025, 1, 1)
