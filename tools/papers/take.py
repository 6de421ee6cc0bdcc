"""Make what `docs/papers` shows: `./run docs papers`.

Every paper with made-up data, as PDF and as pictures of its pages, and the list of fields an office's template may use.
The score sheet and the self-assessment hold a whole set of criteria.
"""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saolang.base.papers.choices import PaperKind
    from saolang.base.papers.rules import Field

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ROOT / "docs" / "papers"
MADE = datetime(2026, 11, 22, tzinfo=UTC)
DOTS_AN_INCH = 72
COLOURS = 16
SET = "qd26-03"


def main() -> None:
    """Write everything anew."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("SAOLANG_DEMONSTRATION", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from saolang.base.papers.choices import PaperKind  # noqa: PLC0415
    from saolang.base.papers.rendering.pdf import typeset  # noqa: PLC0415

    PAPERS.mkdir(parents=True, exist_ok=True)
    for old in (*PAPERS.glob("*.png"), *PAPERS.glob("*.pdf")):
        old.unlink()
    for kind in PaperKind:
        data = example(kind)
        (PAPERS / f"{kind.value}.pdf").write_bytes(typeset(kind.value, data, moment=MADE))
        for number, picture in enumerate(pictures(kind.value, data), 1):
            picture.save(PAPERS / f"{kind.value}.{number}.png", optimize=True)
    (PAPERS / "fields.md").write_text("\n".join(field_list()) + "\n", encoding="utf-8")


def example(kind: PaperKind) -> dict[str, Any]:
    """Return the paper's sample data, said to be made up, with a whole set of criteria where it lists one."""
    from saolang.base.papers.choices import PaperKind as Kind  # noqa: PLC0415
    from saolang.base.papers.rules import sample  # noqa: PLC0415
    from saolang.programme.criteria.rules import shipped_contents  # noqa: PLC0415
    from saolang.programme.dossiers.rules.lines import SHORT_FORMS, rows_of  # noqa: PLC0415

    data = sample(kind) | {"marks": "SỐ LIỆU TRÌNH DIỄN", "remarks": [{"text": SHORT_FORMS}]}
    if kind not in {Kind.SCORE_SHEET, Kind.SELF_ASSESSMENT, Kind.RESULT_NOTICE}:
        return data
    rows = list(rows_of(shipped_contents()[SET]))
    best = {row.code: max(option["points"] for option in row.options) for row in rows if row.options}
    lines = []
    for row in rows:
        points = str(sum(best[code] for code in row.covers))
        ticked = next((option for option in row.options if option["points"] == best[row.code]), None)
        line = {
            "code": row.code,
            "name": row.name,
            "heading": row.is_heading,
            "maximum": str(row.maximum),
            "points": points,
            "option": ticked["vi"] if ticked else "",
            "reason": "",
            "proofs": "" if row.is_heading else "Giấy tờ trong kho minh chứng",
            "notes": [{"text": note} for note in row.notes],
            "options": [
                {
                    "words": option["vi"],
                    "points": str(option["points"]),
                    "mark": "*" * option.get("min_star", 0),
                    "ticked": option is ticked,
                }
                for option in row.options
            ],
        }
        lines.append(line)
    return data | {"lines": lines, "total": "100", "stars": "5 sao", "capped": []}


def pictures(document: str, data: dict[str, Any]) -> Iterator[Image.Image]:
    """Yield each page as a picture of few colours."""
    from saolang.base.papers.rendering.pdf import _compiler  # noqa: PLC0415 - the same document, drawn

    given = {"data": json.dumps(data, ensure_ascii=False)}
    drawn = _compiler(document).compile(sys_inputs=given, format="png", ppi=DOTS_AN_INCH)
    for page in drawn if isinstance(drawn, list) else [drawn]:
        with Image.open(io.BytesIO(page)) as picture:
            yield picture.convert("RGB").quantize(COLOURS)


def field_list() -> Iterator[str]:
    """Yield the page that tells an office which names a template of its own may use."""
    from saolang.base.papers.choices import PaperKind  # noqa: PLC0415
    from saolang.base.papers.rules import fields, named  # noqa: PLC0415

    yield "# Trường của từng văn bản"
    yield ""
    yield "Trang này được tạo từ `saolang/data/documents/fields.yaml`: `./run docs papers`."
    yield ""
    yield (
        "Trong mẫu Word, viết `{{ product }}` để điền một trường; danh sách thì lặp: "
        "`{% for each in rows %}{{ each.product }}{% endfor %}`, trong bảng dùng `{%tr for each in rows %}`."
    )
    for kind in PaperKind:
        yield from ("", f"## {kind.label.capitalize()} (`{kind.value}`)", "", "| Trường | Nội dung | Ví dụ |")
        yield "|---|---|---|"
        for name, field in named(fields()[kind]):
            yield f"| `{name}` | {field.words} | {_example(field)} |"


def _example(field: Field) -> str:
    if field.each:
        return "danh sách"
    return "…" if isinstance(field.sample, list) else str(field.sample).replace("|", "\\|").replace("***", "`***`")


if __name__ == "__main__":
    main()
