"""Decisions, the recognitions they give, and the revocations that take them back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.files.models import StoredFile
from saolang.base.kit.models import DatedFact, Precision
from saolang.base.places.models import Place
from saolang.programme.certification.choices import Level, RecognitionKind, RevocationGround
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Producer, Product


class Decision(models.Model):
    """A paper signed by an authority. What the source does not say stays empty, never guessed."""

    code = models.CharField(max_length=16, unique=True)
    number = models.CharField(_("số quyết định"), max_length=80, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    decided_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    authority = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    level = models.CharField(_("cấp"), max_length=8, choices=Level, default=Level.PROVINCE)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    source = models.TextField(_("nguồn"), blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-decided_on", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "number", "decided_on"],
                condition=~Q(number=""),
                name="certification_decision_once_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DecisionPaper(models.Model):
    """A paper of a decision: the signed text, its lists, its minutes. Withdrawn with a reason, never deleted."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="papers")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tên tệp"), max_length=200)
    added_at = models.DateTimeField(_("thời điểm thêm"), default=timezone.now)
    added_by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision", "file"], condition=Q(withdrawn_at=None), name="certification_paper_once"
            ),
            models.CheckConstraint(
                name="certification_decisionpaper_withdrawn_by_someone_with_reason",
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Recognition(DatedFact):
    """Stars given to a product: true from the day of issue (`began_on`) through `expires_on`, 36 months as a rule.

    Whether it holds on a day is computed (queries.held_on); `ended_on` stays empty. A product put forward for 5 stars
    keeps its 4 from the province until the ministry decides: `five_star_candidate` is an attribute of its own.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="recognitions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="recognitions")
    kind = models.CharField(_("hình thức"), max_length=10, choices=RecognitionKind, default=RecognitionKind.FIRST)
    stars = models.PositiveSmallIntegerField(_("hạng sao"))
    score = models.DecimalField(_("điểm"), max_digits=5, decimal_places=2, null=True, blank=True)
    five_star_candidate = models.BooleanField(_("tiềm năng 5 sao"), default=False)
    edition = models.CharField(_("bộ tiêu chí"), max_length=16)
    expires_on = models.DateField(_("có hiệu lực đến hết ngày"))
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["product", "-began_on", "-id"], name="certification_latest_first"),
            models.Index(fields=["expires_on"], name="certification_by_expiry"),
            models.Index(fields=["stars", "-began_on", "-id"], name="certification_by_stars"),
        ]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["product", "began_on", "stars"],
                condition=Q(withdrawn_at=None),
                name="certification_same_stars_once_a_day",
            ),
            models.CheckConstraint(name="certification_stars_3_to_5", condition=Q(stars__gte=3, stars__lte=5)),
            models.CheckConstraint(name="certification_expires_after_issue", condition=Q(expires_on__gt=F("began_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.stars} sao"


class Revocation(DatedFact):
    """A certificate taken back (D26, Article 8): from `began_on` on, it no longer holds."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="revocations")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="revocations")
    ground = models.CharField(_("căn cứ"), max_length=20, choices=RevocationGround)

    class Meta(DatedFact.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.recognition_id}: {self.ground}"


class Certificate(models.Model):
    """The paper of a recognition: its number, its holder, its signed credential. Its state is computed, never stored.

    One that is replaced or goes to a successor stays as it is; the new one `replaces` it.
    """

    number = models.CharField(_("số giấy chứng nhận"), max_length=60, unique=True)
    public_code = models.CharField(max_length=16, unique=True)
    """What the QR says: nothing of place or stars, which change."""
    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="certificates")
    holder = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="certificates")
    issued_on = models.DateField(_("ngày cấp"))
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("thay cho")
    )
    reason = models.TextField(_("lý do cấp lại"), blank=True)
    credential = models.JSONField(default=dict)
    """W3C Verifiable Credential 2.0 with a Data Integrity proof (`eddsa-jcs-2022`)."""
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-issued_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="certification_replaced_for_a_reason", condition=Q(replaces=None) | ~Q(reason="")
            ),
            models.UniqueConstraint(
                fields=["recognition"], condition=Q(replaces=None), name="certification_one_first_certificate"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Suspension(DatedFact):
    """A certificate that does not count for a time, while a finding is looked into."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="suspensions")
    ground = models.CharField(_("căn cứ"), max_length=20, choices=RevocationGround)
    note = models.TextField(_("nội dung"), blank=True)

    class Meta(DatedFact.Meta):
        ordering: ClassVar = ["-began_on", "-id"]
        constraints: ClassVar = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["recognition"],
                condition=Q(ended_on=None, withdrawn_at=None),
                name="certification_one_suspension_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recognition_id}: {self.ground}"


class CaseToAnswer(models.Model):
    """A finding that may cost a product its certificate: within 15 days the authority decides (D26, Article 8)."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="findings")
    ground = models.CharField(_("căn cứ"), max_length=20, choices=RevocationGround)
    found_on = models.DateField(_("ngày kết luận"))
    note = models.TextField(_("nội dung"))
    decide_by = models.DateField(_("hạn quyết định"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answer = models.TextField(_("kết quả xử lý"), blank=True)
    revocation = models.OneToOneField(
        Revocation, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )

    class Meta:
        ordering: ClassVar = ["decide_by", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="certification_grounds_answered_by_someone",
                condition=Q(answered_at=None, answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answered_by="") & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recognition_id}: {self.ground}"


class MarkRun(models.Model):
    """A print run that bears the OCOP mark: how many packs or stamps, and what is left when the certificate ends."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="mark_runs")
    what = models.CharField(_("bao bì, tem"), max_length=200)
    quantity = models.PositiveIntegerField(_("số lượng in"))
    printed_on = models.DateField(_("ngày in"))
    left_over = models.PositiveIntegerField(_("còn lại khi hết hiệu lực"), null=True, blank=True)
    left_over_note = models.CharField(_("cách xử lý phần còn lại"), max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-printed_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="certification_mark_run_prints_something", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="certification_left_over_within_the_run",
                condition=Q(left_over=None) | Q(left_over__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="certification_mark_run_closed_by_someone",
                condition=Q(closed_at=None, closed_by="", left_over=None)
                | (Q(closed_at__isnull=False, left_over__isnull=False) & ~Q(closed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recognition_id}: {self.quantity}"


class ExpiryWarning(models.Model):
    """That people were told a certificate runs out, at one of the days before: once, whoever tells and however often.

    A correction of the expiry begins anew. `run` names the look in which it was found due.
    """

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="warnings")
    expires_on = models.DateField(_("có hiệu lực đến hết ngày"))
    threshold = models.PositiveSmallIntegerField(_("mốc nhắc (ngày)"))
    run = models.UUIDField(db_index=True)
    told_at = models.DateTimeField(_("thời điểm nhắc"), default=timezone.now)
    told = models.PositiveIntegerField(_("số người được nhắc"), default=0)

    class Meta:
        ordering: ClassVar = ["-told_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recognition", "expires_on", "threshold"], name="certification_told_of_expiry_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recognition_id}: {self.threshold}"
