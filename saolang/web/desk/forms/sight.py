"""How a plan is looked at: which plan, on which day, as known when, on which map."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from saolang.base.places.drawing import DRAWN_MAP
from saolang.base.places.models import Map
from saolang.reports.standings import Sight, default_day, end_of
from saolang.web.desk.templatetags.desk import own_words
from saolang.web.fields import DayField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.programme.plans.models import Plan


class MapChoice(models.TextChoices):
    OLD = "old", _("bản đồ của kế hoạch")
    NEW = "new", _("bản đồ hiện nay")


class DayInput(forms.DateInput):
    """The browser's own picker of a day; it sends and takes only 2026-11-22."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SightForm(forms.Form):
    """The two dates and the map. What is left empty, or makes no sense, is the default of the plan."""

    as_at = DayField(label=_("Số liệu đến hết ngày"), widget=DayInput, required=False)
    as_known = DayField(label=_("Theo số đã nhập đến ngày"), widget=DayInput, required=False)
    map = forms.ChoiceField(label=_("Bản đồ"), choices=MapChoice, required=False)

    def __init__(self, of: Plan, data: Mapping[str, Any]) -> None:
        given = {name: data.get(name, "") for name in self.base_fields}
        super().__init__(given | {"as_at": given["as_at"] or default_day(of).isoformat()})
        self.of = of

    def clean_as_at(self) -> dt.date | None:
        """Nothing is known of a day before the plans' century, and the calendar of a database ends in 9999."""
        day: dt.date | None = self.cleaned_data["as_at"]
        if day and not dt.date(2000, 1, 1) <= day <= dt.date(2100, 1, 1):
            raise forms.ValidationError(_("Hãy chọn một ngày từ năm 2000 đến năm 2100."))
        return day

    @cached_property
    def sight(self) -> Sight:
        """Return what the form asks for. Of a map only its number is ever asked, so that of today is not fetched."""
        self.full_clean()
        known_on = self.cleaned_data.get("as_known")
        on_new_map = self.cleaned_data.get("map") == MapChoice.NEW
        return Sight(
            as_at=self.cleaned_data.get("as_at") or default_day(self.of),
            as_known=min(end_of(known_on), timezone.now()) if known_on else timezone.now(),
            shown_on=Map(number=DRAWN_MAP) if on_new_map else self.of.place.map,
        )

    @property
    def query(self) -> str:
        """Return what leads to the same sight on another page, as "?as_at=2024-06-30"; nothing for the default."""
        return self.query_with()

    @property
    def query_on_new_map(self) -> str:
        """Return what leads to the same two dates on the map of today, the one that has a drawing."""
        return self.query_with(map=MapChoice.NEW)

    def query_with(self, **changed: str) -> str:
        asked = {name: self.data[name] for name in SightForm.base_fields} | changed
        kept = {name: value for name, value in asked.items() if value}
        if kept.get("as_at") == default_day(self.of).isoformat():
            del kept["as_at"]
        if kept.get("map") == MapChoice.OLD:
            del kept["map"]
        return f"?{urlencode(kept)}" if kept else ""


class PlanSightForm(SightForm):
    """The same, with the plan chosen beside it, province by province."""

    plan = forms.ChoiceField(label=_("Kế hoạch"))

    field_order = ("plan", "as_at", "as_known", "map")

    def __init__(self, of: Plan, plans: Sequence[Plan], data: Mapping[str, Any]) -> None:
        super().__init__(of, data)
        self.data = {**self.data, "plan": of.code}
        by_place = groupby(plans, key=lambda one: str(one.place))
        self.fields["plan"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (place, [(one.code, own_words(one, "title")) for one in of_place]) for place, of_place in by_place
        ]
