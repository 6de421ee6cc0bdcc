from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from saolang.base.places.models import Place
from saolang.core.pathways import Effort
from saolang.programme.criteria.rules import criteria_sets, token_of
from saolang.programme.criteria.services.costs import set_costs
from saolang.programme.criteria.services.editions import load_shipped
from tests.factories.dossiers import an_edition

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

WATER = "qd26-16"


def answers(code: str = WATER, **instead: str) -> dict[str, str]:
    """Return the form with the best option on every criterion, but for those given as c1_4="1.4-2"."""
    best = {
        f"c-{criterion.code}": max(criterion.options, key=lambda option: option.points).code
        for criterion in criteria_sets()[code].criteria.values()
    }
    return best | {f"c-{name[1:].replace('_', '.')}": option for name, option in instead.items()}


def reckon(client: Client, code: str = WATER, *, fragment: bool = True, **said: Any) -> HttpResponse:
    an_edition(code)
    return client.post(reverse("catalogue:rating", args=[code]), said | ({"phan": "ket-qua"} if fragment else {}))


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_sets_are_offered_under_their_industries(client: Client) -> None:
    load_shipped(by="tests")

    groups = client.get(reverse("catalogue:rating_sets")).context["groups"]

    assert [len(sets) for _industry, sets in groups] == [13, 4, 3, 2, 3, 1]


def test_nothing_ticked_is_told_as_nothing_yet(client: Client) -> None:
    an_edition(WATER)

    page = client.get(reverse("catalogue:rating", args=[WATER]))

    assert page.context["shown"] is False
    assert page.content.decode().count("<fieldset") == 1 + 29


@pytest.mark.parametrize("code", criteria_sets())
def test_best_answers_get_5_stars_in_every_set(client: Client, code: str) -> None:
    outcome = reckon(client, code, **answers(code)).context["outcome"]

    assert (outcome.rating.total, outcome.rating.stars, outcome.ways) == (100, 5, ())


def test_mark_missed_is_told_in_plain_words_with_the_way_up(client: Client) -> None:
    said = text(reckon(client, **answers(c1_4="1.4-2")))

    assert "98/100 điểm" in said
    assert "Điểm đủ cho 5 sao, nhưng chưa đạt mức tối thiểu" in said
    assert "4 sao cần ít nhất 2 điểm ở 1.4 Liên kết chuỗi trong sản xuất; bạn được 1." in said
    assert "Lên 4 sao: 1 việc" in said


def test_condition_blocks_before_points(client: Client) -> None:
    response = reckon(client, g="forged_dossier", **answers())

    outcome = response.context["outcome"]
    assert outcome.rating.stars == 0
    assert [(way.star, [str(each) for each in way.blocked_by]) for way in outcome.ways] == [
        (star, ["Giả mạo hồ sơ"]) for star in (3, 4, 5)
    ]
    assert "Không xếp hạng" in text(response)


def test_costs_of_the_province_chosen_are_counted(client: Client) -> None:
    edition = an_edition(WATER)
    province = Place.objects.get(map=2, code="92")
    efforts = {"1.4-3": Effort(Decimal(40), 6, "Hợp đồng"), "1.4-4": Effort(Decimal(90), 12)}
    set_costs(
        place=province,
        product_set=edition.product_set,
        criterion="1.4",
        efforts=efforts,
        seen=token_of({}),
        by="user:1",
    )

    outcome = reckon(client, tinh=province.public_code, **answers(c1_4="1.4-2")).context["outcome"]

    [first, second] = outcome.ways
    assert (first.star, first.cost, first.months, first.unknown) == (4, 40, 6, 0)
    assert (second.star, second.cost, second.months) == (5, 90, 12)


def test_fragment_is_what_the_page_holds(client: Client) -> None:
    said = answers(c1_4="1.4-2")

    fragment = text(reckon(client, **said))
    page = text(reckon(client, fragment=False, **said))

    assert fragment in page


def test_page_keeps_what_was_ticked(client: Client) -> None:
    page = reckon(client, fragment=False, g="forged_dossier", **answers()).content.decode()

    assert page.count(" checked>") == 29 + 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"c-1.1": "9.9-9"}, "Tiêu chí 1.1 không có lựa chọn 9.9-9."),
        ({"c-99": "1.1-1"}, "Bộ qd26-16 không có tiêu chí 99."),
        ({"g": "ugly"}, "Bộ qd26-16 không có căn cứ loại ugly."),
    ],
)
def test_answer_no_page_of_ours_offers_is_refused_in_words(client: Client, said: dict[str, str], sentence: str) -> None:
    response = reckon(client, fragment=False, **said)

    assert (response.status_code, response.context["refusal"]) == (422, sentence)


@pytest.mark.parametrize(
    "said", [{"c-1.1": "x" * 5000}, {f"c-{'x' * 500}": "1.1-1"}, {"tinh": "x" * 5000}, {"g": "x" * 5000}]
)
def test_endless_answers_are_not_looked_at(client: Client, said: dict[str, str]) -> None:
    assert reckon(client, fragment=False, **said).context["shown"] is False


def test_unknown_set_is_not_found(client: Client) -> None:
    assert client.get(reverse("catalogue:rating", args=["qd26-99"])).status_code == 404


def test_reckoning_writes_nothing_and_asks_little(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reckon(client, **answers())

    with django_assert_num_queries(2) as asked:
        reckon_again = client.post(reverse("catalogue:rating", args=[WATER]), answers() | {"phan": "ket-qua"})

    assert reckon_again.status_code == 200
    assert all(each["sql"].startswith("SELECT") for each in asked.captured_queries)


def test_whole_page_is_light(client: Client) -> None:
    an_edition("qd26-26")
    page = client.get(reverse("catalogue:rating", args=["qd26-26"])).content
    beside = (finders.find(name) for name in ("css/saolang.css", "css/rating.css", "js/rating.js"))
    whole = len(gzip.compress(page)) + sum(len(gzip.compress(Path(str(path)).read_bytes())) for path in beside)

    assert whole + 10_000 < 60_000


@pytest.mark.parametrize("language", ["en", "km"])
def test_what_has_no_words_in_the_language_is_marked_vietnamese(client: Client, language: str) -> None:
    an_edition(WATER)

    page = client.get(reverse("catalogue:rating", args=[WATER]), HTTP_ACCEPT_LANGUAGE=language).content.decode()

    assert ('<span lang="vi">Nguồn nguyên liệu</span>' in page) == (language == "km")
    assert ("Source of raw materials" in page) == (language == "en")
