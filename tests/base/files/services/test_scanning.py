"""A scanner where there is one: a real ClamAV daemon with one signature of ours, and one that answers badly."""

from __future__ import annotations

import hashlib
import os
import shutil
import socketserver
import struct
import subprocess
import threading
import time
from typing import TYPE_CHECKING, ClassVar

import pytest

from saolang.base.audit.queries import history_of
from saolang.base.files.choices import Kinds
from saolang.base.files.models import StoredFile
from saolang.base.files.services import admit
from saolang.base.files.services.scanning import NOT_SCANNED
from saolang.core.refusal import Refusal
from tests.factories.files import a_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

MARK = b"SAOLANG-TEST-SIGNATURE-NOT-A-VIRUS"
INFECTED = a_pdf() + b"\n%" + MARK


class Clamd(socketserver.BaseRequestHandler):
    """Speaks INSTREAM as clamd does, and answers with whatever the test wants."""

    answer: ClassVar[bytes | None] = None

    def handle(self) -> None:
        stream = self.request.makefile("rwb")
        assert stream.readline() == b"nINSTREAM\n"
        content = b""
        while size := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(size)
        found = b"stream: SaoLang.Test FOUND\n" if MARK in content else b"stream: OK\n"
        stream.write(found if self.answer is None else self.answer)
        stream.flush()


@pytest.fixture
def scanner(settings: SettingsWrapper) -> Iterator[None]:
    """Ask a scanner at a port of this machine."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start ClamAV with a signature of our own; without ClamAV skip, or fail when SAOLANG_REQUIRE_ALL=1."""
    program = shutil.which("clamd") or shutil.which("/usr/sbin/clamd")
    if program is None:
        missing = "No clamd on this machine. On Debian: apt-get install clamav-daemon"
        if os.environ.get("SAOLANG_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "ours.ndb").write_text(f"SaoLang.Test:0:*:{MARK.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}\nLocalSocket {folder}/socket\nForeground true\nLogFile {folder}/log\n"
    )
    daemon = subprocess.Popen([program, "--config-file", str(folder / "clamd.conf")])
    wait_for(folder / "socket", daemon)
    yield f"unix:{folder}/socket"
    daemon.terminate()
    daemon.wait(10)


def wait_for(socket: Path, daemon: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if socket.exists():
            return
        assert daemon.poll() is None, "clamd ended"
        time.sleep(0.1)
    pytest.fail("clamd does not answer")


def admitted(content: bytes) -> StoredFile:
    return admit(content, name="quyết định.pdf", kinds=Kinds.PAPERS, by="user:7")


def test_clamd_lets_a_harmless_file_through(clamd: str, settings: SettingsWrapper) -> None:
    settings.CLAMAV = clamd

    assert admitted(a_pdf()).content_type == "application/pdf"


def test_clamd_finds_the_mark(clamd: str, settings: SettingsWrapper) -> None:
    settings.CLAMAV = clamd

    with pytest.raises(Refusal, match="mã độc"):
        admitted(INFECTED)

    assert not StoredFile.objects.exists()


@pytest.mark.usefixtures("scanner")
def test_what_is_found_is_refused_and_entered_in_the_list_of_changes() -> None:
    with pytest.raises(Refusal) as refused:
        admitted(INFECTED)

    assert str(refused.value) == (
        "Phần mềm quét thấy mã độc trong tệp quyết định.pdf (SaoLang.Test). Tệp không được nhận."
    )
    assert not StoredFile.objects.exists()
    entry = history_of("file", hashlib.sha256(INFECTED).hexdigest()).get()
    assert (entry.action, entry.actor, entry.after) == (
        "refuse",
        "user:7",
        {"name": "quyết định.pdf", "infection": "SaoLang.Test"},
    )


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize("answer", [b"", b"stream: too busy ERROR\n", b"INSTREAM size limit exceeded. ERROR\n", b"?\n"])
def test_file_is_not_kept_when_the_scanner_does_not_say(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clamd, "answer", answer)

    with pytest.raises(Refusal) as refused:
        admitted(a_pdf())

    assert refused.value == NOT_SCANNED
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd.sock"])
def test_file_is_not_kept_when_there_is_no_scanner_at_the_address(address: str, settings: SettingsWrapper) -> None:
    settings.CLAMAV = address

    with pytest.raises(Refusal) as refused:
        admitted(a_pdf())

    assert refused.value == NOT_SCANNED
    assert not StoredFile.objects.exists()
