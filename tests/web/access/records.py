"""One record of each kind, all in one province, and which of them fills each address."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.usersessions.models import UserSession
from PIL import Image

from saolang.base.accounts.choices import Proof, Role, ScopeKind
from saolang.base.accounts.services.signatures import sign
from saolang.base.audit.models import Change
from saolang.base.files.choices import Kinds
from saolang.base.files.models import Upload
from saolang.base.files.services import store
from saolang.base.notices.choices import Mail
from saolang.programme.certification.services import papers
from saolang.programme.intake.choices import Verdict
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.services import attach_file, issue_report
from saolang.programme.registry.services.products import add_photo
from saolang.web.account.signables import find
from tests.factories.accounts import GrantFactory, InvitationFactory
from tests.factories.notices import NoticeFactory
from tests.factories.province import Province
from tests.factories.registry import a_producer
from tests.web.access import (
    of_catalogue,
    of_certificates,
    of_councils,
    of_criteria,
    of_desk_dossiers,
    of_epcis,
    of_labels,
    of_lots,
    of_market,
    of_papers,
    of_portal,
    of_recalls,
    of_scans,
    of_shown_papers,
)
from tests.web.desk.registry import records_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.accounts.models import Signature, User
    from saolang.base.places.models import Place
    from saolang.programme.certification.models import DecisionPaper
    from saolang.programme.intake.models import Register
    from saolang.programme.plans.models import IssuedReport, Plan
    from saolang.programme.registry.models import LookAlike, Producer, Product
    from tests.web.access.routes import Route

TARGET = {"indicator": "products.certified", "comparator": ">=", "goal": 2}
FURTHER = (
    of_catalogue,
    of_certificates,
    of_councils,
    of_criteria,
    of_desk_dossiers,
    of_epcis,
    of_labels,
    of_lots,
    of_market,
    of_papers,
    of_portal,
    of_recalls,
    of_scans,
    of_shown_papers,
)
SECRET = "loi-moi"
NOT_THERE = UUID(int=0)
OF_THE_COORDINATOR = UUID(int=1_000_000)
"""The number of whatever belongs to one person alone: the coordinator of the records' province."""


@dataclass(frozen=True)
class Records:
    """What the people of the table ask for. `arguments` fills an address: by its name, or by its folder."""

    province: Place
    place: Place
    producer: Producer
    other_producer: Producer
    product: Product
    plan: Plan
    paper: DecisionPaper
    register: Register
    look_alike: LookAlike
    by_name: Mapping[str, Mapping[str, object]]
    by_folder: Mapping[str, Mapping[str, object]]

    said_by_name: Mapping[str, Mapping[str, object]]

    def said(self, route: Route, method: str) -> str:
        """Return what a form at the address carries where nothing at all would be taken for a wrong address."""
        return urlencode(self.said_by_name.get(route.name, {})) if method == "POST" else ""

    def address(self, route: Route) -> str:
        """Return the address of the route with records of ours in it. Raises LookupError when none is known."""
        known = {**self.by_folder.get(route.folder, {}), **self.by_name.get(route.name, {})}
        missing = [name for name in route.parameters if name not in known]
        if missing:
            message = f"Say in {__name__} which record stands for {missing} in {route.name} ({route.address})."
            raise LookupError(message)
        return route.filled({name: known[name] for name in route.parameters})


