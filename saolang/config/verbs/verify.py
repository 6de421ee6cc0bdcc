"""Check that nothing was altered behind our back: the list of changes, stored files, signatures; say where it was.

The chain over the list of changes is computed anew from its first entry and held against the signed checkpoints.
--export writes it for docs/operating/check_chain.py, with which anybody checks it without this program
(docs/operating/verify.md).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist

from saolang.base.accounts.models import Signature
from saolang.base.accounts.queries import is_recorded, signatures_gone
from saolang.base.accounts.rules import signature_holds
from saolang.base.audit.models import Checkpoint, Link, SigningKey
from saolang.base.audit.queries import UNREADABLE, as_far_as_read, export_chain, unsealed, verify_chain
from saolang.base.files.models import StoredFile
from saolang.base.files.queries import stream
from saolang.base.kit.batches import AT_ONCE
from saolang.base.kit.formats import moment
from saolang.base.kit.words import say
from saolang.core.chain import SENTENCES, Fault, Finding
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.programme.certification.models import Certificate
from saolang.programme.certification.queries.certificates import is_recorded as is_issue_recorded
from saolang.programme.certification.rules.credentials import agrees, holds
from saolang.programme.evaluation.choices import SessionState
from saolang.programme.evaluation.models import Session
from saolang.programme.evaluation.queries.proofs import closings_gone, still_stands
from saolang.programme.traceability.models import CaptureJob, Event
from saolang.programme.traceability.queries import proofs
from saolang.programme.traceability.queries.proofs import captures_gone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GONE = _("Chữ ký của %(kind)s %(code)s ghi trong nhật ký (mục %(change)s) không còn trong hệ thống.")
NOT_SIGNED = _("Chữ ký số %(number)s (%(kind)s %(code)s, %(name)s) không đúng với nội dung đã ký.")

SESSION_ALTERED = _(
    "Phiếu, kết quả hoặc biên bản của phiên %(session)s không còn khớp mã gốc đã ghi khi kết thúc phiên."
)
SESSION_GONE = _("Việc kết thúc phiên %(session)s ghi trong nhật ký (mục %(change)s) không còn trong hệ thống.")
CAPTURE_ALTERED = _("Sự kiện của lần ghi nhận %(capture)s không còn khớp mã gốc đã ghi khi nhận.")
CAPTURE_GONE = _("Lần ghi nhận sự kiện %(capture)s ghi trong nhật ký (mục %(change)s) không còn trong hệ thống.")
NO_CREDENTIAL = _("Bản ký số của giấy chứng nhận %(number)s không đúng với giấy, hoặc nhật ký không ghi việc cấp giấy.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print for programs")
    parser.add_argument("--export", type=Path, metavar="FILE", help="also write the chain, one JSON object a line")
    parser.add_argument(
        "--against",
        type=read_published,
        action="append",
        default=[],
        metavar="POSITION:DIGEST",
        help="a digest you have kept from the public page, a backup or a letter; may be given several times",
    )


def read_published(text: str) -> tuple[int, str]:
    """Read "1204:9f2c…". Raises ArgumentTypeError for anything else."""
    position, _colon, digest = text.partition(":")
    if not position.isdecimal() or len(digest) != len("9f2c") * 16:
        message = "write a position, a colon and the 64 digits of the digest"
        raise argparse.ArgumentTypeError(message)
    return int(position), digest.lower()


def run(arguments: argparse.Namespace) -> int:
    """Print each fault as it is found, then what was checked; return 0 when everything holds, else 1."""
    faults = []
    for fault in found(dict(arguments.against)):
        if not arguments.json:
            print(fault["message"], flush=True)
        faults.append(fault)
    checked = {
        "holds": not faults,
        "sealed": Link.objects.count(),
        "unsealed": unsealed().count(),
        "checkpoints": Checkpoint.objects.count(),
        "files": StoredFile.objects.count(),
        "signatures": Signature.objects.count(),
        "certificates": Certificate.objects.count(),
        "sessions": Session.objects.filter(state=SessionState.CLOSED).count(),
        "events": Event.objects.count(),
    }
    if arguments.json:
        # SQLite takes bytes in any column, so that even a position may be some.
        print(json.dumps(checked | {"faults": faults}, ensure_ascii=False, indent=2, default=repr))
    else:
        print("\n".join(summary(checked)))
    if arguments.export:
        # Last: what was found is told even where some of it cannot be written down.
        _try_to_export(arguments.export)
    return 1 if faults else 0


def found(published: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """Yield what does not hold: what it is, where, and a sentence."""
    for finding in as_far_as_read(verify_chain(published=published)):
        yield _as_dict(finding)
    for faults in (
        _faults_of_files(),
        _faults_of_signatures(),
        _faults_of_certificates(),
        _faults_of_sessions(),
        _faults_of_captures(),
    ):
        try:
            yield from faults
        except UNREADABLE:
            yield _as_dict(Finding(Fault.UNREADABLE))


def _faults_of_files() -> Iterator[dict[str, Any]]:
    for file in StoredFile.objects.order_by("pk").iterator(AT_ONCE):
        if refusal := _lost_or_altered(file):
            yield {"fault": "file", "sha256": file.sha256, "message": say(refusal)}


def _faults_of_signatures() -> Iterator[dict[str, Any]]:
    """Yield the signatures that are not the server's or that no change tells of, and those told of that are gone."""
    # The key is not read along: a signature whose key is gone must not be left out.
    for signature in Signature.objects.order_by("pk").iterator(AT_ONCE):
        if not _holds(signature):
            told = Refusal(
                NOT_SIGNED, number=signature.pk, kind=signature.kind, code=signature.code, name=signature.name
            )
            yield {"fault": "signature_of_person", "signature": signature.pk, "message": say(told)}
    for change in signatures_gone():
        gone = Refusal(GONE, kind=change.kind, code=change.code, change=change.pk)
        yield {"fault": "signature_gone", "change": change.pk, "message": say(gone)}


