"""From the council's answer to a certificate, its renewal and its revocation, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.places.models import Place
from saolang.programme.criteria.services.editions import load_shipped
from tests.browser.journey import after
from tests.browser.journey.cast import gather
from tests.browser.journey.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_certificate_is_given_checked_renewed_and_taken_back(
    browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    load_shipped(by="tests")
    province = Place.objects.select_related("map").get(map=2, code="92")
    commune = Place.objects.filter(map=2, level="commune", province=province).select_related("map").earliest("code")
    cast = gather(province, commune)
    cast.today = f"{timezone.localdate():%Y-%m-%d}"
    after.prepare(cast, province, commune)
    stage = Stage(browser, live_server.url)

    after.make_final(stage, cast)
    after.enter_decision(stage, cast, after.DECISION)
    after.recognise(stage, cast)
    code = after.read_certificate(stage, cast)
    after.find_it_as_producer(stage, cast, code)
    after.take_paper(stage, cast, code, tmp_path)
    after.check_in_public(stage, cast, code, tmp_path)
    after.prove_a_sheet(stage, cast, tmp_path)
    after.open_renewal(stage, cast)
    after.revoke(stage, cast, code)
    after.read_criteria_otherwise(stage, cast)

    for window in stage.windows.values():
        window.context.close()
    assert stage.complaints == []
