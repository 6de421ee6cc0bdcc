"""The things the list of changes names, by kind and code: where each has its page, and who may read of it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.rules import scopes_of
from saolang.base.audit.models import Change
from saolang.programme.certification.queries import decisions_visible_to
from saolang.programme.plans.models import IssuedReport, Target
from saolang.programme.plans.queries import visible_to as plans_visible_to
from saolang.programme.registry.models import CraftVillage, GrowingArea, Producer, Product
from saolang.programme.registry.queries import visible_to

if TYPE_CHECKING:
    from saolang.base.accounts.models import User

PAGES = {
    "producer": "desk:producer",
    "product": "desk:product",
    "craft_village": "desk:village",
    "growing_area": "desk:area",
    "decision": "desk:decision",
    "plan": "desk:plan",
    "target": "desk:target",
    "plan_report": "account:signing",
    "register": "desk:register",
    "change": "desk:change",
}
"""The name of the address of a thing's page, by its kind. The address takes the code, or the parts of it."""
IN_PARTS = {"target"}
"""Kinds whose codes hold two: "PLAN/TARGET"."""


def page_of_thing(kind: str, code: str) -> str:
    """Return the address of the thing's page; nothing for a kind that has none, and for a batch, which is no thing."""
    name = PAGES.get(kind)
    if name is None or (kind != "plan_report" and kind not in IN_PARTS and not code.replace("-", "").isalnum()):
        return ""
    if kind in IN_PARTS:
        return reverse(name, args=code.split("/", 1)) if "/" in code else ""
    return reverse(name, args=[kind, code] if kind == "plan_report" else [code])


def changes_visible_to(user: User) -> QuerySet[Change]:
    """Return the changes the person may read: all over the country, over places those of what lies there."""
    scopes = scopes_of(user, Permission.READ_AUDIT) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return Change.objects.all()
    if not scopes:
        return Change.objects.none()
    return Change.objects.filter(reduce(or_, (Q(kind=kind, code__in=codes) for kind, codes in _codes(user).items())))


def _codes(user: User) -> dict[str, QuerySet[Any]]:
    """Return the codes of the things the person sees, by kind."""
    plans = plans_visible_to(user)
    targets = Target.objects.filter(plan__in=plans)
    reports = IssuedReport.objects.filter(plan__in=plans)
    return {
        "producer": visible_to(Producer.objects.all(), user).values("code"),
        "product": visible_to(Product.objects.all(), user).values("code"),
        "craft_village": visible_to(CraftVillage.objects.all(), user).values("code"),
        "growing_area": visible_to(GrowingArea.objects.all(), user).values("code"),
        "decision": decisions_visible_to(user).values("code"),
        "plan": plans.values("code"),
        "target": targets.annotate(public=Concat("plan__code", Value("/"), "code")).values("public"),
        "plan_report": reports.annotate(
            public=Concat("plan__code", Value("/"), Cast("pk", CharField()), output_field=CharField())
        ).values("public"),
    }
