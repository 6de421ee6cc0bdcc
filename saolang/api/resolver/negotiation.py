"""What of a thing's links somebody asks for, by `linkType` and by Accept. Nobody need send either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http.request import MediaType

from saolang.api.resolver.targets import DEFAULT, HTML, JSON, JSON_LD, LINK_TYPES, VOCABULARY
from saolang.base.kit.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saolang.api.resolver.targets import Target

LINKSET = "application/linkset+json"
WHOLE = frozenset({"linkset", "all"})
"""What asks for the linkset itself; "all" is the older word for it, deprecated since 1.0."""
PREFIXES = ("gs1:", VOCABULARY, "https://gs1.org/voc/", "https://www.gs1.org/voc/")


LONGEST_READ = 1_000
"""Characters of Accept: a browser sends some hundred."""


@remembered(LONGEST_READ)
def preferred(accept: str) -> str:
    """Return which of HTML, JSON-LD, JSON and a linkset is wanted most; HTML where nothing is said."""
    asked = [MediaType(each) for each in accept.split(",") if each.strip()]
    best, weight = HTML, 0.0
    for offered in (HTML, LINKSET, JSON_LD, JSON):
        quality = max((each.quality for each in asked if each.match(offered)), default=0.0)
        if quality > weight:
            best, weight = offered, quality
    return best


def link_type_in(asked: str) -> str:
    """Return the bare name of a link type, however it is written: "gs1:pip", or its address; empty for none of ours."""
    name = next((asked.removeprefix(each) for each in PREFIXES if asked.startswith(each)), asked)
    return name if name in LINK_TYPES or name in WHOLE else ""


def chosen(targets: Sequence[Target], link_type: str, accept: str) -> list[Target]:
    """Return the links that fit best: of the type asked for or the default, in the media type wanted if any is.

    Where a program wants JSON-LD and names no type, its link is the passport.
    """
    wanted = preferred(accept)
    if not link_type:
        link_type = "dpp" if wanted == JSON_LD else DEFAULT
    of_type = [target for target in targets if target.link_type == link_type]
    return [target for target in of_type if target.media_type == wanted] or of_type
