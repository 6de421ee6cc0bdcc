"""Make the account of a person with a role, or give the role to one who has an account.

The role is over a place, over one producer or council, or over the whole country. Of a new account the password is
asked for. Where nothing can be typed, it is the first line of the standard input, so that it never stands in a list of
processes or in the history of a shell.
"""

from __future__ import annotations

import json
import sys
from getpass import getpass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import Scope
from saolang.base.accounts.services.grants import give
from saolang.base.accounts.services.people import create_user
from saolang.config.asking import map_on, read_day, read_place
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.evaluation.models import Council
from saolang.programme.evaluation.queries.councils import scope_of
from saolang.programme.registry.models import Producer

if TYPE_CHECKING:
    import argparse

BY = "command-line"
"""Who is named for what the command line enters."""
NOT_THE_SAME = Refusal(gettext_noop("Hai lần nhập mật khẩu không giống nhau."))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the person, the role, what it is held over and until when."""
    parser.add_argument("email", metavar="EMAIL", help="the address the person signs in with")
    parser.add_argument(
        "full_name", metavar="NAME", help='such as "Nguyễn Thị Hoa"; of an account that exists it stays'
    )
    parser.add_argument("role", choices=Role.values, help="docs/permissions.md tells what each may do")
    over = parser.add_mutually_exclusive_group()
    over.add_argument("--place", metavar="PLACE", help="name or code; the whole country if nothing is named")
    over.add_argument("--producer", metavar="CODE", help="public code, such as CT-0123ABCD")
    over.add_argument("--council", metavar="CODE", help="public code of an evaluation council")
    parser.add_argument("--until", metavar="DAY", help="the first day the role no longer holds (2026-12-31)")
    parser.add_argument("--json", action="store_true", help="print for programs")


def run(arguments: argparse.Namespace) -> int:
    """Make the account and its grant, both or neither. Raises Refusal as the services do."""
    role, scope = Role(arguments.role), read_scope(arguments)
    until = read_day(arguments.until) if arguments.until else None
    known = User.objects.filter(email=arguments.email.strip().lower()).first()
    password = "" if known else read_password()
    with transaction.atomic():
        user = known or create_user(email=arguments.email, full_name=arguments.full_name, password=password, by=BY)
        give(user=user, role=role, scope=scope, valid_to=until, by=BY)
    if arguments.json:
        said = {"email": user.email, "made": known is None, "role": role.value, "scope": list(scope.key)}
        print(json.dumps(said, ensure_ascii=False))
    else:
        print(f"{user.email}: {role.label}, {scope}")
    return 0


def read_scope(arguments: argparse.Namespace) -> Scope:
    """Return what the role is to be held over. Raises Refusal for a place, a producer or a council nobody knows."""
    if arguments.producer:
        return scope_of_producer(arguments.producer.strip().upper())
    if arguments.council:
        return scope_of_council(arguments.council.strip().upper())
    return Scope.over(read_place(arguments.place, map_on(timezone.localdate())) if arguments.place else None)


def scope_of_producer(code: str) -> Scope:
    """Return the producer of that code as a scope. Raises Refusal when there is none."""
    producer = Producer.objects.filter(code=code, merged_into=None).select_related("place").first()
    if producer is None:
        raise Refusal(gettext_noop("Không có chủ thể nào mang mã %(code)s."), code=code)
    return Scope(ScopeKind.PRODUCER, producer.code, producer.place)


def scope_of_council(code: str) -> Scope:
    """Return the council of that code as a scope. Raises Refusal when there is none."""
    council = Council.objects.filter(code=code).select_related("place").first()
    if council is None:
        raise Refusal(gettext_noop("Không có hội đồng nào mang mã %(code)s."), code=code)
    return scope_of(council)


def read_password() -> str:
    """Ask for the password twice without showing it, or take the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise NOT_THE_SAME
    return password
