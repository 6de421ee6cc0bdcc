"""What the province promised, for anybody to read, and the handbook."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from saolang.programme.plans.choices import PlanState
from saolang.web.catalogue.handbook import pages
from tests.web.desk.conftest import certify

if TYPE_CHECKING:
    from django.test import Client

    from saolang.programme.plans.models import Plan
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

WOMEN = {"indicator": "producers.share_women", "comparator": ">=", "goal": 40}
CERTIFIED = {"indicator": "products.certified", "comparator": ">=", "goal": 2}


def issued(province: Province) -> Plan:
    """Return an issued plan of 2022 with a target of products and one of women."""
    plan = province.plan(2022, 2022, CERTIFIED, WOMEN)
    plan.state = PlanState.ISSUED
    plan.save()
    return plan


def test_plan_is_shown_with_its_sums(province: Province, client: Client) -> None:
    certify(province, 5)
    plan = issued(province)

    page = client.get(f"/ke-hoach/{plan.code}/").content.decode()

    assert "2 trong 2 chỉ tiêu đã đạt" in page
    assert "dưới 5 người" not in page


@pytest.mark.parametrize(
    ("language", "label"), [("vi", "Sản phẩm có sao"), ("en", "With stars"), ("km", "Sản phẩm có sao")]
)
def test_target_without_khmer_words_is_named_in_vietnamese(
    province: Province, client: Client, language: str, label: str
) -> None:
    plan = issued(province)
    plan.targets.filter(position=1).update(label_vi="Sản phẩm có sao", label_en="With stars")

    page = client.get(f"/ke-hoach/{plan.code}/?hl={language}").content.decode()

    assert re.findall(r'<th scope="row"[^>]*>([^<]+)</th>', page)[0] == label


def test_sum_of_personal_data_under_five_is_kept_back(province: Province, client: Client) -> None:
    certify(province, 4, date(2022, 3, 1))
    plan = issued(province)

    page = client.get(f"/ke-hoach/{plan.code}/").content.decode()

    assert page.count("dưới 5 người, không nêu") == 1


def test_draft_is_not_found(province: Province, client: Client) -> None:
    plan = issued(province)
    plan.state = PlanState.DRAFT
    plan.save()

    assert client.get(f"/ke-hoach/{plan.code}/").status_code == 404
    assert plan.code not in client.get("/ke-hoach/").content.decode()


def test_names_behind_a_number_are_not_shown(province: Province, client: Client) -> None:
    certify(province, 5)
    plan = issued(province)

    page = client.get(f"/ke-hoach/{plan.code}/").content.decode()

    assert "SP-" not in page
    assert "CT-" not in page


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_every_page_of_the_handbook_is_read(client: Client, language: str) -> None:
    found = pages(language)

    answers = [client.get(f"/so-tay/{code}/?hl={language}") for code in found]

    assert [answer.status_code for answer in answers] == [200] * len(found)
    assert all(page.sources and page.edition for page in found.values())
    assert {page.language for page in found.values()} == {"en" if language == "en" else "vi"}


def test_page_the_handbook_has_not_is_not_found(client: Client) -> None:
    assert client.get("/so-tay/khong-co/").status_code == 404
