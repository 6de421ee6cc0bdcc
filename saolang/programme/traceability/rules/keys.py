"""API keys: which may be made, and what one lets its holder do today."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.choices import KeyScope

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from saolang.programme.traceability.models import ApiKey

MOST_KEYS = 20
"""Keys of one producer in use at once: a program needs one, and nobody looks through a long list."""

NO_SCOPE = Refusal(gettext_noop("Hãy chọn ít nhất một việc mà chương trình được làm."))
NOT_A_SCOPE = Refusal(gettext_noop("Có một việc không nằm trong danh sách. Hãy chọn lại."))
ALREADY_OVER = Refusal(gettext_noop("Ngày hết hạn đã qua. Hãy chọn một ngày từ hôm nay trở đi, hoặc để trống."))
TOO_MANY = Refusal(
    gettext_noop("Đã có %(count)s khóa đang dùng. Hãy hủy khóa không còn dùng rồi tạo khóa mới."), count=MOST_KEYS
)
REVOKED_ALREADY = Refusal(gettext_noop("Khóa này đã bị hủy trước đó."))
UNKNOWN = Refusal(gettext_noop("Yêu cầu không có khóa, hoặc khóa không đúng. Hãy gửi khóa ở Authorization: Bearer."))
REVOKED = Refusal(gettext_noop("Khóa này đã bị hủy. Hãy xin chủ thể một khóa khác."))
EXPIRED = Refusal(gettext_noop("Khóa này đã hết hạn. Hãy xin chủ thể một khóa khác."))
OUT_OF_SCOPE = gettext_noop("Khóa này không được phép: %(scope)s. Hãy xin chủ thể một khóa có quyền đó.")


def check_new(*, scopes: Collection[str], expires_on: date | None, today: date, in_use: int) -> Refusal | None:
    """Answer nothing when such a key may be made beside the `in_use` keys its producer has; else why not."""
    if not scopes:
        return NO_SCOPE
    if not set(scopes) <= set(KeyScope.values):
        return NOT_A_SCOPE
    if expires_on is not None and expires_on < today:
        return ALREADY_OVER
    return TOO_MANY if in_use >= MOST_KEYS else None


def check_revocation(key: ApiKey) -> Refusal | None:
    """Answer nothing while the key has not been revoked."""
    return REVOKED_ALREADY if key.revoked_at else None


def check_in_force(key: ApiKey, today: date) -> Refusal | None:
    """Answer nothing while the key lets anybody in: not revoked, not past its last day; else why not."""
    if key.revoked_at:
        return REVOKED
    return EXPIRED if key.expires_on is not None and key.expires_on < today else None


def check_scope(key: ApiKey, scope: KeyScope) -> Refusal | None:
    """Answer nothing when the key lets its holder do that."""
    return None if scope in key.scopes else Refusal(OUT_OF_SCOPE, scope=str(scope.label))


def digest_of(secret: str) -> str:
    """Return what is kept of a key, in hexadecimals. 256 random bits need no slow digest: nobody can try them out."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def is_of(key: ApiKey, secret: str) -> bool:
    """Tell whether the secret is that of the key, in the same time whatever is wrong with it."""
    return hmac.compare_digest(key.sha256, digest_of(secret))
