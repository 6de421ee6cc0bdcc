"""Accounts, roles and invitations as a person fills them in."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.choices import TERMS, Role, ScopeKind
from saolang.base.accounts.models import User
from saolang.base.accounts.queries import called, holding, holding_over
from saolang.base.accounts.rules import Scope
from saolang.base.places.models import Place
from saolang.base.places.queries import find, standing_in
from saolang.programme.evaluation.queries.councils import councils_in
from saolang.programme.registry.queries import producers_in
from saolang.web.desk.forms.fields import PlaceField, RecordField
from saolang.web.desk.forms.filters import ANY
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from saolang.programme.registry.models import Producer

SCOPES = (ScopeKind.COUNTRY, ScopeKind.PLACE, ScopeKind.PRODUCER)
"""What can be chosen here. Councils are formed elsewhere, and their members named there."""


class Presence(models.TextChoices):
    """Whether a person can sign in, and whether that ever happened."""

    ACTIVE = "active", _("đang hoạt động")
    LOCKED = "locked", _("đã khóa")
    NEVER = "never", _("chưa từng đăng nhập")


class AccountFilter(django_filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """What the list of people is narrowed by; role and area are those held today."""

    q = django_filters.CharFilter(label=_("Họ tên hoặc địa chỉ thư"), method="with_words")
    role = django_filters.ChoiceFilter(label=_("Vai trò"), choices=Role, method="with_role", empty_label=ANY)
    place = django_filters.CharFilter(label=_("Địa bàn (tên hoặc mã)"), method="in_place")
    state = django_filters.ChoiceFilter(label=_("Tài khoản"), choices=Presence, method="in_state", empty_label=ANY)
    factor = django_filters.BooleanFilter(
        label=_("Hai lớp xác thực"),
        field_name="has_second_factor",
        widget=forms.Select(choices=[("", ANY), ("true", _("có")), ("false", _("chưa có"))]),
    )

    class Meta:
        model = User
        fields = ("q", "role", "place", "state", "factor")

    def __init__(self, data: Any, people: QuerySet[Any]) -> None:
        super().__init__(data, people)
        self.units: list[Place] = []

    def with_words(self, people: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        return called(people, words)

    def with_role(self, people: QuerySet[Any], _name: str, role: str) -> QuerySet[Any]:
        return holding(people, Role(role))

    def in_place(self, people: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """Keep those who hold a role over the unit, or over what stands in it on its own map."""
        self.units = find(text)
        if not self.units:
            return people.none()
        inside = reduce(or_, (Q(pk__in=standing_in(unit, unit.map)) for unit in self.units))
        places = Place.objects.filter(inside)
        return holding_over(
            people, places, {ScopeKind.PRODUCER: producers_in(places), ScopeKind.COUNCIL: councils_in(places)}
        )

    def in_state(self, people: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        if state == Presence.NEVER:
            return people.filter(last_login=None)
        return people.filter(is_active=state == Presence.ACTIVE)


class GrantForm(forms.Form):
    """A role, what it is held over and until when; only the roles that whoever fills it in may give somewhere."""

    role = forms.ChoiceField(label=_("Vai trò"))
    over = forms.ChoiceField(label=_("Phạm vi"), widget=forms.RadioSelect)
    place = PlaceField(required=False)
    producer = RecordField(label=_("Chủ thể (mã hoặc tên)"), required=False)
    valid_to = DayField(
        label=_("Đến trước ngày"), widget=DayInput, required=False, help_text=_("Bỏ trống nếu chưa định ngày kết thúc.")
    )

    field_order: Sequence[str] = ("role", "over", "place", "producer", "valid_to")

    def __init__(self, data: Any, *, roles: Collection[Role], producers: QuerySet[Producer]) -> None:
        super().__init__(data)
        offered = [role for role in roles if TERMS[role].scopes & set(SCOPES)]
        kinds = [kind for kind in SCOPES if any(kind in TERMS[role].scopes for role in offered)]
        self.fields["role"].choices = [("", "–"), *((role.value, role.label) for role in offered)]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["over"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["producer"].records = producers  # type: ignore[attr-defined] # a RecordField
        if ScopeKind.PLACE not in kinds:
            del self.fields["place"]
        if ScopeKind.PRODUCER not in kinds:
            del self.fields["producer"]
        if kinds == [ScopeKind.PRODUCER]:
            self.initial = {"over": kinds[0], "producer": producers.first()}

    def clean_valid_to(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["valid_to"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("Hãy chọn một ngày sau hôm nay."))
        return day

    def clean(self) -> None:
        """Ask for the unit, or the producer, where the scope is one."""
        over = self.cleaned_data.get("over")
        for kind in (ScopeKind.PLACE, ScopeKind.PRODUCER):
            if over == kind and kind not in self.errors and not self.cleaned_data.get(kind):
                self.add_error(kind, forms.ValidationError(self.fields[kind].error_messages["required"]))

    @property
    def role_given(self) -> Role:
        return Role(self.cleaned_data["role"])

    @property
    def scope(self) -> Scope:
        """Return what the role is to be held over."""
        kind = ScopeKind(self.cleaned_data["over"])
        if kind == ScopeKind.PRODUCER:
            producer: Producer = self.cleaned_data["producer"]
            return Scope(kind, producer.code, producer.place)
        return Scope.over(self.cleaned_data["place"] if kind == ScopeKind.PLACE else None)


class InvitationForm(GrantForm):
    """The same, and who is invited."""

    email = forms.EmailField(label=_("Thư điện tử"))
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    language = forms.ChoiceField(label=_("Ngôn ngữ của thư"), choices=settings.LANGUAGES, initial="vi")

    field_order = ("email", "full_name", "language", *GrantForm.field_order)


class ReasonForm(forms.Form):
    """Why something is taken back, which its person and the list of changes are told."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
