"""The check in front of every view, with views made for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.http import HttpResponse
from django.urls import path, reverse

from saolang.base.accounts.access import opened, requires, signed_in
from saolang.base.accounts.choices import Permission, Role
from saolang.config.urls import urlpatterns as addresses
from tests.factories.accounts import GrantFactory, UserFactory

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.test import Client

    from saolang.base.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("không ai được thấy")


@opened
def to_anybody(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ai cũng thấy")


@signed_in
def to_people(request: HttpRequest) -> HttpResponse:
    return HttpResponse("người đã đăng nhập thấy")


@requires(Permission.EDIT_PLANS)
def to_planners(request: HttpRequest) -> HttpResponse:
    return HttpResponse("người lập kế hoạch thấy")


urlpatterns = [
    path("khong-luat/", undeclared),
    path("mo/", to_anybody),
    path("dang-nhap/", to_people),
    path("lap-ke-hoach/", to_planners),
    *addresses,
]

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
SHUT, OPEN, PEOPLE, PLANNERS = "/khong-luat/", "/mo/", "/dang-nhap/", "/lap-ke-hoach/"


def statuses(client: Client, address: str) -> set[int]:
    return {getattr(client, method)(address).status_code for method in METHODS}


@pytest.fixture
def planner() -> User:
    return GrantFactory().user


def test_view_without_a_rule_is_not_found_by_anybody(client: Client, planner: User) -> None:
    stranger = statuses(client, SHUT)

    client.force_login(planner)

    assert (stranger, statuses(client, SHUT)) == ({404}, {404})


def test_stranger_opens_what_is_open_and_is_sent_to_sign_in_elsewhere(client: Client) -> None:
    answers = {address: statuses(client, address) for address in (OPEN, PEOPLE, PLANNERS)}

    assert answers == {OPEN: {200}, PEOPLE: {302}, PLANNERS: {302}}
    assert client.get(PEOPLE).headers["Location"] == f"{reverse('account_login')}?next={PEOPLE}"


def test_person_without_the_permission_is_refused_whatever_the_method(client: Client) -> None:
    client.force_login(GrantFactory(role=Role.READER).user)

    answers = {address: statuses(client, address) for address in (OPEN, PEOPLE, PLANNERS)}

    assert answers == {OPEN: {200}, PEOPLE: {200}, PLANNERS: {403}}


def test_refusal_shows_the_rules_sentence(client: Client) -> None:
    client.force_login(UserFactory())

    page = client.get(PLANNERS).content.decode()

    assert "Tài khoản của bạn chưa được giao quyền này." in page
    assert "người lập kế hoạch thấy" not in page


def test_person_with_the_permission_passes(client: Client, planner: User) -> None:
    client.force_login(planner)

    assert statuses(client, PLANNERS) == {200}


def test_person_who_was_shut_out_is_a_stranger_again(client: Client, planner: User) -> None:
    client.force_login(planner)
    planner.is_active = False
    planner.save()

    assert statuses(client, PLANNERS) == {302}
