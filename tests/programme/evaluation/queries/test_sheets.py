from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.programme.evaluation.models import ScoreSheet
from saolang.programme.evaluation.queries.councils import roll_of
from saolang.programme.evaluation.queries.sheets import progress_of, sheets_of, sheets_visible_to
from saolang.programme.evaluation.services import sessions
from tests.factories.accounts import GrantFactory
from tests.factories.evaluation import a_waiting_dossier, an_open_session, sign_sheets, tick

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_django import DjangoAssertNumQueries

    from saolang.base.accounts.models import User
    from saolang.programme.evaluation.models import Case, Council, Membership, Session
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


def sign(members: Iterable[Membership], session: Session) -> None:
    for membership in members:
        tick(ScoreSheet.objects.get(membership=membership, case__session=session))
        sign_sheets(membership, session)


def seen(user: User, case: Case) -> list[int]:
    return list(sheets_visible_to(user, case).values_list("membership", flat=True))


def test_own_sheets_are_those_of_ones_seat(case: Case, members: list[Membership]) -> None:
    assert list(sheets_of(members[1].user)) == [ScoreSheet.objects.get(membership=members[1])]
    assert not sheets_of(members[3].user).exists()


def test_own_sheet_of_a_product_one_has_an_interest_in_is_not_found(case: Case, members: list[Membership]) -> None:
    sessions.declare_conflict(case=case, membership=members[1], reason="Người nhà", by="tests")

    assert not sheets_of(members[1].user).exists()


def test_nobody_sees_anothers_sheet_before_all_have_signed(
    session: Session, case: Case, members: list[Membership], province: Province
) -> None:
    coordinator = GrantFactory(place=province.place).user
    sign(members[:2], session)

    assert seen(members[0].user, case) == [members[0].pk]
    assert seen(members[2].user, case) == [members[2].pk]
    assert seen(members[3].user, case) == []
    assert seen(coordinator, case) == []


def test_all_see_all_sheets_once_all_have_signed(
    session: Session, case: Case, members: list[Membership], province: Province
) -> None:
    coordinator = GrantFactory(place=province.place).user
    sign(members[:3], session)

    everybody = [membership.pk for membership in members[:3]]
    assert [seen(user, case) for user in (members[0].user, members[3].user, coordinator)] == [everybody] * 3


def test_progress_is_how_many_answers_there_are_and_says_nothing_of_points(
    session: Session, case: Case, members: list[Membership]
) -> None:
    """Two sheets with as many answers, one the best and one worth nothing, with remarks, look alike."""
    best, worst = (ScoreSheet.objects.get(membership=membership) for membership in members[:2])
    tick(best)
    tick(worst)
    worst.lines.update(option="none")
    worst.lines.create(criterion="remarks", reason="Kém")

    of_best, of_worst, of_third = progress_of(roll_of(session))

    assert of_best[2:] == of_worst[2:] == (of_best.of, of_best.of, False)
    assert of_third[2:] == (0, of_best.of, False)


@pytest.mark.parametrize("count", [1, 3])
def test_progress_asks_as_much_for_three_products_as_for_one(
    council: Council, province: Province, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    session = an_open_session(council, *(a_waiting_dossier(commune) for commune in province.communes[:count]))
    roll_of(session)  # the criteria are read once

    with django_assert_num_queries(6):
        rows = progress_of(roll_of(session))

    assert len(rows) == 3 * count
