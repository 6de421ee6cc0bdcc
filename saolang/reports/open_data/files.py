"""The tables as files: CSV, JSON lines and Parquet, made anew each day, with what describes them.

A making stands in a folder of its own in the storage; the list of what is published names it, and is replaced last. So
whoever downloads gets files that belong together, and a making that was cut short is never seen.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from itertools import islice
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

import orjson
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

from saolang.base.kit.spreadsheets import harmless
from saolang.reports.open_data.tables import TABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from saolang.reports.open_data.tables import Table

FOLDER = "open-data"
LIST = f"{FOLDER}/published.json"
AT_ONCE = 10_000
"""Rows of a Parquet group."""
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True)
class Published:
    """One file: which table in which form, where it stands, its digest, and how much it holds."""

    table: str
    form: str
    path: str
    sha256: str
    size: int
    rows: int

    @property
    def name(self) -> str:
        return f"{self.table}.{self.form}"


@dataclass(frozen=True)
class Making:
    """All files of one making, each as true on the day it was made."""

    made_at: datetime
    day: date
    files: tuple[Published, ...]

    def file(self, name: str) -> Published | None:
        """Return the file of that name ("products.csv"), if there is one."""
        return next((file for file in self.files if file.name == name), None)


def has_parquet() -> bool:
    """Tell whether this installation can write Parquet."""
    return find_spec("pyarrow") is not None


def published() -> Making | None:
    """Return what is published now; None before anything is."""
    try:
        with default_storage.open(LIST) as file:
            said = json.load(file)
    except FileNotFoundError:
        return None
    files = tuple(Published(**each) for each in said["files"])
    return Making(datetime.fromisoformat(said["made_at"]), date.fromisoformat(said["day"]), files)


def publish_daily(every: timedelta = timedelta(hours=20)) -> Making | None:
    """Make the files anew unless somebody has done so within the time."""
    last = published()
    return publish() if last is None or timezone.now() - last.made_at >= every else None


def publish() -> Making:
    """Make every table in every form, then say that these are published, then clear what no one needs any more.

    The making before is kept: somebody may still be downloading it.
    """
    before = published()
    now = timezone.now()
    day = timezone.localdate(now)
    folder = f"{FOLDER}/{day:%Y%m%d}-{uuid4().hex[:8]}"
    files = tuple(_make(table, form, folder, day, now) for table in TABLES.values() for form in _forms())
    made = Making(now, day, files)
    said = {"made_at": now.isoformat(), "day": day.isoformat(), "files": [asdict(file) for file in files]}
    default_storage.save(LIST, ContentFile(orjson.dumps(said, option=orjson.OPT_INDENT_2)))
    _clear(keep={file.path.split("/")[1] for each in (before, made) if each for file in each.files})
    return made


def _forms() -> list[str]:
    return [form for form in WRITERS if form != "parquet" or has_parquet()]


def _make(table: Table, form: str, folder: str, day: date, now: datetime) -> Published:
    """Write one file beside, then put it into the storage: never whole in memory."""
    path = f"{folder}/{table.name}.{form}"
    with tempfile.TemporaryFile() as beside:
        count = WRITERS[form](table, table.rows(day, now), beside)
        size = beside.tell()
        beside.seek(0)
        digest = hashlib.file_digest(beside, "sha256").hexdigest()
        beside.seek(0)
        default_storage.save(path, File(beside))
    return Published(table.name, form, path, digest, size, count)


def write_csv(table: Table, rows: Iterable[dict[str, Any]], to: IO[bytes]) -> int:
    """Write UTF-8 with a mark, so that spreadsheet programs read Vietnamese; no cell can start a formula."""
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([field.name for field in table.fields])
    count = 0
    for row in rows:
        writer.writerow(["" if value is None else harmless(value) for value in row.values()])
        count += 1
    text.flush()
    text.detach()
    return count


def write_jsonl(table: Table, rows: Iterable[dict[str, Any]], to: IO[bytes]) -> int:  # noqa: ARG001 - as all writers
    """Write one object a line."""
    count = 0
    for row in rows:
        to.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count


def write_parquet(table: Table, rows: Iterable[dict[str, Any]], to: IO[bytes]) -> int:
    """Write columns of their own kind, some thousand rows a group."""
    import pyarrow as pa  # noqa: PLC0415 - optional
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.DAY: pa.date32(),
        Kind.FLAG: pa.bool_(),
    }
    schema = pa.schema([(field.name, kinds[field.kind]) for field in table.fields])
    count = 0
    with pq.ParquetWriter(to, schema) as writer:
        for some in _grouped(rows):
            writer.write_table(pa.Table.from_pylist(some, schema=schema))
            count += len(some)
    to.seek(0, io.SEEK_END)
    return count


WRITERS: dict[str, Callable[[Table, Iterable[dict[str, Any]], IO[bytes]], int]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
}


def _grouped(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _clear(keep: set[str]) -> None:
    folders, _files = default_storage.listdir(FOLDER)
    for folder in set(folders) - keep:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            default_storage.delete(f"{FOLDER}/{folder}/{name}")
        default_storage.delete(f"{FOLDER}/{folder}")
