"""A table of steps: each row tried out and judged, then recorded; what was recorded before is not recorded again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone

from saolang.base.files.sheets import read_sheets
from saolang.core.refusal import Refusal
from saolang.core.step_tables import Misread, StepRow, read_rows
from saolang.core.steps import PIECES
from saolang.core.text import fold, gettext_noop
from saolang.programme.traceability.choices import CaptureWay
from saolang.programme.traceability.models import Event, Lot
from saolang.programme.traceability.queries.lots import products_on
from saolang.programme.traceability.rules.steps import craft
from saolang.programme.traceability.services.steps import NewLot, NewStep, Taken, record_step

if TYPE_CHECKING:
    from decimal import Decimal

    from saolang.programme.registry.models import Producer

NO_SUCH_LOT = gettext_noop("Chưa có lô “%(number)s”. Hãy ghi bước làm ra lô đó ở dòng trên, hoặc sửa số lô.")
SEVERAL_LOTS = gettext_noop("Có nhiều lô mang số “%(number)s”. Hãy ghi thêm tên sản phẩm hoặc nguyên liệu của lô.")
NO_QUANTITY = Refusal(gettext_noop("Chưa ghi số lượng làm ra. Hãy điền cột số lượng."))


class Verdict(NamedTuple):
    """What becomes of a row: recorded, recorded before, or refused with the sentence why."""

    number: int
    row: StepRow | None
    refusal: Refusal | None = None
    is_known: bool = False

    @property
    def is_new(self) -> bool:
        return self.refusal is None and not self.is_known


@transaction.atomic
def try_out(*, producer: Producer, content: bytes, by: str) -> list[Verdict]:
    """Return what would become of each row of the table; nothing of it is kept.

    Raises Refusal for no table of steps.
    """
    rows = read_rows(read_sheets(content), craft(), whose=producer.code)
    verdicts = [_recorded(producer, row, by=by) for row in rows]
    transaction.set_rollback(True)
    return verdicts


@transaction.atomic
def apply(*, producer: Producer, content: bytes, by: str) -> list[Verdict]:
    """Record the rows that can be; return what became of each. The same table again changes nothing.

    Raises Refusal for no table of steps.
    """
    rows = read_rows(read_sheets(content), craft(), whose=producer.code)
    return [_recorded(producer, row, by=by) for row in rows]


def _recorded(producer: Producer, row: StepRow | Misread, *, by: str) -> Verdict:
    """Record the row, whole or not at all."""
    if isinstance(row, Misread):
        return Verdict(row.number, None, row.refusal)
    event_id = row.mark.urn
    if Event.objects.called(event_id).filter(producer=producer).exists():
        return Verdict(row.number, row, is_known=True)
    try:
        with transaction.atomic():
            record_step(producer=producer, step=_step(producer, row, event_id), by=by, way=CaptureWay.TABLE)
    except Refusal as refusal:
        return Verdict(row.number, row, refusal)
    return Verdict(row.number, row)


def _step(producer: Producer, row: StepRow, event_id: str) -> NewStep:
    return NewStep(
        step=row.step,
        event_id=event_id,
        at=timezone.make_aware(row.at),
        taken=[_taken(producer, number, quantity, row) for number, quantity in row.inputs],
        made=_made(producer, row) if row.step.makes else None,
        new_place=row.where,
        partner=row.partner,
        source=row.source,
        case=row.lot,
        note=row.note,
    )


def _taken(producer: Producer, number: str, quantity: Decimal | None, row: StepRow) -> Taken:
    """Return the lot of that number; of several, the one of the goods the row names."""
    lots = list(Lot.objects.filter(producer=producer, number=number).select_related("product"))
    if len(lots) > 1 and not row.step.makes and row.thing:
        wanted = fold(row.thing)
        lots = [lot for lot in lots if wanted in {fold(lot.material), fold(lot.product.name_vi if lot.product else "")}]
    if len(lots) != 1:
        raise Refusal(SEVERAL_LOTS if lots else NO_SUCH_LOT, number=number)
    [lot] = lots
    said = craft().convert(quantity, row.unit, lot.unit) if quantity is not None and not row.step.makes else quantity
    return Taken(lot, said if said is not None else quantity)


def _made(producer: Producer, row: StepRow) -> NewLot:
    if row.quantity is None:
        raise NO_QUANTITY
    wanted = fold(row.thing)
    day = timezone.make_aware(row.at).date()
    own = products_on(producer, day)
    product = next((each for each in own if wanted in {fold(each.name_vi), fold(each.code)}), None)
    return NewLot(
        number=row.lot,
        quantity=row.quantity,
        unit=row.unit or PIECES,
        product=product,
        material="" if product else row.thing,
        best_before=row.best_before,
    )
