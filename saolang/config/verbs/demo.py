"""Load the demonstration: five provinces of real plans, published products completed with made-up ones."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from django.conf import settings

from saolang.config.demonstration.loading import is_empty, is_loaded, load
from saolang.config.demonstration.sign_ins import sign_in_table
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

NOT_A_DEMONSTRATION = Refusal(
    gettext_noop("Đây không phải bản trình diễn. Đặt SAOLANG_DEMONSTRATION=1 để nạp số liệu trình diễn.")
)
NOT_EMPTY = Refusal(gettext_noop("Hệ thống đã có dữ liệu. Số liệu trình diễn chỉ được nạp vào một hệ thống còn trống."))


def add_arguments(parser: ArgumentParser) -> None:
    """Take how large the demonstration is to be."""
    parser.add_argument(
        "--scale",
        type=scale,
        default=1,
        metavar="N",
        help="1: about 1,600 products in five provinces; 10, 100: so many thousand over all provinces",
    )


def scale(text: str) -> int:
    """Read a scale. Raises ArgumentTypeError below 1."""
    number = int(text)
    if number < 1:
        message = "the scale is 1 or more"
        raise ArgumentTypeError(message)
    return number


def run(arguments: Namespace) -> int:
    """Load it into an empty installation and tell who may sign in; where it is loaded already, only tell.

    Raises Refusal where this is no demonstration, or something else has been entered.
    """
    if not settings.DEMONSTRATION:
        raise NOT_A_DEMONSTRATION
    if not is_loaded():
        if not is_empty():
            raise NOT_EMPTY
        products = load(scale=arguments.scale, report=_report)
        print(f"Demonstration loaded: {products} products.")
    print(sign_in_table())
    return 0


def _report(line: str) -> None:
    print(f"demonstration: {line}", file=sys.stderr)
