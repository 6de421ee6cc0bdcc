"""Councils, their sessions, the members' score sheets, and what they come to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.models import Grant, Signature, User
from saolang.base.files.models import StoredFile
from saolang.base.places.models import Place
from saolang.programme.certification.choices import Level
from saolang.programme.certification.models import Decision, Recognition
from saolang.programme.dossiers.models import Dossier
from saolang.programme.evaluation.choices import CaseState, Mode, ObjectionAnswer, Seat, SessionState, Stage
from saolang.programme.registry.choices import Origin


class Council(models.Model):
    """A council set up by a decision. `regulation` holds what differs from our defaults (`core.councils`)."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    name = models.CharField(_("tên hội đồng"), max_length=300)
    level = models.CharField(_("cấp"), max_length=8, choices=Level, default=Level.PROVINCE)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The province; of a council of the centre none."""
    decision_number = models.CharField(_("số quyết định thành lập"), max_length=80)
    decided_on = models.DateField(_("ngày quyết định"))
    decision_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ends_on = models.DateField(_("hoạt động đến hết ngày"), null=True, blank=True)
    regulation = models.JSONField(_("quy chế"), default=dict)
    regulation_source = models.CharField(_("căn cứ của quy chế"), max_length=300, blank=True)
    """Empty: the defaults are ours and nobody has confirmed them."""
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-decided_on", "-id"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A seat of a person in a council, and the grant that lets the person sit there."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    seat = models.CharField(_("chức danh"), max_length=9, choices=Seat)
    organisation = models.CharField(_("cơ quan"), max_length=200, blank=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("từ ngày"))
    until = models.DateField(_("đến trước ngày"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["council", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "user"], condition=Q(until=None), name="evaluation_one_seat_a_person"
            ),
            models.UniqueConstraint(
                fields=["council"], condition=Q(until=None, seat=Seat.CHAIR), name="evaluation_one_chair_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} {self.user_id} {self.seat}"


class Session(models.Model):
    """A meeting of a council, or a round of written opinions, over some dossiers."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(_("tên phiên"), max_length=200)
    round_code = models.CharField(_("đợt"), max_length=16, blank=True)
    """Such as "2026-2" (rules/rounds of the procedure)."""
    mode = models.CharField(_("hình thức"), max_length=8, choices=Mode, default=Mode.MEETING)
    held_on = models.DateField(_("ngày họp"))
    venue = models.CharField(_("địa điểm"), max_length=200, blank=True)
    state = models.CharField(_("trạng thái"), max_length=8, choices=SessionState, default=SessionState.PLANNED)
    regulation = models.JSONField(default=dict)
    """The council's regulation as it was when the session was opened: a later change does not reach back."""
    papers_sent_at = models.DateTimeField(_("gửi tài liệu lúc"), null=True, blank=True)
    papers_sent_by = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=64, blank=True)
    merkle_root = models.CharField(max_length=64, blank=True)
    """Over sheets, results and minutes, in hexadecimal; set when it is closed and published with the results."""
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """That a member took part in a session, and when the member was marked as there."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attendances")
    present = models.BooleanField(_("có mặt"), default=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["session", "membership"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "membership"], name="evaluation_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.membership_id}"


class Breach(models.Model):
    """A rule of the regulation a session goes on without, why, and who takes that on."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="breaches")
    rule = models.CharField(_("quy định"), max_length=32)
    reason = models.TextField(_("lý do"))
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "rule"], name="evaluation_breach_once"),
            models.CheckConstraint(name="evaluation_breach_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.rule}"


class Case(models.Model):
    """One dossier on a session's list."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="cases")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="cases")
    position = models.PositiveSmallIntegerField(_("số thứ tự"))
    state = models.CharField(_("trạng thái"), max_length=12, choices=CaseState, default=CaseState.SCORING)
    round = models.PositiveSmallIntegerField(_("vòng chấm"), default=1)
    discussion = models.TextField(_("nội dung thảo luận"), blank=True)
    rescored_criteria = models.JSONField(default=list)
    """The criteria a second round is about; empty for all. Named by an objection that was upheld."""

    class Meta:
        ordering: ClassVar = ["session", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "dossier"], name="evaluation_case_once_a_session"),
            models.UniqueConstraint(fields=["session", "position"], name="evaluation_position_once_a_session"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.position}"


class Conflict(models.Model):
    """A member's declared interest in a dossier: the member neither sees the sheet nor scores."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="conflicts")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="conflicts")
    reason = models.TextField(_("lý do"))
    declared_at = models.DateTimeField(default=timezone.now)
    declared_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["declared_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "membership"], name="evaluation_conflict_once"),
            models.CheckConstraint(name="evaluation_conflict_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.membership_id}"


class ScoreSheet(models.Model):
    """A member's sheet for one product in one round. Nobody else sees it until it is signed; then it is locked.

    `clicks` counts what has been recorded: a page that saw fewer asks again what stands.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sheets")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="sheets")
    round = models.PositiveSmallIntegerField(_("vòng"), default=1)
    remarks = models.TextField(_("nhận xét chung"), blank=True)
    clicks = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    signature = models.ForeignKey(
        Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="score_sheets"
    )
    total = models.DecimalField(_("tổng điểm"), max_digits=5, decimal_places=2, null=True, blank=True)
    """Computed by the server on signing, as are `sha256` and what locks it."""
    sha256 = models.CharField(max_length=64, blank=True)
    salt = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering: ClassVar = ["case", "round", "membership"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "membership", "round"], name="evaluation_sheet_once_a_round"),
            models.CheckConstraint(
                name="evaluation_signed_sheet_has_its_total",
                condition=Q(signature=None, total=None, sha256="")
                | (Q(signature__isnull=False, total__isnull=False) & ~Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.membership_id} {self.round}"


class SheetLine(models.Model):
    """What stands on a sheet for one criterion: the option ticked, a knock-out found, the case chosen, a remark."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="lines")
    criterion = models.CharField(_("tiêu chí"), max_length=32)
    """A criterion's code, or that of a knock-out ("forged_dossier", "6.1:stop") with `option` "yes"."""
    option = models.CharField(_("lựa chọn"), max_length=16, blank=True)
    reason = models.TextField(_("lý do"), blank=True)
    order = models.PositiveIntegerField(default=0)
    """The number of the click that left it so, as the member's page counts."""

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="evaluation_line_once_a_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.criterion}: {self.option}"


class Click(models.Model):
    """One act on a sheet as the member's page sent it; sent again after a lost connection, it counts once."""

    number = models.UUIDField(default=uuid.uuid4, unique=True)
    """Drawn by the page."""
    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveIntegerField()
    criterion = models.CharField(max_length=32)
    option = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["sheet", "order"]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.order}"


class Result(models.Model):
    """What the council's sheets come to for one product: preliminary, then final. Never edited."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="results")
    stage = models.CharField(_("giai đoạn"), max_length=11, choices=Stage)
    round = models.PositiveSmallIntegerField(_("vòng"))
    total = models.CharField(_("điểm trung bình"), max_length=40)
    """An exact fraction such as "1043/15": compared with the bands unrounded, printed with two decimals."""
    means = models.JSONField()
    """The exact mean by criterion, as fractions."""
    stars = models.PositiveSmallIntegerField(_("hạng sao"))
    stars_by_points = models.PositiveSmallIntegerField()
    capped_by = models.JSONField(default=list)
    votes = models.PositiveSmallIntegerField(_("số phiếu"))
    sha256 = models.CharField(max_length=64)
    computed_at = models.DateTimeField(default=timezone.now)
    computed_by = models.CharField(max_length=64)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="results")
    recognition = models.OneToOneField(
        Recognition, on_delete=models.PROTECT, null=True, blank=True, related_name="result"
    )

    class Meta:
        ordering: ClassVar = ["case", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="evaluation_result_stars_0_to_5", condition=Q(stars__lte=5)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage}: {self.stars}"


class Objection(models.Model):
    """A producer's objection to named criteria of a preliminary result, and what the council answers."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="objections")
    criteria = models.JSONField()
    text = models.TextField(_("nội dung"))
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.CharField(max_length=64)
    answer = models.CharField(_("trả lời"), max_length=9, choices=ObjectionAnswer, default=ObjectionAnswer.OPEN)
    answer_text = models.TextField(_("nội dung trả lời"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["raised_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="evaluation_objection_answered_by_someone",
                condition=Q(answer=ObjectionAnswer.OPEN, answered_at=None, answered_by="")
                | (~Q(answer=ObjectionAnswer.OPEN) & Q(answered_at__isnull=False) & ~Q(answered_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result_id}"
