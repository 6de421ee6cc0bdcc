"""The things the list of changes names, by kind and code: where each has its page, and who may read of it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import NoReverseMatch, reverse

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.rules import may, scopes_of
from saolang.base.audit.models import Change
from saolang.programme.certification.queries import decisions_visible_to
from saolang.programme.certification.queries.certificates import cases_visible_to, certificates_visible_to
from saolang.programme.plans.models import IssuedReport, Target
from saolang.programme.plans.queries import visible_to as plans_visible_to
from saolang.programme.registry.models import CraftVillage, GrowingArea, Producer, Product
from saolang.programme.registry.queries import visible_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.base.accounts.models import User


def _whole(code: str) -> list[str]:
    return [code]


def _in_parts(code: str) -> list[str]:
    return code.split("/", 1)


class Page(NamedTuple):
    """Where a kind of thing has its pages: the name of their address, what it takes, and who may open them."""

    name: str
    permission: Permission = Permission.READ_DESK
    arguments: Callable[[str], list[str]] = _whole


PAGES = {
    "producer": Page("desk:producer"),
    "product": Page("desk:product"),
    "craft_village": Page("desk:village"),
    "growing_area": Page("desk:area"),
    "decision": Page("desk:decision"),
    "certificate": Page("desk:certificate"),
    "case_to_answer": Page("desk:case"),
    "plan": Page("desk:plan"),
    "target": Page("desk:target", arguments=_in_parts),
    "plan_report": Page("account:signing", arguments=lambda code: ["plan_report", code]),
    "register": Page("desk:register", Permission.IMPORT_REGISTER),
    "user": Page("desk:account", Permission.MANAGE_ACCOUNTS, lambda code: [code.removeprefix("user:")]),
    "change": Page("desk:change", Permission.READ_AUDIT),
}


def page_of_thing(user: User, kind: str, code: str) -> str:
    """Return the address of the thing's page; nothing for a kind without one, a batch, or who may not open it."""
    page = PAGES.get(kind)
    if page is None or may(user, page.permission):
        return ""
    try:
        return reverse(page.name, args=page.arguments(code))
    except NoReverseMatch:
        return ""


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
        "certificate": certificates_visible_to(user).values("public_code"),
        "case_to_answer": cases_visible_to(user).annotate(public=Cast("pk", CharField())).values("public"),
        "suspension": visible_to(Product.objects.all(), user).values("code"),
        "plan": plans.values("code"),
        "target": targets.annotate(public=Concat("plan__code", Value("/"), "code")).values("public"),
        "plan_report": reports.annotate(
            public=Concat("plan__code", Value("/"), Cast("pk", CharField()), output_field=CharField())
        ).values("public"),
    }
