"""The files a command names: read or written, or refused in one sentence that says why and what next."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARD = "-"
"""Names standard input, or standard output."""
UNREADABLE = gettext_noop("Không đọc được tệp %(path)s: %(why)s.")
UNWRITABLE = gettext_noop("Không ghi được tệp %(path)s: %(why)s.")
A_FOLDER = gettext_noop("%(path)s là một thư mục. Hãy đưa tên một tệp.")
NO_FILE = gettext_noop("Không có tệp %(path)s. Hãy xem lại đường dẫn.")
NO_FOLDER = gettext_noop("Không có thư mục để ghi tệp %(path)s. Hãy xem lại đường dẫn.")
NOT_READ: Mapping[type[OSError], str] = {
    FileNotFoundError: NO_FILE,
    NotADirectoryError: NO_FILE,
    IsADirectoryError: A_FOLDER,
    PermissionError: gettext_noop("Không được phép đọc tệp %(path)s. Hãy xem lại quyền của tệp."),
}
NOT_WRITTEN: Mapping[type[OSError], str] = {
    FileNotFoundError: NO_FOLDER,
    NotADirectoryError: NO_FOLDER,
    IsADirectoryError: A_FOLDER,
    PermissionError: gettext_noop("Không được phép ghi tệp %(path)s. Hãy xem lại quyền của thư mục."),
}


def read_file(path: str | Path) -> bytes:
    """Return what the file holds. Raises Refusal."""
    try:
        return sys.stdin.buffer.read() if path == STANDARD else Path(path).read_bytes()
    except OSError as error:
        raise Refusal(NOT_READ.get(type(error), UNREADABLE), path=str(path), why=error.strerror) from error


def write_file(path: str, content: bytes) -> None:
    """Write the file, or to standard output. Raises Refusal."""
    try:
        if path == STANDARD:
            sys.stdout.buffer.write(content)
        else:
            Path(path).write_bytes(content)
    except OSError as error:
        raise Refusal(NOT_WRITTEN.get(type(error), UNWRITABLE), path=path, why=error.strerror) from error
