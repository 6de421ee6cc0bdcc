"""Whether goods may be called back, and whether a recall may end or be withdrawn."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.choices import RecallGround

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from saolang.programme.traceability.models import Lot, Recall

CODE_PREFIX = "TH"
RECALLED = "recalled"
"""The disposition of goods called back (CBV 2.0, 7.2)."""
MOST_LOTS = 500
"""Lots of one recall: beyond that the whole product is called back, which is clearer to whoever reads it."""
MOST_TEXT = 2_000
"""Characters of each text of a recall: it is read in a shop, on a phone."""
MOST_QUANTITY = Decimal(10) ** 11

NOTHING_CHOSEN = Refusal(gettext_noop("Chưa chọn lô nào để thu hồi. Hãy chọn ít nhất một lô, hoặc thu hồi mọi lô."))
TOO_MANY = Refusal(
    gettext_noop("Một lần thu hồi nêu nhiều nhất %(most)s lô. Hãy thu hồi mọi lô của sản phẩm."), most=MOST_LOTS
)
NOT_OF_A_PRODUCT = gettext_noop(
    "Lô %(lot)s là nguyên liệu nên không có trang để báo người mua. Hãy chọn các lô sản phẩm làm từ lô đó."
)
NO_GROUND = Refusal(gettext_noop("Lý do thu hồi không nằm trong danh sách. Hãy chọn lại."))
NO_DANGER = Refusal(gettext_noop("Hãy ghi hàng có nguy cơ gì, để người mua hiểu vì sao phải dừng dùng."))
NO_ADVICE = Refusal(gettext_noop("Hãy ghi người mua cần làm gì với hàng đang có."))
TOO_LONG = Refusal(
    gettext_noop("Mỗi nội dung dài nhất %(most)s ký tự. Hãy viết ngắn lại để người mua đọc hết."), most=MOST_TEXT
)
ALREADY = gettext_noop("Lô %(lot)s đã nằm trong đợt thu hồi %(recall)s. Hãy bỏ lô này, hoặc xem đợt thu hồi đó.")
ALL_ALREADY = gettext_noop("Mọi lô của %(product)s đã nằm trong đợt thu hồi %(recall)s. Hãy xem đợt thu hồi đó.")
WITHDRAWN = Refusal(gettext_noop("Đợt thu hồi này đã được rút lại. Hãy tải lại trang."))
ENDED = Refusal(gettext_noop("Đợt thu hồi này đã kết thúc. Hãy tải lại trang."))
NO_ACCOUNT = Refusal(gettext_noop("Hãy ghi kết quả thu hồi và vì sao có thể kết thúc; ai cũng đọc được."))
NO_REASON = Refusal(gettext_noop("Hãy ghi vì sao đợt thu hồi này là nhầm; ai cũng đọc được."))
NO_CHANGE_REASON = Refusal(gettext_noop("Hãy ghi vì sao sửa; những người đã được báo sẽ đọc lý do này."))
NO_REOPENING_REASON = Refusal(gettext_noop("Hãy ghi vì sao mở lại đợt thu hồi; ai cũng đọc được."))
RUNNING = Refusal(gettext_noop("Đợt thu hồi này đang chạy. Hãy tải lại trang."))
REVISED_MEANWHILE = Refusal(
    gettext_noop(
        "Người khác vừa sửa đợt thu hồi này, nên thay đổi của bạn chưa được lưu. Hãy tải lại trang rồi sửa lại."
    )
)
OF_ANOTHER_PRODUCT = gettext_noop("Lô %(lot)s không phải lô của sản phẩm đang thu hồi. Hãy bỏ lô này.")
NEGATIVE = Refusal(gettext_noop("Số đã nhận lại và đã hủy không được nhỏ hơn 0. Hãy sửa lại."))
TOO_MUCH = Refusal(gettext_noop("Số đã nhận lại hoặc đã hủy quá lớn. Hãy kiểm tra lại."))
NOT_ITS_LOT = Refusal(gettext_noop("Có lô không thuộc đợt thu hồi này. Hãy tải lại trang rồi ghi lại."))


def check_start(  # noqa: PLR0911 - one sentence for each thing that may be wrong
    *, ground: str, texts: Collection[str], lots: Collection[Lot], whole: Collection[object]
) -> Refusal | None:
    """Answer whether such goods may be called back. `texts` are the danger, the advice, and its translations."""
    if not lots and not whole:
        return NOTHING_CHOSEN
    if len(lots) > MOST_LOTS:
        return TOO_MANY
    if material := next((lot for lot in lots if lot.product_id is None), None):
        return Refusal(NOT_OF_A_PRODUCT, lot=material.number)
    if ground not in RecallGround.values:
        return NO_GROUND
    danger, advice, *_others = texts
    if not danger.strip():
        return NO_DANGER
    if not advice.strip():
        return NO_ADVICE
    return TOO_LONG if any(len(text) > MOST_TEXT for text in texts) else None


def check_not_recalled(lots: Iterable[Lot], running: Iterable[Recall], *, whole: bool) -> Refusal | None:
    """Answer whether the goods are not called back already by one of the product's recalls that run, with their lots.

    `whole` is whether the whole product is to be called back.
    """
    wanted = {lot.pk: lot for lot in lots}
    for recall in running:
        if recall.whole_product:
            return Refusal(ALL_ALREADY, product=recall.product.name_vi, recall=recall.code)
        for each in recall.lots.all():
            if not whole and each.lot_id in wanted:
                return Refusal(ALREADY, lot=wanted[each.lot_id].number, recall=recall.code)
    return None


def check_revision(
    recall: Recall, seen: str, *, ground: str, texts: Collection[str], lots: Collection[Lot], reason: str
) -> Refusal | None:
    """Answer whether a running recall may say this of these lots: `lots` are all it is then about, none of a whole one.

    `seen` is what `stamp_of` said of the recall as the person saw it.
    """
    if refusal := check_running(recall):
        return refusal
    if seen != stamp_of(recall):
        return REVISED_MEANWHILE
    if not reason.strip():
        return NO_CHANGE_REASON
    if strange := next((lot for lot in lots if lot.product_id != recall.product_id), None):
        return Refusal(OF_ANOTHER_PRODUCT, lot=strange.number)
    whole = [recall.product] if recall.whole_product else []
    return check_start(ground=ground, texts=(*texts, reason), lots=[] if whole else lots, whole=whole)


def check_reopening(recall: Recall, reason: str) -> Refusal | None:
    """Answer whether a recall that has ended may be taken up again."""
    if recall.withdrawn_at is not None:
        return WITHDRAWN
    if recall.ended_on is None:
        return RUNNING
    if not reason.strip():
        return NO_REOPENING_REASON
    return TOO_LONG if len(reason) > MOST_TEXT else None


def stamp_of(recall: Recall) -> str:
    """Return what changes with whatever can be revised of the recall: SHA-256 in hexadecimals."""
    said = [recall.ground, recall.danger, recall.advice, recall.advice_en, recall.advice_km, recall.source]
    lots = sorted(str(each.lot_id) for each in recall.lots.all())
    return sha256("\x00".join([*said, *lots]).encode()).hexdigest()


def check_running(recall: Recall) -> Refusal | None:
    """Answer nothing while the recall runs: not withdrawn, not ended."""
    if recall.withdrawn_at is not None:
        return WITHDRAWN
    return ENDED if recall.ended_on is not None else None


def check_end(
    recall: Recall,
    account: str,
    quantities: Iterable[Decimal | None],
) -> Refusal | None:
    """Answer whether the recall may end with that account and those quantities, returned or destroyed."""
    if refusal := check_running(recall):
        return refusal
    if not account.strip():
        return NO_ACCOUNT
    if len(account) > MOST_TEXT:
        return TOO_LONG
    said = [each for each in quantities if each is not None]
    if any(not each.is_finite() or each >= MOST_QUANTITY for each in said):
        return TOO_MUCH
    return NEGATIVE if any(each < 0 for each in said) else None


def check_withdrawal(recall: Recall, reason: str) -> Refusal | None:
    """Answer whether the recall may be withdrawn as a mistake; one that has ended may be, too."""
    if recall.withdrawn_at is not None:
        return WITHDRAWN
    if not reason.strip():
        return NO_REASON
    return TOO_LONG if len(reason) > MOST_TEXT else None


def is_running(recall: Recall, day: date) -> bool:
    """Tell whether goods are still to be brought back on the day."""
    return recall.withdrawn_at is None and (recall.ended_on is None or recall.ended_on > day)


def page_of_recall(recall: Recall) -> str:
    """Return the path of the public page of the recall."""
    return f"/thu-hoi/{recall.code}/"


def desk_page_of(recall: Recall) -> str:
    """Return the path of the page from which the recall is led."""
    return f"/dieu-hanh/thu-hoi/{recall.code}/"
