from __future__ import annotations

import argparse
import io
import json
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import authenticate

from saolang.base.accounts.models import Grant, User
from saolang.base.places.models import Place
from saolang.config.verbs import account as verb
from saolang.core.refusal import Refusal
from tests.factories.evaluation import a_council

if TYPE_CHECKING:
    from tests.factories.province import Province

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


def test_account_that_exists_is_given_a_further_role_and_no_password_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("hoa@ocop.example", "Nguyễn Thị Hoa", "reader")
    monkeypatch.setattr("sys.stdin", None)

    run("HOA@ocop.example", "Tên Khác", "inspector", "--place", "Cao Bằng", "--until", "2199-12-31")

    user = User.objects.get()
    assert (user.full_name, user.check_password(PASSWORD)) == ("Nguyễn Thị Hoa", True)
    assert list(user.grants.order_by("pk").values_list("role", "scope_code")) == [("reader", ""), ("inspector", "2-04")]
    assert str(user.grants.get(role="inspector").valid_to) == "2199-12-31"
    assert capsys.readouterr().out.endswith("hoa@ocop.example: cán bộ kiểm tra, Tỉnh Cao Bằng\n")


def test_account_over_a_producer(province: Province) -> None:
    producer = province.producer()

    run("bich@ocop.example", "Trần Thị Bích", "producer", "--producer", producer.code.lower())

    grant = Grant.objects.get()
    assert (grant.role, grant.scope_kind, grant.scope_code) == ("producer", "producer", producer.code)


def test_account_over_a_council() -> None:
    council = a_council(Place.objects.get(map=1, code="93"))

    run("bich@ocop.example", "Trần Thị Bích", "member", "--council", council.code.lower())

    grant = Grant.objects.get()
    assert (grant.scope_kind, grant.scope_code) == ("council", council.code)


def test_account_is_refused_with_a_council_nobody_knows() -> None:
    with pytest.raises(Refusal, match="HD-0009"):
        run("bich@ocop.example", "Trần Thị Bích", "member", "--council", "HD-0009")

    assert not User.objects.exists()


def test_account_is_refused_with_a_producer_nobody_knows() -> None:
    with pytest.raises(Refusal, match="CT-00000000"):
        run("bich@ocop.example", "Trần Thị Bích", "producer", "--producer", "CT-00000000")

    assert not User.objects.exists()


def test_account_is_refused_with_a_role_that_is_not_held_over_such_a_thing() -> None:
    with pytest.raises(Refusal, match="không giao cho cả nước"):
        run("bich@ocop.example", "Trần Thị Bích", "producer")

    assert not User.objects.exists()


def test_account_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    run("hoa@ocop.example", "Nguyễn Thị Hoa", "administrator", "--json")

    assert json.loads(capsys.readouterr().out) == {
        "email": "hoa@ocop.example",
        "made": True,
        "role": "administrator",
        "scope": ["country", ""],
    }
