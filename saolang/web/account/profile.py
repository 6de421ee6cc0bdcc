"""A person's own page: who one is here, and what one may do where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from saolang.base.accounts.access import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.web.account.pages import AccountRequest


@signed_in
def profile(request: AccountRequest) -> HttpResponse:
    """Show the person's own name, address and language."""
    return render(request, "own_account/profile.html")
