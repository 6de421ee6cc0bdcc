"""Calling goods back at the desk and by a producer: proposed, asked once more, told, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.programme.traceability.models import EventCheck, Lot, Recall
from saolang.programme.traceability.rules.identity import identifier_of_party
from saolang.programme.traceability.services.recalls import NewRecall, end, start
from tests.factories.accounts import GrantFactory
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_lot, a_material_lot, a_shipment, a_transformation
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.registry.models import Producer
    from tests.factories.province import Province

OFFICE = "Chi cục Quản lý chất lượng"
SAID = {"ground": "unsafe", "danger": "Có nấm mốc.", "advice": "Đừng dùng; mang trả nơi mua.", "office": OFFICE}


@pytest.fixture
def producer(province: Province) -> Producer:
    return a_producer("Hợp tác xã Chè Thanh Bình", place=province.communes[0])


@pytest.fixture
def packed(producer: Producer) -> Lot:
    """Return a lot packed from dried leaves, shipped to a shop here and to somebody without an account."""
    packed = a_lot(a_product("Chè gói", producer=producer, place=producer.place))
    shop = a_producer("Cửa hàng Ngã Bảy", phone="0912345678", address="Chợ Ngã Bảy")
    a_shipment(packed, identifier_of_party(shop), 30)
    a_shipment(packed, "=Chị Ba", 5)
    return packed


@pytest.fixture
def leaves(producer: Producer, packed: Lot) -> Lot:
    leaves = a_material_lot(producer)
    a_transformation([leaves], [packed])
    return leaves


def a_recall(lot: Lot) -> Recall:
    return start(recall=NewRecall(**SAID), lots=[lot], by="tests")[0]


def owner_of(producer: Producer) -> Client:
    scope = {"scope_kind": ScopeKind.PRODUCER, "scope_code": producer.code}
    return signed_in(GrantFactory(role=Role.PRODUCER, **scope).user)


def said(lot: Lot, **more: Any) -> dict[str, Any]:
    return SAID | {"lots": [lot.pk]} | more


def test_form_proposes_every_lot_that_came_of_the_material(desk: Client, leaves: Lot, packed: Lot) -> None:
    page = desk.get(f"/dieu-hanh/thu-hoi/lo/{leaves.code}/")

    assert list(page.context["form"]["lots"].initial) == [packed]
    assert f"{packed.number} – Chè gói (từ {leaves.number}, 02/05/2026)" in page.content.decode()


def test_recall_starts_only_once_it_is_asked_again(desk: Client, leaves: Lot, packed: Lot) -> None:
    address = f"/dieu-hanh/thu-hoi/lo/{leaves.code}/"

    asked = desk.post(address, said(packed))
    before = Recall.objects.count()
    answer = desk.post(address, said(packed, confirmed="on"))

    recall = Recall.objects.get()
    assert (asked.status_code, before) == (200, 0)
    assert [each.name for each in asked.context["holders"]] == ["=Chị Ba", "Cửa hàng Ngã Bảy"]
    assert answer.url == f"/dieu-hanh/thu-hoi/{recall.code}/"
    assert [each.lot for each in recall.lots.all()] == [packed]


def test_whole_product_is_called_back_where_the_lot_is_not_sure(desk: Client, leaves: Lot, packed: Lot) -> None:
    desk.post(f"/dieu-hanh/thu-hoi/lo/{leaves.code}/", said(packed, whole="on", confirmed="on"))

    recall = Recall.objects.get()
    assert (recall.product, recall.whole_product, recall.lots.count()) == (packed.product, True, 0)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"lots": []}, "Chưa chọn lô nào để thu hồi."),
        ({"lots": ["999999"]}, "999999"),
        ({"lots": ["9" * 30]}, "9" * 20),
        ({"lots": ["x"]}, "x"),
        ({"ground": "whim"}, "whim"),
        ({"danger": ""}, "bắt buộc"),
        ({"advice": "x" * 2_001}, "2000"),
    ],
)
def test_form_that_is_not_in_order_says_why(
    desk: Client, leaves: Lot, packed: Lot, wrong: dict[str, Any], sentence: str
) -> None:
    page = desk.post(f"/dieu-hanh/thu-hoi/lo/{leaves.code}/", said(packed) | {"confirmed": "on"} | wrong)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Recall.objects.exists()


def test_producer_calls_back_its_own_goods_alone(leaves: Lot, packed: Lot, producer: Producer) -> None:
    foreign = a_lot()
    a_transformation([packed], [foreign])
    client = owner_of(producer)

    page = client.get(f"/dieu-hanh/thu-hoi/lo/{leaves.code}/")
    refused = client.post(f"/dieu-hanh/thu-hoi/lo/{leaves.code}/", said(foreign, confirmed="on"))
    client.post(f"/dieu-hanh/thu-hoi/lo/{leaves.code}/", said(packed, confirmed="on"))

    assert list(page.context["form"]["lots"].initial) == [packed]
    assert [each.lot for each in page.context["others"]] == [foreign]
    assert refused.status_code == 422
    assert [each.lot for each in Recall.objects.get().lots.all()] == [packed]
    assert client.get(f"/dieu-hanh/thu-hoi/lo/{foreign.code}/").status_code == 404


def test_officer_names_the_office_and_the_producer_needs_none(
    desk: Client, leaves: Lot, packed: Lot, producer: Producer
) -> None:
    address = f"/dieu-hanh/thu-hoi/lo/{leaves.code}/"

    without = desk.post(address, said(packed, confirmed="on", office=""))
    desk.post(address, said(packed, confirmed="on"))
    form = owner_of(producer).get(address).context["form"]

    assert (without.status_code, EventCheck.objects.get().office) == (422, OFFICE)
    assert "office" not in form.fields


def test_recall_of_another_producer_is_not_found(packed: Lot) -> None:
    recall = a_recall(packed)

    client = owner_of(a_producer("Người khác"))

    for path in ("", "ket-thuc/", "rut/"):
        assert client.get(f"/dieu-hanh/thu-hoi/{recall.code}/{path}").status_code == 404
    assert client.post(f"/dieu-hanh/thu-hoi/{recall.code}/noi-giu.csv").status_code == 404


def test_page_says_where_the_goods_are(desk: Client, packed: Lot) -> None:
    recall = a_recall(packed)

    page = desk.get(f"/dieu-hanh/thu-hoi/{recall.code}/")

    (lot, stock, _account), *others = page.context["goods"]
    assert (lot, others, stock.made, stock.shipped, stock.left) == (packed, [], 100, 35, 65)
    assert "0912345678" not in page.content.decode()


def test_list_to_phone_has_numbers_for_officers_is_noted_and_harmless(desk: Client, packed: Lot) -> None:
    recall = a_recall(packed)

    answer = desk.post(f"/dieu-hanh/thu-hoi/{recall.code}/noi-giu.csv").content.decode("utf-8-sig")

    assert "Cửa hàng Ngã Bảy,0912345678,Chợ Ngã Bảy" in answer
    assert "\r\n'=Chị Ba" in answer
    assert Change.objects.filter(action=Action.READ_PERSONAL_DATA, code=recall.code).count() == 1


def test_list_to_phone_has_no_numbers_for_producers(packed: Lot, producer: Producer) -> None:
    recall = a_recall(packed)

    answer = owner_of(producer).post(f"/dieu-hanh/thu-hoi/{recall.code}/noi-giu.csv").content.decode()

    assert "Cửa hàng Ngã Bảy" in answer
    assert "0912345678" not in answer


def test_recall_ends_with_what_became_of_each_lot(desk: Client, packed: Lot) -> None:
    recall = a_recall(packed)
    key = recall.lots.get().pk
    told = {"account": "Đã hủy tại xưởng.", f"returned-{key}": "30", f"destroyed-{key}": "95,5"}

    wrong = desk.post(f"/dieu-hanh/thu-hoi/{recall.code}/ket-thuc/", {**told, f"returned-{key}": "-1"})
    answer = desk.post(f"/dieu-hanh/thu-hoi/{recall.code}/ket-thuc/", told | {f"destroyed-{key}": "95"})
    again = desk.post(f"/dieu-hanh/thu-hoi/{recall.code}/ket-thuc/", told | {f"destroyed-{key}": "95"})

    recall.refresh_from_db()
    assert (wrong.status_code, answer.status_code, again.status_code) == (422, 302, 422)
    assert recall.ended_on
    assert (recall.lots.get().returned, recall.lots.get().destroyed) == (30, 95)


def test_recall_is_withdrawn_with_a_reason(desk: Client, packed: Lot) -> None:
    recall = a_recall(packed)

    wrong = desk.post(f"/dieu-hanh/thu-hoi/{recall.code}/rut/", {"reason": " "})
    answer = desk.post(f"/dieu-hanh/thu-hoi/{recall.code}/rut/", {"reason": "Nhầm số lô."})

    recall.refresh_from_db()
    assert (wrong.status_code, answer.status_code) == (422, 302)
    assert recall.withdrawn_reason == "Nhầm số lô."


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_whatever_its_length(
    count: int, desk: Client, producer: Producer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_recall(a_lot(a_product(producer=producer, place=producer.place)))
    desk.get("/dieu-hanh/thu-hoi/")

    with django_assert_num_queries(8):
        page = desk.get("/dieu-hanh/thu-hoi/")

    assert len(page.context["page"]) == count


def test_running_recall_is_revised_in_words_and_lots(desk: Client, packed: Lot) -> None:
    further = a_lot(packed.product, producer=packed.producer)
    recall = a_recall(packed)
    path = f"/dieu-hanh/thu-hoi/{recall.code}/sua/"
    form = desk.get(path).context["form"]
    changed = SAID | {"danger": "Có vi khuẩn.", "lots": [packed.pk, further.pk], "reason": "xét nghiệm lại"}

    desk.post(path, changed | {"seen": form.initial["seen"]})
    meanwhile = desk.post(path, changed | {"seen": form.initial["seen"]})

    recall.refresh_from_db()
    assert recall.danger == "Có vi khuẩn."
    assert {each.lot for each in recall.lots.all()} == {packed, further}
    assert meanwhile.status_code == 422
    assert "Người khác vừa sửa đợt thu hồi này" in meanwhile.content.decode()


def test_recall_of_a_whole_product_asks_for_no_lots_when_revised(desk: Client, packed: Lot) -> None:
    assert packed.product is not None
    [recall] = start(recall=NewRecall(**SAID), lots=[], whole=[packed.product], by="tests")

    page = desk.get(f"/dieu-hanh/thu-hoi/{recall.code}/sua/").content.decode()

    assert 'name="danger"' in page
    assert 'name="lots"' not in page


def test_ended_recall_is_taken_up_again_and_both_pages_say_how_it_had_ended(desk: Client, packed: Lot) -> None:
    recall = a_recall(packed)
    end(recall=recall, account="Đã thu đủ.", quantities={}, by="tests")
    before = desk.get(f"/dieu-hanh/thu-hoi/{recall.code}/").content.decode()

    desk.post(f"/dieu-hanh/thu-hoi/{recall.code}/mo-lai/", {"reason": "Còn thấy bán ở chợ."})

    assert "Mở lại…" in before
    for page in (f"/dieu-hanh/thu-hoi/{recall.code}/", f"/thu-hoi/{recall.code}/"):
        said_there = desk.get(page).content.decode()
        assert "Còn thấy bán ở chợ." in said_there
        assert "Đã thu đủ." in said_there
    assert "Đang thu hồi: đừng dùng" in desk.get(f"/thu-hoi/{recall.code}/").content.decode()
