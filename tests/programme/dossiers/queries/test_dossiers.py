"""Who sees which dossier, what the self-score comes to, what waits for a producer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import User
from saolang.base.places.models import Place
from saolang.core.pathways import Path
from saolang.programme.dossiers.queries import dossiers as queries
from saolang.programme.dossiers.queries.forms import asked, filled, known_of
from saolang.programme.dossiers.queries.producers import todo_of
from saolang.programme.dossiers.services import dossiers as services
from saolang.programme.registry.services.producers import Person, Workers
from tests.days import days_ago, today
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_recognition
from tests.factories.dossiers import a_dossier, a_paper_of, an_edition
from tests.factories.evaluation import a_council, a_session
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.dossiers.models import Dossier

pytestmark = pytest.mark.django_db


def sees(user: User) -> set[str]:
    fresh = User.objects.get(pk=user.pk)
    return set(queries.visible_to(fresh).values_list("code", flat=True))


def of_producer(dossier: Dossier, role: Role) -> User:
    return GrantFactory(role=role, scope_kind=ScopeKind.PRODUCER, scope_code=dossier.producer.code).user


@pytest.mark.parametrize("role", [Role.PRODUCER, Role.HELPER])
def test_own_people_see_a_draft_and_no_other_producers(role: Role, commune: Place) -> None:
    mine = a_dossier(commune)
    a_dossier(commune)

    assert sees(of_producer(mine, role)) == {mine.code}


@pytest.mark.parametrize("role", [Role.COMMUNE, Role.COORDINATOR, Role.ADVISER, Role.LEADER])
def test_offices_of_the_place_see_it_once_it_is_filed(role: Role, commune: Place, filed: Dossier) -> None:
    a_dossier(commune)
    elsewhere = Place.objects.filter(map=2, level="commune").exclude(province=commune.province)[0]

    assert sees(GrantFactory(role=role, place=commune.province).user) == {filed.code}
    assert sees(GrantFactory(role=role, place=elsewhere.province).user) == set()


def test_country_sees_what_was_filed_alone(commune: Place, filed: Dossier) -> None:
    a_dossier(commune)

    assert sees(GrantFactory(role=Role.CENTRAL).user) == {filed.code}


def test_council_sees_what_is_on_its_list(commune: Place, filed: Dossier) -> None:
    a_dossier(commune)
    council, other = a_council(commune.province), a_council(commune.province)
    a_session(council, filed)
    a_session(council, filed, title="lần hai")
    member = GrantFactory(role=Role.MEMBER, scope_kind=ScopeKind.COUNCIL, scope_code=council.code).user
    stranger = GrantFactory(role=Role.MEMBER, scope_kind=ScopeKind.COUNCIL, scope_code=other.code).user

    assert sees(member) == {filed.code}
    assert queries.visible_to(User.objects.get(pk=member.pk)).count() == 1
    assert sees(stranger) == set()


def test_locked_account_sees_nothing(filed: Dossier) -> None:
    user = of_producer(filed, Role.PRODUCER)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert sees(user) == set()


def test_sheet_leaves_out_what_the_edition_does_not_know(commune: Place) -> None:
    dossier = a_dossier(commune, choices={"1.1": "1.1-3", "1.2": "9.9-9", "99": "99-1"})

    assert queries.sheet_from_claims(dossier).choices == {"1.1": "1.1-3"}


def test_sheet_takes_the_case_of_the_option(commune: Place) -> None:
    edition = an_edition("qd26-26")
    [option] = [
        option["id"]
        for part in edition.content["parts"]
        for criterion in part["criteria"]
        if criterion["code"] == "9"
        for option in criterion["options"][-1:]
    ]
    dossier = a_dossier(commune, edition=edition, choices={"9": option})

    sheet = queries.sheet_from_claims(dossier)

    assert sheet.choices == {"9": option}
    assert sheet.cases.keys() == {"9"}


def test_standing_says_points_stars_and_the_way_up(commune: Place) -> None:
    standing = queries.standing_of(a_dossier(commune, choices={"1.1": "1.1-3"}))

    assert (standing.rating.total, standing.rating.stars) == (3, 1)
    assert isinstance(standing.way, Path)
    assert standing.way.stars == 3


def test_forms_are_filled_from_the_registry(commune: Place) -> None:
    person = Person(full_name="Trần Thị Bảy", position="Giám đốc", sex="female", ethnicity="01")
    producer = a_producer(place=commune, person=person, workers=Workers(headcount=12), phone="0912")
    dossier = a_dossier(commune, producer=producer, forms={"phone": "0999", "revenue": "5", "ahead": ""})

    assert known_of(dossier) == {
        "representative": "Trần Thị Bảy",
        "position": "Giám đốc",
        "sex": "female",
        "ethnicity": "01",
        "phone": "0912",
        "workers": "12",
        "samples": "5",
    }
    assert {"phone", "representative"} & {field.code for field in asked(dossier)} == set()
    assert filled(dossier)["phone"] == "0999"
    assert "ahead" not in filled(dossier)


def test_ended_paper_lists_every_dossier_it_weakens(commune: Place, filed: Dossier) -> None:
    draft = a_dossier(commune, producer=filed.producer)
    withdrawn = a_dossier(commune, producer=filed.producer)
    paper = a_paper_of(filed, expires_on=days_ago(1))
    for dossier in (draft, withdrawn):
        services.prove(dossier=dossier, evidence=paper, criterion="1.1", by="tests")
        services.prove(dossier=dossier, evidence=paper, criterion="1.2", by="tests")
    services.withdraw(dossier=withdrawn, reason="", by="tests")

    assert list(queries.weakened_by(paper)) == [draft]


def test_todo_lists_what_waits_and_nothing_of_others(commune: Place) -> None:
    draft = a_dossier(commune)
    producer = draft.producer
    user = of_producer(draft, Role.PRODUCER)
    a_dossier(commune)
    product = a_product("Gạo lứt", producer=producer)
    in_a_hundred_days = today() - dt.timedelta(days=3 * 365 - 100)
    a_recognition(product, on=in_a_hundred_days)
    a_recognition(a_product("Của người khác"), on=in_a_hundred_days)
    ending = a_paper_of(draft, expires_on=today() + dt.timedelta(days=59))
    a_paper_of(draft, expires_on=today() + dt.timedelta(days=60))

    todo = todo_of(user, today())

    assert (list(todo.drafts), list(todo.asked), list(todo.to_sign)) == ([draft], [], [])
    assert [each.product for each in todo.expiring] == [product]
    assert list(todo.papers) == [ending]
    assert not todo.is_empty


@pytest.mark.parametrize("count", [1, 3])
def test_todo_asks_as_often_for_many_as_for_one(
    count: int, commune: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dossiers = [a_dossier(commune)]
    dossiers += [a_dossier(commune, producer=dossiers[0].producer) for _ in range(count - 1)]
    user = User.objects.get(pk=of_producer(dossiers[0], Role.PRODUCER).pk)

    with django_assert_num_queries(5):
        todo_of(user, today())
