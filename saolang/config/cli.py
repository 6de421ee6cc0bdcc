"""The command line: `./run VERB ...` runs the module of that name in `saolang.config.verbs`.

A verb's module has a docstring, which is its help; `add_arguments(parser)`; and `run(arguments)`, which returns the
exit code: 0 when all went well, 2 on bad use. A name that Python keeps for itself ends in an underscore (`import_`).
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import sys
from importlib import import_module
from pathlib import Path

import django
import environ
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from saolang.core.refusal import Refusal

VERBS = Path(__file__).resolve().parent / "verbs"
BAD_USE = 2
FAILED = 1
INTERRUPTED = 130
NOT_SET_UP = "There is no database yet, or one of an older version. Run ./run setup first."


def verbs() -> dict[str, Path]:
    """Return the file of each verb by its name on the command line, in the order of the alphabet."""
    files = sorted(VERBS.glob("[!_]*.py"))
    return {file.stem.rstrip("_"): file for file in files}


def overview() -> str:
    """Return one line for each verb: its name and the first line of its help."""
    lines = ["Usage: ./run [VERB ...]", "", "Without a verb: set up and open the demonstration.", ""]
    for name, file in verbs().items():
        help_text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        lines.append(f"  {name:<10} {help_text.partition(chr(10))[0]}")
    lines += ["", "For development: test, check, bench, prove, docs. Help on one verb: ./run VERB --help"]
    return "\n".join(lines)


def run_verb(name: str, arguments: list[str]) -> int:
    """Run one verb and return its exit code. Raises whatever the verb raises."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
    django.setup()
    module = import_module(f"saolang.config.verbs.{verbs()[name].stem}")
    parser = argparse.ArgumentParser(prog=f"./run {name}", description=module.__doc__)
    module.add_arguments(parser)
    code = module.run(parser.parse_args(arguments))
    sys.stdout.flush()
    return int(code)


def is_set_up() -> bool:
    """Tell whether there is a database with every table as this version of the software has it."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def complain(sentence: object) -> None:
    """Write one sentence to the standard error."""
    print(sentence, file=sys.stderr)


def attempt(name: str, arguments: list[str]) -> int:
    """Run one verb and return its exit code; whatever goes wrong is told in one sentence."""
    try:
        return run_verb(name, arguments)
    except (Refusal, ImproperlyConfigured) as refusal:
        complain(refusal)
        return BAD_USE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has seen enough (`./run plan ... | head`); nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        if isinstance(error, DatabaseError) and not is_set_up():
            complain(NOT_SET_UP)
            return BAD_USE
        if environ.Env().bool("SAOLANG_DEBUG", default=False):
            raise
        complain(f"./run {name} failed: {type(error).__name__}: {error} (SAOLANG_DEBUG=1 shows where.)")
        return FAILED


def main(arguments: list[str]) -> int:
    """Run the command line and return the exit code."""
    # JSON may name half of a letter ("\ud800"), which no encoding has; what is refused by that name must still be told.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    name, *rest = arguments
    if name not in verbs():
        complain(f"There is no verb “{name}”. ./run --help lists them.")
        return BAD_USE
    return attempt(name, rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
