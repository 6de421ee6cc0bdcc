"""Who may sign in to the demonstration."""

from __future__ import annotations

from dataclasses import dataclass

from saolang.base.accounts.choices import Role
from saolang.base.accounts.services import create_user, grant_role
from saolang.base.places.choices import Level
from saolang.base.places.models import Place
from saolang.config.demonstration.grounds import OLD_MAP
from saolang.config.demonstration.rows import BY

PASSWORD = "sao-lang-2026"  # noqa: S105 - it opens nothing but a demonstration, which prints it


@dataclass(frozen=True)
class SignIn:
    """A person of the demonstration; `province` is a code of the old map, empty for the whole country."""

    email: str
    full_name: str
    role: Role
    province: str = ""


SIGN_INS = (
    SignIn("dong-thap@ocop.example", "Điều phối viên Đồng Tháp", Role.COORDINATOR, "87"),
    SignIn("hau-giang@ocop.example", "Điều phối viên Hậu Giang", Role.COORDINATOR, "93"),
    SignIn("cao-bang@ocop.example", "Điều phối viên Cao Bằng", Role.COORDINATOR, "04"),
    SignIn("ha-nam@ocop.example", "Điều phối viên Hà Nam", Role.COORDINATOR, "35"),
    SignIn("tra-vinh@ocop.example", "Điều phối viên Trà Vinh", Role.COORDINATOR, "84"),
    SignIn("ca-nuoc@ocop.example", "Điều phối viên cả nước", Role.COORDINATOR),
    SignIn("nguoi-xem@ocop.example", "Người xem cả nước", Role.READER),
)


def add_sign_ins() -> None:
    """Make the accounts, each with its role over its province of the old map, or over the country."""
    provinces = {place.code: place for place in Place.objects.filter(map=OLD_MAP, level=Level.PROVINCE)}
    for sign_in in SIGN_INS:
        user = create_user(email=sign_in.email, full_name=sign_in.full_name, password=PASSWORD, by=BY)
        grant_role(user=user, role=sign_in.role, place=provinces.get(sign_in.province), by=BY)


def sign_in_table() -> str:
    """Return the sign-ins as lines of text."""
    lines = [f"  {sign_in.email:<24} {PASSWORD:<14} {sign_in.full_name}" for sign_in in SIGN_INS]
    return "\n".join(["Sign in as:", *lines])
