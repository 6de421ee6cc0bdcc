"""The keys the installation signs with: which is in use, which are retired; --rotate makes a new one.

The public parts are what anybody needs to check a signature. The private part of the key in use stays in the database,
encrypted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from saolang.base.audit.models import SigningKey
from saolang.base.audit.services.keys import rotate
from saolang.base.kit.formats import moment

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

BY = "command-line"
"""Who is named for what the command line enters."""
NONE_YET = "Chưa có khóa nào. Khóa đầu tiên được tạo khi ký lần đầu."


def add_arguments(parser: ArgumentParser) -> None:
    """Take whether to make a new key first."""
    parser.add_argument(
        "--rotate", action="store_true", help="retire the key in use and sign with a new one from now on"
    )
    parser.add_argument("--json", action="store_true", help="print for programs")


def run(arguments: Namespace) -> int:
    """Print every key, the latest first."""
    if arguments.rotate:
        rotate(by=BY)
    keys = list(SigningKey.objects.order_by("-pk"))
    if arguments.json:
        print(json.dumps([_as_dict(key) for key in keys], indent=2))
    else:
        print("\n".join(map(_in_words, keys)) or NONE_YET)
    return 0


def _in_words(key: SigningKey) -> str:
    until = f"đến {moment(key.retired_at)}" if key.retired_at else "đang dùng"
    return f"{key.public}  từ {moment(key.made_at)}, {until}"


def _as_dict(key: SigningKey) -> dict[str, object]:
    return {
        "public": key.public,
        "in_use": key.in_use,
        "made_at": key.made_at.isoformat(),
        "retired_at": key.retired_at.isoformat() if key.retired_at else None,
    }
