"""Councils: how each was set up, who sits in it, by which regulation it works."""

from __future__ import annotations

from dataclasses import dataclass
from mimetypes import guess_extension
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires, signed_in
from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import Scope, may, may_over, scopes_of
from saolang.base.files.choices import Kinds
from saolang.base.kit.formats import figure
from saolang.base.kit.words import say
from saolang.base.places.choices import Level as PlaceLevel
from saolang.base.places.queries import map_on
from saolang.core.councils import SETTINGS, read_regulation
from saolang.programme.evaluation.choices import Seat
from saolang.programme.evaluation.models import Membership, Session
from saolang.programme.evaluation.queries.councils import councils_visible_to, seated
from saolang.programme.evaluation.services import councils as services
from saolang.web.acts import carry_out
from saolang.web.council.access import council_run, council_seen, why_not
from saolang.web.council.forms import CouncilForm, ReasonForm, RegulationForm, SeatForm
from saolang.web.council.pages import ask
from saolang.web.downloads import hand_out
from saolang.web.pages import back_to, page_of
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.base.files.models import StoredFile
    from saolang.base.places.models import Place
    from saolang.core.councils import Regulation
    from saolang.programme.evaluation.models import Council
    from saolang.web.pages import Back
    from saolang.web.requests import PersonRequest


@dataclass(frozen=True)
class RuleInWords:
    """One setting of a regulation as a page shows it; `source` is empty where the default is ours."""

    words: str
    value: str
    source: str
    is_confirmed: bool


@signed_in
@require_safe
def councils(request: PersonRequest) -> HttpResponse:
    """List the councils the person sees, the latest first. A fixed number of queries."""
    seen = councils_visible_to(request.user).select_related("place")
    counted = seen.annotate(
        seated=Count("memberships", filter=Q(memberships__in=seated()), distinct=True),
        session_count=Count("sessions", distinct=True),
    )
    context = {
        "page": page_of(request, counted.order_by("-decided_on", "-pk")),
        "may_set_up": may(request.user, Permission.RUN_PROCEDURE) is None,
        "may_compare": may(request.user, Permission.RUN_SESSIONS) is None,
    }
    return render(request, "council/councils.html", context)


@signed_in
@require_safe
def council(request: PersonRequest, code: str) -> HttpResponse:
    """Show a council: its decision, its people, its regulation with where each setting comes from, its sessions."""
    found = council_seen(request.user, code)
    context = {
        "council": found,
        "memberships": Membership.objects.filter(council=found).select_related("user").order_by("until", "pk"),
        "sitting": set(seated().filter(council=found).values_list("pk", flat=True)),
        "sessions": Session.objects.filter(council=found),
        "regulation": in_words(found.regulation, found),
        "refusal": say(why_not(request.user, Permission.RUN_PROCEDURE, found)),
    }
    return render(request, "council/council.html", context)


@requires(Permission.RUN_PROCEDURE)
def add_council(request: PersonRequest) -> HttpResponse:
    """Set up a council from its decision."""
    form = CouncilForm(request.POST or None, request.FILES or None, places=_provinces(request.user))
    made = carry_out(
        form,
        lambda: services.set_up(council=form.council_of(_received(request, form)), by=request.user.actor),
        check=lambda: may_over(request.user, Permission.RUN_PROCEDURE, Scope.over(form.cleaned_data["place"])),
    )
    if made:
        messages.success(request, gettext("Đã lập hội đồng. Hãy mời người vào hội đồng và đối chiếu quy chế."))
        return redirect("council:council", made.code)
    back = back_to("council:councils", gettext("Hội đồng"))
    return ask(request, form, title=gettext("Lập hội đồng"), back=back, button=gettext("Lập hội đồng"))


@signed_in
@require_safe
def decision_file(request: PersonRequest, code: str) -> HttpResponseBase:
    """Hand out the decision that set up a council the person may see."""
    found = council_seen(request.user, code)
    if found.decision_file is None:
        raise Http404
    ending = guess_extension(found.decision_file.content_type) or ""
    return hand_out(request, found.decision_file, name=f"quyet-dinh-{found.code}{ending}")


