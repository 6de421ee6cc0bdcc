"""Labels: a run entered with its serial numbers, then drawn into a file to print, however long that takes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.files.services import store
from saolang.base.kit.batches import AT_ONCE
from saolang.base.kit.codes import fresh_codes
from saolang.base.papers.rendering.pdf import drawn
from saolang.core.gs1.prefixes import Use, issuer_of
from saolang.core.lifecycle import HELD
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.certification.services import mark_runs
from saolang.programme.registry.models import Product
from saolang.programme.traceability.choices import Carrier
from saolang.programme.traceability.models import LabelRun, Serial
from saolang.programme.traceability.queries.labels import is_recalled, maker_of, recognition_on, serials_of
from saolang.programme.traceability.rules import labels as rules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from saolang.base.files.models import StoredFile
    from saolang.programme.traceability.models import Lot

LEAST_IN_A_PART = 100
"""Labels drawn between one telling of the progress and the next, brought up to whole pages. What sets them keeps the
last ten parts in mind: larger ones take its memory, at 400 labels 0.9 GB for ten thousand."""
PRINTED = Refusal(gettext_noop("Lượt in này đã có tệp để in. Hãy tải tệp đó về."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """So many labels of a product or of one of its lots, on which sheet, and what they bear."""

    product: Product
    quantity: int
    lot: Lot | None = None
    carrier: Carrier | str = Carrier.QR
    sheet: str = "a4-24"
    is_serialised: bool = False
    bears_stars: bool = False


@transaction.atomic
def make(*, run: NewRun, by: str) -> LabelRun:
    """Enter a run of labels and draw its serial numbers; with the stars on them, enter a run of the mark too.

    Raises Refusal for a product that may not have the carrier, a lot that is not its own or is called back, stars
    while no certificate holds, and a label too small for its code.
    """
    product = Product.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=run.product.pk)
    row = LabelRun(
        product=product,
        lot=run.lot,
        carrier=Carrier(run.carrier),
        quantity=run.quantity,
        sheet=run.sheet,
        is_serialised=run.is_serialised,
        bears_stars=run.bears_stars,
        made_by=by,
    )
    _check(row)
    [row.code] = fresh_codes(LabelRun.objects.all(), rules.CODE_PREFIX, 1)
    row.save(force_insert=True)
    if row.is_serialised:
        _draw_serials(row)
    if row.bears_stars:
        _enter_the_mark(row, by=by)
    record(by=by, action=Action.CREATE, kind="label_run", code=row.code, after=_told(row))
    return row


def print_run(*, run: LabelRun, by: str) -> StoredFile:
    """Draw the labels of the run into one PDF, keep it, and return it; the run tells meanwhile how far that is.

    Begun again after an interruption it draws them anew. Raises Refusal where the file is there already, or where what
    the labels were to say holds no longer.
    """
    _check_unprinted(run)
    words = _words(run)
    serials = serials_of(run)
    in_a_part = _whole_pages(run.sheet)
    bound = pikepdf.new()
    for at in range(0, len(serials), in_a_part):
        some = serials[at : at + in_a_part]
        with pikepdf.open(io.BytesIO(drawn("labels", rules.as_printed(run, some, words)))) as part:
            bound.pages.extend(part.pages)
        LabelRun.objects.filter(pk=run.pk).update(printed=at + len(some))
    content = io.BytesIO()
    bound.save(content, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return _keep(run, content.getvalue(), by=by)


def sample(run: LabelRun) -> bytes:
    """Return the first label of the run as a picture that scales (SVG), for a printer's own layout."""
    first = run.serials.order_by("pk").values_list("number", flat=True).first() or ""
    return drawn("labels", rules.as_one(rules.as_printed(run, [first], _words(run))), as_picture=True)


@transaction.atomic
def _keep(run: LabelRun, content: bytes, *, by: str) -> StoredFile:
    locked = LabelRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    _check_unprinted(locked)
    locked.file, locked.printed = store(content, by=by), locked.quantity
    locked.save(update_fields=["file", "printed"])
    record(by=by, action=Action.ISSUE, kind="label_run", code=locked.code, after={"file": locked.file.sha256})
    return locked.file


def _check_unprinted(run: LabelRun) -> None:
    if run.file_id is not None:
        raise PRINTED


def _check(run: LabelRun) -> None:
    """Raise Refusal where the run may not be printed today."""
    today = timezone.localdate()
    recognition: Any = recognition_on(run.product, today)
    refusal = rules.check_run(
        run,
        state=recognition.state if recognition else None,
        is_recalled=run.lot is not None and is_recalled(run.lot, today),
        uses_demonstration=bool(run.product.gtin) and issuer_of(run.product.gtin).use is Use.DEMONSTRATION,
    )
    if refusal:
        raise refusal


def _words(run: LabelRun) -> dict[str, Any]:
    """Return the words of the labels as they hold today. Raises Refusal for stars that hold no longer."""
    recognition: Any = recognition_on(run.product, timezone.localdate()) if run.bears_stars else None
    if run.bears_stars and (recognition is None or recognition.state not in HELD):
        raise rules.NOT_HELD
    return rules.words_of(run, maker_of(run.product), recognition.stars if recognition else 0)


def _draw_serials(run: LabelRun) -> None:
    """Give each label a number nobody can guess; chance draws none twice, and the database would refuse it."""
    numbers: Iterable[str] = {rules.new_serial(): None for _ in range(run.quantity)}
    Serial.objects.bulk_create(
        [Serial(product=run.product, lot=run.lot, run=run, number=number) for number in numbers], batch_size=AT_ONCE
    )


def _enter_the_mark(run: LabelRun, *, by: str) -> None:
    """Enter what is printed with the stars as a run of the mark, to be accounted for when the certificate ends."""
    today = timezone.localdate()
    recognition = recognition_on(run.product, today)
    if recognition is None:
        raise rules.NOT_HELD
    mark_runs.enter(
        run=mark_runs.NewRun(recognition=recognition, what=f"tem {run.code}", quantity=run.quantity, printed_on=today),
        by=by,
    )


def _whole_pages(sheet: str) -> int:
    """Return how many labels of whole pages are drawn at once: a part begins a new page."""
    on_a_page = rules.sheets()[sheet].on_a_page
    return -(-LEAST_IN_A_PART // on_a_page) * on_a_page


def _told(run: LabelRun) -> dict[str, Any]:
    return {
        "product": run.product.code,
        "lot": run.lot.number if run.lot else "",
        "carrier": run.carrier,
        "quantity": run.quantity,
        "sheet": run.sheet,
        "is_serialised": run.is_serialised,
        "bears_stars": run.bears_stars,
    }
