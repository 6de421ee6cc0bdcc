"""A full disk is nobody's mistake in the program: it is told in a sentence."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import OperationalError

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = Refusal(_("Đĩa đã đầy. Chưa có gì thay đổi: hãy dọn chỗ rồi làm lại."))
POSTGRESQL_DISK_FULL = "53100"


@contextmanager
def telling_when_full() -> Iterator[None]:
    """Raise Refusal when what is done within fails because a disk is full, here or at the database."""
    try:
        yield
    except (OSError, OperationalError) as error:
        if _is_full(error):
            raise FULL from error
        raise


def _is_full(error: OSError | OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode == sqlite3.SQLITE_FULL
    return getattr(cause, "sqlstate", None) == POSTGRESQL_DISK_FULL
