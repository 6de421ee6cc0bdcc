"""Channels, stories and enquiries, as the services enter them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from saolang.programme.promotion.choices import ChannelKind
from saolang.programme.promotion.services import enquiries, presences, stories
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from saolang.programme.promotion.models import Enquiry, Presence, Story


def a_presence(**known: Any) -> Presence:
    """Say that a product is sold in a supermarket since January 2025."""
    values = {
        "kind": ChannelKind.SUPERMARKET,
        "name": "Siêu thị Vị Thanh",
        "address": "1 Trần Hưng Đạo",
        "since": dt.date(2025, 1, 1),
    } | known
    product = values.pop("product", None) or a_product()
    return presences.enter(presence=presences.NewPresence(product=product, **values), by="tests")


def a_story(*, published: dt.date | None = None, **known: Any) -> Story:
    """Write a story; publish it where a day is given."""
    values = {"title_vi": "Chuyện làng nghề", "body_vi": "Ngày xưa.\n\n## Ngày nay\n\nBây giờ."} | known
    written = stories.write(telling=stories.Telling(**values), by="tests")
    return stories.publish(story=written, on=published, by="tests") if published else written


def an_enquiry(**known: Any) -> Enquiry:
    """Ask a producer for rice."""
    values = {"name": "Quán Sen", "contact": "0911111111", "text": "Cần 50 kg gạo.", "agreed": True} | known
    at = values.pop("at", None)
    producer = values.pop("producer", None) or a_producer()
    return enquiries.ask(enquiry=enquiries.NewEnquiry(producer=producer, **values), by="visitor", at=at)
