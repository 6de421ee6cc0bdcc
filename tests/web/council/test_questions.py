"""The questions page: for who runs the session, in words that ask; too little is said to be too little."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.places.models import Place
from saolang.programme.evaluation.choices import Seat
from tests.factories.accounts import GrantFactory
from tests.programme.evaluation.queries.test_scrutiny import a_council_with_results, a_scored_session

if TYPE_CHECKING:
    from django.test import Client

    from saolang.base.accounts.models import User
    from saolang.programme.evaluation.models import Council, Session
    from tests.factories.province import Province

BETWEEN = "/hoi-dong/cau-hoi/"
TOO_FEW = "quá ít để nói"


def page_of(client: Client, user: User, session: Session) -> str:
    client.force_login(user)
    return client.get(reverse("council:session_questions", args=[session.code])).text


def holder(council: Council, seat: Seat) -> User:
    return council.memberships.filter(seat=seat).order_by("pk")[0].user


def test_secretary_reads_a_question_that_names_the_member_and_accuses_nobody(
    province: Province, client: Client
) -> None:
    session, severe = a_scored_session(province)
    severe.user.full_name = "Lê Thị Nghiêm"
    severe.user.save()

    text = page_of(client, holder(session.council, Seat.SECRETARY), session)

    assert (
        "Ở 6 sản phẩm, Lê Thị Nghiêm cho trung bình thấp hơn các ủy viên khác 15,0 điểm. Có lý do chuyên môn nào không?"
        in text
    )
    assert "Nếu không có gì, khoảng 1 trong 2.048 lần thấy như vậy." in text
    assert "Câu hỏi, không phải kết luận" in text


def test_small_session_is_too_little_to_tell(province: Province, client: Client) -> None:
    session, _ = a_scored_session(province, products=1)

    text = page_of(client, holder(session.council, Seat.SECRETARY), session)

    assert text.count(TOO_FEW) == 4


def test_coordinator_of_the_province_reads_it_too(province: Province, client: Client) -> None:
    session, _ = a_scored_session(province)

    text = page_of(client, GrantFactory(place=province.place).user, session)

    assert "Có lý do chuyên môn nào không?" in text


@pytest.mark.parametrize("seat", [Seat.MEMBER, Seat.CHAIR])
def test_who_scores_does_not_read_it(province: Province, client: Client, seat: Seat) -> None:
    session, _ = a_scored_session(province)
    client.force_login(holder(session.council, seat))

    answers = [client.get(reverse("council:session_questions", args=[session.code])), client.get(BETWEEN)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.FORBIDDEN] * 2


def test_session_of_another_province_is_not_found(province: Province, client: Client) -> None:
    session, _ = a_scored_session(province, products=1)
    elsewhere = Place.objects.get(map=1, code="87")
    client.force_login(GrantFactory(role=Role.COORDINATOR, place=elsewhere).user)

    answer = client.get(reverse("council:session_questions", args=[session.code]))

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_coordinator_reads_how_councils_differ(province: Province, client: Client) -> None:
    high = a_council_with_results(province, *["80"] * 10)
    a_council_with_results(province, *["60"] * 10)
    client.force_login(GrantFactory(place=province.place).user)

    text = client.get(BETWEEN).text

    assert f"So với điểm tự chấm, 10 kết quả của {high.name} cao hơn các hội đồng khác 20,0 điểm." in text
    assert text.count("thấp hơn các hội đồng khác 20,0 điểm") == 1


def test_coordinator_elsewhere_reads_nothing_of_it(province: Province, client: Client) -> None:
    a_council_with_results(province, *["80"] * 10)
    a_council_with_results(province, *["60"] * 10)
    client.force_login(GrantFactory(place=Place.objects.get(map=1, code="87")).user)

    text = client.get(BETWEEN).text

    assert TOO_FEW in text
    assert "điểm tự chấm, 10" not in text
