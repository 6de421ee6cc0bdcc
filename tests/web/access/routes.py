"""Every address of the URL table, with the rule of its view."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, get_resolver, reverse

from saolang.config.access import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.urls import URLResolver

    from saolang.base.accounts.access import Access

CONVERTER = re.compile(r"<\w+:(\w+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Route:
    """One address: its name, how it is written, what it takes, and its view."""

    name: str
    address: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def rule(self) -> Access | None:
        return rule_of(self.name, self.view)

    @property
    def is_ours(self) -> bool:
        return self.view.__module__.startswith("saolang.")

    @property
    def folder(self) -> str:
        """Return the first part of the address, by which people tell what it is about."""
        return self.address.split("/")[1]

    def filled(self, arguments: Mapping[str, object]) -> str:
        """Return the address with the arguments in it."""
        return reverse(self.name, kwargs=dict(arguments))


def routes() -> list[Route]:
    """Return every address of the table, in its order."""
    return list(_walk(get_resolver().url_patterns, namespace="", above="/"))


def _walk(patterns: list[URLPattern | URLResolver], *, namespace: str, above: str) -> Iterator[Route]:
    for pattern in patterns:
        address = above + _written(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            parameters = tuple(pattern.pattern.regex.groupindex)
            yield Route(f"{namespace}{pattern.name}", address, parameters, pattern.callback)
        else:
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, namespace=inside, above=address)


def _written(pattern: str) -> str:
    """Return the pattern as people read it: `<code>` for what changes, whether it is a path or an expression."""
    return NAMED_GROUP.sub(r"<\1>", CONVERTER.sub(r"<\1>", pattern)).strip("^$")
