"""Encryption with age (age-encryption.org/v1): who makes backups needs the public key only, and cannot read them.

The library pulls from one stream and pushes into another; a pipe and a thread turn that into a stream to write to or to
read from, with no more in memory than a pipe holds.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import pyrage

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAGIC = b"age-encryption.org/v1\n"
"""How every encrypted file begins."""

BAD_RECIPIENT = Refusal(_("SAOLANG_BACKUP_KEY không phải khóa công khai của age (age1…)."))
NO_IDENTITY = Refusal(
    _("Bản sao lưu được mã hóa. Đặt SAOLANG_BACKUP_IDENTITY là đường dẫn tới tệp khóa bí mật của age.")
)
BAD_IDENTITY = Refusal(
    _("Tệp mà SAOLANG_BACKUP_IDENTITY chỉ tới không có khóa bí mật nào của age (AGE-SECRET-KEY-1…).")
)
WRONG_IDENTITY = Refusal(_("Khóa bí mật này không mở được bản sao lưu: nó được mã hóa cho khóa khác."))


@contextmanager
def encrypted(target: IO[bytes], recipient: str) -> Iterator[IO[bytes]]:
    """Give a stream; what is written to it arrives at the target encrypted. Raises Refusal for a bad public key."""
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise BAD_RECIPIENT from None
    source, sink = _pipe()
    with ThreadPoolExecutor(max_workers=1) as pool:
        work = pool.submit(_encrypt, source, target, key)
        try:
            with sink:
                yield sink
        except BrokenPipeError:
            # The thread has given up: say why, not that it is gone.
            work.result()
            raise
        work.result()


@contextmanager
def decrypted(source: IO[bytes], identity: Path | None) -> Iterator[IO[bytes]]:
    """Give a stream that yields what the source holds in the clear. Raises Refusal when the key does not open it.

    A source cut off or altered ends the stream early: no byte comes out of it that was not put in.
    """
    keys = _identities(identity)
    plain, sink = _pipe()
    with ThreadPoolExecutor(max_workers=1) as pool:
        work = pool.submit(_decrypt, source, sink, keys)
        try:
            with plain:
                yield plain
        finally:
            if isinstance(failure := work.exception(), Refusal):
                raise failure


def _identities(path: Path | None) -> list[pyrage.x25519.Identity]:
    if path is None:
        raise NO_IDENTITY
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, ValueError, pyrage.IdentityError):
        raise BAD_IDENTITY from None
    if not keys:
        raise BAD_IDENTITY
    return keys


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    source, sink = os.pipe()
    return os.fdopen(source, "rb"), os.fdopen(sink, "wb")


class _Target:
    """What the library writes to; it keeps the error of a write, which the library tells in words, or not at all."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.failure: OSError | None = None

    def write(self, some: bytes) -> int:
        try:
            return self._target.write(some)
        except OSError as error:
            self.failure = error
            raise

    def flush(self) -> None:
        self._target.flush()


def _encrypt(source: IO[bytes], target: IO[bytes], key: pyrage.x25519.Recipient) -> None:
    watched = _Target(target)
    with source:
        try:
            pyrage.encrypt_io(source, watched, [key])
        except pyrage.EncryptError as error:
            raise watched.failure or error from error
    if watched.failure:
        # The last bytes are written when the library ends, which then tells nobody that it could not.
        raise watched.failure


def _decrypt(source: IO[bytes], sink: IO[bytes], keys: list[pyrage.x25519.Identity]) -> None:
    with sink:
        try:
            pyrage.decrypt_io(source, sink, keys)
        except pyrage.DecryptError as error:
            if "matching keys" in str(error):
                raise WRONG_IDENTITY from error
            raise
