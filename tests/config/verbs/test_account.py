from __future__ import annotations

import argparse
import io

import pytest
from django.contrib.auth import authenticate

from saolang.base.accounts.models import Grant, User
from saolang.config.verbs import account as verb
from saolang.core.refusal import Refusal

pytestmark = pytest.mark.django_db

PASSWORD = "chiếc cầu tre lắc lẻo"


@pytest.fixture(autouse=True)
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    verb.add_arguments(parser)
    return verb.run(parser.parse_args(words))


def test_account_signs_in_with_the_password_that_was_piped_in(capsys: pytest.CaptureFixture[str]) -> None:
    code = run("Hoa@ocop.example", "Nguyễn Thị Hoa", "coordinator", "--place", "Cao Bằng")

    assert (code, capsys.readouterr().out) == (0, "hoa@ocop.example: điều phối viên, Tỉnh Cao Bằng\n")
    assert authenticate(email="hoa@ocop.example", password=PASSWORD) == User.objects.get()


def test_account_holds_its_role_over_the_place_of_today() -> None:
    run("hoa@ocop.example", "Nguyễn Thị Hoa", "reader", "--place", "Ninh Bình")

    grant = Grant.objects.get()
    assert (grant.role, grant.scope_kind, grant.scope_code, grant.given_by) == (
        "reader",
        "place",
        "2-37",
        "command-line",
    )


def test_account_without_a_place_holds_its_role_over_the_country() -> None:
    run("hoa@ocop.example", "Nguyễn Thị Hoa", "reader")

    grant = Grant.objects.get()
    assert (grant.scope_kind, grant.scope_code) == ("country", "")


def test_account_is_refused_with_a_place_nobody_knows_and_nothing_is_made() -> None:
    with pytest.raises(Refusal, match="Xứ Nẫu"):
        run("hoa@ocop.example", "Nguyễn Thị Hoa", "reader", "--place", "Xứ Nẫu")

    assert not User.objects.exists()


def test_account_is_refused_with_a_weak_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("12345678\n"))

    with pytest.raises(Refusal, match="Mật khẩu chưa đạt"):
        run("hoa@ocop.example", "Nguyễn Thị Hoa", "reader")

    assert not User.objects.exists()


def test_account_typed_by_hand_asks_twice_and_refuses_a_misprint(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([PASSWORD, "chiếc cầu tre lắc"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(verb, "getpass", lambda _: next(answers))

    with pytest.raises(Refusal, match="không giống nhau"):
        run("hoa@ocop.example", "Nguyễn Thị Hoa", "reader")

    assert not User.objects.exists()
