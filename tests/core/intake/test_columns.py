from __future__ import annotations

import pytest

from saolang.core.intake.columns import Column, Field, choose_columns, guess_column
from saolang.core.intake.layout import find_layouts
from tests.core.intake.tables import sheet

HEADERS = {
    Field.NUMBER: ["STT", "TT", "Số TT"],
    Field.PRODUCT: [
        "Tên sản phẩm",
        "TÊN SP",
        "Sản phẩm OCOP",
        "Tên sản phẩm/dịch vụ",
        "Sản phẩm tham gia",
        "Mặt hàng",
        "product_name",
    ],
    Field.PRODUCER: ["Chủ thể", "Tên chủ thể", "Cơ sở sản xuất", "Tên doanh nghiệp/HTX/THT", "Chủ thể (HTX, DN)"],
    Field.LEGAL_FORM: ["Loại hình", "Loại hình chủ thể"],
    Field.COMMUNE: ["Xã", "Xã/phường", "Xã, phường, thị trấn", "Xã/Phường/TT", "Địa chỉ (xã)"],
    Field.DISTRICT: ["Huyện", "Huyện/TX/TP", "Quận/huyện"],
    Field.ADDRESS: ["Địa chỉ", "Địa bàn", "Nơi sản xuất", "Địa điểm sản xuất", "ĐC", "Thôn, xã"],
    Field.REPRESENTATIVE: ["Người đại diện", "Họ tên chủ hộ"],
    Field.PHONE: ["SĐT", "Điện thoại liên hệ"],
    Field.STARS: ["Hạng sao", "SỐ SAO", "Xếp hạng", "Phân hạng", "Sao hiện tại", "Kết quả phân hạng"],
    Field.MARK_FOUR: ["4 sao", "4*"],
    Field.POTENTIAL: ["Tiềm năng 5 sao"],
    Field.DECISION: ["Quyết định", "Số QĐ", "Số, ngày quyết định", "QĐ công nhận"],
    Field.DECISION_DATE: ["Ngày công nhận", "Ngày QĐ", "Ngày, tháng, năm công nhận", "Ngày cấp"],
    Field.DECISION_YEAR: ["Năm", "Năm công nhận"],
    Field.AUTHORITY: ["Cơ quan ban hành", "Cấp công nhận"],
    Field.EXPIRY: ["Ngày hết hạn", "Có giá trị đến", "Thời hạn"],
    Field.GROUP: ["Nhóm sản phẩm", "Ngành hàng", "Bộ sản phẩm"],
    Field.SCORE: ["Điểm", "Tổng điểm"],
    Field.CODE: ["Mã sản phẩm"],
    Field.NOTE: ["Ghi chú"],
}


@pytest.mark.parametrize(("field", "header"), [(field, header) for field in HEADERS for header in HEADERS[field]])
def test_a_header_names_its_field(field: Field, header: str) -> None:
    column = guess_column(0, [header])

    assert column is not None
    assert (column.field, column.round) == (field, 0)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Chủ thể (tên, địa chỉ)", Field.PRODUCER),
        ("Tên, địa chỉ chủ thể", Field.PRODUCER),
        ("Địa chỉ chủ thể", Field.ADDRESS),
    ],
)
def test_producer_and_address_named_in_one_header_are_told_apart(header: str, field: Field) -> None:
    column = guess_column(0, [header])

    assert column is not None
    assert column.field is field


def test_the_new_stars_are_the_stars() -> None:
    columns = choose_columns([guess_column(0, ["Hạng sao cũ"]), guess_column(1, ["Hạng sao mới"])])

    assert [(column.index, column.field) for column in columns] == [(1, Field.STARS)]


@pytest.mark.parametrize(
    "header", ["Email", "Doanh thu", "Số lượng sản phẩm", "Năm sinh", "Ngày thành lập", "Hình ảnh"]
)
def test_other_headers_name_none(header: str) -> None:
    assert guess_column(0, [header]) is None


@pytest.mark.parametrize(
    ("parts", "field", "number"),
    [
        (["Công nhận lần 1", "Sao"], Field.STARS, 1),
        (["Công nhận lần 2/nâng hạng", "Số QĐ"], Field.DECISION, 2),
        (["Đánh giá lại", "Ngày"], Field.DECISION_DATE, 2),
        (["Số QĐ công nhận lại"], Field.DECISION, 2),
        (["Quyết định công nhận", "Số"], Field.DECISION, 0),
        (["Quyết định công nhận", "Ngày"], Field.DECISION_DATE, 0),
        (["Chủ thể", "Địa chỉ"], Field.ADDRESS, 0),
        (["Chủ thể", "Tên"], Field.PRODUCER, 0),
    ],
)
def test_a_divided_header_is_read_with_the_one_above(parts: list[str], field: Field, number: int) -> None:
    column = guess_column(3, parts)

    assert column is not None
    assert (column.field, column.round) == (field, number)


def test_of_two_columns_of_one_field_the_surer_is_kept() -> None:
    old, new = guess_column(4, ["Xã mới"]), guess_column(5, ["Xã"])

    assert [column.index for column in choose_columns([old, new])] == [5]


def test_a_column_reads_back_from_its_data() -> None:
    column = Column(3, Field.DECISION, 2, "Lần 2 / Số QĐ", 1.3)

    assert Column.from_data(column.to_data()) == column


def test_cells_tell_what_a_silent_header_does_not() -> None:
    (layout,) = find_layouts(
        sheet(
            ["TT", "Tên sản phẩm", "Đơn vị phụ trách", "Mục 4", "Mục 5", "Địa chỉ"],
            [1, "Cam sành", "HTX Thông Hòa", "4 sao", "12/QĐ-UBND ngày 5/1/2023", "Xã A"],
            [2, "Bánh tét", "Hộ kinh doanh Trà Cuôn", "3 sao", "12/QĐ-UBND ngày 5/1/2023", "Xã B"],
        )
    )

    assert [(column.index, column.field) for column in layout.columns] == [
        (0, Field.NUMBER),
        (1, Field.PRODUCT),
        (2, Field.PRODUCER),
        (3, Field.STARS),
        (4, Field.DECISION),
        (5, Field.ADDRESS),
    ]
