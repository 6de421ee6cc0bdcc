"""Make the account of a person, with a role over a place or the whole country; the password is asked for.

Where nothing can be typed, the password is the first line of the standard input, so that it never stands in a list of
processes or in the history of a shell.
"""

from __future__ import annotations

import sys
from getpass import getpass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.accounts.services import create_user, grant_role
from saolang.config.asking import map_on, read_place
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    import argparse

BY = "command-line"
"""Who is named for what the command line enters."""
NOT_THE_SAME = Refusal(gettext_noop("Hai lần nhập mật khẩu không giống nhau."))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the person, the role and where it holds."""
    parser.add_argument("email", metavar="EMAIL", help="the address the person signs in with")
    parser.add_argument("full_name", metavar="NAME", help='such as "Nguyễn Thị Hoa"')
    parser.add_argument("role", choices=Role.values, help="coordinator: reads and changes; reader: reads")
    parser.add_argument("--place", metavar="PLACE", help="name or code; the whole country if absent")


def run(arguments: argparse.Namespace) -> int:
    """Make the account and its grant, both or neither. Raises Refusal as the services do."""
    place = read_place(arguments.place, map_on(timezone.localdate())) if arguments.place else None
    password = read_password()
    with transaction.atomic():
        user = create_user(email=arguments.email, full_name=arguments.full_name, password=password, by=BY)
        grant = grant_role(user=user, role=Role(arguments.role), place=place, by=BY)
    print(f"{user.email}: {Role(grant.role).label}, {place or 'cả nước'}")
    return 0


def read_password() -> str:
    """Ask for the password twice without showing it, or take the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise NOT_THE_SAME
    return password
