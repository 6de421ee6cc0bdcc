"""What "signed" means everywhere: the person proved at that moment who it is, and the server signed what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Signature
from saolang.base.accounts.queries import person_behind
from saolang.base.accounts.rules import may_sign, statement_of
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services import keys
from saolang.base.audit.services.changes import record
from saolang.base.files.choices import Kinds
from saolang.base.files.services import admit, store
from saolang.base.kit.cms import read_signature, signature_within_pdf
from saolang.base.notices.choices import Kind
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.base.accounts.choices import Proof
    from saolang.base.accounts.models import User
    from saolang.base.accounts.rules import Scope
    from saolang.base.files.models import StoredFile
    from saolang.base.kit.cms import Signed

PDF = b"%PDF-"
NAME_LENGTH = 200
NOT_YOURS = Refusal(gettext_noop("Chỉ người đã ký mới đính kèm chữ ký số cho chữ ký của mình."))
NO_STATE_SIGNATURE = Refusal(
    gettext_noop("Tệp này không phải chữ ký số đọc được. Hãy gửi tệp .p7s (CMS, DER) hoặc PDF đã ký số.")
)
OF_ANOTHER_DOCUMENT = Refusal(gettext_noop("Chữ ký số này không phải của đúng văn bản đã ban hành."))
ATTACHED_ALREADY = Refusal(gettext_noop("Chữ ký này đã có chữ ký số đính kèm."))
SIGNED_ALREADY = Refusal(gettext_noop("Bạn đã ký văn bản này rồi."))


@dataclass(frozen=True)
class Signable:
    """A thing that can be signed, as the app that owns it tells of it.

    `kind` and `code` name it as in the list of changes; `sha256` is the digest of its bytes, in hexadecimal; those who
    may sign over `scope` may sign it; `preview` is where its bytes can be read, `page` where it stands among its like;
    `owner` is the actor who is told of a signature. `after` does what a signature brings about, in its transaction: a
    score sheet locks, a dossier is handed in. It may refuse: then nothing is signed.
    """

    kind: str
    code: str
    title: str
    sha256: str
    scope: Scope
    preview: str
    page: str
    owner: str
    after: Callable[[Signature], object] | None = None


@transaction.atomic
def sign(*, thing: Signable, user: User, role: Role, proof: Proof, by: str) -> Signature:
    """Sign the thing for the person, in that role.

    In order: the statement is signed and kept; the entry in the list of changes; what the signature brings about; the
    thing's owner is told. `proof` is how the person has just shown, for this very thing, who it is: no earlier proof
    counts. Raises Refusal when the person may not sign it in that role, or has signed these bytes already.
    """
    if refusal := may_sign(user, role, thing.scope):
        raise refusal
    key = keys.current_key(by=by)
    signature = Signature(
        kind=thing.kind,
        code=thing.code,
        sha256=thing.sha256,
        signer=user,
        name=user.full_name,
        role=role,
        signed_at=timezone.now(),
        proof=proof,
        key=key,
    )
    signature.statement = statement_of(signature)
    signature.value = keys.sign(signature.statement.encode(), key=key)
    _keep(signature)
    record(
        by=by,
        action=Action.SIGN,
        kind=thing.kind,
        code=thing.code,
        after={"sha256": thing.sha256, "role": str(role), "proof": str(proof), "signature": signature.value},
    )
    if thing.after:
        thing.after(signature)
    _tell_the_owner(thing, signature, by=by)
    return signature


def attach_state_signature(*, signature: Signature, content: bytes, name: str, document: bytes, by: str) -> Signature:
    """Keep beside the person's signature one made with a state certificate, once, and record it.

    `content` is what the person's tool made: a signature beside the document, or the document as a signed PDF. Raises
    Refusal where it is neither, or not of this document.
    """
    if by != signature.signer.actor:
        raise NOT_YOURS
    read_state_signature(content, document)
    is_pdf = content.startswith(PDF)
    file = admit(content, name=name, kinds=Kinds.PAPERS, by=by) if is_pdf else store(content, by=by)
    return _attach(signature, file, name=name, by=by)


def read_state_signature(content: bytes, document: bytes) -> Signed:
    """Return what a signature made with a state certificate says, once it is found to be of the document.

    That the certificate itself is the state's is not checked. Raises Refusal.
    """
    try:
        signature, signed = signature_within_pdf(content) if content.startswith(PDF) else (content, document)
        said = read_signature(signature)
    except ValueError as error:
        raise NO_STATE_SIGNATURE from error
    if not said.is_of(signed) or not signed.startswith(document):
        raise OF_ANOTHER_DOCUMENT
    return said


@transaction.atomic
def _attach(signature: Signature, file: StoredFile, *, name: str, by: str) -> Signature:
    locked = Signature.objects.select_for_update().get(pk=signature.pk)
    if locked.state_signature_id:
        raise ATTACHED_ALREADY
    locked.state_signature, locked.state_signature_name = file, name[:NAME_LENGTH]
    locked.save(update_fields=["state_signature", "state_signature_name"])
    record(
        by=by,
        action=Action.SIGN,
        kind=locked.kind,
        code=locked.code,
        after={"sha256": locked.sha256, "state_signature": file.sha256},
    )
    return locked


def _keep(signature: Signature) -> None:
    try:
        with transaction.atomic():
            signature.save(force_insert=True)
    except IntegrityError as error:
        raise SIGNED_ALREADY from error


def _tell_the_owner(thing: Signable, signature: Signature, *, by: str) -> None:
    """Tell the person who made the thing, unless it is the signer, or a job made it."""
    owner = person_behind(thing.owner)
    if owner is None or not owner.is_active or owner == signature.signer:
        return
    params = {
        "signer": signature.name,
        "role": Role(signature.role).label,
        "report": thing.title,
        "at": signature.signed_at,
    }
    tell(owner, Kind.REPORT_SIGNED, params, path=thing.page, by=by)
