"""Which records fill the addresses of reports from outside, channels, stories and enquiries."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from saolang.base.files.services import store
from tests.factories.files import a_picture
from tests.factories.monitoring import a_report
from tests.factories.promotion import a_presence, a_story, an_enquiry

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter them beside the records of the registry, and say which address each fills."""
    report = a_report(product=made.product, name="Người mua", photo=store(a_picture(), by="tests"))
    channel = a_presence(product=made.product)
    story = a_story(published=dt.date(2026, 1, 1), place=made.place, picture=report.photo)
    draft = a_story(place=made.place)
    enquiry = an_enquiry(producer=made.producer)
    of_channel = {"number": channel.pk}
    return {
        **{f"desk:{name}": of_channel for name in ("channel_end", "channel_withdraw")},
        "desk:story_publish": {"code": draft.code},
        "portal:channel_end": of_channel,
        "portal:enquiry_close": {"code": enquiry.code},
        "catalogue:open_data_file": {"name": "products.csv"},
        "catalogue:handbook_page": {"code": "doc-sao"},
    }, {
        "phan-anh": {"code": report.code},
        "bai-viet": {"code": story.code},
        "api": {"name": "products", "code": made.product.code, "rest": "khac"},
    }
