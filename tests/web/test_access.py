"""Deny by default, for every address there is: each has a rule, and `docs/permissions.md` says whom it lets in."""

from __future__ import annotations

import logging
import os
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.http import HttpResponse
from django.test import Client

from saolang.base.accounts.choices import Role
from saolang.config import urls
from saolang.config.urls import OF_PACKAGES
from tests.factories.accounts import GrantFactory
from tests.web.access.answers import ask_everything
from tests.web.access.matters import matters
from tests.web.access.page import page
from tests.web.access.people import askers
from tests.web.access.records import a_record_of_each_kind
from tests.web.access.routes import routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.access.routes import Route

PERMISSIONS = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
WRITE = os.environ.get("SAOLANG_WRITE_PERMISSIONS") == "1"
"""Whether this is `./run docs permissions`: the page is written anew, and the test sees no more than that it can be."""


def names(found: list[Route]) -> list[str]:
    return sorted(route.name for route in found)


def refused_by(route: Route) -> HTTPStatus:
    """Return the status that refuses a form from another site: where a key is asked for, no cookie counts at all."""
    return HTTPStatus.UNAUTHORIZED if route.rule and route.rule.by_key else HTTPStatus.FORBIDDEN


def test_every_address_has_a_rule() -> None:
    without = [route for route in routes() if route.rule is None and route.name not in OF_PACKAGES]

    assert names(without) == []


def test_rules_of_packages_are_of_addresses_that_exist_and_are_not_ours() -> None:
    assert sorted(OF_PACKAGES) == names([route for route in routes() if not route.is_ours])


def test_open_addresses_are_these() -> None:
    opened = [route for route in routes() if route.rule and route.rule.open]

    assert names(opened) == [
        "account:invitation",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "api:documentation",
        "api:elsewhere",
        "api:openapi",
        "api:row",
        "api:rows",
        "catalogue:certificate",
        "catalogue:certificate_json",
        "catalogue:certificate_qr",
        "catalogue:check",
        "catalogue:commune",
        "catalogue:communes",
        "catalogue:country",
        "catalogue:credential",
        "catalogue:criteria",
        "catalogue:criteria_json",
        "catalogue:criteria_set",
        "catalogue:criteria_yaml",
        "catalogue:enquiry",
        "catalogue:enquiry_sent",
        "catalogue:feed_csv",
        "catalogue:feed_google",
        "catalogue:grades",
        "catalogue:handbook",
        "catalogue:handbook_page",
        "catalogue:home",
        "catalogue:keys",
        "catalogue:open_data",
        "catalogue:open_data_dcat",
        "catalogue:open_data_file",
        "catalogue:passport",
        "catalogue:passport_lot",
        "catalogue:picture",
        "catalogue:producer",
        "catalogue:producers",
        "catalogue:product",
        "catalogue:product_lot",
        "catalogue:product_photo",
        "catalogue:product_serial",
        "catalogue:product_serial",
        "catalogue:products",
        "catalogue:promise",
        "catalogue:promises",
        "catalogue:proof",
        "catalogue:published_digests",
        "catalogue:rating",
        "catalogue:rating_sets",
        "catalogue:recall",
        "catalogue:recalls",
        "catalogue:recalls_rss",
        "catalogue:report",
        "catalogue:report_state",
        "catalogue:robots",
        "catalogue:rss_products",
        "catalogue:rss_stories",
        "catalogue:search",
        "catalogue:sitemap",
        "catalogue:sitemap_file",
        "catalogue:step_photo",
        "catalogue:stories",
        "catalogue:story",
        "catalogue:story_picture",
        "catalogue:unit",
        "catalogue:village",
        "catalogue:villages",
        "council:published",
        "desk:indicators",
        "epcis:openapi",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "resolver:description",
        "resolver:resolve",
        "set_language",
        "vocabulary:vocabulary",
        "vocabulary:word",
    ]


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse without a page: tens of thousands of refusals are asked for here, and their pages have their own tests."""

    def say(status: HTTPStatus) -> Callable[..., HttpResponse]:
        return lambda _request, exception: HttpResponse(str(exception), status=status)

    monkeypatch.setattr(urls, "handler403", say(HTTPStatus.FORBIDDEN), raising=False)
    monkeypatch.setattr(urls, "handler404", say(HTTPStatus.NOT_FOUND), raising=False)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.usefixtures("bare_refusals")
def test_permissions_page_is_current(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")  # thousands of refusals, each with where it was raised
    records = a_record_of_each_kind()
    people = askers(records)

    written = page(records, people, ask_everything(routes(), records, people), matters(records))

    if WRITE:
        PERMISSIONS.write_text(written, encoding="utf-8")
    assert written == PERMISSIONS.read_text(encoding="utf-8"), "Look at what changed: ./run docs permissions"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_form_sent_from_another_site_is_refused_at_every_address(role: Role | None) -> None:
    records = a_record_of_each_kind()
    client = Client(enforce_csrf_checks=True)
    if role:
        client.force_login(GrantFactory(role=role).user)

    answers = {route: client.post(records.address(route)).status_code for route in routes()}
    # What programs read takes no form from anybody, and says so.
    refusals = {route: {refused_by(route), HTTPStatus.METHOD_NOT_ALLOWED} for route in answers}
    taken = [route for route, status in answers.items() if status not in refusals[route]]

    assert names(taken) == []
