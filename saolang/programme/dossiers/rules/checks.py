"""Whether the office in charge may hand a dossier on, or refuse it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.scoring import Ground
from saolang.core.text import gettext_noop
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import Act, DossierKind, State
from saolang.programme.dossiers.rules.procedures import may_move
from saolang.programme.dossiers.rules.supplements import all_settled

if TYPE_CHECKING:
    from saolang.programme.dossiers.models import Dossier

REASONLESS = Refusal(gettext_noop("Hãy ghi lý do từ chối, để chủ thể biết phải sửa gì."))
GROUNDLESS = Refusal(gettext_noop("Hãy chọn một căn cứ từ chối có trong bộ tiêu chí."))
ADVISERS_FIRST = Refusal(
    gettext_noop("Chỉ hồ sơ đánh giá, phân hạng lại mới trình thẳng hội đồng. Hãy chuyển hồ sơ cho tổ tư vấn.")
)


def may_accept(dossier: Dossier) -> Refusal | None:
    """Answer nothing when the office may hand the dossier to the advisers, every request being met; else why not."""
    return may_move(dossier, Act.ACCEPT) or all_settled(dossier.supplements.all())


def may_put_to_council(dossier: Dossier) -> Refusal | None:
    """Answer nothing when the office itself may put the dossier to the council; else why not.

    A re-evaluation needs the advisers only for big changes or unclear evidence (D26, Article 7.6).
    """
    if dossier.state == State.ADVISERS or (dossier.state == State.PROVINCE and dossier.kind != DossierKind.RENEWAL):
        return ADVISERS_FIRST
    return may_move(dossier, Act.ADVISE) or all_settled(dossier.supplements.all())


def may_refuse(dossier: Dossier, ground: str, reason: str) -> Refusal | None:
    """Answer nothing when the dossier may be refused on the ground, for the reason; else why not."""
    if refusal := may_move(dossier, Act.REFUSE):
        return refusal
    if ground not in grounds_of(dossier):
        return GROUNDLESS
    return None if reason.strip() else REASONLESS


def grounds_of(dossier: Dossier) -> dict[str, str]:
    """Return the grounds in the head of the dossier's sheet, with their words; what a set does not print is no ground.

    Set 26 prints none: there the one ground is that the dossier is not as required, which holds for any (our reading).
    """
    printed = {
        each.code: each.words["vi"]
        for each in sheet_of(dossier.edition).knock_outs
        if each.ground == Ground.DISQUALIFICATION
    }
    return printed or {"dossier_requirements": "Không đáp ứng quy định về hồ sơ đăng ký"}
