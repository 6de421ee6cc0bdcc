"""Questions to the secretary about a session's sheets, and to the coordinator about how councils differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.kit.formats import figure
from saolang.core.scrutiny import Kind
from saolang.programme.evaluation.queries.councils import councils_visible_to, membership_of
from saolang.programme.evaluation.queries.scrutiny import Answer, questions_among, questions_in
from saolang.web.council.access import session_run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from saolang.core.scrutiny import Finding, Question
    from saolang.web.requests import PersonRequest

RAREST = 10_000
"""Chances below one in so many are not told apart."""


class Words(NamedTuple):
    """How a kind of question is headed, what it looks at, and what it needs to tell anything."""

    title: _StrPromise
    looks_at: _StrPromise
    needs: _StrPromise


WORDS: Mapping[Kind, Words] = {
    Kind.SEVERITY: Words(
        _("Chấm cao hoặc thấp hơn những người khác"),
        _("So tổng điểm của mỗi ủy viên với trung vị của các ủy viên khác, ở từng sản phẩm."),
        _("Cần ít nhất 3 phiếu đã ký một sản phẩm và 6 sản phẩm một ủy viên."),
    ),
    Kind.HALO: Words(
        _("Mọi tiêu chí gần như một mức"),
        _("So mức chênh giữa các tiêu chí trên phiếu của mỗi ủy viên với phiếu của các ủy viên khác."),
        _("Cần ít nhất 3 phiếu đã ký một sản phẩm và 6 sản phẩm một ủy viên."),
    ),
    Kind.COPIED: Words(
        _("Hai phiếu giống nhau khác thường"),
        _(
            "Xem hai ủy viên có cùng khác những người khác ở đúng một sản phẩm hay không, "
            "ngoài thói quen chung của mỗi người."
        ),
        _("Cần ít nhất 4 phiếu đã ký một sản phẩm và đủ nhiều sản phẩm cùng một bộ tiêu chí."),
    ),
    Kind.HEAPING: Words(
        _("Điểm dồn ngay trên ngưỡng 50, 70, 90"),
        _("Đếm các tổng điểm trong 2 điểm quanh ngưỡng: bao nhiêu nằm trên, bao nhiêu nằm dưới."),
        _("Cần đủ nhiều tổng điểm nằm gần các ngưỡng, thường là từ vài chục sản phẩm."),
    ),
    Kind.COUNCILS: Words(
        _("Hội đồng chấm khác các hội đồng khác"),
        _("So kết quả với điểm tự chấm của chủ thể: hội đồng nào cách xa hơn các hội đồng khác."),
        _("Cần ít nhất 2 hội đồng, mỗi hội đồng 8 kết quả."),
    ),
}


class Asked(NamedTuple):
    """One question as it is read, and how often it would arise where nothing is there."""

    words: str
    chance: str


class Group(NamedTuple):
    """What became of one kind of question."""

    words: Words
    cases: int
    too_few: bool
    asked: list[Asked]


@requires(Permission.RUN_SESSIONS)
@require_safe
def session_questions(request: PersonRequest, code: str) -> HttpResponse:
    """Show the secretary what is to be asked about a session's sheets, with the members named."""
    session = session_run(request.user, code)
    answer = questions_in(session, membership_of(request.user, session.council))
    return render(request, "council/questions.html", {"session": session, "groups": _groups(answer)})


@requires(Permission.RUN_SESSIONS)
@require_safe
def questions(request: PersonRequest) -> HttpResponse:
    """Show what is to be asked about how the councils the person sees differ."""
    return render(
        request, "council/questions.html", {"groups": _groups(questions_among(councils_visible_to(request.user)))}
    )


def _groups(answer: Answer) -> list[Group]:
    return [_group(finding, answer.names) for finding in answer.findings]


def _group(finding: Finding, names: Mapping[str, str]) -> Group:
    asked = [Asked(_said(question, names), _chance(question.chance)) for question in finding.questions]
    return Group(WORDS[finding.kind], finding.asked, finding.too_few, asked)


def _said(question: Question, names: Mapping[str, str]) -> str:
    """Return the question in words: what is seen, and what to ask; never what somebody has done."""
    said = {
        "who": names[question.who[0]] if question.who else "",
        "other": names[question.who[-1]] if question.who else "",
        "points": figure(abs(question.effect), 1),
        "percent": figure(round(question.effect * 100)),
        "count": figure(question.count),
    }
    return _sentence(question) % said


def _sentence(question: Question) -> str:
    match question.kind:
        case Kind.SEVERITY:
            return _severity(question)
        case Kind.HALO:
            return gettext(
                "Ở %(count)s sản phẩm, %(who)s cho các tiêu chí gần như cùng một mức. "
                "Từng tiêu chí đã được xem riêng chưa?"
            )
        case Kind.COPIED:
            return gettext(
                "Ở %(count)s sản phẩm, %(who)s và %(other)s cùng khác các ủy viên khác theo một cách. "
                "Hai người có chấm độc lập với nhau không?"
            )
        case Kind.HEAPING:
            return _heaping(question)
        case Kind.COUNCILS:
            return _councils(question)


def _severity(question: Question) -> str:
    if question.effect > 0:
        return gettext(
            "Ở %(count)s sản phẩm, %(who)s cho trung bình cao hơn các ủy viên khác %(points)s điểm. "
            "Có lý do chuyên môn nào không?"
        )
    return gettext(
        "Ở %(count)s sản phẩm, %(who)s cho trung bình thấp hơn các ủy viên khác %(points)s điểm. "
        "Có lý do chuyên môn nào không?"
    )


def _heaping(question: Question) -> str:
    if question.who:
        return gettext(
            "%(who)s có %(count)s tổng điểm gần ngưỡng 50, 70, 90; %(percent)s%% nằm ngay trên ngưỡng. "
            "Các phiếu ấy được chấm từ từng tiêu chí hay từ hạng sao?"
        )
    return gettext(
        "Hội đồng có %(count)s điểm trung bình gần ngưỡng 50, 70, 90; %(percent)s%% nằm ngay trên ngưỡng. "
        "Có sản phẩm nào được nâng cho vừa đủ hạng không?"
    )


def _councils(question: Question) -> str:
    if question.effect > 0:
        return gettext(
            "So với điểm tự chấm, %(count)s kết quả của %(who)s cao hơn các hội đồng khác %(points)s điểm. "
            "Sản phẩm khác nhau hay cách chấm khác nhau?"
        )
    return gettext(
        "So với điểm tự chấm, %(count)s kết quả của %(who)s thấp hơn các hội đồng khác %(points)s điểm. "
        "Sản phẩm khác nhau hay cách chấm khác nhau?"
    )


def _chance(chance: float) -> str:
    if chance * RAREST < 1:
        return gettext("Nếu không có gì, chưa đến 1 trong %(times)s lần thấy như vậy.") % {"times": figure(RAREST)}
    return gettext("Nếu không có gì, khoảng 1 trong %(times)s lần thấy như vậy.") % {"times": figure(round(1 / chance))}
