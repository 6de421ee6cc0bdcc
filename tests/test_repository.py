"""Rules of the tree that no linter knows."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "saolang"
TEMPLATES = PACKAGE / "templates"
PAGES = set(TEMPLATES.rglob("*.html")) - set(TEMPLATES.glob("notices/*"))
SERVICES = sorted(PACKAGE.glob("*/*/services.py")) + sorted(PACKAGE.glob("*/*/services/*.py"))
READS_THE_CLOCK = {"now", "localtime", "localdate", "today", "days_ago", "a_year_ago"}
SETTING = re.compile(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def changes_of_data(path: Path) -> list[ast.FunctionDef]:
    """Return the functions that are one transaction, not what they share among themselves."""
    tree = ast.parse(read(path))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return [
        function
        for function in functions
        if any(ast.unparse(decorator).startswith("transaction.atomic") for decorator in function.decorator_list)
    ]


def called_while_loading(node: ast.AST) -> Iterator[ast.Call]:
    """Yield what is called when the module is loaded: whatever does not stand in the body of a function."""
    if isinstance(node, ast.Call):
        yield node
    for field, value in ast.iter_fields(node):
        if field == "body" and isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from called_while_loading(child)


@pytest.mark.parametrize("root", [PACKAGE, ROOT / "tests"], ids=label)
def test_no_module_reads_the_clock_while_it_is_loaded(root: Path) -> None:
    """A process may live for days, and the tests run past midnight."""
    early = [
        f"{label(path)}:{call.lineno}"
        for path in sorted(root.rglob("*.py"))
        for call in called_while_loading(ast.parse(read(path)))
        if ast.unparse(call.func).rpartition(".")[2] in READS_THE_CLOCK
    ]

    assert early == []


def test_every_service_of_ours_is_looked_at() -> None:
    assert {"create_user", "store"} <= {function.name for path in SERVICES for function in changes_of_data(path)}


@pytest.mark.parametrize("path", SERVICES, ids=label)
def test_every_change_of_data_takes_by(path: Path) -> None:
    without = [
        function.name
        for function in changes_of_data(path)
        if "by" not in {argument.arg for argument in function.args.kwonlyargs}
    ]

    assert without == []


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    settings = set(SETTING.findall(read(PACKAGE / "config" / "settings.py")))

    table = re.findall(r"^\| `([A-Z_]+)` \|", read(ROOT / "docs" / "operating" / "settings.md"), re.MULTILINE)

    assert sorted(settings) == sorted(table)


@pytest.mark.django_db
def test_no_migration_is_pending() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_template_is_used() -> None:
    sources = "".join(read(path) for folder in (PACKAGE, TEMPLATES) for path in folder.rglob("*.py"))
    sources += "".join(read(path) for path in TEMPLATES.rglob("*.html"))
    overriding = ("account/", "allauth/", "mfa/", "400", "403", "404", "413", "500")

    unused = [
        name
        for name in (path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
        if not name.startswith(("cotton/", *overriding)) and name not in sources
    ]
    components = [path.stem.replace("_", "-") for path in (TEMPLATES / "cotton").glob("[!_]*.html")]
    unused += [f"cotton/{name}" for name in components if f"<c-{name}" not in sources.replace("_", "-")]

    assert unused == []


@pytest.mark.parametrize("path", sorted(PAGES), ids=label)
def test_no_template_says_anything_inline(path: Path) -> None:
    """The content security policy allows neither handlers nor styles nor scripts in the page; a letter is no page."""
    text = read(path)

    found = re.findall(r"\son[a-z]+=|\sstyle=|<style|<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)", text)

    assert found == []


def test_every_document_leads_to_files_that_exist() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    missing = [
        f"{label(document)}: {target}"
        for document in documents
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", read(document))
        if not (document.parent / target).exists()
    ]

    assert missing == []


def test_every_verb_says_what_it_does() -> None:
    verbs = sorted((PACKAGE / "config" / "verbs").glob("[!_]*.py"))

    silent = []
    for path in verbs:
        module = import_module(f"saolang.config.verbs.{path.stem}")
        if not (module.__doc__ and inspect.isfunction(module.add_arguments) and inspect.isfunction(module.run)):
            silent.append(path.stem)

    assert silent == []


def test_requirements_name_no_registry() -> None:
    named = [label(path) for path in (ROOT / "requirements").iterdir() if "://" in read(path)]

    assert named == []
