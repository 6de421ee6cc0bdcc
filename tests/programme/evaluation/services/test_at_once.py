"""Several at the same sheets at the same moment. On SQLite writers take turns; `bench/councils.py` does it there."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from saolang.base.accounts.models import Signature
from saolang.core.refusal import Refusal
from saolang.programme.evaluation.choices import CaseState
from saolang.programme.evaluation.models import Case, Click, Membership, Result, ScoreSheet, Session, SheetLine
from saolang.programme.evaluation.queries.proofs import root_of
from saolang.programme.evaluation.services import sessions, sheets
from saolang.programme.evaluation.services.sheets import NewClick
from tests.factories.evaluation import (
    a_full_council,
    a_waiting_dossier,
    an_open_session,
    everybody_signs,
    sign_sheets,
    tick,
)
from tests.factories.province import Province
from tests.threads import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(transactional_db: None) -> Session:
    province = Province()
    council = a_full_council(province.place)
    return an_open_session(council, *(a_waiting_dossier(commune) for commune in province.communes[:2]))


def attempted(act: Callable[[], object]) -> str:
    """Return why it was refused, "" where it was not."""
    try:
        act()
    except Refusal as refusal:
        return refusal.message
    return ""


def each_its_own(acts: list[Callable[[], object]]) -> list[str]:
    """Do all at the same moment, each in a thread of its own; return why each was refused."""
    turn = count()

    def next_one() -> tuple[int, str]:
        number = next(turn)
        return number, attempted(acts[number])

    return [refused for _, refused in sorted(at_once(len(acts), next_one))]


def test_one_click_sent_many_times_at_once_counts_once(opened: Session) -> None:
    sheet = ScoreSheet.objects.select_related("membership__user").earliest("pk")
    click, by = NewClick(uuid4(), 1, "1.1", "1.1-1"), sheet.membership.user.actor

    at_once(6, lambda: sheets.clicks(sheet=sheet, batch=[click], by=by))

    sheet.refresh_from_db()
    assert (sheet.clicks, Click.objects.count(), SheetLine.objects.count()) == (1, 1, 1)


def test_clicks_at_once_are_all_kept_and_the_last_stands(opened: Session) -> None:
    sheet = ScoreSheet.objects.select_related("membership__user").earliest("pk")
    by = sheet.membership.user.actor
    options = ["1.1-1", "1.1-2", "none", "", "1.1-1", "1.1-2"]
    clicks = [NewClick(uuid4(), order, "1.1", option) for order, option in enumerate(options)]

    each_its_own([lambda click=click: sheets.clicks(sheet=sheet, batch=[click], by=by) for click in clicks])

    sheet.refresh_from_db()
    assert (sheet.clicks, sheet.lines.get().option) == (6, "1.1-2")


def test_click_and_signature_at_once_sign_what_stands_or_nothing(opened: Session) -> None:
    """Whichever comes first, what is signed is what stands on the sheet."""
    sheet = ScoreSheet.objects.select_related("membership__user", "case").earliest("pk")
    by, membership = sheet.membership.user.actor, sheet.membership
    tick(sheet)
    click = NewClick(uuid4(), 5, "1.1", "none")

    clicked, signed = each_its_own(
        [
            lambda: sheets.clicks(sheet=sheet, batch=[click], by=by),
            lambda: sign_sheets(membership, opened, case=sheet.case),
        ]
    )

    sheet.refresh_from_db()
    stands = sheet.lines.get(criterion="1.1").option
    assert (bool(sheet.signature_id), stands == "none") in {(True, False), (True, True), (False, True)}
    assert (bool(clicked), bool(signed)) == (stands != "none", not sheet.signature_id)


def test_sheets_signed_twice_at_once_are_signed_once(opened: Session) -> None:
    membership = Membership.objects.filter(sheets__isnull=False).earliest("pk")
    for sheet in ScoreSheet.objects.filter(membership=membership):
        tick(sheet)

    refused = at_once(2, lambda: attempted(lambda: sign_sheets(membership, opened)))

    assert sorted(map(bool, refused)) == [False, True]
    assert Signature.objects.count() == 1


def test_everybody_signing_at_once_settles_every_product_once(opened: Session) -> None:
    for sheet in ScoreSheet.objects.all():
        tick(sheet)
    members = list(Membership.objects.filter(sheets__isnull=False).distinct())

    refused = each_its_own([lambda member=member: sign_sheets(member, opened) for member in members])

    assert refused == ["", "", ""]
    assert (Result.objects.count(), Case.objects.filter(state=CaseState.SETTLED).count()) == (2, 2)


def test_session_closed_by_two_at_once_is_closed_once(opened: Session) -> None:
    everybody_signs(opened)

    refused = at_once(2, lambda: attempted(lambda: sessions.close(session=opened, by="tests")))

    assert sorted(map(bool, refused)) == [False, True]
    assert Result.objects.count() == 2


def test_close_and_a_late_interest_at_once_leave_a_root_that_holds(opened: Session) -> None:
    everybody_signs(opened)
    case, membership = Case.objects.earliest("pk"), Membership.objects.earliest("pk")

    each_its_own(
        [
            lambda: sessions.close(session=opened, by="tests"),
            lambda: sessions.declare_conflict(case=case, membership=membership, reason="Người nhà", by="tests"),
        ]
    )

    opened = Session.objects.get(pk=opened.pk)
    assert opened.merkle_root in {"", root_of(opened)}
