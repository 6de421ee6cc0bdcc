"""Producers, products, craft villages, growing areas and what ties them, each fact with its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saolang.base.files.models import StoredFile
from saolang.base.kit.models import DatedFact
from saolang.base.places.models import Place
from saolang.programme.registry.choices import (
    CraftKind,
    CraftTie,
    EnterpriseSize,
    EvidenceKind,
    LegalForm,
    LinkKind,
    LookAlikeAnswer,
    LookAlikeKind,
    Origin,
    Scheme,
    Sex,
    SuccessionKind,
)

if TYPE_CHECKING:
    from datetime import date

OPEN = Q(ended_on=None, withdrawn_at=None)
"""A fact that still holds. Of facts that exclude one another the database lets only one be open at a time."""


class ProductSet(models.Model):
    """One of the product sets of an edition of the criteria (26 in Decision 26/2026/QĐ-TTg, Phụ lục I)."""

    code = models.CharField(max_length=16, primary_key=True)
    edition = models.CharField(max_length=16)
    number = models.PositiveSmallIntegerField()
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    industry_code = models.CharField(max_length=4)
    industry_vi = models.CharField(max_length=200)
    industry_en = models.CharField(max_length=200)
    group_code = models.CharField(max_length=8)
    group_vi = models.CharField(max_length=200)
    group_en = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["edition", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "number"], name="registry_set_once_an_edition")
        ]

    def __str__(self) -> str:
        return self.name_vi


class Producer(models.Model):
    """A chủ thể: the organisation or household that owns products. What changes over time stands in dated rows."""

    personal_data = ("phone", "email", "registration_number")

    code = models.CharField(_("mã"), max_length=16, unique=True)
    name = models.CharField(_("tên chủ thể"), max_length=300)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)
    name_km = models.CharField(_("tên tiếng Khmer"), max_length=300, blank=True)
    folded = models.CharField(max_length=300, db_index=True)
    sort_key = models.CharField(max_length=900, db_index=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place_text = models.CharField(_("địa bàn như nguồn ghi"), max_length=300, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    founded_on = models.DateField(_("ngày thành lập"), null=True, blank=True)
    registration_number = models.CharField(_("mã số thuế, đăng ký"), max_length=20, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    source = models.TextField(_("nguồn"), blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    merged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="registry_producer_merged_at_a_moment",
                condition=Q(merged_into=None, merged_at=None) | Q(merged_into__isnull=False, merged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProducerForm(DatedFact):
    """The legal form of a producer, and its size class where it is an enterprise."""

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="forms")
    legal_form = models.CharField(_("loại hình"), max_length=20, choices=LegalForm)
    size = models.CharField(_("quy mô"), max_length=8, choices=EnterpriseSize, default=EnterpriseSize.UNKNOWN)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(fields=["producer"], condition=OPEN, name="registry_one_legal_form_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.producer_id}: {self.legal_form}"


class Representative(DatedFact):
    """The person who runs the producer (D26, Mẫu số 02, part I). Personal data: shown to few, public only as sums."""

    personal_data = ("full_name", "sex", "ethnicity", "has_disability")

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="representatives")
    full_name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    position = models.CharField(_("chức vụ"), max_length=120, blank=True)
    sex = models.CharField(_("giới tính"), max_length=6, choices=Sex, blank=True)
    ethnicity = models.CharField(_("dân tộc (mã)"), max_length=2, blank=True)
    has_disability = models.BooleanField(_("người khuyết tật"), null=True, blank=True)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(fields=["producer"], condition=OPEN, name="registry_one_representative_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.position or gettext("người đại diện")


class Labour(DatedFact):
    """People working at the producer's establishments, as declared on a day."""

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="labour")
    headcount = models.PositiveIntegerField(_("tổng số lao động"))
    women = models.PositiveIntegerField(_("lao động nữ"), null=True, blank=True)
    local = models.PositiveIntegerField(_("lao động địa phương"), null=True, blank=True)
    trained = models.PositiveIntegerField(_("đã qua đào tạo, có bằng cấp, chứng chỉ"), null=True, blank=True)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(fields=["producer"], condition=OPEN, name="registry_one_labour_figure_at_a_time"),
            models.CheckConstraint(
                name="registry_labour_parts_within_the_whole",
                condition=(Q(women=None) | Q(women__lte=F("headcount")))
                & (Q(local=None) | Q(local__lte=F("headcount")))
                & (Q(trained=None) | Q(trained__lte=F("headcount"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer_id}: {self.headcount}"


class ProducerSuccession(DatedFact):
    """One producer went on as another: household to company, merger, split, a product sold."""

    predecessor = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="precessions")
    kind = models.CharField(max_length=10, choices=SuccessionKind)

    class Meta(DatedFact.Meta):
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(name="registry_succession_of_two", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Product(models.Model):
    """One product through all its certificates. Its code says nothing of place or stars, for both change."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    name_vi = models.CharField(_("tên sản phẩm"), max_length=300)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)
    name_km = models.CharField(_("tên tiếng Khmer"), max_length=300, blank=True)
    folded = models.CharField(max_length=905)
    sort_key = models.CharField(max_length=900, db_index=True)
    product_set = models.ForeignKey(ProductSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    official_code = models.CharField(_("mã số sản phẩm như quyết định ghi"), max_length=60, blank=True)
    gtin = models.CharField("GTIN", max_length=14, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place_text = models.CharField(_("địa bàn như nguồn ghi"), max_length=300, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    source = models.TextField(_("nguồn"), blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    merged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]
        indexes: ClassVar = [
            # On SQLite alone: PostgreSQL has `registry_product_begins` (base/kit/indexing.py), and drops this one.
            models.Index(fields=["folded"], name="registry_product_by_name", opclasses=["varchar_pattern_ops"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gtin"], condition=~Q(gtin=""), name="registry_gtin_once"),
            models.CheckConstraint(
                name="registry_product_merged_at_a_moment",
                condition=Q(merged_into=None, merged_at=None) | Q(merged_into__isnull=False, merged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi


class ProductVersion(DatedFact):
    """What the product was called and made of from a day on."""

    MAKE_UP: ClassVar = ("story", "materials", "packaging", "instructions", "nutrition", "allergens")
    """What is told of the goods beside their name."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="versions")
    name_vi = models.CharField(_("tên sản phẩm"), max_length=300)
    story = models.TextField(_("câu chuyện sản phẩm"), blank=True)
    materials = models.TextField(_("nguyên liệu"), blank=True)
    packaging = models.TextField(_("quy cách đóng gói"), blank=True)
    instructions = models.TextField(_("hướng dẫn sử dụng, bảo quản"), blank=True)
    nutrition = models.TextField(_("thành phần dinh dưỡng"), blank=True)
    allergens = models.TextField(_("chất dễ gây dị ứng"), blank=True)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(fields=["product"], condition=OPEN, name="registry_one_version_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.name_vi


class ProductPhoto(models.Model):
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("chú thích"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.caption


class Ownership(DatedFact):
    """Whose product it is. A product without one has an unknown producer ("chưa rõ chủ thể")."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="ownerships")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="ownerships")

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(fields=["product"], condition=OPEN, name="registry_one_owner_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} ← {self.producer_id}"


class CraftVillage(models.Model):
    code = models.CharField(_("mã"), max_length=16, unique=True)
    name = models.CharField(_("tên làng nghề"), max_length=300)
    folded = models.CharField(max_length=300, db_index=True)
    sort_key = models.CharField(max_length=900, db_index=True)
    kind = models.CharField(_("loại"), max_length=20, choices=CraftKind)
    craft = models.CharField(_("nghề"), max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place_text = models.CharField(_("địa bàn như nguồn ghi"), max_length=300, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    source = models.TextField(_("nguồn"), blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name


class CraftVillageRecognition(DatedFact):
    """A province's decision that the village, or craft, is one (Decree 52/2018/NĐ-CP)."""

    village = models.ForeignKey(CraftVillage, on_delete=models.PROTECT, related_name="recognitions")
    decision_number = models.CharField(_("số quyết định"), max_length=60, blank=True)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["village"], condition=OPEN, name="registry_one_craft_recognition_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.decision_number or str(self.began_on)


class CraftProduct(DatedFact):
    """A product made in a craft village, or from its material."""

    village = models.ForeignKey(CraftVillage, on_delete=models.PROTECT, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="craft_villages")
    tie = models.CharField(max_length=16, choices=CraftTie, default=CraftTie.MADE_IN)

    class Meta(DatedFact.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.product_id} ~ {self.village_id}"


class GrowingArea(models.Model):
    code = models.CharField(_("mã"), max_length=16, unique=True)
    name = models.CharField(_("tên vùng nguyên liệu"), max_length=300)
    folded = models.CharField(max_length=300, db_index=True)
    sort_key = models.CharField(max_length=900, db_index=True)
    crop = models.CharField(_("cây trồng, vật nuôi"), max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area_ha = models.DecimalField(_("diện tích (ha)"), max_digits=10, decimal_places=2, null=True, blank=True)
    growers = models.PositiveIntegerField(_("số hộ"), null=True, blank=True)
    area_code = models.CharField(_("mã số vùng trồng"), max_length=60, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    source = models.TextField(_("nguồn"), blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name


class ValueChainLink(DatedFact):
    """A contract that ties a producer into a chain, with the circular and green claims made and their proof."""

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(_("khâu"), max_length=10, choices=LinkKind)
    partner = models.CharField(_("đối tác"), max_length=300)
    contract = models.CharField(_("hợp đồng số"), max_length=100, blank=True)
    growing_area = models.ForeignKey(GrowingArea, on_delete=models.PROTECT, null=True, blank=True, related_name="links")
    is_circular = models.BooleanField(_("kinh tế tuần hoàn"), default=False)
    is_green = models.BooleanField(_("OCOP xanh"), default=False)
    evidence = models.CharField(_("minh chứng"), max_length=300, blank=True)
    evidence_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="registry_claim_has_evidence",
                condition=Q(is_circular=False, is_green=False) | ~Q(evidence="") | Q(evidence_file__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer_id}: {self.partner}"


class LookAlike(models.Model):
    """Two records that may be one. The system asks; only a person answers, and nothing merges by itself."""

    kind = models.CharField(max_length=8, choices=LookAlikeKind)
    left_code = models.CharField(max_length=16)
    right_code = models.CharField(max_length=16)
    likeness = models.DecimalField(max_digits=4, decimal_places=3)
    answer = models.CharField(max_length=9, choices=LookAlikeAnswer, default=LookAlikeAnswer.OPEN)
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-likeness", "left_code", "right_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "left_code", "right_code"], name="registry_look_alike_once"),
            models.CheckConstraint(name="registry_look_alike_in_order", condition=Q(left_code__lt=F("right_code"))),
        ]

    def __str__(self) -> str:
        return f"{self.left_code} ? {self.right_code}"


class Evidence(models.Model):
    """A paper of a producer, kept once and used wherever it proves something: criteria, dossiers, renewals.

    Never edited: a newer one `replaces` it, or it is withdrawn with a reason. The days it holds are those printed on
    it; without a last day it does not run out.
    """

    personal_data = ("title", "number")

    code = models.CharField(_("mã"), max_length=16, unique=True)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="evidence")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    kind = models.CharField(_("loại giấy tờ"), max_length=24, choices=EvidenceKind)
    title = models.CharField(_("tên giấy tờ"), max_length=300)
    number = models.CharField(_("số, ký hiệu"), max_length=80, blank=True)
    issuer = models.CharField(_("cơ quan cấp"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày cấp"), null=True, blank=True)
    expires_on = models.DateField(_("có hiệu lực đến hết ngày"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("tên tệp"), max_length=200)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("thay cho")
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "-issued_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["producer", "file"], condition=Q(withdrawn_at=None), name="registry_evidence_once_a_producer"
            ),
            models.CheckConstraint(
                name="registry_evidence_runs_out_after_issue",
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
            ),
            models.CheckConstraint(
                name="registry_evidence_withdrawn_by_someone_with_reason",
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def has_ended(self, day: date) -> bool:
        """Tell whether the last day printed on the paper is past on the day."""
        return self.expires_on is not None and self.expires_on < day


class ShownPaper(DatedFact):
    """That anybody may read of a certificate on the public page of a product, from a day on: what, by whom, till when.

    Neither the file of the paper nor its title is shown: `scheme` says what it certifies, `name` where it is no scheme
    of the list.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="showings")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="shown_papers")
    scheme = models.CharField(_("chứng nhận"), max_length=16, choices=Scheme)
    name = models.CharField(_("tên chứng nhận"), max_length=120, blank=True)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["scheme", "id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["evidence", "product"], condition=OPEN, name="registry_paper_shown_once_a_product"
            ),
            models.CheckConstraint(
                name="registry_shown_paper_has_a_name",
                condition=(Q(scheme=Scheme.OTHER) & ~Q(name="")) | (~Q(scheme=Scheme.OTHER) & Q(name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_scheme_display()
