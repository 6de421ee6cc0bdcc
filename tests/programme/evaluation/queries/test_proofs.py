from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from saolang.core.merkle import Inclusion, holds
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.models import Dossier
from saolang.programme.evaluation.models import Result, ScoreSheet, Session, SheetLine
from saolang.programme.evaluation.queries.proofs import NOT_CLOSED, leaves_of, result_proof, root_of, sheet_proof
from saolang.programme.evaluation.services import results, sessions
from tests.factories.evaluation import a_waiting_dossier, an_open_session, everybody_signs

if TYPE_CHECKING:
    from saolang.programme.evaluation.models import Council
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

SCRIPT = Path(__file__).resolve().parents[4] / "docs" / "operating" / "check_chain.py"


@pytest.fixture
def closed(council: Council, province: Province) -> Session:
    """Return a closed session over two products, each scored by three."""
    session = an_open_session(council, *(a_waiting_dossier(commune) for commune in province.communes[:2]))
    everybody_signs(session)
    return sessions.close(session=session, by="tests")


@pytest.fixture
def proof(closed: Session) -> dict[str, Any]:
    sheet = ScoreSheet.objects.select_related("signature__key", "case__session").order_by("pk")[1]
    told: dict[str, Any] = json.loads(sheet_proof(sheet))
    return told


def check(told: dict[str, Any], folder: Path, *kept: str) -> subprocess.CompletedProcess[str]:
    file = folder / "proof.json"
    file.write_text(json.dumps(told), encoding="ascii")
    command = [sys.executable, str(SCRIPT), str(file), *kept]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_leaves_are_every_sheet_every_result_and_the_minutes(closed: Session) -> None:
    kinds = [leaf.name.partition(":")[0] for leaf in leaves_of(closed)]

    assert kinds == ["sheet"] * 6 + ["result"] * 2 + ["session"]


def test_root_stays_when_the_results_become_final(closed: Session) -> None:
    told = results.announce(session=closed, by="tests")
    Dossier.objects.update(due_on=dt.date(2026, 1, 1))

    for result in told:
        results.confirm(result=result, by="tests")

    assert (Result.objects.count(), root_of(closed)) == (4, closed.merkle_root)


def test_root_changes_with_any_line_of_any_sheet(closed: Session) -> None:
    SheetLine.objects.filter(pk=SheetLine.objects.latest("pk").pk).update(option="none")

    assert root_of(closed) != closed.merkle_root


def test_sheet_is_proved_without_showing_the_others(closed: Session, proof: dict[str, Any]) -> None:
    others = ScoreSheet.objects.exclude(salt=json.loads(proof["text"])["salt"])

    assert holds(proof["text"], Inclusion(proof["index"], proof["size"], tuple(proof["path"])), closed.merkle_root)
    assert [sheet.salt for sheet in others if sheet.salt in json.dumps(proof)] == []
    assert others.count() == 5


def test_result_is_proved(closed: Session) -> None:
    told = json.loads(result_proof(Result.objects.select_related("case__session").latest("pk")))

    assert holds(told["text"], Inclusion(told["index"], told["size"], tuple(told["path"])), closed.merkle_root)


def test_nothing_is_proved_before_the_session_is_closed(session: Session) -> None:
    everybody_signs(session)

    with pytest.raises(Refusal) as refused:
        sheet_proof(ScoreSheet.objects.select_related("signature__key", "case__session")[0])

    assert refused.value == NOT_CLOSED


def test_script_without_our_program_finds_that_everything_holds(proof: dict[str, Any], tmp_path: Path) -> None:
    said = check(proof, tmp_path)

    assert (said.returncode, said.stdout.splitlines()[-1]) == (0, "Everything holds.")
    assert proof["root"] in said.stdout


def test_script_takes_the_root_that_was_kept(proof: dict[str, Any], tmp_path: Path) -> None:
    right, wrong = check(proof, tmp_path, proof["root"]), check(proof, tmp_path, "0" * 64)

    assert (right.returncode, wrong.returncode) == (0, 1)
    assert "the root is not the one you have kept" in wrong.stdout


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("text", "{}", "the sheet is not among"),
        ("root", "0" * 64, "the sheet is not among"),
        ("index", 0, "the sheet is not among"),
        ("bundle", "{}", "is not what was signed"),
        ("statement", "{}", "is not what was signed"),
        ("signature", "AAAA", "the signature is wrong"),
    ],
)
def test_script_finds_what_was_altered(proof: dict[str, Any], tmp_path: Path, name: str, value: Any, said: str) -> None:
    told = check(proof | {name: value}, tmp_path)

    assert (told.returncode, said in told.stdout) == (1, True)


def test_script_proves_a_result_which_nobody_signs(closed: Session, tmp_path: Path) -> None:
    told = check(json.loads(result_proof(Result.objects.select_related("case__session").latest("pk"))), tmp_path)

    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "Everything holds.")
