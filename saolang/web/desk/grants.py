"""Roles: giving one, taking one back, and confirming those that follow a divided unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission, Role, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import NOT_TO_ONESELF, may_decide_on, may_withdraw, roles_given_by, scopes_of
from saolang.base.accounts.services import grants as services
from saolang.programme.registry.models import Producer
from saolang.programme.registry.queries import unmerged
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.access import refuse_page
from saolang.web.desk.accounts import (
    as_held,
    back_to_person,
    grants_seen,
    person_seen,
    waiting_seen,
    whereabouts_of,
)
from saolang.web.desk.forms.accounts import GrantForm, ReasonForm
from saolang.web.desk.pages import ask
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.base.accounts.models import Grant, User
    from saolang.web.desk.access import DeskRequest


@requires(Permission.MANAGE_ACCOUNTS)
def give_role(request: DeskRequest, number: int) -> HttpResponse:
    """Give the person a further role."""
    person = person_seen(request, number)
    refuse_page(NOT_TO_ONESELF if person == request.user else None)
    form = GrantForm(
        request.POST or None, roles=roles_given_by(request.user), producers=producers_managed(request.user)
    )
    given = carry_out(
        form,
        lambda: services.give(
            user=person,
            role=form.role_given,
            scope=form.scope,
            valid_to=form.cleaned_data["valid_to"],
            by=request.user.actor,
        ),
    )
    if given:
        messages.success(request, gettext("Đã giao vai trò."))
        return redirect("desk:account", person.pk)
    title = gettext("Giao vai trò cho %(person)s") % {"person": person.full_name}
    return ask(request, form, title=title, back=back_to_person(person), button=gettext("Giao vai trò"))


@requires(Permission.MANAGE_ACCOUNTS)
def withdraw_role(request: DeskRequest, number: int, grant_number: int) -> HttpResponse:
    """Take a role back, with the reason, which the person is told."""
    person = person_seen(request, number)
    grant = get_object_or_404(grants_seen(request.user).filter(user=person).select_related("user"), pk=grant_number)
    where = whereabouts_of([grant])
    scope = services.scope_of(grant, where)
    refuse_page(may_withdraw(request.user, grant, scope))
    form = ReasonForm(request.POST or None)
    if carry_out(
        form, lambda: services.withdraw(grant=grant, whereabouts=where, by=request.user.actor, **form.cleaned_data)
    ):
        messages.success(request, gettext("Đã rút vai trò."))
        return redirect("desk:account", person.pk)
    lead = gettext("%(role)s, %(scope)s. Vai trò kết thúc ngay hôm nay; lịch sử vẫn còn.") % {
        "role": Role(grant.role).label,
        "scope": scope,
    }
    title = gettext("Rút vai trò của %(person)s") % {"person": person.full_name}
    return ask(request, form, title=title, lead=lead, back=back_to_person(person), button=gettext("Rút vai trò"))


@requires(Permission.MANAGE_ACCOUNTS)
@require_safe
def waiting(request: DeskRequest) -> HttpResponse:
    """Show the grants that follow a divided unit and wait for somebody to say over which parts they go on."""
    page = page_of(request, waiting_seen(request.user))
    held = as_held(request.user, page)
    before = as_held(request.user, [grant.follows for grant in page])
    context = {"page": page, "rows": list(zip(held, before, strict=True))}
    return render(request, "desk/accounts/waiting.html", context)


@requires(Permission.MANAGE_ACCOUNTS)
@require_POST
def confirm_grant(request: DeskRequest, number: int) -> HttpResponse:
    """Let the grant count."""
    grant = _waiting(request, number)
    attempt(request, lambda: services.confirm(grant=grant, by=request.user.actor), done=gettext("Đã xác nhận."))
    return redirect("desk:waiting_grants")


@requires(Permission.MANAGE_ACCOUNTS)
def refuse_grant(request: DeskRequest, number: int) -> HttpResponse:
    """Say, with the reason, that the grant does not go on over this part."""
    grant = _waiting(request, number)
    scope = services.scope_of(grant, {})
    refuse_page(may_decide_on(request.user, grant, scope))
    form = ReasonForm(request.POST or None)
    if carry_out(form, lambda: services.refuse(grant=grant, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã từ chối."))
        return redirect("desk:waiting_grants")
    title = gettext("Từ chối: %(person)s, %(role)s, %(scope)s") % {
        "person": grant.user.full_name,
        "role": Role(grant.role).label,
        "scope": scope,
    }
    back = back_to("desk:waiting_grants", _("Quyền chờ xác nhận"))
    return ask(request, form, title=title, back=back, button=gettext("Từ chối"))


def producers_managed(user: User) -> QuerySet[Producer]:
    """Return the producers for which the person manages accounts: those of the area, and one's own."""
    producers = unmerged(Producer.objects.all())
    scopes = scopes_of(user, Permission.MANAGE_ACCOUNTS)
    if (ScopeKind.COUNTRY, "") in scopes:
        return producers
    own = [code for kind, code in scopes if kind == ScopeKind.PRODUCER]
    return producers.filter(Q(code__in=own) | Q(place__in=places_of(user, Permission.MANAGE_ACCOUNTS)))


def _waiting(request: DeskRequest, number: int) -> Grant:
    found: Grant = get_object_or_404(waiting_seen(request.user), pk=number)
    return found
