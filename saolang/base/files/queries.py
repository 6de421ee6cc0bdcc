"""Reading stored files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from saolang.base.files.models import StoredFile


def read(file: StoredFile) -> bytes:
    """Return the bytes of the file. Raises Refusal when they are gone or no longer what was stored."""
    try:
        with default_storage.open(file.path) as stream:
            content: bytes = stream.read()
    except FileNotFoundError:
        raise Refusal(
            gettext_noop("Không tìm thấy tệp %(sha256)s trong kho. Hãy khôi phục từ bản sao lưu."), sha256=file.sha256
        ) from None
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise Refusal(
            gettext_noop("Tệp %(sha256)s trong kho đã bị thay đổi. Hãy khôi phục từ bản sao lưu."), sha256=file.sha256
        )
    return content
