"""Import a register: read it row by row with a verdict each; enter it with --apply; take it back with --undo."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

from saolang.base.places.queries import map_on
from saolang.config.asking import read_day, read_place
from saolang.config.command_files import read_file
from saolang.core.intake.reasons import Reason
from saolang.programme.intake.choices import RegisterState, Verdict
from saolang.programme.intake.queries import counts, deeds
from saolang.programme.intake.services import Applied, apply_register, stage_register, undo_register

if TYPE_CHECKING:
    import argparse

    from saolang.programme.intake.models import Register, StagedRow

BY = "command-line"
"""Who is named for what the command line enters."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=".xlsx, .xls, .ods or .csv")
    parser.add_argument("--apply", action="store_true", help="enter what is accepted")
    parser.add_argument("--undo", action="store_true", help="withdraw what this file had entered")
    parser.add_argument("--province", metavar="P", help="name or code; without it, the one the titles name")
    parser.add_argument("--entered-before", metavar="DATE", help="an old book: its rows were entered before this day")
    parser.add_argument("--json", action="store_true", help="print for programs")


def run(arguments: argparse.Namespace) -> int:
    """Stage the file, then apply or undo it if asked, and print every row. A file that cannot be read is refused."""
    register = stage_register(
        content=read_file(arguments.file),
        name=arguments.file.name,
        by=BY,
        province=read_place(arguments.province, map_on(timezone.localdate())) if arguments.province else None,
        entered_before=read_day(arguments.entered_before) if arguments.entered_before else None,
    )
    applied = undone = None
    if arguments.undo:
        undone = undo_register(register=register, by=BY, reason=gettext("Hoàn tác từ dòng lệnh."))
    elif arguments.apply:
        applied = apply_register(register=register, by=BY)
    register.refresh_from_db()
    if arguments.json:
        print(json.dumps(_as_dict(register, applied, undone), ensure_ascii=False, indent=1))
    else:
        _print(register, applied, undone)
    return 0


def _as_dict(register: Register, applied: Applied | None, undone: int | None) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "register": register.code,
        "state": register.state,
        "province": str(register.province) if register.province else None,
        "verdicts": counts(register),
        "would": deeds(register),
        "layouts": register.layouts,
    }
    if applied:
        summary["applied"] = asdict(applied)
    if undone is not None:
        summary["undone"] = undone
    return {"rows": [_row_as_dict(row) for row in register.rows.all()], "summary": summary}


def _row_as_dict(row: StagedRow) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.row,
        "verdict": row.verdict,
        "reasons": [{**reason, "text": _sentence(reason)} for reason in row.reasons],
        "values": row.values,
        "deed": row.deed,
        "candidates": row.candidates,
    }


def _sentence(reason: dict[str, str]) -> str:
    return gettext(Reason(**reason).message)


def _print(register: Register, applied: Applied | None, undone: int | None) -> None:
    province = register.province or gettext("chưa rõ tỉnh")
    print(f"{register.code}  {register.name}  ({province})")
    for row in register.rows.exclude(verdict=Verdict.SKIP):
        values = row.values
        stars = f"{values['stars']} sao" if values.get("stars") else "–"
        told = f"{values.get('product') or values.get('text') or '–'} · {values.get('producer') or 'chưa rõ chủ thể'}"
        print(f"{row.sheet}:{row.row:<5} {row.get_verdict_display():<15} {stars:<6} {told}")
        for reason in row.reasons:
            detail = f" [{reason['detail']}]" if reason["detail"] else ""
            print(f"        {_sentence(reason)}{detail}")
    print(", ".join(f"{Verdict(verdict).label}: {count}" for verdict, count in counts(register).items()))
    if applied:
        print(
            f"Đã nhập {applied.rows} dòng: thêm {applied.producers} chủ thể, {applied.products} sản phẩm,"
            f" {applied.decisions} quyết định, {applied.recognitions} lần công nhận."
        )
    if undone is not None:
        print(f"Đã hoàn tác: rút lại {undone} lần công nhận.")
    elif register.state == RegisterState.STAGED:
        print("Chưa nhập gì. Thêm --apply để nhập các dòng được nhận.")
