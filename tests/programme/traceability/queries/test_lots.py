"""What is told of a lot is bounded by what is shown, and strangers push nothing of its holder's out."""

from __future__ import annotations

import pytest

from saolang.core.steps import error_of
from saolang.programme.traceability.choices import CaptureWay
from saolang.programme.traceability.queries import lots
from saolang.programme.traceability.services.capture import capture_events
from tests.factories.registry import a_producer
from tests.factories.traceability import a_lot, a_quantity, a_shipment, an_event

pytestmark = pytest.mark.django_db
SEEN = {"action": "OBSERVE", "bizStep": "inspecting"}


def test_history_leaves_out_the_earliest_of_strangers_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "MOST_TOLD", 3)
    lot, stranger = a_lot(), a_producer()
    own = [a_shipment(lot, "Chị Ba", eventTime=f"2026-05-0{day}T08:00:00.000+07:00") for day in (3, 4)]
    foreign = [
        an_event("ObjectEvent", stranger, quantityList=[a_quantity(lot)], eventTime=f"2026-05-0{day}T08:00:00Z", **SEEN)
        for day in (5, 6, 7)
    ]

    history = lots.recorded_of(lot)

    assert [each.event for each in history.recorded] == [*own, foreign[-1]]
    assert (history.left_out, history.wrong) == (2, frozenset())


def test_history_tells_which_steps_are_wrong() -> None:
    lot = a_lot()
    right, wrong = a_shipment(lot, "Chị Ba"), a_shipment(lot, "Chị Tư")
    said = lots.recorded([wrong])[0].said
    at = wrong.record_time
    declared = error_of(said, at=at, reason="did_not_occur", corrective=(), note="nhầm")
    context = wrong.job.context
    job = capture_events([declared], by="tests", producer=lot.producer, way=CaptureWay.FORM, context=context)

    history = lots.recorded_of(lot)

    assert job.success, job.errors
    assert [each.event for each in history.recorded] == [right, wrong]
    assert (history.left_out, history.wrong) == (0, {wrong.event_id})


def test_stock_counts_what_its_holder_tells_alone() -> None:
    lot = a_lot(quantity=100)
    a_shipment(lot, "Chị Ba", 10)
    sold = {"action": "OBSERVE", "bizStep": "shipping"}
    an_event("ObjectEvent", a_producer(), quantityList=[a_quantity(lot, 50)], **sold)

    assert lots.stocks_of([lot])[lot.pk].left == 90
