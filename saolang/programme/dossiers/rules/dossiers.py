"""What may be done with a dossier: opening, claiming, proving, freezing, signing."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import yaml
from django.conf import settings

from saolang.base.accounts.choices import Role
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.certification.rules import editions
from saolang.programme.dossiers.choices import DossierKind, State
from saolang.programme.dossiers.rules.checklist import PaperState, paper_state
from saolang.programme.dossiers.rules.forms import unanswered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from saolang.core.procedures import Window
    from saolang.core.scoring import CriteriaSet
    from saolang.programme.certification.models import Recognition
    from saolang.programme.dossiers.models import Claim, Dossier, Submission
    from saolang.programme.registry.models import Evidence, Product

LATE_RENEWALS = settings.PACKAGE / "data" / "procedures" / "renewal.yaml"
EDITABLE = frozenset({State.DRAFT, State.COMMUNE_RETURNED, State.PROVINCE_RETURNED})
"""The states in which the producer works on the dossier."""
CLOSED = frozenset({State.RECOGNISED, State.NOT_RECOGNISED, State.REFUSED, State.WITHDRAWN})
"""The states a dossier ends in."""
MOST_STARS = 5
LONGEST_REASON = 3_000
MOST_PROOFS = 20
"""How many papers may prove one criterion."""

NOT_EDITABLE = Refusal(
    gettext_noop("Hồ sơ đang ở cơ quan xử lý nên bạn chưa sửa được. Bạn sửa được khi hồ sơ được trả lại để bổ sung.")
)
CHANGED_MEANWHILE = Refusal(
    gettext_noop("Người khác vừa lưu mục này, nên phần bạn nhập chưa được lưu. Hãy so hai bản bên dưới rồi lưu lại.")
)
OPEN_ALREADY = gettext_noop("Sản phẩm đã có hồ sơ %(code)s chưa xong. Hãy tiếp tục hồ sơ đó.")
NOT_OWNED = Refusal(gettext_noop("Chủ thể không đứng tên sản phẩm này. Hãy liên hệ xã để cập nhật sổ đăng ký."))
OWNED_NO_MORE = Refusal(
    gettext_noop(
        "Theo sổ đăng ký, chủ thể không còn đứng tên sản phẩm này. Nếu sổ chưa đúng, hãy liên hệ xã để cập nhật; "
        "nếu đúng, hãy rút hồ sơ để chủ thể đang đứng tên lập hồ sơ mới."
    )
)
WITHOUT_SET = Refusal(
    gettext_noop("Sản phẩm chưa được xếp bộ sản phẩm nên chưa lập được hồ sơ. Hãy liên hệ xã để cập nhật.")
)
WITHOUT_PLACE = Refusal(
    gettext_noop("Sản phẩm và chủ thể chưa có địa bàn nên chưa biết nộp hồ sơ cho xã nào. Hãy liên hệ xã để cập nhật.")
)
BEFORE_EVERY_PROCEDURE = Refusal(gettext_noop("Ngày này chưa có trình tự đánh giá nào. Hãy xem lại ngày lập hồ sơ."))
DIVIDED = Refusal(
    gettext_noop(
        "Địa bàn của sản phẩm nay thuộc nhiều xã nên chưa biết nộp hồ sơ cho xã nào. Hãy liên hệ xã để cập nhật."
    )
)
HOLDS_ONE = Refusal(
    gettext_noop("Sản phẩm đang có giấy chứng nhận. Hãy lập hồ sơ nâng hạng hoặc đánh giá, phân hạng lại.")
)
HOLDS_NONE = Refusal(gettext_noop("Sản phẩm không có giấy chứng nhận còn hiệu lực. Hãy lập hồ sơ đánh giá lần đầu."))
AT_THE_TOP = Refusal(gettext_noop("Sản phẩm đã 5 sao, không còn hạng cao hơn. Đến kỳ, hãy lập hồ sơ đánh giá lại."))
NOTHING_CLAIMED = Refusal(gettext_noop("Bạn chưa tự chấm tiêu chí nào. Hãy tự chấm rồi nộp hồ sơ."))
NOT_OF_THE_OWNER = Refusal(
    gettext_noop("Chỉ chủ thể ký nộp hồ sơ của mình. Người giúp chuẩn bị xong thì mời chủ thể ký.")
)
FROZEN_NO_MORE = Refusal(
    gettext_noop("Hồ sơ đã được sửa sau khi chốt, nên bản này không còn ký được. Hãy chốt lại hồ sơ rồi ký.")
)
ANOTHERS_PAPER = Refusal(gettext_noop("Giấy tờ này không có trong kho của chủ thể. Hãy thêm vào kho rồi chọn lại."))
TOO_MANY_PROOFS = Refusal(
    gettext_noop("Một tiêu chí nhận tối đa %(most)s giấy tờ. Hãy chọn những giấy tờ chứng minh rõ nhất."),
    most=MOST_PROOFS,
)
REASON_TOO_LONG = Refusal(
    gettext_noop("Thuyết minh dài quá %(most)s ký tự. Hãy rút gọn rồi lưu lại."), most=LONGEST_REASON
)


class Filing(StrEnum):
    """How a day stands to the days in which a re-evaluation is filed (D26, Article 7.6a)."""

    EARLY = "early"
    OPEN = "open"
    KEPT = "kept"
    """The window could not be met when the Decision came into force: Article 12 keeps the certificate."""
    LATE = "late"


# Opening --------------------


def may_open(product: Product, *, is_owned: bool, open_one: Dossier | None) -> Refusal | None:
    """Answer nothing when a dossier of the product may be opened, whatever its kind; else why not."""
    if not is_owned:
        return NOT_OWNED
    if open_one:
        return Refusal(OPEN_ALREADY, code=open_one.code)
    return WITHOUT_SET if product.product_set is None else None


def fits(kind: str, held: Recognition | None, filing: Filing | None) -> Refusal | None:
    """Answer whether a dossier of the kind fits what the product holds on the day, and the filing window."""
    if kind == DossierKind.FIRST:
        return HOLDS_ONE if held else None
    if held is None:
        return HOLDS_NONE
    if kind == DossierKind.UPGRADE:
        return AT_THE_TOP if held.stars >= MOST_STARS else None
    return _late(held) if filing == Filing.LATE and late_renewals() == "refused" else None


def filing_of(expires_on: date, window: Window | None, day: date) -> Filing:
    """Return how the day stands to the window of what expires then; without a window every day will do."""
    if window is None or day in window:
        return Filing.OPEN
    if day < window.first:
        return Filing.EARLY
    extension = editions().extension
    return Filing.KEPT if extension.first_expiry <= expires_on <= extension.last_expiry else Filing.LATE


@lru_cache(maxsize=1)
def late_renewals() -> str:
    """Return what becomes of a re-evaluation after its window: "refused" or "noted"."""
    said: str = yaml.safe_load(LATE_RENEWALS.read_text(encoding="utf-8"))["late"]
    return said


def _late(held: Recognition) -> Refusal:
    return Refusal(
        gettext_noop(
            "Đã quá hạn nộp hồ sơ đánh giá lại của giấy chứng nhận hết hiệu lực ngày %(day)s. "
            "Khi giấy chứng nhận hết hiệu lực, hãy lập hồ sơ đánh giá lần đầu (cách hiểu của phần mềm, chưa xác nhận)."
        ),
        day=f"{held.expires_on:%d/%m/%Y}",
    )


# Working on it --------------------


def may_edit(dossier: Dossier) -> Refusal | None:
    """Answer nothing while the producer works on the dossier; else why not."""
    return None if dossier.state in EDITABLE else NOT_EDITABLE


def check_version(dossier: Dossier, version: int) -> Refusal | None:
    """Require the forms to be as the person saw them."""
    return None if dossier.version == version else CHANGED_MEANWHILE


def shown(claim: Claim | None, papers: Iterable[str]) -> str:
    """Return what stands for a line of the self-score as it was shown: of two who change it the second is told."""
    said = [claim.option, claim.reason] if claim else ["", ""]
    return hashlib.sha256("\x1f".join([*said, *sorted(papers)]).encode()).hexdigest()[:16]


def check_claim(
    dossier: Dossier,
    criteria_set: CriteriaSet,
    *,
    criterion: str,
    option: str,
    reason: str,
    papers: Collection[Evidence],
) -> Refusal | None:
    """Require a criterion and an option of the set (or none), papers of the producer, and words that fit."""
    known = criteria_set.criteria.get(criterion)
    if known is None:
        return Refusal(
            gettext_noop("Bộ %(set)s không có tiêu chí %(criterion)s."), set=criteria_set.code, criterion=criterion
        )
    if option and known.option(option) is None:
        return Refusal(
            gettext_noop("Tiêu chí %(criterion)s không có lựa chọn %(option)s."), criterion=criterion, option=option
        )
    if len(reason) > LONGEST_REASON:
        return REASON_TOO_LONG
    return check_proofs(dossier, papers)


def check_proofs(dossier: Dossier, papers: Collection[Evidence]) -> Refusal | None:
    """Require papers of the dossier's producer, and not too many."""
    if any(paper.producer_id != dossier.producer_id for paper in papers):
        return ANOTHERS_PAPER
    return TOO_MANY_PROOFS if len(papers) > MOST_PROOFS else None


