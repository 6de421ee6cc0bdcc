"""Where products are sold, the stories told of them, and buyers who ask."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.files.models import StoredFile
from saolang.base.kit.models import DatedFact
from saolang.base.places.models import Place
from saolang.programme.promotion.choices import ChannelKind
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import CraftVillage, Producer, Product


class Presence(DatedFact):
    """A product on sale in a channel, from a day on."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="presences")
    kind = models.CharField(_("kênh bán"), max_length=12, choices=ChannelKind)
    name = models.CharField(_("tên nơi bán"), max_length=200)
    url = models.URLField(_("địa chỉ trang bán"), max_length=500, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["kind", "name", "id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="promotion_presence_can_be_found", condition=~Q(url="") | ~Q(address="") | Q(kind="export")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Story(models.Model):
    """A story the province tells of a product, a producer or a craft village. Vietnamese; the others where written."""

    code = models.SlugField(_("mã"), max_length=80, unique=True)
    title_vi = models.CharField(_("tên bài"), max_length=200)
    title_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    title_km = models.CharField(_("tên tiếng Khmer"), max_length=200, blank=True)
    body_vi = models.TextField(_("nội dung"))
    body_en = models.TextField(_("nội dung tiếng Anh"), blank=True)
    body_km = models.TextField(_("nội dung tiếng Khmer"), blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="stories")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, null=True, blank=True, related_name="stories")
    village = models.ForeignKey(CraftVillage, on_delete=models.PROTECT, null=True, blank=True, related_name="stories")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    picture = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    source = models.TextField(_("nguồn"), blank=True)
    published_on = models.DateField(_("ngày đăng"), null=True, blank=True)
    """None while it is a draft."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-published_on", "-id"]

    def __str__(self) -> str:
        return self.title_vi


class Enquiry(models.Model):
    """A buyer's question to a producer, passed on because the buyer agreed to it."""

    personal_data = ("name", "contact", "text")

    code = models.CharField(_("mã"), max_length=16, unique=True)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="enquiries")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries")
    name = models.CharField(_("tên người mua, đơn vị"), max_length=200)
    contact = models.CharField(_("điện thoại hoặc thư điện tử"), max_length=120)
    text = models.TextField(_("cần mua gì, bao nhiêu"))
    agreed_at = models.DateTimeField(_("lúc đồng ý chuyển thông tin"))
    received_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]

    def __str__(self) -> str:
        return self.code
