"""The secretary's way from the cockpit to the questions, as a phone and a laptop show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from saolang.programme.evaluation.choices import Seat
from tests.browser.look import assert_holds
from tests.factories.province import Province
from tests.programme.evaluation.queries.test_scrutiny import a_council_with_results, a_scored_session

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from saolang.base.accounts.models import User


def sign_in(page: Page, live_server: LiveServer, person: User) -> None:
    """Let the browser in as the person, without the sign-in page."""
    client = Client()
    client.force_login(person)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


@pytest.mark.django_db(transaction=True)
def test_secretary_goes_from_the_cockpit_to_the_questions(page: Page, live_server: LiveServer) -> None:
    session, severe = a_scored_session(Province())
    sign_in(page, live_server, session.council.memberships.get(seat=Seat.SECRETARY).user)

    page.goto(live_server.url + reverse("council:cockpit", args=[session.code]))
    page.get_by_role("link", name="Câu hỏi", exact=True).click()

    expect(page.get_by_text(f"{severe.user.full_name} cho trung bình thấp hơn")).to_be_visible()
    assert_holds(page)


@pytest.mark.django_db(transaction=True)
def test_secretary_reads_that_one_council_is_too_little(page: Page, live_server: LiveServer) -> None:
    council = a_council_with_results(Province(), *["80"] * 10)
    sign_in(page, live_server, council.memberships.get(seat=Seat.SECRETARY).user)

    page.goto(live_server.url + reverse("council:councils"))
    page.get_by_role("link", name="Câu hỏi về các hội đồng").click()

    expect(page.get_by_text("quá ít để nói")).to_be_visible()
    assert_holds(page)
