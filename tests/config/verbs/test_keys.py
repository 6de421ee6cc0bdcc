from __future__ import annotations

import argparse
import json

import pytest

from saolang.base.audit.models import Change, SigningKey
from saolang.base.audit.services.keys import current_key
from saolang.config.verbs import keys as verb

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    verb.add_arguments(parser)
    return verb.run(parser.parse_args(words))


def test_keys_says_that_there_is_none_and_makes_none(capsys: pytest.CaptureFixture[str]) -> None:
    code = run()

    assert (code, capsys.readouterr().out) == (0, "Chưa có khóa nào. Khóa đầu tiên được tạo khi ký lần đầu.\n")
    assert not SigningKey.objects.exists()


def test_keys_rotated_are_listed_the_latest_first(capsys: pytest.CaptureFixture[str]) -> None:
    old = current_key(by="tests")

    code = run("--rotate", "--json")

    told = json.loads(capsys.readouterr().out)
    new = SigningKey.objects.get(in_use=True)
    assert code == 0
    assert [(key["public"], key["in_use"], key["retired_at"] is None) for key in told] == [
        (new.public, True, True),
        (old.public, False, False),
    ]
    assert Change.objects.get(code=new.public).actor == "command-line"


def test_keys_never_prints_a_private_part(capsys: pytest.CaptureFixture[str]) -> None:
    run("--rotate")
    run("--json")

    out = capsys.readouterr().out
    assert "PRIVATE KEY" not in out
    assert "đang dùng" in out