def a_record_of_each_kind() -> Records:
    """Enter them in old Hậu Giang."""
    province = Province()
    made = records_in(province.communes[0])
    plan = province.plan(2022, 2022, TARGET)
    attach_file(
        plan=plan,
        file=store(b"%PDF-1.7", by="tests"),
        file_name="ke-hoach.pdf",
        version=plan.version,
        by="tests",
        reason="đủ",
    )
    photo = add_photo(product=made.product, file=store(_a_picture(), by="tests"), caption="", by="tests")
    report = _a_report(plan)
    paper = papers.add(decision=made.decision, file=store(b"%PDF-1.4", by="tests"), name="86.pdf", by="tests")
    secret_sha256 = hashlib.sha256(SECRET.encode()).hexdigest()
    scope: dict[str, Any] = {"scope_kind": ScopeKind.PLACE, "scope_code": made.place.public_code}
    invitation = InvitationFactory(secret_sha256=secret_sha256, **scope)
    given = GrantFactory(role=Role.READER, place=made.place)
    waiting = GrantFactory(role=Role.READER, place=made.place, awaits_confirmation=True, follows=given)
    held = made.register.rows.get(verdict=Verdict.HOLD)
    further = [each.addresses(made) for each in FURTHER]
    return Records(
        province=province.place,
        place=made.place,
        producer=made.producer,
        other_producer=a_producer(place=province.communes[0]),
        product=made.product,
        plan=plan,
        paper=paper,
        register=made.register,
        look_alike=made.look_alike,
        by_name={
            "desk:photo": {"number": photo.pk},
            "desk:area": {"code": made.area.code},
            "desk:register_work": {"number": NOT_THERE},
            "desk:upload": {"number": OF_THE_COORDINATOR},
            "account:session_end": {"number": OF_THE_COORDINATOR.int},
            "account:passkey_remove": {"number": 0},
            "desk:paper": {"number": paper.pk},
            "desk:paper_withdraw": {"number": paper.pk},
            "desk:invitation_send_again": {"number": invitation.pk},
            "desk:invitation_withdraw": {"number": invitation.pk},
            "desk:grant_confirm": {"number": waiting.pk},
            "desk:grant_refuse": {"number": waiting.pk},
            "desk:letters_of": {"which": Mail.DEAD},
            "desk:work_again": {"number": NOT_THERE},
            "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
            "account_confirm_email": {"key": "none"},
            "mfa_edit_webauthn": {"pk": 1},
            "mfa_remove_webauthn": {"pk": 1},
            **{name: filling for by_name, _ in further for name, filling in by_name.items()},
        },
        by_folder={
            "ke-hoach": {"code": plan.code, "target_code": "T-01", "extension": "csv"},
            "bao-cao": {"number": report.pk},
            "dia-ban": {"code": made.place.public_code},
            "chu-the": {"code": made.producer.code},
            "san-pham": {"code": made.product.code, "number": made.recognition.pk},
            "lang-nghe": {"code": made.village.code},
            "quyet-dinh": {"code": made.decision.code},
            "trung-lap": {"number": made.look_alike.pk, "kind": made.look_alike.kind},
            "so-theo-doi": {"code": made.register.code, "position": held.position},
            "nguoi-dung": {"number": given.user.pk, "grant_number": given.pk},
            "nhat-ky": {"number": Change.objects.filter(kind="product")[0].pk},
            "thu": {"number": NoticeFactory(dead=True).pk},
            "thong-bao": {"number": OF_THE_COORDINATOR.int},
            "tep": {"kinds": Kinds.SHEETS},
            "ky": {"kind": "plan_report", "code": f"{plan.code}/{report.pk}"},
            "chu-ky-so": {"number": _a_signature(plan, report).pk},
            "moi": {"secret": SECRET},
            **{folder: filling for _, by_folder in further for folder, filling in by_folder.items()},
        },
        said_by_name={"desk:plan_move": {"to": PlanState.CLOSED, "version": plan.version}},
    )


def belongings_of(person: User) -> None:
    """Give the person one of each thing that nobody else may touch, whatever they may do."""
    Upload.objects.create(number=OF_THE_COORDINATOR, owner=person.actor, kinds=Kinds.SHEETS, name="so.csv", size=5)
    number = OF_THE_COORDINATOR.int
    NoticeFactory(pk=number, recipient=person.actor)
    UserSession.objects.create(pk=number, user=person, ip="127.0.0.1", session_key="other", user_agent="tests")


def _a_picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    return content.getvalue()


def _a_report(plan: Plan) -> IssuedReport:
    details: dict[str, Any] = {"figures": {"targets": []}, "content": b"%PDF-1.7 report", "file_name": "bao-cao.pdf"}
    known = datetime(2023, 1, 12, tzinfo=UTC)
    return issue_report(plan=plan, as_at=date(2022, 12, 31), as_known=known, by="tests", **details)


def _a_signature(plan: Plan, report: IssuedReport) -> Signature:
    leader = GrantFactory(role=Role.LEADER, place=plan.place).user
    thing = find(leader, "plan_report", f"{plan.code}/{report.pk}")
    return sign(thing=thing, user=leader, role=Role.LEADER, proof=Proof.PASSWORD, by=leader.actor)
