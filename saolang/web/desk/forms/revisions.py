"""Revising a record two people may have open at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.web.acts import carry_out
from saolang.web.desk.forms.fields import NamedField
from saolang.web.desk.forms.plans import with_version
from saolang.web.pages import Difference

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.core.refusal import Refusal
    from saolang.programme.registry.models import Producer, Product


class RevisionForm(forms.Form):
    """Values of a record, the version the person saw, and why they change. The fields come from the form below it."""

    reason = forms.CharField(label=_("Lý do sửa"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, values: dict[str, Any], record: Producer | Product) -> None:
        super().__init__(data, initial=values | {"version": record.version})
        self.record = record
        self.differences: list[Difference] = []

    @property
    def changes(self) -> dict[str, Any]:
        """Return what differs from the record as it is now."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name not in {"reason", "version"}}

    def _differences(self) -> list[Difference]:
        """Return the fields in which the record is now other than the person typed."""
        return [
            Difference(self.fields[name].label or name, self._in_words(name))
            for name in self.changed_data
            if name not in {"reason", "version"}
        ]

    def revise(self, service: Callable[[], object], *, check: Callable[[], Refusal | None] | None = None) -> bool:
        """Carry out the revision and say whether it was.

        Of two people the second is shown what is there now, keeps what was typed, and decides.
        """
        if carry_out(self, service, check=check) is not None:
            return True
        if self.is_bound and self.data.get("version") != str(self.record.version):
            self.differences = self._differences()
            with_version(self, self.record.version)
        return False

    def _in_words(self, name: str) -> str:
        value, field = self.initial.get(name), self.fields[name]
        if isinstance(field, NamedField):
            value = field.prepare_value(value)
        elif isinstance(field, forms.ModelChoiceField):
            value = field.queryset.filter(pk=value).first() if field.queryset is not None else value
        return str(value if value is not None else "")
