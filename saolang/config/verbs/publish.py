"""Make the open data anew: every table as CSV, JSON lines and, where pyarrow is installed, Parquet."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from saolang.reports.open_data.files import publish

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def run(arguments: argparse.Namespace) -> int:
    made = publish()
    if arguments.json:
        print(json.dumps({"made_at": made.made_at.isoformat(), "files": [asdict(file) for file in made.files]}))
    else:
        for file in made.files:
            print(f"{file.name:<24} {file.rows:>9} rows {file.size:>12} bytes  {file.sha256}")
    return 0
