from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saolang.base.accounts.models import Signature
from saolang.base.audit.models import Change
from saolang.core.refusal import Refusal
from saolang.programme.evaluation.choices import Seat
from saolang.programme.evaluation.models import Click, ScoreSheet, Session, SheetLine
from saolang.programme.evaluation.queries.sheets import bundle, bundle_code
from saolang.programme.evaluation.rules import sheets as rules
from saolang.programme.evaluation.services import councils, sessions, sheets
from saolang.programme.evaluation.services.sheets import NewClick
from tests.factories.evaluation import a_session, a_waiting_dossier, an_open_session, sign_sheets, tick

if TYPE_CHECKING:
    from saolang.programme.evaluation.models import Case, Council, Membership
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(case: Case, members: list[Membership]) -> ScoreSheet:
    """Return the sheet of the second member, as it was handed out."""
    return ScoreSheet.objects.get(case=case, membership=members[1])


def by(sheet: ScoreSheet) -> str:
    return sheet.membership.user.actor


def a_click(order: int = 1, criterion: str = "1.1", option: str = "1.1-1", reason: str = "") -> NewClick:
    return NewClick(uuid4(), order, criterion, option, reason)


def standing(sheet: ScoreSheet) -> dict[str, str]:
    return dict(SheetLine.objects.filter(sheet=sheet).values_list("criterion", "option"))


# Clicks --------------------


def test_click_stands_on_the_sheet(sheet: ScoreSheet) -> None:
    saved = sheets.click(
        sheet=sheet, number=uuid4(), order=7, criterion="1.1", option="1.1-1", reason="Đúng hồ sơ", by=by(sheet)
    )

    line = SheetLine.objects.get(sheet=sheet)
    assert (line.criterion, line.option, line.reason, line.order) == ("1.1", "1.1-1", "Đúng hồ sơ", 7)
    assert (saved.sheet.clicks, saved.order, len(saved.unanswered)) == (1, 7, saved.of - 1)


def test_click_sent_again_counts_once(sheet: ScoreSheet) -> None:
    again = a_click()

    for _ in range(3):
        saved = sheets.clicks(sheet=sheet, batch=[again], by=by(sheet))

    assert (saved.sheet.clicks, Click.objects.count(), standing(sheet)) == (1, 1, {"1.1": "1.1-1"})


def test_click_twice_in_one_batch_counts_once(sheet: ScoreSheet) -> None:
    twice = a_click()

    assert sheets.clicks(sheet=sheet, batch=[twice, twice], by=by(sheet)).sheet.clicks == 1


def test_click_that_comes_late_does_not_undo_a_later_one(sheet: ScoreSheet) -> None:
    first, second = a_click(1, option="1.1-1"), a_click(2, option="1.1-2")

    for each in (second, first):
        sheets.clicks(sheet=sheet, batch=[each], by=by(sheet))

    assert standing(sheet) == {"1.1": "1.1-2"}


CLICKS = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["1.1", "1.2", "forged_dossier"]), st.booleans(), st.uuids()),
    max_size=12,
    unique_by=lambda drawn: drawn[3],
)


