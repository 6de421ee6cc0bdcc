"""People: who may sign in, what they hold and held, locking an account and opening it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission, Role, ScopeKind
from saolang.base.accounts.models import Grant, Invitation, User
from saolang.base.accounts.queries import (
    open_invitations,
    people_visible_to,
    places_of,
    scopes_by_key,
    waiting_grants,
    with_second_factor,
    within_reach,
)
from saolang.base.accounts.rules import is_erased, may, may_erase, may_lock, roles_given_by
from saolang.base.accounts.services import people as services
from saolang.base.accounts.services import second_factors
from saolang.base.audit.models import Change
from saolang.base.kit.words import say
from saolang.programme.evaluation.queries.councils import councils_in, whereabouts
from saolang.programme.registry.queries import producers_in
from saolang.web.acts import carry_out
from saolang.web.desk.access import refuse_page
from saolang.web.desk.forms.accounts import AccountFilter, ReasonForm
from saolang.web.desk.histories import entries
from saolang.web.desk.pages import ask
from saolang.web.desk.people import names_of
from saolang.web.pages import Back, back_to, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.base.accounts.rules import Scope
    from saolang.web.desk.access import DeskRequest

HISTORY = 50
"""Changes shown on a person's page, the latest."""


class Held(NamedTuple):
    """A grant or an invitation as a page shows it.

    `is_given_here` says that whoever looks may give such a role somewhere; whether this very one may be withdrawn is
    asked where it is done.
    """

    record: Any
    role: str
    scope: Scope
    given_by: str
    is_given_here: bool

    @property
    def has_ended(self) -> bool:
        return self.record.valid_to is not None and self.record.valid_to <= timezone.localdate()

    @property
    def is_withdrawable(self) -> bool:
        return self.is_given_here and not self.has_ended


@requires(Permission.MANAGE_ACCOUNTS)
@require_safe
def accounts(request: DeskRequest) -> HttpResponse:
    """Show the people within one's reach with what they hold today, narrowed as asked."""
    seen = people_visible_to(request.user, lying_there(request.user))
    found = AccountFilter(request.GET, with_second_factor(seen).order_by("full_name", "pk"))
    page = page_of(request, found.qs)
    on_the_page = Grant.objects.on(timezone.localdate()).filter(user__in=[person.pk for person in page])
    held = as_held(request.user, within_reach(on_the_page, request.user, lying_there(request.user)).order_by("pk"))
    context = {
        "filter": found,
        "page": page,
        "people": [(person, [one for one in held if one.record.user_id == person.pk]) for person in page],
        "invited": invitations_seen(request.user).count(),
        "waiting": waiting_seen(request.user).count(),
    }
    return render(request, "desk/accounts/list.html", context)


@requires(Permission.MANAGE_ACCOUNTS)
@require_safe
def account(request: DeskRequest, number: int) -> HttpResponse:
    """Show one person: every role within one's reach with its days, and what was changed about them."""
    person = person_seen(request, number)
    grants = list(grants_seen(request.user).filter(user=person).order_by("-valid_from", "-pk"))
    changes = Change.objects.filter(
        Q(kind="user", code=person.actor) | Q(kind="grant", code__in=[str(grant.pk) for grant in grants])
    )
    context = {
        "person": person,
        "held": as_held(request.user, grants),
        "entries": entries(changes.order_by("-id")[:HISTORY]),
        "lock_refusal": _why_not_lock(request.user, person),
        "may_give": bool(roles_given_by(request.user)) and person != request.user and not is_erased(person),
        "is_erased": is_erased(person),
        "may_erase": may(request.user, Permission.MANAGE_INSTALLATION) is None and may_erase(person) is None,
    }
    return render(request, "desk/accounts/account.html", context)


@requires(Permission.MANAGE_ACCOUNTS)
def lock_account(request: DeskRequest, number: int) -> HttpResponse:
    """Lock a person out, with the reason."""
    return _ask_reason(
        request,
        person_seen(request, number),
        services.deactivate,
        title=_("Khóa tài khoản"),
        done=_("Đã khóa tài khoản."),
    )


