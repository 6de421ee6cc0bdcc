"""What a buyer's question says of itself."""

from __future__ import annotations

import pytest

from saolang.programme.promotion.models import Enquiry


@pytest.mark.parametrize(
    ("contact", "url"),
    [
        ("0900 000 000", "tel:0900000000"),
        ("+84 (0)293-3.876.543", "tel:+8402933876543"),
        ("mua-hang@sieuthi.example", "mailto:mua-hang@sieuthi.example"),
        ("a?cc=b@c.example", "mailto:a%3Fcc%3Db@c.example"),
        ("Zalo 0900 000 000", ""),
        ("javascript:alert(1)", ""),
        ("113", ""),
    ],
)
def test_contact_opens_a_call_or_a_letter_or_nothing(contact: str, url: str) -> None:
    assert Enquiry(contact=contact).contact_url == url
