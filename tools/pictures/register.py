"""A register as a district office keeps it, of producers and products that do not exist."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Font

if TYPE_CHECKING:
    from pathlib import Path

TITLES = ("UBND TỈNH CAO BẰNG", "DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN NĂM 2026")
HEADER = ("STT", "Tên chủ thể", "Địa chỉ", "Tên sản phẩm", "Hạng sao", "Số quyết định", "Ngày quyết định")
FIRST, SECOND = "801/QĐ-UBND", "802/QĐ-UBND"
SHOP = "Cơ sở Minh Họa Trùng Khánh"
ROWS = (
    (1, "HTX Minh Họa Đông Khê", "xã Đông Khê", "Lạp sườn hun khói Minh Họa", "4 sao", FIRST, date(2026, 6, 15)),
    (2, None, None, "Thịt gác bếp Minh Họa", "4*", FIRST, date(2026, 6, 15)),
    (3, SHOP, "TT Trùng Khánh", "Hạt dẻ rang Minh Họa", 3, FIRST, "15/6/2026"),
    (4, SHOP, "TT Trùng Khánh", "Hạt dẻ ran Minh Họa", 3, SECOND, "20/6/2026"),
    (5, None, "xã Hòa An", "Miến dong Minh Họa", "3 sao", SECOND, "năm 2026"),
    (6, "Hộ Minh Họa", "xã Xuân Mới", "Chè đắng Minh Họa", "3 sao", SECOND, date(2026, 6, 20)),
    (7, "Công ty TNHH Minh Họa", "phường Thục Phán", "Trà giảo cổ lam Minh Họa", "6 sao", SECOND, None),
)
CLOSING = ("Tổng cộng: 7 sản phẩm", "NGƯỜI LẬP BIỂU")


def write_register(file: Path) -> None:
    """Write it: titles, header, a producer's cell merged over two products, a total, a signature."""
    book = Workbook()
    sheet = book.active
    sheet.title = "OCOP 2026"
    for title in TITLES:
        sheet.append([title])
    sheet.append([])
    sheet.append(HEADER)
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    for row in ROWS:
        sheet.append(row)
    for column in "BC":
        sheet.merge_cells(f"{column}5:{column}6")
    for line in CLOSING:
        sheet.append([None, line])
    book.save(file)
