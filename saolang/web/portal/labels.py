"""Labels and codes of a producer's products: what each product is called by, and runs of labels to print."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.kit.downloads import deliver
from saolang.base.kit.words import say
from saolang.core.lifecycle import HELD
from saolang.jobs.labels import print_labels
from saolang.programme.registry.queries import own_producers
from saolang.programme.traceability.queries.labels import own_products, own_runs, recognition_on
from saolang.programme.traceability.queries.prefixes import held_by
from saolang.programme.traceability.rules.identity import link_of
from saolang.programme.traceability.rules.labels import NOT_HELD, sheets
from saolang.programme.traceability.rules.prefixes import warning_of
from saolang.programme.traceability.services import labels as services
from saolang.web.acts import carry_out
from saolang.web.downloads import hand_out
from saolang.web.pages import back_to, page_of
from saolang.web.portal.access import chosen_producer
from saolang.web.portal.label_forms import LabelForm, carrier_in_words
from saolang.web.portal.pages import ask

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.programme.registry.models import Product
    from saolang.programme.traceability.models import LabelRun
    from saolang.web.requests import PersonRequest

LATE = timedelta(minutes=2)
"""After which a printing that has not ended may be begun again."""


class Named(NamedTuple):
    """A product and what its codes lead to; `warning` says what is doubtful about its GTIN."""

    product: Product
    link: str
    warning: str


@requires(Permission.RECORD_EVENTS)
@require_safe
def labels(request: PersonRequest) -> HttpResponse:
    """Show the products of one producer with their codes, and the label runs, the latest first."""
    producer, own = chosen_producer(request)
    today = timezone.localdate()
    held = held_by(producer, today)
    named = [
        Named(product, link_of(product), say(warning_of(product.gtin, held)) if product.gtin else "")
        for product in own_products(producer, today)
    ]
    runs = own_runs(request.user).filter(product__in=own_products(producer, today))
    page = page_of(request, runs)
    context = {
        "producer": producer,
        "own": own,
        "products": named,
        "prefixes": held,
        "page": page,
        "runs": [(run, carrier_in_words(run.carrier, run.product)) for run in page],
    }
    return render(request, "portal/labels/labels.html", context)


@requires(Permission.RECORD_EVENTS)
def add_label_run(request: PersonRequest, code: str) -> HttpResponse:
    """Enter a run of labels, and queue their printing."""
    product = _product(request.user, code)
    recognition: Any = recognition_on(product, timezone.localdate())
    form = LabelForm(
        request.POST or None,
        product=product,
        may_bear_stars=bool(recognition and recognition.state in HELD),
        initial={"lot": product.lots.filter(code=request.GET.get("lo", "")).first(), "quantity": 24},
    )
    if made := carry_out(form, lambda: services.make(run=form.new, by=request.user.actor)):
        print_labels.enqueue(code=made.code, by=request.user.actor)
        return redirect("portal:label_run", made.code)
    title = gettext("In tem %(product)s") % {"product": product}
    back = back_to("portal:labels", gettext("Tem và mã"))
    return ask(request, form, title=title, back=back, button=gettext("Tạo tem"))


@requires(Permission.RECORD_EVENTS)
def label_run(request: PersonRequest, code: str) -> HttpResponse:
    """Show how far the printing of a run is, and where its file is; begin it again where it broke off."""
    run = _run(request.user, code)
    if request.method == "POST":
        print_labels.enqueue(code=run.code, by=request.user.actor)
        return redirect("portal:label_run", code)
    context = {
        "run": run,
        "sheet": sheets()[run.sheet],
        "carrier": carrier_in_words(run.carrier, run.product),
        "running": run.file is None,
        "is_late": run.file is None and timezone.now() - run.made_at > LATE,
        "refusal": say(_why_not(run)),
    }
    template = "portal/labels/_progress.html" if request.htmx else "portal/labels/run.html"
    return render(request, template, context)


@requires(Permission.RECORD_EVENTS)
@require_safe
def label_run_file(request: PersonRequest, code: str) -> HttpResponseBase:
    """Hand out the sheets of a run."""
    run = _run(request.user, code)
    if run.file is None:
        raise Http404
    return hand_out(request, run.file, name=f"tem-{run.code}.pdf")


@requires(Permission.RECORD_EVENTS)
@require_safe
def label_run_sample(request: PersonRequest, code: str) -> HttpResponse:
    """Hand out the first label of a run as a picture that scales, for a printer's own layout."""
    run = _run(request.user, code)
    if _why_not(run):
        raise Http404
    return deliver(services.sample(run), name=f"tem-{run.code}.svg", media_type="image/svg+xml")


def _product(user: User, code: str) -> Product:
    """Return a product that is today one of the person's own producers'. Raises Http404."""
    today = timezone.localdate()
    for producer in own_producers(user):
        if found := own_products(producer, today).filter(code=code).first():
            return found
    raise Http404


def _run(user: User, code: str) -> LabelRun:
    return get_object_or_404(own_runs(user), code=code)


def _why_not(run: LabelRun) -> Any:
    """Return why the labels may not be drawn today: their stars hold no longer."""
    if not run.bears_stars:
        return None
    recognition: Any = recognition_on(run.product, timezone.localdate())
    return None if recognition and recognition.state in HELD else NOT_HELD
