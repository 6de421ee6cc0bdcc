"""Plans, their targets and the reports issued on them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import factory

from saolang.base.places.models import Place
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.models import IssuedReport, Plan, Target
from tests.factories.files import StoredFileFactory

if TYPE_CHECKING:
    from typing import Any


class PlanFactory(factory.django.DjangoModelFactory[Plan]):
    """A plan of Cao Bằng for 2024, still in draft. `issued=True`: with its number and date."""

    class Meta:
        model = Plan

    class Params:
        issued = factory.Trait(state=PlanState.ISSUED, number="12/KH-UBND", issued_on=dt.date(2024, 1, 15))

    code = factory.Sequence(lambda number: f"ke-hoach-{number}")
    title_vi = "Kế hoạch thực hiện Chương trình OCOP năm 2024"
    place = factory.LazyFunction(lambda: Place.objects.get(map=1, code="04"))
    period = "2024"
    begins_on = dt.date(2024, 1, 1)
    ends_on = dt.date(2024, 12, 31)


class TargetFactory(factory.django.DjangoModelFactory[Target]):
    """At least 30 products newly recognised."""

    class Meta:
        model = Target

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda number: f"CT-{number}")
    position = factory.LazyAttribute(lambda target: target.plan.targets.count() + 1)
    label_vi = "Sản phẩm được công nhận mới"
    indicator = "products.new"
    comparator = ">="
    goal = 30


class IssuedReportFactory(factory.django.DjangoModelFactory[IssuedReport]):
    """A report on the last day of the plan, as known the day after."""

    class Meta:
        model = IssuedReport

    plan = factory.SubFactory(PlanFactory, issued=True)
    as_at = factory.LazyAttribute(lambda report: report.plan.ends_on)
    as_known = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    figures: Any = factory.LazyFunction(dict)
    file = factory.SubFactory(StoredFileFactory)
    file_name = "bao-cao.pdf"
    issued_by = "user:1"
