"""Ideas and business plans on a producer's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from saolang.programme.dossiers.choices import IdeaState
from saolang.programme.dossiers.models import BusinessPlan, Idea
from saolang.programme.dossiers.services import ideas as services
from saolang.programme.registry.models import ProductSet
from tests.factories.dossiers import RICE
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.dossiers.models import Dossier

pytestmark = pytest.mark.django_db

SAID = {"product_name": "Bánh gạo", "product_set": RICE, "is_new": "new", "description": "Bánh giòn"}
PLAN = {
    "version": "0",
    "first_year": "2027",
    "unit": "tấn",
    "output_0": "12",
    "price_0": "85,5",
    "cost_0": "700",
    "goal": "Ba siêu thị",
}


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def an_idea(dossier: Dossier, **values: Any) -> Idea:
    known = {"product_name": "Bánh gạo", "description": "Bánh giòn"} | values
    said = services.NewIdea(product_set=ProductSet.objects.get(pk=RICE), **known)
    return services.register(producer=dossier.producer, idea=said, by="tests")


def test_idea_is_registered(portal: Client, dossier: Dossier) -> None:
    answer = portal.post(reverse("portal:idea_add"), SAID)

    idea = Idea.objects.get()
    assert answer.headers["Location"] == reverse("portal:idea", args=[idea.code])
    assert (idea.producer, idea.is_new, idea.product_set_id) == (dossier.producer, True, RICE)


def test_idea_without_a_description_is_refused(portal: Client) -> None:
    answer = portal.post(reverse("portal:idea_add"), SAID | {"description": " "})

    assert (answer.status_code, Idea.objects.count()) == (422, 0)


def test_stale_idea_shows_both_and_can_be_sent_again(portal: Client, dossier: Dossier) -> None:
    idea = an_idea(dossier)
    said = services.NewIdea(product_name="Bánh gạo", product_set=idea.product_set, description="của người giúp")
    services.revise(idea=idea, said=said, version=1, by="tests")
    address = reverse("portal:idea_revise", args=[idea.code])

    refused = portal.post(address, SAID | {"description": "của chủ thể", "version": "1"})
    portal.post(address, SAID | {"description": "của chủ thể", "version": "2"})

    idea.refresh_from_db()
    assert refused.status_code == 422
    assert "Mô tả ý tưởng: của người giúp" in body(refused)
    assert 'name="version" value="2"' in body(refused)
    assert idea.description == "của chủ thể"


def test_answered_idea_shows_the_answer_and_the_way_on(portal: Client, dossier: Dossier) -> None:
    idea = services.decide(idea=an_idea(dossier), state=IdeaState.ACCEPTED, reason="hợp với xã", by="tests")

    page = body(portal.get(reverse("portal:idea", args=[idea.code])))

    assert "hợp với xã" in page
    assert "Lập hồ sơ từ ý tưởng này" in page
    assert "Sửa ý tưởng" not in page


def test_dossier_opened_from_an_idea_is_offered_for_its_product(portal: Client, dossier: Dossier) -> None:
    idea = an_idea(dossier)
    Idea.objects.filter(pk=idea.pk).update(product=dossier.product)

    page = portal.get(reverse("portal:dossier_open"), {"chu-the": dossier.producer.code, "y-tuong": idea.code})

    assert page.context["form"]["product"].value() == dossier.product_id


def test_plan_is_written_and_its_revenue_computed(portal: Client, dossier: Dossier) -> None:
    idea = an_idea(dossier)

    portal.post(reverse("portal:business_plan", args=[idea.code]), PLAN)

    page = body(portal.get(reverse("portal:idea", args=[idea.code])))
    assert BusinessPlan.objects.get().years.count() == 1
    assert "1.026" in page
    assert "326" in page


def test_plan_with_half_a_year_is_refused_beside_the_field(portal: Client, dossier: Dossier) -> None:
    idea = an_idea(dossier)

    answer = portal.post(reverse("portal:business_plan", args=[idea.code]), PLAN | {"output_1": "5"})

    assert (answer.status_code, BusinessPlan.objects.count()) == (422, 0)
    assert body(answer).count("Hãy điền số liệu này, hoặc để trống cả năm.") == 4


@pytest.mark.parametrize("name", ["idea", "idea_revise", "business_plan"])
def test_anothers_idea_is_not_found(name: str, portal: Client, dossier: Dossier) -> None:
    idea = an_idea(dossier)
    Idea.objects.filter(pk=idea.pk).update(producer=a_producer(place=dossier.place))

    assert portal.get(reverse(f"portal:{name}", args=[idea.code])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_often_for_many_ideas_as_for_one(
    count: int, portal: Client, dossier: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        an_idea(dossier)
    portal.get(reverse("portal:ideas"))

    with django_assert_num_queries(7):
        portal.get(reverse("portal:ideas"))
