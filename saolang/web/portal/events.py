"""Steps recorded on a phone: one page a step, five questions; what was recorded, and declaring it wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.files.choices import Kinds
from saolang.base.kit.languages import in_language_read
from saolang.core.steps import NOTE, PARTNER, REASON
from saolang.programme.traceability.models import Event, EventPhoto
from saolang.programme.traceability.queries.checks import checks_in_force
from saolang.programme.traceability.queries.lots import lots_named, own_events, places_of, recorded
from saolang.programme.traceability.rules.steps import craft
from saolang.programme.traceability.services import steps
from saolang.web.acts import carry_out
from saolang.web.downloads import hand_out
from saolang.web.pages import back_to
from saolang.web.portal.access import CHOSEN, chosen_producer
from saolang.web.portal.pages import ask
from saolang.web.portal.step_answers import (
    QUANTITIES,
    answers_of,
    made_in,
    names_in,
    next_steps,
    offered_to,
    place_of,
    proposed_answers,
)
from saolang.web.portal.step_forms import MORE, StepForm, WrongForm, name_of, with_one_more
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.base.files.models import StoredFile
    from saolang.core.steps import Step
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import Location
    from saolang.programme.traceability.queries.lots import Recorded
    from saolang.web.pages import Back
    from saolang.web.requests import PersonRequest

LOT = "lo"
"""The word of the address that names the lot a step is about."""
AS_DATA = "application/json"


@requires(Permission.RECORD_EVENTS)
def record_step(request: PersonRequest, step: str) -> HttpResponse:
    """Ask the five questions of a step and record it; what the browser kept while offline is answered as data."""
    producer, own = chosen_producer(request)
    asked = step_of(step)
    form = _form(request, asked, producer)
    recorded_ = carry_out(form, lambda: _record(request.user, form, producer))
    if recorded_:
        said = gettext("Đã ghi: %(step)s.") % {"step": in_language_read(asked.words)}
        return _recorded(request, recorded_, said)
    if form.is_bound and request.headers.get("Accept") == AS_DATA:
        return JsonResponse({"errors": [error for each in form.errors.values() for error in each]}, status=422)
    context = {"step": asked, "form": form, "producer": producer, "own": own, "back": _back(producer)}
    return render(request, "portal/lots/step.html", context, status=422 if form.is_bound else 200)


@requires(Permission.RECORD_EVENTS)
@require_safe
def step_worker(request: PersonRequest) -> HttpResponse:  # noqa: ARG001 - the same for all
    """Send the script that opens kept pages without a line. Its address says which: those below it, of lots and steps.

    Asked for again each time, so that no browser keeps an old one.
    """
    script = Path(str(finders.find("js/steps-worker.js"))).read_bytes()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@requires(Permission.RECORD_EVENTS)
@require_safe
def event(request: PersonRequest, number: int) -> HttpResponse:
    """Show a step as it was recorded, with what corrected it."""
    found = event_of(request.user, number)
    [told] = recorded([found])
    declared = recorded(own_events(request.user).declaring(found.event_id))
    named = lots_named(names_in(told), found.producer) if found.producer else {}
    made = made_in(told, found.producer) if found.producer else None
    next_lot = None if declared else made or next(iter(named.values()), None)
    context = {
        "told": told,
        "lots": [(named.get(each["epcClass"]), key, each) for key in QUANTITIES for each in told.said.get(key, ())],
        "place_name": place_of(told.said, found.producer) if found.producer else None,
        "partner": told.said.get(PARTNER, ""),
        "note": told.said.get(NOTE, ""),
        "surplus": told.said.get(REASON, ""),
        "photos": found.photos.all(),
        "check": checks_in_force([found]).get(found.pk),
        "declared": declared,
        "corrections": _corrections(request.user, declared),
        "may_correct": _may_correct(found, declared),
        "next_lot": next_lot,
        "next": next_steps(next_lot, [told]) if next_lot else [],
    }
    return render(request, "portal/lots/event.html", context)


@requires(Permission.RECORD_EVENTS)
@require_safe
def event_photo(request: PersonRequest, number: int, photo: int) -> HttpResponseBase:
    found = get_object_or_404(EventPhoto.objects.select_related("file"), event__in=own_events(request.user), pk=photo)
    if found.event_id != number:
        raise Http404
    return hand_out(request, found.file, name=f"{number}-{photo}")


@requires(Permission.RECORD_EVENTS)
def declare_wrong(request: PersonRequest, number: int) -> HttpResponse:
    """Declare that a step never took place."""
    found = event_of(request.user, number)
    form = WrongForm(request.POST or None)
    if carry_out(form, lambda: steps.declare_wrong(event=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã khai sai bước này. Bước vẫn còn trong lịch sử, kèm lý do."))
        return redirect("portal:event", number)
    title, lead = gettext("Khai sai: bước này không hề diễn ra"), gettext("Bước đã ghi không bị xóa.")
    back = back_to("portal:event", _name_of(found), number)
    return ask(request, form, title=title, lead=lead, back=back, button=gettext("Khai sai"))


@requires(Permission.RECORD_EVENTS)
def correct(request: PersonRequest, number: int) -> HttpResponse:
    """Tell a step anew, as it really was; the one that was recorded stays readable as wrong."""
    found = event_of(request.user, number)
    [told] = recorded([found])
    if told.step is None or found.producer is None:
        raise Http404
    form = _form(request, told.step, found.producer, wrong=told)
    reason = WrongForm(request.POST if form.is_bound else None, initial=request.POST.dict())
    is_told = not form.is_bound or reason.is_valid()
    corrected = carry_out(form, lambda: _correct(request.user, form, reason, found)) if is_told else None
    if corrected:
        return _recorded(request, corrected, gettext("Đã sửa: bước cũ được giữ lại và ghi là khai sai."))
    context = {"step": told.step, "form": form, "producer": found.producer, "own": [], "reason": reason}
    context |= {"back": back_to("portal:event", _name_of(found), number)}
    return render(request, "portal/lots/step.html", context, status=422 if form.is_bound else 200)


# What a page is about -----------------------------------------------------------------------------------------------


def step_of(code: str) -> Step:
    """Return the step of that code. Raises Http404."""
    if code not in craft().steps:
        raise Http404
    return craft().steps[code]


def event_of(user: User, number: int) -> Event:
    """Return an event of the person's own producers that is no declaration itself. Raises Http404."""
    events = own_events(user).select_related("producer", "job").filter(declared_at=None)
    return get_object_or_404(events, pk=number)


