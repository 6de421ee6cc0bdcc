"""Write everything the installation holds into one file, while it runs; encrypted where SAOLANG_BACKUP_KEY is set."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings

from saolang.config.backups.progress import Progress
from saolang.config.backups.writing import write_backup
from saolang.core.text import gettext_noop as _
from saolang.reports.exports.table import localised

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from saolang.config.backups.manifest import Manifest

BY = "command-line"
IN_THE_CLEAR = _("Bản sao lưu không được mã hóa. Đặt SAOLANG_BACKUP_KEY để mã hóa (docs/operating/backup.md).")
LOST = _("Kho tệp không còn %(count)s tệp, tệp đầu tiên là %(sha256)s. Mọi thứ khác đã được sao lưu.")
INCOMPLETE = 1


def add_arguments(parser: ArgumentParser) -> None:
    """Take the file to write."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a new file; it gets its name when it is whole")
    parser.add_argument("--json", action="store_true", help="print for programs")


def run(arguments: Namespace) -> int:
    """Write the backup and tell what it holds; 1 when stored files were lost before. Raises Refusal."""
    began = time.monotonic()
    recipient = settings.BACKUP_KEY
    manifest = write_backup(arguments.file, recipient=recipient, report=Progress("backup"), by=BY)
    told = summary(manifest) | {
        "file": str(arguments.file),
        "size": arguments.file.stat().st_size,
        "encrypted": bool(recipient),
        "seconds": round(time.monotonic() - began, 1),
    }
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        rows, files, size = (localised(number) for number in (manifest.rows, manifest.files.count, told["size"]))
        print(f"{arguments.file}: {rows} dòng, {files} tệp, {size} byte, {localised(told['seconds'])} giây")
    if not recipient:
        print(IN_THE_CLEAR, file=sys.stderr)
    if lost := manifest.files.lost:
        print(LOST % {"count": len(lost), "sha256": lost[0]}, file=sys.stderr)
        return INCOMPLETE
    return 0


def summary(manifest: Manifest) -> dict[str, Any]:
    """Return what programs are told of a backup, made or restored."""
    return {**orjson.loads(manifest.to_json()), "rows": manifest.rows}
