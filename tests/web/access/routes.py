"""Every address of the URL table, with the rule of its view."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

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
        """Return the part of the address by which people tell what it is about; the desk's stands below its own."""
        first, second, *_ = f"{self.address}/".removeprefix("/").split("/")
        return second if first == "dieu-hanh" else first

    def filled(self, arguments: Mapping[str, object]) -> str:
        """Return the address with the arguments in it."""
        return reverse(self.name, kwargs=dict(arguments))


def routes() -> list[Route]:
    """Return every address of the table, in its order. Of two that are written alike only the first is ever reached."""
    reached: dict[str, Route] = {}
    for route in _walk(get_resolver().url_patterns, _Above("", "/", ())):
        reached.setdefault(route.address, route)
    return list(reached.values())


class _Above(NamedTuple):
    """What stands above an address: its namespaces, the address so far, and what that takes."""

    namespace: str
    address: str
    parameters: tuple[str, ...]


def _walk(patterns: list[URLPattern | URLResolver], above: _Above) -> Iterator[Route]:
    for pattern in patterns:
        address = above.address + _written(str(pattern.pattern))
        parameters = (*above.parameters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield Route(f"{above.namespace}{pattern.name}", address, parameters, pattern.callback)
        else:
            namespace = f"{above.namespace}{pattern.namespace}:" if pattern.namespace else above.namespace
            yield from _walk(pattern.url_patterns, _Above(namespace, address, parameters))


def _written(pattern: str) -> str:
    """Return the pattern as people read it: `<code>` for what changes, whether it is a path or an expression."""
    return NAMED_GROUP.sub(r"<\1>", CONVERTER.sub(r"<\1>", pattern)).strip("^$")
