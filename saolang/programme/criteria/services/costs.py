"""What it costs a producer of a province to reach an option of a score sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.places.models import Place
from saolang.programme.criteria.models import OptionCost
from saolang.programme.criteria.queries import current_edition, set_costs_of
from saolang.programme.criteria.rules import check_costs, effort_of, sheet_of, token_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.core.pathways import Effort
    from saolang.programme.registry.models import ProductSet

KIND = "option_cost"


@transaction.atomic
def set_costs(
    *,
    place: Place,
    product_set: ProductSet,
    criterion: str,
    efforts: Mapping[str, Effort | None],
    seen: str,
    by: str,
) -> int:
    """Set what the options of one criterion cost in the province, and return how many of them changed.

    `efforts` names options of the criterion; None takes back what was set, so that a change counts 1 again. `seen` is
    the token of what the person saw (`rules.token_of`). Raises Refusal for a unit that is no province, an option that
    is not the criterion's, a cost below zero, and when somebody else has set other costs meanwhile.
    """
    locked = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    set_now = {each.option: each for each in set_costs_of(locked, product_set)}
    options = sheet_of(current_edition(product_set)).options.get(criterion, {})
    token = token_of({code: effort_of(each) for code, each in set_now.items() if code in options})
    if refusal := check_costs(locked, criterion, options, efforts, seen=seen, token=token):
        raise refusal
    changed = [code for code, effort in efforts.items() if effort != _effort_in(set_now, code)]
    for code in changed:
        _set(locked, product_set, code, efforts[code], by=by)
    if changed:
        record(
            by=by,
            action=Action.CHANGE,
            kind=KIND,
            code=f"{locked.public_code}/{product_set.code}/{criterion}",
            before={code: _plain(_effort_in(set_now, code)) for code in changed},
            after={code: _plain(efforts[code]) for code in changed},
        )
    return len(changed)


def _effort_in(set_now: Mapping[str, OptionCost], code: str) -> Effort | None:
    return effort_of(set_now[code]) if code in set_now else None


def _set(place: Place, product_set: ProductSet, option: str, effort: Effort | None, *, by: str) -> None:
    of_the_option: dict[str, Any] = {"place": place, "product_set": product_set, "option": option}
    if effort is None:
        OptionCost.objects.filter(**of_the_option).delete()
        return
    said = {"cost": effort.cost, "months": effort.months, "proof": effort.proof}
    OptionCost.objects.update_or_create(**of_the_option, defaults={**said, "set_at": timezone.now(), "set_by": by})


def _plain(effort: Effort | None) -> dict[str, object] | None:
    return {"cost": str(effort.cost), "months": effort.months, "proof": effort.proof} if effort else None