# Handing it in --------------------


def what_is_left(
    kind: str, answers: Mapping[str, str], papers: Iterable[Evidence], day: date, *, is_claimed: bool
) -> list[Refusal]:
    """Return why the dossier cannot be handed in on the day, each as a sentence; nothing when it can."""
    left = [
        Refusal(gettext_noop("Biểu mẫu còn thiếu “%(label)s”."), label=field.label)
        for field in unanswered(kind, answers)
    ]
    if not is_claimed:
        left.append(NOTHING_CLAIMED)
    for paper in {paper.pk: paper for paper in papers}.values():
        state = paper_state(paper, day)
        if state != PaperState.GOOD:
            left.append(Refusal(WORTHLESS[state], title=paper.title))
    return left


WORTHLESS = {
    PaperState.ENDED: gettext_noop("Giấy tờ “%(title)s” đã hết hiệu lực. Hãy thay bằng bản mới hoặc bỏ khỏi hồ sơ."),
    PaperState.REPLACED: gettext_noop("Giấy tờ “%(title)s” đã có bản mới hơn. Hãy dùng bản mới trong hồ sơ."),
    PaperState.WITHDRAWN: gettext_noop("Giấy tờ “%(title)s” đã được rút. Hãy bỏ khỏi hồ sơ."),
}
"""What is said of a paper that proves nothing any more."""


def may_file(kind: str, held: Recognition | None, window: Window | None, day: date) -> Refusal | None:
    """Answer whether a dossier of re-evaluation may be filed on the day; the other kinds have no window."""
    if kind != DossierKind.RENEWAL or held is None:
        return None
    filing = filing_of(held.expires_on, window, day)
    if filing == Filing.EARLY and window:
        return Refusal(
            gettext_noop("Chưa đến ngày nộp hồ sơ đánh giá lại. Bạn nộp từ ngày %(first)s đến hết ngày %(last)s."),
            first=f"{window.first:%d/%m/%Y}",
            last=f"{window.last:%d/%m/%Y}",
        )
    return _late(held) if filing == Filing.LATE and late_renewals() == "refused" else None


def may_hand_in(submission: Submission | None, role: str, sha256: str) -> Refusal | None:
    """Answer whether a signature of the role over those bytes hands in the submission as it is now."""
    if submission is None or submission.signature_id or submission.content.sha256 != sha256:
        return FROZEN_NO_MORE
    return None if role == Role.PRODUCER else NOT_OF_THE_OWNER