@requires(Permission.MANAGE_ACCOUNTS)
def open_account(request: DeskRequest, number: int) -> HttpResponse:
    """Let a person in again, with the reason."""
    return _ask_reason(
        request,
        person_seen(request, number),
        services.reactivate,
        title=_("Mở lại tài khoản"),
        done=_("Đã mở lại tài khoản."),
    )


@requires(Permission.MANAGE_ACCOUNTS)
def take_second_factor(request: DeskRequest, number: int) -> HttpResponse:
    """Help a person who has lost every second factor, with the reason: how it is known to be that person."""
    return _ask_reason(
        request,
        person_seen(request, number),
        second_factors.take_away,
        title=_("Gỡ lớp xác thực thứ hai"),
        done=_("Đã gỡ lớp xác thực thứ hai. Người này đăng nhập bằng mật khẩu rồi thiết lập lại."),
    )


# Shared with the pages of roles and of invitations --------------------


def lying_there(user: User) -> dict[ScopeKind, QuerySet[Any]]:
    """Return the public codes of the producers and the councils in the area the person manages accounts for."""
    places = places_of(user, Permission.MANAGE_ACCOUNTS)
    return {ScopeKind.PRODUCER: producers_in(places), ScopeKind.COUNCIL: councils_in(places)}


def person_seen(request: DeskRequest, number: int) -> Any:
    """Return the person, if within the reach of who asks; else there is no such page."""
    seen = people_visible_to(request.user, lying_there(request.user))
    return get_object_or_404(with_second_factor(seen), pk=number)


def grants_seen(user: User) -> QuerySet[Grant]:
    return within_reach(Grant.objects.all(), user, lying_there(user))


def waiting_seen(user: User) -> QuerySet[Grant]:
    """Return the grants that wait for a confirmation within the person's reach, one's own left to others."""
    return within_reach(waiting_grants(), user, lying_there(user)).exclude(user=user)


def invitations_seen(user: User) -> QuerySet[Invitation]:
    return within_reach(open_invitations(), user, lying_there(user))


def whereabouts_of(given: Iterable[Grant | Invitation]) -> dict[tuple[str, str], Any]:
    """Return where the producers and councils lie that the grants or invitations are over. Two queries."""
    return whereabouts([(one.scope_kind, one.scope_code) for one in given])


def as_held(user: User, given: Iterable[Grant | Invitation]) -> list[Held]:
    """Return grants or invitations for a page, in two queries however many."""
    listed = list(given)
    scopes = scopes_by_key(listed, {})
    givers = names_of(_giver(one) for one in listed)
    given_here = set(roles_given_by(user))
    return [
        Held(
            record=one,
            role=str(Role(one.role).label),
            scope=scopes[one.scope_kind, one.scope_code],
            given_by=givers[_giver(one)],
            is_given_here=Role(one.role) in given_here,
        )
        for one in listed
    ]


def back_to_person(person: User) -> Back:
    return back_to("desk:account", person.full_name, str(person.pk))


def _giver(given: Grant | Invitation) -> str:
    return given.given_by if isinstance(given, Grant) else given.invited_by


def _whereabouts_held(person: User) -> dict[tuple[str, str], Any]:
    """Return where the producers and councils lie that the person's roles of today are over."""
    return whereabouts_of(Grant.objects.filter(user=person).on(timezone.localdate()))


def _why_not_lock(user: User, person: User) -> str:
    return say(may_lock(user, person, services.held_by(person, _whereabouts_held(person))))


def _ask_reason(
    request: DeskRequest, person: User, service: Callable[..., User], *, title: Any, done: Any
) -> HttpResponse:
    where = _whereabouts_held(person)
    refuse_page(may_lock(request.user, person, services.held_by(person, where)))
    form = ReasonForm(request.POST or None)
    if carry_out(form, lambda: service(user=person, whereabouts=where, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, done)
        return redirect("desk:account", person.pk)
    return ask(request, form, title=f"{title}: {person.full_name}", back=back_to_person(person), button=str(title))
