"""Ideas and business plans: said, revised, answered; figures computed by us."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.notices.choices import Kind
from saolang.base.notices.models import Notice
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import IdeaState
from saolang.programme.dossiers.models import BusinessPlan, PlanYear
from saolang.programme.dossiers.rules import ideas as rules
from saolang.programme.dossiers.services import business_plans
from saolang.programme.dossiers.services import ideas as services
from saolang.programme.registry.models import ProductSet
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.dossiers import an_edition
from tests.factories.places import a_divided_commune, a_merged_commune
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from saolang.base.places.models import Place
    from saolang.programme.dossiers.models import Idea

BY = "user:7"


def said(**values: Any) -> services.NewIdea:
    an_edition()
    known = {"product_name": "Bánh gạo", "description": "Bánh giòn từ gạo"} | values
    return services.NewIdea(product_set=ProductSet.objects.get(pk="qd26-03"), **known)


@pytest.fixture
def idea(commune: Place) -> Idea:
    return services.register(producer=a_producer(place=commune), idea=said(), by=BY)


@pytest.mark.django_db
def test_idea_goes_to_the_producers_commune(idea: Idea, commune: Place) -> None:
    assert (idea.place, idea.state, idea.version) == (commune, IdeaState.REGISTERED, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"product_name": " "}, rules.NAMELESS),
        ({"description": " "}, rules.WORDLESS),
        ({"materials": "x" * 5_001}, rules.TOO_LONG),
    ],
)
def test_idea_without_words_is_refused(values: dict[str, str], refusal: Refusal, commune: Place) -> None:
    with pytest.raises(Refusal) as refused:
        services.register(producer=a_producer(place=commune), idea=said(**values), by=BY)

    assert refused.value == refusal


@pytest.mark.django_db
def test_idea_of_a_producer_without_a_place_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        services.register(producer=a_producer(), idea=said(), by=BY)

    assert refused.value == rules.PLACELESS


@pytest.mark.django_db
def test_idea_goes_to_the_commune_of_today_that_holds_the_old_one() -> None:
    old, unit = a_merged_commune()

    assert services.register(producer=a_producer(place=old), idea=said(), by=BY).place == unit


@pytest.mark.django_db
def test_idea_from_a_commune_divided_over_several_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        services.register(producer=a_producer(place=a_divided_commune()), idea=said(), by=BY)

    assert refused.value == rules.DIVIDED


@pytest.mark.django_db
def test_idea_is_revised_until_it_is_answered(idea: Idea) -> None:
    revised = services.revise(idea=idea, said=said(customers="siêu thị"), version=1, by=BY)
    services.decide(idea=idea, state=IdeaState.ACCEPTED, reason="", by="user:8")

    with pytest.raises(Refusal) as refused:
        services.revise(idea=idea, said=said(), version=3, by=BY)

    assert (revised.customers, revised.version, refused.value) == ("siêu thị", 2, rules.DECIDED)


@pytest.mark.django_db
def test_stale_revision_is_refused(idea: Idea) -> None:
    services.revise(idea=idea, said=said(customers="siêu thị"), version=1, by=BY)

    with pytest.raises(Refusal) as refused:
        services.revise(idea=idea, said=said(customers="chợ"), version=1, by="user:8")

    idea.refresh_from_db()
    assert (refused.value, idea.customers) == (rules.CHANGED_MEANWHILE, "siêu thị")


@pytest.mark.django_db
def test_decision_is_made_once_and_a_refusal_says_why(idea: Idea) -> None:
    with pytest.raises(Refusal) as without:
        services.decide(idea=idea, state=IdeaState.DECLINED, reason=" ", by=BY)
    with pytest.raises(Refusal) as undecided:
        services.decide(idea=idea, state=IdeaState.REGISTERED, reason="", by=BY)
    decided = services.decide(idea=idea, state=IdeaState.DECLINED, reason="đã có", by=BY)
    with pytest.raises(Refusal) as twice:
        services.decide(idea=idea, state=IdeaState.ACCEPTED, reason="", by=BY)

    assert (without.value, undecided.value, twice.value) == (rules.REASONLESS, rules.UNDECIDED, rules.DECIDED)
    assert (decided.decided_reason, decided.decided_by) == ("đã có", BY)


@pytest.mark.django_db
def test_producers_people_are_told_the_answer(idea: Idea) -> None:
    scope = {"scope_kind": ScopeKind.PRODUCER, "scope_code": idea.producer.code}
    people = {GrantFactory(role=role, **scope).user.actor for role in (Role.PRODUCER, Role.HELPER)}

    services.decide(idea=idea, state=IdeaState.ACCEPTED, reason="hợp với xã", by=BY)

    told = Notice.objects.filter(kind=Kind.IDEA_ANSWERED)
    assert {(notice.recipient, notice.path) for notice in told} == {
        (person, f"/cua-toi/y-tuong/{idea.code}/") for person in people
    }


@pytest.mark.django_db
def test_somebody_follows_the_idea_and_stops(idea: Idea) -> None:
    follower = UserFactory()

    assert services.follow(idea=idea, follower=follower, by=BY).follower == follower
    assert services.follow(idea=idea, follower=None, by=BY).follower is None


def year(number: int, **values: Any) -> business_plans.Year:
    known = {"output": Decimal(10), "unit": "tấn", "price": Decimal("2.5"), "cost": Decimal(20)} | values
    return business_plans.Year(year=number, investment=Decimal(0), **known)


@pytest.mark.django_db
def test_plan_is_written_over_with_its_years(idea: Idea) -> None:
    first = business_plans.Plan(years=[year(2027), year(2028)], texts={"goal": " bán ở tỉnh "})
    business_plans.write(idea=idea, plan=first, version=0, by=BY)

    second = business_plans.Plan(years=[year(2028)], texts={"risks": "sâu bệnh"})
    plan = business_plans.write(idea=idea, plan=second, version=1, by=BY)

    assert (plan.goal, plan.risks, plan.first_year, plan.version) == ("", "sâu bệnh", 2028, 2)
    assert list(plan.years.values_list("year", flat=True)) == [2028]


@pytest.mark.django_db
def test_stale_plan_is_refused_and_the_other_stays(idea: Idea) -> None:
    business_plans.write(idea=idea, plan=business_plans.Plan(years=[year(2027)]), version=0, by=BY)

    with pytest.raises(Refusal) as refused:
        business_plans.write(idea=idea, plan=business_plans.Plan(years=[year(2030)]), version=0, by="user:8")

    assert (refused.value, BusinessPlan.objects.get().first_year) == (rules.CHANGED_MEANWHILE, 2027)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("years", "refusal"),
    [
        ([], rules.YEARLESS),
        ([2027, 2029], rules.YEARS_TWICE),
        ([2027, 2027], rules.YEARS_TWICE),
        (list(range(2027, 2038)), rules.TOO_MANY_YEARS),
    ],
)
def test_plan_with_years_that_do_not_follow_is_refused(years: list[int], refusal: Refusal, idea: Idea) -> None:
    with pytest.raises(Refusal) as refused:
        business_plans.write(idea=idea, plan=business_plans.Plan(years=list(map(year, years))), version=0, by=BY)

    assert refused.value == refusal


@pytest.mark.django_db
def test_plan_below_zero_or_too_long_is_refused(idea: Idea) -> None:
    below = business_plans.Plan(years=[year(2027, cost=Decimal(-1))])
    long = business_plans.Plan(years=[year(2027)], texts={"goal": "x" * 5_001})

    with pytest.raises(Refusal) as negative:
        business_plans.write(idea=idea, plan=below, version=0, by=BY)
    with pytest.raises(Refusal) as endless:
        business_plans.write(idea=idea, plan=long, version=0, by=BY)

    assert (negative.value, endless.value) == (rules.BELOW_ZERO, rules.TOO_LONG)


AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=2)


@given(output=AMOUNTS, price=AMOUNTS, cost=AMOUNTS)
def test_profit_is_what_is_left_of_output_times_price(output: Decimal, price: Decimal, cost: Decimal) -> None:
    one = PlanYear(output=output, price=price, cost=cost)

    assert abs(rules.revenue(one) - output * price) <= Decimal("0.005")
    assert rules.profit(one) + cost == rules.revenue(one)