def _faults_of_certificates() -> Iterator[dict[str, Any]]:
    """Yield the certificates whose credential no key of ours signed, says something else, or was issued by nobody."""
    keys = set(SigningKey.objects.values_list("public", flat=True))
    issued = Certificate.objects.order_by("pk").select_related("holder")
    for certificate in issued.iterator(AT_ONCE):
        credential = certificate.credential
        if not (holds(credential, keys) and agrees(credential, certificate) and is_issue_recorded(certificate)):
            told = Refusal(NO_CREDENTIAL, number=certificate.number)
            yield {"fault": "credential", "certificate": certificate.public_code, "message": say(told)}


def _faults_of_sessions() -> Iterator[dict[str, Any]]:
    """Yield the closed sessions whose sheets, results or minutes do not come to their root, and those that are gone.

    One session is held in memory at a time.
    """
    closed = Session.objects.filter(state=SessionState.CLOSED).select_related("council").order_by("pk")
    for session in closed.iterator(AT_ONCE):
        if not _stands(session):
            told = Refusal(SESSION_ALTERED, session=session.code)
            yield {"fault": "session", "session": session.code, "message": say(told)}
    for change in closings_gone():
        gone = Refusal(SESSION_GONE, session=change.code, change=change.pk)
        yield {"fault": "session_gone", "change": change.pk, "message": say(gone)}


def _faults_of_captures() -> Iterator[dict[str, Any]]:
    """Yield the captures whose events are not those that were kept, and those that are gone."""
    for job in CaptureJob.objects.order_by("pk").iterator(AT_ONCE):
        if not _capture_stands(job):
            told = Refusal(CAPTURE_ALTERED, capture=str(job.code))
            yield {"fault": "capture", "capture": str(job.code), "message": say(told)}
    for change in captures_gone():
        gone = Refusal(CAPTURE_GONE, capture=change.code, change=change.pk)
        yield {"fault": "capture_gone", "change": change.pk, "message": say(gone)}


def _capture_stands(job: CaptureJob) -> bool:
    try:
        return proofs.still_stands(job)
    except (*UNREADABLE, LookupError, RecursionError):
        return False


def _stands(session: Session) -> bool:
    """Tell whether the session is as it was closed; one that cannot even be read is not."""
    try:
        return still_stands(session)
    except (*UNREADABLE, LookupError, ObjectDoesNotExist, Refusal):
        return False


def _holds(signature: Signature) -> bool:
    try:
        return signature_holds(signature) and is_recorded(signature)
    except (*UNREADABLE, ObjectDoesNotExist):
        return False


def _try_to_export(path: Path) -> None:
    """Write the export. Raises Refusal where there is something in the list that cannot even be read."""
    try:
        write_export(path)
    except UNREADABLE as error:
        raise Refusal(SENTENCES[Fault.UNREADABLE]) from error


def write_export(path: Path) -> None:
    """Write the chain, one JSON object a line, whole or not at all."""
    written = path.with_name(f"{path.name}.part")
    with written.open("w", encoding="ascii") as lines:
        lines.writelines(f"{json.dumps(line)}\n" for line in export_chain())
    written.replace(path)


def summary(checked: Mapping[str, int]) -> Iterator[str]:
    """Yield the lines that say what was checked, and with what result."""
    yield (
        f"Đã kiểm {checked['sealed']} mục niêm phong, {checked['checkpoints']} mốc kiểm chứng,"
        f" {checked['files']} tệp, {checked['signatures']} chữ ký, {checked['certificates']} giấy chứng nhận,"
        f" {checked['sessions']} phiên của hội đồng, {checked['events']} sự kiện truy xuất."
    )
    oldest = unsealed().first()
    if oldest:
        yield f"Chưa niêm phong: {checked['unsealed']} mục, từ {moment(oldest.at)}."
    yield "Tất cả đều khớp." if checked["holds"] else "CÓ CHỖ KHÔNG KHỚP, nêu ở trên."


def _as_dict(finding: Finding) -> dict[str, Any]:
    where = {"position": finding.position, "last": finding.last, "change": finding.entry}
    message = say(Refusal(finding.message, **finding.params))
    return {
        "fault": finding.fault.value,
        **{name: at for name, at in where.items() if at is not None},
        "message": message,
    }


def _lost_or_altered(file: StoredFile) -> Refusal | None:
    try:
        for _part in stream(file):
            pass
    except Refusal as refusal:
        return refusal
    return None
