"""Asking a ClamAV daemon about a file, where the installation has one (SAOLANG_CLAMAV)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from clamav_client.clamd import ClamdNetworkSocket

PORT = 3310
SECONDS = 60
NOT_SCANNED = Refusal(
    gettext_noop("Chưa quét được mã độc nên tệp chưa được nhận. Hãy thử lại sau ít phút, hoặc báo người quản trị.")
)


def found_in(content: bytes) -> str:
    """Return the name of what the scanner finds in the bytes; "" when it finds nothing, or there is no scanner.

    Raises Refusal when the scanner does not answer: a file is never kept unscanned where scanning is asked for.
    """
    if not settings.CLAMAV:
        return ""
    from clamav_client.clamd import ClamdError  # noqa: PLC0415 - installed only where the setting asks for it

    try:
        status, infection = _scanner(settings.CLAMAV).instream(BytesIO(content))["stream"]
    except (ClamdError, OSError, KeyError) as error:
        raise NOT_SCANNED from error
    if status == "FOUND":
        return str(infection)
    if status != "OK":
        raise NOT_SCANNED
    return ""


def _scanner(address: str) -> ClamdNetworkSocket:
    """Return the daemon at "tcp://host:port" or "unix:/path"."""
    from clamav_client.clamd import ClamdNetworkSocket, ClamdUnixSocket  # noqa: PLC0415

    parts = urlsplit(address)
    if parts.scheme == "unix":
        return ClamdUnixSocket(parts.path, timeout=SECONDS)
    return ClamdNetworkSocket(parts.hostname or "", parts.port or PORT, timeout=SECONDS)
