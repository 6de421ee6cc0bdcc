"""A session from its plan to the published result, by the secretary, the members and the producer."""

from __future__ import annotations

import datetime as dt
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.programme.dossiers.choices import State
from saolang.programme.evaluation.choices import CaseState, ObjectionAnswer, Rule, Seat, SessionState
from saolang.programme.evaluation.models import Breach, Objection, ScoreSheet, Session
from saolang.programme.evaluation.services import results, sessions
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_decision, a_recognition
from tests.factories.evaluation import (
    a_full_council,
    a_session,
    a_waiting_dossier,
    an_open_session,
    everybody_signs,
    tick,
)

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django.fixtures import DjangoAssertNumQueries

    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.evaluation.models import Case, Council, Membership
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


def post(client: Client, name: str, *args: object, **said: object) -> HttpResponse:
    return client.post(reverse(f"council:{name}", args=args), said, follow=True)


def cockpit(client: Client, session: Session) -> HttpResponse:
    return client.get(reverse("council:cockpit", args=[session.code]))


def closed(session: Session) -> Session:
    """Have everybody sign, and close the session."""
    everybody_signs(session)
    return sessions.close(session=session, by="tests")


def says(page: HttpResponse, number: str, session: Session) -> bool:
    """Tell whether the number stands on the page by itself, not within a token or code, nor in a name made up here."""
    text = page.content.decode().replace(session.title, "").replace(str(session.council), "")
    return re.search(rf"\b{number}\b", text) is not None


def producer_of(dossier: Dossier, client: Client) -> Client:
    owner = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=dossier.producer.code).user
    client.force_login(owner)
    return client


def test_session_is_prepared_held_and_closed_from_the_cockpit(
    as_secretary: Client, council: Council, dossier: Dossier
) -> None:
    session = a_session(council)
    voting = council.memberships.exclude(seat=Seat.SECRETARY)

    post(as_secretary, "case_add", session.code, dossiers=dossier.pk)
    post(as_secretary, "papers_send", session.code)
    post(as_secretary, "attendance", session.code, present=[seat.pk for seat in voting])
    post(as_secretary, "session_open", session.code)
    everybody_signs(session)
    refused = post(as_secretary, "session_close", session.code)
    post(as_secretary, "breach", session.code, Rule.PAPERS, reason="Gửi bản giấy trước 5 ngày")
    post(as_secretary, "session_close", session.code)

    session.refresh_from_db()
    assert "Tài liệu phải gửi cho ủy viên chậm nhất" in refused.content.decode()
    assert (session.state, len(session.merkle_root)) == (SessionState.CLOSED, 64)
    assert [(each.rule, each.reason) for each in Breach.objects.all()] == [(Rule.PAPERS, "Gửi bản giấy trước 5 ngày")]


def test_member_who_is_gone_is_waited_for_no_more_once_that_is_confirmed(
    as_secretary: Client, session: Session, member: Membership
) -> None:
    others = [each.pk for each in session.council.memberships.exclude(pk=member.pk)]

    asked = post(as_secretary, "attendance", session.code, present=others)
    still_there = session.attendances.get(membership=member).present
    post(as_secretary, "attendance", session.code, present=others, sure="yes")

    assert "Không chờ phiếu của" in asked.content.decode()
    assert still_there
    assert not session.attendances.get(membership=member).present


def test_everything_that_keeps_a_session_open_is_listed_with_the_way_to_mend_it(
    as_secretary: Client, session: Session
) -> None:
    blocks = cockpit(as_secretary, session).context["blocks"]

    assert [(block.rule, block.url.partition("#")[2]) for block in blocks] == [
        (Rule.UNSIGNED, "tien-do"),
        (Rule.FEW_SHEETS, "tien-do"),
    ]


def test_session_without_quorum_cannot_be_opened_and_says_why(
    as_secretary: Client, council: Council, dossier: Dossier
) -> None:
    session = a_session(council, dossier)

    shown = post(as_secretary, "session_open", session.code).content.decode()

    assert "Có mặt 0 trong 3 ủy viên có quyền chấm" in shown
    session.refresh_from_db()
    assert session.state == SessionState.PLANNED


