"""The page `docs/permissions.md`: roles, pages and states, from the code and from what the pages answer."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from saolang.base.accounts.choices import TERMS, Permission, Role, ScopeKind
from tests.web.access.answers import POSITIVE
from tests.web.access.states import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from saolang.base.accounts.access import Access
    from tests.web.access.answers import Answers, Question
    from tests.web.access.people import Asker
    from tests.web.access.records import Records
    from tests.web.access.routes import Route
    from tests.web.access.states import Matter

YES, NO = "●", ""
HEADING = """# Who may do what

Written by `./run docs permissions` from the code and from what each page answers; a test holds it current. Do not edit.

The roles, what they bring and who gives them stand in `saolang/base/accounts/choices.py`. Every view declares its rule
(`saolang/base/accounts/access.py`); one check asks it before the view runs (`saolang/config/access.py`), and a view
without a rule is not found by anybody.
"""
ROLES = """## 1. Roles

A role is given over a scope, from a day to a day. A grant over a unit reaches what lies wholly within it.
Who holds a role with a second factor finds every page closed until there is one.
"""
PAGES = """## 2. Pages

Every address of the URL table, asked with GET and with POST by everybody. The records lie in one province, where the
role is held; *elsewhere*: the same role in another province, of another producer. The administrator and the central
office hold theirs over the country.

*Open*: the page is shown, or what was sent is taken: a POST carries nothing, so it is asked for what is missing.
*Not found* is what another place's record answers, and another person's. Nobody gets in by a method not listed.
"""
STATES = """## 3. States

Whose it is to do where the thing lies, and ● for each state in which it may be done. Asked of the same rules
that the services enforce and the pages show.
"""


def page(records: Records, askers: Sequence[Asker], answers: Answers, matters: Iterable[Matter]) -> str:
    """Return the whole page."""
    parts = [
        HEADING,
        ROLES,
        _permissions(),
        _terms(),
        PAGES,
        _pages(answers, askers),
        _keyed(answers),
        _closed(question.route for question in answers),
        STATES,
        *[_states(matter, records, askers) for matter in matters],
    ]
    return "\n".join(parts)


# Roles --------------------


def _permissions() -> str:
    rows = [
        [_named(role), *[YES if permission in TERMS[role].permissions else NO for permission in Permission]]
        for role in Role
    ]
    return _table(["role", *[f"`{permission}`" for permission in Permission]], rows)


def _terms() -> str:
    rows = [
        [
            _named(role),
            _listed(str(kind.label) for kind in ScopeKind if kind in TERMS[role].scopes),
            _gives(role),
            "needed" if TERMS[role].decides else NO,
        ]
        for role in Role
    ]
    return _table(["role", "given over", "gives", "second factor"], rows)


def _gives(role: Role) -> str:
    given = TERMS[role].gives
    return "every role" if given == frozenset(Role) else _listed(str(one.label) for one in Role if one in given)


# Pages --------------------


def _pages(answers: Answers, askers: Sequence[Asker]) -> str:
    """Return the table of pages: those with equal answers in one row, roles with equal answers in one column."""
    taken = {question: given for question, given in answers.items() if POSITIVE & set(given.values())}
    columns = _columns(taken, askers)
    rows: dict[tuple[str, ...], list[Question]] = {}
    for question, given in taken.items():
        cells = [_cell(given, askers, names[0]) for names in columns]
        rows.setdefault((_rule(question.route.rule), *cells), []).append(question)
    table = [[_questions(asked), *cells] for cells, asked in rows.items()]
    return _table(["page", "rule", *[_listed(map(_named, names)) for names in columns]], table)


def _keyed(questions: Iterable[Question]) -> str:
    """Name the addresses that let in programs, whoever signs in: they ask for a key, and for nothing else."""
    keyed = dict.fromkeys(asked.route.address for asked in questions if asked.route.rule and asked.route.rule.by_key)
    return f"Open to programs that show a key, to nobody else: {_listed(f'`{address}`' for address in keyed)}.\n"


def _columns(answers: Answers, askers: Sequence[Asker]) -> list[list[Role | str]]:
    """Return the columns of the table: the roles that get the same answers everywhere stand together."""
    told: dict[tuple[str, ...], list[Role | str]] = {}
    for name in dict.fromkeys(asker.column for asker in askers):
        column = tuple(_cell(given, askers, name) for given in answers.values())
        told.setdefault(column, []).append(name)
    return list(told.values())


def _cell(given: dict[Asker, str], askers: Sequence[Asker], name: Role | str) -> str:
    words = [given[asker] for asker in askers if asker.column == name]
    return words[0] if len(set(words)) == 1 else f"{words[0]}; elsewhere {words[1]}"


def _questions(asked: Sequence[Question]) -> str:
    """List the pages of a row, each once with its methods."""
    by_address = groupby(sorted(asked, key=lambda one: one.route.address), key=lambda one: one.route.address)
    return "<br>".join(f"{', '.join(one.method for one in same)} `{address}`" for address, same in by_address)


def _rule(rule: Access | None) -> str:
    if rule is None:
        return "closed"
    if rule.permission:
        return f"`{rule.permission}`"
    return "open" if rule.open else "signed in"


def _closed(routes: Iterable[Route]) -> str:
    """Name the addresses that packages bring and we do not offer."""
    closed = dict.fromkeys(route.address for route in routes if route.rule is None)
    return f"Closed to everybody: {_listed(f'`{address}`' for address in closed)}.\n"


# States --------------------


def _states(matter: Matter, records: Records, askers: Sequence[Asker]) -> str:
    rows = [
        [line.words, _listed(map(_named, line.who)), *map(_mark, line.allowed)]
        for line in lines(matter, records, askers)
    ]
    return f"### {matter.title}\n\n" + _table(["act", "who", *matter.states], rows)


def _mark(allowed: bool) -> str:  # noqa: FBT001 - a mark is what it becomes
    return YES if allowed else NO


# Words --------------------


def _named(column: Role | str) -> str:
    return str(column.label) if isinstance(column, Role) else column


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
