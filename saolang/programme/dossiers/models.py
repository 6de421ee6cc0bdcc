"""From a potential product to the dossier a council rates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.models import Signature, User
from saolang.base.files.models import StoredFile
from saolang.base.places.models import Place
from saolang.programme.certification.models import Recognition
from saolang.programme.criteria.models import SetEdition
from saolang.programme.dossiers.choices import (
    Act,
    Assessor,
    Direction,
    DossierKind,
    IdeaState,
    SampleAct,
    Sender,
    State,
    SurveyAnswer,
)
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Evidence, Producer, Product, ProductSet


class PotentialProduct(models.Model):
    """What a commune's survey found that could become an OCOP product, and how it was judged."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tên sản phẩm"), max_length=300)
    folded = models.CharField(max_length=300, db_index=True)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, null=True, blank=True, related_name="potential")
    maker = models.CharField(_("người, cơ sở sản xuất"), max_length=300, blank=True)
    product_set = models.ForeignKey(ProductSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    marks = models.JSONField(_("chấm tiềm năng"), default=dict)
    """Points by question of `data/procedures/potential.yaml`; the server adds them up."""
    score = models.PositiveSmallIntegerField(_("điểm tiềm năng"), default=0)
    note = models.TextField(_("ghi chú"), blank=True)
    surveyed_on = models.DateField(_("ngày khảo sát"))
    follower = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("quyết định"), max_length=8, choices=SurveyAnswer, default=SurveyAnswer.OPEN)
    answer_reason = models.TextField(_("lý do"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-score", "name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="dossiers_potential_answered_by_someone",
                condition=Q(answer=SurveyAnswer.OPEN, answered_at=None, answered_by="")
                | (~Q(answer=SurveyAnswer.OPEN) & Q(answered_at__isnull=False) & ~Q(answered_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Idea(models.Model):
    """A producer's registration of a product to bring to evaluation (step 2 of the yearly cycle)."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="ideas")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    potential = models.ForeignKey(
        PotentialProduct, on_delete=models.PROTECT, null=True, blank=True, related_name="ideas"
    )
    product_name = models.CharField(_("tên sản phẩm"), max_length=300)
    product_set = models.ForeignKey(ProductSet, on_delete=models.PROTECT, related_name="+")
    is_new = models.BooleanField(_("sản phẩm mới"), default=True)
    description = models.TextField(_("mô tả ý tưởng"))
    local_character = models.TextField(_("nét riêng của địa phương"), blank=True)
    materials = models.TextField(_("nguyên liệu và nơi có"), blank=True)
    customers = models.TextField(_("khách hàng"), blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="ideas")
    follower = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("trạng thái"), max_length=10, choices=IdeaState, default=IdeaState.REGISTERED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_reason = models.TextField(_("lý do"), blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="dossiers_idea_decided_by_someone",
                condition=Q(state=IdeaState.REGISTERED, decided_at=None, decided_by="")
                | (~Q(state=IdeaState.REGISTERED) & Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.product_name


class BusinessPlan(models.Model):
    """How the producer means to make and sell the product: the yardstick of Mẫu số 02, part II."""

    idea = models.OneToOneField(Idea, on_delete=models.PROTECT, related_name="business_plan")
    first_year = models.PositiveSmallIntegerField(_("năm đầu"))
    goal = models.TextField(_("mục tiêu"), blank=True)
    product_line = models.TextField(_("sản phẩm, quy cách"), blank=True)
    materials = models.TextField(_("vùng nguyên liệu, nguồn cung"), blank=True)
    technology = models.TextField(_("công nghệ, nhà xưởng, thiết bị"), blank=True)
    market = models.TextField(_("thị trường, kênh bán"), blank=True)
    promotion = models.TextField(_("quảng bá, nhãn hiệu"), blank=True)
    staffing = models.TextField(_("tổ chức, lao động"), blank=True)
    environment = models.TextField(_("môi trường"), blank=True)
    risks = models.TextField(_("rủi ro và cách xử lý"), blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.idea_id}: {self.first_year}"


class PlanYear(models.Model):
    """The figures of one year of a business plan. Money in million đồng; revenue and profit are computed."""

    plan = models.ForeignKey(BusinessPlan, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("năm"))
    output = models.DecimalField(_("sản lượng"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("đơn vị"), max_length=30)
    price = models.DecimalField(_("giá bán một đơn vị (triệu đồng)"), max_digits=14, decimal_places=4)
    cost = models.DecimalField(_("tổng chi phí (triệu đồng)"), max_digits=14, decimal_places=2)
    investment = models.DecimalField(_("vốn đầu tư (triệu đồng)"), max_digits=14, decimal_places=2, default=0)
    workers = models.PositiveIntegerField(_("lao động"), default=0)

    class Meta:
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "year"], name="dossiers_plan_year_once"),
            models.CheckConstraint(
                name="dossiers_plan_year_not_below_zero",
                condition=Q(output__gte=0, price__gte=0, cost__gte=0, investment__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.year}"


class Dossier(models.Model):
    """A product's dossier for one evaluation. It ends under the procedure and the criteria it began with.

    `state` is changed by `services.moves` alone, which asks the table of the procedure. `forms` holds what Mẫu số 01
    and 02 ask and no other record knows, by field (`rules/forms.py`).
    """

    personal_data = ("forms",)

    code = models.CharField(_("mã"), max_length=16, unique=True)
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="dossiers")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="dossiers")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    """The commune that receives it."""
    kind = models.CharField(_("hình thức"), max_length=8, choices=DossierKind)
    edition = models.ForeignKey(SetEdition, on_delete=models.PROTECT, related_name="dossiers")
    procedure = models.CharField(_("quy trình"), max_length=16)
    renews = models.ForeignKey(Recognition, on_delete=models.PROTECT, null=True, blank=True, related_name="dossiers")
    """The recognition that is to be renewed or raised."""
    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, null=True, blank=True, related_name="dossiers")
    state = models.CharField(_("trạng thái"), max_length=20, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("hạn xử lý"), null=True, blank=True)
    forms = models.JSONField(default=dict)
    official_code = models.CharField(_("mã số sản phẩm"), max_length=40, blank=True)
    """T – X – STT – year (D26, Phụ lục II), given when the commune receives it."""
    filed_at = models.DateTimeField(_("ngày nộp"), null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="dossiers_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product"],
                condition=~Q(state__in=[State.RECOGNISED, State.NOT_RECOGNISED, State.REFUSED, State.WITHDRAWN]),
                name="dossiers_one_open_dossier_a_product",
            ),
            models.UniqueConstraint(
                fields=["official_code"], condition=~Q(official_code=""), name="dossiers_official_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Claim(models.Model):
    """One line of the self-score: the option the producer claims, and why."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="claims")
    criterion = models.CharField(_("tiêu chí"), max_length=8)
    option = models.CharField(_("lựa chọn"), max_length=16)
    reason = models.TextField(_("thuyết minh"), blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "criterion"], name="dossiers_claim_once_a_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.option}"


class Proof(models.Model):
    """A paper of the vault that proves a criterion of a dossier; without a criterion it is one of the dossier's own."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="proofs")
    criterion = models.CharField(_("tiêu chí"), max_length=8, blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["criterion", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "criterion", "evidence"], name="dossiers_proof_once")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.criterion}: {self.evidence_id}"


class Submission(models.Model):
    """A dossier as it was handed in: frozen, with the digest that is signed. A later one stands beside it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("lần"))
    content = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    """Canonical JSON of everything handed in; its digest names it."""
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.CharField(max_length=64)
    signature = models.OneToOneField(
        Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="submission"
    )
    """Empty until the owner has signed: only then is it handed in."""

    class Meta:
        ordering: ClassVar = ["dossier", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="dossiers_submission_numbered"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(signature=None), name="dossiers_one_unsigned_submission"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"


class Move(models.Model):
    """One step a dossier has taken."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="moves")
    act = models.CharField(_("bước"), max_length=16, choices=Act)
    before = models.CharField(max_length=20, choices=State)
    after = models.CharField(max_length=20, choices=State)
    due_on = models.DateField(_("hạn xử lý"), null=True, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.act}"


class Supplement(models.Model):
    """A request to supplement one item of a dossier, the reply, and whether that settles it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplements")
    item = models.CharField(_("mục"), max_length=40)
    """A criterion ("1.1"), a paper ("paper:test_result") or a field of a form ("form:goal")."""
    note = models.TextField(_("nội dung yêu cầu"))
    due_on = models.DateField(_("hạn bổ sung"))
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.CharField(max_length=64)
    reply = models.TextField(_("trả lời"), blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.CharField(max_length=64, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="dossiers_supplement_replied_by_someone",
                condition=Q(replied_at=None, replied_by="") | (Q(replied_at__isnull=False) & ~Q(replied_by="")),
            ),
            models.CheckConstraint(
                name="dossiers_supplement_settled_by_someone",
                condition=Q(settled_at=None, settled_by="") | (Q(settled_at__isnull=False) & ~Q(settled_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.item}"


class Assessment(models.Model):
    """What the commune (Mẫu số 03) or the advisory team finds, before the council scores. Locked when handed on."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="assessments")
    assessor = models.CharField(_("bên đánh giá"), max_length=8, choices=Assessor)
    answers = models.JSONField(default=dict)
    """By field (`rules/forms.py`): of the commune local materials, local labour, origin of the idea, local identity; of
    the advisers the site survey, extra tests, remarks."""
    met_on = models.DateField(_("ngày họp, khảo sát"), null=True, blank=True)
    proposes = models.BooleanField(_("đề nghị đánh giá"), null=True, blank=True)
    conclusion = models.TextField(_("kết luận"), blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.CharField(max_length=64)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["dossier", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "assessor"], condition=Q(locked_at=None), name="dossiers_one_open_assessment"
            ),
            models.CheckConstraint(
                name="dossiers_assessment_locked_by_someone",
                condition=Q(locked_at=None, locked_by="") | (Q(locked_at__isnull=False) & ~Q(locked_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.assessor}"


class Finding(models.Model):
    """What an assessment says of one criterion: the option it proposes, and why."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField(_("tiêu chí"), max_length=8)
    option = models.CharField(_("lựa chọn"), max_length=16, blank=True)
    note = models.TextField(_("nhận xét"), blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="dossiers_finding_once_a_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.criterion}"


class SampleMove(models.Model):
    """Units of a product handed in, passed on, used, returned: 5 with a dossier, none for tourism (D26, Article 6)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="sample_moves")
    act = models.CharField(_("việc"), max_length=10, choices=SampleAct)
    units = models.PositiveSmallIntegerField(_("số mẫu"))
    on = models.DateField(_("ngày"))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [models.CheckConstraint(name="dossiers_sample_units", condition=Q(units__gt=0))]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.act} {self.units}"


class Package(models.Model):
    """A dossier as one signed file on its way between two installations: up to the centre, and back."""

    code = models.CharField(max_length=16, unique=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="packages")
    direction = models.CharField(_("chiều"), max_length=3, choices=Direction)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    other = models.CharField(_("nơi gửi, nơi nhận"), max_length=200, blank=True)
    answers = models.CharField(max_length=16, blank=True)
    """The code of the package this one answers."""
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "direction", "file"], name="dossiers_package_once")
        ]

    def __str__(self) -> str:
        return self.code


class TrustedKey(models.Model):
    """The key of another installation whose packages are taken in: somebody compared it with its owner and said so."""

    public = models.CharField(_("khóa"), max_length=64, unique=True)
    name = models.CharField(_("nơi gửi"), max_length=200)
    trusted_as = models.CharField(_("tin là"), max_length=8, choices=Sender, default=Sender.PROVINCE)
    """What it may send follows (`rules.packages.may_send`)."""
    trusted_at = models.DateTimeField(default=timezone.now)
    trusted_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name
