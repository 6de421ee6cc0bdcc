"""A member's score sheet: the page, the part saved without script, the clicks sent one by one, what is signed."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.evaluation.choices import FOUND, REMARKS, VOTING
from saolang.programme.evaluation.models import ScoreSheet
from saolang.programme.evaluation.queries.sheets import bundle, bundle_code, lines_of, own_sheets, with_all
from saolang.programme.evaluation.rules.sheets import may_change, may_score
from saolang.programme.evaluation.services import sheets as services
from saolang.programme.evaluation.services.sheets import NewClick
from saolang.web.council.access import case_seen, voting_seat
from saolang.web.council.sheet_page import page_of, standing_of
from saolang.web.council.templatetags.council import hour

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from saolang.base.accounts.models import User
    from saolang.programme.evaluation.models import Case, Membership, SheetLine
    from saolang.web.council.sheet_page import Line, Page, Ticked
    from saolang.web.requests import PersonRequest

MOST_CLICKS = 100
LARGEST_ORDER = 2**31 - 1
NOT_KEPT = re.compile("[\0\ud800-\udfff]")
"""What no database keeps as text: JSON can say half a character."""
REASON = "reason:"
"""Begins the name under which a form sends what stands beside a line."""
ROUND = "vong"
ANOTHER_ROUND = Refusal(
    gettext_noop("Sản phẩm này đã sang vòng chấm khác nên lựa chọn vừa rồi không được ghi. Hãy tải lại trang.")
)
MALFORMED = Refusal(gettext_noop("Yêu cầu không đúng mẫu nên không có gì được ghi. Hãy tải lại trang."))


class Seated(NamedTuple):
    """A product, the seat from which it is scored, and the sheet; one that is not saved until something is ticked."""

    case: Case
    seat: Membership
    sheet: ScoreSheet
    lines: dict[str, SheetLine]


@requires(Permission.SCORE)
def sheet(request: PersonRequest, code: str, position: int) -> HttpResponse:
    """Show the member's own sheet of a product; without script, save one part of it."""
    own = _own(request.user, code, position)
    if request.method == "POST":
        part = request.POST.get("part", "")
        try:
            _save_part(own, part, request.POST, by=request.user.actor)
        except Refusal as refusal:
            messages.error(request, say(refusal))
        else:
            messages.success(request, gettext("Đã lưu."))
        return redirect(f"{request.path}#part-{part if part.isalnum() else 'end'}")
    return render(request, "council/sheet.html", _context(own))


@requires(Permission.SCORE)
@require_POST
def clicks(request: PersonRequest, code: str, position: int) -> HttpResponse:
    """Take in clicks and answer what stands; 409 where it is locked, 422 for what is not of it, in a sentence.

    A window that was opened for the round before says which round it shows: its clicks are not this round's.
    """
    try:
        batch, begun = read_clicks(request.body), _begun(request.user, code, position)
        if request.GET.get(ROUND, str(begun.round)) != str(begun.round):
            return _refused(ANOTHER_ROUND, HTTPStatus.CONFLICT)
        saved = services.clicks(sheet=begun, batch=batch, by=request.user.actor)
    except ValueError:
        return _refused(MALFORMED, HTTPStatus.BAD_REQUEST)
    except Refusal as refusal:
        is_locked = _locked(_own(request.user, code, position), request.user.actor)
        return _refused(refusal, HTTPStatus.CONFLICT if is_locked else HTTPStatus.UNPROCESSABLE_ENTITY)
    standing = saved.sheet
    return JsonResponse(_answer(Seated(standing.case, standing.membership, standing, saved.lines), saved.order))


@requires(Permission.SCORE)
@require_safe
def bundle_page(request: PersonRequest, code: str) -> HttpResponse:
    """Show what is signed at once: the member's own sheets in words, then the very text whose digest is signed."""
    found = bundle(request.user, code)
    if found is None:
        raise Http404
    return render(request, "council/bundle.html", {"bundle": found, "sheets": _read_out(found.sheets)})


def read_clicks(body: bytes) -> list[NewClick]:
    """Return the clicks of a request. Raises ValueError for what is no list of them."""
    try:
        sent = json.loads(body)["clicks"]
        return [_click(each) for each in sent] if 0 < len(sent) <= MOST_CLICKS else _malformed()
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError from error


def _click(sent: Mapping[str, Any]) -> NewClick:
    texts = [sent["criterion"], sent.get("option", ""), sent.get("reason", "")]
    order = sent["order"]
    is_right = all(isinstance(text, str) and not NOT_KEPT.search(text) for text in texts)
    if not is_right or type(order) is not int or not 0 <= order <= LARGEST_ORDER:
        _malformed()
    criterion, option, reason = texts
    return NewClick(number=UUID(sent["number"]), order=order, criterion=criterion, option=option, reason=reason)


def _malformed() -> list[NewClick]:
    raise ValueError


def _own(user: User, code: str, position: int) -> Seated:
    """Return the person's own sheet of the product. Raises Http404 for who has no vote in it."""
    case = case_seen(user, code, position)
    seat = voting_seat(user, case.session.council)
    found = with_all(ScoreSheet.objects.filter(case=case, membership=seat)).order_by("-round").first()
    if found is None or (found.round < case.round and found.signature_id and not may_score(case, seat)):
        found = ScoreSheet(case=case, membership=seat, round=case.round)
    found.case, found.membership = case, seat
    lines = lines_of([found])[found.pk] if found.pk else []
    return Seated(case, seat, found, {line.criterion: line for line in lines})


