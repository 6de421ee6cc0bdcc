"""What narrows the list of changes, and what is said when personal data are erased from it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.models import User
from saolang.base.audit.choices import ACTORS, THINGS, Action
from saolang.base.audit.models import Change
from saolang.core.text import fold
from saolang.web.desk.forms.filters import ANY
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField

if TYPE_CHECKING:
    from django.db.models import QuerySet


class DayFilter(django_filters.DateFilter):  # type: ignore[misc] # django-filter has no types
    field_class = DayField


class ChangeFilter(django_filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """Each of these finds its changes through an index of the list, however long the list is."""

    actor = django_filters.CharFilter(label=_("Người thực hiện"), method="done_by")
    kind = django_filters.ChoiceFilter(label=_("Loại đối tượng"), choices=sorted(THINGS.items()), empty_label=ANY)
    code = django_filters.CharFilter(label=_("Mã đối tượng"), method="of_code")
    action = django_filters.ChoiceFilter(label=_("Việc"), choices=Action, empty_label=ANY)
    since = DayFilter(label=_("Từ ngày"), method="from_day", widget=DayInput)
    until = DayFilter(label=_("Đến hết ngày"), method="to_day", widget=DayInput)

    class Meta:
        model = Change
        fields = ("actor", "kind", "code", "action", "since", "until")

    def done_by(self, changes: QuerySet[Change], _name: str, words: str) -> QuerySet[Change]:
        """Keep what those did whose name or address the words are part of, or whose id they are."""
        wanted = fold(words)
        people = User.objects.values_list("pk", "full_name", "email")
        found = [f"user:{pk}" for pk, name, email in people if wanted in fold(name) or wanted in email]
        others = [actor for actor, name in ACTORS.items() if wanted in fold(str(name))]
        return changes.filter(actor__in=[words, *found, *others])

    def of_code(self, changes: QuerySet[Change], _name: str, code: str) -> QuerySet[Change]:
        """Keep what was done to things of the code; the kinds are named since the index begins with them."""
        return changes.filter(kind__in=list(THINGS), code=code)

    def from_day(self, changes: QuerySet[Change], _name: str, day: dt.date) -> QuerySet[Change]:
        return changes.filter(at__gte=_midnight(day))

    def to_day(self, changes: QuerySet[Change], _name: str, day: dt.date) -> QuerySet[Change]:
        return changes.filter(at__lt=_midnight(day + dt.timedelta(days=1)))


class ErasingForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Căn cứ của việc xóa, ví dụ yêu cầu của người có dữ liệu. Lý do ở lại trong nhật ký."),
    )

    def clean_reason(self) -> Any:
        return " ".join(self.cleaned_data["reason"].split())


class ErasingPersonForm(ErasingForm):
    understood = forms.BooleanField(label=_("Tôi hiểu rằng xóa rồi không lấy lại được."))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