@requires(Permission.RUN_PROCEDURE)
def change_regulation(request: PersonRequest, code: str) -> HttpResponse:
    """Set what the council's regulation says, with the paper that says so; refused when it was changed meanwhile."""
    found = council_run(request.user, code)
    form = RegulationForm(
        request.POST or None,
        regulation=found.regulation,
        initial={"source": found.regulation_source, "version": found.version},
    )
    changed = carry_out(
        form,
        lambda: services.regulate(
            council=found,
            regulation=form.settings,
            source=form.cleaned_data["source"],
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            by=request.user.actor,
        ),
    )
    if changed:
        messages.success(request, gettext("Đã sửa quy chế. Phiên đang mở vẫn theo quy chế lúc mở."))
        return redirect("council:council", found.code)
    return ask(request, form, title=gettext("Sửa quy chế"), back=_back(found))


@requires(Permission.RUN_PROCEDURE)
def seat(request: PersonRequest, code: str) -> HttpResponse:
    """Seat a person in the council, and give the role that goes with the seat."""
    found = council_run(request.user, code)
    form = SeatForm(request.POST or None)
    seated = carry_out(
        form,
        lambda: services.seat(
            council=found,
            user=form.cleaned_data["email"],
            seat=Seat(form.cleaned_data["seat"]),
            organisation=form.cleaned_data["organisation"],
            by=request.user.actor,
        ),
    )
    if seated:
        messages.success(request, gettext("Đã mời %(name)s vào hội đồng.") % {"name": seated.user.full_name})
        return redirect("council:council", found.code)
    title = gettext("Mời một người vào hội đồng")
    return ask(request, form, title=title, back=_back(found), button=gettext("Mời vào hội đồng"))


@requires(Permission.RUN_PROCEDURE)
def unseat(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """End a seat today, with the reason; what the person has signed stays."""
    found = council_run(request.user, code)
    held = get_object_or_404(Membership.objects.filter(council=found).select_related("user"), pk=number)
    form = ReasonForm(request.POST or None)
    if carry_out(form, lambda: services.unseat(membership=held, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã ghi: %(name)s thôi giữ ghế.") % {"name": held.user.full_name})
        return redirect("council:council", found.code)
    title = gettext("%(name)s thôi giữ ghế %(seat)s") % {"name": held.user.full_name, "seat": held.get_seat_display()}
    lead = gettext("Vai trò kèm theo ghế kết thúc hôm nay. Phiếu đã ký vẫn được tính.")
    return ask(request, form, title=title, lead=lead, back=_back(found), button=gettext("Ghi nhận"))


def in_words(regulation: Mapping[str, object], council: Council) -> list[RuleInWords]:
    """Return every setting with its value and where it comes from.

    Confirmed is what the council's own paper says so today: a session goes on by the value it was opened with.
    """
    values, said = read_regulation(regulation), read_regulation(council.regulation)
    confirmed = {name for name in council.regulation if council.regulation_source and _same(values, said, name)}
    return [
        RuleInWords(
            words=gettext(setting.words),
            value=figure(getattr(values, name)),
            source=council.regulation_source if name in confirmed else setting.source,
            is_confirmed=name in confirmed,
        )
        for name, setting in SETTINGS.items()
    ]


def _same(one: Regulation, other: Regulation, name: str) -> bool:
    return bool(getattr(one, name) == getattr(other, name))


def _received(request: PersonRequest, form: CouncilForm) -> StoredFile | None:
    """Return the file of the decision as it is kept; None where none was sent. Raises Refusal."""
    sent = form.cleaned_data["file"]
    return take_in(sent[0], kinds=Kinds.PAPERS, user=request.user).file if sent else None


def _provinces(user: User) -> QuerySet[Place]:
    """Return the provinces for which the person may set up a council: of today's map for who works for the country."""
    provinces = places_of(user, Permission.RUN_PROCEDURE).filter(level=PlaceLevel.PROVINCE)
    is_of_the_country = (ScopeKind.COUNTRY, "") in scopes_of(user, Permission.RUN_PROCEDURE)
    return provinces.filter(map=map_on(timezone.localdate())) if is_of_the_country else provinces


def _back(found: Council) -> Back:
    return back_to("council:council", found.name, found.code)
