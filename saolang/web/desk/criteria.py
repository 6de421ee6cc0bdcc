"""The criteria at the desk: read, compare, propose, decide, and what reaching an option costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import may
from saolang.base.kit.codes import number_in
from saolang.base.kit.words import say
from saolang.base.places.choices import Level
from saolang.base.places.queries import with_public_codes
from saolang.programme.criteria.choices import EditionState
from saolang.programme.criteria.models import SetEdition
from saolang.programme.criteria.queries import (
    current_edition,
    editions_listed,
    set_costs_of,
    waiting_for,
)
from saolang.programme.criteria.rules import (
    differences,
    effort_of,
    may_confirm,
    may_decide,
    may_propose,
    sheet_of,
    words,
)
from saolang.programme.criteria.services import editions as services
from saolang.programme.criteria.services.costs import set_costs
from saolang.programme.registry.models import ProductSet
from saolang.web.acts import attempt, carry_out
from saolang.web.criteria import differences_in_words, readings_in_words, set_words, shown
from saolang.web.desk.forms.criteria import CostsForm, DecisionForm, ProposalForm
from saolang.web.desk.pages import ask
from saolang.web.desk.people import names_of
from saolang.web.desk.previews import preview
from saolang.web.pages import back_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.base.places.models import Place
    from saolang.core.scoring import CriteriaSet
    from saolang.programme.criteria.models import OptionCost
    from saolang.web.criteria import ShownOption
    from saolang.web.desk.access import DeskRequest
    from saolang.web.pages import Back

SOME_REASON = "-"
"""Whether a set may have a proposal at all is asked as if a reason were given: the form asks for it later."""


@requires(Permission.READ_DESK)
@require_safe
def criteria(request: DeskRequest) -> HttpResponse:
    """List the sets with their edition in use, and what waits to be decided on."""
    waiting = set(SetEdition.objects.filter(state=EditionState.PROPOSED).values_list("product_set", flat=True))
    language = _language()
    editions = [
        (each, set_words(each.product_set, language), each.product_set_id in waiting) for each in editions_listed()
    ]
    return render(request, "desk/criteria/list.html", {"editions": editions})


@requires(Permission.READ_DESK)
@require_safe
def criteria_set(request: DeskRequest, code: str) -> HttpResponse:
    """Show one set whole, its editions, and what may be done with it."""
    product_set = _set(code)
    edition = current_edition(product_set)
    waiting = waiting_for(product_set)
    refusal = may(request.user, Permission.EDIT_CRITERIA) or may_propose(
        edition, waiting, seen=edition.number, reason=SOME_REASON
    )
    editions = list(product_set.editions.defer("content"))
    people = names_of(each.proposed_by for each in editions)
    context = {
        "edition": edition,
        "set": shown(edition, _language()),
        "waiting": waiting,
        "editions": [(each, people[each.proposed_by]) for each in editions],
        "may_edit": may(request.user, Permission.EDIT_CRITERIA) is None,
        "refusal": say(refusal),
        "may_confirm": may_confirm(edition, edition) is None,
        "anomalies": edition.content.get("anomalies", []),
        "readings": readings_in_words(edition),
    }
    return render(request, "desk/criteria/set.html", context)


@requires(Permission.READ_DESK)
@require_safe
def criteria_edition(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """Show how an edition differs from the one in use, or before it, and what it would make of rated products."""
    product_set = _set(code)
    edition = _edition(product_set, number)
    current = current_edition(product_set)
    before = _before(edition, current)
    rows = preview(request.user, edition) if edition.state == EditionState.PROPOSED else []
    refusal = may(request.user, Permission.EDIT_CRITERIA) or may_decide(edition, by=request.user.actor)
    context = {
        "edition": edition,
        "before": before,
        "differences": differences_in_words(differences(before, edition)) if before else [],
        "rows": rows,
        "changing": sum(row.changes for row in rows),
        "proposed_by": names_of([edition.proposed_by])[edition.proposed_by],
        "decided_by": names_of([edition.decided_by])[edition.decided_by] if edition.decided_by else "",
        "form": DecisionForm(),
        "refusal": say(refusal),
    }
    return render(request, "desk/criteria/edition.html", context)


@requires(Permission.READ_DESK)
@require_safe
def criteria_compare(request: DeskRequest, code: str) -> HttpResponse:
    """Show what differs between any two editions of a set."""
    product_set = _set(code)
    current = current_edition(product_set)
    first, second = (_asked_for(request, product_set, name, current) for name in ("tu", "den"))
    context = {
        "set_words": set_words(product_set, _language()),
        "product_set": product_set,
        "editions": product_set.editions.defer("content"),
        "first": first,
        "second": second,
        "differences": differences_in_words(differences(first, second)),
    }
    return render(request, "desk/criteria/compare.html", context)


@requires(Permission.EDIT_CRITERIA)
def criteria_propose(request: DeskRequest, code: str) -> HttpResponse:
    """Put a new edition forward: a file, other readings, or both."""
    product_set = _set(code)
    form = ProposalForm(request.POST or None, request.FILES or None, edition=current_edition(product_set))
    proposed = carry_out(form, lambda: services.propose(product_set=product_set, by=request.user.actor, **form.said))
    if proposed:
        messages.success(request, gettext("Đã gửi đề xuất. Một người khác có quyền sửa bộ tiêu chí sẽ duyệt."))
        return redirect("desk:criteria_edition", code, proposed.number)
    title = gettext("Đề xuất bản mới: %(set)s") % {"set": set_words(product_set, _language()).text}
    return ask(request, form, title=title, back=_back(product_set), button=gettext("Gửi đề xuất"))


@requires(Permission.EDIT_CRITERIA)
@require_POST
def criteria_approve(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """Put a proposal into use."""
    edition = _edition(_set(code), number)
    reason = request.POST.get("reason", "")[:2000]
    attempt(
        request,
        lambda: services.approve(edition=edition, reason=reason, by=request.user.actor),
        done=gettext("Đã duyệt. Bản này được dùng từ bây giờ; hồ sơ cũ giữ bản cũ."),
    )
    return redirect("desk:criteria_edition", code, number)


@requires(Permission.EDIT_CRITERIA)
@require_POST
def criteria_refuse(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """Turn a proposal down."""
    edition = _edition(_set(code), number)
    reason = request.POST.get("reason", "")[:2000]
    attempt(
        request,
        lambda: services.refuse(edition=edition, reason=reason, by=request.user.actor),
        done=gettext("Đã ghi là không duyệt."),
    )
    return redirect("desk:criteria_edition", code, number)


@requires(Permission.EDIT_CRITERIA)
@require_POST
def criteria_confirm(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """Enter that the edition in use was compared with the official text."""
    edition = _edition(_set(code), number)
    attempt(
        request,
        lambda: services.confirm_checked(edition=edition, by=request.user.actor),
        done=gettext("Đã ghi nhận việc đối chiếu với văn bản gốc."),
    )
    return redirect("desk:criteria_set", code)


@requires(Permission.EDIT_CRITERIA)
@require_safe
def criteria_costs(request: DeskRequest, code: str) -> HttpResponse:
    """Show what a province has set for the options of a set."""
    product_set = _set(code)
    provinces = _provinces(request)
    province = _province(request, provinces)
    edition = current_edition(product_set)
    costs = {each.option: each for each in set_costs_of(province, product_set)} if province else {}
    context = {
        "edition": edition,
        "set": shown(edition, _language()),
        "provinces": provinces,
        "province": province,
        "parts": _parts_with_costs(sheet_of(edition), costs),
    }
    return render(request, "desk/criteria/costs.html", context)


@requires(Permission.EDIT_CRITERIA)
def criteria_cost(request: DeskRequest, code: str, criterion: str) -> HttpResponse:
    """Set what the options of one criterion take in a province."""
    product_set = _set(code)
    province = _province(request, _provinces(request))
    edition = current_edition(product_set)
    if province is None or criterion not in sheet_of(edition).criteria:
        raise Http404
    options = _options_of(edition, criterion)
    known = {each.option: effort_of(each) for each in set_costs_of(province, product_set)}
    efforts = {option.code: known[option.code] for option in options if option.code in known}
    form = CostsForm(request.POST or None, options=options, efforts=efforts)

    def save() -> bool:
        set_costs(
            place=province,
            product_set=product_set,
            criterion=criterion,
            efforts=form.efforts,
            seen=form.cleaned_data["seen"],
            by=request.user.actor,
        )
        return True

    saved = carry_out(form, save)
    back = _costs_of(product_set, province)
    if saved:
        messages.success(request, gettext("Đã lưu chi phí."))
        return redirect(back.url)
    title = gettext("Chi phí tiêu chí %(criterion)s ở %(place)s") % {"criterion": criterion, "place": province}
    lead = gettext("Bỏ trống thì việc nâng lên mức ấy được tính là 1.")
    return ask(request, form, title=title, back=back, lead=lead)


def _options_of(edition: SetEdition, criterion: str) -> list[ShownOption]:
    """Return the options of a criterion as a page shows them, those of all its cases."""
    return [
        option
        for part in shown(edition, _language()).parts
        for each in part.criteria
        if each.code == criterion
        for case in each.cases
        for option in case.options
    ]


def _parts_with_costs(
    sheet: CriteriaSet, costs: Mapping[str, OptionCost]
) -> list[tuple[dict[str, object], list[dict[str, object]]]]:
    """Return each part with its criteria, and under each what was set for its options."""
    language = _language()
    return [
        (
            {"code": part.code, "words": words(part, language)},
            [
                {
                    "code": each.code,
                    "words": words(each, language),
                    "costs": [(words(one, language), costs[one.code]) for one in each.options if one.code in costs],
                }
                for each in part.criteria
            ],
        )
        for part in sheet.parts
    ]


def _set(code: str) -> ProductSet:
    """Return the set that has an edition. Raises Http404 for any other code."""
    return get_object_or_404(ProductSet.objects.filter(editions__state=EditionState.APPROVED).distinct(), pk=code)


def _edition(product_set: ProductSet, number: int) -> SetEdition:
    return get_object_or_404(product_set.editions.select_related("product_set"), number=number)


def _before(edition: SetEdition, current: SetEdition) -> SetEdition | None:
    """Return with what an edition is compared: a proposal with the one in use, another with the one approved before."""
    if edition.state == EditionState.PROPOSED:
        return current
    earlier = edition.product_set.editions.filter(state=EditionState.APPROVED, number__lt=edition.number)
    return earlier.order_by("-number").first()


def _asked_for(request: DeskRequest, product_set: ProductSet, name: str, otherwise: SetEdition) -> SetEdition:
    asked = request.GET.get(name, "")
    if not asked:
        return otherwise
    number = number_in(asked)
    if number is None:
        raise Http404
    return _edition(product_set, number)


def _provinces(request: DeskRequest) -> QuerySet[Place]:
    """Return the provinces for which the person may set costs, those of the newest map first."""
    return places_of(request.user, Permission.EDIT_CRITERIA).filter(level=Level.PROVINCE).order_by("-map", "sort_key")


def _province(request: DeskRequest, provinces: QuerySet[Place]) -> Place | None:
    """Return the province asked for, or the first. Raises Http404 for one that is not the person's."""
    asked = request.GET.get("tinh", "")
    return get_object_or_404(with_public_codes(provinces, [asked])) if asked else provinces.first()


def _back(product_set: ProductSet) -> Back:
    return back_to("desk:criteria_set", set_words(product_set, _language()).text, product_set.code)


def _costs_of(product_set: ProductSet, province: Place) -> Back:
    asked = f"?tinh={province.public_code}"
    return back_to("desk:criteria_costs", _("Chi phí nâng tiêu chí"), product_set.code, query=asked)


def _language() -> str:
    return get_language() or "vi"
