"""Word templates of an office: tried before they count, for the unit and what lies in it, until withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.base.audit.models import Change
from saolang.base.files.services import store
from saolang.base.papers.choices import Form, PaperKind
from saolang.base.papers.models import PaperTemplate
from saolang.base.papers.queries import template_for
from saolang.base.papers.rules import WITHDRAWN, Draft, sample
from saolang.base.papers.services import templates
from saolang.base.papers.services.issuing import render
from saolang.base.places.models import Standing
from saolang.core.refusal import Refusal
from tests.base.papers.reading import words_of_docx
from tests.base.papers.rendering.test_docx import a_template

if TYPE_CHECKING:
    from saolang.base.places.models import Place
    from tests.factories.province import Province

KIND = PaperKind.RESULT_NOTICE
pytestmark = pytest.mark.django_db


def put(place: Place, text: str = "Mẫu của tỉnh: {{ product }}") -> PaperTemplate:
    return templates.put(kind=KIND, place=place, file=store(a_template(text), by="tests"), name="mau.docx", by="tests")


def test_template_counts_for_its_unit_and_what_lies_in_it(province: Province) -> None:
    template = put(province.place)

    assert template_for(KIND, province.place) == template
    assert template_for(KIND, province.communes[0]) == template
    assert template_for(PaperKind.MINUTES, province.place) is None


def test_template_counts_for_a_unit_of_the_next_map_that_lies_in_its_unit(province: Province) -> None:
    new_province = province.new.places.get(code="92")
    inside = Standing.objects.filter(map=2, unit__province=new_province, place__map=1).first()
    assert inside is not None
    template = put(new_province)

    assert template_for(KIND, inside.place) == template


def test_template_of_the_commune_goes_before_that_of_the_province(province: Province) -> None:
    put(province.place)
    own = put(province.communes[0])

    assert template_for(KIND, province.communes[0]) == own
    assert template_for(KIND, province.communes[1]) != own


def test_template_fills_the_word_paper_of_the_unit(province: Province) -> None:
    put(province.place)
    draft = Draft(KIND, "dossier", "HS-1", province.communes[0], "thong-bao", sample(KIND))

    assert words_of_docx(render(draft, Form.DOCX)).strip() == "Mẫu của tỉnh: Gạo thơm Thuận Phát"


def test_new_template_withdraws_the_one_before(province: Province) -> None:
    first, second = put(province.place), put(province.place, "Mẫu mới: {{ product }}")

    first.refresh_from_db()
    assert (first.withdrawn_by, template_for(KIND, province.place)) == ("tests", second)
    assert [change.action for change in Change.objects.filter(kind="paper_template").order_by("pk")] == [
        "create",
        "withdraw",
        "create",
    ]


def test_template_that_cannot_be_filled_is_not_put(province: Province) -> None:
    with pytest.raises(Refusal):
        put(province.place, "{{ san_pham }}")

    assert PaperTemplate.objects.count() == 0


def test_withdrawn_template_leaves_the_place_to_ours(province: Province) -> None:
    template = put(province.place)

    templates.withdraw(template=template, by="user:1")

    assert template_for(KIND, province.place) is None
    with pytest.raises(Refusal) as refused:
        templates.withdraw(template=template, by="user:1")
    assert refused.value == WITHDRAWN
