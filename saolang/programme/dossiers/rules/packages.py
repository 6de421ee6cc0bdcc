"""A dossier as one signed file: how it is written, read, and what does not hold in one.

A ZIP with `manifest.json`, `signature.json` and the files the manifest names by their SHA-256. The manifest is JSON in
one form only (`audit.rules.canonical`); the signature is Ed25519 over its bytes, by the key of the installation that
made it, whose public part stands beside it. Nothing is compressed away from the reader: any ZIP tool opens it.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from saolang.base.audit.rules import canonical, verifies
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.dossiers.choices import Sender, State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet

    from saolang.programme.dossiers.models import Dossier, TrustedKey

FORMAT = "saolang-package/1"
DOSSIER, ANSWER = "dossier", "answer"
"""What a package carries: a dossier on its way up, the centre's result on its way back."""
MANIFEST, SIGNATURE, FILES = "manifest.json", "signature.json", "files/"
MOST_FILES = 2_000
MOST_BYTES = 512 * 1024 * 1024
"""What a package may hold unpacked; a dossier of 500 scanned pages has some 150 MB."""
DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error)
NEVER = (1980, 1, 1, 0, 0, 0)
"""The moment of every file in the archive, so that the same content makes the same bytes."""

NO_PACKAGE = Refusal(gettext_noop("Tệp này không phải gói hồ sơ Sao Làng. Hãy chọn đúng tệp .zip nơi gửi đã lập."))
OTHER_FORMAT = Refusal(gettext_noop("Gói hồ sơ theo định dạng khác (%(format)s). Hãy cập nhật phần mềm rồi nhận lại."))
TOO_LARGE = Refusal(gettext_noop("Gói hồ sơ quá lớn nên không được nhận. Hãy báo nơi gửi."))
NOT_SIGNED_SO = Refusal(
    gettext_noop("Chữ ký của gói không khớp nội dung: gói đã bị sửa sau khi lập. Hãy xin nơi gửi lập lại gói.")
)
OWN = Refusal(gettext_noop("Gói này do chính hệ thống này lập nên không nhận lại được. Hãy gửi gói cho nơi nhận."))
NOT_AT_CENTRE = Refusal(gettext_noop("Chỉ lập gói cho hồ sơ đã gửi trung ương. Hãy gửi hồ sơ lên trung ương trước."))
NOT_SUBMITTED = Refusal(gettext_noop("Hồ sơ chưa có bản nộp đã khóa nên không lập gói được."))
NO_PACKAGE_TO_ANSWER = Refusal(gettext_noop("Hồ sơ này không đến bằng gói hồ sơ nên không có gói nào để trả lời."))
NO_RESULT = Refusal(gettext_noop("Hồ sơ chưa có kết quả chính thức của hội đồng nên chưa lập gói trả lời được."))
ANSWERS_NOTHING = Refusal(
    gettext_noop("Gói này trả lời một gói mà hệ thống chưa gửi. Hãy kiểm tra lại gói và nơi gửi.")
)
THERE_ALREADY = Refusal(gettext_noop("Hệ thống đã có hồ sơ mang mã này, từ một gói khác. Hãy liên hệ nơi gửi."))
OPEN_ALREADY = Refusal(gettext_noop("Sản phẩm này đang có một hồ sơ khác chưa xong. Hãy xử lý hồ sơ đó trước."))
NO_PLACE = Refusal(gettext_noop("Danh mục địa bàn ở đây không có xã của hồ sơ. Hãy cập nhật phần mềm rồi nhận lại."))
NO_SET = Refusal(gettext_noop("Hệ thống chưa có bộ tiêu chí của hồ sơ này. Hãy nạp bộ tiêu chí rồi nhận lại gói."))
INCOMPLETE = Refusal(gettext_noop("Gói hồ sơ thiếu thông tin bắt buộc nên không nhận được. Hãy báo nơi gửi."))
NOT_THE_CENTRE = gettext_noop(
    "Gói này là trả lời của trung ương, nhưng khóa ký gói được xác nhận là của %(sender)s, không phải của trung ương. "
    "Hãy liên hệ trung ương để xin gói do trung ương ký."
)
NOT_A_PROVINCE = gettext_noop(
    "Khóa của %(sender)s được xác nhận là của trung ương, nên chỉ ký gói trả lời. Hãy xin tỉnh lập hồ sơ gửi gói."
)
TRUSTED_ALREADY = Refusal(gettext_noop("Khóa này đã được xác nhận. Hãy nhận gói hồ sơ."))
NO_SENDER = Refusal(gettext_noop("Hãy chọn khóa này là của trung ương hay của một tỉnh."))
NAMELESS = Refusal(gettext_noop("Hãy ghi tên nơi gửi mà bạn đã đối chiếu khóa."))


@dataclass(frozen=True, slots=True)
class Content:
    """A package that holds together: what it says, whose key signed it, and its files by digest."""

    manifest: Mapping[str, Any]
    public: str
    files: Mapping[str, bytes]

    @property
    def code(self) -> str:
        return str(self.manifest["code"])

    @property
    def kind(self) -> str:
        return str(self.manifest["kind"])


def fingerprint(public: str) -> str:
    """Return the digest by which two people compare a key aloud: 8 groups of 4 letters and digits."""
    digest = hashlib.sha256(public.encode()).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """Return what is signed."""
    return canonical(manifest).encode()


