"""Papers for councils: sheets stay blind, the secretary issues, others read."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from saolang.base.papers.models import IssuedPaper
from saolang.programme.evaluation.models import ScoreSheet, Session
from tests.base.papers.reading import words_of_pdf
from tests.factories.evaluation import a_full_council, a_waiting_dossier, an_open_session, everybody_signs

if TYPE_CHECKING:
    from saolang.programme.evaluation.models import Membership
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(province: Province) -> Session:
    """Return a session over one product, open, with everybody there."""
    return an_open_session(a_full_council(province.place), a_waiting_dossier(province.communes[0]))


@pytest.fixture
def seats(session: Session) -> list[Membership]:
    """Return the chair, the two members, the secretary."""
    return list(session.council.memberships.select_related("user").order_by("pk"))


def signed_in(seat: Membership) -> Client:
    client = Client()
    client.force_login(seat.user)
    return client


def sheet_address(session: Session, seat: Membership) -> str:
    sheet = ScoreSheet.objects.get(case__session=session, membership=seat)
    return f"/phien/{session.code}/1/phieu/{sheet.pk}.pdf"


def test_member_reads_the_own_sheet_and_finds_no_other_before_all_are_signed(
    session: Session, seats: list[Membership]
) -> None:
    client = signed_in(seats[1])

    own, other = (client.get(sheet_address(session, seat)) for seat in (seats[1], seats[2]))

    assert (own.status_code, other.status_code) == (HTTPStatus.OK, HTTPStatus.NOT_FOUND)
    assert "BẢN NHÁP" in words_of_pdf(own.content)


def test_signed_sheet_is_no_draft_and_says_who_signed(session: Session, seats: list[Membership]) -> None:
    everybody_signs(session)

    words = words_of_pdf(signed_in(seats[1]).get(sheet_address(session, seats[1])).content)

    assert ("BẢN NHÁP" in words, seats[1].user.full_name in words, "Đã ký trên hệ thống" in words) == (
        False,
        True,
        True,
    )


def test_secretary_issues_the_minutes_and_a_member_reads_them(session: Session, seats: list[Membership]) -> None:
    everybody_signs(session)

    signed_in(seats[3]).post(f"/phien/{session.code}/van-ban/minutes/ban-hanh/", {"form": "pdf"})

    paper = IssuedPaper.objects.get()
    handed_out = signed_in(seats[1]).get(f"/phien/{session.code}/van-ban/da-ban-hanh/{paper.pk}/")
    assert "Số: 01/BB-HĐOCOP" in words_of_pdf(b"".join(handed_out.streaming_content))


def test_member_issues_nothing(session: Session, seats: list[Membership]) -> None:
    answer = signed_in(seats[1]).post(f"/phien/{session.code}/van-ban/minutes/ban-hanh/")

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert IssuedPaper.objects.count() == 0


def test_page_of_a_paper_offers_issuing_to_the_secretary_alone(session: Session, seats: list[Membership]) -> None:
    address = f"/phien/{session.code}/van-ban/result_table/"

    of_secretary, of_member = (signed_in(seat).get(address).content.decode() for seat in (seats[3], seats[1]))

    assert ("disabled" in of_secretary, "disabled" in of_member) == (False, True)


def test_stranger_to_the_council_finds_no_paper(province: Province, session: Session) -> None:
    other = a_full_council(province.place)
    stranger = other.memberships.order_by("pk")[0]

    answer = signed_in(stranger).get(f"/phien/{session.code}/van-ban/minutes.pdf")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_results_of_a_session_lead_to_its_papers_and_to_each_sheet_that_may_be_seen(
    session: Session, seats: list[Membership]
) -> None:
    everybody_signs(session)

    page = signed_in(seats[-1]).get(f"/phien/{session.code}/ket-qua/").content.decode()

    papers = ("result_table", "minutes", "draft_decision")
    assert [kind for kind in papers if f'href="/phien/{session.code}/van-ban/{kind}/"' in page] == list(papers)
    assert all(f'href="{sheet_address(session, seat)}"' in page for seat in seats[:3])
