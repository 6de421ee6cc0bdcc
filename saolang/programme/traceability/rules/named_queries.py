"""Named queries: what one may be called."""

from __future__ import annotations

import re

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

NAME = re.compile(r"[A-Za-z0-9._~-]{1,120}", re.ASCII)
"""What stands in an address as it is."""
RESERVED = frozenset({".", ".."})
MOST_QUERIES = 100
"""Of one producer."""

NOT_A_NAME = Refusal(gettext_noop("Tên câu hỏi có từ 1 đến 120 ký tự: chữ không dấu, số, dấu chấm, gạch và ngã."))
TAKEN = Refusal(gettext_noop("Tên này đã có câu hỏi khác dùng. Hãy chọn tên khác."))
TOO_MANY = Refusal(gettext_noop("Đã có %(most)s câu hỏi có tên. Hãy xóa câu hỏi không còn dùng."), most=MOST_QUERIES)


def check_name(name: str) -> Refusal | None:
    """Answer nothing for a name that an address can bear."""
    return None if NAME.fullmatch(name) and name not in RESERVED else NOT_A_NAME
