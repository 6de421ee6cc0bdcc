"""Versions, media types and notations: what a client asks for in headers, and what we say of ourselves in ours."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings

from saolang import __version__
from saolang.api.epcis.problems import Problem, ProblemType
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from django.http import HttpRequest

JSON, LD_JSON = "application/json", "application/ld+json"
MEDIA_TYPES = (JSON, LD_JSON)
LONGEST_ACCEPT = 2_000
"""Characters that are read before anybody shows a key."""
VERSION = (2, 0)
"""Of EPCIS and of CBV, both."""
_VERSION = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,3}))?(?:\.[0-9]{1,3})?", re.ASCII)

NOT_THAT_TYPE = Refusal(
    gettext_noop("Hệ thống trả lời bằng application/json hoặc application/ld+json. Hãy sửa đầu mục Accept.")
)
NOT_SENT_AS_JSON = Refusal(
    gettext_noop("Hệ thống nhận application/json hoặc application/ld+json. Hãy sửa đầu mục Content-Type.")
)
NOT_THAT_VERSION = gettext_noop("Hệ thống dùng EPCIS 2.0 và CBV 2.0. Hãy sửa đầu mục %(header)s.")
NOT_THAT_NOTATION = gettext_noop("Đầu mục GS1-EPC-Format nhận một trong: %(listed)s.")


class EpcFormat(StrEnum):
    """GS1-EPC-Format (EPCIS 2.0, 12.8.6): in which notation identifiers are answered. What is kept stays as it is."""

    NO_PREFERENCE = "No_Preference"
    DIGITAL_LINK = "Always_GS1_Digital_Link"
    URN = "Always_EPC_URN"
    NEVER = "Never_Translates"


def own_headers() -> dict[str, str]:
    """Return what every answer says of us."""
    version = ".".join(map(str, VERSION))
    return {"GS1-EPCIS-Version": version, "GS1-CBV-Version": version, "GS1-Vendor-Version": f"saolang {__version__}"}


def discovery_headers() -> dict[str, str]:
    """Return what OPTIONS says of us at every address (EPCIS 2.0, 12.8)."""
    version = ".".join(map(str, VERSION))
    return own_headers() | {
        "GS1-EPCIS-Min": version,
        "GS1-EPCIS-Max": version,
        "GS1-CBV-Min": version,
        "GS1-CBV-Max": version,
        "GS1-Extensions": f"ocop={settings.BASE_URL}/ns/ocop/",
        "GS1-EPC-Format": ", ".join(EpcFormat),
        "GS1-CBV-XML-Format": "No_Preference",
    }


def check_versions(request: HttpRequest) -> None:
    """Raise Problem where the client wants another version than ours, or has none in its range."""
    for name in ("EPCIS", "CBV"):
        wanted = f"GS1-{name}-Version", f"GS1-{name}-Min", f"GS1-{name}-Max"
        for header, holds in zip(wanted, (_is_ours, _is_ours_or_older, _is_ours_or_newer), strict=True):
            if header in request.headers and not holds(request.headers[header]):
                raise Problem(ProblemType.NOT_ACCEPTABLE, Refusal(NOT_THAT_VERSION, header=header))


def answered_type(request: HttpRequest) -> str:
    """Return the media type the client likes best of ours; JSON where it does not say. Raises Problem for none."""
    said = request.headers.get("Accept", "").strip()
    if not said:
        return JSON
    preferred = request.get_preferred_type(list(MEDIA_TYPES)) if len(said) <= LONGEST_ACCEPT else None
    if preferred is None:
        raise Problem(ProblemType.NOT_ACCEPTABLE, NOT_THAT_TYPE)
    return preferred


def check_sent_type(request: HttpRequest) -> None:
    """Raise Problem where what was sent is no JSON by its own word."""
    if request.content_type not in MEDIA_TYPES:
        raise Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, NOT_SENT_AS_JSON)


def epc_format(request: HttpRequest) -> EpcFormat:
    """Return the notation asked for. Raises Problem for one there is not."""
    said = request.headers.get("GS1-EPC-Format", EpcFormat.NO_PREFERENCE)
    try:
        return EpcFormat(said)
    except ValueError:
        raise Problem(ProblemType.NOT_ACCEPTABLE, Refusal(NOT_THAT_NOTATION, listed=", ".join(EpcFormat))) from None


def _version(text: str) -> tuple[int, int] | None:
    found = _VERSION.fullmatch(text.strip())
    return (int(found[1]), int(found[2] or 0)) if found else None


def _is_ours(text: str) -> bool:
    """Tell whether one of the versions listed is ours: a client may name several, the one it likes best first."""
    return any(_version(each) == VERSION for each in text.split(","))


def _is_ours_or_older(text: str) -> bool:
    version = _version(text)
    return version is not None and version <= VERSION


def _is_ours_or_newer(text: str) -> bool:
    version = _version(text)
    return version is not None and version >= VERSION
