"""One check in front of every view, ours or a package's: what has no rule is not there, what has one keeps to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404

from saolang.base.accounts.access import access_of
from saolang.base.accounts.rules import may
from saolang.base.kit.words import say
from saolang.config.urls import OF_PACKAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from saolang.base.accounts.access import Access


class AccessMiddleware(LoginRequiredMiddleware):
    """Lets a request through to its view as the view's rule says, whatever the method.

    A stranger is sent to sign in, unless the page is open, or asks for the key of a program itself; who lacks the
    permission is refused with the sentence of `may`; a page without a rule is not found, for anybody. No query but
    those of `may`, which the page would ask too.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: Any,  # noqa: ARG002 - Django's signature
        view_kwargs: Any,  # noqa: ARG002
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        rule = rule_of(name, view_func)
        if rule is None:
            raise Http404(f"{name} declares no rule of access.")
        if rule.open or rule.by_key:
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if rule.permission and (refusal := may(request.user, rule.permission)):
            raise PermissionDenied(say(refusal))
        return None


def rule_of(name: str, view: Callable[..., Any]) -> Access | None:
    """Return the rule of the view at the address of that name; None for one that has none and so stays closed."""
    return access_of(view) or OF_PACKAGES.get(name)
