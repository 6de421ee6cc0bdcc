"""Receiving a dossier: its product code and the number of its slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.dossiers.choices import State

if TYPE_CHECKING:
    from saolang.base.places.models import Place
    from saolang.programme.dossiers.models import Dossier

RECEIVED = Refusal(gettext_noop("Hồ sơ này đã được tiếp nhận và có mã số sản phẩm."))
NOT_FILED = Refusal(gettext_noop("Chỉ tiếp nhận hồ sơ chủ thể đã nộp và cấp xã đang kiểm tra."))
PLACELESS = Refusal(
    gettext_noop("Chưa rõ xã tiếp nhận thuộc tỉnh nào theo danh mục hiện hành. Hãy sửa địa bàn của chủ thể.")
)
NOT_RECEIVED = Refusal(gettext_noop("Hồ sơ chưa được tiếp nhận. Hãy tiếp nhận để hồ sơ có mã số sản phẩm."))


def may_receive(dossier: Dossier) -> Refusal | None:
    """Answer nothing when the commune may take the dossier in now; else why not."""
    if dossier.official_code:
        return RECEIVED
    return None if dossier.state == State.COMMUNE else NOT_FILED


def is_received(dossier: Dossier) -> Refusal | None:
    """Answer whether the dossier has been taken in."""
    return None if dossier.official_code else NOT_RECEIVED


def series_of(commune: Place, year: int) -> str:
    """Return the series the commune counts its dossiers in: anew each year."""
    return f"dossier/{commune.public_code}/{year}"


def official_code(commune: Place, number: int, year: int) -> str:
    """Return the product's code T-X-STT-year (D26, Phụ lục II): province, commune, number in its book, year.

    The third dossier of commune 31153 in Cần Thơ in 2026 is "92-31153-3-2026".
    """
    return f"{commune.province.code if commune.province else commune.code}-{commune.code}-{number}-{year}"


def slip_number(official: str) -> str:
    """Return the number of the slip of Mẫu số 01, "3/PĐK-92-31153-2026"; empty before the dossier is received."""
    if not official:
        return ""
    province, commune, number, year = official.split("-")
    return f"{number}/PĐK-{province}-{commune}-{year}"
