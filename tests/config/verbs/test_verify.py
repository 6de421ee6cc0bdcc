"""A copied database file is tampered with: `./run verify` finds and places it, so does the script without Django."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from base64 import b64encode
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from saolang.base.accounts.choices import Proof, Role
from saolang.base.accounts.models import Signature
from saolang.base.accounts.rules import Scope, signature_holds, statement_of
from saolang.base.accounts.services.signatures import Signable, sign
from saolang.base.audit.models import SigningKey
from saolang.base.audit.services import keys
from saolang.config.verbs.verify import found
from saolang.programme.certification.models import Certificate
from saolang.programme.certification.rules.credentials import key_id, proof_options, signed_bytes, with_proof
from saolang.programme.evaluation.choices import SessionState
from saolang.programme.evaluation.models import Attendance, Result, ScoreSheet, Session, SheetLine
from saolang.programme.evaluation.services import sessions
from tests.base.audit.tampering import CASES, CHECKPOINTS, UNSEALED, Hand, alter_and_chain_anew
from tests.config.verbs.processes import ROOT, python, surroundings
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.certification import a_certificate
from tests.factories.evaluation import a_full_council, a_waiting_dossier, an_open_session, everybody_signs
from tests.factories.plans import IssuedReportFactory
from tests.factories.province import Province

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = ROOT / "docs" / "operating" / "check_chain.py"
MAKE = """
import django; django.setup()
from tests.base.audit.tampering import make_chain; make_chain()
"""
VERIFY = """
import contextlib, json, sys
from pathlib import Path
import django; django.setup()
from django.db import connection
from saolang.config.cli import run_verb
for file in Path(sys.argv[1]).glob("*.sqlite3"):
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    with file.with_suffix(".json").open("w") as told, contextlib.redirect_stdout(told):
        run_verb("verify", ["--json", "--export", str(file.with_suffix(".jsonl"))])
"""
"""The verb on one copy after another: Django takes longer to start than all of them to be checked."""
CHECK = """
import contextlib, io, json, sys
from pathlib import Path
import django; django.setup()
from django.db import connection
from saolang.config.cli import run_verb
for file in Path(sys.argv[1]).glob("*.sqlite3"):
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    with contextlib.redirect_stdout(io.StringIO()) as told:
        run_verb("verify", ["--json"])
    json.loads(told.getvalue())
"""
MAKE_SIGNATURE = """
import django; django.setup()
from saolang.base.accounts.models import Signature
from saolang.base.accounts.rules import statement_of
from saolang.base.accounts.services.people import create_user
from saolang.base.audit.services.changes import record
from saolang.base.audit.services.keys import current_key, sign
signer = create_user(email="hoa@example.vn", full_name="Hoa", password="chín con trâu trắng", by="tests")
made = Signature(
    kind="plan_report", code="x/1", sha256="0" * 64, signer=signer, name="Hoa", key=current_key(by="tests")
)
made.statement = statement_of(made)
made.value = sign(made.statement.encode(), key=made.key)
made.save()
told = {"signature": made.value}
record(by=signer.actor, action="sign", kind=made.kind, code=made.code, after=told)
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the surroundings of an installation with a chain of 200 entries."""
    environment = surroundings(tmp_path_factory.mktemp("var"))
    python(environment, "-m", "django", "migrate", "--verbosity", "0")
    python(environment, "-c", MAKE)
    return environment


@pytest.fixture(scope="module")
def copies(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a tampered copy for each case, what the verb told of it, and its export."""
    folder = tmp_path_factory.mktemp("copies")
    for name, case in CASES.items():
        copy = copied(environment, folder / f"{name}.sqlite3")
        tamper(copy, case.does)
    python(environment, "-c", VERIFY, str(folder))
    return folder


