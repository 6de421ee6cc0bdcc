"""Pages of one form, and forms that go on where somebody else has changed the record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from saolang.web import pages
from saolang.web.pages import Difference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import BaseForm

ask = partial(pages.ask, base="portal/base.html", is_slim=True)


def go_on_from(form: BaseForm, version: int, now: Mapping[str, object]) -> list[Difference]:
    """Where somebody changed the record since the form was shown, let the form go on from the record as it is.

    What was typed stays; return what the record says instead. `now` holds its values by field, as the form shows them.
    """
    data: Any = form.data
    if not form.is_bound or data.get("version") == str(version):
        return []
    data = data.copy()
    data["version"] = str(version)
    form.data = data
    shown = ((form[name], value) for name, value in now.items() if name in form.fields and name != "version")
    return [
        Difference(str(field.label), value) for field, value in shown if str(field.value() or "") != str(value or "")
    ]
