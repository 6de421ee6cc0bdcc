"""What the pages of plans keep from who may open them; who may open which stands in `docs/permissions.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client

    from saolang.programme.plans.models import Plan


def test_home_shows_no_plan_of_another_province(neighbour: Client, plan: Plan) -> None:
    answer = neighbour.get(reverse("desk:home"), {"plan": plan.code})

    assert plan.title_vi not in answer.content.decode()


def test_person_without_a_grant_is_led_from_home_to_the_own_account(plan: Plan) -> None:
    answer = signed_in(UserFactory()).get(reverse("desk:home"))

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("account:profile"))