def verify(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "saolang.config.cli", "verify", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def check_outside(*arguments: object, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    """Run the script with nothing but the Python that runs it: no Django, no packages of ours."""
    command = [sys.executable, "-I", "-S", SCRIPT, *map(str, arguments)]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)


def copied(environment: dict[str, str], file: Path) -> Path:
    return Path(shutil.copy(Path(environment["SAOLANG_VAR"]) / "saolang.sqlite3", file))


def tamper(file: Path, does: Any) -> None:
    """Do it as one does who has the file: no foreign keys, no checks, no triggers."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        does(Hand(lambda statement: database.execute(statement).fetchall()))


def faults_in(file: Path) -> list[tuple[Any, ...]]:
    told = json.loads(file.read_text())
    assert told["holds"] == (not told["faults"])
    return sorted(
        (each["fault"], each.get("position"), each.get("last"), each.get("change")) for each in told["faults"]
    )


def places_in(output: str) -> list[str]:
    return re.findall(r"^(?:positions?|entry) \d+", output, re.MULTILINE)


def test_verify_finds_and_places_what_was_done_to_each_copy(copies: Path) -> None:
    found = {name: faults_in(copies / f"{name}.json") for name in CASES}

    assert found == {name: sorted(case.found) for name, case in CASES.items()}


def test_script_without_django_finds_and_places_what_was_done_to_each_copy(copies: Path) -> None:
    checked = {name: check_outside(copies / f"{name}.jsonl") for name in CASES}

    assert {name: places_in(each.stdout) for name, each in checked.items()} == {
        name: case.outside for name, case in CASES.items()
    }
    assert {name: each.returncode for name, each in checked.items()} == {
        name: int(bool(case.outside)) for name, case in CASES.items()
    }


@pytest.mark.parametrize(
    ("column", "value"), [("before", "no JSON"), ("after", "[" * 100_000), ("at", "2020-13-45 00:00:00"), ("at", "xưa")]
)
def test_what_cannot_even_be_read_is_found_too(
    environment: dict[str, str], tmp_path: Path, column: str, value: str
) -> None:
    copy = copied(environment, tmp_path / "saolang.sqlite3")
    tamper(copy, lambda hand: hand.run(f"UPDATE audit_change SET {column} = '{value}' WHERE id = 70"))  # noqa: S608

    told = verify(environment | {"SAOLANG_VAR": str(tmp_path)}, "--json", "--export", str(tmp_path / "export"))

    assert [(each["fault"], each["position"]) for each in json.loads(told.stdout)["faults"]] == [("altered", 70)]
    assert places_in(check_outside(tmp_path / "export").stdout) == ["position 70"]


WATCHED = ("audit_change", "audit_link", "audit_head", "audit_checkpoint", "audit_signingkey", "files_storedfile")
MAKE_FILE = """
import django; django.setup()
from saolang.base.files.services import store
store(b"a paper", by="tests")
"""


@pytest.mark.parametrize("garbage", ["x'00ff'", "'xưa'"])
def test_nothing_written_into_any_column_stops_the_check(
    environment: dict[str, str], tmp_path: Path, garbage: str
) -> None:
    whole = copied(environment, tmp_path / "whole.db")
    python(environment | {"DATABASE_URL": f"sqlite:///{whole}"}, "-c", MAKE_FILE)
    with closing(sqlite3.connect(whole)) as database:
        columns = [
            (table, name) for table in WATCHED for _, name, *_ in database.execute(f"PRAGMA table_info({table})")
        ]
    for table, column in columns:
        copy = Path(shutil.copy(whole, tmp_path / f"{table}.{column}.sqlite3"))
        statement = garbled(table, column, garbage)
        with contextlib.suppress(sqlite3.Error):  # a key takes numbers alone
            tamper(copy, lambda hand, statement=statement: hand.run(statement))

    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(tmp_path)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def garbled(table: str, column: str, garbage: str) -> str:
    """Return the statement that writes it into a row in the middle of the table."""
    middle = f"SELECT rowid FROM {table} ORDER BY rowid LIMIT 1 OFFSET (SELECT count(*) / 2 FROM {table})"  # noqa: S608
    return f"UPDATE {table} SET {column} = {garbage} WHERE rowid = ({middle})"  # noqa: S608


@pytest.fixture
def signature(db: None) -> Signature:
    report = IssuedReportFactory()
    leader = GrantFactory(role=Role.LEADER, place=report.plan.place).user
    thing = Signable("plan_report", report.code, "", report.file.sha256, Scope.over(report.plan.place), "", "", "")
    return sign(thing=thing, user=leader, role=Role.LEADER, proof=Proof.PASSWORD, by=leader.actor)


def faults_of_signatures() -> list[str]:
    return [each["fault"] for each in found({}) if each["fault"].startswith("signature")]


@pytest.mark.usefixtures("signature")
def test_signature_as_it_was_made_holds() -> None:
    assert faults_of_signatures() == []


@pytest.mark.usefixtures("signature")
def test_signature_of_a_key_put_in_past_us_is_found() -> None:
    """Whoever writes into the database can make a key; the list of changes tells of no such signature."""
    private = Ed25519PrivateKey.generate()
    public = b64encode(private.public_key().public_bytes_raw()).decode()
    forged = Signature.objects.get()
    forged.pk, forged.signer, forged.name = None, UserFactory(), "Ai đó"
    forged.key = SigningKey.objects.create(
        public=public, private="", made_by="x", in_use=False, retired_at=timezone.now()
    )
    forged.statement = statement_of(forged)
    forged.value = b64encode(private.sign(forged.statement.encode())).decode()
    forged.save()

    assert signature_holds(forged)
    assert faults_of_signatures() == ["signature_of_person"]


def test_signature_laid_to_somebody_else_is_found(signature: Signature) -> None:
    Signature.objects.update(signer=UserFactory(full_name=signature.name))

    assert faults_of_signatures() == ["signature_of_person"]


@pytest.mark.usefixtures("signature")
def test_signature_taken_out_is_found() -> None:
    Signature.objects.all().delete()

    assert faults_of_signatures() == ["signature_gone"]


def test_export_that_cannot_be_written_keeps_nothing_found_back(environment: dict[str, str], tmp_path: Path) -> None:
    copy = copied(environment, tmp_path / "saolang.sqlite3")
    tamper(copy, lambda hand: hand.run("UPDATE audit_change SET reason = CAST(x'ff' AS text) WHERE id = 70"))

    told = verify(environment | {"SAOLANG_VAR": str(tmp_path)}, "--json", "--export", str(tmp_path / "export"))

    assert told.returncode != 0
    assert "unreadable" in [each["fault"] for each in json.loads(told.stdout)["faults"]]
    assert "không đọc được" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("column", ["signed_at", "kind", "key_id"])
def test_signature_that_cannot_be_read_is_found(environment: dict[str, str], tmp_path: Path, column: str) -> None:
    copy = copied(environment, tmp_path / "saolang.sqlite3")
    own = environment | {"SAOLANG_VAR": str(tmp_path)}
    python(own, "-c", MAKE_SIGNATURE)
    tamper(copy, lambda hand: hand.run(f"UPDATE accounts_signature SET {column} = 'xưa'"))  # noqa: S608

    told = verify(own, "--json")

    assert "signature_of_person" in [each["fault"] for each in json.loads(told.stdout)["faults"]]


def test_verify_tells_people_what_was_checked(environment: dict[str, str]) -> None:
    told = verify(environment)

    assert (told.returncode, told.stderr) == (0, "")
    first, second, third = told.stdout.splitlines()
    assert first == (
        f"Đã kiểm {CHECKPOINTS[-1]} mục niêm phong, {len(CHECKPOINTS)} mốc kiểm chứng, "
        "0 tệp, 0 chữ ký, 0 giấy chứng nhận, 0 phiên của hội đồng, 0 sự kiện truy xuất."
    )
    assert second.startswith(f"Chưa niêm phong: {UNSEALED} mục, từ ")
    assert third == "Tất cả đều khớp."


def test_verify_tells_people_where_something_was_altered(environment: dict[str, str], tmp_path: Path) -> None:
    copy = copied(environment, tmp_path / "saolang.sqlite3")
    tamper(copy, CASES["altered reason"].does)

    told = verify(environment | {"SAOLANG_VAR": str(tmp_path)})

    assert told.returncode == 1
    assert told.stdout.splitlines()[0] == (
        "Vị trí 70: mục 70 không còn như khi niêm phong, hoặc mục trước nó đã bị xóa."
    )


def test_kept_digest_is_held_against_the_chain(environment: dict[str, str], tmp_path: Path) -> None:
    """Who alters, chains anew and takes back the checkpoints is found by whoever kept a digest."""
    copy = copied(environment, tmp_path / "saolang.sqlite3")
    with closing(sqlite3.connect(copy)) as database:
        kept = f"100:{Hand(lambda statement: database.execute(statement).fetchall()).digest(100)}"
    tamper(copy, alter_and_chain_anew)
    tamper(copy, lambda hand: hand.run("DELETE FROM audit_checkpoint WHERE position > 70"))
    forged = environment | {"SAOLANG_VAR": str(tmp_path)}

    codes = [verify(forged).returncode, verify(forged, "--against", kept).returncode]
    verify(forged, "--export", str(tmp_path / "export"))
    places = [check_outside(tmp_path / "export", *given).stdout for given in ([], [kept])]

    assert codes == [0, 1]
    assert list(map(places_in, places)) == [[], ["position 100"]]


def test_digest_that_is_none_is_bad_use(environment: dict[str, str]) -> None:
    told = verify(environment, "--against", "100")

    assert told.returncode == 2
    assert "POSITION:DIGEST" in told.stderr


def test_script_says_when_it_cannot_check_signatures(copies: Path) -> None:
    checked = check_outside(copies / "forged checkpoint.jsonl", path="/nowhere")

    assert "The signatures were NOT checked" in checked.stdout
    assert places_in(checked.stdout) == ["position 120"]


def test_script_checks_signatures_with_the_package_too(copies: Path) -> None:
    command = [sys.executable, SCRIPT, copies / "backdated checkpoint.jsonl"]

    checked = subprocess.run(command, env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False)

    assert places_in(checked.stdout) == ["position 120"]


EXPORT = '{"format": "saolang-chain-1", "position": 0, "digest": ""}\n'


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "no JSON",
        '{"format": "another"}',
        "[" * 100_000,
        "5",
        f'{EXPORT}{{"position": 1, "digest": "", "change": 1, "entry": 5}}',
        f"{EXPORT}{'[' * 100_000}",
    ],
    ids=lambda content: content[-20:],
)
def test_script_refuses_what_is_no_export(tmp_path: Path, content: str) -> None:
    file = tmp_path / "export"
    file.write_text(content)

    told = check_outside(file)

    assert (told.returncode, "cannot be read" in told.stderr) == (2, True)


def test_export_holds_no_personal_data(copies: Path) -> None:
    text = (copies / "nothing.jsonl").read_text()

    assert "phone" not in text
    assert "salt" not in text


# Certificates --------------------


@pytest.mark.django_db
def test_certificate_as_it_was_issued_verifies() -> None:
    a_certificate()

    assert [fault for fault in found({}) if fault["fault"] == "credential"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "altered",
    [
        {"number": "9999/2023/GCN-OCOP-93"},
        {"public_code": "GN-00000000"},
        {"credential": {}},
        {"issued_on": "2023-03-02"},
    ],
)
def test_certificate_altered_is_found(altered: dict[str, Any]) -> None:
    certificate = a_certificate()

    Certificate.objects.filter(pk=certificate.pk).update(**altered)

    (fault,) = [fault for fault in found({}) if fault["fault"] == "credential"]
    assert fault["certificate"] == altered.get("public_code", certificate.public_code)


@pytest.mark.django_db
def test_certificate_signed_by_our_key_but_never_issued_is_found() -> None:
    """As somebody makes one who can use the key and write the table, but not the list of changes."""
    certificate = a_certificate()
    key = SigningKey.objects.get()
    said = {name: value for name, value in certificate.credential.items() if name != "proof"} | {"name": "khác"}
    options = proof_options(key_id(key.public), timezone.now())

    forged = with_proof(said, options, keys.sign(signed_bytes(said, options), key=key))
    Certificate.objects.filter(pk=certificate.pk).update(credential=forged)

    assert [fault["fault"] for fault in found({}) if fault["fault"] == "credential"] == ["credential"]


@pytest.fixture
def closed() -> Session:
    """Return a session of three members over one product, closed."""
    province = Province()
    session = an_open_session(a_full_council(province.place), a_waiting_dossier(province.communes[0]))
    everybody_signs(session)
    return sessions.close(session=session, by="tests")


def faults_of_sessions() -> list[str]:
    return [fault["fault"] for fault in found({}) if fault["fault"].startswith("session")]


@pytest.mark.django_db
def test_session_as_it_was_closed_verifies(closed: Session) -> None:
    assert faults_of_sessions() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "alter",
    [
        lambda: SheetLine.objects.filter(criterion="1.1").update(option="1.1-1"),
        lambda: SheetLine.objects.update(option="no such option"),
        lambda: ScoreSheet.objects.update(signature=None, total=None, sha256=""),
        lambda: Result.objects.update(stars=3),
        lambda: Attendance.objects.update(present=False),
        lambda: Session.objects.update(merkle_root="0" * 64),
        lambda: Session.objects.update(origin="imported", merkle_root="0" * 64),
        lambda: (Session.objects.update(origin="imported"), Result.objects.update(stars=3)),
    ],
)
def test_session_altered_after_it_was_closed_is_found(closed: Session, alter: Callable[[], object]) -> None:
    alter()

    [fault] = [fault for fault in found({}) if fault["fault"] == "session"]

    assert fault["session"] == closed.code
    assert "không còn khớp mã gốc" in fault["message"]


@pytest.mark.django_db
def test_session_opened_again_behind_our_back_is_found(closed: Session) -> None:
    Session.objects.update(state=SessionState.OPEN)

    assert faults_of_sessions() == ["session_gone"]
