"""The JSON Schema of EPCIS 2.0, and what it finds wrong, each in one sentence.

The schema leans on `format`: without asserting it, "22-07-2026" is a moment and any word a business step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from saolang.core.epcis.problems import Problem, pointer_to
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EVENT = "#/definitions/EPCIS-Document-Event"
LONGEST_SHOWN = 80
"""Characters of a value that a sentence repeats."""
MOST_PROBLEMS = 20
"""So many problems of one event or document are told; whoever mends them is told the rest."""
TOO_DEEP = Refusal(gettext_noop("Dữ liệu lồng nhau quá sâu. Hãy bớt các trường mở rộng lồng nhau."))
UNKNOWN_FIELD = gettext_noop(
    "Trường “%(field)s” không có trong EPCIS 2.0. Trường mở rộng cần tiền tố, ví dụ “vidu:%(field)s”, khai ở @context."
)
SENTENCES: Mapping[str, str] = {
    "required": gettext_noop("Thiếu trường “%(field)s”."),
    "format": gettext_noop("Giá trị %(value)s không đúng dạng %(format)s."),
    "enum": gettext_noop("Giá trị %(value)s không thuộc các từ mà chuẩn cho phép ở đây."),
    "anyOf": gettext_noop("Giá trị %(value)s không thuộc các từ mà chuẩn cho phép ở đây."),
    "pattern": gettext_noop("Giá trị %(value)s không đúng dạng mà chuẩn đòi hỏi."),
    "type": gettext_noop("Giá trị %(value)s không đúng kiểu dữ liệu mà chuẩn đòi hỏi."),
    "minItems": gettext_noop("Danh sách này không được để trống."),
    "uniqueItems": gettext_noop("Danh sách này có giá trị lặp lại."),
    "additionalProperties": gettext_noop("Ở đây có trường mà EPCIS 2.0 không cho phép."),
}
NO_GOODS = gettext_noop("Sự kiện không nói về hàng hóa nào, hoặc ilmd đứng ở sự kiện không có action ADD.")
OTHERWISE = gettext_noop("Không đúng lược đồ JSON của EPCIS 2.0 (%(keyword)s).")


class Schema:
    """The schema, compiled once for whole documents and once for single events."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._document = jsonschema_rs.validator_for(dict(schema), validate_formats=True)
        of_one = {name: schema[name] for name in ("$schema", "$id", "definitions")} | {"$ref": EVENT}
        self._event = jsonschema_rs.validator_for(of_one, validate_formats=True)

    def accepts(self, document: object) -> bool:
        """Tell whether a document, or an event that stands alone with its context, is valid."""
        return _holds(self._document, document)

    def accepts_event(self, event: object) -> bool:
        return _holds(self._event, event)

    def document_problems(self, document: object) -> list[Problem]:
        """Return what is wrong with a document or an event that stands alone; nothing when it is valid."""
        return _problems(self._document, document)

    def event_problems(self, event: object) -> list[Problem]:
        """Return what is wrong with an event of a document."""
        return _problems(self._event, event)


def _holds(validator: jsonschema_rs.Validator, instance: Any) -> bool:
    try:
        return validator.is_valid(instance)
    except (ValueError, RecursionError):
        return False


def _problems(validator: jsonschema_rs.Validator, instance: Any) -> list[Problem]:
    try:
        return list(dict.fromkeys(_told(validator.iter_errors(instance))))
    except (ValueError, RecursionError):
        return [Problem(TOO_DEEP)]


def _told(errors: Iterator[jsonschema_rs.ValidationError]) -> Iterator[Problem]:
    for _, error in zip(range(MOST_PROBLEMS), errors, strict=False):
        yield Problem(_sentence(error), pointer_to(*error.instance_path))


def _sentence(error: jsonschema_rs.ValidationError) -> Refusal:
    keyword, known = error.kind.name, error.kind.as_dict()
    if keyword == "propertyNames":
        return Refusal(UNKNOWN_FIELD, field=_shown(known["error"].instance).strip('"'))
    if keyword == "anyOf" and isinstance(error.instance, dict):
        return Refusal(NO_GOODS)
    if keyword not in SENTENCES:
        return Refusal(OTHERWISE, keyword=keyword)
    field, form = known.get("property", ""), known.get("format", "")
    return Refusal(SENTENCES[keyword], field=field, format=form, value=_shown(error.instance))


def _shown(value: object) -> str:
    """Return a value as a sentence may repeat it."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