@given(CLICKS, st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_clicks_come_to_the_same_in_whatever_order_and_pieces_they_arrive(
    sheet: ScoreSheet, drawn: list[tuple[int, str, bool, UUID]], data: st.DataObject
) -> None:
    Click.objects.all().delete()
    SheetLine.objects.all().delete()
    ScoreSheet.objects.update(clicks=0)
    sent = [
        NewClick(number, order, criterion, ("yes" if criterion == "forged_dossier" else f"{criterion}-1") if on else "")
        for order, criterion, on, number in drawn
    ]
    last = {each.criterion: each.option for each in sorted(sent, key=lambda each: (each.order, str(each.number)))}

    arriving = data.draw(st.permutations(sent))
    for each in arriving:
        sheets.clicks(sheet=sheet, batch=[each, *data.draw(st.lists(st.sampled_from(sent), max_size=2))], by=by(sheet))

    assert standing(sheet) == last
    sheet.refresh_from_db()
    assert sheet.clicks == len(sent)


def test_wrong_option_is_refused_by_name_and_nothing_of_the_batch_is_kept(sheet: ScoreSheet) -> None:
    with pytest.raises(Refusal, match=r"Tiêu chí 1\.1 không có lựa chọn 1\.2-1\."):
        sheets.clicks(
            sheet=sheet, batch=[a_click(criterion="1.2", option="1.2-1"), a_click(option="1.2-1")], by=by(sheet)
        )

    assert (standing(sheet), Click.objects.count()) == ({}, 0)


def test_click_on_anothers_sheet_is_refused(sheet: ScoreSheet, members: list[Membership]) -> None:
    with pytest.raises(Refusal) as refused:
        sheets.clicks(sheet=sheet, batch=[a_click()], by=members[0].user.actor)

    assert refused.value == rules.NOT_YOUR_SHEET


def test_number_of_another_sheets_click_is_refused(sheet: ScoreSheet, members: list[Membership]) -> None:
    other, taken = ScoreSheet.objects.get(membership=members[2]), a_click()
    sheets.clicks(sheet=other, batch=[taken], by=by(other))

    with pytest.raises(Refusal) as refused:
        sheets.clicks(sheet=sheet, batch=[taken], by=by(sheet))

    assert refused.value == sheets.OF_ANOTHER_SHEET


def test_click_after_a_declared_interest_is_refused(sheet: ScoreSheet, case: Case) -> None:
    sessions.declare_conflict(case=case, membership=sheet.membership, reason="Em gái tôi làm ở đó", by=by(sheet))

    with pytest.raises(Refusal) as refused:
        sheets.clicks(sheet=sheet, batch=[a_click()], by=by(sheet))

    assert refused.value == rules.HAS_A_CONFLICT


def test_click_of_somebody_who_left_the_council_is_refused(sheet: ScoreSheet) -> None:
    councils.unseat(membership=sheet.membership, reason="Chuyển công tác", by="tests")

    with pytest.raises(Refusal) as refused:
        sheets.clicks(sheet=sheet, batch=[a_click()], by=by(sheet))

    assert refused.value == rules.LEFT_THE_COUNCIL


def test_reason_of_a_book_is_refused(sheet: ScoreSheet) -> None:
    with pytest.raises(Refusal) as refused:
        sheets.clicks(sheet=sheet, batch=[a_click(reason="x" * 4001)], by=by(sheet))

    assert refused.value == sheets.TOO_LONG


def test_click_is_not_told_in_the_list_of_changes_while_scoring_is_blind(sheet: ScoreSheet) -> None:
    before = Change.objects.count()

    sheets.clicks(sheet=sheet, batch=[a_click()], by=by(sheet))

    assert Change.objects.count() == before


# Handing out --------------------


def test_open_session_hands_out_a_sheet_to_each_who_scores(case: Case, members: list[Membership]) -> None:
    assert set(ScoreSheet.objects.filter(case=case).values_list("membership", flat=True)) == {
        membership.pk for membership in members if membership.seat != Seat.SECRETARY
    }


def test_begin_returns_the_same_sheet_again(case: Case, sheet: ScoreSheet) -> None:
    begun = sheets.begin(case=case, membership=sheet.membership, by=by(sheet))

    assert begun == sheet


def test_begin_is_refused_to_the_secretary(case: Case, members: list[Membership]) -> None:
    with pytest.raises(Refusal) as refused:
        sheets.begin(case=case, membership=members[3], by=members[3].user.actor)

    assert refused.value == rules.DOES_NOT_SCORE


def test_begin_is_refused_before_the_session_is_open(council: Council, province: Province) -> None:
    session = a_session(council, a_waiting_dossier(province.communes[1]))
    member = council.memberships.filter(seat=Seat.MEMBER)[0]

    with pytest.raises(Refusal) as refused:
        sheets.begin(case=session.cases.get(), membership=member, by=member.user.actor)

    assert refused.value == rules.NOT_OPEN


def test_begin_is_refused_to_who_is_not_there(session: Session, case: Case, members: list[Membership]) -> None:
    ScoreSheet.objects.filter(membership=members[1]).delete()
    sessions.mark_present(session=session, membership=members[1], present=False, by="tests")

    with pytest.raises(Refusal) as refused:
        sheets.begin(case=case, membership=members[1], by=members[1].user.actor)

    assert refused.value == rules.NOT_PRESENT


# Signing --------------------


def test_signing_locks_all_finished_sheets_at_once(
    council: Council, province: Province, members: list[Membership]
) -> None:
    session = an_open_session(council, *(a_waiting_dossier(commune) for commune in province.communes[:3]))
    finished, also, begun = ScoreSheet.objects.filter(membership=members[1]).order_by("case__position")
    tick(finished, lost=10)
    tick(also)
    sheets.clicks(sheet=begun, batch=[a_click()], by=by(begun))

    signature = sign_sheets(members[1], session)

    signed = ScoreSheet.objects.filter(signature=signature).order_by("case__position")
    assert [(sheet.case.position, sheet.total) for sheet in signed] == [(1, 90), (2, 100)]
    assert all(sheet.sha256 and sheet.salt for sheet in signed)


def test_signed_sheet_takes_no_click_but_the_one_it_had(sheet: ScoreSheet, session: Session) -> None:
    known = a_click()
    sheets.clicks(sheet=sheet, batch=[known], by=by(sheet))
    tick(sheet)
    sign_sheets(sheet.membership, session)

    replayed = sheets.clicks(sheet=sheet, batch=[known], by=by(sheet))
    with pytest.raises(Refusal) as refused:
        sheets.clicks(sheet=sheet, batch=[a_click(9, option="1.1-2")], by=by(sheet))

    assert (replayed.sheet.clicks, refused.value) == (1, rules.SIGNED)


def test_one_sheet_alone_is_signed_by_its_place_on_the_list(sheet: ScoreSheet, session: Session, case: Case) -> None:
    tick(sheet)

    signature = sign_sheets(sheet.membership, session, case=case)

    sheet.refresh_from_db()
    assert (sheet.signature, signature.code) == (signature, f"{session.code}.{sheet.membership_id}.1.1")


def test_incomplete_sheet_is_refused_naming_the_criteria(sheet: ScoreSheet, session: Session, case: Case) -> None:
    tick(sheet, c1_1="", c2_3="")

    with pytest.raises(Refusal, match=r"còn thiếu tiêu chí 1\.1, 2\.3\."):
        sign_sheets(sheet.membership, session, case=case)

    assert not Signature.objects.exists()


def test_what_changed_after_it_was_shown_is_not_signed(sheet: ScoreSheet, session: Session) -> None:
    tick(sheet)
    code = bundle_code(session, sheet.membership, 1)
    shown = bundle(sheet.membership.user, code)
    assert shown is not None
    sheets.clicks(sheet=sheet, batch=[a_click(99, option="none")], by=by(sheet))
    old = Signature(signer=sheet.membership.user, sha256=shown.sha256, code=code)

    with pytest.raises(Refusal) as refused:
        sheets.lock(code=code, signature=old, by=by(sheet))

    assert refused.value == sheets.CHANGED


def test_signed_sheets_are_shown_again_as_they_were_signed(sheet: ScoreSheet, session: Session) -> None:
    tick(sheet)
    signature = sign_sheets(sheet.membership, session)

    again = bundle(sheet.membership.user, signature.code)

    assert again is not None
    assert again.sha256 == signature.sha256


def test_another_finds_no_sheets_of_the_member(sheet: ScoreSheet, session: Session, members: list[Membership]) -> None:
    tick(sheet)

    assert bundle(members[0].user, bundle_code(session, sheet.membership, 1)) is None


@pytest.mark.parametrize("code", ["", "PH-00000001", "PH-00000001.1", "PH-00000001.x.1", "PH-00000001.1.1.1.1"])
def test_a_code_of_nothing_names_no_sheets(sheet: ScoreSheet, code: str) -> None:
    assert bundle(sheet.membership.user, code) is None


def test_general_remarks_are_kept_with_the_signed_sheet(sheet: ScoreSheet, session: Session) -> None:
    tick(sheet)
    sheets.clicks(sheet=sheet, batch=[a_click(criterion="remarks", option="", reason="Bao bì đẹp")], by=by(sheet))

    sign_sheets(sheet.membership, session)

    sheet.refresh_from_db()
    assert sheet.remarks == "Bao bì đẹp"


def test_a_sheet_is_told_in_the_list_of_changes_by_its_digest_alone(sheet: ScoreSheet, session: Session) -> None:
    tick(sheet)
    sign_sheets(sheet.membership, session)

    sheet.refresh_from_db()
    change = Change.objects.get(kind="score_sheet")
    assert (change.code, change.after) == (f"{session.code}.1.{sheet.membership_id}.1", {"sha256": sheet.sha256})


def test_closed_session_takes_no_click(sheet: ScoreSheet, session: Session) -> None:
    Session.objects.update(state="closed", closed_at=dt.datetime(2026, 11, 21, tzinfo=dt.UTC))

    with pytest.raises(Refusal) as refused:
        sheets.clicks(sheet=sheet, batch=[a_click()], by=by(sheet))

    assert refused.value == rules.CLOSED
