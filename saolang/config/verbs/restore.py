"""Put a backup back into an empty installation, on the database it came from or on the other one."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from saolang.config.backups.progress import Progress
from saolang.config.backups.restoring import restore_backup
from saolang.config.verbs.backup import summary
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.reports.exports.table import localised

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """Take the file to read."""
    parser.add_argument("file", metavar="FILE", type=Path, help="what ./run backup has written")
    parser.add_argument("--json", action="store_true", help="print for programs")


def run(arguments: Namespace) -> int:
    """Restore the backup and tell what it held. Raises Refusal when it cannot be, and then nothing has changed."""
    began = time.monotonic()
    if not arguments.file.is_file():
        raise Refusal(_("Không có tệp %(path)s."), path=arguments.file)
    identity = Path(settings.BACKUP_IDENTITY) if settings.BACKUP_IDENTITY else None
    manifest = restore_backup(arguments.file, identity=identity, report=Progress("restore"))
    seconds = round(time.monotonic() - began, 1)
    if arguments.json:
        print(json.dumps(summary(manifest) | {"seconds": seconds}, ensure_ascii=False, indent=2))
    else:
        rows, files = localised(manifest.rows), localised(manifest.files.count)
        print(f"{arguments.file}: đã khôi phục {rows} dòng, {files} tệp, {localised(seconds)} giây")
    return 0
