from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.places.models import Place
from saolang.programme.certification.choices import Level
from saolang.programme.certification.models import Recognition
from saolang.programme.dossiers.choices import State
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_decision
from tests.factories.dossiers import a_dossier
from tests.factories.evaluation import a_result_of
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client

    from saolang.programme.dossiers.models import Dossier
    from tests.factories.province import Province


@pytest.fixture
def place(province: Province) -> Place:
    return province.communes[0]


@pytest.fixture
def sent_up(place: Place) -> Dossier:
    """Return a dossier of 5 stars that is at the centre."""
    dossier = a_dossier(place, state=State.CENTRE, filed_at=timezone.now())
    a_result_of(dossier)
    return dossier


def brought_back(dossier: Dossier, **values: object) -> Dossier:
    """Let the centre have answered with fewer than 5 stars."""
    a_result_of(dossier, level=Level.CENTRE, **({"total": "75", "stars": 4, "stars_by_points": 4} | values))
    dossier.state = State.FINAL
    dossier.save()
    return dossier


def page(browser: Client, dossier: Dossier) -> str:
    return browser.get(reverse("desk:dossier", args=[dossier.code])).content.decode()


def address(act: str, dossier: Dossier) -> str:
    return reverse(f"desk:dossier_{act}", args=[dossier.code])


def offered(browser: Client, dossier: Dossier) -> set[str]:
    shown = page(browser, dossier)
    return {act for act in ("recognise", "end", "again", "send_up") if address(act, dossier) in shown}


def test_while_the_centre_decides_the_province_may_recognise_or_call_back(desk: Client, sent_up: Dossier) -> None:
    assert offered(desk, sent_up) == {"recognise", "again"}


def test_what_came_back_is_recognised_or_evaluated_again(desk: Client, sent_up: Dossier) -> None:
    assert offered(desk, brought_back(sent_up)) == {"recognise", "again"}
    assert "trả lời: 4 sao" in page(desk, sent_up)


def test_what_came_back_with_too_few_stars_is_ended(desk: Client, sent_up: Dossier) -> None:
    assert offered(desk, brought_back(sent_up, total="45", stars=2, stars_by_points=2)) == {"end", "again"}


def test_what_never_went_up_offers_nothing_of_it(desk: Client, place: Place) -> None:
    dossier = a_dossier(place, state=State.FINAL, filed_at=timezone.now())
    a_result_of(dossier)

    assert offered(desk, dossier) == {"send_up"}
    assert desk.get(address("recognise", dossier)).status_code == HTTPStatus.NOT_FOUND


def test_recognising_asks_for_the_decision_and_for_no_star(desk: Client, sent_up: Dossier, province: Province) -> None:
    decision = a_decision(place=province.place, decided_on=timezone.localdate())

    form = desk.get(address("recognise", sent_up))
    answer = desk.post(address("recognise", sent_up), {"decision": decision.pk, "stars": 5})

    sent_up.refresh_from_db()
    assert list(form.context["form"].fields) == ["decision"]
    assert "cách hiểu chưa xác nhận" in form.content.decode()
    assert (answer.status_code, Recognition.objects.get().stars) == (HTTPStatus.FOUND, 4)
    assert sent_up.state == State.CENTRE


def test_the_decision_the_answer_names_is_chosen_beforehand(desk: Client, sent_up: Dossier, province: Province) -> None:
    decision = a_decision(place=province.place, level=Level.CENTRE, decided_on=timezone.localdate())
    a_result_of(sent_up, level=Level.CENTRE, decision=decision)

    form = desk.get(address("recognise", sent_up)).context["form"]

    assert form["decision"].value() == decision.pk


def test_a_decision_of_another_province_is_not_among_them(desk: Client, sent_up: Dossier, province: Province) -> None:
    decision = a_decision(place=Place.objects.get(map=1, code="04"), decided_on=timezone.localdate())

    answer = desk.post(address("recognise", sent_up), {"decision": decision.pk})

    assert (answer.status_code, Recognition.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)


@pytest.mark.parametrize(("act", "state"), [("end", State.NOT_RECOGNISED), ("again", State.COUNCIL)])
def test_ending_and_evaluating_again_move_the_dossier(desk: Client, sent_up: Dossier, act: str, state: State) -> None:
    brought_back(sent_up, total="45", stars=2, stars_by_points=2)

    desk.post(address(act, sent_up))

    sent_up.refresh_from_db()
    assert sent_up.state == state


def test_a_reader_does_none_of_it(place: Place, sent_up: Dossier) -> None:
    reader = signed_in(GrantFactory(place=place, role=Role.READER).user)

    answers = [
        reader.get(address("recognise", sent_up)),
        *(reader.post(address(act, sent_up)) for act in ("end", "again")),
    ]

    assert {answer.status_code for answer in answers} == {HTTPStatus.FORBIDDEN}
