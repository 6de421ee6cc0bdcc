"""Names in the path of an address, as they were before anybody on the way tidied it."""

from __future__ import annotations

import re

SLASHES = {"http": "//", "https": "//", "ni": "///"}
_TIDIED = re.compile(rf"({'|'.join(SLASHES)}):/+")


def whole(name: str) -> str:
    """Return a URI from a path with all its slashes: servers in front of us may take several for one."""
    return _TIDIED.sub(lambda found: f"{found[1]}:{SLASHES[found[1]]}", name, count=1) if _TIDIED.match(name) else name
