"""Who may open a page: each view says it, and one that says nothing stays closed.

The rule is asked before the view runs (`config.access`). It is about the page as a whole: which records a person then
finds on it is `visible_to(user)`; what may be done to one of them is asked in the view, over the record's own place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.base.accounts.choices import Permission

ViewT = TypeVar("ViewT", bound="Callable[..., Any]")


@dataclass(frozen=True)
class Access:
    """The rule of one page: open to anybody, to whoever is signed in, or to those who hold the permission somewhere.

    By key: nobody signs in there; the address itself asks each request for the key of a program, before anything else.
    """

    open: bool = False
    permission: Permission | None = None
    by_key: bool = False


OPEN = Access(open=True)
SIGNED_IN = Access()
BY_KEY = Access(by_key=True)


def opened(view: ViewT) -> ViewT:
    """Let anybody open the page, signed in or not."""
    return _declare(view, OPEN)


def signed_in(view: ViewT) -> ViewT:
    """Let anybody open the page who is signed in, whatever they were granted: it shows the person's own things."""
    return _declare(view, SIGNED_IN)


def requires(permission: Permission) -> Callable[[ViewT], ViewT]:
    """Let only those open the page who hold the permission today, over whatever area."""
    return lambda view: _declare(view, Access(permission=permission))


def access_of(view: Callable[..., Any]) -> Access | None:
    """Return the rule a view has declared; None when it has not."""
    return getattr(view, "access", None)


def _declare(view: ViewT, rule: Access) -> ViewT:
    view.access = rule  # type: ignore[attr-defined] # read back by access_of alone
    return view
