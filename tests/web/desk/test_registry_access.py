"""What lists and pages of the registry keep from who may open them; who may open which: `docs/permissions.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.web.desk.registry import Records, records_in

if TYPE_CHECKING:
    from django.test import Client

    from saolang.base.accounts.models import User
    from tests.factories.province import Province

LISTS = [
    f"{name}{form}" for name in ("producers", "products", "villages", "areas", "decisions") for form in ("", "_csv")
]


@pytest.fixture
def records(province: Province, coordinator: User) -> Records:
    return records_in(province.communes[0], by=coordinator.actor)


@pytest.mark.parametrize("name", LISTS)
def test_lists_leave_out_another_provinces_records(name: str, neighbour: Client, records: Records) -> None:
    page = neighbour.get(reverse(f"desk:{name}")).content.decode()

    for record in (records.producer, records.product, records.village, records.area, records.decision):
        assert record.code not in page


def test_place_of_another_province_shows_its_story_and_no_figure(neighbour: Client, records: Records) -> None:
    page = neighbour.get(reverse("desk:place", args=[records.place.public_code])).content.decode()

    assert "Phường Vị Thanh" in page
    assert "Số liệu của đơn vị này nằm ngoài địa bàn bạn được giao." in page
    assert "còn hiệu lực" not in page