def test_cockpit_tells_how_far_and_never_how_many_points(
    as_secretary: Client, session: Session, member: Membership
) -> None:
    tick(ScoreSheet.objects.get(membership=member), lost=17)

    page = cockpit(as_secretary, session)

    cells = [cell for row in page.context["rows"] for cell in row.cells]
    assert [(cell.progress.done, cell.progress.is_signed) for cell in cells] == [(0, False), (32, False), (0, False)]
    assert page.context["spreads"] == []
    assert not says(page, "83", session)


def test_totals_too_far_apart_lead_to_a_second_round(
    as_secretary: Client, session: Session, case: Case, member: Membership
) -> None:
    everybody_signs(session, {member.pk: 25})
    assert [row.differs for row in cockpit(as_secretary, session).context["spreads"]] == [True]

    post(as_secretary, "discussion", session.code, 1, discussion="Đã xem lại hợp đồng")

    case.refresh_from_db()
    assert (case.state, case.round, case.discussion) == (CaseState.SECOND_ROUND, 2, "Đã xem lại hợp đồng")


def test_interest_of_a_member_is_noted_by_the_secretary(
    as_secretary: Client, session: Session, member: Membership
) -> None:
    post(as_secretary, "conflict_of", session.code, 1, membership=member.pk, reason="Vợ là chủ cơ sở")

    [row] = cockpit(as_secretary, session).context["rows"]
    assert [(each.membership, each.reason) for each in row.conflicts] == [(member, "Vợ là chủ cơ sở")]


