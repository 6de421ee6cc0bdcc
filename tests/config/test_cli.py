from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from saolang.config import cli

if TYPE_CHECKING:
    from pathlib import Path

VERB = '''"""Greet somebody."""
from saolang.core.refusal import Refusal

def add_arguments(parser):
    parser.add_argument("name")

def run(arguments):
    if arguments.name == "nobody":
        raise Refusal("Không có %(name)s.", name="ai")
    if arguments.name == "error":
        raise RuntimeError("broken")
    print("Chào", arguments.name)
    return 3
'''


@pytest.fixture(autouse=True)
def one_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put one verb, with a name Python keeps for itself, in place of ours."""
    (tmp_path / "import_.py").write_text(VERB, encoding="utf-8")
    monkeypatch.setattr(cli, "VERBS", tmp_path)
    monkeypatch.setattr("saolang.config.verbs.__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "saolang.config.verbs.import_", raising=False)
    monkeypatch.delenv("SAOLANG_DEBUG", raising=False)


def test_main_returns_what_the_verb_returns(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["import", "Hoa"])

    assert (code, capsys.readouterr().out) == (3, "Chào Hoa\n")


def test_main_tells_a_refusal_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["import", "nobody"])

    assert (code, capsys.readouterr()) == (2, ("", "Không có ai.\n"))


def test_main_tells_an_unexpected_error_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["import", "error"])

    sentence = "./run import failed: RuntimeError: broken (SAOLANG_DEBUG=1 shows where.)\n"
    assert (code, capsys.readouterr()) == (1, ("", sentence))


def test_main_shows_an_unexpected_error_whole_when_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAOLANG_DEBUG", "1")

    with pytest.raises(RuntimeError, match="broken"):
        cli.main(["import", "error"])


def test_main_exits_with_2_on_an_unknown_verb(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["export"])

    assert (code, capsys.readouterr()) == (2, ("", "There is no verb “export”. ./run --help lists them.\n"))


def test_main_exits_with_2_on_bad_arguments() -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["import"])

    assert ended.value.code == 2


def test_main_without_a_verb_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main([])

    assert code == 0
    assert "  import     Greet somebody.\n" in capsys.readouterr().out


def test_main_says_what_to_run_where_there_is_no_database(tmp_path: Path) -> None:
    here = {"DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3", "SAOLANG_VAR": str(tmp_path)}

    told = subprocess.run(
        [sys.executable, "-m", "saolang.config.cli", "demo"],
        env={**os.environ, **here, "SAOLANG_DEMONSTRATION": "1", "DJANGO_SETTINGS_MODULE": "saolang.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told.returncode, told.stderr.strip()) == (2, cli.NOT_SET_UP)
