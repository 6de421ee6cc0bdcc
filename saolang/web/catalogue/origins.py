"""Where on today's map a scanned product comes from, and where the steps of its lot were done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext

from saolang.base.places.drawing import DRAWN_MAP, country_with, province_with
from saolang.base.places.queries import units_on_map

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from saolang.base.places.models import Place
    from saolang.programme.traceability.queries.scan import Scanned


class Origin(NamedTuple):
    """The units of today's map to name, and them drawn: the country, and the province where communes are known."""

    made_in: list[Place]
    steps_in: list[Place]
    country: SafeString
    province: SafeString | None


def origin_of(seen: Scanned) -> Origin | None:
    """Return where the product comes from, or None where no place of it is known. At most four queries."""
    made_in = units_on_map([seen.product.place] if seen.product.place else [], DRAWN_MAP)
    if not made_in:
        return None
    located = [step.location.place for step in seen.steps if step.counts and step.location and step.location.place]
    steps_in = [unit for unit in units_on_map(located, DRAWN_MAP) if unit not in made_in]
    province = made_in[0].parent
    return Origin(
        made_in,
        steps_in,
        country_with(made_in, steps_in, title=gettext("Bản đồ Việt Nam với Hoàng Sa và Trường Sa")),
        province_with(province, made_in, steps_in, title=gettext("Bản đồ các xã, phường")) if province else None,
    )