@pytest.mark.parametrize("count", [1, 3])
def test_cockpit_and_results_take_a_fixed_number_of_queries(
    as_secretary: Client,
    council: Council,
    province: Province,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = closed(an_open_session(council, *[a_waiting_dossier(province.communes[0]) for _ in range(count)]))

    with django_assert_num_queries(COCKPIT_QUERIES):
        cockpit(as_secretary, session)
    with django_assert_num_queries(RESULTS_QUERIES):
        as_secretary.get(reverse("council:results", args=[session.code]))
    with django_assert_num_queries(SESSION_QUERIES):
        as_secretary.get(reverse("council:session", args=[session.code]))


COCKPIT_QUERIES = 15
RESULTS_QUERIES = 17
SESSION_QUERIES = 8


def test_member_does_not_open_the_cockpit(as_member: Client, session: Session) -> None:
    assert cockpit(as_member, session).status_code == HTTPStatus.FORBIDDEN


# Results --------------------


def test_results_show_both_rounds_to_the_council_and_no_members_total_to_a_reader(
    as_secretary: Client, client: Client, session: Session, council: Council
) -> None:
    closed(session)
    address = reverse("council:results", args=[session.code])
    [row] = as_secretary.get(address).context["rows"]
    client.force_login(GrantFactory(role=Role.READER, place=council.place).user)

    [seen_by_reader] = client.get(address).context["rows"]

    assert [(each.number, len(each.sheets)) for each in row.rounds] == [(1, 3)]
    assert (seen_by_reader.rounds, seen_by_reader.result.stars) == ([], 5)


def test_proof_of_a_sheet_is_handed_to_the_council_and_to_no_reader(
    as_member: Client, client: Client, session: Session, council: Council, member: Membership
) -> None:
    closed(session)
    sheet = ScoreSheet.objects.get(membership=member)
    address = reverse("council:proof", args=[session.code, sheet.pk])

    proof = json.loads(as_member.get(address).content)

    session.refresh_from_db()
    assert (proof["root"], sheet.salt in proof["text"]) == (session.merkle_root, True)
    client.force_login(GrantFactory(role=Role.READER, place=council.place).user)
    assert client.get(address).status_code == HTTPStatus.FORBIDDEN


def test_published_page_names_no_member_and_gives_no_points(client: Client, session: Session) -> None:
    closed(session)
    results.announce(session=session, by="tests")
    session.refresh_from_db()

    page = client.get(reverse("council:published", args=[session.code]))

    shown = page.content.decode()
    names = {seat.user.full_name for seat in session.council.memberships.all()}
    assert session.merkle_root in shown
    assert str(session.cases.get().dossier.product) in shown
    assert [name for name in names if name in shown] == []
    assert not says(page, "100", session)


def test_published_page_names_the_decision_once_a_product_is_recognised(client: Client, session: Session) -> None:
    closed(session)
    results.announce(session=session, by="tests")
    result = session.cases.get().results.get()
    address = reverse("council:published", args=[session.code])
    before = client.get(address).content.decode()
    product = result.case.dossier.product
    recognition = a_recognition(product, on=dt.date(2026, 7, 31), stars=4)
    decision = a_decision(number="1208/QĐ-UBND", decided_on=dt.date(2026, 7, 31))
    session.cases.get().results.update(decision=decision, recognition=recognition)

    shown = client.get(address).content.decode()

    said = "đã công nhận 4 sao theo quyết định 1208/QĐ-UBND ngày 31/07/2026"
    assert said in shown
    assert said not in before


def test_session_under_way_is_not_published(client: Client, session: Session) -> None:
    assert client.get(reverse("council:published", args=[session.code])).status_code == HTTPStatus.NOT_FOUND


def test_producer_objects_and_the_chair_answers(
    client: Client, session: Session, council: Council, dossier: Dossier
) -> None:
    closed(session)
    results.announce(session=session, by="tests")
    address = reverse("portal:result", args=[dossier.code])
    producer_of(dossier, client).post(address, {"criteria": ["1.1"], "text": "Đã có ba hợp đồng"})
    objection = Objection.objects.get()
    client.force_login(council.memberships.get(seat=Seat.CHAIR).user)

    post(client, "objection", session.code, objection.pk, answer=ObjectionAnswer.DISMISSED, text="Hợp đồng đã hết hạn")

    shown = producer_of(dossier, client).get(address).content.decode()
    assert "Hợp đồng đã hết hạn" in shown
    assert objection.criteria == ["1.1"]


def test_result_not_yet_told_is_not_found_by_the_producer(client: Client, session: Session, dossier: Dossier) -> None:
    closed(session)

    answer = producer_of(dossier, client).get(reverse("portal:result", args=[dossier.code]))

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_result_of_another_producer_is_not_found(
    client: Client, session: Session, dossier: Dossier, province: Province
) -> None:
    closed(session)
    results.announce(session=session, by="tests")
    another = a_waiting_dossier(province.communes[0])

    answer = producer_of(another, client).get(reverse("portal:result", args=[dossier.code]))

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_results_are_announced_and_confirmed_once_the_time_for_objections_is_over(
    as_secretary: Client, session: Session, dossier: Dossier
) -> None:
    closed(session)
    post(as_secretary, "announce", session.code)
    result = session.cases.get().results.get()

    too_early = post(as_secretary, "confirm", session.code, result.pk).content.decode()
    type(dossier).objects.filter(pk=dossier.pk).update(due_on="2026-01-01")
    post(as_secretary, "confirm", session.code, result.pk)

    dossier.refresh_from_db()
    assert "Chủ thể còn được nêu ý kiến đến hết ngày" in too_early
    assert dossier.state == State.FINAL


def test_results_name_the_decision_that_recognised(as_secretary: Client, session: Session) -> None:
    closed(session)
    session.cases.get().results.update(decision=a_decision(number="1208/QĐ-UBND"))

    page = as_secretary.get(reverse("council:results", args=[session.code])).content.decode()

    assert "1208/QĐ-UBND, 01/03/2023" in page


def test_results_say_in_words_what_capped_the_stars(as_secretary: Client, session: Session) -> None:
    closed(session)
    ground, mark = {"rule": "forged_dossier", "star": 5}, {"criterion": "1.3", "star": 3, "least": "2"}
    session.cases.get().results.update(capped_by=[ground, mark])

    page = as_secretary.get(reverse("council:results", args=[session.code])).content.decode()

    assert "<li>Có căn cứ dừng đánh giá: Giả mạo hồ sơ.</li>" in page
    assert "<li>Tiêu chí 1.3 (Gia tăng giá trị) chưa đạt mức tối thiểu 2 điểm của hạng 3 sao.</li>" in page


def test_council_of_another_province_finds_no_session(client: Client, session: Session) -> None:
    client.force_login(a_full_council(None).memberships.order_by("pk")[0].user)

    for name in ("session", "results"):
        assert client.get(reverse(f"council:{name}", args=[session.code])).status_code == HTTPStatus.NOT_FOUND
