"""Lots and where they were, events as EPCIS writes them, labels, scans, recalls."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.files.models import StoredFile
from saolang.base.kit.models import DatedFact
from saolang.base.places.models import Place
from saolang.core.epcis.hashing import LENGTH_OF_NAME, short_name
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Producer, Product
from saolang.programme.traceability.choices import (
    Assurance,
    CaptureWay,
    Carrier,
    Device,
    ErrorBehaviour,
    EventType,
    LocationKind,
    Part,
    RecallGround,
    ScanState,
)

if TYPE_CHECKING:
    from typing import Self

LONGEST_IDENTIFIER = 400
"""Characters of a canonical Digital Link or of another URI that names a thing."""


class CompanyPrefix(DatedFact):
    """A GS1 company prefix and the producer to whom GS1 gave it: only that one may form numbers with it."""

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="company_prefixes")
    prefix = models.CharField(_("tiền tố mã doanh nghiệp"), max_length=12)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["prefix", "id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["prefix"],
                condition=Q(ended_on=None, withdrawn_at=None),
                name="traceability_prefix_of_one_producer_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.prefix


class Location(models.Model):
    """A place of a producer where things happen to goods: a field, a workshop, a store."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(_("tên địa điểm"), max_length=200)
    kind = models.CharField(_("loại"), max_length=10, choices=LocationKind, default=LocationKind.WORKSHOP)
    gln = models.CharField("GLN", max_length=13, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gln"], condition=~Q(gln=""), name="traceability_gln_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Lot(models.Model):
    """Goods made or harvested together: of a product, or of a raw material, which is no product of the programme."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="lots")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="lots")
    material = models.CharField(_("nguyên liệu"), max_length=200, blank=True)
    number = models.CharField(_("số lô"), max_length=20)
    """Up to 20 characters of GS1 character set 82, as AI 10 has them."""
    quantity = models.DecimalField(_("số lượng"), max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField(_("đơn vị tính"), max_length=3, blank=True)
    """UN/CEFACT Recommendation 20: "KGM" kilograms; empty for pieces."""
    made_on = models.DateField(_("ngày sản xuất"), null=True, blank=True)
    best_before = models.DateField(_("hạn sử dụng"), null=True, blank=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-made_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product", "number"], condition=Q(product__isnull=False), name="traceability_lot_once_a_product"
            ),
            models.UniqueConstraint(
                fields=["producer", "material", "number"],
                condition=Q(product=None),
                name="traceability_material_lot_once_a_producer",
            ),
            models.CheckConstraint(
                name="traceability_lot_of_a_product_or_a_material",
                condition=(Q(product=None) & ~Q(material="")) | Q(product__isnull=False, material=""),
            ),
            models.CheckConstraint(
                name="traceability_lot_keeps_after_it_is_made",
                condition=Q(made_on=None) | Q(best_before=None) | Q(best_before__gte=models.F("made_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LabelRun(models.Model):
    """Labels printed at once for a product or one of its lots; serial numbers are drawn by us and cannot be guessed."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="label_runs")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="label_runs")
    carrier = models.CharField(_("loại mã"), max_length=12, choices=Carrier, default=Carrier.QR)
    quantity = models.PositiveIntegerField(_("số tem"))
    is_serialised = models.BooleanField(_("mỗi tem một số riêng"), default=False)
    sheet = models.CharField(_("khổ tem"), max_length=16, default="a4-24")
    """Which of `data/labels/sheets.yaml` they are printed on."""
    bears_stars = models.BooleanField(_("in hạng sao"), default=False)
    printed = models.PositiveIntegerField(default=0)
    """Labels drawn so far; once all are, `file` is there to print."""
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="traceability_label_run_prints_something", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return self.code


class Serial(models.Model):
    """One unit of a product by its serial number, and the day it was first scanned, which is never lost."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="serials")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="serials")
    run = models.ForeignKey(LabelRun, on_delete=models.PROTECT, null=True, blank=True, related_name="serials")
    number = models.CharField(_("số sê-ri"), max_length=20)
    """Up to 20 characters of GS1 character set 82; those drawn by us are 13 of base 32, 65 random bits."""
    first_scanned_on = models.DateField(_("ngày quét đầu tiên"), null=True, blank=True)
    scans = models.PositiveIntegerField(_("số lần quét"), default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "number"], name="traceability_serial_once_a_product"),
        ]

    def __str__(self) -> str:
        return self.number


class ApiKey(models.Model):
    """What lets a program act for a producer, or for the office where there is none. Only its digest is kept."""

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, null=True, blank=True, related_name="api_keys")
    name = models.CharField(_("tên chương trình"), max_length=120)
    prefix = models.CharField(max_length=12, unique=True)
    """The first characters of the key, by which people and we find it."""
    sha256 = models.CharField(max_length=64)
    scopes = models.JSONField(_("được làm"), default=list)
    """Values of KeyScope."""
    expires_on = models.DateField(_("dùng đến hết ngày"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=64, blank=True)
    last_used_on = models.DateField(_("ngày dùng gần nhất"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        """Return what the list of changes calls the program: the beginning of its key."""
        return self.prefix


class CaptureJob(models.Model):
    """One capture of events, by whatever way, and how it ended (EPCIS 2.0, 12.3: the capture job resource)."""

    code = models.UUIDField(unique=True, default=uuid4)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, null=True, blank=True, related_name="captures")
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, null=True, blank=True, related_name="captures")
    way = models.CharField(max_length=8, choices=CaptureWay, default=CaptureWay.CAPTURE)
    behaviour = models.CharField(max_length=8, choices=ErrorBehaviour, default=ErrorBehaviour.ROLLBACK)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    success = models.BooleanField(null=True, blank=True)
    captured = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list)
    """Problems as RFC 7807 writes them: `type`, `title`, `detail`, `status`."""
    context = models.JSONField(default=list)
    """What the document's @context named beside the standard's: it says what its extension fields mean."""
    root = models.CharField(max_length=64, blank=True)
    """Merkle root over the events as they are kept, which the list of changes seals: nobody rewrites them unseen."""
    captured_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return str(self.code)


class EventQuerySet(models.QuerySet["Event"]):
    def called(self, *event_ids: str) -> Self:
        """Keep the events of those ids: themselves, without the declarations of an error in them."""
        return self.filter(name__in=[short_name(each) for each in event_ids])

    def declaring(self, *event_ids: str) -> Self:
        """Keep the declarations of an error in the events of those ids."""
        return self.filter(event_id__in=event_ids, declared_at__isnull=False)

    def standing(self) -> Self:
        """Keep the events in which nobody declared an error, and leave out the declarations themselves."""
        declared = Event.objects.filter(event_id=OuterRef("event_id"), declared_at__isnull=False)
        return self.filter(~Exists(declared), declared_at=None)

    def of(self, *event_ids: str) -> Self:
        """Keep the events of those ids and the declarations of an error in them."""
        named = [short_name(each) for each in event_ids]
        return self.filter(Q(name__in=named) | Q(event_id__in=event_ids, declared_at__isnull=False))


class Event(models.Model):
    """An event as it came, never edited: a correction is a further one with the same id and an error declaration."""

    job = models.ForeignKey(CaptureJob, on_delete=models.PROTECT, related_name="events")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    event_id = models.CharField(max_length=LONGEST_IDENTIFIER)
    digest = models.CharField(max_length=64)
    """CBV 2.0 event hash: SHA-256 over the pre-hash string, in hexadecimals."""
    name = models.BinaryField(max_length=LENGTH_OF_NAME)
    """Stands for event_id and declared_at (`short_name`), in an index that stays small at random places."""
    type = models.CharField(max_length=20, choices=EventType)
    event_time = models.DateTimeField()
    record_time = models.DateTimeField()
    action = models.CharField(max_length=8, blank=True)
    biz_step = models.CharField(max_length=LONGEST_IDENTIFIER, blank=True)
    """The standard's steps as bare words ("packing"), others as the URI they are."""
    disposition = models.CharField(max_length=LONGEST_IDENTIFIER, blank=True)
    read_point = models.CharField(max_length=LONGEST_IDENTIFIER, blank=True)
    biz_location = models.CharField(max_length=LONGEST_IDENTIFIER, blank=True)
    transformation_id = models.CharField(max_length=LONGEST_IDENTIFIER, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    """When an error was declared: set on the event that corrects, not on the one corrected."""
    assurance = models.CharField(max_length=10, choices=Assurance, default=Assurance.DECLARED)
    document = models.TextField()
    """The event in JSON, its identifiers as canonical Digital Links, stamped with its recordTime."""

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["event_time", "id"]
        indexes: ClassVar = [
            models.Index(fields=["event_time", "id"], name="traceability_by_time"),
            models.Index(fields=["record_time", "id"], name="traceability_by_record"),
            models.Index(
                fields=["declared_at"], condition=Q(declared_at__isnull=False), name="traceability_by_declaration"
            ),
            models.Index(
                fields=["event_id"], condition=Q(declared_at__isnull=False), name="traceability_by_correction"
            ),
            models.Index(
                fields=["transformation_id"], condition=~Q(transformation_id=""), name="traceability_by_transform"
            ),
        ]
        constraints: ClassVar = [
            # One index finds an event by its id, and keeps it and each declaration of an error from coming twice.
            models.UniqueConstraint(fields=["name"], name="traceability_event_once"),
        ]

    def __str__(self) -> str:
        return self.event_id


class EventIdentifier(models.Model):
    """What an event is about, in the one notation by which it is found: a canonical Digital Link or another URI.

    A declaration of an error also names the events that say it right.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="identifiers")
    part = models.CharField(max_length=12, choices=Part)
    identifier = models.CharField(max_length=LONGEST_IDENTIFIER)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["identifier", "part", "event"], name="traceability_by_identifier"),
        ]

    def __str__(self) -> str:
        return self.identifier


class EventCheck(models.Model):
    """That an officer vouches for an event: read its proof, or saw it on the spot. Withdrawn with a reason."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="checks")
    assurance = models.CharField(_("mức"), max_length=10, choices=Assurance)
    checked_on = models.DateField(_("ngày kiểm"))
    office = models.CharField(_("đơn vị kiểm"), max_length=200)
    note = models.CharField(_("nội dung"), max_length=300, blank=True)
    checked_at = models.DateTimeField(default=timezone.now)
    checked_by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["checked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(withdrawn_at=None), name="traceability_one_check_at_a_time"
            ),
            models.CheckConstraint(
                name="traceability_check_withdrawn_by_someone_with_reason",
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.assurance}"


class EventPhoto(models.Model):
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("chú thích"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.caption


class NamedQuery(models.Model):
    """A question kept under a name (EPCIS 2.0, 12.6), asked again whenever somebody wants its events."""

    name = models.CharField(max_length=120)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    query = models.JSONField()
    """The query parameters by name, as a query string would say them."""
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            # Each producer names its own; those of no producer are the office's.
            models.UniqueConstraint(
                models.F("name"), Coalesce("producer", models.Value(0)), name="traceability_named_query_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """Where the events of a named query go as they come, or on a schedule, signed with what the subscriber gave."""

    code = models.UUIDField(unique=True, default=uuid4)
    query = models.ForeignKey(NamedQuery, on_delete=models.PROTECT, related_name="subscriptions")
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="subscriptions")
    destination = models.CharField(max_length=500)
    signature_token = models.CharField(max_length=200)
    stream = models.BooleanField(default=False)
    schedule = models.JSONField(null=True, blank=True)
    report_if_empty = models.BooleanField(default=False)
    sent_through = models.BigIntegerField(default=0)
    """Key of the last event that was sent: each is sent once, in the order of capture."""
    due_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="traceability_streamed_or_scheduled",
                condition=Q(stream=True, schedule=None) | Q(stream=False, schedule__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)


class Recall(DatedFact):
    """Goods called back, from a day on. Ended when they are back or destroyed, withdrawn when it was a mistake."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="recalls")
    ground = models.CharField(_("lý do"), max_length=12, choices=RecallGround)
    danger = models.TextField(_("nguy cơ, nội dung"))
    advice = models.TextField(_("người mua cần làm gì"))
    advice_en = models.TextField(_("bằng tiếng Anh"), blank=True)
    advice_km = models.TextField(_("bằng tiếng Khmer"), blank=True)
    whole_product = models.BooleanField(_("mọi lô của sản phẩm"), default=False)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]

    def __str__(self) -> str:
        return self.code


class RecalledLot(models.Model):
    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="lots")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="recalls")
    returned = models.DecimalField(_("đã nhận lại"), max_digits=14, decimal_places=3, null=True, blank=True)
    """What came back by the end of the recall, in the lot's unit; None until somebody says."""
    destroyed = models.DecimalField(_("đã hủy"), max_digits=14, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recall", "lot"], name="traceability_lot_recalled_once_a_recall"),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.lot_id}"


class RecallAccount(models.Model):
    """How a recall ended: what was done with the goods, and why it is over. Anybody may read it."""

    recall = models.OneToOneField(Recall, on_delete=models.PROTECT, related_name="account")
    text = models.TextField(_("kết quả, lý do kết thúc"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.text[:40]}"


class RecallReopening(models.Model):
    """That a recall which had ended was taken up again: when it had ended, with what account, and why.

    Anybody may read it. The account moves here: the recall gets another one when it ends anew.
    """

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="reopenings")
    ended_on = models.DateField(_("đã kết thúc ngày"))
    account = models.TextField(_("kết quả, lý do kết thúc"), blank=True)
    reason = models.TextField(_("vì sao mở lại"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.reason[:40]}"


class ScanCount(models.Model):
    """How often what was scanned in an hour: no address, no cookie, no place, nothing of the person.

    By public codes, not keys: a code we do not know is counted too, with both empty.
    """

    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    product_code = models.CharField(max_length=16, blank=True)
    lot_number = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=ScanState)
    language = models.CharField(max_length=2)
    device = models.CharField(max_length=8, choices=Device)
    count = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["day", "hour"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product_code", "lot_number", "day", "hour", "state", "language", "device"],
                name="traceability_scan_count_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hour}: {self.count}"


class PublicRevision(models.Model):
    """Counts every change of what the public page of a product says.

    Triggers of the database count, in the transaction of the change itself: whoever writes, and however, a page made
    before it is never shown after it.
    """

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True, related_name="public_revision")
    revision = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.product_id}: {self.revision}"


class ReadyPage(models.Model):
    """A scan page as it is sent, made when it was first asked for after a change."""

    address = models.CharField(max_length=120)
    """The path of the page: "/sp/SP-7K3M9QXW/lo/L2610-07"."""
    language = models.CharField(max_length=2)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    revision = models.BigIntegerField()
    made_on = models.DateField()
    """What the page says of a day, it says of this one: it is made anew after midnight."""
    state = models.CharField(max_length=12, choices=ScanState)
    etag = models.CharField(max_length=64)
    body = models.BinaryField()
    """The page, gzipped."""

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address", "language"], name="traceability_page_once_a_language"),
        ]

    def __str__(self) -> str:
        return self.address
