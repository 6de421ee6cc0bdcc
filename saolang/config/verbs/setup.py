"""Bring the installation up to date: database, places, criteria, the operator's plans, messages, static files."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polib
from django.conf import settings
from django.core.management import call_command

from saolang.base.accounts.services.grants import follow_places
from saolang.base.places.services import load_places
from saolang.programme.criteria.services.editions import load_shipped
from saolang.programme.plans.services import load_plans
from saolang.programme.traceability.services.pages import forget

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

INSTALLER = "installation"
"""Who is named for what the installation itself enters."""


def add_arguments(parser: ArgumentParser) -> None:
    """Take none: there is one way to be up to date."""


def run(arguments: Namespace) -> int:  # noqa: ARG001 - every verb is called alike
    """Migrate, load places, criteria and plans, compile messages, collect static files; a second time changes nothing.

    Once the places are there, the grants over units that a new map replaced follow them.
    """
    settings.VAR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_places(by=INSTALLER)
    follow_places(by=INSTALLER)
    load_shipped(by=INSTALLER)
    load_plans_of_the_operator()
    for folder in settings.LOCALE_PATHS:
        compile_messages(folder)
    call_command("collectstatic", interactive=False, verbosity=0)
    # A page made by the version before looks as it did, and names its style sheets.
    forget(before=None, by=INSTALLER)
    return 0


def load_plans_of_the_operator() -> None:
    """Take in the operator's plan files, and say what was left as a person had made it."""
    if settings.PLANS_FOLDER:
        for kept in load_plans(by=INSTALLER, folder=Path(settings.PLANS_FOLDER)).kept:
            print(kept, file=sys.stderr)


def compile_messages(folder: Path) -> None:
    """Write the .mo file of every .po file that is newer than it; msgfmt is not on every machine."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            # Whole or not at all: somebody may be reading the messages meanwhile.
            written = target.with_suffix(f".{os.getpid()}.mo")
            polib.pofile(str(source)).save_as_mofile(str(written))
            written.replace(target)
