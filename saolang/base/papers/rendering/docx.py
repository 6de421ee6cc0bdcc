"""Papers as Word documents, from our template or an office's, filled by a program of its own (`isolated`)."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from saolang.base.kit.isolation import run_alone
from saolang.base.papers.rendering import isolated
from saolang.base.papers.rendering.marking import marks, printable
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.papers.choices import PaperKind

DOCUMENTS = Path(settings.PACKAGE) / "data" / "documents"
BROKEN = gettext_noop("Mẫu Word có chỗ viết sai: %(fault)s. Hãy sửa mẫu theo danh sách trường rồi gửi lại.")
UNKNOWN = gettext_noop("Mẫu Word dùng trường “%(field)s” mà văn bản này không có. Hãy sửa theo danh sách trường.")
NOT_WORD = Refusal(gettext_noop("Tệp này không phải văn bản Word (.docx) đọc được. Hãy lưu lại bằng Word rồi gửi."))
TOO_MUCH = Refusal(gettext_noop("Điền mẫu này mất quá nhiều thời gian hoặc bộ nhớ. Hãy bỏ bớt vòng lặp trong mẫu."))


def default_template(kind: PaperKind) -> bytes:
    """Return our own template, made by `tools/papers/templates.py`."""
    return (DOCUMENTS / f"{kind.value}.docx").read_bytes()


def as_docx(kind: PaperKind, data: Mapping[str, Any], *, template: bytes | None = None, mark: str = "") -> bytes:
    """Return the template filled with the data, by the names of `data/documents/fields.yaml`; ours by default.

    Raises Refusal where the template asks for what the paper does not have, or is no Word document.
    """
    return _filled(template or default_template(kind), {**data, "marks": marks(mark)}, check=False)


def try_template(template: bytes, data: Mapping[str, Any]) -> None:
    """Fill the template with a paper's sample data and drop the result.

    Raises Refusal naming the field where it names one that such a paper does not have, in whatever branch.
    """
    _filled(template, {**data, "marks": marks()}, check=True)


def _filled(template: bytes, data: Mapping[str, Any], *, check: bool) -> bytes:
    asked = {"template": base64.b64encode(template).decode(), "data": printable(data), "check": check}
    answer = run_alone(
        isolated, content=json.dumps(asked).encode(), memory=isolated.MOST_MEMORY, seconds=isolated.MOST_SECONDS
    )
    if answer.status == isolated.REFUSED:
        raise _refusal(json.loads(answer.output))
    if answer.status:
        raise TOO_MUCH
    return answer.output


def _refusal(said: Mapping[str, str]) -> Refusal:
    match said["reason"]:
        case isolated.UNKNOWN:
            return Refusal(UNKNOWN, field=said["what"])
        case isolated.BROKEN:
            return Refusal(BROKEN, fault=said["what"])
        case _:
            return NOT_WORD
