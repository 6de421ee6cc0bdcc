"""Registers of offices, as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.programme.intake.services import stage_register

if TYPE_CHECKING:
    from saolang.programme.intake.models import Register, StagedRow

TITLE = "DANH SÁCH SẢN PHẨM OCOP TỈNH HẬU GIANG"
COLUMNS = "STT;Tên sản phẩm;Chủ thể;Xã;Huyện;Hạng sao;Số quyết định;Ngày công nhận"


def a_line(number: int = 1, **changes: str) -> str:
    """Return one line under COLUMNS that a clerk would accept, with the changes."""
    cells = {
        "product": f"Sản phẩm {number}",
        "producer": f"Hộ kinh doanh Nguyễn Văn {number}",
        "commune": "Xã Vị Thủy",
        "district": "Huyện Vị Thủy",
        "stars": "3 sao",
        "decision": "86/QĐ-UBND",
        "date": "16/01/2023",
    }
    return ";".join([str(number), *(cells | changes).values()])


def a_file(*lines: str) -> bytes:
    """Return a register of old Hậu Giang as CSV, one acceptable line unless lines are given."""
    return "\n".join([TITLE + ";" * COLUMNS.count(";"), COLUMNS, *(lines or [a_line()])]).encode()


def a_register(*lines: str, **known: object) -> Register:
    """Stage a register of these lines."""
    values = {"content": a_file(*lines), "name": "sổ.csv", "by": "tests"} | known
    return stage_register(**values)  # type: ignore[arg-type]


def rows_of(register: Register) -> list[StagedRow]:
    """Return the rows of data, without title and header."""
    return list(register.rows.exclude(verdict="skip"))
