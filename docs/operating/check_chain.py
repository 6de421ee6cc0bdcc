#!/usr/bin/env python3
"""Check an exported list of changes, or the proof of one score sheet or result, without the program that wrote it.

    python3 check_chain.py FILE [POSITION:DIGEST ...]
    python3 check_chain.py PROOF [ROOT ...]

Needs Python 3.9 or newer and nothing else. Signatures are checked with the Python package `cryptography` or with the
program `openssl` 3, whichever is there. POSITION:DIGEST is what you have kept from the public page, a backup or a
letter; ROOT is what was published with the council's results. Prints every fault with its place; ends with 0 when
everything holds, 1 when something does not, 2 when the file cannot be read. The format, and what the check proves:
verify.md, beside this script.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Line = dict[str, Any]

FORMAT = "saolang-chain-1"
PROOF_FORMAT = "saolang-inclusion-1"
LEEWAY = timedelta(minutes=10)
"""So much older than the last sealed entry may one be that is not sealed yet: its transaction took that long."""
BEFORE_A_KEY = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410)."""
OPENSSL = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key"]
OPENSSL += ["-rawin", "-in", "text", "-sigfile", "signature"]
DIGITS = 64


class NoExportError(Exception):
    """The file is not what it should be."""


@dataclass
class Chain:
    """The end of the chain, as far as it has been followed, and what is still to be looked for in it."""

    published: deque[tuple[int, str, str]]
    """Digests that must stand at a position, in order: the position, the digest, where it was published."""
    position: int = 0
    digest: str = ""
    last_at: str = ""

    def follow(self, link: Line) -> Iterator[str]:
        """Yield what does not hold of the next link, then go on from its digest as it stands."""
        position, change, text = link["position"], link["change"], link["entry"]
        if position != self.position + 1:
            yield f"positions {self.position + 1} to {position - 1}: the links are missing"
        if text is None:
            yield f"position {position}: entry {change} was deleted"
        elif sha256(self.digest + sha256(text)) == link["digest"]:
            self.last_at = str(json.loads(text)["at"])
        elif position == self.position + 1:
            yield f"position {position}: what stands here (entry {change}) is not what was sealed here"
        self.position, self.digest = position, link["digest"]
        yield from self._compare()

    def _compare(self) -> Iterator[str]:
        """Yield the published digests up to this position that are not the chain's."""
        while self.published and self.published[0][0] <= self.position:
            position, digest, where = self.published.popleft()
            if (position, digest) != (self.position, self.digest):
                yield f"position {position}: the digest is not the one {where}; something up to here was changed"

    def end(self, head: Line) -> Iterator[str]:
        """Yield what does not hold at the end."""
        if self.position < head["position"]:
            yield f"positions {self.position + 1} to {head['position']}: the links are missing at the end"
        for position, _, where in self.published:
            yield f"position {position}: a digest {where} is beyond the end of the chain"


def main(arguments: list[str]) -> int:
    """Run the check and return the exit code."""
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(__doc__)
        return 2
    faults = 0
    try:
        for fault in check(Path(arguments[0]), arguments[1:]):
            print(fault)
            faults += 1
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, NoExportError) as error:
        print(f"{arguments[0]} cannot be read: {error!r}", file=sys.stderr)
        return 2
    print("SOMETHING DOES NOT HOLD, see above." if faults else "Everything holds.")
    return 1 if faults else 0


def read_kept(text: str) -> tuple[int, str, str]:
    """Read "1204:9f2c…". Raises NoExportError for anything else."""
    position, _, digest = text.partition(":")
    if not position.isdecimal() or len(digest) != DIGITS:
        raise NoExportError(f"{text} is no POSITION:DIGEST")
    return int(position), digest.lower(), "you have kept"


def check(path: Path, arguments: list[str]) -> Iterator[str]:
    """Yield a sentence for each thing that does not hold; memory does not grow with the list."""
    with path.open(encoding="ascii") as file:
        lines = (json.loads(line) for line in file)
        head: Line = next(lines, {})
        if head.get("format") == PROOF_FORMAT:
            yield from check_proof(head, [text.lower() for text in arguments])
            return
        if head.get("format") != FORMAT:
            raise NoExportError(f"this is no file of the format {FORMAT} or {PROOF_FORMAT}")
        kept = [read_kept(text) for text in arguments]
        checkpoints, following = read_checkpoints(lines)
        yield from check_signatures(checkpoints)
        published = [(line["position"], line["digest"], f"published at {line['at']}") for line in checkpoints]
        chain = Chain(deque(sorted(published + kept)))
        unsealed = 0
        for line in following:
            if "unsealed" in line:
                unsealed += 1
                yield from check_unsealed(line, chain.last_at)
            else:
                yield from chain.follow(line)
        yield from chain.end(head)
    print(f"{chain.position} positions, {len(checkpoints)} checkpoints, {unsealed} entries not sealed yet.")


