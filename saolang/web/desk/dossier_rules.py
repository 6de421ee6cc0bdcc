"""Who of an office may do what with a dossier, and which acts its page offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.kit.words import say
from saolang.programme.certification.rules import LEAST_STARS
from saolang.programme.dossiers.choices import Act, Assessor, State
from saolang.programme.dossiers.queries.dossiers import visible_to
from saolang.programme.dossiers.rules import assessments, checks, packages, receipts, supplements
from saolang.programme.dossiers.rules.procedures import may_move
from saolang.programme.evaluation.queries.results import result_of
from saolang.programme.evaluation.queries.transfers import central_result
from saolang.programme.evaluation.rules.results import NOT_FINAL, may_send_up
from saolang.web.desk.access import refuse_page, require

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from saolang.base.accounts.models import User
    from saolang.core.refusal import Refusal
    from saolang.programme.dossiers.models import Dossier

    Deed = tuple[str | _StrPromise, str, tuple[str, ...], Refusal | None, bool]

WORKING = (Permission.CHECK_DOSSIERS, Permission.RUN_PROCEDURE, Permission.ADVISE)
"""What it takes to work on a dossier at some step, and so to read its papers."""
CHECKED_BY: dict[str, tuple[Permission, ...]] = {
    State.COMMUNE: (Permission.CHECK_DOSSIERS,),
    State.COMMUNE_RETURNED: (Permission.CHECK_DOSSIERS,),
    State.PROVINCE: (Permission.RUN_PROCEDURE,),
    State.PROVINCE_RETURNED: (Permission.RUN_PROCEDURE,),
    State.ADVISERS: (Permission.RUN_PROCEDURE, Permission.ADVISE),
}
"""Who asks for more, takes a reply as met, or refuses, by the step the dossier is at; elsewhere the province."""
WRITTEN_BY = {Assessor.COMMUNE: Permission.CHECK_DOSSIERS, Assessor.ADVISERS: Permission.ADVISE}


class Offer(NamedTuple):
    """A button of a dossier's page: a form of its own, or an act at once; `refusal` says why it is grey."""

    label: str | _StrPromise
    url: str
    refusal: str
    posts: bool = False


def dossiers_of(user: User) -> QuerySet[Dossier]:
    """Return the dossiers the person reads at the desk: those that were filed."""
    return visible_to(user).filter(filed_at__isnull=False)


def dossier_of(user: User, code: str) -> Dossier:
    """Return the dossier with what its page names. Raises Http404 for one the person does not see."""
    listed = dossiers_of(user).select_related(
        "producer", "product", "place__parent", "place__province", "edition__product_set", "renews"
    )
    return get_object_or_404(listed, code=code)


def dossier_run(user: User, code: str) -> Dossier:
    """Return a dossier of a place where the person runs the procedure. Raises Http404, PermissionDenied."""
    found = dossier_of(user, code)
    require(user, Permission.RUN_PROCEDURE, found.place)
    return found


def may_any(user: User, permissions: tuple[Permission, ...], dossier: Dossier) -> Refusal | None:
    """Answer nothing when the person holds one of the permissions over the dossier's place; else why not the last."""
    refusals = [may(user, permission, dossier.place) for permission in permissions]
    return None if None in refusals else refusals[-1]


def may_check(user: User, dossier: Dossier) -> Refusal | None:
    """Answer nothing when the person checks dossiers at the step this one is at; else why not."""
    return may_any(user, CHECKED_BY.get(dossier.state, (Permission.RUN_PROCEDURE,)), dossier)


def may_read_papers(user: User, dossier: Dossier) -> Refusal | None:
    """Answer nothing when the person may open the producer's papers: who works on dossiers there; else why not."""
    return may_any(user, (*WORKING, Permission.READ_PERSONAL_DATA), dossier)


def require_any(user: User, permissions: tuple[Permission, ...], dossier: Dossier) -> None:
    """Go on when the person holds one of the permissions over the dossier's place. Raises PermissionDenied."""
    refuse_page(may_any(user, permissions, dossier))


def offers(user: User, dossier: Dossier) -> list[Offer]:
    """Return what can be done with the dossier at its step by somebody, those the person may not do greyed."""
    return [
        Offer(label, reverse(f"desk:{name}", args=[dossier.code, *more]), say(refusal), posts)
        for label, name, more, refusal, posts in _acts(user, dossier)
    ]


def _acts(user: User, dossier: Dossier) -> Iterator[Deed]:
    commune = may(user, Permission.CHECK_DOSSIERS, dossier.place)
    office = may(user, Permission.RUN_PROCEDURE, dossier.place)
    advisers = may(user, Permission.ADVISE, dossier.place)
    if dossier.state == State.COMMUNE:
        if not dossier.official_code:
            yield _("Tiếp nhận, cấp mã số"), "dossier_receive", (), commune or receipts.may_receive(dossier), True
        yield _("Ghi báo cáo Mẫu số 03"), "dossier_report", (Assessor.COMMUNE,), commune, False
    if dossier.state == State.PROVINCE:
        yield _("Chuyển tổ tư vấn"), "dossier_accept", (), office or checks.may_accept(dossier), True
    if dossier.state in {State.PROVINCE, State.CENTRE} and checks.may_put_to_council(dossier) is None:
        yield _("Trình thẳng hội đồng"), "dossier_to_council", (), office, True
    if dossier.state == State.ADVISERS:
        yield _("Ghi báo cáo tổ tư vấn"), "dossier_report", (Assessor.ADVISERS,), advisers, False
    if dossier.state in supplements.CHECKED_IN:
        yield _("Yêu cầu bổ sung"), "dossier_ask", (), may_check(user, dossier), False
    if dossier.state in {State.FINAL, State.CENTRE} and not packages.came_from_elsewhere(dossier):
        yield from _acts_about_the_centre(user, dossier, office)
    if may_move(dossier, Act.REFUSE) is None:
        yield _("Từ chối hồ sơ"), "dossier_refuse", (), may_check(user, dossier), False


def _acts_about_the_centre(user: User, dossier: Dossier, office: Refusal | None) -> Iterator[Deed]:
    """Yield what a province does with a dossier that may go to the centre, is there, or came back with an answer."""
    answer = central_result(dossier)
    if dossier.state == State.FINAL and answer is None:
        yield _("Gửi trung ương"), "dossier_send_up", (), office or _may_send_up(dossier), True
        return
    if answer is None or answer.stars >= LEAST_STARS:
        issues = may(user, Permission.ISSUE_CERTIFICATES, dossier.place)
        yield _("Công nhận theo quyết định"), "dossier_recognise", (), issues, False
    elif dossier.state == State.FINAL:
        yield _("Kết thúc: không công nhận"), "dossier_end", (), office, True
    yield _("Đánh giá lại ở tỉnh"), "dossier_again", (), office, True


def _may_send_up(dossier: Dossier) -> Refusal | None:
    result = result_of(dossier)
    return may_move(dossier, Act.SEND_UP) or (may_send_up(result) if result else NOT_FINAL)


def may_write_report(user: User, dossier: Dossier, assessor: Assessor) -> Refusal | None:
    """Answer nothing when the person writes that report and it is its turn; else why not."""
    return may(user, WRITTEN_BY[assessor], dossier.place) or assessments.may_write(dossier, assessor)
