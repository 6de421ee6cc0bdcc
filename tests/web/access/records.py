"""One record of each kind, all in one province, and which of them fills each address."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PIL import Image

from saolang.programme.intake.choices import Verdict
from saolang.programme.plans.services import attach_file, issue_report
from saolang.programme.registry.services.products import add_photo
from tests.factories.province import Province
from tests.factories.registry import a_producer
from tests.web.desk.registry import records_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.places.models import Place
    from saolang.programme.plans.models import IssuedReport, Plan
    from saolang.programme.registry.models import Producer
    from tests.web.access.routes import Route

TARGET = {"indicator": "products.certified", "comparator": ">=", "goal": 2}
NO_WORK = UUID(int=0)


@dataclass(frozen=True)
class Records:
    """What the people of the table ask for. `arguments` fills an address: by its name, or by its folder."""

    province: Place
    place: Place
    producer: Producer
    other_producer: Producer
    by_name: Mapping[str, Mapping[str, object]]
    by_folder: Mapping[str, Mapping[str, object]]

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
    attach_file(plan=plan, content=b"%PDF-1.7", file_name="ke-hoach.pdf", version=plan.version, by="tests", reason="đủ")
    photo = add_photo(product=made.product, content=_a_picture(), caption="", by="tests")
    held = made.register.rows.get(verdict=Verdict.HOLD)
    return Records(
        province=province.place,
        place=made.place,
        producer=made.producer,
        other_producer=a_producer(place=province.communes[0]),
        by_name={
            "desk:photo": {"number": photo.pk},
            "desk:area": {"code": made.area.code},
            "desk:register_work": {"number": NO_WORK},
            "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
            "account_confirm_email": {"key": "none"},
        },
        by_folder={
            "ke-hoach": {"code": plan.code, "target_code": "T-01", "extension": "csv"},
            "bao-cao": {"number": _a_report(plan).pk},
            "dia-ban": {"code": made.place.public_code},
            "chu-the": {"code": made.producer.code},
            "san-pham": {"code": made.product.code, "number": made.recognition.pk},
            "lang-nghe": {"code": made.village.code},
            "quyet-dinh": {"code": made.decision.code},
            "trung-lap": {"number": made.look_alike.pk, "kind": made.look_alike.kind},
            "so-theo-doi": {"code": made.register.code, "position": held.position},
        },
    )


def _a_picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    return content.getvalue()


def _a_report(plan: Plan) -> IssuedReport:
    details: dict[str, Any] = {"figures": {"targets": []}, "content": b"%PDF-1.7 report", "file_name": "bao-cao.pdf"}
    known = datetime(2023, 1, 12, tzinfo=UTC)
    return issue_report(plan=plan, as_at=date(2022, 12, 31), as_known=known, by="tests", **details)
