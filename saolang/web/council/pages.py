"""Pages of one form, as councils have them."""

from __future__ import annotations

from functools import partial

from saolang.web import pages

ask = partial(pages.ask, base="council/base.html")
