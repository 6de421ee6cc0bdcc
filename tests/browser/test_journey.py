"""From an idea to the council's answer in a real browser: everybody at the pages of their own role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.places.models import Place
from saolang.programme.criteria.services.editions import load_shipped
from tests.browser.journey import before, council, offices
from tests.browser.journey.cast import gather
from tests.browser.journey.stage import Stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.long
def test_product_goes_from_an_idea_to_the_councils_answer(browser: Browser, live_server: LiveServer) -> None:
    load_shipped(by="tests")
    province = Place.objects.select_related("map").get(map=2, code="92")
    commune = Place.objects.filter(map=2, level="commune", province=province).select_related("map").earliest("code")
    cast = gather(province, commune)
    cast.today = f"{timezone.localdate():%Y-%m-%d}"
    stage = Stage(browser, live_server.url)

    before.survey_and_take_up(stage, cast)
    before.register_idea(stage, cast)
    before.open_dossier(stage, cast)
    before.fill_forms_in(stage, cast)
    before.upload_papers(stage, cast)
    before.score_oneself(stage, cast)
    before.freeze_and_sign(stage, cast)
    offices.receive_and_ask_for_more(stage, cast)
    offices.reply(stage, cast)
    before.freeze_and_sign(stage, cast, times=2)
    offices.check_and_propose(stage, cast)
    offices.accept_and_advise(stage, cast)
    council.set_up(stage, cast)
    council.seat(stage, cast)
    council.plan(stage, cast)
    council.declare_a_conflict(stage, cast)
    council.open_it(stage, cast)
    council.score(stage, cast)
    council.find_no_other_sheet(stage, cast)
    council.discuss_and_score_again(stage, cast)
    council.announce(stage, cast)
    council.object_and_answer(stage, cast)

    for window in stage.windows.values():
        window.context.close()
    assert stage.complaints == []
