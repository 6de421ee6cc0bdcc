"""A dossier as one signed file between two installations: make it, take it in, confirm whose key signs.

`export` writes the package of a dossier that was sent to the centre, or of the centre's answer where it came from a
province; `import` takes one in, and taking it in twice changes nothing; `trust` confirms the key of a sender, once you
have compared it with the sender by telephone.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from saolang.base.files.queries import read
from saolang.config.command_files import read_file, write_file
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.dossiers.choices import Direction, Sender
from saolang.programme.dossiers.models import Dossier
from saolang.programme.dossiers.services import packages
from saolang.programme.evaluation.services import transfers

if TYPE_CHECKING:
    import argparse

    from saolang.programme.dossiers.models import Package

BY = "command-line"
"""Who is named for what the command line enters."""
NO_SUCH_DOSSIER = gettext_noop("Không có hồ sơ %(code)s. Hãy xem lại mã hồ sơ (HS-…).")
WORDS = {Direction.OUT: "Đã lập gói", Direction.IN: "Đã nhận gói"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do, and with what."""
    parser.add_argument("--json", action="store_true", help="print for programs")
    does = parser.add_subparsers(dest="act", required=True, metavar="export|import|trust")
    export = does.add_parser("export", help="write the package of a dossier")
    export.add_argument("dossier", metavar="DOSSIER", help="its code, such as HS-0123ABCD")
    export.add_argument("file", metavar="FILE", help="where to write it; - for the standard output")
    take_in = does.add_parser("import", help="take a package in")
    take_in.add_argument("file", metavar="FILE", help="the package as it was sent")
    trust = does.add_parser("trust", help="confirm the key of a sender")
    trust.add_argument("key", metavar="KEY", help="as the refusal of a package, or the sender's ./run keys, tells it")
    trust.add_argument("name", metavar="NAME", help="whose it is")
    trust.add_argument(
        "--as", dest="sender", choices=Sender.values, required=True, help="what it may send: dossiers, or their answers"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked. Raises Refusal with the sentence of what does not hold."""
    if arguments.act == "trust":
        packages.trust(public=arguments.key, name=arguments.name, sender=arguments.sender, by=BY)
        return 0
    made = _export(arguments.dossier, arguments.file) if arguments.act == "export" else _take_in(arguments.file)
    out = sys.stderr if arguments.act == "export" and arguments.file == "-" else sys.stdout
    print(_as_json(made) if arguments.json else _in_words(made), file=out)
    return 0


def _export(code: str, path: str) -> Package:
    dossier = Dossier.objects.filter(code=code.upper()).first()
    if dossier is None:
        raise Refusal(NO_SUCH_DOSSIER, code=code)
    package = transfers.make(dossier=dossier, by=BY)
    write_file(path, read(package.file))
    return package


def _take_in(path: str) -> Package:
    return transfers.take_in(content=read_file(path), by=BY)


def _in_words(package: Package) -> str:
    direction = Direction(package.direction)
    state = package.dossier.get_state_display()
    return f"{WORDS[direction]} {package.code} · hồ sơ {package.dossier.code} ({state}) · {package.other}"


def _as_json(package: Package) -> str:
    told = {
        "code": package.code,
        "direction": package.direction,
        "dossier": package.dossier.code,
        "state": package.dossier.state,
        "other": package.other,
        "answers": package.answers,
        "sha256": package.file.sha256,
    }
    return json.dumps(told, ensure_ascii=False)
