"""Where a producer's goods are sold, and what buyers ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.programme.promotion.models import Presence
from tests.factories.promotion import a_presence, an_enquiry
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from django.test import Client

    from saolang.programme.dossiers.models import Dossier


def test_channel_of_an_own_product_is_entered_and_ended(dossier: Dossier, portal: Client) -> None:
    product = a_product(producer=dossier.producer)
    said = {"product": product.code, "kind": "shop", "name": "Cửa hàng", "address": "Chợ", "since": "2026-01-01"}

    portal.post("/cua-toi/noi-ban/them/", said)
    portal.post(f"/cua-toi/noi-ban/{Presence.objects.get().pk}/thoi/", {"on": "2026-02-01"})

    assert Presence.objects.standing().get().ended_on is not None
    assert "Cửa hàng" in portal.get("/cua-toi/noi-ban/").content.decode()


def test_product_of_another_is_none_of_the_choices(dossier: Dossier, portal: Client) -> None:
    other = a_product(producer=a_producer())
    said = {"product": other.code, "kind": "shop", "name": "Cửa hàng", "address": "Chợ", "since": "2026-01-01"}

    assert portal.post("/cua-toi/noi-ban/them/", said).status_code == 422


def test_channel_of_another_is_not_found(dossier: Dossier, portal: Client) -> None:
    made = a_presence(product=a_product(producer=a_producer()))

    assert portal.get(f"/cua-toi/noi-ban/{made.pk}/thoi/").status_code == 404


def test_questions_of_buyers_are_shown_and_closed(dossier: Dossier, portal: Client) -> None:
    made = an_enquiry(producer=dossier.producer)
    an_enquiry(text="Câu hỏi gửi người khác")

    before = portal.get("/cua-toi/hoi-mua/").content.decode()
    portal.post(f"/cua-toi/hoi-mua/{made.code}/xong/")

    made.refresh_from_db()
    assert "Cần 50 kg gạo." in before
    assert "Câu hỏi gửi người khác" not in before
    assert made.closed_at is not None
