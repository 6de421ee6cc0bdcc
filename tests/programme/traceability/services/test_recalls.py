"""Goods called back: the pages turn at once, who holds them is told, and how it ended is kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.audit.models import Change
from saolang.base.notices.choices import Kind
from saolang.base.notices.models import Notice
from saolang.core.refusal import Refusal
from saolang.programme.traceability.choices import Assurance, RecallGround, ScanState
from saolang.programme.traceability.models import Event, EventCheck, PublicRevision, Recall, RecallAccount, RecalledLot
from saolang.programme.traceability.queries.recalls import holders_of
from saolang.programme.traceability.queries.scan import scanned
from saolang.programme.traceability.rules import recalls as rules
from saolang.programme.traceability.rules.identity import identifier_of_lot, identifier_of_party
from saolang.programme.traceability.services.recalls import (
    NewRecall,
    end,
    event_id_of,
    reopen,
    revise,
    start,
    withdraw,
)
from tests.factories.accounts import GrantFactory
from tests.factories.province import Province
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import (
    a_location,
    a_lot,
    a_material_lot,
    a_quantity,
    a_shipment,
    a_transformation,
    an_event,
)

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import Lot

pytestmark = pytest.mark.django_db
CASE, PALLET = "https://id.gs1.org/00/095200000000000011", "https://id.gs1.org/00/095200000000000028"


def a_recall(**known: Any) -> NewRecall:
    values = {
        "ground": RecallGround.UNSAFE,
        "danger": "Có nấm mốc sinh độc tố.",
        "advice": "Đừng dùng. Mang đến nơi bán để được trả tiền.",
    } | known
    return NewRecall(**values)


def people_of(producer: Producer, role: Role = Role.PRODUCER) -> User:
    return GrantFactory(role=role, scope_kind=ScopeKind.PRODUCER, scope_code=producer.code).user


def state_of(lot: Lot) -> ScanState:
    assert lot.product
    return scanned(lot.product, lot.number, "", timezone.localdate(), timezone.now()).state


def told(kind: Kind) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def refused(**asked: Any) -> Refusal:
    with pytest.raises(Refusal) as raised:
        start(**{"recall": a_recall(), "lots": [], "by": "tests"} | asked)
    return raised.value


def test_recall_turns_the_pages_of_its_lots_alone() -> None:
    lot = a_lot()
    other = a_lot(lot.product)
    before = PublicRevision.objects.get(product=lot.product).revision

    recall = start(recall=a_recall(), lots=[lot], by="tests")[0]

    assert (state_of(lot), state_of(other)) == (ScanState.RECALLED, ScanState.UNCERTIFIED)
    assert PublicRevision.objects.get(product=lot.product).revision > before
    assert (recall.began_on, recall.whole_product) == (timezone.localdate(), False)
    assert Change.objects.get(kind="recall").code == recall.code


def test_recall_of_the_whole_product_turns_every_page_of_it() -> None:
    lot = a_lot()
    assert lot.product

    start(recall=a_recall(), lots=[], whole=[lot.product], by="tests")

    assert state_of(lot) == ScanState.RECALLED
    assert scanned(lot.product, "", "", timezone.localdate(), timezone.now()).state == ScanState.RECALLED


def test_lots_of_two_products_are_two_recalls() -> None:
    first, second = a_lot(), a_lot()

    begun = start(recall=a_recall(), lots=[first, second], by="tests")

    assert [(each.product, [lot.lot for lot in each.lots.all()]) for each in begun] == [
        (first.product, [first]),
        (second.product, [second]),
    ]


def test_recall_captures_that_the_goods_are_held_back() -> None:
    lot = a_lot()

    recall = start(recall=a_recall(), lots=[lot], by="tests")[0]

    event = Event.objects.get(event_id=event_id_of(recall))
    assert (event.biz_step, event.disposition, event.producer) == ("holding", "recalled", lot.producer)
    assert list(event.identifiers.values_list("identifier", flat=True)) == [identifier_of_lot(lot)]


def test_recall_by_an_office_is_vouched_for_by_it_and_one_by_the_producer_is_not() -> None:
    ours, theirs = a_lot(), a_lot()

    own = start(recall=a_recall(), lots=[ours], by="tests")[0]
    official = start(recall=a_recall(office="Chi cục Chất lượng"), lots=[theirs], by="tests")[0]

    check = EventCheck.objects.get()
    assert (check.event.event_id, check.office) == (event_id_of(official), "Chi cục Chất lượng")
    assert (check.assurance, check.checked_on) == (Assurance.CHECKED, official.began_on)
    assert Event.objects.filter(event_id=event_id_of(own), checks=None).exists()


def test_recall_is_told_to_who_leads_it_and_to_who_holds_the_goods() -> None:
    shop, maker, stranger = a_producer("Cửa hàng"), a_producer("Xưởng bánh"), a_producer("Người lạ")
    commune = Province().communes[0]
    lot = a_lot(a_product(producer=a_producer(), place=commune))
    owner, held_by, made_by = people_of(lot.producer), people_of(shop), people_of(maker, Role.HELPER)
    people_of(stranger)
    inspector = GrantFactory(role=Role.INSPECTOR, place=commune).user
    a_shipment(lot, identifier_of_party(shop))
    a_transformation([lot], [a_lot(producer=maker)])

    start(recall=a_recall(), lots=[lot], by="tests")

    assert told(Kind.RECALL_STARTED) == {owner.actor, inspector.actor}
    assert told(Kind.RECALL_HELD) == {held_by.actor, made_by.actor}


def test_holders_are_named_with_what_they_got_cases_included() -> None:
    lot, shop = a_lot(), a_producer("Cửa hàng")
    place = a_location(a_producer("Siêu thị"), gln="9520000000004")
    a_shipment(lot, identifier_of_party(shop), 30)
    a_shipment(lot, "Chị Ba, chợ Ngã Bảy", 5)
    packing = {"action": "ADD", "bizStep": "packing"}
    an_event("AggregationEvent", lot.producer, parentID=CASE, childQuantityList=[a_quantity(lot)], **packing)
    an_event("AggregationEvent", lot.producer, parentID=PALLET, childEPCs=[CASE], **packing)
    a_shipment(lot, "https://id.gs1.org/414/9520000000004", quantityList=[], epcList=[PALLET])

    holders = {each.name: each for each in holders_of([lot])}

    assert set(holders) == {"Cửa hàng", "Chị Ba, chợ Ngã Bảy", "Siêu thị"}
    assert holders["Cửa hàng"].producer == shop
    assert holders["Siêu thị"].producer == place.producer
    assert [each.quantity for each in holders["Chị Ba, chợ Ngã Bảy"].deliveries] == [Decimal(5)]
    assert [(each.case, each.quantity) for each in holders["Siêu thị"].deliveries] == [(PALLET, None)]


def test_recall_without_what_it_needs_is_refused_and_leaves_nothing() -> None:
    lot = a_lot()
    material = a_material_lot(lot.producer)

    assert refused() == rules.NOTHING_CHOSEN
    assert refused(lots=[lot], recall=a_recall(danger=" ")) == rules.NO_DANGER
    assert refused(lots=[lot], recall=a_recall(advice="")) == rules.NO_ADVICE
    assert refused(lots=[lot], recall=a_recall(ground="whim")) == rules.NO_GROUND
    assert refused(lots=[lot], recall=a_recall(advice_km="ក" * 2_001)) == rules.TOO_LONG
    assert refused(lots=[lot, material]).params == {"lot": material.number}
    assert (Recall.objects.count(), RecalledLot.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_goods_called_back_already_are_refused() -> None:
    lot = a_lot()
    running = start(recall=a_recall(), lots=[lot], by="tests")[0]
    start(recall=a_recall(), lots=[], whole=[lot.product], by="tests")

    assert refused(lots=[lot]).params["recall"] in set(Recall.objects.values_list("code", flat=True))
    assert refused(whole=[lot.product]).message == rules.ALL_ALREADY
    assert running.lots.count() == 1


def test_recall_ends_with_an_account_and_its_packs_stay_called_back() -> None:
    lot = a_lot()
    owner = people_of(lot.producer)
    recall = start(recall=a_recall(), lots=[lot], by="tests")[0]
    quantities = {recall.lots.get().pk: (Decimal("80.5"), Decimal(80))}

    ended = end(recall=recall, account="Đã nhận về và hủy tại xưởng.", quantities=quantities, by="tests")

    assert ended.ended_on == timezone.localdate()
    assert ended.account.text == "Đã nhận về và hủy tại xưởng."
    assert (recall.lots.get().returned, recall.lots.get().destroyed) == (Decimal("80.500"), Decimal(80))
    assert state_of(lot) == ScanState.RECALLED
    assert told(Kind.RECALL_ENDED) == {owner.actor}


@pytest.mark.parametrize(
    ("account", "quantity", "refusal"),
    [
        (" ", None, rules.NO_ACCOUNT),
        ("xong", Decimal(-1), rules.NEGATIVE),
        ("xong", Decimal("NaN"), rules.TOO_MUCH),
        ("xong", Decimal(10) ** 11, rules.TOO_MUCH),
        ("x" * 2_001, None, rules.TOO_LONG),
    ],
)
def test_end_that_is_not_in_order_is_refused(account: str, quantity: Decimal | None, refusal: Refusal) -> None:
    recall = start(recall=a_recall(), lots=[a_lot()], by="tests")[0]

    with pytest.raises(Refusal) as raised:
        end(recall=recall, account=account, quantities={recall.lots.get().pk: (quantity, None)}, by="tests")

    assert raised.value == refusal
    recall.refresh_from_db()
    assert recall.ended_on is None


def test_end_of_lots_of_another_recall_is_refused() -> None:
    recall = start(recall=a_recall(), lots=[a_lot()], by="tests")[0]

    with pytest.raises(Refusal) as raised:
        end(recall=recall, account="xong", quantities={0: (None, None)}, by="tests")

    assert raised.value == rules.NOT_ITS_LOT


def test_withdrawn_recall_leaves_the_pages_as_they_were() -> None:
    lot = a_lot()
    owner = people_of(lot.producer)
    recall = start(recall=a_recall(), lots=[lot], by="tests")[0]

    withdraw(recall=recall, reason="Nhầm số lô.", by="tests")

    assert state_of(lot) == ScanState.UNCERTIFIED
    assert Event.objects.filter(event_id=event_id_of(recall), declared_at__isnull=False).count() == 1
    assert told(Kind.RECALL_WITHDRAWN) == {owner.actor}


def test_recall_is_withdrawn_once_with_a_reason_and_ended_only_while_it_runs() -> None:
    recall = start(recall=a_recall(), lots=[a_lot()], by="tests")[0]

    with pytest.raises(Refusal) as without:
        withdraw(recall=recall, reason=" ", by="tests")
    withdraw(recall=recall, reason="Nhầm.", by="tests")
    with pytest.raises(Refusal) as again:
        withdraw(recall=recall, reason="Nhầm.", by="tests")
    with pytest.raises(Refusal) as too_late:
        end(recall=recall, account="xong", quantities={}, by="tests")

    assert (without.value, again.value, too_late.value) == (rules.NO_REASON, rules.WITHDRAWN, rules.WITHDRAWN)


def test_whole_product_made_anew_after_the_end_is_not_called_back() -> None:
    product = a_product(producer=a_producer())
    old = a_lot(product)
    recall = start(recall=a_recall(), lots=[], whole=[product], by="tests")[0]
    end(recall=recall, account="Đã đổi công thức.", quantities={}, by="tests")
    new = a_lot(product, made_on=timezone.localdate() + dt.timedelta(days=1))

    assert (state_of(old), state_of(new)) == (ScanState.RECALLED, ScanState.UNCERTIFIED)


# Revised while it runs, and taken up again --------------------


def revised(recall: Recall, lots: list[Lot], **known: Any) -> Recall:
    recall = Recall.objects.get(pk=recall.pk)
    values = {"seen": rules.stamp_of(recall), "words": a_recall(), "reason": "Kết quả kiểm nghiệm mới", "by": "tests"}
    return revise(recall=recall, lots=lots, **values | known)


def held_back(recall: Recall) -> list[list[str]]:
    """Return the identifiers that the events of the recall hold back, event by event."""
    events = Event.objects.filter(disposition="recalled", event_id__startswith=event_id_of(recall)).standing()
    return [sorted(each.identifiers.values_list("identifier", flat=True)) for each in events]


def test_revised_words_stand_at_once_and_the_old_ones_in_the_list_of_changes() -> None:
    lot = a_lot()
    [recall] = start(recall=a_recall(), lots=[lot], by="tests")
    leader = people_of(lot.producer)
    before = PublicRevision.objects.get(product=lot.product).revision

    said = revised(recall, [lot], words=a_recall(danger="Có vi khuẩn E. coli.", advice="Vứt bỏ."))

    assert (said.danger, said.advice) == ("Có vi khuẩn E. coli.", "Vứt bỏ.")
    assert PublicRevision.objects.get(product=lot.product).revision > before
    change = Change.objects.get(kind="recall", action="change")
    assert change.before["danger"] == "Có nấm mốc sinh độc tố."
    assert (change.after["danger"], change.reason) == ("Có vi khuẩn E. coli.", "Kết quả kiểm nghiệm mới")
    assert told(Kind.RECALL_REVISED) == {leader.actor}


def test_lot_that_comes_in_is_called_back_and_its_holders_are_told_as_at_the_start() -> None:
    lot = a_lot()
    further = a_lot(lot.product)
    shop = a_producer()
    holder = people_of(shop)
    a_shipment(further, to=identifier_of_party(shop))
    [recall] = start(recall=a_recall(office="Chi cục Quản lý chất lượng"), lots=[lot], by="tests")

    revised(recall, [lot, further])

    assert (state_of(lot), state_of(further)) == (ScanState.RECALLED, ScanState.RECALLED)
    assert held_back(recall) == [[identifier_of_lot(lot)], [identifier_of_lot(further)]]
    assert told(Kind.RECALL_HELD) == {holder.actor}
    assert set(EventCheck.objects.values_list("office", flat=True)) == {"Chi cục Quản lý chất lượng"}
    assert EventCheck.objects.count() == 2


def test_lot_that_is_taken_out_is_let_go_and_the_event_leads_to_the_right_one() -> None:
    lot = a_lot()
    wrong = a_lot(lot.product)
    [recall] = start(recall=a_recall(), lots=[lot, wrong], by="tests")

    revised(recall, [lot])

    assert (state_of(lot), state_of(wrong)) == (ScanState.RECALLED, ScanState.UNCERTIFIED)
    assert held_back(recall) == [[identifier_of_lot(lot)]]
    assert Event.objects.filter(event_id=event_id_of(recall)).count() == 2
    assert Change.objects.get(kind="recall", action="change").before["lots"] == sorted([lot.number, wrong.number])


def test_lots_changed_for_others_leave_no_event_of_those_before() -> None:
    lot = a_lot()
    right = a_lot(lot.product)
    [recall] = start(recall=a_recall(), lots=[lot], by="tests")

    revised(recall, [right])
    withdraw(recall=recall, reason="nhầm", by="tests")

    assert held_back(recall) == []
    assert (state_of(lot), state_of(right)) == (ScanState.UNCERTIFIED, ScanState.UNCERTIFIED)


def test_recall_of_a_whole_product_is_revised_in_its_words_alone() -> None:
    lot = a_lot()
    [recall] = start(recall=a_recall(), lots=[], whole=[lot.product], by="tests")

    revised(recall, [lot], words=a_recall(danger="Nặng hơn."))

    assert Recall.objects.get().danger == "Nặng hơn."
    assert not RecalledLot.objects.exists()


def test_revision_is_refused_where_it_does_not_hold() -> None:
    lot, strange = a_lot(), a_lot()
    other = a_lot(lot.product)
    [recall] = start(recall=a_recall(), lots=[lot], by="tests")
    [running] = start(recall=a_recall(), lots=[other], by="tests")
    wrong: list[tuple[dict[str, Any], Refusal]] = [
        ({"seen": "x"}, rules.REVISED_MEANWHILE),
        ({"reason": "  "}, rules.NO_CHANGE_REASON),
        ({"lots": [strange]}, Refusal(rules.OF_ANOTHER_PRODUCT, lot=strange.number)),
        ({"lots": []}, rules.NOTHING_CHOSEN),
        ({"lots": [lot, other]}, Refusal(rules.ALREADY, lot=other.number, recall=running.code)),
        ({"words": a_recall(danger=" ")}, rules.NO_DANGER),
        ({"reason": "x" * (rules.MOST_TEXT + 1)}, rules.TOO_LONG),
    ]

    for known, refusal in wrong:
        with pytest.raises(Refusal) as raised:
            revised(recall, **{"lots": [lot]} | known)
        assert raised.value == refusal
    end(recall=recall, account="xong", quantities={}, by="tests")
    with pytest.raises(Refusal) as raised:
        revised(recall, [lot])
    assert raised.value == rules.ENDED


def test_recall_is_taken_up_again_and_how_it_had_ended_stays_readable() -> None:
    lot = a_lot()
    [recall] = start(recall=a_recall(), lots=[lot], by="tests")
    leader = people_of(lot.producer)
    end(recall=recall, account="Đã thu đủ 40 kg.", quantities={}, by="tests")

    again = reopen(recall=recall, reason="Còn thấy bán ở chợ.", by="tests")

    [kept] = again.reopenings.all()
    assert (again.ended_on, kept.ended_on, kept.account, kept.reason) == (
        None,
        timezone.localdate(),
        "Đã thu đủ 40 kg.",
        "Còn thấy bán ở chợ.",
    )
    assert not RecallAccount.objects.exists()
    assert told(Kind.RECALL_REOPENED) == {leader.actor}
    assert Change.objects.get(kind="recall", action="undo").before["account"] == "Đã thu đủ 40 kg."
    end(recall=recall, account="Nay đã đủ.", quantities={}, by="tests")
    assert RecallAccount.objects.get().text == "Nay đã đủ."


def test_whole_product_taken_up_again_is_recalled_on_its_page_at_once() -> None:
    lot = a_lot(made_on=None)
    product = lot.product
    assert product is not None
    [recall] = start(recall=a_recall(), lots=[], whole=[product], by="tests")
    end(recall=recall, account="xong", quantities={}, by="tests")
    before = scanned(product, "", "", timezone.localdate(), timezone.now()).state

    reopen(recall=recall, reason="còn sót", by="tests")

    assert before == ScanState.UNCERTIFIED
    assert scanned(product, "", "", timezone.localdate(), timezone.now()).state == ScanState.RECALLED


def test_taking_up_again_is_refused_where_it_does_not_hold() -> None:
    lot = a_lot()
    [recall] = start(recall=a_recall(), lots=[lot], by="tests")
    asked = []

    def ask(reason: str = "còn sót") -> None:
        with pytest.raises(Refusal) as raised:
            reopen(recall=recall, reason=reason, by="tests")
        asked.append(raised.value)

    ask()
    end(recall=recall, account="xong", quantities={}, by="tests")
    ask(" ")
    ask("x" * (rules.MOST_TEXT + 1))
    [other] = start(recall=a_recall(), lots=[lot], by="tests")
    ask()
    withdraw(recall=other, reason="nhầm", by="tests")
    withdraw(recall=recall, reason="nhầm", by="tests")
    ask()

    already = Refusal(rules.ALREADY, lot=lot.number, recall=other.code)
    assert asked == [rules.RUNNING, rules.NO_REOPENING_REASON, rules.TOO_LONG, already, rules.WITHDRAWN]
