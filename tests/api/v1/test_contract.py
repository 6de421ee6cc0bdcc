"""The open API keeps to its own description, whatever it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

from saolang.api.v1 import answers
from saolang.api.v1.document import document
from saolang.base.kit.meters import Meter
from saolang.config.wsgi import application
from saolang.reports.open_data.tables import TABLES
from tests.factories.certification import a_certificate, a_decision, a_recognition
from tests.factories.registry import a_craft_village, a_producer, a_product

if TYPE_CHECKING:
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

UNBOUNDED = 10**9
EXPECTED = {200, 400, 404}
NUL = "%00"


@pytest.mark.campaign(test=8, prove=2_000)
@pytest.mark.parametrize("rest", ["", "/{code}"])
@pytest.mark.parametrize("name", TABLES)
def test_answers_keep_to_the_description(
    name: str, rest: str, province: Province, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    monkeypatch.setattr(answers, "METER", Meter())
    monkeypatch.setattr("django.conf.settings.API_REQUESTS_A_MINUTE", UNBOUNDED)
    product = a_product(producer=a_producer(), place=province.communes[0])
    a_certificate(a_recognition(product, decision=a_decision()))
    a_craft_village()
    described = schemathesis.openapi.from_dict(document() | {"servers": [{"url": "http://localhost/api/v1"}]})
    described.app = application
    operation = described[f"/{name}{rest}"]["GET"]

    @settings(max_examples=rounds, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(GenerationMode))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        answer = case.call()
        assert answer.status_code in EXPECTED
        if NUL not in (answer.request.url or ""):  # what holds a NUL is refused before any address is looked at
            case.validate_response(answer, checks=[response_schema_conformance])

    ask()