def _begun(user: User, code: str, position: int) -> ScoreSheet:
    """Return the person's sheet of the round the product is in, begun if need be. Raises Http404 and Refusal.

    A click comes every second: of a sheet that is there only its key and round are read here, the rest under its
    lock.
    """
    own = own_sheets(user).filter(membership__seat__in=VOTING, round=F("case__round"))
    found = own.filter(case__session__code=code, case__position=position).only("pk", "round").first()
    if found is None:
        seated = _own(user, code, position)
        found = (
            seated.sheet if seated.sheet.pk else services.begin(case=seated.case, membership=seated.seat, by=user.actor)
        )
    return found


def _locked(own: Seated, by: str) -> Refusal | None:
    return may_change(own.sheet, by) if own.sheet.pk else may_score(own.case, own.seat)


def _context(own: Seated) -> dict[str, Any]:
    page = page_of(own.case, own.lines.values())
    locked = _locked(own, own.seat.user.actor)
    rescored = own.case.rescored_criteria
    remarks = own.lines.get(REMARKS)
    return {
        **_standing(own),
        "session": own.case.session,
        "page": page,
        "remarks": remarks.reason if remarks else own.sheet.remarks,
        "locked": say(locked),
        "rescored": rescored,
        "settled": [line.code for line in lines_on(page) if rescored and line.code not in rescored],
        "paper_count": len(
            {paper.url for line in lines_on(page) for paper in line.papers}
            | {paper.url for paper in page.general_papers}
        ),
    }


def _standing(own: Seated) -> dict[str, Any]:
    """Return what the page draws again after each click."""
    lines = list(own.lines.values())
    signed = bundle_code(own.case.session, own.seat, own.sheet.round)
    return {
        "case": own.case,
        "sheet": own.sheet,
        "standing": standing_of(sheet_of(own.case.dossier.edition), lines),
        "signing_url": reverse("account:signing", args=["score_sheets", signed]),
    }


def _answer(own: Seated, order: int) -> dict[str, Any]:
    context = _standing(own)
    return {
        "count": own.sheet.clicks,
        "order": order,
        "at": hour(own.sheet.saved_at),
        "lines": {code: [line.option, line.reason] for code, line in own.lines.items()},
        "parts": {name: render_to_string(f"council/_{name}.html", context) for name in ("tally", "parts", "left")},
    }


def _refused(refusal: Refusal, status: HTTPStatus) -> HttpResponse:
    return JsonResponse({"error": say(refusal)}, status=status)


# Without script --------------------


def _save_part(own: Seated, part: str, sent: Mapping[str, str], *, by: str) -> None:
    """Save what a form of one part changes, as clicks the server draws. Raises Refusal."""
    order = max((line.order for line in own.lines.values()), default=0)
    changed = [
        (code, option, reason) for code, option, reason in _said(own, part, sent) if _differs(own, code, option, reason)
    ]
    batch = [
        NewClick(number=uuid4(), order=min(order + number, LARGEST_ORDER), criterion=code, option=option, reason=reason)
        for number, (code, option, reason) in enumerate(changed, 1)
    ]
    begun = own.sheet if own.sheet.pk else services.begin(case=own.case, membership=own.seat, by=by)
    services.clicks(sheet=begun, batch=batch, by=by)


def _said(own: Seated, part: str, sent: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield criterion, option and reason of each line of the part as the form has them; a box not ticked is ""."""
    page = page_of(own.case, own.lines.values())
    for line in lines_on(page, part):
        chosen = line.chosen.code if line.chosen else ""
        yield line.code, sent.get(line.code, chosen), _reason(sent, line.code, line.reason)
        yield from (_ground(ground, sent) for ground in line.grounds)
    if part == "end":
        yield from (_ground(ground, sent) for ground in page.grounds)
        yield REMARKS, "", _reason(sent, REMARKS)


def _ground(ground: Ticked, sent: Mapping[str, str]) -> tuple[str, str, str]:
    return ground.code, FOUND if sent.get(ground.code) == FOUND else "", _reason(sent, ground.code)


def _reason(sent: Mapping[str, str], code: str, standing: str = "") -> str:
    """Return what a form says beside a line; its ends of line are as a script would read them."""
    return NOT_KEPT.sub("", sent.get(f"{REASON}{code}", standing)).replace("\r\n", "\n").strip()


def _differs(own: Seated, code: str, option: str, reason: str) -> bool:
    line = own.lines.get(code)
    return (line.option, line.reason) != (option, reason) if line else bool(option or reason)


def lines_on(page: Page, part: str = "") -> Iterator[Line]:
    """Yield the criteria of the page, or of one of its parts."""
    for each in page.parts:
        if not part or each.code == part:
            for heading in each.headings:
                yield from heading.lines


def _read_out(sheets: Iterable[ScoreSheet]) -> list[dict[str, Any]]:
    """Return sheets as they are read before signing: each with its page, what it comes to, and its remarks."""
    lines = lines_of(sheets)
    return [
        {
            "case": each.case,
            "page": page_of(each.case, lines[each.pk]),
            "standing": standing_of(sheet_of(each.case.dossier.edition), lines[each.pk]),
            "remarks": next((line.reason for line in lines[each.pk] if line.criterion == REMARKS), ""),
        }
        for each in sheets
    ]
