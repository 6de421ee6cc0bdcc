"""What the questions to the secretary rest on: signed sheets that may be seen, results beside self-scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.core.scrutiny import Kind
from saolang.programme.evaluation.choices import Seat
from saolang.programme.evaluation.models import Case, Council, ScoreSheet, Session
from saolang.programme.evaluation.queries.scrutiny import questions_among, questions_in
from tests.factories.evaluation import (
    a_full_council,
    a_result,
    a_session,
    a_waiting_dossier,
    an_open_session,
    everybody_signs,
    sign_sheets,
    tick,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.evaluation.models import Membership
    from tests.factories.province import Province

PRODUCTS = 6


def a_scored_session(province: Province, products: int = PRODUCTS, lost: int = 15) -> tuple[Session, Membership]:
    """Hold a session of four members in which one takes off points everywhere; everybody signs."""
    council = a_full_council(province.place, voting=4)
    session = an_open_session(council, *(a_waiting_dossier(province.communes[0]) for _ in range(products)))
    severe = council.memberships.filter(seat=Seat.MEMBER).order_by("pk")[0]
    for case in session.cases.all():
        for seat in council.memberships.exclude(seat=Seat.SECRETARY):
            ScoreSheet.objects.get_or_create(case=case, membership=seat, round=1)
    everybody_signs(session, {severe.pk: lost})
    return session, severe


def a_council_with_results(province: Province, *totals: str) -> Council:
    council = a_full_council(province.place)
    session = a_session(council, *(a_waiting_dossier(province.communes[0]) for _ in totals))
    for case, total in zip(session.cases.order_by("pk"), totals, strict=True):
        a_result(case, total=total)
    return council


def test_member_who_takes_off_points_everywhere_is_asked_about_by_name(province: Province) -> None:
    session, severe = a_scored_session(province)

    answer = questions_in(session, None)

    [severity] = [each for each in answer.findings if each.kind == Kind.SEVERITY]
    [question] = severity.questions
    assert question.who == (str(severe.pk),)
    assert answer.names[str(severe.pk)] == severe.user.full_name
    assert (question.effect, question.count) == (-15.0, PRODUCTS)


def test_products_not_signed_by_all_are_left_out(province: Province) -> None:
    """Blind: what some have signed is not looked into before the last has."""
    council = a_full_council(province.place, voting=4)
    session = an_open_session(council, *(a_waiting_dossier(province.communes[0]) for _ in range(PRODUCTS)))
    *quick, _slow = council.memberships.exclude(seat=Seat.SECRETARY)
    for seat in quick:
        for case in session.cases.all():
            tick(ScoreSheet.objects.get_or_create(case=case, membership=seat, round=1)[0])
        sign_sheets(seat, session)

    answer = questions_in(session, None)

    assert {each.too_few for each in answer.findings} == {True}
    assert answer.names == {}


@pytest.mark.parametrize("products", [1, 3])
def test_questions_about_a_session_ask_the_same_queries_however_many_products(
    province: Province, products: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session, _ = a_scored_session(province, products)

    with django_assert_num_queries(7):
        questions_in(session, None)


def test_council_whose_results_lie_apart_from_the_self_scores_is_asked_about(province: Province) -> None:
    high = a_council_with_results(province, *["80", "241/3"] * 5)
    low = a_council_with_results(province, *["60", "61"] * 5)

    answer = questions_among(Council.objects.all())

    [finding] = answer.findings
    assert {question.who for question in finding.questions} == {(str(high.pk),), (str(low.pk),)}
    assert answer.names == {str(high.pk): high.name, str(low.pk): low.name}


def test_only_the_last_result_of_a_product_counts(province: Province) -> None:
    council = a_council_with_results(province, *["60"] * 10)
    a_council_with_results(province, *["60"] * 10)
    for case in Case.objects.filter(session__council=council):
        a_result(case, total="85")

    [finding] = questions_among(Council.objects.all()).findings

    assert {round(question.effect) for question in finding.questions} == {25, -25}


def test_councils_the_person_does_not_see_are_not_compared(province: Province) -> None:
    seen = a_council_with_results(province, *["80"] * 10)
    a_council_with_results(province, *["60"] * 10)

    [finding] = questions_among(Council.objects.filter(pk=seen.pk)).findings

    assert finding.too_few


@pytest.mark.parametrize("results", [1, 3])
def test_questions_among_councils_ask_the_same_queries_however_many_results(
    province: Province, results: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_council_with_results(province, *["80"] * results)
    questions_among(Council.objects.all())  # reads the edition, which the process then keeps

    with django_assert_num_queries(3):
        questions_among(Council.objects.all())