def check_proof(proof: Line, kept: list[str]) -> Iterator[str]:
    """Yield what does not hold of a sheet or a result, its place in the tree of its session, and its signature."""
    text, root = proof["text"], proof["root"]
    if tree_root(text, proof["index"], proof["size"], proof["path"]) != root:
        yield f"the sheet is not among those the root {root} stands for, or was altered"
    if any(digest != root for digest in kept):
        yield "the root is not the one you have kept"
    if "statement" in proof:
        yield from check_signed(proof)
    print(f"The session {proof['session']} has the root {root}: compare it with the published results.")


def tree_root(text: str, place: int, size: int, path: list[str]) -> str:
    """Return the root of the tree in which the text stands at the place; "" where the path is not of that shape.

    As RFC 9162, section 2.1.3.2: a leaf is the SHA-256 of a zero byte and its text, a node of a one byte and two
    digests.
    """
    last, digest = size - 1, hashlib.sha256(b"\0" + text.encode()).digest()
    for beside in path:
        if last == 0:
            return ""
        if place % 2 or place == last:
            digest = hashlib.sha256(b"\1" + bytes.fromhex(beside) + digest).digest()
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            digest = hashlib.sha256(b"\1" + digest + bytes.fromhex(beside)).digest()
        place, last = place // 2, last // 2
    return digest.hex() if last == 0 else ""


def check_signed(proof: Line) -> Iterator[str]:
    """Yield what does not hold of the signature: over a statement, which names the digest of a list of sheets."""
    statement, bundle = json.loads(proof["statement"]), json.loads(proof["bundle"])
    is_listed = sha256(proof["text"]) in bundle.get("sheets", ())
    if statement.get("sha256") != sha256(proof["bundle"]) or not is_listed:
        yield "the sheet is not what was signed"
    verify = verifier()
    if verify is None:
        print("The signature was NOT checked: neither the package cryptography nor openssl 3 is here.")
    elif not verify(b64decode(proof["key"]), b64decode(proof["signature"]), proof["statement"].encode()):
        yield "the signature is wrong"
    print(f"Signed by {statement.get('name')} at {statement.get('at')} with the key {proof['key']}.")


def read_checkpoints(lines: Iterator[Line]) -> tuple[list[Line], Iterator[Line]]:
    """Return the checkpoints, which come first, and the lines that follow them."""
    checkpoints: list[Line] = []
    for line in lines:
        if "signature" not in line:
            return checkpoints, chained(line, lines)
        checkpoints.append(line)
    return checkpoints, lines


def chained(first: Line, others: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from others


def check_unsealed(line: Line, last_at: str) -> Iterator[str]:
    """Yield a fault when the entry is too old to be still unsealed."""
    if last_at and moment(json.loads(line["entry"])["at"]) < moment(last_at) - LEEWAY:
        yield f"entry {line['unsealed']} is not in the chain, and older than what is: put in later, or its link deleted"


def moment(text: object) -> datetime:
    """Return the moment; the earliest there is for what is none, as somebody may have written it."""
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return datetime.min.replace(tzinfo=timezone.utc) + LEEWAY


def check_signatures(checkpoints: list[Line]) -> Iterator[str]:
    """Yield the checkpoints their key has not signed; say when there is nothing to check them with."""
    verify = verifier()
    if verify is None:
        print("The signatures were NOT checked: neither the package cryptography nor openssl 3 is here.")
        return
    for line in checkpoints:
        statement = {"at": line["at"], "digest": line["digest"], "position": line["position"]}
        text = json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
        if not verify(b64decode(line["key"]), b64decode(line["signature"]), text):
            yield f"position {line['position']}: the signature of the checkpoint is wrong"
    for key in sorted({line["key"] for line in checkpoints}):
        print(f"Signed with the key {key}: compare it with the public page.")


def verifier() -> Callable[[bytes, bytes, bytes], bool] | None:
    """Return what tells whether a key made a signature of a text, None where there is nothing to tell it with."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: F401, PLC0415 - it may not be there
    except ImportError:
        return by_openssl if has_openssl() else None
    return by_cryptography


def by_cryptography(key: bytes, signature: bytes, text: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - it may not be there
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def has_openssl() -> bool:
    try:
        told = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return told.startswith("OpenSSL 3")


def by_openssl(key: bytes, signature: bytes, text: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        files = {"key": BEFORE_A_KEY + key, "signature": signature, "text": text}
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        return subprocess.run(OPENSSL, cwd=folder, capture_output=True, check=False).returncode == 0


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
