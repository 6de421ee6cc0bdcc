"""The description of the open API, by OpenAPI 3.1: made of the tables, so that it can say nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext

from saolang.base.places.choices import Level
from saolang.programme.certification.choices import State
from saolang.reports.open_data.tables import TABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saolang.reports.open_data.tables import Field, Table

VERSION = "1.0.0"
DEFAULT_LIMIT = 100
MOST = 1_000
STATES = tuple(State.values)
LEVELS = tuple(Level.values)
TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.DAY: {"type": "string", "format": "date"},
    Kind.FLAG: {"type": "boolean"},
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
VALUES: dict[str, dict[str, Any]] = {
    "state": {"type": "string", "enum": list(STATES)},
    "level": {"type": "string", "enum": list(LEVELS)},
}


def document() -> dict[str, Any]:
    """Return the whole description, in the language of the request."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sao Làng",
            "version": VERSION,
            "description": gettext("Dữ liệu mở của chương trình Mỗi xã một sản phẩm. Không có dữ liệu cá nhân."),
            "license": {"name": settings.OPEN_DATA_LICENCE, "url": settings.OPEN_DATA_LICENCE},
        },
        "servers": [{"url": f"{settings.BASE_URL}/api/v1"}],
        "paths": {path: item for table in TABLES.values() for path, item in _paths(table)},
        "components": {"schemas": {"problem": PROBLEM, **{table.name: _schema(table) for table in TABLES.values()}}},
    }


def _paths(table: Table) -> Iterable[tuple[str, dict[str, Any]]]:
    of_row = {"$ref": f"#/components/schemas/{table.name}"}
    page = {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": of_row, "maxItems": MOST},
            "next": {"type": ["string", "null"], "format": "uri"},
        },
    }
    yield (
        f"/{table.name}",
        {
            "get": {
                "operationId": table.name,
                "summary": str(table.title),
                "description": str(table.lead),
                "parameters": list(_parameters(table)),
                "responses": _responses(page, "400"),
            }
        },
    )
    code = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}
    yield (
        f"/{table.name}/{{code}}",
        {
            "get": {
                "operationId": f"{table.name}-one",
                "summary": str(table.title),
                "parameters": [code],
                "responses": _responses(of_row, "404"),
            }
        },
    )


def _parameters(table: Table) -> Iterable[dict[str, Any]]:
    yield _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT})
    number = {"type": "string", "pattern": "^[0-9]{1,18}$"} if table.order == "pk" else {"type": "string"}
    yield _parameter("after", number | {"maxLength": 80})
    for word in table.narrowed:
        yield _parameter(word, VALUES.get(word, {"type": "string", "maxLength": 80}))


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


def _responses(schema: dict[str, Any], *wrong: str) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {
        "200": {"description": "OK", "content": {"application/json": {"schema": schema}}},
        "304": {"description": "Not Modified"},
        **{status: {"description": "Problem", "content": problem} for status in (*wrong, "429")},
    }


def _schema(table: Table) -> dict[str, Any]:
    return {
        "type": "object",
        "description": str(table.lead),
        "required": [field.name for field in table.fields],
        "properties": {field.name: _property(field) for field in table.fields},
    }


def _property(field: Field) -> dict[str, Any]:
    said = TYPES[field.kind] | {"description": str(field.words)}
    return said if field.required else said | {"type": [said["type"], "null"]}
