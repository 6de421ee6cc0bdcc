"""Administrative units that change over time: each belongs to one map, and links tell what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saolang.base.places.choices import Level, Part

if TYPE_CHECKING:
    from datetime import date


class Map(models.Model):
    """A division of the country into units, in force from its first day to its last, both included."""

    number = models.PositiveSmallIntegerField(_("số thứ tự"), primary_key=True)
    valid_from = models.DateField(_("có hiệu lực từ"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    legal_basis = models.TextField(_("căn cứ pháp lý"))

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="places_map_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Place(models.Model):
    """A unit of one map. Codes are used again from map to map, so a unit is (map, code).

    `lft` and `rgt` are nested intervals: within u are the units of its map with `lft` from u's `lft` to its `rgt`.
    """

    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="places", db_index=False)
    code = models.CharField(_("mã"), max_length=5)
    level = models.CharField(_("cấp"), max_length=8, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    province = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("tên"), max_length=80)
    kind = models.CharField(_("loại"), max_length=20)
    lat = models.FloatField(_("vĩ độ"), null=True, blank=True)
    lon = models.FloatField(_("kinh độ"), null=True, blank=True)
    area_km2 = models.FloatField(_("diện tích (km²)"), null=True, blank=True)
    lft = models.PositiveIntegerField()
    rgt = models.PositiveIntegerField()
    folded = models.CharField(max_length=80, db_index=True)
    sort_key = models.CharField(max_length=900)

    class Meta:
        ordering: ClassVar = ["sort_key", "map", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["map", "code"], name="places_code_once_a_map"),
            models.CheckConstraint(name="places_interval_opens_before_it_closes", condition=Q(lft__lt=F("rgt"))),
        ]
        indexes: ClassVar = [models.Index(fields=["map", "lft"], name="places_subtree")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def public_code(self) -> str:
        """The code people outside may keep: "1-87" is unit 87 of the first map."""
        return f"{self.map_id}-{self.code}"

    @property
    def with_province(self) -> str:
        """The name and the province it lies in; a province is its own."""
        return str(self) if self.province_id in {None, self.pk} else f"{self}, {self.province}"

    def name_on(self, day: date) -> str:
        """Return the name with its kind in force on the day; a change not yet confirmed does not count.

        Before the unit's first known name, that first name is the answer.
        """
        names = sorted(
            (known for known in self.names.all() if known.confirmed),
            key=lambda known: (known.valid_from is not None, known.valid_from),
        )
        in_force = [known for known in names if known.valid_from is None or known.valid_from <= day]
        return str((in_force or names)[-1 if in_force else 0]) if names else str(self)


class PlaceName(models.Model):
    """A name a unit has borne, with its kind. `valid_from` is empty where the first day is not known.

    Not confirmed: decided, but the day it enters into force is not known; `valid_from` is then the decision's date.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("tên"), max_length=80)
    kind = models.CharField(_("loại"), max_length=20)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    source = models.TextField(_("căn cứ"), blank=True)
    confirmed = models.BooleanField(_("đã xác nhận"), default=True)
    folded = models.CharField(max_length=80, db_index=True)

    class Meta:
        ordering: ClassVar = ["place_id", F("valid_from").asc(nulls_first=True)]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "valid_from"], name="places_one_name_from_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class PlaceLink(models.Model):
    """What a unit became when the next map came: its successor, and whether all of it went there."""

    predecessor = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="successor_links", db_index=False)
    successor = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="predecessor_links")
    part = models.CharField(_("phần"), max_length=5, choices=Part)
    main = models.BooleanField(_("thừa kế chính"), null=True, blank=True)
    cross_check = models.CharField(_("đối chiếu nguồn"), max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="places_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Standing(models.Model):
    """Where a unit stands on a map: the smallest unit there that wholly contains it. Empty: no single unit does.

    Made by `services.load_places` from the links; every restated figure reads this one table.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="standings", db_index=False)
    map = models.ForeignKey(Map, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "map"], name="places_one_standing_a_map"),
        ]
        indexes: ClassVar = [models.Index(fields=["map", "unit"], name="places_standing_on")]

    def __str__(self) -> str:
        return f"{self.place_id} → {self.unit_id}"
