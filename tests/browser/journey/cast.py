"""Who is in the journey: accounts as an installation has them before anything happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from saolang.base.accounts.choices import Role, ScopeKind
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from saolang.base.places.models import Place


@dataclass
class Cast:
    """The address everybody signs in with, by what they are; and what the producer is called."""

    producer_name: str = "Hợp tác xã Bảy Ngàn"
    set_words: str = "Gạo, ngũ cốc, hạt sơ chế khác"
    producer: str = "chu-the@ocop.example"
    helper: str = "nguoi-giup@ocop.example"
    commune: str = "xa@ocop.example"
    coordinator: str = "dieu-phoi@ocop.example"
    adviser: str = "to-tu-van@ocop.example"
    chair: str = "chu-tich@ocop.example"
    secretary: str = "thu-ky@ocop.example"
    members: tuple[str, ...] = ("uy-vien-1@ocop.example", "uy-vien-2@ocop.example", "uy-vien-3@ocop.example")
    today: str = ""
    dossier: str = ""
    council: str = ""
    session: str = ""
    """Today as a field for days takes it; the codes of what the journey makes, once it is there."""


NAMES = {
    "producer": "Lê Thị Bảy",
    "helper": "Lê Văn Giúp",
    "commune": "Cán bộ xã Trần Văn Xã",
    "coordinator": "Điều phối viên Phạm Thị Tỉnh",
    "adviser": "Ngô Thị Tư Vấn",
    "chair": "Chủ tịch Huỳnh Văn Chủ",
    "secretary": "Thư ký Bùi Thị Ký",
}


def gather(province: Place, commune: Place) -> Cast:
    """Make the accounts, and the producer in the registry; whoever sits in a council is seated by the journey."""
    cast = Cast()
    producer = a_producer(cast.producer_name, place=commune)
    for role, email, place in (
        (Role.COMMUNE, cast.commune, commune),
        (Role.COORDINATOR, cast.coordinator, province),
        (Role.ADVISER, cast.adviser, province),
    ):
        name = next(NAMES[part] for part in NAMES if getattr(cast, part) == email)
        GrantFactory(role=role, place=place, user__email=email, user__full_name=name)
    for role, email, part in (
        (Role.PRODUCER, cast.producer, "producer"),
        (Role.HELPER, cast.helper, "helper"),
    ):
        GrantFactory(
            role=role,
            scope_kind=ScopeKind.PRODUCER,
            scope_code=producer.code,
            user__email=email,
            user__full_name=NAMES[part],
        )
    for part in ("chair", "secretary"):
        UserFactory(email=getattr(cast, part), full_name=NAMES[part])
    for number, email in enumerate(cast.members, 1):
        UserFactory(email=email, full_name=f"Ủy viên thứ {number}")
    return cast
