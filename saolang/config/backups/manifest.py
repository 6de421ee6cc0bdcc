"""What a backup says of itself: who wrote it, and what its contents must come to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import orjson

from saolang import __version__
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

FORMAT = 1
"""The form of the file. Raised when an older program could no longer read it."""


@dataclass(frozen=True)
class TableSum:
    """The rows of one table: their columns, how many, and the SHA-256 of their lines."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class FilesSum:
    """The stored files: how many, their bytes in all, the SHA-256 over their names in order, each ended by a newline.

    A file's name is the SHA-256 of what is in it. `lost` names those the storage no longer had as they were.
    """

    count: int
    size: int
    sha256: str
    lost: list[str]


@dataclass(frozen=True)
class Manifest:
    """All a restore needs to know before it changes anything. `migrations` holds each app's, in the order applied."""

    format: int
    software: str
    django: str
    database: str
    made_at: str
    migrations: dict[str, list[str]]
    tables: dict[str, TableSum]
    files: FilesSum
    chain: dict[str, Any]

    def to_json(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2)

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Read it. Raises Refusal when a newer program wrote it, KeyError, TypeError or ValueError for nonsense."""
        read = orjson.loads(text)
        refuse_newer(read["format"], str(read["software"]))
        tables = {name: TableSum(**table) for name, table in dict(read["tables"]).items()}
        migrations = {app: list(map(str, names)) for app, names in dict(read["migrations"]).items()}
        return cls(**{**read, "tables": tables, "migrations": migrations, "files": FilesSum(**read["files"])})

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(table.rows for table in self.tables.values())


def refuse_newer(form: int, software: str) -> None:
    """Raise Refusal when the file was written by a newer program than this one."""
    if form > FORMAT or _numbers(software) > _numbers(__version__):
        raise Refusal(
            _(
                "Bản sao lưu do phần mềm mới hơn tạo ra (%(theirs)s; đang chạy %(ours)s)."
                " Hãy cập nhật phần mềm rồi khôi phục lại."
            ),
            theirs=software,
            ours=__version__,
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
