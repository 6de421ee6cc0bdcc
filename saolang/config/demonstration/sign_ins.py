"""Who may sign in to the demonstration: one person for each role that has something to do."""

from __future__ import annotations

from dataclasses import dataclass

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import Scope
from saolang.base.accounts.services.grants import give
from saolang.base.accounts.services.people import create_user
from saolang.base.places.models import Place
from saolang.base.places.queries import with_public_codes
from saolang.config.demonstration.rows import BY

PASSWORD = "sao-lang-2026"  # noqa: S105 - it opens nothing but a demonstration, which prints it
HAU_GIANG = "1-93"


@dataclass(frozen=True)
class SignIn:
    """A person of the demonstration; `place` is a public code, empty for the whole country."""

    email: str
    full_name: str
    role: Role
    place: str = ""


SIGN_INS = (
    SignIn("dong-thap@ocop.example", "Điều phối viên Đồng Tháp", Role.COORDINATOR, "1-87"),
    SignIn("hau-giang@ocop.example", "Điều phối viên Hậu Giang", Role.COORDINATOR, HAU_GIANG),
    SignIn("cao-bang@ocop.example", "Điều phối viên Cao Bằng", Role.COORDINATOR, "1-04"),
    SignIn("ha-nam@ocop.example", "Điều phối viên Hà Nam", Role.COORDINATOR, "1-35"),
    SignIn("tra-vinh@ocop.example", "Điều phối viên Trà Vinh", Role.COORDINATOR, "1-84"),
    SignIn("ca-nuoc@ocop.example", "Điều phối viên cả nước", Role.COORDINATOR),
    SignIn("nguoi-xem@ocop.example", "Người xem cả nước", Role.READER),
    SignIn("quan-tri@ocop.example", "Quản trị hệ thống", Role.ADMINISTRATOR),
    SignIn("trung-uong@ocop.example", "Cán bộ trung ương", Role.CENTRAL),
    SignIn("lanh-dao@ocop.example", "Lãnh đạo Hậu Giang", Role.LEADER, HAU_GIANG),
    SignIn("can-bo-xa@ocop.example", "Cán bộ phường Đại Thành", Role.COMMUNE, "2-31411"),
    SignIn("kiem-tra@ocop.example", "Cán bộ kiểm tra Hậu Giang", Role.INSPECTOR, HAU_GIANG),
    SignIn("kiem-toan@ocop.example", "Kiểm toán cả nước", Role.AUDITOR),
)


def add_sign_ins() -> None:
    """Make the accounts, each with its role over its place or over the country."""
    named = with_public_codes(Place.objects.select_related("map"), {one.place for one in SIGN_INS if one.place})
    places = {place.public_code: place for place in named}
    for sign_in in SIGN_INS:
        user = create_user(email=sign_in.email, full_name=sign_in.full_name, password=PASSWORD, by=BY)
        give(user=user, role=sign_in.role, scope=Scope.over(places.get(sign_in.place)), by=BY, tell=False)


def sign_in_table() -> str:
    """Return the sign-ins, those of producers and councils too, as lines of text."""
    people = User.objects.order_by("pk").values_list("email", "full_name")
    return "\n".join(["Sign in as:", *(f"  {email:<24} {PASSWORD:<14} {name}" for email, name in people)])