def listed(files: Mapping[str, bytes]) -> list[dict[str, object]]:
    """Return how a manifest names its files: digest and size, in order."""
    return [{"sha256": digest, "size": len(files[digest])} for digest in sorted(files)]


def write(manifest: Mapping[str, Any], files: Mapping[str, bytes], *, public: str, signature: str) -> bytes:
    """Return the package. The same content and signature make the same bytes."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, MANIFEST, manifest_bytes(manifest))
        _put(archive, SIGNATURE, canonical({"algorithm": "Ed25519", "key": public, "signature": signature}).encode())
        for digest in sorted(files):
            _put(archive, f"{FILES}{digest}", files[digest])
    return content.getvalue()


def read(content: bytes) -> Content:
    """Return what the package holds, once all of it is known to be what was signed.

    In order: it is such an archive and not too large; the signature is the key's, of that very manifest; every file the
    manifest names is there with its digest, and no other. Raises Refusal naming the first that does not hold. Whether
    the key is one to trust is another question.
    """
    entries = _unpacked(content)
    manifest, public = _signed(entries)
    if manifest.get("format") != FORMAT:
        raise Refusal(OTHER_FORMAT.message, format=manifest.get("format"))
    if not all(isinstance(manifest.get(name), str) for name in ("code", "kind")):
        raise NO_PACKAGE
    files = {name.removeprefix(FILES): entries[name] for name in entries if name not in {MANIFEST, SIGNATURE}}
    try:
        _check_files({str(each["sha256"]) for each in manifest["files"]}, files)
    except (KeyError, TypeError) as error:
        raise NO_PACKAGE from error
    return Content(manifest, public, files)


def may_export(dossier: Dossier) -> Refusal | None:
    """Answer nothing when the dossier may be packed for the centre: the province has sent it there; else why not."""
    if dossier.state != State.CENTRE or came_from_elsewhere(dossier):
        return NOT_AT_CENTRE
    return None if dossier.submissions.exists() else NOT_SUBMITTED


def came_from_elsewhere(dossier: Dossier) -> bool:
    """Tell whether the dossier was brought here by a package: its procedure is then the centre's."""
    return dossier.procedure.endswith("-centre")


def may_answer(dossier: Dossier, result: Mapping[str, Any] | None) -> Refusal | None:
    """Answer nothing when the centre's result may be sent back for the dossier; else why not."""
    if not came_from_elsewhere(dossier):
        return NO_PACKAGE_TO_ANSWER
    done = dossier.state in {State.FINAL, State.RECOGNISED, State.NOT_RECOGNISED}
    return None if done and result is not None else NO_RESULT


def may_send(sender: TrustedKey, kind: str) -> Refusal | None:
    """Answer whether a key trusted as that sender may sign such a package: the centre answers, a province asks."""
    may_be_sent = {Sender.CENTRE: ANSWER, Sender.PROVINCE: DOSSIER}[Sender(sender.trusted_as)]
    if kind == may_be_sent:
        return None
    return Refusal(NOT_THE_CENTRE if kind == ANSWER else NOT_A_PROVINCE, sender=sender.name)


def unknown_key(public: str) -> Refusal:
    """Say that nobody has yet compared the key with its owner."""
    return Refusal(
        gettext_noop(
            "Gói được ký bằng khóa %(public)s chưa ai xác nhận. Hãy gọi nơi gửi để đối chiếu mã %(fingerprint)s, "
            "xác nhận khóa, rồi nhận lại gói."
        ),
        public=public,
        fingerprint=fingerprint(public),
    )


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, NEVER)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return the bytes of every file of the archive. Raises Refusal for no archive, a bomb, a name that comes twice."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise TOO_LARGE
            names = [entry.filename for entry in entries]
            if len(set(names)) < len(names) or not {MANIFEST, SIGNATURE} <= set(names):
                raise NO_PACKAGE
            return {entry.filename: archive.read(entry) for entry in entries}
    except (*DAMAGED, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise NO_PACKAGE from error


def _signed(entries: Mapping[str, bytes]) -> tuple[dict[str, Any], str]:
    """Return the manifest and the key that signed it. Raises Refusal when they are no JSON, or the signature fails."""
    try:
        manifest, signature = json.loads(entries[MANIFEST]), json.loads(entries[SIGNATURE])
        public, value = str(signature["key"]), str(signature["signature"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NO_PACKAGE from error
    if not isinstance(manifest, dict):
        raise NO_PACKAGE
    if not verifies(public, entries[MANIFEST], value):
        raise NOT_SIGNED_SO
    return manifest, public


def _check_files(named: AbstractSet[str], files: Mapping[str, bytes]) -> None:
    """Raise Refusal for a file that is missing, altered, or named nowhere."""
    _refuse_any(named - files.keys(), gettext_noop("Gói thiếu tệp %(file)s. Hãy xin nơi gửi lập lại gói."))
    _refuse_any(files.keys() - named, gettext_noop("Gói có tệp lạ %(file)s mà danh mục không kể. Gói đã bị sửa."))
    altered = {digest for digest, content in files.items() if hashlib.sha256(content).hexdigest() != digest}
    _refuse_any(altered, gettext_noop("Tệp %(file)s trong gói đã bị sửa. Hãy xin nơi gửi lập lại gói."))


def _refuse_any(digests: Collection[str], sentence: str) -> None:
    if digests:
        raise Refusal(sentence, file=min(digests))
