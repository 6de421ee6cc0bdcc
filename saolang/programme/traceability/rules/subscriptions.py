"""Subscriptions: where events may be sent, how often it is tried, when it ends."""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from saolang.core.epcis.schedules import read_schedule
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

MOST_SUBSCRIPTIONS = 20
"""Of one named query."""
LONGEST_DESTINATION = 500
SHORTEST_TOKEN, LONGEST_TOKEN = 16, 200
MOST_FAILURES = 12
"""In a row: with the waits between them, about a day and a half."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=8)
ASSIGNED = ipaddress.ip_network("2000::/3")
"""Of version 6, all that is assigned on the Internet; beside it stand other ways to write addresses of version 4."""
HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.?|\[[0-9A-Fa-f:.]{2,45}\]", re.ASCII)

NEVER_PUBLIC = re.compile(
    r"^[^.]*$|(?:^|\.)(?:0x[0-9a-f]*|[0-9]+|local|localhost|localdomain|internal|intranet|lan|home\.arpa|onion)$",
    re.IGNORECASE,
)
"""Names of one's own machine or network (RFC 6761, 6762, 8375): without a dot, or below a part none but they have. A
name whose last part is a number is one that programs take for an address of version 4."""

NOT_HTTPS = Refusal(gettext_noop("Nơi nhận (dest) phải là một địa chỉ https:// đầy đủ, không có tên và mật khẩu."))
NOT_PUBLIC = Refusal(gettext_noop("Nơi nhận (dest) phải ở một địa chỉ công khai trên Internet."))
WEAK_TOKEN = Refusal(
    gettext_noop("signatureToken phải có từ %(low)s đến %(high)s ký tự: bên nhận dùng nó để kiểm chữ ký."),
    low=SHORTEST_TOKEN,
    high=LONGEST_TOKEN,
)
ONE_OF_BOTH = Refusal(gettext_noop("Hãy chọn một: “stream”: true, hoặc một “schedule”."))
TOO_MANY = Refusal(
    gettext_noop("Câu hỏi này đã có %(most)s nơi nhận. Hãy xóa nơi không còn dùng."), most=MOST_SUBSCRIPTIONS
)


def check_subscription(  # one condition after the other, each with its sentence
    *, destination: str, token: str, stream: bool, schedule: object, present: int
) -> Refusal | None:
    """Answer nothing when such a subscription may be made beside those the query has at `present`; else why not."""
    if refusal := check_destination(destination) or check_token(token):
        return refusal
    if stream == (schedule is not None):
        return ONE_OF_BOTH
    if schedule is not None:
        try:
            read_schedule(schedule)
        except Refusal as refusal:
            return refusal
    return TOO_MANY if present >= MOST_SUBSCRIPTIONS else None


def check_destination(url: str) -> Refusal | None:
    """Answer nothing for an https address without a name and password, whose host, where it is a number, is public."""
    if len(url) > LONGEST_DESTINATION or not url.isascii() or not url.isprintable() or " " in url:
        return NOT_HTTPS
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return NOT_HTTPS
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{port}")
    if parts.scheme != "https" or "@" in parts.netloc or parts.fragment or not HOST.fullmatch(host) or port == 0:
        return NOT_HTTPS
    return None if _may_be_public(parts.hostname or "") else NOT_PUBLIC


def check_token(token: str) -> Refusal | None:
    """Answer nothing for a token long enough that nobody guesses it."""
    return None if SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN and token.isprintable() else WEAK_TOKEN


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell whether the address is one of the public Internet, and no other way to write one that is not."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address not in ASSIGNED:
            return False
    return address.is_global and not address.is_multicast


def _may_be_public(host: str) -> bool:
    """Tell whether the host may lie on the public Internet. What a name stands for is asked again at each delivery."""
    try:
        return is_public(ipaddress.ip_address(host))
    except ValueError:
        return not NEVER_PUBLIC.search(host.removesuffix("."))


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: a minute, then twice as long each time."""
    doubled: int = 2 ** (failures - 1)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def ends_after(failures: int) -> bool:
    """Tell whether to give up."""
    return failures >= MOST_FAILURES


def next_due(schedule: object, now: datetime) -> datetime:
    """Return when the schedule is due next, once a minute at most. `now` is of local time. Raises Refusal: never."""
    return read_schedule(schedule).next_after(now + timedelta(seconds=59))