def _form(request: PersonRequest, step: Step, producer: Producer, *, wrong: Recorded | None = None) -> StepForm:
    """Return the form of the step: what was sent, or the last answers, or those of the event that was wrong."""
    wanted = request.GET.get(LOT, "")
    offered = offered_to(producer, wanted, wrong)
    is_asked_for_more = MORE in request.POST
    if is_asked_for_more:
        initial = with_one_more(request.POST.dict())
    else:
        initial = answers_of(wrong, producer) if wrong else proposed_answers(step, producer, wanted)
    return StepForm(
        None if is_asked_for_more else request.POST or None,
        None if is_asked_for_more else request.FILES or None,
        step=step,
        offered=offered,
        remade=made_in(wrong, producer) if wrong else None,
        initial=initial,
    )


def _photos(user: User, form: StepForm) -> list[StoredFile]:
    return [take_in(each, kinds=Kinds.PICTURES, user=user).file for each in form.cleaned_data["photo"]]


def _place(form: StepForm, producer: Producer) -> Location | None:
    return places_of(producer).filter(code=form.cleaned_data["place"]).first()


def _record(user: User, form: StepForm, producer: Producer) -> Event:
    told = form.new_step(_photos(user, form), _place(form, producer))
    return steps.record_step(producer=producer, step=told, by=user.actor)


def _correct(user: User, form: StepForm, reason: WrongForm, wrong: Event) -> Event:
    assert wrong.producer is not None  # noqa: S101 - the page asks it
    told = form.new_step(_photos(user, form), _place(form, wrong.producer))
    return steps.correct(event=wrong, instead=told, by=user.actor, **reason.cleaned_data)


def _recorded(request: PersonRequest, found: Event, said: str) -> HttpResponse:
    """Answer a person with the page of what was recorded, and the browser that kept the step with its address."""
    address = reverse("portal:event", args=[found.pk])
    if request.headers.get("Accept") == AS_DATA:
        return JsonResponse({"url": address}, status=201)
    messages.success(request, said)
    return redirect(address)


def _may_correct(found: Event, declared: list[Recorded]) -> bool:
    return not declared and found.job.way in steps.OF_THE_FORM


def _corrections(user: User, declared: list[Recorded]) -> list[Event]:
    """Return the events that tell the wrong one anew."""
    ids = [each for told in declared for each in told.said["errorDeclaration"].get("correctiveEventIDs", ())]
    return list(own_events(user).called(*ids))


def _name_of(found: Event) -> str:
    [told] = recorded([found])
    return name_of(told)


def _back(producer: Producer) -> Back:
    return back_to("portal:lots", gettext("Lô hàng và truy xuất"), query=f"?{CHOSEN}={producer.code}")
