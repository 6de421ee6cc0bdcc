"""A table of steps: tried out without a trace, recorded once, the rows that cannot be left out by name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import orjson
import pytest

from saolang.programme.traceability.models import Event, Location, Lot
from saolang.programme.traceability.queries.lots import stocks_of
from saolang.programme.traceability.rules.identity import identifier_of_lot, identifier_of_party
from saolang.programme.traceability.services.step_tables import apply, try_out
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_material_lot

if TYPE_CHECKING:
    from saolang.programme.registry.models import Producer

pytestmark = pytest.mark.django_db
TABLE = """Sổ sản xuất;;;;;;;;;
Bước;Ngày;Sản phẩm;Số lô;Từ lô;Số lượng vào;Số lượng;ĐVT;Nơi làm;Giao cho
Thu hoạch;03/11/2025;Chè búp tươi;BUP-01;;;50;kg;Đồi chè số 4;
Sấy;03/11/2025;Chè khô;KHO-01;BUP-01;50;12,5;kg;;
Đóng gói;04/11/2025;CHÈ GÓI 100 G;GOI-01;KHO-01;12;120;gói;;
Giao hàng;05/11/2025;;GOI-01;;;400;gói;;Cửa hàng OCOP
Bán lẻ;05/11/2025;;GOI-99;;;1;gói;;
Giao hàng;06/11/2025;;GOI-01;;;40;gói;;Cửa hàng OCOP
"""


@pytest.fixture
def producer() -> Producer:
    made = a_producer()
    a_product("Chè gói 100 g", producer=made)
    return made


def test_table_is_judged_row_by_row_and_nothing_is_kept(producer: Producer) -> None:
    verdicts = try_out(producer=producer, content=TABLE.encode(), by="tests")

    assert [(each.number, each.is_new) for each in verdicts] == [
        (3, True),
        (4, True),
        (5, True),
        (6, False),
        (7, False),
        (8, True),
    ]
    assert [str(each.refusal)[:35] for each in verdicts if each.refusal] == [
        "Lô GOI-01 chỉ còn 120 cái, không đủ"[:35],
        "Chưa có lô “GOI-99”. Hãy ghi bước l"[:35],
    ]
    assert (Event.objects.count(), Lot.objects.count(), Location.objects.count()) == (0, 0, 0)


def test_table_that_is_applied_twice_is_recorded_once(producer: Producer) -> None:
    first = apply(producer=producer, content=TABLE.encode(), by="tests")
    again = apply(producer=producer, content=TABLE.encode(), by="tests")

    assert [sum(each.is_new for each in verdicts) for verdicts in (first, again)] == [4, 0]
    assert sum(each.is_known for each in again) == 4
    assert (Event.objects.count(), Lot.objects.count(), Location.objects.get().name) == (4, 3, "Đồi chè số 4")
    packed = Lot.objects.get(number="GOI-01")
    assert packed.product is not None
    assert (stocks_of([packed])[packed.pk].left, Event.objects.first().job.way) == (80, "table")  # type: ignore[union-attr]


def test_row_that_was_mended_is_recorded_alone(producer: Producer) -> None:
    apply(producer=producer, content=TABLE.encode(), by="tests")

    verdicts = apply(producer=producer, content=TABLE.replace(";400;", ";4;").encode(), by="tests")

    assert [each.number for each in verdicts if each.is_new] == [6]


def test_lot_of_two_goods_wants_the_goods_named(producer: Producer) -> None:
    lines = [
        "Bước;Ngày;Sản phẩm;Số lô;Số lượng;ĐVT",
        "Thu hoạch;03/11/2025;Chè;L1;5;kg",
        "Thu hoạch;03/11/2025;Nhài;L1;5;kg",
        "Hủy;04/11/2025;;L1;500;g",
        "Hủy;04/11/2025;nhai;L1;500;g",
    ]

    verdicts = try_out(producer=producer, content="\n".join(lines).encode(), by="tests")

    assert [str(each.refusal)[:31] for each in verdicts if each.refusal] == ["Có nhiều lô mang số “L1”. Hãy gh"[:31]]


RECEIVED = """Bước;Ngày;Nguyên liệu;Số lô;Số lượng;ĐVT;Lô đã nhận
Nhận nguyên liệu;03/11/2026;Chè búp tươi;NHAN-01;20;kg;{source}
"""


def judged(producer: Producer, source: str, step: str = "Nhận nguyên liệu") -> str:
    """Return why the row with that received lot is not taken, "" where it is."""
    table = RECEIVED.format(source=source).replace("Nhận nguyên liệu;", f"{step};", 1)
    [verdict] = try_out(producer=producer, content=table.encode(), by="tests")
    return str(verdict.refusal or "")


def test_lot_received_from_another_is_told_in_the_event(producer: Producer) -> None:
    theirs = a_material_lot(a_producer(name="Hợp tác xã Đồi Chè"), "Chè búp tươi")

    [verdict] = apply(producer=producer, content=RECEIVED.format(source=theirs.code).encode(), by="tests")

    assert verdict.is_new
    said = orjson.loads(Event.objects.get().document)
    taken = [each["epcClass"] for each in said["inputQuantityList"]]
    assert taken == [identifier_of_lot(theirs)]
    assert said["sourceList"][0]["source"] == identifier_of_party(theirs.producer)


def test_lot_that_cannot_have_been_received_is_refused(producer: Producer) -> None:
    later = a_material_lot(a_producer(), made_on=dt.date(2026, 11, 10))
    own = a_material_lot(producer)

    assert "Không tìm thấy lô" in judged(producer, "LO-99999999")
    assert "Không tìm thấy lô" in judged(producer, "lô của bác Ba")
    assert "của chính bạn" in judged(producer, own.code)
    assert f"Lô {later.number} làm ra ngày 10/11/2026" in judged(producer, later.code)
    assert "sai số kiểm tra" in judged(producer, "https://id.gs1.org/01/09520000000012/10/A")


def test_lot_received_is_told_of_no_other_step(producer: Producer) -> None:
    theirs = a_material_lot(a_producer())

    assert "“Thu hoạch” không nhận lô của cơ sở khác" in judged(producer, theirs.code, "Thu hoạch")
    assert judged(producer, "", "Thu hoạch") == ""
