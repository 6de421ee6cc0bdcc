"""Encrypting into a stream: what goes wrong at the other end is told as it was."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pyrage
import pytest

from saolang.config.backups.encryption import decrypted, encrypted


@pytest.mark.parametrize("size", [0, 1, 65_536, 3_000_000])
def test_what_was_encrypted_comes_out_again(tmp_path: Path, size: int) -> None:
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    target = io.BytesIO()

    with encrypted(target, str(key.to_public())) as sink:
        sink.write(b"x" * size)

    with decrypted(io.BytesIO(target.getvalue()), tmp_path / "key") as plain:
        assert plain.read() == b"x" * size


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Only Linux has a disk that is always full.")
@pytest.mark.parametrize("size", [1, 3_000_000])
def test_a_full_disk_behind_the_encryption_is_told_as_such(size: int) -> None:
    recipient = str(pyrage.x25519.Identity.generate().to_public())

    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OSError, match="No space left") as raised,
        encrypted(full, recipient) as sink,
    ):
        sink.write(b"x" * size)

    assert raised.value.errno == errno.ENOSPC


def test_an_error_while_writing_is_the_error_that_is_told() -> None:
    recipient = str(pyrage.x25519.Identity.generate().to_public())

    with pytest.raises(ValueError, match="a row"), encrypted(io.BytesIO(), recipient):
        raise ValueError("a row")
